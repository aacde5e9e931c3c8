"""Alarms in the catalogue: raised once, told again at most daily, cleared with a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from archive.alarms import CLEARED, RAISED, REPEATED, open_alarms, settle_alarms

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
KINDS = ("blocked", "yield")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty archive."""
    with open_archive(tmp_path, write=True, create=True):
        return tmp_path


def look(data: Path, hours: float, site: str = "people", **found: str) -> list[str]:
    return [news.what for news in settle_alarms(data, site, KINDS, found, NOW + timedelta(hours=hours))]


def test_an_alarm_is_raised_once_told_again_daily_and_cleared_once(data: Path) -> None:
    told = [look(data, hours, blocked="HTTP 412") for hours in (0, 1, 23, 24, 30, 47, 48)]

    assert told == [[RAISED], [], [], [REPEATED], [], [], [REPEATED]]
    assert [look(data, 49), look(data, 50)] == [[CLEARED], []]
    assert open_alarms(data) == []


def test_an_open_alarm_shows_the_newest_words_and_its_first_day(data: Path) -> None:
    look(data, 0, blocked="HTTP 412")
    look(data, 2, blocked="HTTP 403")

    (alarm,) = open_alarms(data)

    assert (alarm.message, alarm.raised_at, alarm.told_at) == ("HTTP 403", NOW, NOW)


def test_sites_and_kinds_do_not_touch_one_another(data: Path) -> None:
    look(data, 0, blocked="HTTP 412")
    look(data, 0, site="acftu", **{"yield": "none"})
    settle_alarms(data, "people", ["budget"], {}, NOW)

    assert [(alarm.site, alarm.kind) for alarm in open_alarms(data)] == [("acftu", "yield"), ("people", "blocked")]


def test_where_no_archive_is_no_alarm_is_open(tmp_path: Path) -> None:
    assert open_alarms(tmp_path) == []
