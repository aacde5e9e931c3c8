"""Between spider and network: the proxy, the guard against private addresses, conditional requests, the keeping of
bytes.

Thin classes in Scrapy's shape; what they decide lives in addresses.py, exchange.py and the archive. ArchiveBytes stands
next to the downloader, so that what is kept is what was sent, before decompression, redirects and robots.txt rules see
it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from archive.errors import LockHeld, Purged
from archive.records import Outcome, Role
from crawler.addresses import is_public, literal_address
from crawler.exchange import page_of, request_bytes, response_head
from crawler.stopping import PutOff, end_crawl, is_disk_full

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.run import Run

log = logging.getLogger(__name__)


class Component:
    """What our middlewares share: the crawler, and through its spider the run."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """As Scrapy makes its components."""
        return cls(crawler)

    @property
    def run(self) -> Run:
        """The crawl under way."""
        run: Run = self.crawler.spider.run  # type: ignore[union-attr]  # our spiders have one
        return run


class Proxy(Component):
    """Sends every request, robots.txt included, through the configured proxy."""

    def process_request(self, request: Request) -> None:
        """Names the proxy; without one, Scrapy's own middleware looks at $http_proxy."""
        if self.run.workplace.proxy:
            request.meta["proxy"] = self.run.workplace.proxy


class PrivateAddresses(Component):
    """Refuses targets on this machine and in private networks; redirects pass here too, being requests of their own."""

    async def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for a private target. A proxy resolves names for itself, so none is looked up here."""
        if self.crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES"):
            return
        host = urlparse_cached(request).hostname or ""
        address = literal_address(host)
        if address is None and request.meta.get("proxy"):
            if host == "localhost" or host.endswith(".localhost"):
                address = "127.0.0.1"
            else:
                return
        if address is None:
            address = await _resolved(host)
        if not is_public(address):
            self.crawler.stats.inc_value("union_news/private_refused")
            raise IgnoreRequest(
                f"private address refused: {host} is {address}; set ALLOW_PRIVATE_ADDRESSES=1 to allow it"
            )


async def _resolved(host: str) -> str:
    """The address that the connection will use too: Scrapy's resolver caches it, so a second look-up cannot differ."""
    from twisted.internet import reactor

    try:
        return str(await maybe_deferred_to_future(reactor.resolve(host)))  # type: ignore[arg-type]
    except DNSLookupError as error:
        raise CannotResolveHostError(f"{host}: the name is not known ({error})") from error


class ConditionalGet(Component):
    """Asks only for what changed: ETag and Last-Modified of the last capture, as the archive knows them.

    Some servers send one ETag for ever. One revisit in twenty asks for the whole page; a host whose page is another
    under the same validators is believed no longer.
    """

    def process_request(self, request: Request) -> None:
        """Adds the validators, but not for a sampled page and not for a host that lied."""
        request.meta.pop("sampled", None)
        if request.callback is NO_CALLBACK:
            return
        known = self.run.archive.known(request.url)
        if known is None or known.last_captured_at is None or not (known.etag or known.last_modified):
            return
        if (urlparse_cached(request).hostname or "") in self.run.distrusted:
            return
        if self.run.is_sampled(known.key):
            request.meta["sampled"] = (known.etag, known.last_modified)
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified


class ArchiveBytes(Component):
    """Keeps every response, whatever it is, before anything else sees it."""

    def process_request(self, request: Request) -> None:
        """A request asked again brings no capture of its first attempt."""
        for key in ("capture", "page"):
            request.meta.pop(key, None)
        budget = self.run.wanted.budget
        if budget is not None and self.run.requests >= budget:
            raise PutOff("the budget of this run is spent")
        self.run.requests += 1

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keeps the exchange; the capture travels in `request.meta`, its judgement is the spider's."""
        run = self.run
        if request.meta.pop("read_before", False):
            return response  # it came from the archive
        page = page_of(request, response, run.profile.name, run.now())
        is_robots = request.callback is NO_CALLBACK
        role = Role.ROBOTS if is_robots else request.meta["role"]
        try:
            capture = run.archive.keep(page, role, request=request_bytes(request), http_head=response_head(response))
            if is_robots:
                run.archive.settle(capture.id, None, outcome=Outcome.LISTED, detail=f"HTTP {response.status}")
            await run.keeping.durable()
        except Purged as error:  # removed on purpose: neither kept nor read again
            raise PutOff(str(error)) from error
        except LockHeld as error:
            log.warning("%s is asked for again by the next run: %s", request.url, error)
            raise PutOff(f"not kept: {error}") from error
        except OSError as error:
            if is_disk_full(error):
                end_crawl(self.crawler, "disk_full")
            raise PutOff(f"not kept: {error}") from error
        run.bytes_received += len(response.body)
        if capture.same_as is None:
            run.bytes_kept += len(response.body)
        request.meta["capture"], request.meta["page"] = capture, page
        if request.meta.get("sampled") == validators(response) and capture.same_as is None and response.status == 200:
            host = urlparse_cached(request).hostname or ""
            log.warning("%s: its validators do not change with its pages; they are not used for it any more", host)
            run.distrusted.add(host)
        return response


def validators(response: Response) -> tuple[str, str]:
    """ETag and Last-Modified of an answer."""
    found = [(response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")]
    return found[0], found[1]
