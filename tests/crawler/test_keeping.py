"""What a group of pages promises: nobody goes on before the sync, all reaches the disk, a fault is told to all."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive
from archive.records import Page, Role
from crawler.keeping import MOST, Keeping


def page(number: int) -> Page:
    return Page(f"http://h.example/{number}", f"<p>{number}</p>".encode(), "text/html", status=200, site="h")


def committed(data: Path) -> int:
    with open_archive(data) as other:
        return other.counts().captures


async def keep(archive: Archive, keeping: Keeping, number: int) -> None:
    archive.keep(page(number), Role.ARTICLE)
    await keeping.durable()


def test_pages_kept_at_the_same_time_are_all_durable_when_their_turn_comes(tmp_path: Path) -> None:
    async def crawl(archive: Archive) -> list[int]:
        keeping = Keeping(archive)
        keeping.begin()
        await asyncio.gather(*(keep(archive, keeping, number) for number in range(MOST + 3)))
        return [committed(tmp_path)]

    with open_archive(tmp_path, write=True, create=True) as archive:
        assert asyncio.run(crawl(archive)) == [MOST + 3]


def test_a_failed_request_that_nobody_waits_for_is_written_shortly_and_holds_no_lock(tmp_path: Path) -> None:
    async def crawl(archive: Archive) -> None:
        keeping = Keeping(archive)
        keeping.begin()
        archive.missed("http://h.example/1", "h", Role.ARTICLE, "no answer")
        for _ in range(200):
            if not archive._catalogue.db.in_transaction:
                return
            await asyncio.sleep(0.01)

    with open_archive(tmp_path, write=True, create=True) as archive:
        asyncio.run(crawl(archive))
        with open_archive(tmp_path) as other:
            known = other.known("http://h.example/1")
    assert known and known.detail == "no answer"


def test_a_full_disk_is_told_to_every_page_of_the_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    async def crawl(archive: Archive) -> tuple[list[Any], bool]:
        keeping = Keeping(archive)
        keeping.begin()
        monkeypatch.setattr("archive.warc_files.sync_file", full)
        told = await asyncio.gather(*(keep(archive, keeping, number) for number in range(3)), return_exceptions=True)
        monkeypatch.undo()
        return told, keeping.disk_is_full

    with open_archive(tmp_path, write=True, create=True) as archive:
        told, is_full = asyncio.run(crawl(archive))

    assert [getattr(error, "errno", None) for error in told] == [errno.ENOSPC] * 3
    assert is_full
    assert committed(tmp_path) == 0
