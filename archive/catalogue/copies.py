"""A catalogue copied while others write it, and made another one when it is put to use again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple


class FileRow(NamedTuple):
    """A WARC file as the copied catalogue knows it."""

    name: str
    committed: int


class Copied(NamedTuple):
    """What a copy says of itself."""

    format: int
    epoch: str
    files: list[FileRow]
    figures: Mapping[str, int]
    faults: list[str]


def copy_catalogue(db: sqlite3.Connection, target: Path) -> Copied:
    """Copy the catalogue as it stands at one moment into one file; writers go on meanwhile.

    All pages go in one step of SQLite's backup: a copy in several steps begins anew whenever somebody commits.
    """
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
        copy.execute("PRAGMA synchronous = FULL")
        return Copied(
            format=copy.execute("PRAGMA user_version").fetchone()[0],
            epoch=copy.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0],
            files=[FileRow(*row) for row in copy.execute("SELECT name, committed FROM warc_files ORDER BY name")],
            figures=_figures(copy),
            faults=[row[0] for row in copy.execute("PRAGMA quick_check(5)") if row[0] != "ok"],
        )


def renew_epoch(db: sqlite3.Connection, epoch: str) -> None:
    """Another catalogue from here on: change numbers of the one before mean nothing to it."""
    db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (epoch,))


def is_unused(db: sqlite3.Connection) -> bool:
    """Whether nothing was ever kept, found or changed in it."""
    row = db.execute(
        """SELECT EXISTS (SELECT 1 FROM urls) + EXISTS (SELECT 1 FROM captures) + EXISTS (SELECT 1 FROM changes)
                  + EXISTS (SELECT 1 FROM warc_files)"""
    ).fetchone()
    return not row[0]


def _figures(db: sqlite3.Connection) -> dict[str, int]:
    row = db.execute(
        """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM versions), (SELECT count(*) FROM captures),
                  (SELECT coalesce(max(number), 0) FROM changes)"""
    ).fetchone()
    return dict(zip(("articles", "versions", "captures", "changes"), row, strict=True))
