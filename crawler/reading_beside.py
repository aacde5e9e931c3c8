"""Judging beside the crawl: a site that answers faster than pages are read is judged by processes on the other cores.

In: a page with what it was asked for. Out: its Judgement, the same wherever it was made. A polite crawl waits for its
site and needs none of it; where there is one core, or a process dies, pages are judged here.
"""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Thread
from time import monotonic

from archive.records import Article, Page, Role
from crawler.judgement import Judge, Judgement
from crawler.reading_ahead import end_with_parent

# So many pages in so short a time are worth a process, which takes half a second to start and 60 MB.
FIRST_PAGES, FIRST_S = 25, 10.0
MOST = 2

_judge: Judge | None = None  # of a worker process


class Beside:
    """Where the pages of one crawl are judged."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.pool: ProcessPoolExecutor | None = None
        self.seen = 0
        self.began = 0.0
        self.workers = min(MOST, (os.cpu_count() or 1) - 1)

    async def judged(self, page: Page, role: Role, was: Article | None) -> Judgement:
        """The judgement. Raises what judging raises."""
        if self._is_worth_it():
            try:
                if self.pool is None:
                    self.pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _begin, (self.judge,))
                return await asyncio.wrap_future(self.pool.submit(_judged, page, role, was))
            except (BrokenProcessPool, RuntimeError, OSError):  # killed, as a machine short of memory does
                self.workers = 0
                self.close()
        return self.judge.judge(page, role, was=was)

    def close(self) -> None:
        """Lets the processes go."""
        if self.pool is not None:
            self.pool.shutdown(wait=False, cancel_futures=True)
            self.pool = None

    def _is_worth_it(self) -> bool:
        self.seen += 1
        if self.seen == 1:
            self.began = monotonic()
        if self.seen == FIRST_PAGES and monotonic() - self.began > FIRST_S:
            self.seen = 0  # slow for now: look again later
        return self.seen >= FIRST_PAGES and self.workers > 0


def _begin(judge: Judge) -> None:
    """Prepares a process: it ends with its crawl, and only with it, so that a signal to the group ends no page."""
    global _judge
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    Thread(target=end_with_parent, daemon=True).start()
    _judge = judge


def _judged(page: Page, role: Role, was: Article | None) -> Judgement:
    assert _judge is not None
    return _judge.judge(page, role, was=was)
