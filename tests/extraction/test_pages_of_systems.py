"""Whole pages as news systems, papers and unions of five regions print them, with boxes and bars around: read exactly.

The pages and what each says stand in pages_of_systems.jsonl, one a line; all of it is made up. Each was written
before anybody knew how it would be read; those that were read wrongly are the reason for a rule.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.records import Article, Page, Rejected
from extraction import read_page

_LINES = Path(__file__).with_name("pages_of_systems.jsonl").read_text(encoding="utf-8").splitlines()
PAGES: list[dict[str, Any]] = [json.loads(line) for line in _LINES]
CAPTURED_AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def read(made: dict[str, Any]) -> Article | Rejected:
    page = Page(made["url"], made["html"].encode(made["encoding"]), captured_at=CAPTURED_AT, content_type="text/html")
    reading = read_page(page)
    assert isinstance(reading, Article | Rejected), reading
    return reading


@pytest.mark.parametrize("made", PAGES, ids=lambda made: str(made["name"]))
def test_a_page_says_what_its_readers_see(made: dict[str, Any]) -> None:
    reading = read(made)

    found = {key: getattr(reading, key, None) for key in made["wanted"]}
    assert made["wanted"] == {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}


def test_the_pages_are_as_many_as_they_were_and_each_has_its_name() -> None:
    names = {made["name"] for made in PAGES}

    assert len(PAGES) == len(names) >= 100
