"""Whether what is kept reads as it was written, and whether WARC files and catalogue tell the same story.

Every record is read whole: `warcio check` passes a torn tail. Works beside a running crawl, as far as it has committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.article_json import article_from_json
from archive.catalogue import checks
from archive.catalogue.connection import Catalogue, catalogue_path
from archive.errors import DamagedData
from archive.locks import is_locked
from archive.settling import STATUS
from archive.times import to_text
from archive.urls import article_id
from archive.versions import text_digest
from archive.warc_files import OPEN, SUFFIX, existing_path
from archive.warc_reading import Record, next_member, read_records

REPAIR = "search_cli.py verify --repair"
# Kinds of records that are captures; the others stand beside one.
CAPTURES = frozenset({"response", "resource", "revisit"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be."""

    kind: (
        str  # catalogue, missing-file, unknown-file, tail, damaged-record, missing-row, missing-record, version, change
    )
    subject: str
    what: str
    next_step: str


def verify_archive(data: Path) -> list[Difference]:
    """Everything in which WARC files, catalogue, versions and changes differ; empty when all is well.

    Raises:
        DataMissing: there is no archive at all. NewerFormat: this program cannot judge it. CannotOpen: it may not.
    """
    try:
        catalogue = Catalogue(data, write=False)
    except DamagedData as error:
        return [_unusable(catalogue_path(data), error)]
    try:
        return [*_catalogue_differences(catalogue), *_file_differences(data, catalogue), *_tables(catalogue)]
    except DamagedData as error:
        return [_unusable(catalogue.path, error)]
    finally:
        catalogue.close()


def _unusable(path: Path, error: DamagedData) -> Difference:
    what = str(error).removeprefix(f"{path}: ").partition("; ")[0]
    return Difference("catalogue", str(path), what, f"make it again: {REPAIR}")


def warc_files_on_disk(data: Path) -> Iterator[Path]:
    """Every WARC file, finished or being written."""
    for pattern in (f"warc/*/*{SUFFIX}", f"warc/*/*{SUFFIX}{OPEN}"):
        yield from sorted(data.glob(pattern))


def _catalogue_differences(catalogue: Catalogue) -> Iterator[Difference]:
    with catalogue.reading() as db:
        for what in checks.soundness(db):
            yield Difference("catalogue", str(catalogue.path), what, f"make it again: {REPAIR}")


def _file_differences(data: Path, catalogue: Catalogue) -> Iterator[Difference]:
    with catalogue.reading() as db:
        known = checks.warc_files(db)
    for path in warc_files_on_disk(data):
        name = str(path.relative_to(data)).removesuffix(OPEN)
        if name not in known and not is_locked(path.parent):
            yield Difference("unknown-file", name, "no capture of it is in the catalogue", f"take it in: {REPAIR}")
    for name in known:
        with catalogue.reading() as db:  # a writer goes on meanwhile: what counts is what it had committed by now
            committed = checks.warc_files(db)[name][1]
            places = checks.places(db, name)
        path = existing_path(data, name)
        if not path.exists():
            yield Difference("missing-file", name, f"gone, with {len(places)} captures", "restore it from a backup")
            continue
        yield from _records(path, name, committed, places)
        if path.stat().st_size > committed and not is_locked(path.parent):
            size = path.stat().st_size - committed
            yield Difference("tail", name, f"{size} bytes that the catalogue never knew", f"move them aside: {REPAIR}")


def _records(path: Path, name: str, committed: int, places: list[checks.Place]) -> Iterator[Difference]:
    missing = {place.offset: place for place in places}
    for found in records_with_damage(path, committed, [place.offset for place in places]):
        if isinstance(found, DamagedData):
            yield Difference("damaged-record", name, str(found), "restore the file from a backup")
            continue
        place = missing.pop(found.offset, None)
        if found.kind not in CAPTURES:
            continue
        if place is None:
            what = f"record at byte {found.offset} ({found.url}) has no row"
            yield Difference("missing-row", name, what, f"make it from the record: {REPAIR}")
        elif place.length != found.length or found.headers.get("warc-payload-digest") != place.digest:
            what = f"record at byte {found.offset} is not the one of capture {place.capture_id}"
            yield Difference("missing-record", name, what, "restore the file from a backup")
    for place in missing.values():
        what = f"capture {place.capture_id} has no record at byte {place.offset}"
        yield Difference("missing-record", name, what, "restore the file from a backup")


def records_with_damage(path: Path, end: int, offsets: list[int]) -> Iterator[Record | DamagedData]:
    """Every record up to `end`; after a damaged one, on from the next that is known, or that looks like one."""
    start = 0
    while start < end:
        reached = start
        try:
            for record in read_records(path, end, start):
                yield record
                reached = record.offset + record.length
            if reached < end:
                yield DamagedData(f"{path}: the file ends at byte {reached}, {end - reached} bytes too early")
            return
        except DamagedData as error:
            yield error
            later = next((offset for offset in offsets if offset > reached), None) or next_member(path, reached + 1)
            if later is None:
                return
            start = later


def _tables(catalogue: Catalogue) -> Iterator[Difference]:
    again = f"arrange them again: {REPAIR}"
    with catalogue.reading() as db:
        for number, url in checks.widowed_revisits(db):
            yield Difference("missing-record", url, f"capture {number} speaks of bytes kept nowhere", "fetch it again")
        for number, url in checks.unread_readings(db):
            yield Difference("version", url, f"capture {number} was read and its reading is gone", f"read it: {REPAIR}")
        for arranged in checks.arrangements(db):
            if arranged.are != as_rows(arranged):
                yield Difference("version", arranged.key, "versions are not those of its readings", again)
        for _, identity, key, status, _, word in checks.article_rows(db):
            if identity != article_id(key):
                yield Difference("version", key, "its id is not that of its URL", again)
            if status != STATUS.get(word, "current"):
                yield Difference("version", key, f"status {status}, but its captures say {word or 'nothing'}", again)
        for key, text, content in checks.contents(db):
            if _digest_of(content) != text:
                yield Difference("version", key, "the text kept is not that of its digest", f"read it again: {REPAIR}")
        for identity in checks.silent_articles(db):
            yield Difference("change", identity, "no change tells of it", f"add one: {REPAIR}")
        for identity in checks.changes_of_nothing(db):
            yield Difference("change", identity, "told of as an article, and is none", f"tell: {REPAIR}")


def _digest_of(content: str) -> str:
    try:
        return text_digest(article_from_json(content))
    except (ValueError, TypeError, KeyError):
        return ""


def as_rows(arranged: checks.Arranged) -> list[tuple[int, str, int, int, str, str | None]]:
    """Versions as their table has them."""
    return [
        (
            span.number,
            span.text,
            span.capture_id,
            span.reading_id,
            to_text(span.valid_from),
            to_text(span.valid_to) if span.valid_to else None,
        )
        for span in arranged.should
    ]
