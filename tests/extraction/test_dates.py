"""Dates in every form that sites write, as precise as they are and never from the future."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.date_forms import han_number
from extraction.dates import Candidate, best_date, date_in_url, find_dates, read_date

CAPTURED = datetime(2024, 3, 5, 1, 0, tzinfo=UTC)  # nine in the morning at the site


@pytest.mark.parametrize(
    ("text", "published", "precision"),
    [
        ("2016年01月06日09:58 来源：河湾日报", "2016-01-06T09:58+08:00", "minute"),
        ("2016-01-06 09:58:03", "2016-01-06T09:58:03+08:00", "second"),
        ("2016/1/6", "2016-01-06", "day"),
        ("2016.01.06 | 09:58", "2016-01-06T09:58+08:00", "minute"),
        ("２０１６年０１月０６日０９：５８", "2016-01-06T09:58+08:00", "minute"),
        ("2016年1月6日 星期三 下午3时05分", "2016-01-06T15:05+08:00", "minute"),
        ("2016年1月6日凌晨12点", "2016-01-06T00:00+08:00", "minute"),
        ("2016年1月6日中午1:30", "2016-01-06T13:30+08:00", "minute"),
        ("20160106", "2016-01-06", "day"),
        ("20160106095803", "2016-01-06T09:58:03+08:00", "second"),
        ("二〇二四年一月五日", "2024-01-05", "day"),
        ("二○一六年十二月廿五日", "2016-12-25", "day"),
        ("民國105年1月6日", "2016-01-06", "day"),
        ("2016年1月", "2016-01", "month"),
        ("2016-01", "2016-01", "month"),
        ("2016", "2016", "year"),
        ("2019-11-21T17:30:00.000Z", "2019-11-21T17:30:00+00:00", "second"),
        ("2019-11-21T17:30:00+0800", "2019-11-21T17:30:00+08:00", "second"),
        ("2019-11-21T17:30-05:00", "2019-11-21T17:30-05:00", "minute"),
        ("Nov. 21, 2019, 5:30 p.m. EST", "2019-11-21T17:30-05:00", "minute"),
        ("21 November 2019 17:05 GMT", "2019-11-21T17:05+00:00", "minute"),
        ("Thursday 8th August 2019 at 6pm", "2019-08-08T18:00+08:00", "minute"),
        ("Updated 5:24 PM ET, Wed July 8, 2015", "2015-07-08T17:24-04:00", "minute"),
        ("10:15 AM CST, Thu January 8, 2015", "2015-01-08T10:15-06:00", "minute"),
        ("2015-01-08 10:15 CST", "2015-01-08T10:15+08:00", "minute"),
        ("11/21/2019 8:09 AM", "2019-11-21T08:09+08:00", "minute"),
        ("21/11/2019", "2019-11-21", "day"),
        ("1452045480", "2016-01-06T09:58:00+08:00", "second"),
        ("1452045480000", "2016-01-06T09:58:00+08:00", "second"),
    ],
)
def test_a_written_date_is_read_as_precisely_as_it_is(text: str, published: str, precision: str) -> None:
    found = read_date(text)

    assert found is not None
    assert (published, precision) == (found.published, found.precision)
    assert not found.inferred


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("3月1日 08:00", "2024-03-01T08:00+08:00"),
        ("12月30日", "2023-12-30"),
        ("06-15 08:18", "2023-06-15T08:18+08:00"),
        ("March 3", "2024-03-03"),
        ("昨天 13:20", "2024-03-04T13:20+08:00"),
        ("前天", "2024-03-03"),
        ("今日", "2024-03-05"),
        ("35分钟前", "2024-03-05T08:25+08:00"),
        ("3小时前", "2024-03-05"),
        ("12小時前", "2024-03-04"),
        ("2天前", "2024-03-03"),
        ("2周前", "2024-02"),
        ("3个月前", "2023-12"),
        ("2年前", "2022"),
        ("刚刚", "2024-03-05T09:00+08:00"),
        ("an hour ago", "2024-03-05"),
        ("yesterday", "2024-03-04"),
    ],
)
def test_yearless_and_relative_dates_are_read_against_the_capture_only(text: str, published: str) -> None:
    assert read_date(text) is None
    found = read_date(text, CAPTURED)

    assert found is not None and found.inferred
    assert found.published == published


@pytest.mark.parametrize(
    "text",
    [
        "",
        "来源：河湾日报",
        "2016-13-45",
        "2016年2月30日",
        "1.2016.5",
        "比分 3-1",
        "电话 010-20160106888",
        "12:30",
        "5/6",
        "第2016号",
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read_date(text, CAPTURED) is None


def test_a_date_after_the_capture_is_passed_over() -> None:
    found = read_date("截止 2026-01-01，发布于 2024-03-04", CAPTURED)

    assert found is not None and found.published == "2024-03-04"


def test_the_evidence_is_the_text_as_it_stands() -> None:
    found = read_date("时间：２０１６年１月６日　０９：５８　来源")

    assert found is not None
    assert (found.span, found.start) == ("２０１６年１月６日　０９：５８", 3)


def test_another_zone_of_the_site_is_written_to_times_without_zone() -> None:
    found = read_date("2016-01-06 09:58", offset="+09:00")

    assert found is not None and found.published == "2016-01-06T09:58+09:00"


def test_all_dates_of_a_text_come_in_order() -> None:
    assert [f.published for f in find_dates("2016年1月6日至2016-01-08，见1/7/2016")] == [
        "2016-01-06",
        "2016-01-08",
        "2016-01-07",
    ]


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("http://news.example/n1/2016/0106/c67502-28019653.html", "2016-01-06"),
        ("http://news.example/201601/06/123.html", "2016-01-06"),
        ("http://news.example/2016-01/06/content_1.htm", "2016-01-06"),
        ("http://news.example/a/t20160106_123.htm", "2016-01-06"),
        ("http://news.example/27/29603/160106095812345.shtml", "2016-01-06"),
        ("http://news.example/15/0521/05/ABC.html", "2015-05-21"),
        ("http://news.example/2019/5/3/a", "2019-05-03"),
        ("http://news.example/2019/05/a", "2019-05"),
    ],
)
def test_a_date_in_the_path_of_a_url_is_read(url: str, published: str) -> None:
    found = date_in_url(url)

    assert found is not None and found.published == published


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/GB/1024/10344.html",
        "http://2016.0106.example/a",
        "http://news.example/c-40201601061.html",
        "",
        "x",
    ],
)
def test_numbers_that_are_no_date_in_a_url_are_left_alone(url: str) -> None:
    assert date_in_url(url) is None


def test_the_first_place_wins_and_a_later_one_completes_it() -> None:
    places = [
        Candidate("meta", "2016-01-06"),
        Candidate("head", "2016年01月06日09:58"),
        Candidate("foot", "2011-01-01"),
    ]

    best = best_date(places)

    assert best is not None
    assert (best[0].published, best[1]) == ("2016-01-06T09:58+08:00", "head")


def test_the_url_settles_a_quarrel() -> None:
    places = [Candidate("head", "2011-01-01 08:00"), Candidate("foot", "2016-01-06 09:58")]

    best = best_date(places, url="http://news.example/2016/0106/1.html")

    assert best is not None and best[1] == "foot"


def test_the_url_serves_when_nothing_else_does() -> None:
    best = best_date([Candidate("head", "来源：河湾日报")], url="http://news.example/2016/0106/1.html")

    assert best is not None
    assert (best[0].published, best[1]) == ("2016-01-06", "url")


def test_no_place_gives_no_date() -> None:
    assert best_date([]) is None


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2098, 12, 31)), st.times())
def test_every_minute_written_the_chinese_way_is_read_back(day: date, time: time) -> None:
    text = f"{day:%Y年%m月%d日}{time:%H:%M}"

    found = read_date(text)

    assert found is not None
    assert found.published == f"{day:%Y-%m-%d}T{time:%H:%M}+08:00"


@pytest.mark.parametrize(
    ("text", "number"),
    [("二〇二四", 2024), ("十", 10), ("二十四", 24), ("卅一", 31), ("十十", -1), ("百", -1), ("", -1)],
)
def test_chinese_numerals_are_numbers(text: str, number: int) -> None:
    assert han_number(text) == number


@given(st.text(st.sampled_from("0123456789年月日-/.:： 〇二十一TZ+apm前小时昨天JanOct"), max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    for found in find_dates(text, CAPTURED):
        assert found.published[:10] <= "2024-03-06"


@pytest.mark.parametrize("character", ["2", "年", " ", "/", "十", "前", "a"])
def test_one_character_repeated_costs_little(character: str) -> None:
    read_date(character * 1_000_000, CAPTURED)
