"""Short ways to say a page, an article and an archive at a given time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive
from archive.records import Article, Page

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
URL = "http://news.workers.sample.example/c/2026-03-01/1.shtml"


def after(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


class Sample:
    """Pages and articles of the tests; every one differs only in what the test says."""

    NOW, URL = NOW, URL
    after = staticmethod(after)

    @staticmethod
    def page(payload: str | bytes = "甲", hours: float = 0, status: int | None = 200, **more: Any) -> Page:
        raw = payload if isinstance(payload, bytes) else f"<html><p>{payload}</p>".encode()
        values = {"url": URL, "content_type": "text/html", "captured_at": after(hours), "site": "workers", **more}
        return Page(payload=raw, status=status, **values)

    @staticmethod
    def file(payload: str = "甲", url: str = "urn:import:saved:1", **more: Any) -> Page:
        return Page(url=url, payload=payload.encode(), content_type="text/plain", **more)

    @staticmethod
    def article(text: str = "甲", extractor: str = "1", **more: Any) -> Article:
        return Article(title=f"题{text}", body=f"文{text}", extractor=extractor, **more)


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


Opener = Callable[..., AbstractContextManager[Archive]]


@pytest.fixture
def opened(data: Path) -> Opener:
    """`opened()` gives a writing archive whose clock stands at NOW."""

    def open_it(**more: Any) -> AbstractContextManager[Archive]:
        values: dict[str, Any] = {"write": True, "create": True, "clock": lambda: NOW, **more}
        return open_archive(data, **values)

    return open_it


@pytest.fixture
def archive(opened: Opener) -> Iterator[Archive]:
    with opened() as archive:
        yield archive
