"""Listings are looked at as often as they bring news; coverage tells how soon what they showed was kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, open_archive
from archive.records import Link, Role
from archive.revisits import LISTING_BOUNDS, Pace

LIST, SECTION = "http://h.example/list", "http://h.example/section"


class Clock:
    """The archive's time, as set."""

    def at(self, moment: datetime) -> None:
        self.moment = moment


@pytest.fixture
def clock(sample: Any) -> Clock:
    clock = Clock()
    clock.at(sample.NOW)
    return clock


@pytest.fixture
def archive(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", write=True, create=True, clock=lambda: clock.moment) as archive:
        yield archive


def look(archive: Archive, sample: Any, hours: float, *names: str, url: str = LIST, role: Role = Role.LISTING) -> None:
    page = sample.page(f"{hours} {names}", hours=hours, url=url)
    links = [Link(f"http://h.example/{name}", Role.ARTICLE) for name in names]
    archive.settle(archive.keep(page, role).id, None, links=links)


def fetch(archive: Archive, sample: Any, hours: float, name: str) -> None:
    page = sample.page(name, hours=hours, url=f"http://h.example/{name}")
    archive.settle(archive.keep(page, Role.ARTICLE).id, sample.article(name))


def due_after(archive: Archive, sample: Any, hours: float, url: str = LIST) -> timedelta:
    known = archive.known(url)
    assert known and known.due_at
    return known.due_at - sample.after(hours)


def test_a_listing_is_due_at_once_until_it_was_looked_at_twice(archive: Archive, sample: Any) -> None:
    look(archive, sample, 0, "a", "b")

    assert due_after(archive, sample, 0) == timedelta()


def test_a_listing_with_six_new_articles_a_day_is_due_every_four_hours(archive: Archive, sample: Any) -> None:
    look(archive, sample, 0, "a")
    for day in range(1, 15):
        look(archive, sample, 24 * day, *(f"{day}-{number}" for number in range(6)))

    assert abs(due_after(archive, sample, 24 * 14) - timedelta(hours=4)) < timedelta(minutes=45)


def test_a_listing_without_news_is_due_once_a_day_and_one_with_much_every_half_hour(
    archive: Archive, sample: Any
) -> None:
    for hours in range(0, 100, 5):
        look(archive, sample, hours, "a", url=SECTION)
        look(archive, sample, hours, *(f"{hours}-{number}" for number in range(40)))

    assert due_after(archive, sample, 95, SECTION) == timedelta(days=1)
    assert due_after(archive, sample, 95) == timedelta(minutes=30)


def test_news_counts_for_the_listing_that_showed_it_first(archive: Archive, sample: Any) -> None:
    for day in range(1, 10):
        look(archive, sample, 24 * day, f"{day}", f"{day}b")
        look(archive, sample, 24 * day + 1, f"{day}", f"{day}b", url=SECTION)

    assert due_after(archive, sample, 24 * 9) < timedelta(hours=16)
    assert due_after(archive, sample, 24 * 9 + 1, SECTION) == timedelta(days=1)


def test_settling_a_listing_again_teaches_nothing(archive: Archive, sample: Any) -> None:
    look(archive, sample, 0, "a")
    look(archive, sample, 10, "b")
    once = due_after(archive, sample, 10)
    capture = archive.captures(LIST)[-1]

    archive.settle(capture.id, None, links=[Link("http://h.example/c", Role.ARTICLE)])

    assert due_after(archive, sample, 10) == once


@given(st.lists(st.tuples(st.floats(0, 1000), st.integers(0, 500)), min_size=1, max_size=30))
def test_an_interval_lies_within_its_bounds_whatever_was_seen(looks: list[tuple[float, int]]) -> None:
    pace = Pace()
    for hours, news in looks:
        pace = pace.after(timedelta(hours=hours), news)

    assert pace.interval == timedelta() or LISTING_BOUNDS[0] <= pace.interval <= LISTING_BOUNDS[1]


@pytest.mark.parametrize(("asked_h", "expected"), [(23, (1, 1)), (25, (3, 1)), (60, (3, 1))])
def test_coverage_counts_what_listings_showed_and_what_was_kept_within_a_day(
    archive: Archive, sample: Any, clock: Clock, asked_h: float, expected: tuple[int, int]
) -> None:
    """Soon kept; kept too late; never kept. What is still in time is not counted."""
    look(archive, sample, 0, "soon", "late", "never")
    clock.at(sample.after(2))
    fetch(archive, sample, 2, "soon")
    clock.at(sample.after(30))
    if asked_h > 30:
        fetch(archive, sample, 30, "late")

    assert archive.coverage("workers", sample.NOW, sample.after(asked_h)) == expected
    assert archive.coverage("workers", sample.after(0.5), sample.after(asked_h)) == (0, 0)
    assert archive.coverage("another", sample.NOW, sample.after(asked_h)) == (0, 0)


def test_what_only_a_sitemap_or_a_box_named_is_not_in_the_coverage(archive: Archive, sample: Any, clock: Clock) -> None:
    look(archive, sample, 0, "old", url="http://h.example/sitemap.xml", role=Role.SITEMAP)
    archive.discover("workers", [Link("http://h.example/beside", Role.ARTICLE)])

    assert archive.coverage("workers", sample.NOW, sample.after(99)) == (0, 0)

    clock.at(sample.after(1))
    look(archive, sample, 1, "beside")

    assert archive.coverage("workers", sample.NOW, sample.after(99)) == (1, 0)
