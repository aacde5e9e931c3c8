"""Ending at once when asked to: requests that only wait for their host's delay are dropped, what is under way is ended.

Scrapy lets every request that it has begun run to its end; at a delay of 120 s those in the queue of one host hold up
SIGTERM for minutes. What is dropped stays due in the archive, and the next run asks for it.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


# What a disk answers that takes nothing more: full, over a quota, a file over its limit, a write refused.
_NOT_TAKEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def is_disk_full(error: OSError) -> bool:
    """Whether the disk takes nothing more, so that the crawl had better end."""
    return error.errno in _NOT_TAKEN


class PutOff(IgnoreRequest):
    """A request that is not sent in this run, for reasons that say nothing against the page: it stays due."""


class Disallowed(PutOff):
    """A request that robots.txt forbids today; a listing may show the page, and the rules may change."""


_EVERY_S = 0.25


class Stopping:
    """Watches for the engine's stop, and empties the waiting queues then."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._watch: Any = None
        crawler.signals.connect(self.begin, signal=signals.engine_started)
        crawler.signals.connect(self.end, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Stopping:
        """As Scrapy makes its components."""
        return cls(crawler)

    def begin(self) -> None:
        """Starts to watch."""
        self._watch = create_looping_call(self.look)
        self._watch.start(_EVERY_S, now=False)

    def look(self) -> None:
        """Drops what waits, once the engine is stopping."""
        if self.crawler.engine.running:
            return
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(PutOff("the crawl is stopping"))

    def end(self) -> None:
        """Stops to watch."""
        if self._watch is not None and self._watch.running:
            self._watch.stop()


def end_crawl(crawler: Crawler, reason: str) -> None:
    """Closes the crawl under this reason, as soon as what is under way is done."""
    from scrapy.utils.defer import _schedule_coro

    _schedule_coro(crawler.engine.close_spider_async(reason=reason))
