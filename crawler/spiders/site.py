"""The one spider: walks a site's listings, asks for the articles they show, and settles every answer.

In: a Run (archive, profile, what is wanted). Out: requests, and Judged captures for the pipeline. What a page amounts
to is decided in judgement.py, where a walk goes on in walk.py; what was fetched and not yet read is settled first, from
the archive.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from archive.errors import DamagedData, LockHeld
from archive.holdings import Capture
from archive.records import Article, Outcome, Page, Role
from archive.urls import canonical_url
from crawler.arguments import NAMES, parse_wanted
from crawler.jobs import summary_line
from crawler.judgement import REDIRECTS, Judgement, with_next
from crawler.pipelines import Judged
from crawler.politeness import left_alone, words_of
from crawler.run import Run, open_run
from crawler.stopping import Disallowed, PutOff, end_crawl, is_disk_full
from crawler.turns import Turns
from crawler.walk import PRIORITY, Walk
from crawler.wholes import Whole, Wholes
from crawler.workplace import Workplace, find_workplace

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from extraction import Profile, Profiles

MAX_HOPS = 5  # redirects of one page
ROBOTS_AGAIN = timedelta(days=1)  # as long as a robots.txt may be believed, RFC 9309 section 2.4
MAX_AGAIN = 2  # repeats of a request that a busy server answered with 429 or 5xx
_BUSY = {408, 429, 500, 502, 503, 504, 522, 524}


class SiteSpider(Spider):
    """A spider for the profile that its subclass carries."""

    name = ""
    profile: ClassVar[Profile]
    profiles: ClassVar[Profiles]
    workplace: ClassVar[Workplace | None] = None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Delay and user agent come from profile and workspace; a flag wins over both."""
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.profile.crawl.delay_s, priority="spider")
        delay = settings.getfloat("DOWNLOAD_DELAY")
        # AutoThrottle would cut a delay above its maximum, and begin slower than a fast profile wants.
        settings.set("AUTOTHROTTLE_START_DELAY", delay, priority="spider")
        settings.set("AUTOTHROTTLE_MAX_DELAY", max(60.0, 4 * delay), priority="spider")
        if cls.workplace is not None:
            settings.set("USER_AGENT", cls.workplace.user_agent, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """A spider with its run: the one that the command opened, else one opened here."""
        run = kwargs.pop("run", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        if run is None:
            wanted = parse_wanted(**{key: str(kwargs.get(key, "")) for key in NAMES})
            workplace = cls.workplace or find_workplace(crawler.settings)
            run = open_run(
                workplace,
                cls.profile,
                cls.profiles,
                wanted,
                max_links=crawler.settings.getint("MAX_LINKS_PER_PAGE"),
                max_bytes=crawler.settings.getint("DOWNLOAD_MAXSIZE"),
                clock=crawler.settings.get("CLOCK") or "",
            )
        spider.run = run
        spider.walk = Walk(run)
        spider.turns = Turns(crawler)
        spider.wholes = Wholes()
        spider.spare_parts = {}
        return spider

    run: Run
    walk: Walk
    turns: Turns
    wholes: Wholes[Capture]
    spare_parts: dict[str, Capture]  # parts fetched by an interrupted run, waiting for their article

    async def start(self) -> AsyncIterator[Any]:
        """What is kept and unread, then where the walk begins, then what is due."""
        self.run.keeping.begin()
        async for thing in self._resumed():
            yield thing
        for url, role, priority in self.walk.beginnings():
            if request := self._ask(url, role, priority):
                yield request
        for request in await self.turns.rest():
            yield request

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[Any]:
        """Settles an answer and asks for what it leads to."""
        assert response.request is not None
        try:
            async for thing in self._answered(response.request):
                yield thing
        finally:
            self.turns.over(response.request.meta["role"])

    async def failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Settles a request without a usable answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        try:
            if "capture" in request.meta:  # kept, and then refused by a later middleware, as a gzip bomb is
                async for thing in self._answered(request):
                    yield thing
                return
            error = failure.value
            why = str(error) if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: {words_of(error)}"
            if isinstance(error, DownloadCancelledError) and not str(error):  # an announced length has words
                most = self.crawler.settings.getint("DOWNLOAD_MAXSIZE")
                why = f"cancelled: larger than {most} bytes (DOWNLOAD_MAXSIZE)"
            if isinstance(error, Disallowed):
                with suppress(LockHeld):  # another process writes; it stays due
                    self.run.archive.hold_off(request.url, why, self.run.now() + ROBOTS_AGAIN)
                self.run.counts["disallowed"] += 1
            elif isinstance(error, PutOff):
                self.run.counts["put off"] += 1  # asked for in a later run; nothing is known against the page
            else:
                self._missed(request.url, request.meta["role"], why)
                self.run.count(Outcome.FAILED, request.url, why)
            for lost in (*self._part_lost(request.meta, why), *self._same_page(request.meta, request.url)):
                yield lost
        finally:
            self.turns.over(request.meta["role"])

    def closed(self, reason: str) -> None:
        """Tells what the run came to, in one line and in the stats."""
        run = self.run
        for word, number in {**run.counts, "bytes_kept": run.bytes_kept, "requests": run.requests}.items():
            self.crawler.stats.set_value(f"union_news/{word.replace(' ', '_')}", number)
        run.crawl_delay_s = float(self.crawler.stats.get_value("union_news/crawl_delay_s", 0.0))
        told = summary_line(run.counts, run.bytes_kept)
        if run.blocked:
            told += f"; blocked: {run.blocked}"
        elif run.faults and not run.counts["listed"]:
            told += f"; {run.faults[0]}"
        if run.outside:
            told += f"; {run.outside} dated outside since/until, their addresses carry no day to tell before"
        alone = left_alone(self.crawler)
        if alone:
            told += "".join(f"; {host} left alone, {why}" for host, why in alone.items())
        run.left_alone = alone
        run.close(reason)
        print(f"{self.name}: {told}" + ("" if reason == "finished" else f" ({reason})"), file=sys.stderr)

    async def _answered(self, request: Request) -> AsyncIterator[Any]:
        meta = request.meta
        capture, page, role = meta["capture"], meta["page"], meta["role"]
        if page.status in _BUSY and meta.get("again", 0) < MAX_AGAIN:
            again = request.replace(priority=request.priority - 5)
            again.meta["again"] = meta.get("again", 0) + 1
            for key in ("capture", "page", "download_latency", "retry_times"):  # of the answer, not of the request
                again.meta.pop(key, None)
            if self.turns.goes_now(again):
                yield again
        async for thing in self._taken(capture, page, role, meta):
            yield thing

    async def _taken(self, capture: Capture, page: Page, role: Role, meta: dict[str, Any]) -> AsyncIterator[Any]:
        """Judges one capture, settles it or lets it wait for its parts, and asks for what it leads to."""
        run = self.run
        version = self.walk.version_of(page.url) if role is Role.ARTICLE else None
        if page.status == 304:
            if role is Role.ARTICLE and not (version and (version.article.pages or version.article.part_urls)):
                yield Judged(capture, Judgement())  # says what the capture said that it speaks of
                return
            page = run.archive.page(capture)  # the payload that it stands for
        judgement = await run.judged_beside(page, role, was=version.article if version else None)
        if role in (Role.LISTING, Role.SITEMAP) and judgement.outcome is Outcome.LISTED:
            judgement = with_next(judgement, self.walk.goes_on(page.url, judgement))
            judgement = self.walk.bounded(page.url, judgement, meta.get("depth", 0))
            run.shown.update(canonical_url(link.url) for link in judgement.links if link.role is Role.ARTICLE)
        if page.status in REDIRECTS and judgement.links:
            for thing in self._moved(capture, page, role, judgement, meta):
                yield thing
            return
        if role is Role.PART:
            async for thing in self._part(capture, page, judgement, meta):
                yield thing
        elif isinstance(judgement.reading, Article) and judgement.parts:
            async for thing in self._begun(capture, page, judgement):
                yield thing
        else:
            yield Judged(capture, judgement)
        for same in self._same_page(meta, page.url):
            yield same
        depth = meta.get("depth", 0) + 1
        for link in self.walk.onward(page.url, role, judgement, depth):
            article = link.role is Role.ARTICLE
            priority = self.walk.priority_of(link.url) if article else PRIORITY[link.role]
            if request := self._ask(link.url, link.role, priority, depth=depth):
                yield request

    def _moved(
        self, capture: Capture, page: Page, role: Role, judgement: Judgement, meta: dict[str, Any]
    ) -> Iterator[Any]:
        """Follows a redirect. One to another form of the same address is settled after its target.

        Both are one URL to the archive, which would forget it, were we killed between the two.
        """
        target = judgement.links[0].url
        here = canonical_url(target) == canonical_url(page.url)
        waiting = (*meta.get("waiting", ()), capture) if here else meta.get("waiting", ())
        passed = {key: meta[key] for key in ("depth", "part_url") if key in meta}
        hops = meta.get("hops", 0) + 1
        request = None
        if hops <= MAX_HOPS:
            request = self._ask(target, role, PRIORITY[role] + 5, moved=True, hops=hops, waiting=waiting, **passed)
        if not here:
            yield Judged(capture, judgement)
        if request is not None:
            yield request
            return
        yield from self._same_page({"waiting": waiting}, target)
        yield from self._part_lost(meta, "redirects without end")

    def _same_page(self, meta: dict[str, Any], target: str) -> Iterator[Judged]:
        for capture in meta.get("waiting", ()):
            yield Judged(capture, Judgement(Outcome.MOVED, detail=target))

    def _ask(self, url: str, role: Role, priority: int, *, moved: bool = False, **meta: Any) -> Request | None:
        """A request, unless this run has asked already or has asked enough."""
        if not self.walk.may_ask(url, role, moved=moved):
            return None
        try:
            request = Request(
                url,
                callback=self.parse,
                errback=self.failed,
                priority=priority,
                dont_filter=True,
                meta={"role": role, "dont_redirect": True, "handle_httpstatus_all": True, **meta},
            )
        except ValueError as error:
            self._missed(url, role, f"no URL: {error}")
            return None
        return request if self.turns.goes_now(request, always=moved) else None

    def _missed(self, url: str, role: Role, why: str) -> None:
        """Notes a request that brought nothing; on a full disk the crawl ends, and the next run asks again."""
        try:
            with suppress(LockHeld):
                self.run.archive.missed(url, site=self.name, role=role, detail=why, now=self.run.now())
        except OSError as error:
            if is_disk_full(error):
                end_crawl(self.crawler, "disk_full")

    async def _begun(self, capture: Capture, page: Page, judgement: Judgement) -> AsyncIterator[Any]:
        """The first page of an article in several: it stays unread in the archive until its parts are there."""
        assert isinstance(judgement.reading, Article)
        whole = self.wholes.begin(page.url, capture, judgement.reading, judgement.parts)
        whole.judgement = judgement
        async for thing in self._parts_asked(whole):
            yield thing

    async def _parts_asked(self, whole: Whole[Capture]) -> AsyncIterator[Any]:
        for url in whole.part_urls:
            if canonical_url(url) in whole.got:
                continue
            spare = self.spare_parts.pop(canonical_url(url), None)
            if spare is not None:
                async for thing in self._taken(spare, self.run.archive.page(spare), Role.PART, {"role": Role.PART}):
                    yield thing
            elif request := self._ask(url, Role.PART, PRIORITY[Role.PART], part_url=url):
                yield request

    async def _part(
        self, capture: Capture, page: Page, judgement: Judgement, meta: dict[str, Any]
    ) -> AsyncIterator[Any]:
        url = meta.get("part_url") or page.url
        if not isinstance(judgement.reading, Article):
            yield Judged(capture, judgement)
            for lost in self._part_lost({"part_url": url, "role": Role.PART}, judgement.detail):
                yield lost
        elif not self.wholes.waits_for(url):
            yield Judged(capture, Judgement(Outcome.PART))
        else:
            waiting = self.wholes.whole_of(url)
            whole = self.wholes.add(url, capture, page, judgement.reading)
            if whole is not None:
                for joined in self._joined(whole):
                    yield joined
            elif waiting is not None:
                async for thing in self._parts_asked(waiting):
                    yield thing

    def _part_lost(self, meta: dict[str, Any], why: str) -> Iterator[Any]:
        if meta["role"] is Role.PART and meta.get("part_url"):
            whole = self.wholes.give_up(meta["part_url"], why)
            if whole is not None:
                yield from self._joined(whole)

    def _joined(self, whole: Whole[Capture]) -> Iterator[Judged]:
        """The article is settled first:

        a crash between the two leaves only parts, which then stand for nothing more.
        """
        assert isinstance(whole.judgement, Judgement)
        missing = "; ".join(f"{url} missing: {why}" for url, why in whole.lost.items())
        yield Judged(whole.capture, Judgement(reading=whole.joined(), links=whole.judgement.links, detail=missing))
        for capture, _, _ in whole.got.values():
            yield Judged(capture, Judgement(Outcome.PART))

    async def _resumed(self) -> AsyncIterator[Any]:
        """Settles what an interrupted run kept and did not read; nothing is fetched again for it."""
        unread = list(self.run.archive.unread(self.name))
        for capture in (c for c in unread if c.role is Role.PART):
            twice = self.spare_parts.pop(canonical_url(capture.url), None)  # fetched again by a run that was killed too
            if twice is not None:
                yield Judged(twice, Judgement(Outcome.PART))
            self.spare_parts[canonical_url(capture.url)] = capture
        for capture in [c for c in unread if c.role is not Role.PART]:
            async for thing in self._resumed_one(capture, capture.role):
                yield thing
        for capture in list(self.spare_parts.values()):
            if self.spare_parts.pop(canonical_url(capture.url), None):
                yield Judged(capture, Judgement(Outcome.PART))

    async def _resumed_one(self, capture: Capture, role: Role) -> AsyncIterator[Any]:
        try:
            page = self.run.archive.page(capture)
        except DamagedData as error:
            yield Judged(capture, Judgement(Outcome.FAILED, detail=str(error)))
            return
        meta = {"role": role, "depth": self.walk.depth_of(capture.url)}
        async for thing in self._taken(capture, page, role, meta):
            yield thing
