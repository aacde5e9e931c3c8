"""Manners: robots.txt as RFC 9309 means it, Crawl-delay, Retry-After, and leaving a host alone that fails again and
again.

In: requests, responses, exceptions as they pass. Out: delays, or requests that are not sent; the spider records why.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from archive.records import Role
from crawler.blocked import why_blocked
from crawler.middlewares import Component
from crawler.payload import Undecodable, unpacked
from crawler.stopping import Disallowed, PutOff

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

log = logging.getLogger(__name__)
_PAUSES = {429, 503}
ROBOTS_BYTES = 512_000  # RFC 9309 section 2.5: at least 500 KiB are read
CHALLENGE_BYTES = 65_537  # what is longer is no challenge


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the rules of RFC 9309 for a robots.txt that cannot be had.

    Section 2.3.1.3: 4xx means there are no rules. Section 2.3.1.4: unreachable, or 5xx, means everything is disallowed
    for now.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.waiting: dict[str, str] = {}  # netloc → why its rules are not known yet
        self._readings: dict[str, asyncio.Lock] = {}
        # It would log a traceback for a network that is down; the summary line names the reason.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, fetched once.

        Of several requests that wait for one robots.txt Scrapy 2.19 gives the rules to the first alone: they hang on
        one Deferred, whose later callbacks get what the first returned, None, which means that all is allowed.
        """
        async with self._readings.setdefault(urlparse_cached(request).netloc, asyncio.Lock()):
            return await super().robot_parser(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._wait(netloc, f"HTTP {response.status} for robots.txt")
        rules = beginning(response, ROBOTS_BYTES)
        if response.status >= 400 or b"<html" in rules[:1024].lower():
            rules = b""
        response = response.replace(body=rules)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._wait(
            netloc, str(exc) if isinstance(exc, IgnoreRequest) else f"robots.txt cannot be reached: {words_of(exc)}"
        )
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for listings that the rules forbid, Disallowed for pages, PutOff where nobody knows."""
        netloc = urlparse_cached(request).netloc
        if netloc in self.waiting:
            raise PutOff(f"{netloc} is left alone: {self.waiting[netloc]}")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            if request.meta.get("role") in (Role.LISTING, Role.SITEMAP):
                raise  # without its listings a site has failed
            raise Disallowed(str(error)) from None

    def _wait(self, netloc: str, why: str) -> None:
        self.waiting[netloc] = why
        log.info("%s: left alone until its rules are known: %s", netloc, why)


class CrawlDelay:
    """Keeps each host at least as slow as its robots.txt asks, whatever AutoThrottle finds."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.floors: dict[str, float] = {}
        crawler.signals.connect(self.learn, signal=signals.robots_parsed)
        crawler.signals.connect(self.hold, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """As Scrapy makes its components."""
        return cls(crawler)

    def learn(self, robotparser: RobotParser, request: Request) -> None:
        """Takes the delay from the rules just read."""
        asked = robotparser.crawl_delay(
            self.crawler.settings["ROBOTSTXT_USER_AGENT"] or self.crawler.settings["USER_AGENT"]
        )
        limit = self.crawler.settings.getfloat("CRAWL_DELAY_MAX_S", 600.0)
        if not asked:
            return
        host = urlparse_cached(request).hostname or ""
        self.floors[host] = min(float(asked), limit)
        self.crawler.stats.max_value("union_news/crawl_delay_s", self.floors[host])
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {
            **downloader.per_slot_settings.get(host, {}),
            "delay": max(self.floors[host], downloader._delay),
        }
        self._raise(host)

    def hold(self, request: Request) -> None:
        """Undoes what AutoThrottle, which hears of a response first, may have taken off."""
        self._raise(urlparse_cached(request).hostname or "")

    def _raise(self, host: str) -> None:
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, self.floors.get(host, 0.0))


class Breaker(Component):
    """Waits as long as Retry-After says, and stops asking a host that refused or failed several times in a row."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.failures: Counter[str] = Counter()
        self.paused_until: dict[str, float] = {}
        self.open: dict[str, str] = {}  # host → why it is left alone
        self.allowed = crawler.settings.getint("BREAKER_FAILURES", 5)
        self.longest_s = crawler.settings.getfloat("RETRY_AFTER_MAX_S", 300.0)

    async def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for a host that is left alone."""
        host = urlparse_cached(request).hostname or ""
        while (pause := self.paused_until.get(host, 0.0) - monotonic()) > 0 and host not in self.open:
            if not self.crawler.engine.running:
                raise PutOff("the crawl is stopping")
            await asyncio.sleep(min(pause, 0.5))
        if host in self.open:
            raise PutOff(f"{host} is left alone: {self.open[host]}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Counts refusals; a good answer closes the count."""
        host = urlparse_cached(request).hostname or ""
        if request.callback is NO_CALLBACK:
            return response
        if response.status in _PAUSES:
            self._pause(host, response)
        refusal = why_blocked(response.status, beginning(response, CHALLENGE_BYTES))
        if refusal or response.status in _PAUSES or response.status >= 500:
            self._failed(host, refusal or f"HTTP {response.status}")
        else:
            self.failures[host] = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Counts time-outs and lost connections."""
        if not isinstance(exception, IgnoreRequest) and request.callback is not NO_CALLBACK:
            self._failed(urlparse_cached(request).hostname or "", type(exception).__name__)

    def _failed(self, host: str, why: str) -> None:
        self.failures[host] += 1
        if self.failures[host] >= self.allowed and host not in self.open:
            self.open[host] = f"{self.failures[host]} failures in a row, the last: {why}"
            log.info("%s: left alone for this run, %s", host, self.open[host])
            self.crawler.stats.inc_value("union_news/breaker_opened")

    def _pause(self, host: str, response: Response) -> None:
        seconds = retry_after_s(response.headers.get("Retry-After"), self.run.now())
        if seconds is None:
            return
        if seconds > self.longest_s:
            self.open.setdefault(host, f"it asks for {seconds:.0f} s of rest (HTTP {response.status}, Retry-After)")
        else:
            self.paused_until[host] = max(self.paused_until.get(host, 0.0), monotonic() + seconds)


def words_of(error: BaseException | None) -> str:
    """What a failed request says for itself; Twisted gives a lost connection as a list, which Scrapy takes as text."""
    for one in (error, getattr(error, "__cause__", None)):
        if reasons := getattr(one, "reasons", None):
            return str(getattr(reasons[0], "value", reasons[0]))
    return str(error)


def beginning(response: Response, size: int) -> bytes:
    """So many bytes of an answer, its content coding undone; none where that cannot be."""
    codings = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
    try:
        return unpacked(response.body, codings, at_most=size)
    except Undecodable:
        return b""


def retry_after_s(value: bytes | None, now: datetime) -> float | None:
    """The pause a Retry-After header asks for, in seconds; None without a usable one. RFC 9110 section 10.2.3."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else None


def left_alone(crawler: Crawler) -> dict[str, str]:
    """Hosts that this crawl left alone, and why."""
    breaker, robots = crawler.get_downloader_middleware(Breaker), crawler.get_downloader_middleware(Robots)
    found = dict(robots.waiting) if robots is not None else {}
    return {**found, **(breaker.open if breaker is not None else {})}
