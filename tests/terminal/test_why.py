"""Why a query does not show a page: each reason, from a page that nobody named to the clause that fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.records import Article, Failed, Link, Outcome, Page, Rejected, Role
from index.update import update_index

Say = Callable[..., Any]
SITE = "https://news.example"
THEN = datetime(2026, 3, 1, 8, 0, 0, 60595, tzinfo=UTC)
STORY = Article(title="云溪工会开课", published="2016-01-06", source="云溪工人报", body="农民工凭会员证免费听课。" * 4)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An archive with one page of every fate."""
    folder = tmp_path / "fates"
    with open_archive(folder, write=True, create=True) as archive:

        def fetched(name: str, reading: Any, role: Role = Role.ARTICLE, **settled: Any) -> None:
            page = Page(f"{SITE}/{name}", f"bytes of {name}".encode(), "text/html", site="news", status=200,
                        captured_at=THEN)  # fmt: skip
            capture = archive.keep(page, role)
            if reading is not None or settled:
                archive.settle(capture.id, reading, **settled)

        archive.discover("news", [Link(f"{SITE}/waiting", Role.ARTICLE)], found_on=f"{SITE}/list")
        archive.missed(f"{SITE}/barred", "news", Role.ARTICLE, "Forbidden by robots.txt", now=THEN)
        archive.missed(f"{SITE}/refused", "news", Role.ARTICLE, "HTTP 412", Outcome.BLOCKED, now=THEN)
        fetched("list", None, Role.LISTING, outcome=Outcome.LISTED)
        fetched("video", Rejected("video", "a video without text"))
        fetched("broken", Failed("damaged", "cut off"))
        fetched("unread", None)
        fetched("moved", None, outcome=Outcome.MOVED, detail=f"{SITE}/elsewhere")
        fetched("good", STORY)
        update_index(folder)
        fetched("late", STORY)
    return folder


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "never seen: no listing, page or file named https://news.example/nowhere"),
        ("waiting", "known, never fetched; first named on https://news.example/list"),
        ("barred", "barred by robots.txt; it is not fetched"),
        ("refused", "the site refused it: HTTP 412"),
        ("list", "a listing, not an article; last tried 2026-03-01T08:00:00Z"),
        ("video", "no article: video: a video without text"),
        ("broken", "could not be read: damaged: cut off"),
        ("unread", "kept, not yet read; the next crawl or import of its site reads it"),
        ("moved", "moved: https://news.example/elsewhere\n"),
        ("late", "changed since the index was brought up; next: "),
    ],
)
def test_a_page_that_no_query_finds_is_told_with_its_fate(say: Say, data: Path, name: str, told: str) -> None:
    shown = say("why", f"{SITE}/{name}", "农民工", data=data)

    assert shown.status == 1
    assert told in shown.out
    assert shown.err == ""


def test_a_purged_page_is_told_to_be_purged(say: Say, data: Path) -> None:
    update_index(data)
    identity = say("show", f"{SITE}/late", "--jsonl", data=data).out.split('"id": "')[1][:64]
    assert say("purge", identity, "--reason", "asked by its author", data=data).status == 0

    shown = say("why", f"{SITE}/late", "农民工", data=data)

    assert shown.status == 1
    assert shown.out.startswith("purged ") and shown.out.endswith(": asked by its author\n")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("农民工 -开课", "meets  农民工\nfails  -开课\n"),
        ("title:农民工", "fails  title:农民工\n"),
        ("农民工 date:2015", "meets  农民工\nfails  date:2015\n"),
        ("(工会 OR 培训) source:青石日报", "meets  工会 OR 培训\nfails  source:青石日报\n"),
        (
            "农民工技能听课",
            "fails  农民工技能听课\n         meets  农民工\n         fails  技能\n         meets  听课\n",
        ),
        ("-农民工听课", "fails  -农民工听课\n"),
        ("农民工 as-of:2020", "not in the archive as of 2020-12-31; its first version is of 2026-03-01T08:00:00Z\n"),
    ],
)
def test_the_clause_that_fails_is_named(say: Say, data: Path, query: str, told: str) -> None:
    update_index(data)

    shown = say("why", f"{SITE}/good", query, data=data)

    assert (shown.status, shown.out) == (1, f"云溪工会开课\n{told}")


def test_a_page_that_is_found_is_told_with_its_rank(say: Say, data: Path) -> None:
    update_index(data)

    assert say("why", f"{SITE}/good", "农民工 as-of:2026-04", data=data).out.endswith("found, number 1 of 2\n")


def test_a_faulty_query_is_complained_about_and_the_rest_is_judged(say: Say, data: Path) -> None:
    update_index(data)

    shown = say("why", f"{SITE}/good", "农民工 title:(", data=data)

    assert (shown.status, "meets  农民工" in shown.out) == (2, True)
    assert "a closing ) is missing" in shown.err
