"""Saved files into the archive: each page kept as a record, read, settled; the rest goes on when one is bad.

In: an open archive, paths, and what the person knows (URL, site, time, encoding). Out: one Imported for each page or
refusal. How files become pages is in saved_files.py and saved_pages.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import Purged
from archive.records import Article, Failed, Outcome, Page, Reading, Rejected, Role
from archive.urls import host_of
from crawler.imported import settle_imported
from crawler.reading_again import kept_parts, read_capture
from crawler.reading_ahead import read_ahead, read_answer
from crawler.saved_files import LeftOut, Saved, SavedFile, SavedPage, Unreadable, find_files
from crawler.saved_pages import pages_in
from crawler.saved_records import with_bytes
from crawler.saved_urls import with_plain_scheme
from extraction import Profiles, load_profiles

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture

SAVED = "saved"  # the site of pages that nobody knows the site of
CLOCKS_DIFFER = timedelta(days=1)  # between the machine that captured and this one, its zone mistaken included
_ROLES = (Role.PART, Role.LISTING)
_REFUSED = (Outcome.REJECTED, Outcome.FAILED, Outcome.BLOCKED)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one page. `path` names the file, with `:LINE` of a row or `@OFFSET` of a record."""

    path: str
    url: str
    outcome: Outcome
    detail: str = ""
    article_id: str | None = None
    version_no: int | None = None
    note: str = ""  # what the person should hear of a page that was kept, or of a file that holds none

    @property
    def is_refused(self) -> bool:
        """Whether the person must be told: exit status 1."""
        return self.outcome in _REFUSED


@dataclass
class Importing:
    """What the person says of the files, and what is remembered while they are taken in."""

    archive: Archive
    profiles: Profiles
    site: str = ""
    url: str = ""
    captured_at: datetime | None = None
    charset: str = ""
    unjoined: list[tuple[Capture, Article]] = field(default_factory=list)

    def take(self, saved: SavedPage, page: Page, reading: Reading | None) -> Imported:
        """Keeps one page and settles it as it was read."""
        if saved.bytes_of:
            try:
                found = with_bytes(self.archive, replace(saved, page=page))
            except Unreadable as error:
                return _unreadable(error)
            if not isinstance(found, SavedPage):
                return self.kept_before(saved, found)
            page, reading = found.page, read_answer(found.page, self.profiles)
        elif not page.payload and saved.role in (None, Role.ARTICLE) and _brings_a_page(page.status):
            return Imported(saved.where, page.url, Outcome.REJECTED, "empty: 0 bytes")
        role = saved.role or (self.role_of(page) if page.url.startswith("http") else Role.ARTICLE)
        try:
            capture = self.archive.keep(
                page, role, http_head=saved.head, metadata=self.metadata(saved), once=True, kept_at=saved.kept_at
            )
        except Purged as error:  # removed on purpose; the other files of the import go on
            return Imported(saved.where, page.url, Outcome.REJECTED, str(error))
        if role is Role.ARTICLE and isinstance(reading, Article) and reading.part_urls:
            self.unjoined.append((capture, reading))  # also when kept before: that import may have been killed
        if capture.outcome is not Outcome.FETCHED:
            return self.kept_before(saved, capture)
        settled = settle_imported(self.archive, capture, reading)
        detail = f"HTTP {page.status}" if reading is None else ""
        if isinstance(reading, Rejected | Failed) and role is Role.ARTICLE:
            detail = f"{reading.reason}: {reading.detail}".rstrip(": ")
        note = "; ".join(filter(None, (_undated(reading), saved.note))) if isinstance(reading, Article) else ""
        return Imported(saved.where, page.url, settled.outcome, detail, settled.article_id, settled.version_no, note)

    def kept_before(self, saved: SavedPage, capture: Capture) -> Imported:
        """What an import of before made of it: the same refusal, else nothing new."""
        if capture.outcome in _REFUSED:
            return Imported(saved.where, capture.url, capture.outcome, capture.detail)
        identity, number = self.named(capture.url)
        is_placed = capture.captured_at is not None or number in (None, 1)
        note = "" if is_placed or identity is None else self.superseded(capture, identity)
        return Imported(saved.where, capture.url, Outcome.UNCHANGED, "kept before", identity, number, note)

    def superseded(self, capture: Capture, identity: str) -> str:
        """What to say of a file without a time that comes again after another one took its place; "" for none did."""
        versions = self.archive.versions(identity)
        own = [version for version in versions if version.valid_from <= capture.kept_at]
        if not own or own[-1] is versions[-1]:
            return ""
        which = f"kept before, as version {own[-1].number} of {versions[-1].number}"
        return f"{which}; to make it the current one say when it was captured: --captured-at"

    def metadata(self, saved: SavedPage) -> dict[str, object] | None:
        """What the archive could not know again from the bytes; a row of JSONL says all of it itself."""
        if saved.page.content_type == "application/json":
            return None
        told: dict[str, object] = {"imported-from": Path(saved.where).name}
        return {**told, "url-evidence": "said" if self.url else saved.evidence} if self.url or saved.evidence else told

    def join(self) -> None:
        """Joins articles in several pages whose further pages came with the same import."""
        for capture, reading in self.unjoined:
            if kept_parts(self.archive, capture, reading.part_urls, self.profiles):
                self.archive.settle(capture.id, read_capture(self.archive, capture, self.profiles))
        self.unjoined.clear()

    def completed(self, saved: SavedPage) -> Page:
        """The page with address, site, time and encoding as far as anybody knows them."""
        page = saved.page
        url = with_plain_scheme(self.url or page.url)
        site = self.site or page.site
        if not site and url.startswith(("http://", "https://")):
            profile = self.profiles.for_url(url)
            site = profile.name if profile else host_of(url)
        site = site or SAVED
        if url.startswith("id:"):
            url = f"urn:import:{site}:{url[3:]}"
        return replace(
            page,
            url=url or f"urn:sha256:{hashlib.sha256(page.payload).hexdigest()}",
            site=site,
            captured_at=self.captured_at or page.captured_at,
            charset=self.charset or page.charset,
        )

    def role_of(self, page: Page) -> Role:
        """What the page is, by the form of its address where a profile knows it."""
        profile = self.profiles.for_url(page.url)
        role = profile.crawl.role_of(page.url) if profile else None
        return role if role in _ROLES else Role.ARTICLE

    def named(self, url: str) -> tuple[str | None, int | None]:
        """Id and version of an article that is in the archive already."""
        from archive.errors import NotFound

        try:
            version = self.archive.article(url)
        except NotFound:
            return None, None
        return version.id, version.number


def import_paths(
    archive: Archive,
    paths: Sequence[Path | str],
    *,
    profiles: Profiles | None = None,
    url: str = "",
    site: str = "",
    captured_at: datetime | None = None,
    charset: str = "",
) -> Iterator[Imported]:
    """Takes files and folders into the archive, one after the other; bad ones are told and left.

    Args:
        archive: open for writing.
        paths: files and folders.
        profiles: to read pages with; the shipped ones when None.
        url: the address of the one page that is imported.
        site: name of the site the pages belong to; else the profile of the address, its host, or "saved".
        captured_at: when the pages were saved, aware, whatever they say themselves; a file's own time proves nothing.
        charset: their encoding, believed before any other evidence.
    """
    known = profiles if profiles is not None else load_profiles()
    importing = Importing(archive, known, site, url, captured_at, charset)
    with archive.batch():
        yield from _each(importing, find_files(paths))
        importing.join()


def _each(importing: Importing, files: Iterable[SavedFile | Unreadable]) -> Iterator[Imported]:
    for saved, page, reading in read_ahead(_with_pages(importing, files), importing.profiles):
        if isinstance(saved, Unreadable):
            yield _unreadable(saved)
        elif isinstance(saved, LeftOut):
            yield Imported(saved.where, "", Outcome.PART, saved.detail, note=saved.detail if saved.is_all else "")
        elif page is not None:
            yield importing.take(saved, page, reading)


def _brings_a_page(status: int | None) -> bool:
    return status is None or status == 304 or 200 <= status < 300


def _undated(article: Article) -> str:
    """What to say of a row whose date is none; pages that show none are no matter for whoever imports them."""
    said = article.published_evidence
    if article.published or not said.startswith("row: "):
        return ""
    return f"kept without a date: {said[5:]!r} is none that is read, or lies after the capture"


def _unreadable(error: Unreadable) -> Imported:
    where, _, why = str(error).partition(": ")
    return Imported(where, "", Outcome.FAILED, why)


def _with_pages(importing: Importing, files: Iterable[SavedFile | Unreadable]) -> Iterator[tuple[Saved, Page | None]]:
    for file in files:
        for saved in [file] if isinstance(file, Unreadable) else pages_in(file):
            if not isinstance(saved, SavedPage):
                yield saved, None
                continue
            page = importing.completed(saved)
            if why := _mistimed(saved, page):
                yield Unreadable(f"{saved.where}: {why}"), None
            else:
                yield saved, page


def _mistimed(saved: SavedPage, page: Page) -> str:
    """Why a page cannot be placed in time, "" where it can. What the person says is the time of all of a file."""
    at = page.captured_at or saved.kept_at
    if saved.untimed and at is None:
        return f"{saved.untimed}, or put the row into a file of its own and say it there: --captured-at"
    if at is not None and at > datetime.now(UTC) + CLOCKS_DIFFER:
        # Believed, it would stay the current version until that day, whatever is captured before.
        return f"captured in the future ({at:%Y-%m-%d}); say when it was: --captured-at, for all of its file"
    return ""
