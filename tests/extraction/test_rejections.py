"""Pages that are no article, each with its reason; and articles that look like them, which are read."""

from __future__ import annotations

import pytest

from archive.records import Article, Page, Rejected
from extraction import read_page
from tests.extraction.made_refusals import (
    CASES,
    DATELINE,
    LIST,
    SIDE,
    case,
    frame,
)

case(
    "listing 18 dated",
    "listing",
    frame("工会要闻", f"<div class=pos>当前位置：<a href=/>首页</a> &gt; 工会要闻</div><h2>工会要闻</h2>{LIST}"),
    "http://union.example/yw/",
)
case(
    "listing bare",
    "listing",
    "<html><title>工会要闻</title><body>" + LIST + "</body></html>",
    "http://union.example/yw/list.html",
)
case("listing body only", "listing", "<body>" + LIST + "</body>", "urn:x")
case(
    "listing table",
    "listing",
    frame(
        "通知公告",
        "<table>"
        + "".join(
            f"<tr><td>·</td><td><a href='/art/{n}.html'>关于举办第{n}期职工培训班的通知</a></td><td>"
            f"[2024-01-{n:02d}]</td></tr>"
            for n in range(1, 21)
        )
        + "</table>",
    ),
    "http://union.example/tzgg/",
)
case(
    "listing teasers",
    "listing",
    frame(
        "工会要闻",
        "<h2>工会要闻</h2>"
        + "".join(
            f"<div class=it><h3><a href='/art/{n}.html'>望溪建筑工地夜校开课第{n}期</a></h3><p>"
            f"望溪建筑工地的夜校昨晚开课，三百名工友报名，课程包括识图和安全规程，教材由第{n}工会出。</p><span>"
            f"2024-01-{n:02d}</span></div>"
            for n in range(1, 13)
        ),
    ),
    "http://union.example/yw/index_2.html",
)
case(
    "listing en",
    "listing",
    "<title>News - Harbour Union</title><h1>News</h1>"
    + "".join(
        f"<article><h2><a href=/n/{n}>Ferry crews win a roster they can plan by {n}</a></h2><p class=date>{n} "
        f"January 2024</p><p>Deckhands on the ferries will work to a published roster from Monday, number {n}. "
        f"<a href=/n/{n}>Read more</a></p></article>"
        for n in range(1, 11)
    ),
    "http://u.example/news/",
)
case("search results", "listing", frame("搜索结果", "<p>共找到128条结果</p>" + LIST), "http://union.example/search?q=x")
FRONT = "".join(
    f"<div class=box><h3>栏目{k}</h3><ul>"
    + "".join(f"<li><a href='/art/{k}{n}.html'>望溪建筑工地夜校开课第{n}期</a></li>" for n in range(8))
    + "</ul></div>"
    for k in range(12)
)
case(
    "front",
    "front-page",
    frame("首页", FRONT + "<p>欢迎访问岚江市总工会网站，我们为职工服务。</p>"),
    "http://union.example/",
)
case("front idx", "front-page", frame("岚江市总工会", FRONT), "http://union.example/index.html")
case(
    "video empty",
    "video",
    frame(
        "[视频]岚江招聘会开进城南",
        "<h1>[视频]岚江招聘会开进城南</h1>"
        + DATELINE
        + "<div class=video-player><video src=x.mp4></video></div><div id=content class=content></div>",
    ),
    "http://union.example/v/1.html",
)
case(
    "video no text en",
    "video",
    "<title>Ferry crews talk | Harbour TV</title><meta property=og:type content=video.other><h1>Ferry crews "
    "talk</h1><div class=player><iframe src=//youtube.example/e></iframe></div>",
    "http://u.example/v/1",
)
case(
    "short art many related",
    "article",
    frame(
        "岚江工会送清凉",
        "<h1>岚江工会送清凉</h1>" + DATELINE + "<div class=c><p>昨日，岚江市总工会慰问一线职工。</p></div>" + SIDE,
    ),
)
case(
    "short art many related undated",
    "article",
    frame(
        "岚江工会给环卫工送清凉",
        "<h1>岚江工会给环卫工送清凉</h1><div class=c><p>昨日，岚江市总工会慰问一线职工，送去绿豆汤。</p><p>"
        "活动持续到月底。</p></div>" + SIDE,
    ),
)
case(
    "two sentence notice",
    "article",
    frame(
        "停电通知",
        "<h1>停电通知</h1>" + DATELINE + "<div class=c><p>因线路检修，1月8日文化宫停电一天。请互相转告。</p></div>",
    ),
)
case(
    "one sentence notice",
    "article",
    frame(
        "放假通知",
        "<h1>放假通知</h1>"
        + DATELINE
        + "<div class=c><p>工人文化宫春节期间闭馆，初七开馆。</p><p>岚江市工人文化宫</p><p>2024年1月5日</p></div>",
    ),
)
case(
    "gallery captions",
    "article",
    frame(
        "组图：驿站的一天",
        "<h1>组图：驿站的一天</h1>"
        + DATELINE
        + "<div class=c>"
        + "".join(
            f"<p align=center><img src=/p/{n}.jpg width=600></p><p align=center>图为环卫工在第{n}驿站喝水休息。"
            f"丁小{n}摄</p>"
            for n in range(1, 7)
        )
        + "</div>",
    ),
)
case(
    "noise form",
    "no-article",
    frame(
        "在线投稿",
        "<h2>在线投稿</h2><form><table>"
        + "".join(f"<tr><td>{x}：</td><td><input></td></tr>" for x in ("姓名", "单位", "电话", "标题", "内容"))
        + "</table></form>",
    ),
    "http://union.example/tg.jsp",
)
case(
    "about/contact",
    "no-article",
    frame("联系我们", "<h2>联系我们</h2><p>地址：岚江市城南路1号</p><p>电话：000-0000000</p><p>邮编：000000</p>"),
    "http://union.example/contact.html",
)
case(
    "attachment only notice",
    "article",
    frame(
        "关于印发职工疗休养办法的通知",
        "<h1>关于印发职工疗休养办法的通知</h1>"
        + DATELINE
        + "<div class=c><p>附件：<a href=/f/1.pdf>岚江市职工疗休养办法.pdf</a></p></div>",
    ),
)
case(
    "pdf viewer notice",
    "article",
    frame(
        "关于印发职工疗休养办法的通知",
        "<h1>关于印发职工疗休养办法的通知</h1>"
        + DATELINE
        + "<div class=c><p>各区县总工会：</p><p>现将《职工疗休养办法》印发给你们，请遵照执行。</p><p><a "
        "href=/f/1.doc>附件1.doc</a></p></div>",
    ),
)
case(
    "comments under short",
    "article",
    frame(
        "岚江工会送清凉",
        "<h1>岚江工会送清凉</h1>"
        + DATELINE
        + "<div class=c><p>昨日，岚江市总工会慰问一线职工，送去绿豆汤和毛巾。</p></div><div class=pl9><h4>网友评论</h4>"
        + "".join(
            f"<div><b>工友{n}</b><p>第{n}次看到工会来工地，绿豆汤很好喝，希望明年夏天还能来，谢谢各位师傅。</p></div>"
            for n in range(20)
        )
        + "</div>",
    ),
)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_page_is_read_or_refused_for_the_right_reason(name: str) -> None:
    wanted, html, url = CASES[name]
    reading = read_page(Page(url, html.encode(), content_type="text/html; charset=utf-8"))

    assert wanted == ("article" if isinstance(reading, Article) else reading.reason), reading
    if isinstance(reading, Rejected):
        assert reading.detail.strip()


def test_a_table_of_names_is_the_text_of_its_notice() -> None:
    _, html, url = CASES["table notice dated"]
    reading = read_page(Page(url, html.encode(), content_type="text/html; charset=utf-8"))

    assert isinstance(reading, Article)
    assert reading.body.split("\n")[:2] == ["序号 | 姓名 | 单位", "1 | 丁小1 | 岚江第1机械厂"]
    assert reading.kind == "notice"


def test_a_notice_of_one_sentence_keeps_its_signature() -> None:
    _, html, url = CASES["one sentence notice"]
    reading = read_page(Page(url, html.encode(), content_type="text/html; charset=utf-8"))

    assert isinstance(reading, Article)
    assert reading.body.split("\n") == ["工人文化宫春节期间闭馆，初七开馆。", "岚江市工人文化宫", "2024年1月5日"]
