"""The errors that a person may meet, one tree; every message names the thing, the rule and the next step.

NewsArchiveError
├── DataMissing       no data directory where one was expected; readers raise it
├── DamagedData       a kept file does not read as it was written; verify tells more
├── CannotOpen        a kept file may not be opened or written here; it may well be sound
├── NewerFormat       written by a later version of this program; nothing was touched
├── StaleIndex        an index made with another analysis; `index update` builds it again
├── LockHeld          another process writes here; names its owner
├── Purged            was removed on purpose, and a tombstone keeps it out
├── ProfileError      a site profile breaks a rule; names file, line and key
├── QueryError        a query cannot be read; carries the place
├── NotFound          no article, site or capture answers to that name
└── SettingError      a setting, flag or workspace file is wrong
"""

from __future__ import annotations


class NewsArchiveError(Exception):
    """Root of all errors meant for people: one line, no traceback, exit status `exit_status`."""

    exit_status = 2


class DataMissing(NewsArchiveError):
    """No data directory, or no part of it that the reader needs."""


class DamagedData(NewsArchiveError):
    """A kept file is torn, truncated or altered."""


class CannotOpen(NewsArchiveError):
    """A kept file that this user, or these media, do not let us open or write: nothing is known against its bytes."""


class NewerFormat(NewsArchiveError):
    """A file of a format number above ours."""


class StaleIndex(NewsArchiveError):
    """An index that another version of this program made: it cannot be searched or added to, only built again."""


class LockHeld(NewsArchiveError):
    """Another process holds the writer's lock."""


class Purged(NewsArchiveError):
    """A page or article that was removed on purpose and must not come back."""


class ProfileError(NewsArchiveError):
    """A site profile that cannot be used."""


class QueryError(NewsArchiveError):
    """A query that cannot be read.

    Args:
        message: what is wrong and what to write instead.
        query: the text as typed.
        offset: where, in characters from its beginning.
    """

    def __init__(self, message: str, query: str = "", offset: int = 0) -> None:
        super().__init__(message)
        self.query = query
        self.offset = offset


class NotFound(NewsArchiveError):
    """Nothing is kept under that id, URL or name."""


class SettingError(NewsArchiveError):
    """A setting, flag or workspace file that breaks a rule."""
