"""Sites that misbehave: lying validators, slow and short answers, errors in a row, long rests; and a run's budget."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import pytest

from archive import Archive, open_archive

A1, A2, A3 = "/a/2026-03-05/one.html", "/a/2026-03-04/two.html", "/a/2026-03-03/three.html"
SITE = "http://news.tiny.example"


@contextmanager
def kept(scrapy: Any) -> Iterator[Archive]:
    with open_archive(scrapy.data) as archive:
        yield archive


def three_stories(tiny: Any) -> None:
    tiny.listing("/", A1, A2, A3)
    tiny.story(A1, "工会送温暖")
    tiny.story(A2, "职工技能大赛开幕")
    tiny.story(A3, "女职工书屋建成")


def test_an_etag_that_never_changes_is_found_out(tiny: Any, scrapy: Any, make_reply: Any, make_story: Any) -> None:
    paths = [f"/a/2026-03-05/s{number}.html" for number in range(30)]
    generation = ["first"]

    def lying(handler: BaseHTTPRequestHandler) -> Any:
        if handler.headers["If-None-Match"] == '"always"':
            return make_reply("", 304)
        return make_reply(make_story(f"{generation[0]}: {handler.path}"), 200, {"ETag": '"always"'})

    tiny.listing("/", *paths)
    for path in paths:
        tiny.put(path, lying)
    scrapy.crawl(CLOCK="2027-03-01T08:00:00Z")
    generation[0] = "second"

    # Which pages are sampled follows from their addresses and the day.
    first, then = (scrapy.crawl("-a", "revisit=all", CLOCK=f"2027-03-0{day}T08:00:00Z") for day in (2, 3))

    assert "its validators do not change with its pages" in first.err
    assert "its validators do not change" not in then.err  # remembered
    with kept(scrapy) as archive:
        titles = [archive.article(SITE + path).article.title for path in paths]
    assert all(title.startswith("second") for title in titles)


def test_slow_and_short_answers_end_in_time_and_are_due_again(tiny: Any, scrapy: Any) -> None:
    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
        with suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                threading.Event().wait(0.1)
        handler.close_connection = True

    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\nshort")
        handler.close_connection = True

    three_stories(tiny)
    tiny.put(A1, drips)
    tiny.put(A2, short)

    ran = scrapy.crawl(DOWNLOAD_TIMEOUT=1, RETRY_TIMES=0)

    assert ran.err.splitlines()[-1].startswith("tiny: 1 new, 0 changed, 0 withdrawn, 0 unchanged, 2 failed")
    with kept(scrapy) as archive:
        known = [archive.known(SITE + path) for path in (A1, A2)]
    assert [k and (k.state, k.attempts, k.due_at is not None) for k in known] == [("failed", 1, True)] * 2


def test_a_busy_server_is_asked_again_after_the_pause_it_wants(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    whole, times = tiny.pages[SITE + A1], []

    def busy(handler: BaseHTTPRequestHandler) -> Any:
        times.append(time.monotonic())
        return make_reply("", 503, {"Retry-After": "1"}) if len(times) == 1 else whole

    tiny.put(A1, busy)

    ran = scrapy.crawl()

    assert ran.err.splitlines()[-1].startswith("tiny: 3 new")
    assert times[1] - times[0] >= 1


def test_a_site_that_only_fails_is_left_alone_and_says_so(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    tiny.listing("/", *(f"/a/2026-03-05/s{number}.html" for number in range(40)))
    for number in range(40):
        tiny.put(f"/a/2026-03-05/s{number}.html", make_reply("", 500))

    ran = scrapy.crawl()

    assert ran.status == 3
    assert len(tiny.log) < 12
    assert "news.tiny.example left alone, 5 failures in a row, the last: HTTP 500" in ran.err


def test_a_site_that_asks_for_a_long_rest_is_left_for_the_next_run(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    tiny.put(A1, make_reply("", 429, {"Retry-After": "86400"}))

    ran = scrapy.crawl()

    assert "left alone, it asks for 86400 s of rest (HTTP 429, Retry-After)" in ran.err
    assert tiny.asked(A1) == 1


def test_a_budget_ends_a_run_and_the_rest_stays_due(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)

    first, second = scrapy.crawl("-a", "budget=4"), scrapy.crawl()

    assert "0 failed" in first.err and "0 failed" in second.err
    assert tiny.asked(A1) + tiny.asked(A2) + tiny.asked(A3) == 3
    with kept(scrapy) as archive:
        assert archive.counts().articles == 3


def test_a_network_that_is_down_is_one_line(scrapy: Any) -> None:
    scrapy.proxy = "http://127.0.0.1:9"

    ran = scrapy.crawl(RETRY_TIMES=0)

    assert ran.status == 3
    assert ran.err.count("\n") == 1
    assert "news.tiny.example left alone, robots.txt cannot be reached: Connection was refused" in ran.err


@pytest.mark.parametrize(
    ("path", "status", "body", "says"),
    [
        ("/", 503, "", "; http://news.tiny.example/: HTTP 503"),
        ("/", 404, "", "; http://news.tiny.example/: HTTP 404"),
        ("/robots.txt", 200, "User-agent: *\nDisallow: /\n", "; http://news.tiny.example/: Forbidden by robots.txt"),
        ("/robots.txt", 0, "", "robots.txt cannot be reached: Connection was closed cleanly."),
    ],
)
def test_a_site_that_fails_is_told_in_one_line_with_the_reason(
    tiny: Any, scrapy: Any, make_reply: Any, path: str, status: int, body: str, says: str
) -> None:
    """A cron mail read "1 failed", a warning of Scrapy's about copied meta keys, or the repr of a list of failures."""

    def cut(handler: Any) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    tiny.listing("/", "/a/2026-03-05/one.html")
    tiny.put(path, make_reply(body, status) if status else cut)

    ran = scrapy.crawl()

    assert ran.status == 3
    assert [line.endswith(says) for line in ran.err.splitlines()] == [True], ran.err


def test_a_crawl_delay_in_robots_txt_is_kept_though_the_profile_knows_none(
    tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    moments = []

    def noted(path: str) -> Any:
        whole = tiny.pages[SITE + path]

        def answer(handler: BaseHTTPRequestHandler) -> Any:
            moments.append(time.monotonic())
            return whole

        return answer

    three_stories(tiny)
    tiny.put("/robots.txt", make_reply("User-agent: *\nCrawl-delay: 0.6\n", 200))
    for path in ("/", A1, A2, A3):
        tiny.put(path, noted(path))

    scrapy.crawl()

    assert min(later - earlier for earlier, later in pairwise(moments)) > 0.5
