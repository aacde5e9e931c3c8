"""A capture read with the extractor of today: payload decoded, page read by its profile, further pages of the article
joined.

In: the archive and a capture. Out: a Reading. The archive asks for it before it counts a difference as an edit by the
site; `scrapy reextract` and the import of files that belong together use it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive.errors import DamagedData
from archive.records import Article, Failed, Page, Reading
from crawler.payload import Undecodable, decoded
from extraction import Profiles, join_parts, read_page

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture

# Parts are fetched right after the first page; a part captured much later belongs to a later state of the article.
_TOGETHER = timedelta(days=2)
_NEVER = datetime.min.replace(tzinfo=UTC)


def read_kept(page: Page, profiles: Profiles) -> Reading:
    """What a kept page says, its content coding undone first."""
    try:
        return read_page(decoded(page), profiles)
    except Undecodable as error:
        return Failed("coding", str(error))


def read_capture(archive: Archive, capture: Capture, profiles: Profiles) -> Reading:
    """What a capture says today, its further pages joined as far as they are kept."""
    try:
        reading = read_kept(archive.page(capture), profiles)
    except DamagedData as error:
        return Failed("damaged", str(error))
    if not isinstance(reading, Article) or not reading.part_urls:
        return reading
    return join_parts(reading, kept_parts(archive, capture, reading.part_urls, profiles))


def kept_parts(
    archive: Archive, first: Capture, part_urls: tuple[str, ...], profiles: Profiles
) -> list[tuple[Page, Article]]:
    """The further pages that belong to this capture of the first, in order; those not kept are left out."""
    found = []
    for url in part_urls:
        for _, page in nearest_part(archive, first, url):
            reading = read_kept(page, profiles)
            if isinstance(reading, Article):
                found.append((page, reading))
                break
    return found


def nearest_part(archive: Archive, first: Capture, url: str) -> Iterator[tuple[Capture, Page]]:
    """What is kept of a further page, the likeliest to belong to this capture of the first before the others."""
    at = first.captured_at or first.kept_at
    near = [c for c in archive.captures(url) if abs((c.captured_at or c.kept_at) - at) <= _TOGETHER]
    before = [c for c in archive.captures(url) if (c.captured_at or c.kept_at) <= at]
    for capture in sorted(near or before, key=lambda c: c.captured_at or c.kept_at or _NEVER, reverse=True):
        try:
            yield capture, archive.page(capture)
        except DamagedData:
            continue
