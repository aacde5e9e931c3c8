"""Any date, in any form, at any place where pages say when, among decoys: it is read back, and nothing else.

The law of the dates: what stands at the head of an article counts, and the masthead, the footer, lists, comments and
announcements never do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Article, Page
from extraction import read_page

CAPTURED = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TITLE = "岚江春季招聘会摆出零工专区"
BODY = (
    "<p>岚江市总工会在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位，入场的求职者超过五千人。</p>"
    "<p>招聘会设了零工专区。砌筑工老魏拿到一份按天结算的协议，他说，以前工钱靠熟人带话，现在写在纸上。</p>"
    "<p>市总工会副主席丁岚介绍，2019年3月1日起计划办二十四场这样的招聘会，其中八场放在县里。</p>"
)
HAN = "〇一二三四五六七八九"


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return HAN[ones]
    return ("" if tens == 1 else HAN[tens]) + "十" + (HAN[ones] if ones else "")


Write = Callable[[datetime], str]
FORMS: dict[str, tuple[Write, str]] = {
    "2016年01月06日09:58": (lambda d: f"{d:%Y年%m月%d日%H:%M}", "minute"),
    "2016-01-06 09:58:03": (lambda d: f"{d:%Y-%m-%d %H:%M:%S}", "second"),
    "2016/1/6 9:58": (lambda d: f"{d.year}/{d.month}/{d.day} {d.hour}:{d:%M}", "minute"),
    "2016.01.06": (lambda d: f"{d:%Y.%m.%d}", "day"),
    "2016年1月6日 星期三 下午": (
        lambda d: (
            f"{d.year}年{d.month}月{d.day}日 星期{'一二三四五六日'[d.weekday()]} "
            f"{'下午' if d.hour > 11 else '上午'}{(d.hour - 1) % 12 + 1 if d.hour > 11 else d.hour}:{d:%M}"
        ),
        "minute",
    ),
    "二〇一六年一月六日": (
        lambda d: f"{''.join(HAN[int(c)] for c in str(d.year))}年{han(d.month)}月{han(d.day)}日",
        "day",
    ),
    "民國105年1月6日": (lambda d: f"民國{d.year - 1911}年{d.month}月{d.day}日", "day"),
    "Jan. 6, 2016": (lambda d: f"{d:%b}. {d.day}, {d.year}", "day"),
    "6 January 2016": (lambda d: f"{d.day} {d:%B} {d.year}", "day"),
}
# Where the date stands; the mark says that the line may be dated by a label of its own.
PLACES: dict[str, str] = {
    "line": "<h1>{t}</h1><div class=info><span>{d}</span> <span>来源：样江日报</span> <span>浏览：1203</span></div>{b}",
    "label": "<h1>{t}</h1><p>发布时间：{d}　作者：丁岚　字号：大 中 小</p>{b}",
    "bare": "<h1>{t}</h1><div>{d}</div>{b}",
    "table": "<table><tr><td><h1>{t}</h1></td></tr><tr><td>[{d}] [样江日报]</td></tr><tr><td>{b}</td></tr></table>",
    "changed first": "<h1>{t}</h1><p>更新时间：2026-11-20 10:00　发布时间：{d}</p>{b}",
    "changed later": "<h1>{t}</h1><p>发布时间：{d}　更新时间：2026-11-20 10:00</p>{b}",
    "over the title": "<div class=art><span class=date>{d}</span><h1>{t}</h1>{b}</div>",
    "time": "<h1>{t}</h1><time>{d}</time>{b}",
    "announced": "<h1>{t}</h1><p>活动时间：2026年11月1日</p><p>发布日期：{d}</p>{b}",
    "below": "<h1>{t}</h1>{b}<p>发布时间：{d}</p>",
    "signed": "<h1>{t}</h1>{b}<p>岚江市总工会办公室</p><p>{d}</p>",
}
LABELLED_ONLY = {"signed": ("2016.01.06", "二〇一六年一月六日", "民國105年1月6日")}
DECOYS: dict[str, tuple[str, str, str]] = {  # before everything, between title and text, after the text
    "none": ("", "", ""),
    "masthead": ("<div class=t1>今天是：2026年11月23日 星期一 欢迎访问</div>", "", ""),
    "clock": ("<p>现在时间：2026-11-23 12:00:00</p>", "", ""),
    "weekday": ("<table><tr><td>2026年11月23日 星期一</td><td>农历十月十五</td></tr></table>", "", ""),
    "footer": ("", "", "<p>主办：岚江市总工会 2011年01月01日</p><p>版权所有 2011-2026 岚江市总工会</p>"),
    "footer div": ("", "", "<div class=footer>Copyright © 2011-01-01 All Rights Reserved</div>"),
    "list": (
        "",
        "",
        "<div><h3>相关新闻</h3><ul>"
        + "".join(
            f"<li><a href=/{n}>望溪建筑工地夜校开课第{n}期</a><span>2025-0{n}-11</span></li>" for n in range(1, 7)
        )
        + "</ul></div>",
    ),
    "list before": (
        "<div class=l1><ul>"
        + "".join(f"<li><a href=/{n}>望溪建筑工地夜校开课第{n}期</a> 2025-0{n}-11</li>" for n in range(1, 7))
        + "</ul></div>",
        "",
        "",
    ),
    "comments": (
        "",
        "",
        "<div class=x9><h4>网友评论</h4>"
        + "".join(f"<div><b>工友{n}</b> 发表于 2026-10-0{n} 10:00</div><p>说得好，支持。</p>" for n in range(1, 5))
        + "</div>",
    ),
    "to come": ("", "", "<p>报名截止：2030年5月1日</p>"),
}


def page(form: str, place: str, decoy: str, when: datetime) -> str:
    before, between, after = DECOYS[decoy]
    inside = PLACES[place].format(t=TITLE, d=FORMS[form][0](when), b=f"{between}<div class=c>{BODY}</div>")
    if place in ("below", "signed"):
        inside = PLACES[place].format(t=TITLE, d=FORMS[form][0](when), b=BODY)
        inside = inside.replace("</h1>", "</h1><div class=c>", 1) + "</div>"
    return f"<html><head><title>{TITLE}_样江在线</title></head><body>{before}<div>{inside}</div>{after}</body></html>"


@settings(max_examples=400, deadline=None)
@given(
    when=st.datetimes(min_value=datetime(1998, 1, 1), max_value=datetime(2026, 11, 10)),
    form=st.sampled_from(sorted(FORMS)),
    place=st.sampled_from(sorted(PLACES)),
    decoy=st.sampled_from(sorted(DECOYS)),
    captured=st.sampled_from([CAPTURED, None]),
)
def test_a_date_is_read_back_from_any_place_whatever_stands_around(
    when: datetime, form: str, place: str, decoy: str, captured: datetime | None
) -> None:
    if place in LABELLED_ONLY and form not in LABELLED_ONLY[place]:
        form = LABELLED_ONLY[place][0]
    write, precision = FORMS[form]
    reading = read_page(
        Page("urn:sha256:00", page(form, place, decoy, when).encode(), "text/html; charset=utf-8", captured)
    )

    assert isinstance(reading, Article), reading
    wanted = {
        "day": f"{when:%Y-%m-%d}",
        "minute": f"{when:%Y-%m-%dT%H:%M}+08:00",
        "second": f"{when:%Y-%m-%dT%H:%M:%S}+08:00",
    }
    assert (reading.published, reading.published_precision) == (wanted[precision], precision)
    assert write(when).split()[0] in reading.published_evidence


@pytest.mark.parametrize("decoy", sorted(DECOYS))
@pytest.mark.parametrize("captured", [CAPTURED, None])
def test_a_page_without_a_date_gets_none_from_what_stands_around(decoy: str, captured: datetime | None) -> None:
    before, between, after = DECOYS[decoy]
    html = (
        f"<html><head><title>{TITLE}_样江在线</title></head><body>{before}<div><h1>{TITLE}</h1>{between}"
        f"<div class=c>{BODY}</div></div>{after}</body></html>"
    )
    reading = read_page(Page("urn:sha256:00", html.encode(), "text/html; charset=utf-8", captured))

    assert isinstance(reading, Article), reading
    assert (reading.published, reading.published_precision, reading.published_evidence) == ("", "", "")


@given(hours=st.integers(1, 23), days=st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_a_relative_date_is_that_of_the_capture_less_what_it_says(hours: int, days: int) -> None:
    here = CAPTURED + timedelta(hours=8)
    for text, wanted in (
        (f"{hours}小时前", here - timedelta(hours=hours)),
        (f"{days}天前", here - timedelta(days=days)),
    ):
        html = f"<title>{TITLE}</title><h1>{TITLE}</h1><div class=info>{text} 来源：样江日报</div><div>{BODY}</div>"
        reading = read_page(Page("urn:sha256:00", html.encode(), "text/html; charset=utf-8", CAPTURED))

        assert isinstance(reading, Article), reading
        assert reading.published == f"{wanted:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("2016年01月06日09:58 来源：工人报", "2016-01-06T09:58+08:00"),
        ("更新时间：2016-01-07 10:00 发布时间：2016-01-06 09:58", "2016-01-06T09:58+08:00"),
        ("昨天 09:58 来源：工人报", ""),  # nobody knows when the file was saved, whatever its own time says
        ("今天是2026年11月23日 星期一", ""),
    ],
)
def test_a_saved_text_has_the_date_that_it_says_and_no_other(line: str, published: str) -> None:
    text = f"{TITLE}\n{line}\n\n" + BODY.replace("<p>", "").replace("</p>", "\n")
    reading = read_page(Page("urn:sha256:00", text.encode(), content_type="text/plain"))

    assert isinstance(reading, Article), reading
    assert reading.published == published
