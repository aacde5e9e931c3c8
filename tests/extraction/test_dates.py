"""Dates in every form that sites write, as precise as they are and never from the future."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.date_choice import Candidate, best_date, date_in_url, read_published
from extraction.date_forms import han_number
from extraction.dates import find_dates, read_date

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
        ("二零二四年一月五日上午十时", "2024-01-05T10:00+08:00", "minute"),
        ("二〇二四年元月五日下午三点半", "2024-01-05T15:30+08:00", "minute"),
        ("2024年1月5日晚八时二十分", "2024-01-05T20:20+08:00", "minute"),
        ("2024年1月5日 上午9点三刻", "2024-01-05T09:45+08:00", "minute"),
        ("2024-1-5 下午3:05", "2024-01-05T15:05+08:00", "minute"),
        ("2024-01-05 PM 03:05", "2024-01-05T15:05+08:00", "minute"),
        ("2024年01月05日10:22:33", "2024-01-05T10:22:33+08:00", "second"),
        ("2024-01-05 10:22:33.0", "2024-01-05T10:22:33+08:00", "second"),
        ("2024年1月5日（星期五）10时22分33秒", "2024-01-05T10:22:33+08:00", "second"),
        ("2024/01/05 - 10:22", "2024-01-05T10:22+08:00", "minute"),
        ("24/01/05", "2024-01-05", "day"),
        ("日期：24-01-05 10:22", "2024-01-05T10:22+08:00", "minute"),
        ("24年1月5日", "2024-01-05", "day"),
        ("98年1月5日", "1998-01-05", "day"),
        ("民國113年1月5日", "2024-01-05", "day"),
        ("中華民國113年1月5日（五）下午3時05分", "2024-01-05T15:05+08:00", "minute"),
        ("中華民國一百一十三年一月五日", "2024-01-05", "day"),
        ("113年1月5日", "2024-01-05", "day"),
        ("發布日期：113-01-05", "2024-01-05", "day"),
        ("113/01/05", "2024-01-05", "day"),
        ("05 2024-01", "2024-01-05", "day"),
        ("2024年01月 05日", "2024-01-05", "day"),
        ("Jan. 5, 2024", "2024-01-05", "day"),
        ("5 January 2024", "2024-01-05", "day"),
        ("the 5th of January, 2024", "2024-01-05", "day"),
        ("2024-Jan-05", "2024-01-05", "day"),
        ("5-Jan-24", "2024-01-05", "day"),
        ("January 5, 2024 at 3:05 p.m. EST", "2024-01-05T15:05-05:00", "minute"),
        ("July 5, 2024 3:05 PM Eastern Time", "2024-07-05T15:05-04:00", "minute"),
        ("3:05 p.m. EST · January 5, 2024", "2024-01-05T15:05-05:00", "minute"),
        ("Fri Jan 05 10:22:33 CST 2024", "2024-01-05T10:22:33+08:00", "second"),
        ("Fri, 05 Jan 2024 10:22:33 +0800", "2024-01-05T10:22:33+08:00", "second"),
        ("2024-01-05 10:22 (UTC+8)", "2024-01-05T10:22+08:00", "minute"),
        ("2024年第3期", "2024", "year"),
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
        ("去年12月3日", "2023-12-03"),
        ("前年5月2日", "2022-05-02"),
        ("今年1月5日 08:00", "2024-01-05T08:00+08:00"),
        ("十二月三十日", "2023-12-30"),
        ("3 March", "2024-03-03"),
        ("昨晚8:30", "2024-03-04T20:30+08:00"),
        ("大前天", "2024-03-02"),
        ("上周五", "2024-03-01"),
        ("上週五 10:22", "2024-03-01T10:22+08:00"),
        ("上上周日", "2024-02-25"),
        ("本周一", "2024-03-04"),
        ("last Friday", "2024-03-01"),
        ("上月28日", "2024-02-28"),
        ("上个月", "2024-02"),
        ("去年", "2023"),
        ("两天前", "2024-03-03"),
        ("三小时前", "2024-03-05"),
        ("10个小时前", "2024-03-04"),
        ("two days ago", "2024-03-03"),
        ("20 mins ago", "2024-03-05T08:40+08:00"),
        ("2月29日", "2024-02-29"),
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


@pytest.mark.parametrize(
    ("captured", "text", "published"),
    [
        (datetime(2024, 1, 2, 4, tzinfo=UTC), "12月31日", "2023-12-31"),
        (datetime(2024, 1, 2, 4, tzinfo=UTC), "1月1日 08:00", "2024-01-01T08:00+08:00"),
        (datetime(2023, 12, 31, 20, tzinfo=UTC), "今天", "2024-01-01"),  # the site's day has begun, that of UTC has not
        (datetime(2023, 12, 31, 20, tzinfo=UTC), "昨天 23:10", "2023-12-31T23:10+08:00"),
        (datetime(2023, 12, 31, 4, tzinfo=UTC), "1月1日", "2024-01-01"),  # the coming morning's paper
        (datetime(2026, 3, 1, 4, tzinfo=UTC), "2月29日", "2024-02-29"),
        (datetime(2024, 1, 1, 2, tzinfo=UTC), "12小时前", "2023-12-31"),
    ],
)
def test_a_day_without_its_year_is_the_last_such_day_at_the_site(captured: datetime, text: str, published: str) -> None:
    found = read_date(text, captured)

    assert found is not None and found.published == published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("更新时间：2024-01-06 10:00　发布时间：2024-01-05 09:00", "2024-01-05T09:00+08:00"),
        ("发布时间：2024-01-05 09:00　更新时间：2024-01-06 10:00", "2024-01-05T09:00+08:00"),
        ("更新时间：2024-01-06 10:00", "2024-01-06T10:00+08:00"),  # the only one, and what many systems call it
        ("2024-01-06 10:00更新　2024-01-05 09:00发布", "2024-01-05T09:00+08:00"),
        ("Updated Jan. 6, 2024 10:00, Published Jan. 5, 2024 09:00", "2024-01-05T09:00+08:00"),
        ("Published: 5 January 2024 | Last updated: 6 January 2024", "2024-01-05"),
        ("成文日期：2024年01月03日 发布日期：2024年01月05日", "2024-01-05"),
        ("报名截止：2024-02-01 发布：2024-01-05", "2024-01-05"),
        ("活动时间：2024年2月1日 2024-01-05 09:00", "2024-01-05T09:00+08:00"),
        ("今天是2026年11月23日 星期一", ""),
        ("现在时间：2026-11-23 10:00:00", ""),
        ("Copyright © 2011-01-01", ""),
        ("版权所有 2011年01月01日", ""),
    ],
)
def test_of_the_dates_of_a_line_that_of_publication_is_read(line: str, published: str) -> None:
    found = read_published(line)

    assert published == (found.published if found else "")


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


@pytest.mark.parametrize(
    ("places", "offset", "url", "published"),
    [
        (["2030-05-01", "2016-01-06"], "+08:00", "", "2030-05-01"),  # nothing tells that this is to come
        (["2030-05-01", "2016-01-06"], "+08:00", "/2016/0106/1.html", "2016-01-06"),
        (["2030-05-01"], "+08:00", "/2016/0106/1.html", "2016-01-06"),
        (["发布时间：2016-02-01 10:00"], "+08:00", "/2016/0106/1.html", "2016-02-01T10:00+08:00"),
        (["2015-12-01"], "+08:00", "/2016/0106/1.html", "2015-12-01"),  # an old article on a site made anew
        (["更新时间：2016-09-01 10:00"], "+08:00", "/2016/0106/1.html", "2016-01-06"),
        (["更新时间：2016-09-01", "2016-01-06 09:58"], "+08:00", "", "2016-01-06T09:58+08:00"),
        (["01-06 09:58"], "+08:00", "/2016/0106/1.html", "2016-01-06T09:58+08:00"),
        (["12月31日"], "+08:00", "/2016/0101/1.html", "2015-12-31"),
        (["01-06 09:58"], "+08:00", "/201601/1.html", "2016-01-06T09:58+08:00"),
        (["2016-01-06", "2016-01-06T00:00:00+08:00"], "+08:00", "", "2016-01-06"),
        (["2016-01-06", "2016-01-05T20:30:00Z"], "+08:00", "", "2016-01-06T04:30:00+08:00"),
        (["2016-01-05T20:30:00Z"], "+08:00", "", "2016-01-06T04:30:00+08:00"),
        (["2016-01-05T20:30:00Z"], "", "", "2016-01-05T20:30:00+00:00"),
        (["2016-01-06 09:58", "2016-01-06T09:58:00+09:00"], "+08:00", "", "2016-01-06T09:58:00+09:00"),
        (["2016-01-06 09:58", "2016-01-06T09:58:00Z"], "+08:00", "", "2016-01-06T09:58+08:00"),
        (["Jan 6, 2016 9:58 AM", "2016-01-06T09:58:00-05:00"], "", "", "2016-01-06T09:58:00-05:00"),
        (["Jan 6, 2016 9:58 AM", "2016-01-06T14:58:00Z"], "", "", "2016-01-06T09:58-05:00"),
        (["2016年1月", "2016-01-06"], "+08:00", "", "2016-01-06"),
        (["2016年1月"], "+08:00", "", "2016-01"),
    ],
)
def test_places_and_address_are_weighed(places: list[str], offset: str, url: str, published: str) -> None:
    url = f"http://news.example{url}" if url else ""
    best = best_date([Candidate(str(n), text) for n, text in enumerate(places)], None, offset, url)

    assert best is not None and best[0].published == published


def test_a_guess_against_the_capture_gives_way_to_what_machines_are_told() -> None:
    places = [Candidate("head", "3小时前"), Candidate("time datetime", "2024-03-05T05:30:00+08:00")]

    best = best_date(places, CAPTURED)

    assert best is not None
    assert (best[0].published, best[1]) == ("2024-03-05T05:30:00+08:00", "time datetime")


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
    assert read_date(character * 1_000_000, CAPTURED) is None
