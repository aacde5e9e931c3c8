"""A site that does everything wrong at once is survived, and the outcome of each page is on record with its reason."""

from __future__ import annotations

import gzip
import re
import resource
import socket
import struct
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from archive import open_archive

SITE = "http://news.tiny.example"
DAY = "/a/2026-03-05"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MEMORY_MB = 450


def raw(content: bytes, *, reset: bool = False) -> Any:
    """An answer written byte for byte, the connection closed behind it, or torn down."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            handler.wfile.write(content)
            handler.wfile.flush()
            if reset:
                handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                handler.connection.close()
        handler.close_connection = True

    return answer


def traps(make_reply: Any, page: str) -> dict[str, tuple[Any, str, str]]:
    """By name: what the page answers, the state that it is left in, a piece of the reason on record."""
    body = page.encode()

    def grows(handler: BaseHTTPRequestHandler) -> Any:
        return make_reply("", 302, {"Location": handler.path + "x1"})

    return {
        "grows": (grows, "moved", ""),
        "circle": (make_reply("", 302, {"Location": f"{DAY}/circle2.html"}), "moved", "circle2"),
        "circle2": (make_reply("", 302, {"Location": f"{DAY}/circle.html"}), "moved", "circle"),
        "nowhere": (make_reply("", 302, {"Location": "http://[broken/"}), "failed", "to no address"),
        "inside": (make_reply("", 302, {"Location": "http://169.254.169.254/latest/meta-data/"}), "moved", "169.254"),
        "large": (make_reply("x" * 3_000_000), "failed", "larger"),
        "endless": (raw(OK + b"\r\n" + b"y" * 3_000_000), "failed", "larger"),
        "bomb": (
            make_reply(gzip.compress(bytes(80_000_000)), 200, {"Content-Encoding": "gzip"}),
            "failed",
            "more than",
        ),
        "torn_gzip": (make_reply(gzip.compress(body)[:-30], 200, {"Content-Encoding": "gzip"}), "failed", "torn gzip"),
        "brotli": (make_reply(b"\x0b\x02", 200, {"Content-Encoding": "br"}), "failed", "not one we asked for"),
        "short": (raw(OK + b"Content-Length: 9000\r\n\r\n<p>"), "failed", "ResponseDataLoss"),
        "long": (raw(OK + b"Content-Length: 12\r\n\r\n<p>123456789" + b"z" * 5000), "rejected", ""),
        "chunks": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"), "failed", ""),
        "headers": (raw(OK + b"X-Long: " + b"h" * 1_000_000 + b"\r\n\r\n<p>"), "failed", ""),
        "no_http": (raw(b"\x16\x03\x01\x02\x00 this is no HTTP\r\n\r\n"), "failed", ""),
        "reset": (raw(OK + b"Content-Length: 9000\r\n\r\n<html><p>", reset=True), "failed", ""),
        "nothing": (raw(b""), "failed", ""),
        "unasked": (make_reply("", 304), "", ""),
        "empty": (make_reply(""), "rejected", "0 bytes"),
        "picture": (make_reply(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "rejected", ""),
        "busy": (make_reply("", 503), "failed", "HTTP 503"),
        "odd": (make_reply("", 299), "rejected", ""),
        "teapot": (make_reply("no", 418), "blocked", "HTTP 418"),
    }


def test_every_trap_has_its_outcome_and_the_articles_beside_them_are_kept(
    tiny: Any, scrapy: Any, make_reply: Any, make_story: Any, run_program: Any
) -> None:
    page = make_story("工会送温暖")
    set_up = traps(make_reply, page)
    for name, (answer, _, _) in set_up.items():
        tiny.put(f"{DAY}/{name}.html", answer)
    for number in range(12):
        tiny.put(f"{DAY}/grows.html{'x1' * number}", set_up["grows"][0])
    tiny.put(f"{DAY}/lies.html", make_reply(page, 200, {"Content-Type": "image/png"}))  # it says picture, and is a page
    tiny.listing("/", *(f"{DAY}/{name}.html" for name in set_up), f"{DAY}/lies.html", f"{DAY}/good.html")
    tiny.story(f"{DAY}/good.html", "职工技能大赛开幕")
    began = time.monotonic()

    ran = scrapy.crawl(
        DOWNLOAD_TIMEOUT=3, RETRY_TIMES=0, BREAKER_FAILURES=99, DOWNLOAD_MAXSIZE=1_000_000, INDEX_AFTER_CRAWL="wait"
    )

    took = time.monotonic() - began
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert "Traceback" not in ran.err
    assert took < 60
    assert peak_mb < MEMORY_MB
    found = {}
    with open_archive(scrapy.data) as archive:
        assert archive.article(f"{SITE}{DAY}/good.html").article.title == "职工技能大赛开幕"
        assert list(archive.unread()) == []
        for name, (_, state, reason) in set_up.items():
            known = archive.known(f"{SITE}{DAY}/{name}.html")
            assert known is not None, name
            if (state and known.state != state) or reason not in known.detail:
                found[name] = (known.state, known.detail)
            assert known.state not in ("found", "fetched"), name
    assert found == {}
    for name in ("bomb", "short", "empty"):
        why = run_program("--data", scrapy.data, "why", f"{SITE}{DAY}/{name}.html").out
        assert re.search(set_up[name][2] or "no article", why), why


def test_ten_thousand_links_on_a_page_are_bounded_and_the_rest_is_counted(
    tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    links = "".join(f'<a href="{DAY}/n{number}.html">题{number}</a>' for number in range(10_000))
    tiny.put("/", make_reply(f"<html><body>{links}</body></html>"))

    ran = scrapy.crawl("-a", "limit=3", BREAKER_FAILURES=3)

    assert "Traceback" not in ran.err
    with open_archive(scrapy.data) as archive:
        assert archive.captures(f"{SITE}/")[0].detail.endswith("8000 links beyond the bound of 2000 left out")
        assert archive.counts().captures < 12


def test_session_ids_in_every_link_end_with_the_bound_on_listings(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    count = [0]

    def fresh(handler: BaseHTTPRequestHandler) -> Any:
        count[0] += 1
        links = "".join(f'<a href="/list/{n}.html;jsessionid={count[0]}x{n}">第{n}页</a>' for n in range(5))
        return make_reply(f'<html><body>{links}<a href="{DAY}/one.html">甲</a></body></html>')

    tiny.pages = _Any(tiny.pages, "/list/", fresh)
    tiny.put("/", fresh)
    tiny.story(f"{DAY}/one.html", "工会送温暖")

    ran = scrapy.crawl()

    assert ran.err.startswith("tiny: 1 new")
    assert len(tiny.log) <= 16  # twelve listing pages, the front page, robots.txt, the article


class _Any(dict[str, Any]):
    """Pages, with one answer for every address that holds a text."""

    def __init__(self, pages: dict[str, Any], part: str, answer: Any) -> None:
        super().__init__(pages)
        self.part, self.answer = part, answer

    def get(self, url: str, default: Any = None) -> Any:
        return self.answer if self.part in url else super().get(url, default)


def test_a_storm_of_429_ends_after_some_requests_and_all_of_it_stays_due(
    tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    tiny.listing("/", *(f"{DAY}/s{number}.html" for number in range(40)))
    for number in range(40):
        tiny.put(f"{DAY}/s{number}.html", make_reply("slow down", 429))

    ran = scrapy.crawl()

    assert ran.status in (3, 4)
    assert len(tiny.log) < 14
    assert "left alone, 5 failures in a row" in ran.err
    with open_archive(scrapy.data) as archive:
        assert archive.known(f"{SITE}{DAY}/s39.html").state == "found"  # type: ignore[union-attr]


ROBOTS = {
    "huge": ("# nothing\n" * 200_000 + "User-agent: *\nDisallow: /\n", 200, {}, 1),
    "html": ("<html><body>Disallow: /</body></html>", 200, {}, 1),
    "packed": (gzip.compress(b"User-agent: *\nDisallow: /a/\n"), 200, {"Content-Encoding": "gzip"}, 0),
    "bomb": (gzip.compress(b"#" * 60_000_000), 200, {"Content-Encoding": "gzip"}, 1),
    "missing": ("", 404, {}, 1),
    "refused": ("", 500, {}, 0),
    "circle": ("", 302, {"Location": "/robots.txt"}, 0),
}


@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_a_robots_txt_of_any_kind_is_obeyed_as_far_as_it_says_something(
    kind: str, tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    """RFC 9309: at least 500 KiB are read; 4xx is no rule; 5xx and what cannot be had disallow everything for now."""
    body, status, headers, asked = ROBOTS[kind]
    tiny.put("/robots.txt", make_reply(body, status, headers))
    tiny.listing("/", f"{DAY}/one.html")
    tiny.story(f"{DAY}/one.html", "工会送温暖")

    ran = scrapy.crawl(RETRY_TIMES=0)

    assert "Traceback" not in ran.err
    assert tiny.asked(f"{DAY}/one.html") == asked
