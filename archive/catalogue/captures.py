"""Captures and the WARC files they lie in."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

from archive.holdings import Capture
from archive.outcomes import REDIRECTS
from archive.records import Outcome, Page, Role, WarcRef
from archive.times import from_text, maybe_from_text, to_text

_COLUMNS = """c.id, c.url, c.site, c.role, f.name, c.offset, c.length, c.digest, c.captured_at, c.same_as, c.kept_at,
              c.status, c.outcome, c.detail, c.content_type"""
_FROM = "FROM captures c JOIN warc_files f ON f.id = c.file_id"


class Row(NamedTuple):
    """What a capture's row knows beyond `Capture`: needed to read or settle it."""

    asked_url: str
    charset: str


class Kept(NamedTuple):
    """A capture that holds bytes, as another capture of the same bytes needs it."""

    id: int
    url: str
    at: str
    digest: str
    etag: str
    last_modified: str


def set_committed(db: sqlite3.Connection, name: str, site: str, end: int) -> None:
    """The WARC file, new or known, belongs to the archive up to this byte, once the transaction is through."""
    db.execute(
        """INSERT INTO warc_files (name, site, committed) VALUES (?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET committed = max(committed, excluded.committed)""",
        (name, site, end),
    )


def committed(db: sqlite3.Connection, name: str) -> int:
    """How many bytes of a WARC file belong to the archive."""
    row = db.execute("SELECT committed FROM warc_files WHERE name = ?", (name,)).fetchone()
    return row[0] if row else 0


def add_capture(
    db: sqlite3.Connection,
    url_id: int,
    page: Page,
    role: Role,
    place: WarcRef,
    kept_at: datetime,
    first: Kept | None,
) -> Capture:
    """A row for bytes just appended at `place`, outcome `fetched`.

    `first` holds the same bytes already. `detail` says where a redirect leads until it is settled.
    """
    at = page.captured_at or kept_at
    headers = {name.lower(): value for name, value in page.headers}
    before = first if first and page.status == 304 else None  # a 304 need not repeat them
    location = headers.get("location", "") if page.status in REDIRECTS else ""
    detail = _joined(page.url, location) if location else ""
    cursor = db.execute(
        """INSERT INTO captures (url_id, url, asked_url, site, role, file_id, offset, length, digest, captured_at,
                                 kept_at, at, status, content_type, charset, etag, last_modified, outcome, same_as,
                                 detail)
           VALUES (?, ?, ?, ?, ?, (SELECT id FROM warc_files WHERE name = ?),
                   ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            url_id,
            page.url,
            page.asked_url if page.asked_url != page.url else "",
            page.site,
            role.value,
            place.file,
            place.offset,
            place.length,
            place.digest,
            to_text(page.captured_at) if page.captured_at else None,
            to_text(kept_at),
            to_text(at),
            page.status,
            page.content_type,
            page.charset,
            headers.get("etag", before.etag if before else ""),
            headers.get("last-modified", before.last_modified if before else ""),
            Outcome.FETCHED.value,
            first.id if first else None,
            detail,
        ),
    )
    assert cursor.lastrowid is not None
    return Capture(
        id=cursor.lastrowid,
        url=page.url,
        site=page.site,
        role=role,
        warc=place,
        digest=place.digest,
        captured_at=page.captured_at.astimezone(UTC) if page.captured_at else None,
        same_as=first.id if first else None,
        kept_at=kept_at,
        status=page.status,
        detail=detail,
        content_type=page.content_type,
    )


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:  # a target that is no URL leads nowhere
        return ""


def same_payload(db: sqlite3.Connection, url_id: int, digest: str) -> Kept | None:
    """The capture of that URL whose record holds these bytes."""
    row = db.execute(
        """SELECT id, url, at, digest, etag, last_modified FROM captures
           WHERE url_id = ? AND digest = ? AND same_as IS NULL ORDER BY id LIMIT 1""",
        (url_id, digest),
    ).fetchone()
    return Kept(*row) if row else None


def last_whole(db: sqlite3.Connection, url_id: int, before: str) -> Kept | None:
    """The latest capture of that URL with a body of its own up to that time: what a 304 speaks of."""
    row = db.execute(
        """SELECT w.id, w.url, w.at, w.digest, c.etag, c.last_modified
           FROM captures c JOIN captures w ON w.id = coalesce(c.same_as, c.id)
           WHERE c.url_id = ? AND c.at <= ? AND (c.status IN (200, 304) OR c.status IS NULL)
           ORDER BY c.at DESC, c.id DESC LIMIT 1""",
        (url_id, before),
    ).fetchone()
    return Kept(*row) if row else None


def same_file(
    db: sqlite3.Connection, url_id: int, digest: str, captured_at: datetime | None, status: int | None
) -> Capture | None:
    """A capture of the same bytes, URL, time and HTTP status: importing a file twice keeps it once."""
    row = db.execute(
        f"""SELECT {_COLUMNS} {_FROM} WHERE c.url_id = ? AND c.digest = ? AND c.captured_at IS ? AND c.status IS ?
            ORDER BY c.id LIMIT 1""",
        (url_id, digest, to_text(captured_at) if captured_at else None, status),
    ).fetchone()
    return _capture(row) if row else None


def capture_by_id(db: sqlite3.Connection, number: int) -> Capture | None:
    """The capture of that number."""
    row = db.execute(f"SELECT {_COLUMNS} {_FROM} WHERE c.id = ?", (number,)).fetchone()
    return _capture(row) if row else None


class Settlement(NamedTuple):
    """What the latest settled capture of a URL came to."""

    id: int
    outcome: Outcome
    says: str
    detail: str
    at: str
    status: int | None


def row_of(db: sqlite3.Connection, number: int) -> Row:
    """The rest of a capture's row."""
    row = db.execute("SELECT asked_url, charset FROM captures WHERE id = ?", (number,)).fetchone()
    return Row(*row)


def latest_settled(db: sqlite3.Connection, url_id: int) -> Settlement | None:
    """The latest capture of a URL that was settled: it decides where the URL stands."""
    row = db.execute(
        """SELECT id, outcome, says, detail, at, status FROM captures WHERE url_id = ? AND outcome != 'fetched'
           ORDER BY at DESC, digest DESC, id DESC LIMIT 1""",
        (url_id,),
    ).fetchone()
    return Settlement(row[0], Outcome(row[1]), *row[2:]) if row else None


def captures_of(db: sqlite3.Connection, url_id: int) -> list[Capture]:
    """Every capture of a URL in capture order."""
    rows = db.execute(f"SELECT {_COLUMNS} {_FROM} WHERE c.url_id = ? ORDER BY c.at, c.id", (url_id,))
    return [_capture(row) for row in rows]


def unread_captures(db: sqlite3.Connection, site: str | None, after: int, limit: int) -> list[Capture]:
    """Captures that are kept and not yet settled, by number."""
    where, values = ("AND c.site = ?", (site,)) if site is not None else ("", ())
    rows = db.execute(
        f"""SELECT {_COLUMNS} {_FROM} WHERE c.outcome = 'fetched' {where} AND c.id > ? ORDER BY c.id LIMIT ?""",
        (*values, after, limit),
    )
    return [_capture(row) for row in rows]


def set_outcome(
    db: sqlite3.Connection, number: int, outcome: Outcome, detail: str, says: str, encoding: str | None
) -> None:
    """What became of a capture, and what it says about its article."""
    db.execute(
        "UPDATE captures SET outcome = ?, detail = ?, says = ?, encoding = coalesce(?, encoding) WHERE id = ?",
        (outcome.value, detail, says, encoding, number),
    )


def last_word(db: sqlite3.Connection, url_id: int) -> str:
    """What the latest capture that says anything says about its article: present, absent or moved; "" for none."""
    row = db.execute(
        "SELECT says FROM captures WHERE url_id = ? AND says != '' ORDER BY at DESC, digest DESC, id DESC LIMIT 1",
        (url_id,),
    ).fetchone()
    return row[0] if row else ""


def _capture(row: tuple[Any, ...]) -> Capture:
    (
        number,
        url,
        site,
        role,
        file,
        offset,
        length,
        digest,
        captured_at,
        same_as,
        kept_at,
        status,
        outcome,
        detail,
        content_type,
    ) = row
    return Capture(
        id=number,
        url=url,
        site=site,
        role=Role(role),
        warc=WarcRef(file, offset, length, digest),
        digest=digest,
        captured_at=maybe_from_text(captured_at),
        same_as=same_as,
        kept_at=from_text(kept_at),
        status=status,
        outcome=Outcome(outcome),
        detail=detail,
        content_type=content_type,
    )
