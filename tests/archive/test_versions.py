"""Versions follow capture order and what the site wrote, never the order of insertion or the extractor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article, Part, Related
from archive.versions import ReadCapture, arrange_versions, evidence_digest, text_digest

T = datetime(2026, 3, 1, tzinfo=UTC)


def read(number: int, hour: int, evidence: str, text: str, read_no: int = 0) -> ReadCapture:
    return ReadCapture(number, T + timedelta(hours=hour), evidence, text, read_no)


def spans(*readings: ReadCapture) -> list[tuple[int, str, int, tuple[int, ...]]]:
    return [(s.number, s.text, s.capture_id, s.capture_ids) for s in arrange_versions(readings)]


def test_a_text_that_stays_is_one_version() -> None:
    assert spans(read(1, 0, "a", "x"), read(2, 1, "b", "x")) == [(1, "x", 1, (1, 2))]


def test_another_text_is_another_version() -> None:
    assert spans(read(1, 0, "a", "x"), read(2, 1, "b", "y")) == [(1, "x", 1, (1,)), (2, "y", 2, (2,))]


def test_a_text_that_comes_back_is_a_version_again() -> None:
    found = spans(read(1, 0, "a", "x"), read(2, 1, "b", "y"), read(3, 2, "a", "x"))

    assert found == [(1, "x", 1, (1,)), (2, "y", 2, (2,)), (3, "x", 3, (3,))]


def test_an_old_capture_imported_later_slots_in() -> None:
    found = arrange_versions([read(1, 0, "a", "x"), read(2, 9, "c", "z"), read(3, 5, "b", "y")])

    assert [(s.text, s.valid_from, s.valid_to) for s in found] == [
        ("x", T, T + timedelta(hours=5)),
        ("y", T + timedelta(hours=5), T + timedelta(hours=9)),
        ("z", T + timedelta(hours=9), None),
    ]


def test_equal_bytes_read_by_a_better_extractor_are_no_edit() -> None:
    found = arrange_versions([read(1, 0, "a", "x", 1), read(2, 1, "a", "better", 2)])

    assert [(s.text, s.capture_id, s.reading_id) for s in found] == [("better", 1, 2)]


def test_no_readings_are_no_versions() -> None:
    assert arrange_versions([]) == []


readings = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 3)), max_size=12
).map(lambda rows: [read(n, *row) for n, row in enumerate(rows, start=1)])


@given(readings, st.randoms(use_true_random=False))
def test_insertion_order_decides_nothing(known: list[ReadCapture], random: object) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert arrange_versions(shuffled) == arrange_versions(known)


@given(readings)
def test_versions_cover_every_capture_once_and_neighbours_differ(known: list[ReadCapture]) -> None:
    found = arrange_versions(known)

    assert sorted(c for s in found for c in s.capture_ids) == sorted(r.capture_id for r in known)
    assert all(one.text != two.text and one.valid_to == two.valid_from for one, two in pairwise(found))
    assert [s.number for s in found] == list(range(1, len(found) + 1))


ARTICLE = Article(title="标题", body="一\n二", reporters=("甲",), published="2026-03-01")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "别题"},
        {"pretitle": "引题"},
        {"subtitle": "副题"},
        {"published": "2026-03-02"},
        {"reporters": ("乙",)},
        {"editors": ("丙",)},
        {"byline": "记者 甲"},
        {"body": "一\n三"},
    ],
)
def test_what_the_site_wrote_makes_a_version(change: dict[str, object]) -> None:
    assert text_digest(replace(ARTICLE, **change)) != text_digest(ARTICLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"related": (Related("box", "要闻", "甲"),)}, {"source": "某报"}, {"extractor": "9"}, {"topics": ("专题",)}],
)
def test_boxes_and_extractors_make_no_version(change: dict[str, object]) -> None:
    assert text_digest(replace(ARTICLE, **change)) == text_digest(ARTICLE)  # type: ignore[arg-type]


def test_another_second_page_is_other_evidence() -> None:
    one = replace(ARTICLE, pages=(Part("u1", "sha256:a"), Part("u2", "sha256:b")))
    two = replace(ARTICLE, pages=(Part("u1", "sha256:a"), Part("u2", "sha256:c")))

    assert evidence_digest("sha256:a", one) != evidence_digest("sha256:a", two)
    assert evidence_digest("sha256:a", ARTICLE) == "sha256:a"
