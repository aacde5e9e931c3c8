"""When fewer new articles are far fewer: weekdays, holidays, sparse sites, new ones; chance raises no alarm."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from math import radians, sin

import pytest

from crawler.baselines import DAY, Lack, find_lack, weeks_known
from crawler.holidays import LUNAR, DayKind, kind_of, qingming

MONDAY = date(2026, 11, 23)
WEEK = [40, 42, 38, 41, 44, 9, 4]  # Monday to Sunday


def past(weeks: int, week: list[int] = WEEK, until: date = MONDAY) -> dict[date, int]:
    """Weeks of one kind before a day, and a first day with all that the site ever had."""
    days = [until - DAY * number for number in range(1, 7 * weeks + 1)]
    return {until - DAY * (7 * weeks + 1): 900, **{day: week[day.weekday()] for day in days}}


def test_a_silent_workday_is_a_lack_and_a_quiet_sunday_is_none() -> None:
    usual = past(6)
    silent = {**usual, MONDAY - 3 * DAY: 0, MONDAY - 2 * DAY: 0, MONDAY - 1 * DAY: 0}

    assert find_lack(usual, MONDAY) is None
    lack = find_lack(silent, MONDAY - 2 * DAY)
    assert lack == Lack(1, MONDAY - 3 * DAY, 0, lack.usual if lack else 0) and lack.usual > 35


def test_the_day_that_is_not_over_is_not_judged() -> None:
    assert find_lack({**past(6), MONDAY: 0}, MONDAY) is None


def test_a_lack_lasts_until_articles_come_again() -> None:
    usual = past(6)
    silent = {**usual, **{MONDAY + DAY * number: 0 for number in range(3)}}

    assert find_lack(silent, MONDAY + 3 * DAY) is not None
    assert find_lack({**silent, MONDAY + 3 * DAY: 30}, MONDAY + 3 * DAY) is None


def test_a_long_lack_does_not_become_the_baseline() -> None:
    silent = {**past(6), **{MONDAY + DAY * number: 0 for number in range(40)}}

    assert find_lack(silent, MONDAY + 40 * DAY, before=MONDAY) is not None


def test_a_new_site_has_no_baseline_and_says_so() -> None:
    known = {**past(2), MONDAY: 0}

    assert find_lack(known, MONDAY + DAY) is None
    assert weeks_known(known, MONDAY + DAY) == 2


def test_a_site_with_an_article_a_fortnight_never_cries_wolf() -> None:
    days = {MONDAY + DAY * number: int(number % 14 == 3) for number in range(120)}
    silent = {**days, **{MONDAY + DAY * number: 0 for number in range(60, 120)}}

    assert all(find_lack(days, MONDAY + DAY * number) is None for number in range(120))
    assert all(find_lack(silent, MONDAY + DAY * number) is None for number in range(120))


def test_a_site_with_an_article_a_day_is_told_after_some_weeks_of_silence() -> None:
    one = {MONDAY - DAY * number: 1 + number % 2 for number in range(1, 60)}
    lacks = [
        find_lack({**one, **{MONDAY + DAY * n: 0 for n in range(silence)}}, MONDAY + silence * DAY, MONDAY)
        for silence in range(1, 29)
    ]

    assert lacks[2] is None and lacks[-1] is not None


def test_days_on_which_nothing_could_be_fetched_are_no_silence() -> None:
    known = past(6)
    for number in range(1, 6):
        del known[MONDAY - DAY * number]

    assert find_lack(known, MONDAY) is None


def test_the_spring_festival_is_no_lack_and_a_sunday_that_is_worked_is_none_of_its_kind() -> None:
    festival = date(2026, 2, 14)  # a Saturday that is worked, then nine days off
    usual = past(8, until=festival)
    quiet = {**usual, festival: 40, **{festival + DAY * number: 1 for number in range(1, 10)}}

    found = [find_lack(quiet, festival + DAY * number) for number in range(1, 11)]

    assert found == [None] * 10


def test_chance_alone_raises_no_alarm_in_a_year_of_twenty_sites() -> None:
    chance = random.Random(20261123)
    false = 0
    for _ in range(20):
        rate, burst = chance.choice([0.3, 2, 10, 40]), chance.choice([1, 1, 3])
        days: dict[date, int] = {}
        for number in range(400):
            day = date(2025, 6, 1) + DAY * number
            mean = rate * (0.2 if kind_of(day) is not DayKind.WORKDAY else 1.0)
            if burst > 1:
                mean *= chance.gammavariate(burst, 1 / burst)
            days[day] = poisson(chance, mean)
        lacks = [find_lack(days, day) for day in list(days)[60::4]]
        false += any(lacks)

    assert false == 0


def poisson(chance: random.Random, mean: float) -> int:
    """A count, by waiting times."""
    count, waited = 0, chance.expovariate(1)
    while waited < mean:
        count += 1
        waited += chance.expovariate(1)
    return count


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-10-01", DayKind.HOLIDAY),
        ("2025-10-06", DayKind.HOLIDAY),  # 中秋 within 国庆
        ("2025-09-28", DayKind.WORKDAY),  # a Sunday
        ("2026-01-04", DayKind.WORKDAY),  # a Sunday
        ("2026-02-23", DayKind.HOLIDAY),
        ("2026-05-01", DayKind.HOLIDAY),
        ("2026-11-22", DayKind.WEEKEND),
        ("2027-02-06", DayKind.HOLIDAY),  # 春节, of a year that is not announced yet
        ("2027-02-05", DayKind.HOLIDAY),  # 除夕
        ("2027-02-14", DayKind.UNSURE),  # a Sunday that may be worked
        ("2027-07-14", DayKind.WORKDAY),
        ("2055-02-10", DayKind.UNSURE),  # beyond the table
        ("2055-10-03", DayKind.HOLIDAY),
    ],
)
def test_holidays_and_the_weekends_worked_for_them(day: str, kind: DayKind) -> None:
    assert kind_of(date.fromisoformat(day)) is kind


def new_moon(number: int) -> date:
    """The day in China of the new moon, counted from 2000-01-06; Meeus, Astronomical Algorithms, chapter 49."""
    t = number / 1236.85
    e = 1 - 0.002516 * t
    sun, moon = radians(2.5534 + 29.10535670 * number), radians(201.5643 + 385.81693528 * number)
    node = radians(160.7108 + 390.67050284 * number)
    terms = -0.40720 * sin(moon) + 0.17241 * e * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    terms += 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun) + 0.00208 * e * e * sin(2 * sun)
    terms -= 0.00111 * sin(moon - 2 * node)
    day = 2451550.09766 + 29.530588861 * number + terms
    return (datetime(2000, 1, 1, 20) + timedelta(days=day - 2451545.0)).date()


def test_the_lunisolar_table_agrees_with_the_new_moons() -> None:
    moons = {new_moon(number) for number in range(290, 520)}

    for year, (spring, boat, moon) in LUNAR.items():
        days = [date.fromisoformat(f"{year}-{text}") for text in (spring, boat, moon)]
        firsts = [day - timedelta(days=into) for day, into in zip(days, (0, 4, 14), strict=True)]
        assert set(firsts) <= moons, year


def test_qingming_is_the_day_on_which_the_sun_reaches_15_degrees() -> None:
    for year in range(2024, 2041):
        since = (datetime(year, 4, qingming(year).day) - datetime(2000, 1, 1, 20)).days
        longitudes = []
        for days in (since, since + 1):
            t = days / 36525
            anomaly = radians(357.52911 + 35999.05029 * t)
            longitudes.append((280.46646 + 36000.76983 * t + 1.9146 * sin(anomaly) + 0.02 * sin(2 * anomaly)) % 360)
        assert longitudes[0] - 1 <= 15 <= longitudes[1] + 1
