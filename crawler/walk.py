"""Where a crawl goes next: which URLs it begins with, which links of a page it follows, how deep and how many.

In: what the archive knows and what is wanted. Out: URLs with roles and priorities. A resumed run comes to the same
places as an undisturbed one, because decisions rest on the catalogue and on what this run asked for, never on timing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.errors import NotFound
from archive.holdings import BLOCKED, FAILED, FOUND
from archive.records import Link, Role
from archive.urls import canonical_url
from crawler.discovery import day_in_url
from crawler.judgement import Judgement

if TYPE_CHECKING:
    from archive.records import Version
    from crawler.run import Run

# What a budget is spent on, in order: listings show what is new; a part completes an article that waits; then new
# articles, young revisits, backfill, old revisits.
PRIORITY = {Role.SITEMAP: 400, Role.LISTING: 300, Role.PART: 200, Role.ARTICLE: 100, Role.ATTACHMENT: 50}
YOUNG_REVISIT, BACKFILL, OLD_REVISIT = 60, 40, 20
YOUNG = timedelta(days=31)
UNDONE = {FOUND, FAILED, BLOCKED}
BACKFILL_PAGES = 100  # times as many listing pages as in another run: their dates say when it is enough
_EVER = timedelta(days=800)


@dataclass
class Walk:
    """The decisions of one run."""

    run: Run
    asked: set[str] = field(default_factory=set)  # keys asked in this run
    asked_urls: set[str] = field(default_factory=set)
    articles_asked: int = 0
    listings_asked: int = 0
    dated: int = 0  # listings that a backfill knows by their day

    def beginnings(self) -> Iterator[tuple[str, Role, int]]:
        """Start pages and sitemaps, then what the archive holds as due."""
        rules = self.run.profile.crawl
        starts = [url for url in rules.start if self._is_time(url)] or list(rules.start[:1])
        for url in starts:
            yield url, Role.LISTING, PRIORITY[Role.LISTING] + 50
        for url in self.dated_listings():
            yield url, Role.LISTING, PRIORITY[Role.LISTING] - 50
        for url in rules.sitemaps:
            yield url, Role.SITEMAP, PRIORITY[Role.SITEMAP]
        now = self.run.now()
        horizon = now + _EVER if self.run.wanted.revisit == "all" else now
        for known in self.run.archive.due(self.run.profile.name, horizon):
            undone = known.state in UNDONE
            if known.due_at is not None and known.due_at > now and undone:
                continue  # failed lately, and its time has not come: asking for all revisits does not change that
            if known.role in (Role.LISTING, Role.SITEMAP, Role.ATTACHMENT):
                if undone:
                    yield known.url, known.role, PRIORITY[known.role]
            elif known.role is Role.ARTICLE:
                if undone:
                    yield known.url, known.role, self.priority_of(known.url)
                elif self.run.wanted.revisit != "none":
                    young = now - known.found_at < YOUNG
                    yield known.url, known.role, YOUNG_REVISIT if young else OLD_REVISIT

    def dated_listings(self) -> list[str]:
        """A backfill's listings by their day, month or year, newest first."""
        wanted, now = self.run.wanted, self.run.now()
        if wanted.since is None:
            return []
        last = min(wanted.until or now.date(), now.date())
        days = [last - timedelta(days=back) for back in range((last - wanted.since).days + 1)]
        urls = [
            template.format(year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}")
            for day in days
            for template in self.run.profile.crawl.dated_listings
        ]
        self.dated = len(dict.fromkeys(urls))
        return list(dict.fromkeys(urls))

    def _is_time(self, url: str) -> bool:
        """Whether a listing is looked at in this run.

        Always when a person asks; a scheduled run, which has a budget, leaves one alone until its own pace says so. One
        whose time has nearly come is not put off by a whole interval.
        """
        if self.run.wanted.budget is None or self.run.wanted.is_backfill:
            return True
        known = self.run.archive.known(url)
        if known is None or known.due_at is None or known.last_captured_at is None:
            return True
        if known.last_captured_at > self.run.now():  # the clock stood ahead then; what it said counts for nothing
            return True
        return self.run.now() >= known.due_at - (known.due_at - known.last_captured_at) / 4

    def priority_of(self, url: str) -> int:
        """Of an article never kept: what its address dates long ago is backfill."""
        day = day_in_url(url)
        return BACKFILL if day is not None and self.run.now().date() - day > YOUNG else PRIORITY[Role.ARTICLE]

    def may_ask(self, url: str, role: Role, *, moved: bool = False) -> bool:
        """Whether this run asks for the URL, which is then noted as asked.

        Redirects may lead to another form of what was asked.
        """
        rules, wanted = self.run.profile.crawl, self.run.wanted
        key = canonical_url(url)
        if url in self.asked_urls or (key in self.asked and not moved):
            return False
        if not rules.allows(url) and role is not Role.SITEMAP:
            return False
        if role is Role.ARTICLE and not moved:
            if not wanted.covers(day_in_url(url)):
                return False
            if wanted.limit is not None and self.articles_asked >= wanted.limit:
                return False
            self.articles_asked += 1
        if role in (Role.LISTING, Role.SITEMAP) and not moved:
            most = rules.max_listing_pages * (BACKFILL_PAGES if wanted.is_backfill else 1) + self.dated
            if self.listings_asked >= most + len(rules.start) + len(rules.sitemaps):
                return False
            self.listings_asked += 1
        self.asked.add(key)
        self.asked_urls.add(url)
        return True

    def onward(self, url: str, role: Role, judgement: Judgement, depth: int) -> Iterator[Link]:
        """The links of a settled page that this run follows."""
        for link in judgement.links:
            if link.role in (Role.ARTICLE, Role.ATTACHMENT):
                if canonical_url(link.url) not in self.asked and self._is_undone(link.url):
                    yield link
            elif role in (Role.LISTING, Role.SITEMAP):
                # The sections that a start page shows are looked at in every run, what lies deeper only as it is new.
                is_next = judgement.next_page is not None and link.url == judgement.next_page.url
                section = depth <= 1 and self._is_time(link.url)
                if section or is_next or self._is_undone(link.url):
                    yield link

    def goes_on(self, url: str, judgement: Judgement) -> bool:
        """Whether the next page of this listing is worth asking for.

        Always where the listing was never read before, so that a first walk goes to the end; later only while it shows
        articles that were not kept before this run. A backfill goes on until the days it shows lie before its
        beginning.
        """
        articles = [link.url for link in judgement.links if link.role is Role.ARTICLE]
        if not articles:
            return False
        wanted = self.run.wanted
        if wanted.is_backfill:
            return not wanted.is_past([day for link in articles if (day := day_in_url(link)) is not None])
        known = self.run.archive.known(url)
        if known is None or known.last_captured_at is None:
            return True
        return any(canonical_url(link) in self.asked or self._is_undone(link) for link in articles)

    def bounded(self, url: str, judgement: Judgement, depth: int) -> Judgement:
        """The judgement without listings that would lead nowhere:

        deep pages without articles, as calendars have without end, and those that lie before what a backfill wants.
        """
        days = [day_in_url(link.url) for link in judgement.links if link.role is Role.ARTICLE]
        is_past = self.run.wanted.is_past([day for day in days if day is not None])
        if depth == 0 or (days and not is_past):
            return judgement
        kept = tuple(link for link in judgement.links if link.role is not Role.LISTING)
        return replace(judgement, links=kept) if len(kept) < len(judgement.links) else judgement

    def depth_of(self, url: str) -> int:
        """How far from a start page a listing is taken to lie when its request is lost: 0 or 1."""
        starts = {canonical_url(start) for start in self.run.profile.crawl.start}
        return 0 if canonical_url(url) in starts else 1

    def version_of(self, url: str) -> Version | None:
        """The current version of the article at that URL."""
        try:
            return self.run.archive.article(url)
        except NotFound:
            return None

    def _is_undone(self, url: str) -> bool:
        known = self.run.archive.known(url)
        if known is None or known.state == FOUND:
            return True
        if known.state in UNDONE:
            return known.due_at is None or known.due_at <= self.run.now()
        return False
