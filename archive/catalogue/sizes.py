"""Bytes, as the catalogue knows them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from archive.times import maybe_from_text


def warc_bytes(db: sqlite3.Connection) -> int:
    """Of all WARC files, as far as they are spoken of."""
    size: int = db.execute("SELECT coalesce(sum(committed), 0) FROM warc_files").fetchone()[0]
    return size


def fetched_since(db: sqlite3.Connection, moment: str) -> tuple[int, datetime | None]:
    """Bytes of the records of answers fetched since then, and when the first of those was."""
    sites = [row[0] for row in db.execute("SELECT DISTINCT site FROM warc_files")]
    total, first = 0, None
    for site in sites:  # by site, as the index of captures is
        size, at = db.execute(
            "SELECT coalesce(sum(length), 0), min(at) FROM captures WHERE site = ? AND at >= ? AND status IS NOT NULL",
            (site, moment),
        ).fetchone()
        total += size
        first = min(filter(None, (first, at)), default=None)
    return total, maybe_from_text(first)
