"""Reading on the other cores: long imports are read by worker processes while this one keeps and settles.

In: pages in order. Out: pages and readings in the same order. Short imports, and those on a machine of one core or with
a pool that dies, are read here, with the same result.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TypeVar

from archive.records import Page, Reading
from crawler.reading_again import read_kept
from extraction import Profiles, load_profiles

T = TypeVar("T")
ALONE = 1000  # pages read here before a pool is worth its start
CHUNK = 100
AHEAD = 4  # chunks a worker, so that memory stays small

_profiles: Profiles | None = None  # of a worker process


def read_ahead(
    things: Iterable[tuple[T, Page | None]], profiles: Profiles
) -> Iterator[tuple[T, Page | None, Reading | None]]:
    """Each thing with its page and reading, in order; what `read_answer` has nothing to read of passes unread."""
    stream = iter(things)
    for thing, page in islice(stream, ALONE):
        yield thing, page, read_answer(page, profiles)
    rest = list(islice(stream, CHUNK))
    workers = (os.cpu_count() or 1) - 1
    if len(rest) < CHUNK or workers < 1:
        for thing, page in (*rest, *stream):
            yield thing, page, read_answer(page, profiles)
        return
    folders = sorted({str(Path(profile.file).parent) for profile in profiles if profile.file})
    with ProcessPoolExecutor(min(workers, 8), get_context("spawn"), _begin, (folders,)) as pool:
        waiting: deque[tuple[list[tuple[T, Page | None]], Future[list[Reading | None]] | None]] = deque()
        while rest or waiting:
            while rest and len(waiting) < AHEAD * min(workers, 8):
                waiting.append((rest, _submit(pool, [page for _, page in rest])))
                rest = list(islice(stream, CHUNK))
            chunk, future = waiting.popleft()
            for (thing, page), reading in zip(chunk, _result(future, chunk, profiles), strict=True):
                yield thing, page, reading


def _submit(pool: ProcessPoolExecutor, pages: list[Page | None]) -> Future[list[Reading | None]] | None:
    try:
        return pool.submit(_read_chunk, pages)
    except (BrokenProcessPool, RuntimeError):
        return None


def _result(
    future: Future[list[Reading | None]] | None, chunk: list[tuple[T, Page | None]], profiles: Profiles
) -> list[Reading | None]:
    if future is not None:
        try:
            return future.result()
        except BrokenProcessPool:  # a worker was killed, as a machine short of memory does
            pass
    return [read_answer(page, profiles) for _, page in chunk]


def _begin(folders: list[str]) -> None:
    """Prepares a worker. One whose import was killed must not live on with the import's stdout open."""
    global _profiles
    Thread(target=end_with_parent, daemon=True).start()
    from extraction.profiles import SHIPPED

    _profiles = load_profiles([Path(folder) for folder in folders if Path(folder) != SHIPPED])


def end_with_parent() -> None:
    """Ends this process when the one that began it is gone: a killed run leaves none behind."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_chunk(pages: list[Page | None]) -> list[Reading | None]:
    assert _profiles is not None
    return [read_answer(page, _profiles) for page in pages]


def read_answer(page: Page | None, profiles: Profiles) -> Reading | None:
    """What a page says; None for no page, an empty one, and an answer of HTTP outside 200 to 299."""
    if page is None or not page.payload or not (page.status is None or 200 <= page.status < 300):
        return None
    return read_kept(page, profiles)
