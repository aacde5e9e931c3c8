"""Backfill walks listings back to a day, stops there, and taken up again asks for nothing twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from archive import open_archive

SITE = "http://news.tiny.example"
PAGES = 8  # listing pages of three articles, one page a week back from 2026-03-05
DAYS = ["2026-03-05", "2026-02-26", "2026-02-19", "2026-02-12", "2026-02-05", "2026-01-29", "2026-01-22", "2026-01-15"]


def old_site(tiny: Any) -> None:
    for number, day in enumerate(DAYS):
        paths = [f"/a/{day}/s{number}x{which}.html" for which in range(3)]
        following = f"/list/{number + 2}.html" if number + 1 < PAGES else ""
        tiny.listing("/" if number == 0 else f"/list/{number + 1}.html", *paths, next_page=following)
        for path in paths:
            tiny.story(path, f"工会旧闻{re.sub('[^0-9]', '', path)}")


def edit_profile(scrapy: Any, old: str, new: str) -> None:
    file: Path = scrapy.profiles / "tiny.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def asked(tiny: Any, part: str) -> list[str]:
    return [url.removeprefix(SITE) for url, _ in tiny.log if part in url]


def articles(scrapy: Any) -> int:
    with open_archive(scrapy.data) as archive:
        return archive.counts().articles


def test_a_backfill_stops_at_the_first_listing_that_lies_wholly_before_its_beginning(tiny: Any, scrapy: Any) -> None:
    old_site(tiny)

    scrapy.crawl("-a", "since=2026-02-10", "-a", "until=2026-02-28")

    assert asked(tiny, "/list/") == [f"/list/{number}.html" for number in (2, 3, 4, 5)]
    assert sorted({path[3:13] for path in asked(tiny, "/a/")}) == ["2026-02-12", "2026-02-19", "2026-02-26"]
    assert articles(scrapy) == 9


def test_a_backfill_without_budget_left_goes_on_where_it_was(tiny: Any, scrapy: Any) -> None:
    old_site(tiny)

    for _ in range(8):
        scrapy.crawl("-a", "since=2026-01-20", "-a", "budget=6")

    assert articles(scrapy) == 21
    lists = asked(tiny, "/list/")
    assert sorted(lists) == sorted(set(lists))
    stories = asked(tiny, "/a/")
    assert sorted(stories) == sorted(set(stories))


def test_a_later_backfill_goes_further_back_through_pages_already_read(tiny: Any, scrapy: Any) -> None:
    old_site(tiny)
    scrapy.crawl("-a", "since=2026-02-20")
    before = asked(tiny, "/list/")

    scrapy.crawl("-a", "since=2026-01-01")

    lists = asked(tiny, "/list/")
    assert lists == [*before, *(f"/list/{number}.html" for number in range(len(before) + 2, PAGES + 1))]
    assert articles(scrapy) == 24


def test_more_listing_pages_than_a_daily_run_reads_are_walked_back(tiny: Any, scrapy: Any) -> None:
    edit_profile(scrapy, "max_listing_pages = 12", "max_listing_pages = 1")
    old_site(tiny)

    scrapy.crawl("-a", "since=2026-01-01")

    assert articles(scrapy) == 24


def test_listings_by_day_are_asked_for_once_each_newest_first(tiny: Any, scrapy: Any) -> None:
    dated = 'dated_listings = ["http://news.tiny.example/day/{year}/{month}{day}.html"]'
    edit_profile(scrapy, "max_listing_pages = 12", f"max_listing_pages = 1\n{dated}")
    tiny.listing("/")
    for day in ("14", "15", "16", "17"):
        tiny.listing(f"/day/2026/01{day}.html", f"/a/2026-01-{day}/old.html")
        tiny.story(f"/a/2026-01-{day}/old.html", f"一月{day}日的报道")

    scrapy.crawl("-a", "since=2026-01-15", "-a", "until=2026-01-17")
    scrapy.crawl("-a", "since=2026-01-15", "-a", "until=2026-01-17")

    assert asked(tiny, "/day/") == [f"/day/2026/01{day}.html" for day in ("17", "16", "15")]
    assert articles(scrapy) == 3


def test_a_daily_run_asks_for_no_listing_by_day(tiny: Any, scrapy: Any) -> None:
    dated = 'dated_listings = ["http://news.tiny.example/day/{year}/{month}{day}.html"]'
    edit_profile(scrapy, "max_listing_pages = 12", f"max_listing_pages = 12\n{dated}")
    old_site(tiny)

    scrapy.crawl()

    assert asked(tiny, "/day/") == []


def test_a_wrong_pattern_or_window_is_named(tiny: Any, scrapy: Any) -> None:
    edit_profile(scrapy, "max_listing_pages = 12", 'dated_listings = ["http://h.example/{week}"]')
    pattern = scrapy.crawl()
    edit_profile(scrapy, 'dated_listings = ["http://h.example/{week}"]', 'window = "25:00-6:00"')
    window = scrapy.crawl()

    assert pattern.status == window.status == 2
    assert "crawl.dated_listings: a URL with {year}, {month}, {day} in it" in pattern.err
    assert 'crawl.window: hours of the site\'s own day, as "22:00-06:00"' in window.err
