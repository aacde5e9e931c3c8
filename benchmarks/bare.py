"""`python -m benchmarks.bare URL`: a bare Scrapy spider that asks for every page of a sitemap, and keeps nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

_LOC = re.compile(rb"<loc>([^<]+)</loc>")


class Bare(Spider):
    """Sitemap index, sitemap, pages."""

    name = "bare"

    def parse(self, response: Any) -> Iterator[Request]:
        """Asks for what a sitemap names."""
        for url in _LOC.findall(response.body):
            is_map = url.endswith(b".xml")
            yield Request(url.decode(), callback=self.parse if is_map else self.page)

    def page(self, response: Any) -> None:
        """A page came; nothing is done with it."""


def main() -> None:
    """Crawls."""
    process = CrawlerProcess(
        {"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0}
    )
    process.crawl(Bare, start_urls=[f"{sys.argv[1]}sitemap_index.xml"])
    process.start()


if __name__ == "__main__":
    main()
