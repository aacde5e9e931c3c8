"""Open: an article's live page in the browser, or with --archived the page as it was kept, served on loopback.

The kept page gets a sandbox: it runs no script and loads nothing from its site, so that what is seen is what was kept.
"""

from __future__ import annotations

import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

from archive.errors import NotFound
from terminal.arguments import Call
from terminal.cells import clean
from terminal.place import data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive import Archive
    from archive.records import Page, Version

LONGEST_WAIT_S = 60.0  # for the browser to ask
IDLE_S = 2.0  # after it has
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def run(call: Call, screen: Screen) -> int:
    """0 opened, or the address shown where there is no browser; NotFound where there is no page to open."""
    import webbrowser

    from archive import open_archive
    from crawler.payload import decoded
    from terminal.last_search import resolve

    data = data_directory(call.options)
    with open_archive(data) as archive:
        version = archive.article(resolve(call.words[0], data, os.environ))
        if call.options.on("archived"):
            return _serve(decoded(_kept_page(archive, version)), screen)
        if not version.url.startswith(("http://", "https://")):
            raise NotFound(f"{version.id[:12]}: came from a file, no live page is known; try --archived")
    screen.line(clean(version.url))
    screen.out.flush()
    webbrowser.open(version.url)
    return 0


def _kept_page(archive: Archive, version: Version) -> Page:
    for capture in archive.captures(version.url):
        if version.warc is not None and capture.warc == version.warc:
            return archive.page(capture)
    raise NotFound(f"{version.id[:12]}: its page is not in the archive; see: search_cli.py verify")


def _serve(page: Page, screen: Screen) -> int:
    """Serves the one page until the browser has it."""
    import webbrowser

    asked_at: list[float] = []

    class Kept(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path == "/"
            self.send_response(200 if is_page else 404)
            self.send_header("Content-Type", content_type(page))
            self.send_header("Content-Security-Policy", _SANDBOX)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Content-Length", str(len(page.payload) if is_page else 0))
            self.end_headers()
            if is_page:
                self.wfile.write(page.payload)
                asked_at.append(time.monotonic())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: the terminal is for results."""

    with HTTPServer(("127.0.0.1", 0), Kept) as server:
        server.timeout = 0.2
        address = f"http://127.0.0.1:{server.server_port}/"
        screen.line(address)
        screen.out.flush()
        began = time.monotonic()
        webbrowser.open(address)
        while time.monotonic() - began < LONGEST_WAIT_S and not (asked_at and time.monotonic() - asked_at[-1] > IDLE_S):
            server.handle_request()
    return 0


def content_type(page: Page) -> str:
    """What the server said, else what the bytes look like; rows of an import are shown as they are."""
    said = "".join(c for c in page.content_type if c.isprintable() and c.isascii())
    if said:
        return said
    return "text/html" if page.payload.lstrip()[:1] == b"<" else "text/plain; charset=utf-8"
