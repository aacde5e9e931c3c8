"""What shows nothing parts no word: from the bytes of a page to the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import open_archive
from archive.records import Article, Page
from archive.visible import INVISIBLE, visible
from crawler.saved import import_paths
from extraction import read_page
from index import open_index
from index.update import update_index

PAGE = (
    "<html><head><meta charset=utf-8><title>工{0}会办夜校</title></head><body><h1>工{0}会办夜校</h1>"
    "<div>2026年03月05日09:30 来源：山城工人报</div><div>"
    "<p>山城市总工{0}会在工地办起夜校，一百二十名农民工报名学砌筑。</p>"
    "<p>夜校每周三晚上开课，教材由老师傅自己编写，organ{0}ising 是第一课。</p></div></body></html>"
)
ENTITIES = ["&#8203;", "&shy;", "&#xAD;", "&ZeroWidthSpace;", "&#x200b;", "&NoBreak;", "&#65279;"]


@pytest.mark.parametrize("mark", [*INVISIBLE, *ENTITIES])
def test_a_page_reads_as_it_looks(mark: str) -> None:
    read = read_page(Page("http://a.example/1.html", PAGE.format(mark).encode(), "text/html"))

    assert read == read_page(Page("http://a.example/1.html", PAGE.format("").encode(), "text/html"))
    assert isinstance(read, Article) and "总工会在" in read.body


def test_what_joins_letters_stays() -> None:
    assert visible("می\u200cخواهم 👩\u200d🏭") == "می\u200cخواهم 👩\u200d🏭"


@pytest.mark.parametrize("mark", INVISIBLE)
def test_it_is_found_by_either_spelling(tmp_path: Path, mark: str) -> None:
    row = {"id": "1", "title": f"工{mark}会", "body": f"山城市总工{mark}会在工地办起夜校，一百二十名农民工报名学砌筑。"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with open_archive(tmp_path / "data", write=True, create=True) as archive:
        list(import_paths(archive, [tmp_path / "a.jsonl"]))
    update_index(tmp_path / "data")

    with open_index(tmp_path / "data") as index:
        assert [index.search(asked).total for asked in ("工会", f"工{mark}会", '"总工会在"')] == [1, 1, 1]
        assert index.search(f"工{mark}会", match="any").total == 1
