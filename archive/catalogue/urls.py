"""The frontier: every URL ever seen, where it stands, when it is due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from archive import holdings
from archive.holdings import KnownUrl
from archive.records import Link, Outcome, Role
from archive.times import from_text, maybe_from_text, to_text
from archive.urls import canonical_url

_COLUMNS = """u.url, u.key, u.site, u.role, u.state, u.found_on, u.found_at, coalesce(c.etag, ''),
              coalesce(c.last_modified, ''), c.at, coalesce(c.digest, ''), u.due_at, u.attempts, u.moved_to, u.detail"""
_FROM = "FROM urls u LEFT JOIN captures c ON c.id = u.last_capture"
_LISTS = "('listing', 'sitemap')"
# The order of a run: listings show what is new, then what was never fetched, then what may have changed.
_CLASSES = (
    f"u.role IN {_LISTS}",
    f"u.role NOT IN {_LISTS} AND u.state = 'found'",
    f"u.role NOT IN {_LISTS} AND u.state != 'found'",
)
_CHUNK = 500

STATES = {
    Outcome.FETCHED: holdings.FETCHED,
    Outcome.NEW: holdings.ARTICLE,
    Outcome.UNCHANGED: holdings.ARTICLE,
    Outcome.CHANGED: holdings.ARTICLE,
    Outcome.MOVED: holdings.MOVED,
    Outcome.WITHDRAWN: holdings.WITHDRAWN,
    Outcome.BLOCKED: holdings.BLOCKED,
    Outcome.REJECTED: holdings.REJECTED,
    Outcome.FAILED: holdings.FAILED,
    Outcome.LISTED: holdings.LISTED,
    Outcome.PART: holdings.PART,
}


class Subject(NamedTuple):
    """What settling a capture decides upon: the capture, its URL, its article."""

    url_id: int
    says: str  # "" when the capture was not settled yet
    key: str
    role: Role
    attempts: int
    due_at: str | None
    status: str | None  # of the article, None where there is none


def subject_of(db: sqlite3.Connection, capture_id: int) -> Subject:
    """What settling that capture decides upon."""
    row = db.execute(
        """SELECT c.url_id, c.says, u.key, u.role, u.attempts, u.due_at, a.status FROM captures c
           JOIN urls u ON u.id = c.url_id LEFT JOIN articles a ON a.url_id = c.url_id WHERE c.id = ?""",
        (capture_id,),
    ).fetchone()
    return Subject(row[0], row[1], row[2], Role(row[3]), *row[4:])


def add_url(db: sqlite3.Connection, key: str, url: str, site: str, role: Role, now: str) -> int:
    """The number of a URL that came by itself, not through a link."""
    cursor = db.execute(
        "INSERT INTO urls (key, url, site, role, state, found_at) VALUES (?, ?, ?, ?, ?, ?)",
        (key, url, site, role.value, holdings.FETCHED, now),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def attempts_of(db: sqlite3.Connection, number: int) -> int:
    """Failures in a row."""
    attempts: int = db.execute("SELECT attempts FROM urls WHERE id = ?", (number,)).fetchone()[0]
    return attempts


def number_of(db: sqlite3.Connection, key: str) -> int | None:
    """The number of the URL of that canonical form."""
    row = db.execute("SELECT id FROM urls WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def mark_fetched(db: sqlite3.Connection, number: int, role: Role) -> None:
    """Bytes are kept and wait to be read: not due, so that nothing is fetched twice."""
    db.execute(
        "UPDATE urls SET state = ?, due_at = NULL, role = CASE role WHEN 'other' THEN ? ELSE role END WHERE id = ?",
        (holdings.FETCHED, role.value, number),
    )


def set_state(
    db: sqlite3.Connection,
    number: int,
    state: str,
    *,
    due_at: str | None,
    attempts: int,
    tried_at: str,
    detail: str,
    moved_to: str,
    last_capture: int | None,
) -> None:
    """Where a URL stands after its latest capture; `last_capture` stays when None."""
    db.execute(
        """UPDATE urls SET state = ?, due_at = ?, attempts = ?, tried_at = ?, detail = ?, moved_to = ?,
                           last_capture = coalesce(?, last_capture) WHERE id = ?""",
        (state, due_at, attempts, tried_at, detail, moved_to, last_capture, number),
    )


def add_links(
    db: sqlite3.Connection, site: str, links: Iterable[Link], found_on: str, now: str, shown: bool = False
) -> int:
    """Put links on the frontier; gives how many nobody knew. Only http and https can be fetched.

    Args:
        shown: a listing shows them, which is noted of each the first time.
    """
    before = db.total_changes
    rows = []
    for link in links:
        key = canonical_url(link.url)
        if key.startswith("https://"):
            rows.append((key, link.url, site, link.role.value, holdings.FOUND, found_on, now, link.title, now))
    db.executemany(
        """INSERT INTO urls (key, url, site, role, state, found_on, found_at, title, due_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING""",
        rows,
    )
    added = db.total_changes - before
    if shown:
        db.executemany(
            "UPDATE urls SET shown_at = ? WHERE key = ? AND shown_at IS NULL", [(now, row[0]) for row in rows]
        )
    if added == len(rows):
        return added
    # An article that came as a file was never asked for live; once a page points to it, it is.
    db.executemany(
        f"UPDATE urls SET due_at = ? WHERE key = ? AND due_at IS NULL AND state = '{holdings.ARTICLE}'",
        [(now, row[0]) for row in rows],
    )
    db.executemany(
        f"UPDATE urls SET role = ? WHERE key = ? AND role = 'other' AND state = '{holdings.FOUND}'",
        [(row[3], row[0]) for row in rows if row[3] != Role.OTHER],
    )
    return added


def add_failure(
    db: sqlite3.Connection, number: int, state: str, attempts: int, at: datetime, due: datetime | None, detail: str
) -> None:
    """A request that brought no response."""
    db.execute(
        "UPDATE urls SET state = ?, attempts = ?, tried_at = ?, due_at = ?, detail = ? WHERE id = ?",
        (state, attempts, to_text(at), to_text(due) if due else None, detail, number),
    )


def hold_off(db: sqlite3.Connection, url: str, due_at: str, detail: str) -> None:
    """A request that was not sent: the URL stands where it stood, and is due later."""
    db.execute("UPDATE urls SET due_at = ?, detail = ? WHERE key = ?", (due_at, detail, canonical_url(url)))


def known(db: sqlite3.Connection, key: str) -> KnownUrl | None:
    """The URL of that canonical form, as known."""
    row = db.execute(f"SELECT {_COLUMNS} {_FROM} WHERE u.key = ?", (key,)).fetchone()
    return _known(row) if row else None


def due(db: sqlite3.Connection, site: str, now: datetime) -> Iterator[KnownUrl]:
    """What is due: listings and sitemaps, then what was found and never fetched, then revisits; each by its time.

    Read in chunks, so that settling between two of them is no trouble and a long backlog takes no memory.
    """
    moment = to_text(now)
    for condition in _CLASSES:
        last = ("", 0)
        while True:
            rows = db.execute(
                f"""SELECT u.due_at, u.id, {_COLUMNS} {_FROM}
                    WHERE u.site = ? AND u.due_at <= ? AND {condition} AND (u.due_at, u.id) > (?, ?)
                    ORDER BY u.due_at, u.id LIMIT {_CHUNK}""",
                (site, moment, *last),
            ).fetchall()
            for row in rows:
                yield _known(row[2:])
            if len(rows) < _CHUNK:
                break
            last = rows[-1][:2]


def due_counts(db: sqlite3.Connection, site: str, moment: str) -> tuple[int, int]:
    """Pages due: never fetched, to be looked at again; listings are in neither."""
    rows = db.execute(
        f"""SELECT state = 'found', count(*) FROM urls
            WHERE site = ? AND due_at <= ? AND role NOT IN {_LISTS} GROUP BY 1""",
        (site, moment),
    )
    counts = dict(rows.fetchall())
    return counts.get(1, 0), counts.get(0, 0)


def _known(row: tuple[Any, ...]) -> KnownUrl:
    url, key, site, role, state, found_on, found_at, etag, last_modified, last_at, digest, due_at, *rest = row
    attempts, moved_to, detail = rest
    return KnownUrl(
        url=url,
        key=key,
        site=site,
        role=Role(role),
        state=state,
        found_on=found_on,
        found_at=from_text(found_at),
        etag=etag,
        last_modified=last_modified,
        last_captured_at=maybe_from_text(last_at),
        last_digest=digest,
        due_at=maybe_from_text(due_at),
        attempts=attempts,
        moved_to=moved_to,
        detail=detail,
    )
