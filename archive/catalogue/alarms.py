"""Alarms as rows: those that are open, those that were cleared."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.holdings import Alarm
from archive.times import from_text, maybe_from_text

_COLUMNS = "id, site, kind, message, raised_at, told_at, cleared_at"


def open_alarms(db: sqlite3.Connection) -> list[Alarm]:
    """Those that nobody cleared yet, by site, the oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM alarms WHERE cleared_at IS NULL ORDER BY site, raised_at, id")
    return [_alarm(row) for row in rows]


def latest_alarms(db: sqlite3.Connection, limit: int) -> list[Alarm]:
    """The last ones raised, open or cleared, the newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM alarms ORDER BY raised_at DESC, id DESC LIMIT ?", (limit,))
    return [_alarm(row) for row in rows]


def add_alarm(db: sqlite3.Connection, site: str, kind: str, message: str, now: str) -> None:
    """A new one, told now."""
    db.execute(
        "INSERT INTO alarms (site, kind, message, raised_at, told_at) VALUES (?, ?, ?, ?, ?)",
        (site, kind, message, now, now),
    )


def tell_again(db: sqlite3.Connection, number: int, message: str, told_at: str) -> None:
    """The words of today, and when they were told."""
    db.execute("UPDATE alarms SET message = ?, told_at = ? WHERE id = ?", (message, told_at, number))


def clear_alarm(db: sqlite3.Connection, number: int, now: str) -> None:
    """All is well again."""
    db.execute("UPDATE alarms SET cleared_at = ? WHERE id = ?", (now, number))


def forget_alarms(db: sqlite3.Connection, before: str) -> None:
    """Drops those cleared before that time."""
    db.execute("DELETE FROM alarms WHERE cleared_at < ?", (before,))


def _alarm(row: tuple[Any, ...]) -> Alarm:
    number, site, kind, message, raised_at, told_at, cleared_at = row
    return Alarm(number, site, kind, message, from_text(raised_at), from_text(told_at), maybe_from_text(cleared_at))
