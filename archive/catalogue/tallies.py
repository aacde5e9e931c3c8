"""Counts for people, and the rows that tell whether two archives are the same."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from archive.times import maybe_from_text

if TYPE_CHECKING:
    from archive.holdings import Counts, SiteCounts

Row = tuple[str, str, str, tuple[str, ...]]


def epoch(db: sqlite3.Connection) -> str:
    """The id made with this catalogue; change numbers of another epoch mean nothing here."""
    value: str = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
    return value


def counts(db: sqlite3.Connection) -> Counts:
    """The archive at a glance."""
    from archive.holdings import Counts  # a search asks for the epoch alone

    def one(sql: str) -> int:
        number: int = db.execute(sql).fetchone()[0]
        return number

    newest: str = db.execute(
        "SELECT coalesce(max(published), '') FROM articles WHERE published <= strftime('%Y-%m-%d', 'now', '+2 days')"
    ).fetchone()[0]
    return Counts(
        articles=one("SELECT count(*) FROM articles"),
        versions=one("SELECT count(*) FROM versions"),
        captures=one("SELECT count(*) FROM captures"),
        unread=one("SELECT count(*) FROM captures WHERE outcome = 'fetched'"),
        withdrawn=one("SELECT count(*) FROM articles WHERE status = 'withdrawn'"),
        sites=one("SELECT count(DISTINCT site) FROM articles"),
        newest=newest,
        warc_bytes=one("SELECT coalesce(sum(committed), 0) FROM warc_files"),
    )


def sites(db: sqlite3.Connection) -> list[SiteCounts]:
    """Every site that has URLs or articles, by name."""
    names = [row[0] for row in db.execute("SELECT site FROM urls UNION SELECT site FROM articles ORDER BY 1")]
    return [_site(db, name) for name in names]


def _site(db: sqlite3.Connection, site: str) -> SiteCounts:
    from archive.holdings import SiteCounts

    articles, newest = db.execute(
        "SELECT count(*), coalesce(max(published), '') FROM articles WHERE site = ?", (site,)
    ).fetchone()
    row = db.execute(
        """SELECT at FROM captures WHERE site = ? AND outcome NOT IN ('blocked', 'failed') ORDER BY at DESC LIMIT 1""",
        (site,),
    ).fetchone()
    last = row[0] if row else None
    urls = dict(db.execute("SELECT state, count(*) FROM urls WHERE site = ? GROUP BY state", (site,)).fetchall())
    # Blocked is a site whose captures since then brought nothing but refusals.
    blocked = db.execute(
        """SELECT min(at), max(detail) FROM captures WHERE site = ? AND outcome = 'blocked' AND at > ?""",
        (site, last or ""),
    ).fetchone()
    return SiteCounts(
        site, articles, newest, maybe_from_text(last), urls, maybe_from_text(blocked[0]), blocked[1] or ""
    )


def state_rows(db: sqlite3.Connection) -> set[Row]:
    """What makes two archives the same: for each URL its state, the digest of the latest body, its versions."""
    bodies = dict(
        db.execute(
            """SELECT url_id, digest FROM
                 (SELECT url_id, digest, row_number() OVER (PARTITION BY url_id ORDER BY at DESC, id DESC) AS place
                  FROM captures WHERE status IN (200, 304) OR status IS NULL)
               WHERE place = 1"""
        ).fetchall()
    )
    versions: dict[int, list[str]] = {}
    for url_id, text in db.execute("SELECT url_id, text FROM versions ORDER BY url_id, number"):
        versions.setdefault(url_id, []).append(text)
    rows = db.execute("SELECT id, key, state FROM urls").fetchall()
    return {(key, state, bodies.get(number, ""), tuple(versions.get(number, ()))) for number, key, state in rows}
