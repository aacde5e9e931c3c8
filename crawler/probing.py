"""First contact with a site: at most five polite requests, what each rule made of the answers, nothing stored.

In: a profile, a URL or the site's start page. Out: Findings, each passed or failed, as lines for people. The requests
go through the same proxy, guard, robots.txt and delay as a crawl's.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote, urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from archive.records import Article, Outcome, Page, Rejected, Role
from crawler.exchange import page_of
from crawler.judgement import REDIRECTS, Judge, Judgement
from crawler.middlewares import Component
from crawler.payload import decoded
from crawler.probe_report import Report

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.workplace import Workplace
    from extraction import Profile, Profiles

MAX_REQUESTS = 5
FIELDS = (
    "kind",
    "title",
    "pretitle",
    "subtitle",
    "published",
    "source",
    "reporters",
    "correspondents",
    "photographers",
    "editors",
    "channel",
    "topics",
    "keywords",
)
_NEEDED = ("title", "published", "body")  # an article without one of these was not read
_SHOWN = 70


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `passed` None: noted, neither good nor bad."""

    passed: bool | None
    text: str

    def __str__(self) -> str:
        return f"{'pass' if self.passed else 'note' if self.passed is None else 'FAIL'}  {self.text}"


@dataclass
class Probe:
    """What a probe asks and finds; stands where a crawl has its run."""

    workplace: Workplace
    profile: Profile
    profiles: Profiles
    url: str
    requests: int = 0
    findings: list[Finding] = field(default_factory=list)
    save: Path | None = None  # folder where article pages are kept as golden pages
    saved: list[Path] = field(default_factory=list)
    report: Report | None = None  # what was answered, for somebody who cannot reach the site

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    def note(self, passed: bool | None, text: str) -> None:
        """Adds a finding."""
        self.findings.append(Finding(passed, text))

    @property
    def exit_status(self) -> int:
        """0 everything passed, 1 something failed."""
        return 1 if any(f.passed is False for f in self.findings) or not self.findings else 0

    def role(self) -> Role:
        """What the URL is taken for."""
        return self.profile.crawl.role_of(self.url) or Role.ARTICLE


class ProbeBudget(Component):
    """Counts what is really sent, and stops at five."""

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for the sixth."""
        probe: Probe = self.crawler.spider.run  # type: ignore[union-attr]  # stands where a run would
        if probe.requests >= MAX_REQUESTS:
            raise IgnoreRequest("five requests are enough for a probe")
        probe.requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Notes what robots.txt answered; keeps every answer for the report."""
        probe: Probe = self.crawler.spider.run  # type: ignore[union-attr]
        is_robots = request.callback is NO_CALLBACK
        if probe.report is not None:
            role = Role.ROBOTS if is_robots else request.meta["role"]
            probe.report.take(request, response, role, probe.profile.name, probe.now())
        if is_robots:
            probe.note(response.status < 500, f"{request.url}: HTTP {response.status}, {len(response.body)} bytes")
        return response


class ProbeSpider(Spider):
    """Asks for a listing and some of its articles, or for one page."""

    name = "probe"
    probe: ClassVar[Probe]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """As polite as a crawl, without anything that stores."""
        super().update_settings(settings)
        kept = dict(settings.getdict("DOWNLOADER_MIDDLEWARES"))
        for name in ("ArchiveBytes", "ConditionalGet"):
            kept[f"crawler.middlewares.{name}"] = None
        kept["crawler.read_before.ReadBefore"] = None
        kept["crawler.probing.ProbeBudget"] = 950
        settings.set("DOWNLOADER_MIDDLEWARES", kept, priority="spider")
        settings.set("ITEM_PIPELINES", {}, priority="spider")
        settings.set("RETRY_ENABLED", False, priority="spider")
        settings.set("DOWNLOAD_DELAY", cls.probe.profile.crawl.delay_s, priority="spider")
        delay = settings.getfloat("DOWNLOAD_DELAY")
        settings.set("AUTOTHROTTLE_START_DELAY", delay, priority="spider")
        settings.set("AUTOTHROTTLE_MAX_DELAY", max(60.0, 4 * delay), priority="spider")
        settings.set("USER_AGENT", cls.probe.workplace.user_agent, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        """A spider whose middlewares find the probe where a crawl has its run."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = cls.probe
        return spider

    run: Probe

    async def start(self) -> AsyncIterator[Any]:
        """The page that was asked about."""
        yield self._ask(self.run.url, self.run.role())

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        """Says what the rules made of an answer."""
        request = response.request
        assert request is not None
        role: Role = request.meta["role"]
        page = page_of(request, response, self.run.profile.name, self.run.now())
        judgement = Judge(self.run.profile, self.run.profiles).judge(page, role)
        if page.status in REDIRECTS:
            self.run.note(None, f"{page.url}: HTTP {page.status}, leads to {judgement.detail}")
            if judgement.links:
                yield self._ask(judgement.links[0].url, role)
        elif judgement.outcome is Outcome.BLOCKED:
            self.run.note(False, f"{page.url}: blocked: {judgement.detail}; {ELSEWHERE}")
        elif role in (Role.LISTING, Role.SITEMAP):
            yield from self._listing(page, judgement)
        else:
            self._article(page, judgement)
            if self.run.save is not None and isinstance(judgement.reading, Article | Rejected):
                self.run.saved.append(save_golden(page, self.run.save))

    def failed(self, failure: Failure) -> None:
        """Says why there is no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        if "five requests" not in str(failure.value):
            self.run.note(False, f"{request.url}: {failure.value}")

    def _ask(self, url: str, role: Role) -> Request:
        meta = {"role": role, "dont_redirect": True, "handle_httpstatus_all": True}
        return Request(url, callback=self.parse, errback=self.failed, dont_filter=True, meta=meta)

    def _listing(self, page: Page, judgement: Judgement) -> Iterator[Request]:
        if judgement.outcome is not Outcome.LISTED:
            self.run.note(False, f"{page.url}: {judgement.detail}")
            return
        articles = [link for link in judgement.links if link.role is Role.ARTICLE]
        listings = [link for link in judgement.links if link.role is Role.LISTING]
        self.run.note(bool(articles or listings), f"{page.url}: {judgement.detail}")
        for rule in self.run.profile.crawl.article:
            fits = [link for link in articles if rule.search(link.url)]
            example = f", as {fits[0].url} {fits[0].title[:30]}" if fits else ""
            self.run.note(bool(fits) or None, f"  article rule {rule.text}: {len(fits)} links{example}")
        if self.run.profile.crawl.next_page:
            told = judgement.next_page.url if judgement.next_page else "not found (a site may have only one page)"
            self.run.note(judgement.next_page is not None or None, f"  next page: {told}")
        if not articles:
            yield from (self._ask(link.url, Role.LISTING) for link in listings[:1])
        yield from (self._ask(link.url, Role.ARTICLE) for link in articles[: MAX_REQUESTS - 2])

    def _article(self, page: Page, judgement: Judgement) -> None:
        article = judgement.reading
        if not isinstance(article, Article):
            self.run.note(False, f"{page.url}: no article: {judgement.detail or f'HTTP {page.status}'}")
            return
        missing = [name for name in _NEEDED if not getattr(article, name)]
        era = article.profile or "no era of the profile; read generically"
        problem = f"; missing: {', '.join(missing)}" if missing else ""
        read = bool(article.profile) or not self.run.profile.eras
        self.run.note(read and not missing, f"{page.url}: {era}{problem}")
        encoding = article.encoding
        lost = f", {encoding.lost} characters lost" if encoding.lost else ""
        self.run.note(None if not lost else False, f"  encoding: {encoding.chosen} by {encoding.why}{lost}")
        for name in FIELDS:
            value = getattr(article, name)
            text = "、".join(value) if isinstance(value, tuple) else value
            self.run.note(None, f"  {name}: {_cut(text) or '—'}")
        lines = article.body.splitlines()
        self.run.note(None, f"  body: {len(article.body)} characters, {len(lines)} paragraphs: {_cut(' '.join(lines))}")
        beside = f"{len(article.related)} pointers, {len(article.images)} images, {len(article.attachments)} files"
        self.run.note(None, f"  beside it: {beside}, {len(article.part_urls)} further pages")


def save_golden(page: Page, folder: Path) -> Path:
    """Writes an article's page as golden page, content coding undone, with what its bytes do not say beside it."""
    stem = re.sub(r"\W+", "-", unquote(urlsplit(page.url).path).rpartition("/")[2].partition(".")[0]).strip("-")
    file = folder / f"{stem or 'page'}.html"
    file.write_bytes(decoded(page).payload)
    at = page.captured_at.isoformat(timespec="seconds") if page.captured_at else None
    known = {"url": page.url, "content_type": page.content_type, "captured_at": at}
    beside = file.with_suffix(".json")
    if beside.exists():  # what a person wrote about the page stays
        known = {**json.loads(beside.read_text(encoding="utf-8")), **known}
    beside.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


ELSEWHERE = "what else can be done: ask the site for access, import pages saved by a browser, or collect a mirror of it"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
