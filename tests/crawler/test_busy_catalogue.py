"""A catalogue that another process writes to for more than a minute, as a purge may: told in a line, nothing lost."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DropItem
from scrapy.http import Response

from archive import open_archive
from archive.records import Outcome, Page, Role
from crawler.judgement import Judgement
from crawler.keeping import Keeping
from crawler.middlewares import ArchiveBytes
from crawler.pipelines import Judged, Settle
from crawler.stopping import PutOff

URL = "http://news.tiny.example/list/"
NOW = datetime(2026, 3, 5, tzinfo=UTC)


def test_what_cannot_be_written_now_is_left_to_the_next_run_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each page ended in a traceback with all its links in the log, and the run told of none of them."""
    monkeypatch.setattr("archive.catalogue.connection.BUSY_TIMEOUT_S", 0.05)
    with open_archive(tmp_path, write=True, create=True) as archive:
        capture = archive.keep(Page(URL, b"<ul></ul>", captured_at=NOW, status=200, site="tiny"), Role.LISTING)
        run: Any = SimpleNamespace(
            archive=archive, keeping=Keeping(archive), profile=SimpleNamespace(name="tiny"), now=lambda: NOW, counts={}
        )
        crawler: Any = SimpleNamespace(spider=SimpleNamespace(run=run))
        request = Request(URL, meta={"role": Role.LISTING})
        other = sqlite3.connect(tmp_path / "catalogue.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(DropItem, match=r"kept, not settled: .* has been writing"):
            Settle(crawler).process_item(Judged(capture, Judgement(Outcome.LISTED)))
        with pytest.raises(PutOff, match=r"not kept: .* has been writing"):
            asyncio.run(ArchiveBytes(crawler).process_response(request, Response(URL, body=b"<ul>1</ul>")))
        other.execute("ROLLBACK")
        other.close()
        unread = [one.id for one in archive.unread("tiny")]

    assert unread == [capture.id]
    assert [record.message.partition(": /")[0] for record in caplog.records] == [
        f"{URL} is kept, and read by the next run",
        f"{URL} is asked for again by the next run",
    ]
