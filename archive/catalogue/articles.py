"""Articles, their readings and versions, and the changes that the index follows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from archive.article_json import article_from_json
from archive.records import Article, Version, WarcRef
from archive.times import from_text, maybe_from_text, to_text
from archive.versions import ReadCapture, Span

_EVERY = "FROM versions v JOIN articles a ON a.url_id = v.url_id"
_VERSION = f"""SELECT a.id, v.number, c.url, c.site, t.article, c.captured_at, c.kept_at, v.text, v.valid_from,
                     v.valid_to, a.status, r.times, r.read_at, f.name, c.offset, c.length, c.digest
              {_EVERY} JOIN captures c ON c.id = v.capture_id
              JOIN readings r ON r.capture_id = v.reading_id JOIN contents t ON t.id = r.content_id
              JOIN warc_files f ON f.id = c.file_id"""
_CHUNK = 500
_KEYS = 100  # of versions that one statement asks for


def readings_of(db: sqlite3.Connection, url_id: int) -> list[ReadCapture]:
    """What is known of every reading of an article, in no order."""
    rows = db.execute(
        """SELECT r.capture_id, c.at, r.evidence, r.text, r.read_no FROM readings r
           JOIN captures c ON c.id = r.capture_id WHERE r.url_id = ?""",
        (url_id,),
    )
    return [ReadCapture(row[0], from_text(row[1]), *row[2:]) for row in rows]


def extractors_of(db: sqlite3.Connection, url_id: int) -> dict[int, tuple[str, str]]:
    """For each capture that was read: extractor and profile, the era left out."""
    rows = db.execute("SELECT capture_id, extractor, profile FROM readings WHERE url_id = ?", (url_id,))
    return {row[0]: (row[1], row[2].partition("#")[0]) for row in rows}


def put_reading(
    db: sqlite3.Connection,
    url_id: int,
    capture_id: int,
    article: Article,
    content: str,
    evidence: str,
    text: str,
    known: bool,
    now: str,
) -> None:
    """The reading of one capture, new or in place of the one before.

    `content` is the article as JSON; `known` says that other captures of the URL, or this one, may have readings.
    """
    old = held = None
    number = times = 1
    if known:
        old = db.execute("SELECT content_id, times FROM readings WHERE capture_id = ?", (capture_id,)).fetchone()
        times = old[1] + 1 if old else 1
        held = db.execute(
            """SELECT t.id FROM readings r JOIN contents t ON t.id = r.content_id
               WHERE r.url_id = ? AND r.text = ? AND t.article = ? LIMIT 1""",
            (url_id, text, content),
        ).fetchone()
        number = db.execute(
            "SELECT coalesce(max(read_no), 0) + 1 FROM readings WHERE url_id = ?", (url_id,)
        ).fetchone()[0]
    if held is None:
        held = (db.execute("INSERT INTO contents (article) VALUES (?)", (content,)).lastrowid,)
    db.execute(
        """INSERT INTO readings (capture_id, url_id, evidence, text, extractor, profile, read_no, content_id, times,
             read_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (capture_id) DO UPDATE SET evidence = excluded.evidence, text = excluded.text,
             extractor = excluded.extractor, profile = excluded.profile, read_no = excluded.read_no,
             content_id = excluded.content_id, times = excluded.times, read_at = excluded.read_at""",
        (capture_id, url_id, evidence, text, article.extractor, article.profile, number, held[0], times, now),
    )
    if old and old[0] != held[0]:
        _drop_content(db, url_id, old[0])


def drop_reading(db: sqlite3.Connection, capture_id: int) -> None:
    """Take a capture's reading away: it was found to be no article. The bytes stay."""
    row = db.execute("SELECT url_id, content_id FROM readings WHERE capture_id = ?", (capture_id,)).fetchone()
    if row:
        db.execute("DELETE FROM versions WHERE url_id = ?", (row[0],))  # they are made again from what is left
        db.execute("DELETE FROM readings WHERE capture_id = ?", (capture_id,))
        _drop_content(db, *row)


def _drop_content(db: sqlite3.Connection, url_id: int, content_id: int) -> None:
    used = db.execute("SELECT 1 FROM readings WHERE url_id = ? AND content_id = ? LIMIT 1", (url_id, content_id))
    if used.fetchone() is None:
        db.execute("DELETE FROM contents WHERE id = ?", (content_id,))


def copy_reading(db: sqlite3.Connection, source: int, capture_id: int) -> bool:
    """Give a capture the reading of another that holds the same bytes; False when that one has none."""
    cursor = db.execute(
        """INSERT OR REPLACE INTO readings (capture_id, url_id, evidence, text, extractor, profile, read_no, content_id,
             times, read_at)
           SELECT ?, url_id, evidence, text, extractor, profile, read_no, content_id, times, read_at
           FROM readings WHERE capture_id = ?""",
        (capture_id, source),
    )
    return cursor.rowcount > 0


class Shown(NamedTuple):
    """All that people and the index see of a version, to tell whether anything changed."""

    number: int
    text: str
    capture_id: int
    content_id: int
    valid_from: str
    valid_to: str | None


def shown(db: sqlite3.Connection, url_id: int) -> list[Shown]:
    """The versions of an article as they are seen now."""
    rows = db.execute(
        """SELECT v.number, v.text, v.capture_id, r.content_id, v.valid_from, v.valid_to
           FROM versions v JOIN readings r ON r.capture_id = v.reading_id WHERE v.url_id = ? ORDER BY v.number""",
        (url_id,),
    )
    return [Shown(*row) for row in rows]


def put_article(
    db: sqlite3.Connection,
    url_id: int,
    article_id: str,
    status: str,
    spans: Sequence[Span],
    first_at: datetime,
    last_at: datetime,
) -> None:
    """An article with these versions, whatever was there before. `spans` is never empty."""
    content, site = db.execute(
        """SELECT t.article, c.site FROM readings r JOIN contents t ON t.id = r.content_id
           JOIN captures c ON c.id = r.capture_id WHERE r.capture_id = ?""",
        (spans[-1].reading_id,),
    ).fetchone()
    article = article_from_json(content)
    db.execute(
        """INSERT INTO articles (url_id, id, site, status, current, title, published, first_at, last_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (url_id) DO UPDATE SET site = excluded.site, status = excluded.status,
             current = excluded.current, title = excluded.title, published = excluded.published,
             first_at = excluded.first_at, last_at = excluded.last_at""",
        (
            url_id,
            article_id,
            site,
            status,
            spans[-1].number,
            article.title,
            article.published,
            to_text(first_at),
            to_text(last_at),
        ),
    )
    db.execute("DELETE FROM versions WHERE url_id = ?", (url_id,))
    db.executemany(
        """INSERT INTO versions (url_id, number, capture_id, reading_id, text, valid_from, valid_to)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                url_id,
                span.number,
                span.capture_id,
                span.reading_id,
                span.text,
                to_text(span.valid_from),
                to_text(span.valid_to) if span.valid_to else None,
            )
            for span in spans
        ],
    )


def remove_article(db: sqlite3.Connection, url_id: int) -> None:
    """The article at that URL is none: no capture is read as one any more."""
    db.execute("DELETE FROM versions WHERE url_id = ?", (url_id,))
    db.execute("DELETE FROM articles WHERE url_id = ?", (url_id,))


def add_change(db: sqlite3.Connection, article_id: str, kind: str, now: str) -> None:
    """Tell those who follow that an article is no longer as they know it."""
    db.execute("INSERT INTO changes (article_id, kind, at) VALUES (?, ?, ?)", (article_id, kind, now))


def last_change(db: sqlite3.Connection) -> int:
    """The number of the last change, 0 before the first."""
    number: int = db.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0]
    return number


def told_ids(db: sqlite3.Connection, since: int) -> tuple[str, ...]:
    """As `changed_ids`, of changes that are more than bytes read again."""
    rows = db.execute(
        """SELECT article_id FROM changes WHERE number > ? AND kind != 'reread'
           GROUP BY article_id ORDER BY max(number)""",
        (since,),
    )
    return tuple(row[0] for row in rows)


def changed_ids(db: sqlite3.Connection, since: int) -> tuple[str, ...]:
    """Ids of the articles that changed after that number, each once, in the order of their last change."""
    rows = db.execute(
        "SELECT article_id FROM changes WHERE number > ? GROUP BY article_id ORDER BY max(number)", (since,)
    )
    return tuple(row[0] for row in rows)


def all_urls(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(id, URL, site) of every article, by id."""
    return [
        (row[0], row[1], row[2])
        for row in db.execute(
            """SELECT a.id, c.url, a.site FROM articles a
               JOIN versions v ON v.url_id = a.url_id AND v.number = a.current
               JOIN captures c ON c.id = v.capture_id ORDER BY a.id"""
        )
    ]


def read_captures(db: sqlite3.Connection, article_id: str) -> list[tuple[int, Article]]:
    """The captures of an article that have a reading, with what they were read to say, in capture order."""
    rows = db.execute(
        """SELECT r.capture_id, t.article FROM articles a JOIN readings r ON r.url_id = a.url_id
           JOIN captures c ON c.id = r.capture_id JOIN contents t ON t.id = r.content_id
           WHERE a.id = ? ORDER BY c.at, c.id""",
        (article_id,),
    )
    return [(row[0], article_from_json(row[1])) for row in rows]


def versions_of(db: sqlite3.Connection, article_id: str) -> list[Version]:
    """Every version of an article, by number."""
    rows = db.execute(f"{_VERSION} WHERE a.id = ? ORDER BY v.number", (article_id,))
    return [_version(row) for row in rows]


def version(db: sqlite3.Connection, article_id: str, number: int | None = None) -> Version | None:
    """One version of an article, the current one without a number."""
    which = "v.number = ?" if number is not None else "v.number = a.current AND ? IS NULL"
    row = db.execute(f"{_VERSION} WHERE a.id = ? AND {which}", (article_id, number)).fetchone()
    return _version(row) if row else None


def versions_at(db: sqlite3.Connection, keys: Sequence[tuple[str, int]]) -> Iterator[Version]:
    """The versions with these article ids and numbers, in no order; what is not there is left out."""
    for begin in range(0, len(keys), _KEYS):
        some = keys[begin : begin + _KEYS]
        # CROSS JOIN keeps the order: from the few that are wanted to what belongs to them.
        wanted = f"""FROM (VALUES {",".join(["(?, ?)"] * len(some))}) w CROSS JOIN articles a ON a.id = w.column1
              CROSS JOIN versions v ON v.url_id = a.url_id AND v.number = w.column2"""
        rows = db.execute(_VERSION.replace(_EVERY, wanted), [value for key in some for value in key])
        yield from map(_version, rows)


def every_version(db: sqlite3.Connection) -> Iterator[Version]:
    """Every version of every article, by article and number, read in chunks."""
    last = ("", 0)
    while True:
        rows = db.execute(
            f"{_VERSION} WHERE (a.id, v.number) > (?, ?) ORDER BY a.id, v.number LIMIT {_CHUNK}", last
        ).fetchall()
        for row in rows:
            yield _version(row)
        if len(rows) < _CHUNK:
            return
        last = rows[-1][:2]


def ids_beginning(db: sqlite3.Connection, prefix: str, limit: int) -> list[str]:
    """Article ids that begin so."""
    rows = db.execute(
        "SELECT id FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", (prefix, prefix + "g", limit)
    )
    return [row[0] for row in rows]


def newest(db: sqlite3.Connection, limit: int) -> list[Version]:
    """The current versions of the newest articles; a date after the article was first seen is no date."""
    rows = db.execute(
        f"""{_VERSION} WHERE v.number = a.current AND a.url_id IN
              (SELECT url_id FROM articles WHERE published <= strftime('%Y-%m-%d', 'now', '+2 days')
               ORDER BY published DESC, first_at DESC LIMIT ?)
            ORDER BY a.published DESC, a.first_at DESC, a.id""",
        (limit,),
    )
    return [_version(row) for row in rows]


def _version(row: tuple[Any, ...]) -> Version:
    number, url, site, content, captured_at, kept_at, text, valid_from, valid_to, status, times, read_at = row[1:13]
    return Version(
        id=row[0],
        number=number,
        url=url,
        site=site,
        article=article_from_json(content),
        captured_at=maybe_from_text(captured_at),
        kept_at=from_text(kept_at),
        digest=text,
        valid_from=from_text(valid_from),
        valid_to=maybe_from_text(valid_to),
        status=status,
        warc=WarcRef(*row[13:]),
        times_read=times,
        read_at=maybe_from_text(read_at),
    )
