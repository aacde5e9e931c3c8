"""Pages with many dates, one of them of publication; and pages with none, which get none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from archive.records import Article, Page
from extraction import read_page
from tests.extraction.made_layouts import (
    ENGLISH,
    ENGLISH_TITLE,
    TEXTS,
    TITLE,
    Case,
    page,
    paragraphs,
)

CASES: dict[str, Case] = {}


def case(name: str, html: str, body: Sequence[str] = TEXTS, **said: str) -> None:
    CASES[name] = Case(html, body, **said)


MASTHEADS = {
    "date class": "<div id=top><div class=date>2026年11月23日 星期一</div></div>",
    "clock": "<div class=header><span id=nowtime>2026-11-23 12:00:00</span></div>",
    "English": "<div class=topbar>Monday, November 23, 2026</div>",
    "table": "<table width=960><tr><td>2026年11月23日　星期一</td><td>设为首页</td></tr></table>",
    "day alone": "<p>2026年11月23日</p>",
}
for name, top in MASTHEADS.items():
    for line, date in (("<p>2024-01-05 10:22</p>", "2024-01-05T10:22"), ("", "")):
        case(
            f"masthead: {name} {date}",
            page(f"{top}<div class=m><h1>{TITLE}</h1>{line}<div class=c>{paragraphs()}</div></div>", menu=""),
            date=date,
        )
case(
    "visit",
    page(
        f"<div class=m><h1>{TITLE}</h1><div>您的访问时间：2026-11-23 12:00</div><div class=c>{paragraphs()}</div></div>"
    ),
    date="",
)
case(
    "list under title",
    page(
        f"<div class=m><h1>{TITLE}</h1><div class=r><ul>"
        + "".join(
            f"<li><span>2025-03-0{n}</span><a href=/{n}>望溪建筑工地夜校开课第{n}期</a></li>" for n in range(1, 6)
        )
        + f"</ul></div><p>2024-01-05 10:22</p><div class=c>{paragraphs()}</div></div>"
    ),
)
case(
    "event in summary",
    page(
        f"<div class=m><h1>{TITLE}</h1><div class=intro>2023年12月1日，"
        f"岚江市总工会举行招聘会，一百二十家企业进场。</div><p>2024-01-05 10:22</p><div "
        f"class=c>{paragraphs()}</div></div>"
    ),
)
case(
    "kaishi",
    page(
        f"<div class=m><h1>{TITLE}</h1><p>活动时间：2024年2月1日至2024年2月10日</p><p>"
        f"发布：2024-01-05 10:22</p><div class=c>{paragraphs()}</div></div>"
    ),
)
case(
    "meta only",
    f"<html><head><title>{TITLE}</title><meta name=PubDate content='2024-01-05 10:22:00'></head>"
    f"<body><h1>{TITLE}</h1><div>{paragraphs()}</div></body></html>",
)
case(
    "json ld z",
    f"<html><head><title>{TITLE}</title><script type=application/ld+json>"
    + '{"@type":"NewsArticle","datePublished":"2024-01-05T02:22:00Z","dateModified":"2025-01-05T02:22:00Z"}'
    + f"</script></head><body><h1>{TITLE}</h1><div>{paragraphs()}</div></body></html>",
)
case(
    "modified only meta",
    f"<html><head><title>{TITLE}</title><meta property=article:modified_time "
    f"content='2025-01-05 10:22:00'></head><body><h1>{TITLE}</h1><p>2024-01-05 10:22</p>"
    f"<div>{paragraphs()}</div></body></html>",
)
case(
    "updated pub en",
    f"<html><head><title>{ENGLISH_TITLE}</title></head><body><h1>{ENGLISH_TITLE}</h1><p>"
    f"Updated Jan. 6, 2024 3:05 p.m. EST | Published Jan. 5, 2024 3:05 p.m. EST</p><div>"
    f"{paragraphs(ENGLISH)}</div></body></html>",
    body=ENGLISH,
    title=ENGLISH_TITLE,
    date="2024-01-05T15:05-05:00",
)
case(
    "published after updated lines",
    page(
        f"<h1>{TITLE}</h1><ul><li>更新时间：2024-02-05 10:22</li><li>"
        f"发布时间：2024-01-05 10:22</li></ul><div class=c>"
        f"{paragraphs()}</div>"
    ),
)
case(
    "footer sign",
    page(
        f"<h1>{TITLE}</h1><div class=c>{paragraphs()}</div><div><p>主办：岚江市总工会 2011年01月01日</p></div>", foot=""
    ),
    date="",
)
case(
    "last line footer in body",
    page(f"<h1>{TITLE}</h1><div class=c>{paragraphs()}<p>版权所有 2011年01月01日</p></div>", foot=""),
    date="",
)
case(
    "copyright only",
    page(
        f"<h1>{TITLE}</h1><div class=c>{paragraphs()}</div><center>Copyright 2011-2012 "
        f"岚江市总工会 2011年1月1日改版</center>",
        foot="",
    ),
    date="",
)
case(
    "sign",
    page(
        f"<h1>{TITLE}</h1><div class=c>{paragraphs(TEXTS[:2])}<p align=right>岚江市总工会</p><p "
        f"align=right>二〇二四年一月五日</p><p>附件：<a href=1.doc>名单</a></p></div>"
    ),
    body=(),
    date="2024-01-05",
)
case(
    "comment 发表于",
    page(
        f"<h1>{TITLE}</h1><div class=c>{paragraphs()}</div><div class=k><div>匿名 发表于 "
        f"2025-01-05 10:22</div><div>顶一下，说得好。</div></div>"
    ),
    date="",
)
case(
    "ymd roc li",
    page(f"<h1>{TITLE}</h1><dl><dt>發布日期</dt><dd>113/01/05</dd></dl><div class=c>{paragraphs()}</div>"),
    date="2024-01-05",
)
case(
    "weixin",
    page(f"<h1>{TITLE}</h1><div><em>1月5日 10:22</em></div><div class=c>{paragraphs()}</div>"),
    date="2026-01-05T10:22",
)
case(
    "weixin url",
    page(f"<h1>{TITLE}</h1><div><em>01-05 10:22</em></div><div class=c>{paragraphs()}</div>"),
    url="http://x.example/202401/t20240105_1.html",
)
case(
    "lead",
    page(f"<h1>{TITLE}</h1><div class=c><p>本报岚江2024年1月5日电 {TEXTS[0]}</p>{paragraphs(TEXTS[1:])}</div>"),
    body=(),
    date="2024-01-05",
)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_page_says_what_it_should(name: str) -> None:
    wanted = CASES[name]
    captured = datetime(2026, 11, 23, 4, tzinfo=UTC)
    reading = read_page(Page(wanted.url, wanted.html.encode(), "text/html; charset=utf-8", captured))

    assert isinstance(reading, Article), reading
    assert not wanted.body or list(wanted.body) == reading.body.split("\n")
    assert (wanted.title, wanted.kind) == (reading.title, reading.kind)
    assert reading.published.startswith(wanted.date) and bool(reading.published) == bool(wanted.date)
