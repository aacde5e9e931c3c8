"""Pages that were purged are not asked for: a middleware in front of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.tombstones import Graveyard
from crawler.middlewares import Component
from crawler.stopping import PutOff

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Purged(Component):
    """Drops requests for what a tombstone keeps out; the archive would not take the answer either."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.graveyard: Graveyard | None = None

    def process_request(self, request: Request) -> None:
        """Raises PutOff: nothing is known against the page, and nothing is counted as a failure."""
        if self.graveyard is None:
            self.graveyard = Graveyard(self.run.workplace.data)
        if self.graveyard.stone_of(request.url) is not None:
            self.crawler.stats.inc_value("union_news/purged_refused")
            raise PutOff("purged; its tombstone keeps it out")
