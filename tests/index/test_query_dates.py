"""Dates in a query: each way to write one, the span it covers, and what is said of a wrong one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.date_words import Span, last_moment, read_span

TODAY = date(2026, 11, 23)  # a Monday

SPANS: list[tuple[str, Span]] = [
    ("2016", ("2016", "2016")),
    ("2016年", ("2016", "2016")),
    ("2016-1", ("2016-01", "2016-01")),
    ("2016年1月", ("2016-01", "2016-01")),
    ("2016-01-06", ("2016-01-06", "2016-01-06")),
    ("2016/1/6", ("2016-01-06", "2016-01-06")),
    ("2016.1.6", ("2016-01-06", "2016-01-06")),
    ("2016年1月6日", ("2016-01-06", "2016-01-06")),
    ("20160106", ("2016-01-06", "2016-01-06")),
    ("２０１６－０１", ("2016-01", "2016-01")),
    ("2015..2016-03", ("2015", "2016-03")),
    ("2015…2016", ("2015", "2016")),
    ("..2012", (None, "2012")),
    ("2012..", ("2012", None)),
    ("today", ("2026-11-23", "2026-11-23")),
    ("昨天", ("2026-11-22", "2026-11-22")),
    ("本周", ("2026-11-23", "2026-11-29")),
    ("last-week", ("2026-11-16", "2026-11-22")),
    ("上月", ("2026-10", "2026-10")),
    ("上個月", ("2026-10", "2026-10")),
    ("this-month", ("2026-11", "2026-11")),
    ("去年", ("2025", "2025")),
    ("近7天", ("2026-11-17", "2026-11-23")),
    ("7d", ("2026-11-17", "2026-11-23")),
    ("最近3个月", ("2026-08-24", "2026-11-23")),
    ("last-2-weeks", ("2026-11-10", "2026-11-23")),
    ("1week..", ("2026-11-16", None)),
    ("去年..昨天", ("2025", "2026-11-22")),
    ("近七天", ("2026-11-17", "2026-11-23")),
    ("近半年", ("2026-05-24", "2026-11-23")),
    ("近两个月", ("2026-09-24", "2026-11-23")),
    ("最近三十天", ("2026-10-25", "2026-11-23")),
    ("三天前", ("2026-11-20", "2026-11-20")),
    ("上个星期", ("2026-11-16", "2026-11-22")),
    ("一周前..今天", ("2026-11-16", "2026-11-23")),
    ("9999years..", ("0001-01-01", None)),
    ("9999-12..", ("9999-12", None)),
]


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_each_way_to_write_a_date_covers_its_span(text: str, span: Span) -> None:
    assert read_span(text, TODAY) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "soon",
        "16",
        "2016-13",
        "2016-02-30",
        "1..2..3",
        "2016..2015",
        "0000",
        "近0天",
        "近零天",
        "0d",
        "近-1天",
    ],
)
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|ends before|no time at all"):
        read_span(text, TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2016", "2016-12-31"), ("2016-02", "2016-02-29"), ("..2015", "2015-12-31"), ("9999-12", "9999-12-31")],
)
def test_the_last_moment_of_a_date_is_its_last_day(text: str, day: str) -> None:
    assert last_moment(text, TODAY) == day


@given(st.text(alphabet="0123456789-/.年月日近天周上去昨今前半两十百七星期个 dwmy…", max_size=14), st.dates())
def test_no_text_and_no_day_crashes_the_reading_of_dates(text: str, today: date) -> None:
    try:
        low, high = read_span(text, today)
    except ValueError:
        return

    assert low or high
