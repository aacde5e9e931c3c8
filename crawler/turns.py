"""Whose turn it is: what a budget is spent on last waits until every listing of the run was read.

In: requests as they are made and answered. Out: those that wait, in the order of their priority. Without this a revisit
of an old article would be sent while the first listing, which may show ten new ones, is still on its way.
"""

from __future__ import annotations

import asyncio
from heapq import heappush, heappushpop
from itertools import count
from typing import TYPE_CHECKING

from archive.records import Role
from crawler.walk import PRIORITY

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_LISTS = (Role.LISTING, Role.SITEMAP)
_LOOK_S = 0.02
MOST = 20_000  # requests that wait, and new articles asked for, 20 MB each; no polite crawl comes to so many


class Turns:
    """The listings under way, and the requests behind them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.listings = 0  # asked for and not yet read
        self.articles = 0  # asked for and not yet read
        self.later: list[tuple[int, int, Request]] = []  # a heap, the last to be sent on top
        self._number = count(0, -1)
        self.is_open = False  # for what comes after listings and news

    def goes_now(self, request: Request, *, always: bool = False) -> bool:
        """Whether a request just made is sent now; else it is kept for `rest`, or stays due when too many wait."""
        if request.meta["role"] in _LISTS:
            self.listings += 1
        if always or self.is_open or request.priority >= PRIORITY[Role.ARTICLE]:
            if request.meta["role"] is Role.ARTICLE:
                if self.articles >= MOST and not always:
                    return False
                self.articles += 1
            return True
        waiting = (request.priority, next(self._number), request)
        if len(self.later) < MOST:
            heappush(self.later, waiting)
        else:
            heappushpop(self.later, waiting)
        return False

    def over(self, role: Role) -> None:
        """A request came to its end, well or not."""
        if role in _LISTS:
            self.listings -= 1
        elif role is Role.ARTICLE:
            self.articles -= 1

    async def rest(self) -> list[Request]:
        """What waited, best first, once no listing is under way any more."""
        while self.listings > 0 and self.crawler.engine is not None and self.crawler.engine.running:
            await asyncio.sleep(_LOOK_S)
        self.is_open = True
        waited, self.later = sorted(self.later, reverse=True), []
        self.articles += sum(request.meta["role"] is Role.ARTICLE for *_, request in waited)
        return [request for *_, request in waited]
