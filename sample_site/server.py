"""The sample site on a loopback port, as an HTTP proxy (absolute-form request line) and as an origin (Host header).

In: a day, how many filler stories. Out: answers with ETag and Last-Modified, 304, gzip where accepted, and a log of
requests. Addresses stay `http://HOST.example/…` whatever the port. Everything stops with the context manager.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import cast
from urllib.parse import urlsplit

from sample_site.host_day import Answer
from sample_site.hosts import hosts
from sample_site.site import site

GZIP_FROM = 1024  # bytes


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the request log."""

    method: str
    url: str
    status: int
    day: int
    conditional: bool
    sent: int  # bytes of the answer's body as sent
    user_agent: str


class SampleSite:
    """The server as a context manager: `with SampleSite(day=1) as site: site.proxy_url; site.day = 2`."""

    def __init__(self, day: int = 1, extra: int = 0, port: int = 0, crawl_delay: float = 0.0) -> None:
        self.day = day
        self.extra = extra
        self.crawl_delay = crawl_delay
        self.requests: list[Request] = []
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.sample = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.server.server_port

    @property
    def proxy_url(self) -> str:
        """What to set as HTTP proxy."""
        return f"http://127.0.0.1:{self.port}"

    def asked(self, path_end: str = "") -> list[Request]:
        """The requests whose URL ends so."""
        return [request for request in self.requests if request.url.endswith(path_end)]

    def __enter__(self) -> SampleSite:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stops serving and frees the port."""
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
        self.server.server_close()


class Server(ThreadingHTTPServer):
    """A server that knows its site and does not wait for idle connections when it stops."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    sample: SampleSite

    def handle_error(self, request: object, client_address: object) -> None:
        """An asker that goes away, as a killed crawl does, is no fault; anything else is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleSite"
    sys_version = ""
    timeout = 30
    wbufsize = -1  # head and body leave together: apart, Nagle and delayed ACK cost 40 ms an answer
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answers with a page."""
        self.respond("")

    def do_HEAD(self) -> None:
        """Answers with the head of a page."""
        self.respond("")

    def do_POST(self) -> None:
        """Answers a form; only the paging of one old host listens to what it says."""
        length = int(self.headers.get("Content-Length") or 0)
        self.respond(self.rfile.read(min(length, 10_000)).decode("latin-1") or "pgno=1")

    def do_CONNECT(self) -> None:
        """There is no https here."""
        self.send(Answer(501, "text/plain", b"the sample site speaks http only\n"), self.path, {})

    def respond(self, form: str) -> None:
        """Finds the answer and sends it, or 304 where the asker has it already."""
        sample = cast(Server, self.server).sample
        parts = urlsplit(self.path)
        host = parts.hostname or self.headers.get("Host", "").split(":")[0]
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        day = sample.day
        answer = site(day, sample.extra, sample.crawl_delay).answer(host, target or "/", form)
        url = f"http://{host}{target}"
        if answer is None:
            answer = Answer(502, "text/plain", f"no such host in the sample site: {host}\n".encode())
            self.send(answer, url, {})
            return
        headers = dict(answer.headers) | validators(host, answer)
        if answer.status == 200 and self.has_it(headers):
            answer = Answer(304, answer.content_type)
        self.send(answer, url, headers)

    def has_it(self, headers: dict[str, str]) -> bool:
        """Whether the asker's copy is the current one; If-None-Match comes before If-Modified-Since (RFC 9110)."""
        if asked := self.headers.get("If-None-Match"):
            plain = {tag.strip().removeprefix("W/").replace('-gz"', '"') for tag in asked.split(",")}
            return headers.get("ETag") in plain
        since, changed = self.headers.get("If-Modified-Since"), headers.get("Last-Modified")
        if since and changed:
            try:
                return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
            except ValueError:
                return False
        return False

    def send(self, answer: Answer, url: str, headers: dict[str, str]) -> None:
        """Writes status, headers and body, and the line of the log."""
        body = answer.body
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) >= GZIP_FROM:
            body = zipped(body)
            headers["Content-Encoding"] = "gzip"
            if "ETag" in headers:
                headers["ETag"] = headers["ETag"][:-1] + '-gz"'
        sample = cast(Server, self.server).sample
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        agent = self.headers.get("User-Agent", "")
        sample.requests.append(Request(self.command, url, answer.status, sample.day, conditional, len(body), agent))
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Vary", "Accept-Encoding")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr; `SampleSite.requests` is the log."""


def validators(host: str, answer: Answer) -> dict[str, str]:
    """ETag and Last-Modified as this host sends them."""
    kind = hosts()[host.lower()].validators if host.lower() in hosts() else "none"
    found: dict[str, str] = {}
    if answer.changed is None:
        return found
    if kind in ("both", "etag"):
        found["ETag"] = tag(answer.body)
    if kind in ("both", "modified"):
        found["Last-Modified"] = http_date(answer.changed)
    return found


def http_date(moment: datetime) -> str:
    """The moment as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


@lru_cache(maxsize=4096)
def tag(body: bytes) -> str:
    """The ETag of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


@lru_cache(maxsize=4096)
def zipped(body: bytes) -> bytes:
    """The body, gzipped, the same bytes every time."""
    return gzip.compress(body, 6, mtime=0)
