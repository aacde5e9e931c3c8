"""Which days people in China work, rest or feast: newspapers publish by that. Pure; a table, and rules beyond it.

In: a day. Out: its kind. Years in the table are as the State Council announced them the November before
(国务院办公厅关于…年部分节假日安排的通知, gov.cn), with the weekend days worked instead (调休). For other years the
rules of the 全国年节及纪念日放假办法 (revised 2024) hold: the days themselves, from the lunisolar calendar where they
are, and what is shifted to as a rule; which weekends are worked for them nobody knows before, so those in reach are
`UNSURE`.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a day is for those who publish."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    UNSURE = "unsure"  # near a holiday of a year whose shifts are not known: a workday or a rest day


# Year: (holidays as first/last day, weekend days worked). Notices 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
_ANNOUNCED: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {
    2024: (
        ("01-01/01-01", "02-10/02-17", "04-04/04-06", "05-01/05-05", "06-08/06-10", "09-15/09-17", "10-01/10-07"),
        ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    ),
    2025: (
        ("01-01/01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"),
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    2026: (
        ("01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21", "09-25/09-27", "10-01/10-07"),
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
}
# 春节 (month 1, day 1), 端午 (5, 5) and 中秋 (8, 15) of the lunisolar calendar, GB/T 33661-2017. A test computes the
# new moons and holds the table to them.
LUNAR: dict[int, tuple[str, str, str]] = {
    2024: ("02-10", "06-10", "09-17"),
    2025: ("01-29", "05-31", "10-06"),
    2026: ("02-17", "06-19", "09-25"),
    2027: ("02-06", "06-09", "09-15"),
    2028: ("01-26", "05-28", "10-03"),
    2029: ("02-13", "06-16", "09-22"),
    2030: ("02-03", "06-05", "09-12"),
    2031: ("01-23", "06-24", "10-01"),
    2032: ("02-11", "06-12", "09-19"),
    2033: ("01-31", "06-01", "09-08"),
    2034: ("02-19", "06-20", "09-27"),
    2035: ("02-08", "06-10", "09-16"),
    2036: ("01-28", "05-30", "10-04"),
    2037: ("02-15", "06-18", "09-24"),
    2038: ("02-04", "06-07", "09-13"),
    2039: ("01-24", "05-27", "10-02"),
    2040: ("02-12", "06-14", "09-20"),
}


def kind_of(day: date) -> DayKind:
    """What that day is.

    >>> [str(kind_of(date(2026, *day))) for day in ((2, 17), (2, 14), (5, 9), (6, 6), (6, 8))]
    ['holiday', 'workday', 'workday', 'weekend', 'workday']
    """
    known = _year(day.year).get(day)
    return known or (DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY)


def qingming(year: int) -> date:
    """清明, the day on which the sun reaches 15° (2000 to 2099).

    >>> [qingming(year).day for year in (2024, 2025, 2026, 2027, 2028)]
    [4, 4, 5, 5, 4]
    """
    past = year - 2000
    return date(year, 4, int(past * 0.2422 + 4.81) - past // 4)


@cache
def _year(year: int) -> dict[date, DayKind]:
    if year not in _ANNOUNCED:
        return _by_rule(year)
    spans, worked = _ANNOUNCED[year]
    found = {_day(year, text): DayKind.WORKDAY for text in worked}
    for span in spans:
        first, last = (_day(year, text) for text in span.split("/"))
        found.update({first + number * _DAY: DayKind.HOLIDAY for number in range((last - first).days + 1)})
    return found


def _by_rule(year: int) -> dict[date, DayKind]:
    """Holidays that are sure, and around them days that may be either."""
    holidays = [date(year, 1, 1), qingming(year)]
    holidays += [date(year, 5, number) for number in range(1, 6)] + [date(year, 10, number) for number in range(1, 8)]
    if year in LUNAR:
        spring, boat, moon = (_day(year, text) for text in LUNAR[year])
        holidays += [spring + number * _DAY for number in range(-1, 7)] + [boat, moon]
    found = dict.fromkeys(holidays, DayKind.HOLIDAY)
    for day in holidays:
        # A weekend within nine days of a holiday may be worked, a day beside one may be shifted to.
        for number in range(-9, 10):
            near = day + number * _DAY
            if near not in found and (near.weekday() >= 5 or abs(number) <= 2):
                found[near] = DayKind.UNSURE
    if year not in LUNAR:  # nobody has filled in the table: the weeks in which 春节, 端午 and 中秋 may fall are unsure
        for first, last in (("01-20", "03-01"), ("05-25", "06-27"), ("09-05", "10-10")):
            day = _day(year, first)
            while day <= _day(year, last):
                found.setdefault(day, DayKind.UNSURE)
                day += _DAY
    return found


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[3:]))
