"""Bytes read again by another extractor: a change for those who follow, no edit by the site, no news for people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from archive import Archive
from archive.records import Article, Page, Role


def settled(archive: Archive, page: Page, reading: Article) -> None:
    archive.settle(archive.keep(page, Role.ARTICLE).id, reading)


def test_bytes_read_again_are_a_reread_and_no_news(archive: Archive, sample: Any) -> None:
    """Two captures of different bytes said the same; read anew they say something else, still the same."""
    first, second = (archive.keep(sample.page(text, hours), Role.ARTICLE) for hours, text in enumerate("甲乙"))
    for capture in (first, second):
        archive.settle(capture.id, sample.article("同"))
    identity, before = archive.article(sample.URL).id, archive.last_change

    archive.settle_rereadings([(first, sample.article("新")), (second, sample.article("新"))])

    (version,) = archive.versions(identity)
    assert (version.article.title, version.times_read, bool(version.read_at)) == ("题新", 2, True)
    assert archive.changes(before).article_ids == (identity,)
    assert archive.news(before) == ()
    assert [said.title for _, said in archive.read_captures(identity)] == ["题新", "题新"]


def test_a_visit_read_by_a_better_extractor_is_no_news_either(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))
    before = archive.last_change

    settled(archive, sample.page("甲", 1), replace(sample.article("甲"), title="题甲（清）", extractor="9"))

    assert archive.news(before) == ()
    assert archive.changes(before).article_ids == (archive.article(sample.URL).id,)


def test_an_edit_after_a_rereading_is_news(archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page("甲"), Role.ARTICLE)
    archive.settle(capture.id, sample.article("甲"))
    before = archive.last_change
    archive.settle_rereadings([(capture, sample.article("清"))])

    settled(archive, sample.page("乙", 1), sample.article("乙"))

    assert archive.news(before) == (archive.article(sample.URL).id,)
    assert [v.times_read for v in archive.versions(archive.article(sample.URL).id)] == [2, 1]
