"""What the archive answers without writing: articles, versions, changes, pages, the frontier, counts.

Readers open their own connection; SQLite's log lets them work while a writer writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archive.catalogue import articles
from archive.errors import DamagedData, NotFound
from archive.records import Article, Page, Version
from archive.times import to_text, utc_now
from archive.urls import article_id, canonical_url

if TYPE_CHECKING:
    from archive.catalogue import tallies
    from archive.catalogue.connection import Catalogue
    from archive.holdings import Capture, Changes, Counts, KnownUrl, SiteCounts

# A search asks for articles alone; what else the catalogue answers is loaded by the methods that ask it.

_CHUNK = 200
_HEX = frozenset("0123456789abcdef")


class Asking:
    """The reading half of `Archive`."""

    def __init__(self, data: Path, catalogue: Catalogue) -> None:
        self.data = data
        self._catalogue = catalogue

    @property
    def epoch(self) -> str:
        """The random id made with this catalogue; change numbers count within it."""
        from archive.catalogue import tallies

        with self._catalogue.reading() as db:
            return tallies.epoch(db)

    @property
    def last_change(self) -> int:
        """The number of the latest change, 0 in an empty archive."""
        with self._catalogue.reading() as db:
            return articles.last_change(db)

    def article(self, ref: str) -> Version:
        """The current version of an article, by id, unique beginning of an id, or URL.

        Raises:
            NotFound: nothing or more than one article answers to that.
        """
        return self.version(self.resolve(ref))

    def version(self, article_id: str, number: int | None = None) -> Version:
        """One version of an article by its full id, the current one without a number; NotFound otherwise."""
        with self._catalogue.reading() as db:
            found = articles.version(db, article_id, number)
        if found is None:
            which = f"version {number} of " if number is not None else ""
            raise NotFound(f"{which}article {article_id[:12]}: not in the archive {self.data}")
        return found

    def resolve(self, ref: str) -> str:
        """The full id of the article that an id, a unique beginning of one, or a URL names; NotFound otherwise."""
        from archive.catalogue import urls

        with self._catalogue.reading() as db:
            if ref and set(ref.lower()) <= _HEX and len(ref) <= 64:
                ids = articles.ids_beginning(db, ref.lower(), 6)
                if len(ids) == 1:
                    return ids[0]
                if ids:
                    some = ", ".join(identity[: len(ref) + 4] for identity in ids[:5])
                    more = ", …" if len(ids) > 5 else ""
                    raise NotFound(f"{ref}: more than one article begins so ({some}{more}); type more of the id")
            elif ":" in ref:
                identity = article_id(ref)
                if articles.version(db, identity):
                    return identity
                known = urls.known(db, canonical_url(ref))
                if known and known.moved_to and articles.version(db, article_id(known.moved_to)):
                    return article_id(known.moved_to)
                if known:
                    raise NotFound(
                        f"{ref}: known, but no article was read from it ({known.state} {known.detail})".strip()
                    )
        raise NotFound(f"{ref}: no article of that id or URL in the archive {self.data}")

    def versions(self, article_id: str) -> list[Version]:
        """Every version of an article by its full id, oldest first; empty when there is no such article."""
        with self._catalogue.reading() as db:
            return articles.versions_of(db, article_id)

    def every_version(self) -> Iterator[Version]:
        """Every version of every article, by id and number: what building an index anew reads."""
        return articles.every_version(self._catalogue.db)

    def changes(self, since: int) -> Changes:
        """Which articles changed after that change number, in the order of their last change."""
        from archive.catalogue import tallies
        from archive.holdings import Changes

        with self._catalogue.reading() as db:
            return Changes(tallies.epoch(db), articles.last_change(db), articles.changed_ids(db, since))

    def news(self, since: int) -> tuple[str, ...]:
        """As `changes`, without articles of which nothing is new but that their bytes were read again."""
        with self._catalogue.reading() as db:
            return articles.told_ids(db, since)

    def article_urls(self, site: str = "") -> list[tuple[str, str, str]]:
        """(id, URL, site) of every article, or of those of one site."""
        with self._catalogue.reading() as db:
            return [row for row in articles.all_urls(db) if not site or row[2] == site]

    def read_captures(self, article_id: str) -> list[tuple[Capture, Article]]:
        """The captures of an article with what each was read to say, in capture order."""
        from archive.catalogue import captures

        with self._catalogue.reading() as db:
            found = (
                (captures.capture_by_id(db, number), said) for number, said in articles.read_captures(db, article_id)
            )
            return [(capture, said) for capture, said in found if capture is not None]

    def readings(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        """Versions by (article id, number); what is not there is left out."""
        with self._catalogue.reading() as db:
            found = {(version.id, version.number): version for version in articles.versions_at(db, keys)}
        return {key: found[key] for key in keys if key in found}

    def newest(self, limit: int = 5) -> list[Version]:
        """The newest articles by the date that they give, current versions."""
        with self._catalogue.reading() as db:
            return articles.newest(db, limit)

    def counts(self) -> Counts:
        """The archive at a glance."""
        from archive.catalogue import tallies

        with self._catalogue.reading() as db:
            return tallies.counts(db)

    def sites(self) -> list[SiteCounts]:
        """Every site at a glance, by name."""
        from archive.catalogue import tallies

        with self._catalogue.reading() as db:
            return tallies.sites(db)

    def state_rows(self) -> set[tallies.Row]:
        """(url, state, digest of the latest body, version digests): equal sets are the same archive."""
        from archive.catalogue import tallies

        with self._catalogue.reading() as db:
            return tallies.state_rows(db)

    def known(self, url: str) -> KnownUrl | None:
        """What the frontier knows of a URL."""
        from archive.catalogue import urls

        with self._catalogue.reading() as db:
            return urls.known(db, canonical_url(url))

    def due(self, site: str, now: datetime) -> Iterator[KnownUrl]:
        """What is due: listings, then what was never fetched, then revisits. Settling meanwhile is no trouble."""
        from archive.catalogue import urls

        return urls.due(self._catalogue.db, site, now)

    def due_counts(self, site: str, now: datetime) -> tuple[int, int]:
        """How many pages of a site are due: never fetched, to be looked at again."""
        from archive.catalogue import urls

        with self._catalogue.reading() as db:
            return urls.due_counts(db, site, to_text(now))

    def coverage(self, site: str, since: datetime, now: datetime | None = None) -> tuple[int, int]:
        """(shown, kept within 24 h): of the articles that the site's listings first showed after `since`.

        What was shown less than 24 hours before `now` and is not kept yet is still in time, and not counted.
        """
        from archive.catalogue import listings

        with self._catalogue.reading() as db:
            return listings.coverage(db, site, since, now or utc_now(), timedelta(hours=24))

    def capture(self, number: int) -> Capture:
        """The capture of that number; NotFound otherwise."""
        from archive.catalogue import captures

        with self._catalogue.reading() as db:
            found = captures.capture_by_id(db, number)
        if found is None:
            raise NotFound(f"capture {number}: not in the archive {self.data}")
        return found

    def captures(self, url: str) -> list[Capture]:
        """Every capture of a URL, in capture order."""
        from archive.catalogue import captures, urls

        with self._catalogue.reading() as db:
            number = urls.number_of(db, canonical_url(url))
            return captures.captures_of(db, number) if number is not None else []

    def unread(self, site: str | None = None) -> Iterator[Capture]:
        """Captures that are kept and not yet settled, of one site or of all; a run begins with them."""
        from archive.catalogue import captures

        last = 0
        while True:
            chunk = captures.unread_captures(self._catalogue.db, site, last, _CHUNK)
            yield from chunk
            if len(chunk) < _CHUNK:
                return
            last = chunk[-1].id

    def page(self, which: Capture | int) -> Page:
        """A capture as the page that it was: bytes from the WARC file, their digest checked.

        For a revisit the bytes are those kept first; for a 304 so are the headers that say how to read them.

        Raises:
            DamagedData: the record does not read as it was written. NotFound: no such capture.
        """
        from archive.catalogue import captures
        from archive.holdings import Capture
        from archive.pages import page_of

        capture = which if isinstance(which, Capture) else self.capture(which)
        first = self.capture(capture.same_as) if capture.same_as is not None else None
        with self._catalogue.reading() as db:
            row = captures.row_of(db, capture.id)
        page = page_of(self.data, capture, first, asked_url=row.asked_url, charset=row.charset)
        if page is None:
            raise DamagedData(f"capture {capture.id} of {capture.url}: its bytes are not those of its digest")
        return page
