"""Pages of unions abroad, of phones, of newspapers in columns: text, title, date and kind are read exactly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from archive.records import Article, Page
from extraction import read_page
from tests.extraction.made_layouts import (
    ENGLISH,
    ENGLISH_TITLE,
    HOT,
    RELATED,
    TAIWAN,
    TAIWAN_TITLE,
    TEASERS,
    TEXTS,
    TITLE,
    Case,
    page,
    paragraphs,
)

CASES: dict[str, Case] = {}


def case(name: str, html: str, body: Sequence[str] = TEXTS, **said: str) -> None:
    CASES[name] = Case(html, body, **said)


BEGIN = (
    f"<html lang=en><head><title>{ENGLISH_TITLE} | Harbour Union</title></head><body><header><a href=/>Harbour "
    f"Union</a><ul><li><a href=/join>Join us</a></li><li><a href=/news>News</a></li></ul></header>"
)
END = (
    "<footer><p>Harbour Union, 1 Pier Road. Registered trade union. Phone: 000 0000.</p><p>Copyright © 2026 "
    "Harbour Union. All rights reserved. Privacy policy</p></footer></body></html>"
)
case(
    "en squarespace",
    BEGIN + f"<main><div class=blog-item-wrapper><h1 class='blog-item-title'>"
    f"{ENGLISH_TITLE}</h1><div class=blog-meta><span class=blog-author>Tomas "
    f"Lindqvist</span><time class=dt-published datetime=2024-01-05>Jan 5</time></div>"
    f"<div class='sqs-layout'><div class=sqs-block-content>"
    f"{paragraphs(ENGLISH[:2])}</div><div class=sqs-block-image><figure><img src=/a.jpg>"
    f"<figcaption>Crews at the pier.</figcaption></figure></div><div "
    f"class=sqs-block-content>{paragraphs(ENGLISH[2:])}</div></div></div></main>" + END,
    body=ENGLISH,
    title=ENGLISH_TITLE,
    date="2024-01-05",
)
case(
    "en joomla",
    BEGIN + f"<div class=item-page><h2>{ENGLISH_TITLE}</h2><dl class=article-info><dd "
    f"class=published>Published: 05 January 2024</dd><dd class=hits>Hits: 312</dd></dl>"
    f"{paragraphs(ENGLISH)}<ul class=pager><li><a href=1>Prev</a></li></ul></div>" + END,
    body=ENGLISH,
    title=ENGLISH_TITLE,
    date="2024-01-05",
)
case(
    "en old table",
    f"<html><head><title>Harbour Union News</title></head><body bgcolor=white><table width=100%>"
    f"<tr><td width=150><a href=1>Home</a><br><a href=2>News</a><br><a href=3>Contact</a></td>"
    f"<td><font size=5><b>{ENGLISH_TITLE}</b></font><br><i>January 5, 2024</i><p>{ENGLISH[0]}<p>"
    f"{ENGLISH[1]}<p>{ENGLISH[2]}<p>{ENGLISH[3]}<hr><a href=1>Back to news</a></td></tr></table>"
    f"</body></html>",
    body=ENGLISH,
    title=ENGLISH_TITLE,
    date="2024-01-05",
)
case(
    "en cta",
    BEGIN + f"<article><h1>{ENGLISH_TITLE}</h1><p class=date>5 January 2024</p><div class=body>"
    f"{paragraphs(ENGLISH[:2])}<div class=newsletter-signup><h3>Sign up to our newsletter</h3>"
    f"<p>Get union news every week. We never share your address with anyone else.</p></div>"
    f"{paragraphs(ENGLISH[2:])}</div></article><section class=related><h2>More news</h2><div "
    f"class=card><h3><a href=1>Tram drivers win rest rooms</a></h3><p>The union of tram drivers "
    f"has won a rest room at every terminus, after a long dispute.</p></div></section>" + END,
    body=ENGLISH,
    title=ENGLISH_TITLE,
    date="2024-01-05",
)
case(
    "en comments",
    BEGIN + f"<article><h1>{ENGLISH_TITLE}</h1><p class=date>5 January 2024</p><div class=body>"
    f"{paragraphs(ENGLISH)}</div></article><section id=x><h3>12 Comments</h3>"
    + "".join(
        f"<div><b>Jane {n}</b> says: January {n}, 2024 at 9:15 am<p>I worked on the "
        f"ferries for eleven years, and the roster was always the worst part of it, well "
        f"done everyone.</p></div>"
        for n in range(6, 18)
    )
    + "</section>"
    + END,
    body=ENGLISH,
    title=ENGLISH_TITLE,
    date="2024-01-05",
)
case(
    "hk table",
    f"<html><head><title>嵐江職工會</title></head><body><table width=750><tr><td colspan=2><img "
    f"src=banner.gif></td></tr><tr><td width=150><a href=1>主頁</a><br><a href=2>新聞稿</a></td><td>"
    f"<b>{TAIWAN_TITLE}</b><br>（2024年1月5日）<br><br>"
    + "<br><br>".join(TAIWAN)
    + "<br><br>嵐江職工會<br>2024年1月5日</td></tr></table></body></html>",
    body=[*TAIWAN, "嵐江職工會", "2024年1月5日"],
    title=TAIWAN_TITLE,
    date="2024-01-05",
)
case(
    "tw press",
    f"<html><head><title>{TAIWAN_TITLE}-嵐江總工會全球資訊網</title></head><body><a href=#c "
    f"accesskey=c>:::</a><div class=nav><ul><li><a href=1>最新消息</a></li></ul></div><div id=c "
    f"class=cp><a accesskey=c>:::</a><h2>{TAIWAN_TITLE}</h2><div class=data>"
    f"・發布日期：2024-01-05　・更新日期：2024-03-05　・點閱率：312</div><section class=cp>"
    f"{paragraphs(TAIWAN)}</section><div class=group><a href=1>回上一頁</a></div></div><footer>"
    f"更新日期：2026-11-20 瀏覽人次：12345</footer></body></html>",
    body=TAIWAN,
    title=TAIWAN_TITLE,
    date="2024-01-05",
)
case(
    "mobile h5",
    f"<html><head><title>{TITLE}</title></head><body><div class=top-app>打开岚江工会APP，"
    f"阅读体验更佳 <a>打开</a></div><div class=art><h1 class=art_title>{TITLE}</h1><div "
    f"class=art_info><img src=/head.png><span>岚江工会</span><span>2024-01-05 10:22</span><a>"
    f"+关注</a></div><div class=art_txt>{paragraphs()}</div><div class=more>阅读 312 赞 12</div>"
    f"</div><div class=recom><div class=hd>相关推荐</div>"
    + "".join(
        f"<a class=it href=/{n}><div class=tt>望溪建筑工地夜校开课第{n}期</div><div class=ss>岚江工会 1-0{n}</div></a>"
        for n in range(1, 7)
    )
    + "</div></body></html>",
)
case(
    "qikan columns",
    page(
        f"<div class=col3><div class=c1>{HOT}</div><div class=c2><h4>{TITLE}</h4><h6>"
        f"2024-01-05 10:22　来源：岚江工会</h6>{paragraphs()}</div><div class=c3>"
        f"{TEASERS}{RELATED}</div></div>"
    ),
)
case(
    "video text",
    page(
        f"<h1>[视频]{TITLE}</h1><div>2024-01-05 10:22</div><div class=video><video src=1.mp4>"
        f"</video></div><div class=content>{paragraphs(TEXTS[:2])}</div>",
        title=f"[视频]{TITLE}_岚江工会",
    ),
    body=TEXTS[:2],
    title="[视频]" + TITLE,
    kind="video",
)
case(
    "picture news",
    page(
        f"<h1>{TITLE}</h1><div>2024-01-05 10:22</div><div class=content><p align=center><img "
        f"src=/u/1.jpg></p><p>1月4日，求职者在零工专区填表。当日，岚江市总工会举行招聘会。"
        f"丁岚摄</p></div>"
    ),
    body=["1月4日，求职者在零工专区填表。当日，岚江市总工会举行招聘会。丁岚摄"],
)
case(
    "iframes+forms",
    page(
        f"<form method=post action=x.aspx><input type=hidden name=__VIEWSTATE "
        f"value='{'x' * 500}'><div class=m><span id=lblTitle>{TITLE}</span><br><span id=lblDate>"
        f"2024-01-05 10:22</span><div id=lblContent>{paragraphs()}</div></div></form>"
    ),
)
case(
    "subheads",
    page(
        f"<h1>{TITLE}</h1><div>2024-01-05 10:22</div><div class=content><p>{TEXTS[0]}</p><p>"
        f"<strong>零工也有合同</strong></p><p>{TEXTS[1]}</p><h3>每周三开放</h3><p>{TEXTS[4]}</p>"
        f"</div>"
    ),
    body=[TEXTS[0], "零工也有合同", TEXTS[1], "每周三开放", TEXTS[4]],
)
case(
    "numbered notice",
    page(
        "<h1>关于举办职工培训班的通知</h1><div>2024-01-05 10:22</div><div class=content><p>"
        "各区县总工会：</p><p>现将有关事项通知如下。</p><p>一、时间</p><p>"
        "2024年2月1日至3日</p><p>二、地点</p><p>岚江市工人文化宫</p><p>三、联系人</p><p>"
        "丁岚，电话：000-0000000</p><p>岚江市总工会</p><p>2024年1月4日</p></div>",
        title="关于举办职工培训班的通知_岚江市总工会",
    ),
    title="关于举办职工培训班的通知",
    kind="notice",
    body=[
        "各区县总工会：",
        "现将有关事项通知如下。",
        "一、时间",
        "2024年2月1日至3日",
        "二、地点",
        "岚江市工人文化宫",
        "三、联系人",
        "丁岚，电话：000-0000000",
        "岚江市总工会",
        "2024年1月4日",
    ],
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
