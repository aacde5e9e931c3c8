"""A small site on a loopback port with scripted behaviour, and the real `scrapy` run against it as a process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROFILE = """
name = "tiny"
title = "小站"
version = 1
hosts = ["news.tiny.example", "127.0.0.1"]
timezone = "+08:00"

[crawl]
start = ["http://news.tiny.example/"]
hosts = ["news.tiny.example"]
delay_s = 0
listing = ["/list/"]
article = ['/a/\\d{4}-\\d{2}-\\d{2}/\\w+\\.html$']
part = ['/a/\\d{4}-\\d{2}-\\d{2}/\\w+_\\d+\\.html$']
next_page = ["a.next"]
max_listing_pages = 12

[[era]]
name = "now"
match = "div.story"
title = "h1"
published = ".time"
source = ".from"
body = "div.story"
parts = ["div.pager a"]
"""


@dataclass
class Reply:
    """One answer of the site."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"


Route = Reply | Callable[[BaseHTTPRequestHandler], Reply | None]


class TinySite:
    """Pages by full URL, changed at will; acts as an HTTP proxy for http://news.tiny.example/ and every other host."""

    def __init__(self) -> None:
        self.pages: dict[str, Route] = {}
        self.log: list[tuple[str, dict[str, str]]] = []
        self.answered: list[tuple[str, int]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.daemon_threads = True
        cast(Any, self.server).tiny = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def put(self, path: str, reply: Route | str) -> None:
        url = path if "://" in path else f"http://news.tiny.example{path}"
        self.pages[url] = Reply(reply) if isinstance(reply, str) else reply

    def story(self, path: str, title: str, body: str = "", more: str = "", **headers: str) -> None:
        self.put(path, Reply(story(title, body, more), headers=headers))

    def listing(self, path: str, *links: str, next_page: str = "") -> None:
        items = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
        onward = f'<a class="next" href="{next_page}">下一页</a>' if next_page else ""
        self.put(path, Reply(f"<html><body><ul>{items}</ul>{onward}</body></html>"))

    def asked(self, path: str) -> int:
        url = path if "://" in path else f"http://news.tiny.example{path}"
        return sum(asked == url for asked, _ in self.log)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self) -> None:
        tiny: TinySite = cast(Any, self.server).tiny
        url = self.path if "://" in self.path else f"http://{self.headers['Host']}{self.path}"
        tiny.log.append((url, dict(self.headers)))
        route = tiny.pages.get(url)
        reply = route(self) if callable(route) else route
        if reply is None and callable(route):
            return  # it has written for itself
        if reply is None:
            reply = Reply("no such page", 404)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        tiny.answered.append((url, reply.status))
        try:
            self.send_response(reply.status)
            headers = {"Content-Type": reply.type, "Content-Length": str(len(body)), **reply.headers}
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            if reply.status != 304:
                self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


def story(title: str, body: str = "", more: str = "") -> str:
    """A page in the shape that the profile's era reads."""
    first = f"{title}的第一段，说的是工会为职工办的一件实事，参加的人很多，大家都说好。"
    text = body or "\n".join([first, "第二段写办事的经过和数字，共一百二十人。"])
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f"<html><head><title>{title}</title></head><body><div class='nav'>首页 新闻</div><h1>{title}</h1>"
        f"<span class='time'>2026-03-05 09:30</span> <span class='from'>小站日报</span>"
        f"<div class='story'>{paragraphs}</div>{more}</body></html>"
    )


@pytest.fixture
def tiny() -> Iterator[TinySite]:
    """The site, serving until the test ends."""
    site = TinySite()
    site.put("/robots.txt", Reply("User-agent: *\nDisallow: /private/\n", type="text/plain"))
    site.thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    site.thread.join()


@dataclass(frozen=True)
class Ran:
    """A finished `scrapy`."""

    status: int
    out: str
    err: str


@dataclass
class Scrapy:
    """Runs scrapy in the project, with a data folder and profiles of this test."""

    data: Path
    profiles: Path
    proxy: str

    def command(self, *arguments: str, **settings: object) -> list[str]:
        chosen = {
            "DATA_DIR": self.data,
            "SITE_PROFILES": self.profiles,
            "UNION_NEWS_PROXY": self.proxy,
            "INDEX_AFTER_CRAWL": "no",
            **settings,
        }
        flags = [part for name, value in chosen.items() for part in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", *arguments, *flags]

    def start(self, *arguments: str, **settings: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments, **settings),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, *arguments: str, **settings: object) -> Ran:
        with self.start(*arguments, **settings) as process:
            out, err = process.communicate(timeout=120)
        return Ran(process.returncode, out, err)

    def crawl(self, *arguments: str, **settings: object) -> Ran:
        return self("crawl", "tiny", *arguments, **settings)


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNION_NEWS", "SCRAPY"))}
    kept = {k: v for k, v in kept.items() if "proxy" not in k.lower()}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "default"}


@pytest.fixture
def scrapy(tiny: TinySite, tmp_path: Path) -> Scrapy:
    """`scrapy.crawl("-a", "limit=3")` crawls the tiny site."""
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "tiny.toml").write_text(PROFILE, encoding="utf-8")
    return Scrapy(tmp_path / "data", profiles, tiny.proxy)


@pytest.fixture
def make_reply() -> type[Reply]:
    """`make_reply(body, status, headers)`: one scripted answer."""
    return Reply


@pytest.fixture
def make_story() -> Callable[..., str]:
    """`make_story(title)`: a page in the shape that the profile's era reads."""
    return story
