"""Pages of results: a cursor passes over nothing whatever comes between, copies are told and collapsed when asked."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from archive.errors import SettingError
from archive.records import Page, Role
from extraction import load_profiles, read_page
from index import open_index
from index.cursor import START
from index.update import update_index
from index.whoosh_engine.engine import WhooshEngine

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BODIES = [
    "工会把绿豆汤送到修路的工地上，每人领到一顶草帽，下午四点以后再送一趟。",
    "工会与五家企业签订集体合同，约定井下津贴每年调整一次，由职工代表大会表决通过。",
    "工会在旧纺织厂的食堂里开办夜间课堂，孩子也可以带来，由退休教师照看到九点。",
]


def keep(data: Path, rows: range, day: int) -> None:
    profiles = load_profiles()
    with open_archive(data, write=True, create=True) as archive, archive.batch():
        for n in rows:
            row = {"url": f"https://n.example/{n}", "title": f"第{n}号", "date": f"2016-{n % 12 + 1:02}-01"}
            payload = json.dumps({**row, "body": BODIES[n % 3] + "工会" * (n % 7)}, ensure_ascii=False).encode()
            moment = BEGIN + timedelta(days=day)
            page = Page(row["url"], payload, "application/json", captured_at=moment, charset="utf-8")
            archive.settle(archive.keep(page, Role.ARTICLE).id, read_page(page, profiles))
    update_index(data)


@pytest.mark.parametrize("sort", ["relevance", "date", "date-asc"])
def test_a_cursor_passes_over_nothing_though_the_index_grows_between_the_pages(tmp_path: Path, sort: str) -> None:
    keep(tmp_path, range(20), 1)
    with open_index(tmp_path) as index:
        whole = [hit.id for hit in index.search("工会", limit=100, sort=sort).hits]  # type: ignore[arg-type]
    seen: list[str] = []
    cursor, day = START, 1
    while cursor:
        with open_index(tmp_path) as index:
            page = index.search("工会", limit=6, sort=sort, cursor=cursor)  # type: ignore[arg-type]
        seen += [hit.id for hit in page.hits]
        cursor = page.cursor
        day += 1
        keep(tmp_path, range(day * 20, day * 20 + 5), day)

    assert seen == whole


@pytest.mark.parametrize("seed", range(6))
def test_a_cursor_passes_over_nothing_though_articles_go_between_the_pages(tmp_path: Path, seed: int) -> None:
    keep(tmp_path, range(30), 1)
    rng = random.Random(seed)
    with open_index(tmp_path) as index:
        whole = {hit.id for hit in index.search("工会 OR 食堂 OR 职工代表 OR 草帽", limit=100).hits}
    seen: set[str] = set()
    gone: set[str] = set()
    cursor = START
    while cursor:
        with open_index(tmp_path) as index:
            page = index.search("工会 OR 食堂 OR 职工代表 OR 草帽", limit=rng.choice((3, 4, 8)), cursor=cursor)
        seen |= {hit.id for hit in page.hits}
        cursor = page.cursor
        if len(gone) < 8:
            writer = WhooshEngine(tmp_path).writer()
            for one in rng.sample(sorted(whole - gone), 2):
                gone.add(one)
                writer.replace(one, [])
            writer.commit(writer.stamp)
            writer.close()

    assert whole - gone - seen == set()


def test_a_cursor_of_another_query_is_refused(tmp_path: Path) -> None:
    keep(tmp_path, range(12), 1)
    with open_index(tmp_path) as index:
        cursor = index.search("工会", limit=5).cursor

        for query, wrong in (("津贴", cursor), ("工会", "5-x"), ("工会", "nonsense")):
            with pytest.raises(SettingError, match="cursor"):
                index.search(query, cursor=wrong)


def test_collapsed_pages_show_each_text_once_and_tell_of_every_article(tmp_path: Path) -> None:
    keep(tmp_path, range(12), 1)
    with open_index(tmp_path) as index:
        page = index.search("工会", collapse=True)
        every = index.search("工会", limit=20)

    assert (page.total, len(page.hits), page.through, page.cursor) == (12, 3, 12, "")
    assert [hit.copies for hit in page.hits] == [3, 3, 3]
    assert [hit.copies for hit in every.hits] == [3] * 12


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_copies_of_one_text_do_not_come_again_on_later_pages(tmp_path: Path, limit: int) -> None:
    keep(tmp_path, range(40), 1)
    shown: list[str] = []
    told, cursor = 0, START
    with open_index(tmp_path) as index:
        whole = [hit.id for hit in index.search("工会", limit=40, collapse=True).hits]
        while cursor:
            page = index.search("工会", limit=limit, cursor=cursor, collapse=True)
            shown += [hit.id for hit in page.hits]
            told += page.through - page.offset
            cursor = page.cursor

    assert shown == whole
    assert told == 40


def test_words_that_no_article_has_are_answered_with_the_nearest_the_index_has(tmp_path: Path) -> None:
    from index.query import parse_query
    from index.suggest import suggestions

    keep(tmp_path, range(3), 1)
    with open_index(tmp_path) as index:
        for asked, right in (("纺织场", "纺织厂"), ("绿逗汤", "绿豆汤")):
            found = suggestions(index.reader, parse_query(asked).tree)
            assert [(one.clause, one.instead) for one in found] == [(asked, right)]
        assert suggestions(index.reader, parse_query("毫不相干").tree) == []
