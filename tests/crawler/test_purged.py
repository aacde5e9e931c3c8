"""A purged article is not asked for again, whatever points to it."""

from __future__ import annotations

from typing import Any

from archive.purge import purge_article, purge_done
from archive.repair import repair_archive
from archive.verify import verify_archive

GONE = "http://news.tiny.example/a/2026-03-05/2.html"


def crawled(scrapy: Any, tiny: Any) -> None:
    """Three articles kept, one of them purged; what was asked until then is forgotten."""
    paths = [f"/a/2026-03-05/{number}.html" for number in (1, 2, 3)]
    tiny.listing("/", *paths)
    for path in paths:
        tiny.story(path, f"第{path}号工会消息")
    assert scrapy.crawl().status == 0
    purge_article(scrapy.data, GONE, "asked")
    purge_done(scrapy.data)
    tiny.log.clear()


def test_a_crawl_after_a_purge_asks_for_everything_else(scrapy: Any, tiny: Any) -> None:
    crawled(scrapy, tiny)

    ran = scrapy.crawl("-a", "revisit=all")

    asked = {url for url, _ in tiny.log}
    assert ran.status == 0, ran.err
    assert {"http://news.tiny.example/a/2026-03-05/1.html", "http://news.tiny.example/a/2026-03-05/3.html"} <= asked
    assert GONE not in asked


def test_a_catalogue_that_forgot_the_address_does_not_fetch_it_either(scrapy: Any, tiny: Any) -> None:
    crawled(scrapy, tiny)
    for path in scrapy.data.glob("catalogue.sqlite3*"):
        path.unlink()
    repair_archive(scrapy.data)

    ran = scrapy.crawl("-a", "revisit=all")

    assert ran.status == 0, ran.err
    assert GONE not in {url for url, _ in tiny.log}
    assert verify_archive(scrapy.data) == []
