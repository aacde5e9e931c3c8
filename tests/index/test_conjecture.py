"""What a damaged span may have said is found when asked for, shown as a conjecture, and is never part of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import open_archive
from archive.records import Article, Page, Repair, Role
from index import Index, open_index
from index.update import update_index

DAMAGED = "会长说得明白!焙鲜∥睍泴。"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    repair = Repair("damage", "body", 6, "!焙鲜∥睍泴", "!焙鲜∥睍泴", conjecture="青渡商會理事")
    with open_archive(tmp_path, write=True, create=True) as archive:
        capture = archive.keep(Page("https://news.example/1", b"x"), Role.ARTICLE)
        archive.settle(capture.id, Article("会长的话", DAMAGED, repairs=(repair,), extractor="1"))
    update_index(tmp_path)
    return open_index(tmp_path)


@pytest.mark.parametrize("query", ["商會", "青渡商会", '"商会理事"', "conjecture:理事", "推测：理事"])
def test_a_conjecture_is_found_in_either_script_and_shown_as_one(index: Index, query: str) -> None:
    with index:
        hits = index.search(query).hits

    assert [hit.title for hit in hits] == ["会长的话"]
    assert hits[0].snippet == "!焙鲜∥睍泴 (damaged; perhaps 青渡商會理事)"
    assert hits[0].snippet_marks


def test_what_the_text_says_is_shown_from_the_text(index: Index) -> None:
    with index:
        hits = index.search("会长 理事").hits

    assert hits[0].snippet == DAMAGED


def test_a_conjecture_is_not_in_the_body(index: Index) -> None:
    with index:
        assert index.search("body:理事").total == 0
