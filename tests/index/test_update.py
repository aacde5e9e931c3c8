"""The index follows the archive: by change number, the same however it got there; verify sees every difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from archive.errors import DamagedData, DataMissing, LockHeld, StaleIndex
from archive.records import Article, Outcome, Page, Role, Version
from index import facets, update
from index.engine import Stamp
from index.tree import All, Filter, Text
from index.update import engine_of, rebuild_index, update_index
from index.verify import index_rows, verify_index
from index.whoosh_engine import merge, toc

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def keep(data: Path, name: str, text: str, hours: int = 0, source: str = "工人日报", status: int = 200) -> None:
    """One capture of one article, settled."""
    url = f"http://news.workers.sample.example/{name}.shtml"
    with open_archive(data, write=True, create=True, clock=lambda: BEGIN + timedelta(hours=hours)) as archive:
        page = Page(
            url, text.encode(), "text/html", captured_at=BEGIN + timedelta(hours=hours), status=status, site="workers"
        )
        capture = archive.keep(page, Role.ARTICLE)
        if status == 404:
            archive.settle(capture.id, None, outcome=Outcome.WITHDRAWN)
        else:
            published = f"2026-01-{1 + int(name) % 28:02}"
            archive.settle(capture.id, Article(f"题目{name}", text, source=source, published=published, extractor="1"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for number in range(5):
        keep(tmp_path, str(number), f"工会第{number}篇", source="新华社" if number == 3 else "工人日报")
    return tmp_path


def total(data: Path, text: str) -> int:
    reader = engine_of(data).reader()
    try:
        return reader.search(Text(None, text), limit=0).total
    finally:
        reader.close()


def test_a_first_update_indexes_everything_and_a_second_nothing(data: Path) -> None:
    first, second = update_index(data), update_index(data)

    assert (first.articles, first.documents, first.rebuilt) == (5, 5, False)
    assert (second.articles, second.documents) == (0, 5)
    assert second.stamp == first.stamp
    assert verify_index(data) == []


def test_an_edit_an_addition_and_a_withdrawal_are_followed(data: Path) -> None:
    update_index(data)
    keep(data, "1", "会员改过的正文", hours=5)
    keep(data, "7", "新来的工会文章", hours=6)
    keep(data, "2", "", hours=7, status=404)

    report = update_index(data)

    assert report.articles == 3
    assert (total(data, "改过"), total(data, "新来")) == (1, 1)
    assert total(data, "第1篇") == 0  # its first version is history now
    assert verify_index(data) == []


def test_following_step_by_step_gives_the_same_index_as_building_anew(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "FAN", 3)
    for step in range(9):
        keep(data, str(step % 6), f"第{step}步", hours=10 + step)
        update_index(data)
    stepped = index_rows(data)

    assert rebuild_index(data).rebuilt
    assert index_rows(data) == stepped
    assert verify_index(data) == []


def test_another_catalogue_is_followed_from_its_beginning(data: Path) -> None:
    writer = engine_of(data).writer()
    writer.commit(Stamp("an epoch long gone", 99))
    writer.close()

    report = update_index(data)

    assert (report.rebuilt, report.documents) == (True, 5)
    assert verify_index(data) == []


def test_verify_says_what_is_not_indexed_yet(data: Path) -> None:
    update_index(data)
    keep(data, "8", "还没有进索引", hours=9)

    assert verify_index(data) == ["index: 1 changed articles are not in it yet; run `index update`"]


def test_verify_names_what_differs(data: Path) -> None:
    update_index(data)
    with open_archive(data) as archive:
        stamp = Stamp(archive.epoch, archive.last_change)
        held = list(archive.every_version())
    writer = engine_of(data).writer()
    writer.replace(held[0].id, [])
    writer.commit(stamp)
    writer.close()

    found = verify_index(data)

    assert len(found) == 1
    assert held[0].id[:12] in found[0]
    assert "index rebuild" in found[0]


def test_a_crawl_that_cannot_get_the_lock_leaves_the_work(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = engine_of(data).writer()
    try:
        with pytest.raises(LockHeld):
            update_index(data)
        assert update.main([str(data)]) == 3
        assert "left to the next `index update`" in capsys.readouterr().err
    finally:
        writer.close()

    assert update.main([str(data)]) == 0


def test_an_index_of_another_analysis_is_built_again_by_the_next_update(data: Path) -> None:
    update_index(data)
    folder = data / "index"
    held = toc.read_toc(folder)
    toc.write_toc(folder, replace(held, made_with=(("analysis", -1),)))
    with pytest.raises(StaleIndex, match="index update"):
        engine_of(data).reader()

    report = update_index(data)

    assert (report.rebuilt, report.documents) == (True, 5)
    assert verify_index(data) == []


def test_without_an_archive_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DataMissing):
        update_index(tmp_path)
    assert update.main([str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_corrupt_index_is_named_and_made_again_only_when_asked(data: Path) -> None:
    update_index(data)
    next((data / "index").glob("*.seg")).write_bytes(b"torn")

    with pytest.raises(DamagedData, match="index rebuild"):
        update_index(data)

    rebuild_index(data)
    assert verify_index(data) == []


def test_facets_count_what_was_found(data: Path) -> None:
    update_index(data)
    reader = engine_of(data).reader()

    assert facets.count_facet(reader, All(), "source") == [("工人日报", 4), ("新华社", 1)]
    assert facets.count_facet(reader, Filter("source", "新華社"), "year") == [("2026", 1)]
    assert facets.count_facet(reader, Text(None, "没有"), "site") == []
    reader.close()


def test_a_topic_that_is_a_keyword_too_counts_an_article_once(tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    writer = engine.writer()
    article = Article(title="会", body="工会", topics=("地方工会",), keywords=("地方工会", "培训"))
    writer.replace("a" * 64, [Version("a" * 64, 1, "https://x.example/", "s", article, BEGIN, BEGIN, "1", BEGIN, None)])
    writer.commit(Stamp("e", 1))
    writer.close()
    reader = engine.reader()

    assert facets.count_facet(reader, All(), "topic") == [("地方工会", 1), ("培训", 1)]
    reader.close()
