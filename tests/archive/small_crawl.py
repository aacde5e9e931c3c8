"""A crawl of twenty invented pages without network, run as a process of its own so that it can be killed for real.

`python small_crawl.py DATA [EVENT [STEPS]]` kills itself with SIGKILL at that write, sync or SQL statement, a write
half done. With STEPS the crawl is a batch, synced after so many. Prints how many pages and how many events there were.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archive import Archive, open_archive, warc_files
from archive import archive as door
from archive.holdings import Capture
from archive.records import Article, Link, Page, Role

NOW = datetime(2026, 3, 1, tzinfo=UTC)
START = "http://old.union.sample.example/"
COUNT = 20


def answer(url: str) -> Page:
    """What the site says: a listing, articles, one redirect, one page that is gone."""
    number = int(url.rpartition("/")[2] or 0)
    values: dict[str, Any] = {"url": url, "site": "old", "content_type": "text/html", "status": 200}
    if number == 7:
        values |= {"status": 302, "headers": (("Location", f"{START}{COUNT}"),)}
    if number == 9:
        values |= {"status": 404}
    text = f"<html><p>第 {number} 条</p>" + f"<!-- {number * 7919 % 1009} -->" * 40
    return Page(payload=text.encode(), captured_at=NOW + timedelta(minutes=number), **values)


def settle(archive: Archive, capture: Capture) -> None:
    """Read what was kept, from the WARC file, and record what it says."""
    if capture.role is Role.LISTING:
        links = [Link(f"{START}{n}", Role.ARTICLE) for n in range(1, COUNT)]
        archive.settle(capture.id, None, links=links)
    elif capture.status == 200:
        text = archive.page(capture).payload.decode()
        archive.settle(capture.id, Article(title=text[9:16], body=text, extractor="1"))
    else:
        archive.settle(capture.id, None)


def crawl(archive: Archive, asked: list[str]) -> None:
    """One run, as the crawler does it: first what is unread, then what is due."""
    for capture in list(archive.unread("old")):
        settle(archive, capture)
    archive.discover("old", [Link(START, Role.LISTING)])
    for _ in range(3):  # what the listing showed is due now, and then what a redirect showed
        for known in list(archive.due("old", NOW)):
            if known.role is Role.LISTING and known.state != "found":
                continue
            asked.append(known.url)
            page = answer(known.url)
            settle(archive, archive.keep(page, known.role, request=b"GET / HTTP/1.1\r\n\r\n"))


class Events:
    """Counts what touches the disk, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.count, self.last = 0, last

    def happen(self, half: Any = None) -> None:
        self.count += 1
        if self.count == self.last:
            if half:
                half()
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, archive: Archive) -> None:
        archive._catalogue.db.set_trace_callback(lambda statement: self.happen())
        fsync, write_at = os.fsync, warc_files.write_at

        def watched_fsync(file: int) -> None:
            self.happen()
            fsync(file)

        def watched_write(file: int, content: bytes, offset: int) -> None:
            self.happen(lambda: os.pwrite(file, content[: len(content) * self.count % 97 // 97 or 11], offset))
            write_at(file, content, offset)

        os.fsync = watched_fsync  # type: ignore[assignment]
        warc_files.write_at = watched_write


def main(data: str, last: int = -1, steps: int = 0) -> None:
    asked: list[str] = []
    door.BATCH_STEPS = steps
    events = Events(last)
    with open_archive(data, write=True, create=True, clock=lambda: NOW) as archive:
        events.watch(archive)
        with archive.batch() if steps else nullcontext():
            crawl(archive, asked)
    print(len(asked), events.count)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
