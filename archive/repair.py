"""Putting right what `verify` finds, from the WARC files; nothing is ever destroyed.

Rows are made again as `fetched`, so that the next run reads them; a damaged catalogue and uncommitted tails are moved
aside. What only a backup can bring back stays a difference.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.catalogue import articles, captures, checks, urls
from archive.catalogue.connection import Catalogue, catalogue_path
from archive.errors import DamagedData
from archive.locks import FolderLock
from archive.pages import page_of_record
from archive.records import WarcRef
from archive.settling import STATUS
from archive.times import to_text, utc_now
from archive.urls import article_id, canonical_url
from archive.verify import CAPTURES, Difference, as_rows, records_with_damage, verify_archive, warc_files_on_disk
from archive.warc_files import OPEN, settle_leftover, sync_folder
from archive.warc_reading import Record


@dataclass(frozen=True, slots=True)
class Repaired:
    """One thing that was put right."""

    subject: str
    done: str


def repair_archive(data: Path) -> tuple[list[Repaired], list[Difference]]:
    """Put right what can be; gives what was done and what is left.

    Raises:
        LockHeld: a crawl or import is running; repairing waits until it ends.
        DataMissing, NewerFormat, CannotOpen: as `verify_archive`; a catalogue that may not be opened stays where it is.
    """
    from archive.purge import finish_purges, resume_files

    resume_files(data)
    before = verify_archive(data)
    done: list[Repaired] = []
    with _all_folders_locked(data):
        if any(found.kind == "catalogue" for found in before):
            done += _set_catalogue_aside(data)
        catalogue = Catalogue(data, write=True, create=True, beside_bytes=True)
        try:
            done += _take_in_records(data, catalogue)
            done += _close_leftovers(data, catalogue)
            done += _arrange_again(catalogue)
        finally:
            catalogue.close()
    removed = finish_purges(data)  # what a tombstone keeps out may have come back with the files
    if removed.captures:
        done.append(Repaired(str(data), f"{removed.captures} purged captures removed again"))
    return done, verify_archive(data)


@contextmanager
def _all_folders_locked(data: Path) -> Iterator[None]:
    with ExitStack() as stack:
        for folder in sorted({path.parent for path in warc_files_on_disk(data)}):
            stack.callback(FolderLock(folder).release)
        yield


def _set_catalogue_aside(data: Path) -> list[Repaired]:
    """Rename a catalogue that cannot be read, with its log: it may still hold what nothing else does."""
    path = catalogue_path(data)
    stamp = utc_now().strftime("%Y%m%d%H%M%S%f")
    done = []
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            aside = path.with_name(f"{path.name}.damaged-{stamp}{suffix}")
            os.rename(part, aside)
            done.append(Repaired(str(part), f"set aside as {aside.name}"))
    sync_folder(data)
    return done


def _take_in_records(data: Path, catalogue: Catalogue) -> list[Repaired]:
    """Rows for records that have none: whole captures of all files first, then the revisits that speak of them."""
    done = []
    for path in warc_files_on_disk(data):
        added = _take_in(data, path, catalogue, revisits=False)
        if added:
            done.append(Repaired(str(path), f"{added} captures taken in, to be read by the next run"))
    for path in warc_files_on_disk(data):
        added = _take_in(data, path, catalogue, revisits=True)
        if added:
            done.append(Repaired(str(path), f"{added} revisits taken in"))
    return done


def _take_in(data: Path, path: Path, catalogue: Catalogue, revisits: bool) -> int:
    name = str(path.relative_to(data)).removesuffix(OPEN)
    with catalogue.reading() as db:
        committed = captures.committed(db, name)
        known = [place.offset for place in checks.places(db, name)]
    # An open file keeps its committed end: what is past it is a tail, and goes aside. A finished file was whole once.
    end = committed if path.name.endswith(OPEN) and committed else path.stat().st_size
    have = set(known)
    added, reached = 0, committed
    with catalogue.writing() as db:
        for record in records_with_damage(path, end, known):
            if isinstance(record, DamagedData):
                continue
            reached = max(reached, record.offset + record.length)
            wanted = record.kind in CAPTURES and (record.kind == "revisit") == revisits
            if wanted and record.offset not in have:
                captures.set_committed(db, name, path.parent.name, record.offset + record.length)
                added += _add_row(db, record, name)
        if reached > committed:
            captures.set_committed(db, name, path.parent.name, reached)
    return added


def _add_row(db: sqlite3.Connection, record: Record, name: str) -> int:
    """A row as it was when the record was written, as far as its headers tell; 0 when its bytes are kept nowhere."""
    page, role, date = page_of_record(record, Path(name).parent.name)
    digest = record.headers.get("warc-payload-digest", "")
    first = None
    if record.kind == "revisit":
        number = urls.number_of(db, canonical_url(page.url))  # bytes are looked for under one URL alone
        first = captures.same_payload(db, number, digest) if number else None
        if first is None:
            return 0
    key = canonical_url(page.url)
    number = urls.number_of(db, key) or urls.add_url(db, key, page.url, page.site, role, to_text(date))
    place = WarcRef(name, record.offset, record.length, digest)
    captures.add_capture(db, number, page, role, place, date, first)
    return 1


def _close_leftovers(data: Path, catalogue: Catalogue) -> list[Repaired]:
    done = []
    for path in list(warc_files_on_disk(data)):
        with catalogue.reading() as db:
            committed = captures.committed(db, str(path.relative_to(data)).removesuffix(OPEN))
        if path.name.endswith(OPEN) or path.stat().st_size > committed:
            tail = settle_leftover(path, committed)
            done.append(Repaired(str(path), f"tail kept as {tail}" if tail else "closed"))
    return done


def _arrange_again(catalogue: Catalogue) -> list[Repaired]:
    done = []
    now = to_text(utc_now())
    with catalogue.writing() as db:
        for number, url in checks.unread_readings(db):
            checks.make_unread(db, number)
            done.append(Repaired(url, f"capture {number} will be read by the next run"))
        words = {row[0]: row for row in checks.article_rows(db)}
        for arranged in list(checks.arrangements(db)):
            row = words.get(arranged.url_id)
            identity = article_id(arranged.key)
            status = STATUS.get(captures.last_word(db, arranged.url_id), "current")
            if arranged.are == as_rows(arranged) and row and row[1] == identity and row[3] == status:
                continue
            if arranged.should:
                times = [known.at for known in articles.readings_of(db, arranged.url_id)]
                articles.put_article(db, arranged.url_id, identity, status, arranged.should, min(times), max(times))
                articles.add_change(db, identity, "rearranged", now)
            else:
                articles.remove_article(db, arranged.url_id)
                articles.add_change(db, identity, "removed", now)
            done.append(Repaired(arranged.key, "versions arranged again from its readings"))
        for identity in checks.silent_articles(db):
            articles.add_change(db, identity, "added", now)
            done.append(Repaired(identity, "change added"))
        for identity in checks.changes_of_nothing(db):
            articles.add_change(db, identity, "removed", now)
            done.append(Repaired(identity, "change added"))
    return done
