"""Records that we wrote ourselves, met in a WARC file that is imported: archives merged, or moved to another machine.

In: one record as cut from its file. Out: the page that it was made of, as a repair of the catalogue reads it, its role,
site and encoding; every digest checked. What has none of our headers is for saved_warcs.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.errors import DamagedData
from archive.pages import page_of_record
from archive.warc_reading import parse_record
from crawler.saved_files import PAGE_BYTES, TOO_LARGE, Saved, SavedPage, Unreadable

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture
    from crawler.warc_frames import Frame

_OURS = b"\r\nx-archive-role:"
BYTES_ELSEWHERE = "speaks of bytes that are not kept here; import the WARC files before it too"


def is_ours(frame: Frame) -> bool:
    """Whether our own headers stand in the record."""
    return _OURS in frame.raw.partition(b"\r\n\r\n")[0].lower()


def own_page(where: str, frame: Frame) -> Saved:
    """The page of a response, resource or revisit record of ours."""
    if frame.too_large:
        return Unreadable(f"{where}: {TOO_LARGE}")
    try:
        record = parse_record(frame.raw + b"\r\n\r\n")
        page, role, date = page_of_record(record, "")
        if date.tzinfo is None:  # written by no release of ours
            raise ValueError(f"its WARC-Date has no zone: {record.headers['warc-date']}")
    except (ValueError, KeyError) as error:
        return Unreadable(f"{where}: damaged record: {error}")
    if len(page.payload) > PAGE_BYTES:
        return Unreadable(f"{where}: {TOO_LARGE}")
    digest = record.headers.get("warc-payload-digest", "") if record.kind == "revisit" else ""
    evidence = "WARC-Target-URI" if not page.url.startswith("urn:") else ""
    # The versions of an article without capture times stand in the order in which they were kept.
    kept_at = date if page.captured_at is None else None
    return SavedPage(where, page, evidence, record.head or None, role, digest, kept_at)


def with_bytes(archive: Archive, saved: SavedPage) -> SavedPage | Capture:
    """A revisit with the bytes that it speaks of, or the capture that it became when it was imported before.

    Raises:
        Unreadable: the archive does not hold the bytes.
    """
    page = saved.page
    holders = []
    for capture in archive.captures(page.url):
        if capture.digest != saved.bytes_of:
            continue
        if (capture.captured_at, capture.status) == (page.captured_at, page.status):
            return capture
        holders.append(capture)
    if not holders:
        raise Unreadable(f"{saved.where}: {BYTES_ELSEWHERE}")
    if page.status == 304:  # an answer without bytes
        return saved
    try:
        payload = archive.page(holders[0]).payload
    except DamagedData as error:
        raise Unreadable(f"{saved.where}: {error}") from error
    return replace(saved, page=replace(page, payload=payload))
