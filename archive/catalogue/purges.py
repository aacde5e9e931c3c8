"""Taking everything that the catalogue holds of some URLs out of it, free pages and log included."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from archive import holdings
from archive.urls import article_id, canonical_url


class Doomed(NamedTuple):
    """One capture to be taken out, and where its record lies."""

    id: int
    url_id: int
    file: str
    site: str
    offset: int
    length: int
    digest: str
    was_read: int  # 1: as an article: its bytes are the article's and nothing else's


class Subject(NamedTuple):
    """One URL of which everything goes."""

    url_id: int
    key: str
    role: str
    state: str

    @property
    def id(self) -> str:
        """The article id of the URL."""
        return article_id(self.key)


def subject(db: sqlite3.Connection, key: str) -> Subject | None:
    """The URL of that canonical form."""
    row = db.execute("SELECT id, key, role, state FROM urls WHERE key = ?", (key,)).fetchone()
    return Subject(*row) if row else None


def subject_of_article(db: sqlite3.Connection, identity: str) -> Subject | None:
    """The URL of an article, by its full id."""
    row = db.execute(
        "SELECT u.id, u.key, u.role, u.state FROM urls u JOIN articles a ON a.url_id = u.id WHERE a.id = ?", (identity,)
    ).fetchone()
    return Subject(*row) if row else None


def subjects_where(db: sqlite3.Connection, is_purged: Callable[[str], bool]) -> list[Subject]:
    """Every URL whose canonical form the function says yes to, and of which something is kept."""
    db.create_function("is_purged", 1, lambda key: int(is_purged(key)))
    rows = db.execute(
        """SELECT id, key, role, state FROM urls WHERE is_purged(key) AND
           (state != ? OR title != '' OR id IN (SELECT url_id FROM captures))""",
        (holdings.PURGED,),
    )
    return [Subject(*row) for row in rows.fetchall()]


def purged_keys(db: sqlite3.Connection) -> list[str]:
    """The canonical URLs of everything that was purged."""
    return [row[0] for row in db.execute(f"SELECT key FROM urls WHERE state = '{holdings.PURGED}'")]


def without_address(db: sqlite3.Connection, digests: Collection[str]) -> list[Subject]:
    """Files without address that hold one of these payloads."""
    rows: list[Subject] = []
    for digest in digests:
        found = db.execute(
            """SELECT DISTINCT u.id, u.key, u.role, u.state FROM captures c JOIN urls u ON u.id = c.url_id
               WHERE c.digest = ? AND u.key NOT LIKE 'https:%'""",
            (digest,),
        )
        rows += [Subject(*row) for row in found]
    return rows


def with_what_hangs_on(db: sqlite3.Connection, first: Subject) -> list[Subject]:
    """The URL, further pages and attachments of its article, and files without address that hold the same bytes."""
    found = {first.url_id: first}
    named = set()
    for (content,) in db.execute(
        "SELECT t.article FROM readings r JOIN contents t ON t.id = r.content_id WHERE r.url_id = ?", (first.url_id,)
    ):
        article = json.loads(content)
        named |= {canonical_url(part["url"]) for part in article.get("pages", ())}
        named |= {canonical_url(url) for url in article.get("part_urls", ())}
    for key in named:
        part = subject(db, key)
        if part is not None and part.role == "part":
            found[part.url_id] = part
    addresses = [row[0] for row in db.execute("SELECT DISTINCT url FROM captures WHERE url_id = ?", (first.url_id,))]
    for address in addresses:
        rows = db.execute(
            "SELECT id, key, role, state FROM urls WHERE found_on = ? AND role IN ('part', 'attachment')", (address,)
        )
        found.update((row[0], Subject(*row)) for row in rows)
    rows = db.execute(
        """SELECT DISTINCT u.id, u.key, u.role, u.state FROM captures c JOIN urls u ON u.id = c.url_id
           WHERE u.key NOT LIKE 'https:%' AND c.digest IN
             (SELECT w.digest FROM captures w JOIN readings r ON r.capture_id = w.id WHERE w.url_id = ?)""",
        (first.url_id,),
    )
    found.update((row[0], Subject(*row)) for row in rows)
    return list(found.values())


def doomed(db: sqlite3.Connection, url_ids: Collection[int]) -> list[Doomed]:
    """Every capture of those URLs, revisits too, by file and offset. A revisit speaks of its own URL only."""
    marks = ", ".join("?" * len(url_ids))
    rows = db.execute(
        f"""SELECT c.id, c.url_id, f.name, f.site, c.offset, c.length, c.digest,
                   EXISTS (SELECT 1 FROM readings r WHERE r.capture_id = c.id)
            FROM captures c JOIN warc_files f ON f.id = c.file_id
            WHERE c.url_id IN ({marks}) ORDER BY f.name, c.offset""",
        tuple(url_ids),
    )
    return [Doomed._make(row) for row in rows.fetchall()]


def same_bytes_elsewhere(db: sqlite3.Connection, url_ids: Collection[int]) -> list[str]:
    """Other addresses under which an article with the very same bytes is kept."""
    marks = ", ".join("?" * len(url_ids))
    rows = db.execute(
        f"""SELECT DISTINCT u.key FROM captures c JOIN urls u ON u.id = c.url_id JOIN readings r ON r.capture_id = c.id
            WHERE c.url_id NOT IN ({marks}) AND c.digest IN
              (SELECT w.digest FROM captures w JOIN readings o ON o.capture_id = w.id WHERE w.url_id IN ({marks}))
            ORDER BY u.key""",
        (*url_ids, *url_ids),
    )
    return [row[0] for row in rows]


def take_out(
    db: sqlite3.Connection,
    subjects: Sequence[Subject],
    captures: Sequence[Doomed],
    details: Mapping[int, str],
    now: str,
) -> None:
    """Delete rows of these captures and URLs; the URLs stay known as purged, so that nobody asks for them again."""
    url_ids = [(one.url_id,) for one in subjects]

    def of_each(statement: str) -> set[tuple[str]]:
        return {row for number in url_ids for row in db.execute(statement, number)}

    told = of_each("SELECT id FROM articles WHERE url_id = ?")
    contents = of_each("SELECT content_id FROM readings WHERE url_id = ?")
    db.executemany("DELETE FROM versions WHERE url_id = ?", url_ids)
    db.executemany("DELETE FROM articles WHERE url_id = ?", url_ids)
    db.executemany("DELETE FROM readings WHERE url_id = ?", url_ids)
    db.executemany("DELETE FROM contents WHERE id = ?", contents)
    db.executemany(
        f"""UPDATE urls SET state = '{holdings.PURGED}', due_at = NULL, title = '', moved_to = '', last_capture = NULL,
                            attempts = 0, detail = ? WHERE id = ?""",
        [(details[number], number) for (number,) in url_ids],
    )
    db.executemany("UPDATE captures SET same_as = NULL WHERE id = ?", [(one.id,) for one in captures])
    db.executemany("DELETE FROM captures WHERE id = ?", [(one.id,) for one in captures])
    changes = [(*identity, now) for identity in sorted(told)]
    db.executemany("INSERT INTO changes (article_id, kind, at) VALUES (?, 'removed', ?)", changes)


def move_records(db: sqlite3.Connection, name: str, new_name: str, committed: int, shift: Callable[[int], int]) -> None:
    """A WARC file has another name and length; `shift` gives the new place of each record that stayed."""
    number = db.execute("SELECT id FROM warc_files WHERE name = ?", (name,)).fetchone()[0]
    db.execute("UPDATE warc_files SET name = ?, committed = ? WHERE id = ?", (new_name, committed, number))
    rows = db.execute("SELECT id, offset FROM captures WHERE file_id = ?", (number,)).fetchall()
    moved = [(-shift(offset), capture) for capture, offset in rows]
    # By way of negative places: two records must never claim the same one, not even between two rows.
    db.executemany("UPDATE captures SET offset = ? WHERE id = ?", moved)
    db.execute("UPDATE captures SET offset = -offset WHERE file_id = ?", (number,))


def names_among(db: sqlite3.Connection, names: Iterable[str]) -> set[str]:
    """Which of these WARC files the catalogue knows."""
    return {
        name for name in names if db.execute("SELECT 1 FROM warc_files WHERE name = ?", (name,)).fetchone() is not None
    }


def offsets_in(db: sqlite3.Connection, name: str) -> list[int]:
    """Where the captures of a WARC file begin, in order."""
    rows = db.execute(
        "SELECT c.offset FROM captures c JOIN warc_files f ON f.id = c.file_id WHERE f.name = ? ORDER BY c.offset",
        (name,),
    )
    return [row[0] for row in rows]


def overwrite_deleted(db: sqlite3.Connection) -> None:
    """Have SQLite overwrite with zeros what this connection deletes."""
    db.execute("PRAGMA secure_delete = ON")


def scrub(db: sqlite3.Connection) -> bool:
    """Write the catalogue anew without its free pages and empty the log; False while a reader holds the log open.

    Rows deleted earlier, by readings that replaced one another, left their bytes in free pages too.
    """
    db.execute("VACUUM")
    busy: int = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy
