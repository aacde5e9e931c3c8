"""What verify asks of the catalogue: its own soundness, and where its tables do not agree with one another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from archive.times import from_text
from archive.versions import ReadCapture, Span, arrange_versions


class Place(NamedTuple):
    """A capture's place in a WARC file."""

    offset: int
    length: int
    capture_id: int
    digest: str
    is_revisit: bool


class Arranged(NamedTuple):
    """The versions of one article: as they should be by its readings, and as they are."""

    url_id: int
    key: str
    should: list[Span]
    are: list[tuple[int, str, int, int, str, str | None]]


def soundness(db: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file itself, or with its references."""
    found = [row[0] for row in db.execute("PRAGMA quick_check(20)") if row[0] != "ok"]
    found += [f"a row of {row[0]} points to nothing in {row[2]}" for row in db.execute("PRAGMA foreign_key_check")]
    return found


def warc_files(db: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """Site and committed bytes of every WARC file, by name."""
    rows = db.execute("SELECT name, site, committed FROM warc_files ORDER BY name")
    return {name: (site, committed) for name, site, committed in rows}


def places(db: sqlite3.Connection, name: str) -> list[Place]:
    """The captures in a WARC file, in order."""
    rows = db.execute(
        """SELECT c.offset, c.length, c.id, c.digest, c.same_as IS NOT NULL FROM captures c
           JOIN warc_files f ON f.id = c.file_id WHERE f.name = ? ORDER BY c.offset""",
        (name,),
    )
    return [Place(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def widowed_revisits(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Revisits whose first capture does not hold their bytes: number and URL."""
    return db.execute(
        """SELECT c.id, c.url FROM captures c JOIN captures w ON w.id = c.same_as
           WHERE w.digest != c.digest OR w.same_as IS NOT NULL"""
    ).fetchall()


def arrangements(db: sqlite3.Connection) -> Iterator[Arranged]:
    """Every article's versions, as they should be and as they are."""
    ids = db.execute(
        """SELECT u.id, u.key FROM urls u WHERE u.id IN (SELECT url_id FROM readings) OR u.id IN
             (SELECT url_id FROM articles) OR u.id IN (SELECT url_id FROM versions) ORDER BY u.id"""
    ).fetchall()
    for url_id, key in ids:
        rows = db.execute(
            """SELECT r.capture_id, c.at, r.evidence, r.text, r.read_no FROM readings r
               JOIN captures c ON c.id = r.capture_id WHERE r.url_id = ?""",
            (url_id,),
        )
        readings = [ReadCapture(row[0], from_text(row[1]), *row[2:]) for row in rows]
        are = db.execute(
            """SELECT number, text, capture_id, reading_id, valid_from, valid_to FROM versions WHERE url_id = ?
               ORDER BY number""",
            (url_id,),
        ).fetchall()
        yield Arranged(url_id, key, arrange_versions(readings), are)


def article_rows(db: sqlite3.Connection) -> Iterator[tuple[int, str, str, str, int, str]]:
    """Every article: number of its URL, id, canonical URL, status, current version, the last word of its captures."""
    yield from db.execute(
        """SELECT a.url_id, a.id, u.key, a.status, a.current,
                  coalesce((SELECT says FROM captures c WHERE c.url_id = a.url_id AND says != ''
                            ORDER BY at DESC, digest DESC, id DESC LIMIT 1), '')
           FROM articles a JOIN urls u ON u.id = a.url_id ORDER BY a.url_id"""
    ).fetchall()


def contents(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Every reading's URL, text digest and article JSON."""
    last = 0
    while True:
        rows = db.execute(
            """SELECT r.capture_id, u.key, r.text, t.article FROM readings r JOIN contents t ON t.id = r.content_id
               JOIN urls u ON u.id = r.url_id WHERE r.capture_id > ? ORDER BY r.capture_id LIMIT 500""",
            (last,),
        ).fetchall()
        for _, key, text, article in rows:
            yield key, text, article
        if not rows:
            return
        last = rows[-1][0]


def silent_articles(db: sqlite3.Connection) -> list[str]:
    """Ids of articles of which no change tells: who follows by change number never saw them."""
    rows = db.execute("SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM changes)")
    return [row[0] for row in rows]


def changes_of_nothing(db: sqlite3.Connection) -> list[str]:
    """Ids of which the last change tells that there is an article, and there is none."""
    rows = db.execute(
        """SELECT article_id FROM changes WHERE number IN (SELECT max(number) FROM changes GROUP BY article_id)
           AND kind != 'removed' AND article_id NOT IN (SELECT id FROM articles)"""
    )
    return [row[0] for row in rows]


def unread_readings(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Captures said to have been read as an article, without a reading: number and URL."""
    return db.execute(
        """SELECT c.id, c.url FROM captures c LEFT JOIN readings r ON r.capture_id = c.id
           WHERE c.outcome IN ('new', 'changed', 'unchanged') AND c.says = 'present' AND r.capture_id IS NULL"""
    ).fetchall()


def make_unread(db: sqlite3.Connection, capture_id: int) -> None:
    """Have a capture read again by the next run."""
    db.execute("UPDATE captures SET outcome = 'fetched', says = '' WHERE id = ?", (capture_id,))
