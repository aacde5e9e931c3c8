"""The default engine's door: what reads and what writes the index of a data directory. Neither loads the other's
modules.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import CannotOpen

if TYPE_CHECKING:
    from index.whoosh_engine.reader import WhooshReader
    from index.whoosh_engine.writer import WhooshWriter


class WhooshEngine:
    """The index of one data directory."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "index"

    def reader(self) -> WhooshReader:
        """Raises DataMissing, DamagedData, NewerFormat or CannotOpen."""
        from index.whoosh_engine.reader import WhooshReader

        with _told():
            return WhooshReader(self.folder)

    def writer(self, *, fresh: bool = False) -> WhooshWriter:
        """`fresh`: begins empty beside the old index. Raises LockHeld, and as `reader` does when not fresh."""
        from index.whoosh_engine.toc import sync_folder
        from index.whoosh_engine.writer import WhooshWriter

        with _told():
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                sync_folder(self.folder.parent)
            return WhooshWriter(self.folder, fresh)


@contextmanager
def _told() -> Iterator[None]:
    """What this user or these media do not let us open, in a line for people."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise
        raise CannotOpen(
            f"{error.filename}: cannot be opened as asked ({error.strerror}); "
            "check the owner and permissions of the index"
        ) from error
