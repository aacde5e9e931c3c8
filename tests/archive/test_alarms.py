"""Alarms in the catalogue: told once, again at most daily, cleared with a word, told later when nobody could hear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from archive.alarms import CLEARED, RAISED, REPEATED, give_back, note_alarms, open_alarms, take_news

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
KINDS = ("blocked", "yield")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty archive."""
    with open_archive(tmp_path, write=True, create=True):
        return tmp_path


def look(data: Path, hours: float, site: str = "people", **found: str) -> list[str]:
    note_alarms(data, site, KINDS, found, NOW + timedelta(hours=hours))
    return [news.what for news in take_news(data, NOW + timedelta(hours=hours))]


def test_an_alarm_is_told_once_again_daily_and_cleared_once(data: Path) -> None:
    told = [look(data, hours, blocked="HTTP 412") for hours in (0, 1, 23, 24, 30, 47, 48)]

    assert told == [[RAISED], [], [], [REPEATED], [], [], [REPEATED]]
    assert [look(data, 49), look(data, 50)] == [[CLEARED], []]
    assert open_alarms(data) == []


def test_an_open_alarm_shows_the_newest_words_and_its_first_day(data: Path) -> None:
    look(data, 0, blocked="HTTP 412")
    look(data, 2, blocked="HTTP 403")

    (alarm,) = open_alarms(data)

    assert (alarm.message, alarm.raised_at, alarm.told_at) == ("HTTP 403", NOW, NOW)


def test_what_could_not_be_told_is_told_later(data: Path) -> None:
    note_alarms(data, "people", KINDS, {"blocked": "HTTP 412"}, NOW)

    give_back(data, take_news(data, NOW))

    assert look(data, 1, blocked="HTTP 412") == [RAISED]


def test_a_clearing_that_could_not_be_told_is_told_later(data: Path) -> None:
    look(data, 0, blocked="HTTP 412")
    note_alarms(data, "people", KINDS, {}, NOW + timedelta(hours=1))

    give_back(data, take_news(data, NOW + timedelta(hours=1)))

    assert [look(data, 2), look(data, 3)] == [[CLEARED], []]


def test_nobody_hears_that_all_is_well_who_never_heard_that_it_was_not(data: Path) -> None:
    note_alarms(data, "people", KINDS, {"blocked": "HTTP 412"}, NOW)

    assert look(data, 1) == []


def test_a_site_that_nobody_collects_any_more_is_not_told_of_again(data: Path) -> None:
    look(data, 0, blocked="HTTP 412")

    told = [news.what for news in take_news(data, NOW + timedelta(hours=25), {"acftu"})]

    assert told == [] and len(open_alarms(data)) == 1


def test_sites_and_kinds_do_not_touch_one_another(data: Path) -> None:
    look(data, 0, blocked="HTTP 412")
    look(data, 0, site="acftu", **{"yield": "none"})
    note_alarms(data, "people", ["budget"], {}, NOW)

    assert [(alarm.site, alarm.kind) for alarm in open_alarms(data)] == [("acftu", "yield"), ("people", "blocked")]


def test_where_no_archive_is_no_alarm_is_open(tmp_path: Path) -> None:
    assert open_alarms(tmp_path) == []
