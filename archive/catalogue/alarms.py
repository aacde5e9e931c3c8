"""Alarms as rows: those that are open, those of which something is left to tell."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.holdings import Alarm
from archive.times import from_text, maybe_from_text

_COLUMNS = "id, site, kind, message, raised_at, told_at, cleared_at"


def open_alarms(db: sqlite3.Connection) -> list[Alarm]:
    """Those that are not cleared, by site, the oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM alarms WHERE cleared_at IS NULL ORDER BY site, raised_at, id")
    return [_alarm(row) for row in rows]


def untold(db: sqlite3.Connection, told_before: str) -> list[Alarm]:
    """Those that nobody was told of since then, open or just cleared, by site."""
    rows = db.execute(
        f"""SELECT {_COLUMNS} FROM alarms WHERE done = 0
            AND (told_at IS NULL OR told_at <= ? OR cleared_at IS NOT NULL) ORDER BY site, raised_at, id""",
        (told_before,),
    )
    return [_alarm(row) for row in rows]


def add_alarm(db: sqlite3.Connection, site: str, kind: str, message: str, now: str) -> None:
    """A new one, not told yet."""
    db.execute(
        "INSERT INTO alarms (site, kind, message, raised_at) VALUES (?, ?, ?, ?)",
        (site, kind, message, now),
    )


def set_message(db: sqlite3.Connection, number: int, message: str) -> None:
    """The words of today."""
    db.execute("UPDATE alarms SET message = ? WHERE id = ?", (message, number))


def clear_alarm(db: sqlite3.Connection, number: int, now: str) -> None:
    """All is well again; nobody need hear so who never heard that it was not."""
    db.execute("UPDATE alarms SET cleared_at = ?, done = told_at IS NULL WHERE id = ?", (now, number))


def set_told(db: sqlite3.Connection, number: int, told_at: str) -> None:
    """When somebody was told; of a cleared one nothing is left to tell then."""
    db.execute("UPDATE alarms SET told_at = ?, done = cleared_at IS NOT NULL WHERE id = ?", (told_at, number))


def take_back_told(db: sqlite3.Connection, number: int, told_at: str | None) -> None:
    """It could not be told after all."""
    db.execute("UPDATE alarms SET told_at = ?, done = 0 WHERE id = ?", (told_at, number))


def forget_alarms(db: sqlite3.Connection, before: str) -> None:
    """Drops those cleared before that time."""
    db.execute("DELETE FROM alarms WHERE cleared_at < ?", (before,))


def _alarm(row: tuple[Any, ...]) -> Alarm:
    number, site, kind, message, raised_at, told_at, cleared_at = row
    return Alarm(
        number, site, kind, message, from_text(raised_at), maybe_from_text(told_at), maybe_from_text(cleared_at)
    )
