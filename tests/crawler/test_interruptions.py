"""Kills, signals, locks: what was kept stays, what was in flight is asked for again, nothing else is."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from archive import open_archive
from archive.records import Outcome

SITE = "http://news.tiny.example"


def full_site(tiny: Any, make_reply: Any) -> None:
    """A front page, two listing pages, ten articles, one of them in three pages, one withdrawn behind a redirect."""
    paths = [f"/a/2026-03-{day:02}/story{day}.html" for day in range(1, 11)]
    tiny.listing("/", *paths[:4], "/list/1.html")
    tiny.listing("/list/1.html", *paths[2:7], next_page="/list/2.html")
    tiny.listing("/list/2.html", *paths[6:])
    for number, path in enumerate(paths):
        tiny.story(path, f"第{number}篇报道")
    pager = '<div class="pager"><a href="story3_2.html">2</a><a href="story3_3.html">3</a></div>'
    tiny.story(paths[2], "三页的长报道", "第一页的正文，讲工会怎样办起职工书屋，前后用了三年。", pager)
    tiny.story("/a/2026-03-03/story3_2.html", "三页的长报道", "第二页的正文，讲书屋里的读书会，每月两次。", pager)
    tiny.story("/a/2026-03-03/story3_3.html", "三页的长报道", "第三页的正文，讲今后的打算和预算，一共五条。", pager)
    tiny.put(paths[9], make_reply("", 301, {"Location": "/a/2026-03-10/moved.html"}))
    tiny.story("/a/2026-03-10/moved.html", "搬了家的报道")


def state(scrapy: Any) -> set[Any]:
    with open_archive(scrapy.data) as archive:
        assert list(archive.unread()) == []
        return set(archive.state_rows())


def killed(scrapy: Any, tiny: Any, after: int, delay_s: float) -> None:
    """Runs a crawl and kills it some moments after the site answered so many requests; the moment falls anywhere."""
    already = len(tiny.log)
    process = scrapy.start("crawl", "tiny")
    end = time.monotonic() + 60
    while len(tiny.log) - already < after and process.poll() is None and time.monotonic() < end:
        threading.Event().wait(0.002)
    threading.Event().wait(delay_s)
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def moments() -> list[list[tuple[int, float]]]:
    seeded = random.Random(20260305)
    return [[(seeded.randint(1, 14), seeded.uniform(0, 0.03)) for _ in range(3)] for _ in range(2)]


@pytest.mark.parametrize("number", [0, 1])
def test_killed_crawls_come_to_the_same_archive(
    tiny: Any, scrapy: Any, make_reply: Any, tmp_path: Any, moments: list[list[tuple[int, float]]], number: int
) -> None:
    full_site(tiny, make_reply)
    data = scrapy.data
    scrapy.data = tmp_path / "undisturbed"
    assert scrapy.crawl().err.startswith("tiny: 10 new, 0 changed, 0 withdrawn, 0 unchanged, 0 failed, 1 moved")
    wanted, asked_once = state(scrapy), len(tiny.log)
    scrapy.data = data

    for after, delay_s in moments[number]:
        killed(scrapy, tiny, after, delay_s)
    scrapy.crawl()

    assert state(scrapy) == wanted
    articles = [url for url, _ in tiny.log[asked_once:] if "/a/" in url]
    assert len(articles) - len(set(articles)) <= 4 * len(moments[number])  # what was in flight: at most four requests


def test_an_article_in_three_pages_is_one_article(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    full_site(tiny, make_reply)
    scrapy.crawl()

    with open_archive(scrapy.data) as archive:
        article = archive.article(f"{SITE}/a/2026-03-03/story3.html").article
        parts = archive.captures(f"{SITE}/a/2026-03-03/story3_3.html")
    assert [line[:3] for line in article.body.splitlines()] == ["第一页", "第二页", "第三页"]
    assert article.part_urls == ()
    assert [capture.outcome for capture in parts] == [Outcome.PART]


def test_sigterm_ends_a_crawl_within_seconds_though_its_delay_is_long(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    full_site(tiny, make_reply)
    process = scrapy.start("crawl", "tiny", DOWNLOAD_DELAY=60)
    end = time.monotonic() + 30
    while not tiny.asked("/robots.txt") and time.monotonic() < end:
        threading.Event().wait(0.01)
    threading.Event().wait(0.5)

    process.send_signal(signal.SIGTERM)

    _, err = process.communicate(timeout=10)
    assert process.returncode == 8
    assert "(shutdown)" in err


def test_a_second_crawl_of_the_same_site_does_nothing_and_names_the_first(tiny: Any, scrapy: Any) -> None:
    gate = threading.Event()

    def slow(handler: BaseHTTPRequestHandler) -> Any:
        gate.wait(20)

    tiny.put("/", slow)
    first: subprocess.Popen[str] = scrapy.start("crawl", "tiny")
    end = time.monotonic() + 30
    while not tiny.asked("/") and time.monotonic() < end:
        threading.Event().wait(0.01)

    second = scrapy.crawl()

    first.kill()
    first.communicate()
    gate.set()
    assert second.status == 7
    assert f"process {first.pid} on " in second.err and second.err.count("\n") == 1


def test_a_part_kept_by_a_killed_run_is_not_asked_for_again_and_none_stays_unread(
    tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    """Two runs in a row are killed while the third page of an article is on its way."""
    full_site(tiny, make_reply)
    whole, gate = tiny.pages[f"{SITE}/a/2026-03-03/story3_3.html"], threading.Event()

    def slow(handler: BaseHTTPRequestHandler) -> Any:
        gate.wait(20)

    tiny.put("/a/2026-03-03/story3_3.html", slow)
    for already in (1, 2):
        process = scrapy.start("crawl", "tiny")
        end = time.monotonic() + 60
        while tiny.asked("/a/2026-03-03/story3_3.html") < already and time.monotonic() < end:
            threading.Event().wait(0.01)
        threading.Event().wait(0.3)  # the second page is on the disk by then
        process.kill()
        process.communicate()
    gate.set()
    tiny.put("/a/2026-03-03/story3_3.html", whole)

    scrapy.crawl()

    assert state(scrapy)
    assert tiny.asked("/a/2026-03-03/story3_2.html") == 1
