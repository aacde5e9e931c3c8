"""The generic reading: what its parts promise, each fact by a page or value of our own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archive.records import Article, Page, Rejected
from extraction import read_page
from extraction.boxes import clean_crumb, link_title
from extraction.further_pages import numbered_parts
from extraction.generic import kind_of
from extraction.heading import without_site_name
from extraction.hints import Hint, hint_of
from extraction.layout import lay_out
from extraction.tree import parse_html

PARAGRAPHS = (
    "岚江市总工会4月2日在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位，入场的求职者超过五千人。",
    "招聘会设了零工专区。砌筑工老魏拿到一份按天结算的协议，他说，以前工钱靠熟人带话，现在写在纸上。",
    "市总工会副主席丁岚介绍，今年计划办二十四场这样的招聘会，其中八场放在县里。",
)
TEXT = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
TITLE = "岚江春季招聘会摆出零工专区"


def read(html: str, url: str = "urn:sha256:00", captured_at: datetime | None = None) -> Article:
    reading = read_page(Page(url, html.encode(), content_type="text/html; charset=utf-8", captured_at=captured_at))
    assert isinstance(reading, Article), reading
    return reading


def framed(inside: str, head: str = "", before: str = "", after: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}_样江在线</title>{head}</head>"
        f"<body>{before}<h1>{TITLE}</h1>{inside}{after}</body></html>"
    )


@pytest.mark.parametrize(
    ("tag", "name", "hint"),
    [
        ("div", "articleBody", Hint.BODY),
        ("div", "article_body", Hint.BODY),
        ("div", "TRS_Editor", Hint.BODY),
        ("div", "relatedNews", Hint.RELATED),
        ("div", "xgxw clearfix", Hint.RELATED),
        ("div", "comment-list", Hint.COMMENT),
        ("div", "bdsharebuttonbox", Hint.SHARE),
        ("div", "post has-sidebar", Hint.ARTICLE),
        ("div", "ad-300x250", Hint.PROMO),
        ("div", "loading-bar", Hint.NONE),
        ("nav", "", Hint.NAV),
        ("nav", "breadcrumb", Hint.CRUMB),
        ("article", "post tag-news category-links", Hint.ARTICLE),
        ("body", "comments sidebar", Hint.NONE),
    ],
)
def test_names_hint_at_what_an_element_is(tag: str, name: str, hint: Hint) -> None:
    assert hint_of(tag, name) is hint


def test_promos_inside_the_body_are_not_text() -> None:
    promos = (
        "<p><a href='/app'>样江客户端下载</a></p><p>长按二维码关注我们</p><p><b>相关新闻</b></p>"
        "<p><a href='/1.html'>望溪建筑工地夜校开课 三百名工友报名</a></p><p>"
        "<a href='/2.html'>鹿坪纺织厂夜班津贴上调</a></p>"
    )

    assert read(framed(f"<div id=text>{TEXT}{promos}</div>")).body == "\n".join(PARAGRAPHS)


def test_two_sentences_are_an_article() -> None:
    menu = "<ul class=menu>" + "".join(f"<li><a href='/{n}'>频道{n}</a></li>" for n in range(60)) + "</ul>"
    html = framed(
        f"<div class=time>2015-07-04 15:31 来源：样江晚报</div><div><p>{PARAGRAPHS[2]}</p></div>", before=menu
    )

    assert read(html).body == PARAGRAPHS[2]


def test_text_broken_by_br_gives_one_paragraph_a_line() -> None:
    html = framed("<div><font>　　" + "<br><br>　　".join(PARAGRAPHS) + "</font></div>")

    assert read(html).body == "\n".join(PARAGRAPHS)


def test_paragraphs_in_elements_of_their_own_are_all_found() -> None:
    html = framed("<div>" + "".join(f"<section><div><p>{line}</p></div></section>" for line in PARAGRAPHS) + "</div>")

    assert read(html).body == "\n".join(PARAGRAPHS)


def test_a_row_of_figures_is_one_line_and_a_layout_table_is_not() -> None:
    figures = "<table><tr><th>区县</th><th>线索</th></tr><tr><td>城南区</td><td>41</td></tr></table>"
    body = read(framed(f"<div><p>{PARAGRAPHS[0]}</p>{figures}<p>{PARAGRAPHS[1]}</p></div>")).body

    assert body.split("\n") == [PARAGRAPHS[0], "区县 | 线索", "城南区 | 41", PARAGRAPHS[1]]
    cells = "".join(f"<td>{line}</td>" for line in PARAGRAPHS)
    assert read(framed(f"<table><tr>{cells}</tr></table>")).body == "\n".join(PARAGRAPHS)


def test_hidden_text_is_not_read() -> None:
    hidden = f"<div style='display: none'><p>{PARAGRAPHS[1]}</p></div><p hidden>{PARAGRAPHS[2]}</p>"

    assert read(framed(f"<div>{hidden}<p>{PARAGRAPHS[0]}</p></div>")).body == PARAGRAPHS[0]


def test_comments_longer_than_the_article_stay_outside() -> None:
    comments = "".join(f"<li><p>第{n}楼：{PARAGRAPHS[1]}</p></li>" for n in range(30))

    assert read(framed(f"<div>{TEXT}</div><div class=comment-list><ol>{comments}</ol></div>")).body == "\n".join(
        PARAGRAPHS
    )


TEASERS = "".join(
    f"<div class=t><h4><a href='/n{n}'>望溪建筑工地夜校开课{n}</a></h4><p>{PARAGRAPHS[1]}</p></div>" for n in range(5)
)


@pytest.mark.parametrize("before", [True, False])
def test_a_short_article_is_found_among_teasers_longer_than_itself(before: bool) -> None:
    column = f"<div class=c2>{TEASERS}</div>"
    main = f"<div class=m><h1>{TITLE}</h1><div>2022-04-28 16:40</div><div class=c><p>{PARAGRAPHS[2]}</p></div></div>"
    article = read(f"<title>{TITLE}_样网</title>{column + main if before else main + column}")

    assert (article.body, article.published) == (PARAGRAPHS[2], "2022-04-28T16:40+08:00")


def test_a_title_is_found_where_the_title_element_names_the_site() -> None:
    line = "<div class=x1>关于职工互助保障续保的通知</div><div class=x2>2022-04-28 16:40</div>"

    assert read(f"<title>样网</title><div>{line}<div>{TEXT}</div></div>").title == "关于职工互助保障续保的通知"


def test_an_article_that_only_json_ld_carries_is_read() -> None:
    said = json.dumps(
        {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-01-16T09:00:00+08:00",
         "articleBody": "\n".join(PARAGRAPHS), "author": {"name": "江晚秋"}, "publisher": {"name": "样江日报"}}
    )  # fmt: skip
    html = (
        f"<html><head><script type='application/ld+json'>{said}</script></head><body><div id=app></div></body></html>"
    )
    article = read(html)

    assert (article.title, article.body) == (TITLE, "\n".join(PARAGRAPHS))
    assert (article.published, article.source) == ("2024-01-16T09:00:00+08:00", "样江日报")
    assert article.reporters == ("江晚秋",)


def test_a_caption_belongs_to_its_picture() -> None:
    figure = "<figure><img src='/hall.jpg' width=600><figcaption>招聘会现场人头攒动</figcaption></figure>"
    article = read(
        framed(f"<div><p>{PARAGRAPHS[0]}</p>{figure}<p>{PARAGRAPHS[1]}</p></div>"), "http://x.example/a/1.html"
    )

    assert "人头攒动" not in article.body
    assert [(i.url, i.caption, i.type) for i in article.images] == [
        ("http://x.example/hall.jpg", "招聘会现场人头攒动", "image/jpeg")
    ]


def test_icons_and_pixels_are_no_pictures_of_the_article() -> None:
    icons = (
        "<img src='/img/logo.png'><img src='/c.gif?id=1' width=0><img src='data:image/gif;base64,R0'>"
        "<img src='/dot.png' width=9>"
    )

    assert read(framed(f"<div>{icons}{TEXT}</div>")).images == ()


def test_the_date_stands_at_the_head_and_never_in_the_footer_or_a_box() -> None:
    boxes = (
        "<ul class=hot><li><a href=/1>望溪夜校开课</a> 2019-01-01 10:00</li></ul>"
        "<div class=footer>2011年01月01日改版</div>"
    )
    head = "<div>2016年01月06日09:58 来源：工人报</div>"

    assert read(framed(f"{head}<div>{TEXT}</div>", after=boxes)).published == "2016-01-06T09:58+08:00"
    assert read(framed(f"<div>{TEXT}</div>", after=boxes)).published == ""


def test_a_date_after_the_capture_is_no_date() -> None:
    captured = datetime(2016, 2, 1, tzinfo=UTC)
    html = framed(f"<div>活动时间：2030年5月1日</div><div class=time>2016-01-06 09:58</div><div>{TEXT}</div>")

    assert read(html, captured_at=captured).published == "2016-01-06T09:58+08:00"


def test_no_zone_is_invented_for_a_page_of_which_nobody_knows_it() -> None:
    html = (
        "<html><title>Tram drivers win rest rooms</title><h1>Tram drivers win rest rooms</h1>"
        "<p class=date>Jan 16, 2024, 9:00 AM</p>"
        "<div><p>The union of tram drivers in Qingdu has won a rest room at every terminus, after a long dispute.</p>"
        "<p>Under the agreement, signed on Tuesday, the company also lengthens the turnaround time.</p></div></html>"
    )

    assert read(html).published == "2024-01-16T09:00"


def test_meta_author_is_not_believed_on_a_chinese_page() -> None:
    assert read(framed(f"<div>{TEXT}</div>", "<meta name=author content=105092>")).reporters == ()


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("<div>2016-01-06 09:58:03　来源: <a href=x>样江日报</a>(上海)</div>", "样江日报"),
        ("<div><span>2016-01-06 09:58</span><span>来源：样江日报</span><span>浏览次数：73</span></div>", "样江日报"),
        ("<div>2016年01月06日09:58 样江日报 <a href=#>我要评论</a></div>", "样江日报"),
        ("<div>2016-01-06 09:58</div>", ""),
    ],
)
def test_the_source_is_read_without_what_stands_beside_it(line: str, source: str) -> None:
    assert read(framed(f"{line}<div>{TEXT}</div>")).source == source


def test_a_title_is_what_the_page_shows_and_the_title_element_confirms() -> None:
    html = (
        f"<html><head><title>{TITLE}-工会-样江在线</title></head><h1>样江在线</h1><div class=tit>{TITLE}</div>"
        f"<div>{TEXT}</div></html>"
    )

    assert read(html).title == TITLE


def test_lines_over_and_under_the_title_are_pretitle_and_subtitle() -> None:
    html = framed(f"<h2>一百二十家企业进场</h2><div>{TEXT}</div>", before="<p class=pre>春风送岗到城南</p>")
    article = read(html)

    assert (article.pretitle, article.subtitle) == ("春风送岗到城南", "一百二十家企业进场")


def test_boxes_go_to_related_with_their_heading_and_topics_to_topics() -> None:
    after = (
        "<div class=zt>相关专题：<a href=/z/>春风行动</a></div><div class=box><h3>全市要闻</h3><ul>"
        "<li><a href=/1.html>望溪建筑工地夜校开课 三百名工友…</a></li><li>"
        "<a href=/2.html>鹿坪纺织厂夜班津贴上调</a></li>"
        "<li><a href=/3.html title='棠州快递员有了免费体检'>棠州快递员有了…</a></li></ul></div>"
    )
    article = read(framed(f"<div>{TEXT}</div>", after=after), "http://x.example/a/1.html")

    assert article.topics == ("春风行动",)
    assert [(r.kind, r.heading, r.title, r.url, r.truncated) for r in article.related] == [
        ("topic", "相关专题", "春风行动", "http://x.example/z/", False),
        ("box", "全市要闻", "望溪建筑工地夜校开课 三百名工友…", "http://x.example/1.html", True),
        ("box", "全市要闻", "鹿坪纺织厂夜班津贴上调", "http://x.example/2.html", False),
        ("box", "全市要闻", "棠州快递员有了免费体检", "http://x.example/3.html", False),
    ]


def test_numbered_links_below_the_text_are_further_pages() -> None:
    pager = (
        "<div class=page>1 <a href='1-2.html'>2</a> <a href='1-3.html'>3</a> <a href='1-2.html'>下一页</a>"
        "<a href='7.html'>7</a></div>"
    )
    article = read(framed(f"<div>{TEXT}</div>{pager}"), "http://x.example/a/1.html")

    assert article.part_urls == ("http://x.example/a/1-2.html", "http://x.example/a/1-3.html")


def test_attachments_are_the_files_that_links_offer() -> None:
    article = read(framed(f"<div>{TEXT}<p>附件：<a href='f/1.docx'>报名表</a></p></div>"), "http://x.example/a/1.html")

    assert [(a.url, a.title, a.type.split(".")[-1]) for a in article.attachments] == [
        ("http://x.example/a/f/1.docx", "报名表", "document")
    ]


def test_kinds_follow_form() -> None:
    talk = "\n".join(f"主持人：第{n}个问题是什么？\n嘉宾：这样回答。" for n in range(6))

    assert kind_of("访谈", talk, 0) == "transcript"
    assert kind_of("答记者问", "问：怎么讨？\n答：先调解。\n多久？\n问：再呢？\n答：可以仲裁。", 0) == "transcript"
    assert kind_of("Q&A", "Q: When?\nA: On Monday.\nQ: Where?\nA: At the pier.", 0) == "transcript"
    labels = "\n".join(
        f"{word}：城南文化宫" for word in ("时间", "地点", "对象", "内容", "费用", "报名", "联系人", "备注")
    )
    assert kind_of("举办培训班", labels, 0) == "article"
    assert kind_of("组图：驿站的一天", "一\n二", 6) == "gallery"
    assert kind_of("关于办理续保的通知", PARAGRAPHS[0], 0) == "notice"
    assert kind_of(TITLE, PARAGRAPHS[0], 1) == "article"


def test_a_video_page_with_text_is_an_article_of_that_kind() -> None:
    html = f"<title>[视频]招聘会进城南</title><h1>[视频]招聘会进城南</h1><div id=content_area>{TEXT}</div>"

    assert (read(html).kind, read(html).body) == ("video", "\n".join(PARAGRAPHS))


def test_small_values_are_read_as_their_docstrings_say() -> None:
    assert without_site_name("某市总工会举办培训班_某某新闻网") == "某市总工会举办培训班"
    assert without_site_name("普通标题") == "普通标题"
    assert clean_crumb("当前位置：样网 > 工会 > 维权 > 正文") == "工会 > 维权"
    assert clean_crumb("样网") == ""
    assert link_title("1、某地工会服务职工...") == ("某地工会服务职工...", True)
    assert link_title("2013年五一国际劳动节") == ("2013年五一国际劳动节", False)
    assert numbered_parts("http://x.example/a/1.shtml", 9999) == ()


def test_ranges_of_blocks_and_elements_fit() -> None:
    root = parse_html("<body><div><p>一。</p><p>二<b>三</b></p></div><p>四</p><a href=x>五</a><a name=y>六</body>")
    assert root is not None
    layout = lay_out(root)

    assert [block.text for block in layout.blocks] == ["一。", "二三", "四", "五六"]
    for node in layout.nodes:
        assert 0 <= node.start <= node.end <= len(layout.blocks)
        assert node.parent is None or node.parent.start <= node.start <= node.end <= node.parent.end
    assert layout.blocks[3].link == 0.5  # an anchor without address is no link


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("<html><body><div id=app></div><script>start()</script></body></html>", "empty"),
        ("<html><title>404 Not Found</title><h1>404 Not Found</h1><p>nginx</p></html>", "soft-404"),
        ("<title>样网</title><h1>您访问的文章已删除</h1><p>请返回首页。</p>", "soft-404"),
        ("<title>Attention Required!</title><p>Please complete the captcha to continue.</p>", "challenge"),
        ("<html><script>$_ts={};$_ts.nsd=1</script></html>", "challenge"),
        (
            "<title>登录</title><form><input name=u><input type=password></form><p>登录以后可以办理入会和续保。</p>",
            "login",
        ),
        ("<title>样网</title><p>工会</p>", "no-article"),
    ],
)
def test_a_page_that_is_none_is_rejected_with_its_reason(html: str, reason: str) -> None:
    reading = read_page(Page("urn:sha256:00", html.encode(), content_type="text/html"))

    assert isinstance(reading, Rejected)
    assert reading.reason == reason
    assert reason == "empty" or reading.detail
