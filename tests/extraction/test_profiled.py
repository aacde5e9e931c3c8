"""Reading by profile: the eras of people.com.cn on pages of our own, and the choice between eras."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import Article, Page, Rejected
from extraction import Profiles, load_profiles, parse_profile, read_page

URL_2020 = "http://acftu.people.com.cn/n1/2024/0418/c67502-40218803.html"
LINES = (
    "样城4月18日电　（记者江晚秋、骆一川）样城港工会昨天把第三份集体合同贴上了布告栏，"
    "一千二百名装卸工的夜班津贴涨了四成。",
    "“字写得大，站着就能看清。”吊车司机老邢念给工友听，念到高温停工的条款停了两遍。",
    "港口工会说，下一份合同的谈判定在秋天，议题由班组推选。",
)

PAGE_2020 = """<html><head><title>样城港续签集体合同--工会新闻--样刊</title><meta name="author" content="105092">
</head><body>
<div class="layout route cf" id="rwb_navpath">
<a href="/">样网</a>&gt;&gt;<a href="/GB/1/">工会</a>&gt;&gt;<a href="/GB/2/">维权</a></div>
<div class="layout rm_txt cf"><div class="col col-1"><h3 class="pre">夜班津贴涨了四成</h3><h1>样城港续签集体合同</h1>
<h4 class="sub">装卸工自己念给自己听</h4><div class="author">记者 江晚秋</div>
<div class="channel cf">
<div class="col-1-1">2024年04月18日07:05 | 来源：<a href="http://paper.example/">样城日报</a></div>
<div class="col-1-2 fr">小字号</div></div>
<div class="rm_txt_con cf"><div class="bza"><span></span><p></p></div><div class="box_pic"><img src="/pic/a.jpg">
</div>{body}
<p class="paper_num">《 样城日报 》（ 2024年04月18日 02 版）</p>
<div class="zdfy clearfix"><a href="{stem}.html">1</a><a href="{stem}-2.html">2</a><a href="{stem}-3.html">3</a></div>
<div class="edit cf">(责编：陶然、章禾)</div><p><a href="http://app.example/">客户端下载</a></p>
<p><a href="/n/1.html">港口夜校又开新班 报名的人排到门外</a></p><p><a href="/n/2.html">班组长们的一堂课</a></p></div>
<div id="rwb_xgzt">相关专题：· <a href="/GB/3/index.html">集体协商</a></div></div></div></body></html>"""

PAGE_2013 = """<html><head><title>样城港续签集体合同--样刊</title></head><body>
<div class="clearfix w1000_320 text_title"><h3 class="pre"></h3><h1>样城港续签集体合同</h1><h4 class="sub"></h4>
<p class="author">记者 江晚秋</p><div class="box01">
<div class="fl">2016年01月06日09:58&nbsp;&nbsp;来源：<a href="x">样城日报</a></div>
<div class="fr">手机看新闻</div></div></div><div class="text_con"><div class="text_con_left">
<div class="box_con" id="rwb_zw">{body}</div>
<div class="edit clearfix">(责编：陶然、章禾)</div></div></div></body></html>"""

PAGE_2007 = """<html><head><title>样城港续签集体合同--样刊</title></head><body><div class="left_content">
<p class="p1">&nbsp;夜班津贴涨了四成&nbsp;</p><h1><DIV id="p_title">样城港续签集体合同</div></h1><h2>&nbsp;</h2>
<p class="p1">
<span id="p_publishtime">2009年11月09日00:00</span>&nbsp;<span id="p_origin">来源：<a href="x">样刊-《样城日报》</a>
</span></p>
<table class="title"><tr><td>【字号 <a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</td><td>
<a href="#">打印</a></td><td><a href="/bbs">留言</a></td>
<td><a href="/wz">网摘</a></td><td><a href="/jc">纠错</a></td></tr></table><font class="show_c" id="zoom">
<div id="p_content">{body}</div></font>
<table><tr><td align="right"><DIV id="p_editor">（责任编辑：陶然）</div></td></tr></table>
<table class="more_new"><tr><td>相关专题</td></tr><tr><td>· <a href="/GB/8/index.html">集体协商</a></td></tr>
</table></div>
<table class="pci_new"><tr><td><div class="pci_title">精彩新闻</div></td></tr><tr>
<td>·<a href="/a.html">港口夜校又开新班 报名的人排…</a><br>
·<a href="/b.html" title="班组长们的一堂课：怎样开好班前会">班组长们的一堂课：怎样…</a></td></tr></table></body>
</html>"""


def page(template: str, url: str = URL_2020, encoding: str = "gb18030") -> Page:
    body = "".join(f"<p>　　{line}</p>" for line in LINES)
    stem = URL_2020.removesuffix(".html")
    return Page(url, template.replace("{body}", body).replace("{stem}", stem).encode(encoding))


def read(template: str, url: str = URL_2020) -> Article:
    reading = read_page(page(template, url), load_profiles())
    assert isinstance(reading, Article), reading
    return reading


def test_the_era_of_2020_is_read_whole() -> None:
    article = read(PAGE_2020)

    assert article.profile == "people/1#2020"
    assert (article.title, article.pretitle, article.subtitle) == (
        "样城港续签集体合同",
        "夜班津贴涨了四成",
        "装卸工自己念给自己听",
    )
    assert (article.published, article.published_precision) == ("2024-04-18T07:05+08:00", "minute")
    assert ".col-1-1" in article.published_evidence
    assert article.source == "样城日报"
    assert article.reporters == ("江晚秋", "骆一川")
    assert article.editors == ("陶然", "章禾")
    assert article.channel == "工会 > 维权"
    assert article.topics == ("集体协商",)
    assert [image.url for image in article.images] == ["http://acftu.people.com.cn/pic/a.jpg"]
    assert article.part_urls == (URL_2020.replace(".html", "-2.html"), URL_2020.replace(".html", "-3.html"))


@pytest.mark.parametrize("template", [PAGE_2020, PAGE_2013, PAGE_2007])
def test_toolbars_boxes_and_promos_are_never_in_the_body(template: str) -> None:
    article = read(template)

    assert article.body.split("\n") == [" ".join(line.split()) for line in LINES]


def test_the_era_of_2013_is_read_whole() -> None:
    article = read(PAGE_2013)

    assert article.profile == "people/1#2013"
    assert article.published == "2016-01-06T09:58+08:00"
    assert (article.source, article.editors) == ("样城日报", ("陶然", "章禾"))
    assert (article.pretitle, article.subtitle, article.channel) == ("", "", "")


def test_the_era_of_2007_is_read_whole_with_its_boxes() -> None:
    article = read(PAGE_2007, "http://acftu.people.com.cn/GB/67502/10339009.html")

    assert article.profile == "people/1#2007"
    assert article.pretitle == "夜班津贴涨了四成"
    assert article.published == "2009-11-09T00:00+08:00"
    assert (article.source, article.editors) == ("样刊-《样城日报》", ("陶然",))
    assert article.topics == ("集体协商",)
    boxes = [(r.heading, r.title, r.truncated) for r in article.related if r.kind == "box"]
    assert boxes == [
        ("精彩新闻", "港口夜校又开新班 报名的人排…", True),
        ("精彩新闻", "班组长们的一堂课：怎样开好班前会", False),
    ]


def test_a_page_that_no_era_knows_is_read_generically() -> None:
    article = read("<html><title>样城港续签集体合同</title><h1>样城港续签集体合同</h1><div>{body}</div></html>")

    assert article.profile == ""
    assert article.title == "样城港续签集体合同"


def test_remarks_under_an_emptied_text_are_not_taken_for_it() -> None:
    """An article withdrawn by emptying its text was read as an edit: its readers' remarks stood in for it."""
    remarks = "<div class='say'><p>我们厂也该学一学，班前会上念一遍。</p><p>顶一下，希望多报道这样的事。</p></div>"
    emptied = PAGE_2013.replace("{body}", "").replace("</body>", f"{remarks * 3}</body>")

    reading = read_page(page(emptied), load_profiles())

    assert isinstance(reading, Rejected)


def test_an_era_whose_text_is_empty_is_no_article() -> None:
    reading = read_page(page(PAGE_2020.replace("{body}", "")), load_profiles())

    assert isinstance(reading, Rejected)


ERAS = """
name = "two"
hosts = ["two.example"]
[[era]]
name = "before"
until = "2015"
match = ["#text"]
title = ["h1"]
published = [".date"]
body = ["#text"]
[[era]]
name = "after"
since = "2015"
match = ["#text"]
title = ["h1"]
published = [".date"]
body = ["#text"]
"""


@pytest.mark.parametrize(("day", "era"), [("2014-05-01", "before"), ("2016-05-01", "after"), ("", "before")])
def test_the_date_of_the_article_breaks_a_tie_between_eras(day: str, era: str) -> None:
    profiles = Profiles([parse_profile(ERAS)])
    text = "".join(f"<p>{line}</p>" for line in LINES)
    html = f"<html><h1>样城港续签集体合同</h1><div class=date>{day}</div><div id=text>{text}</div></html>"

    # An old page may be captured today: the capture time chooses nothing.
    reading = read_page(
        Page("http://two.example/1", html.encode(), captured_at=datetime(2026, 1, 1, tzinfo=UTC)), profiles
    )

    assert isinstance(reading, Article)
    assert reading.profile == f"two/1#{era}"


def test_the_selectors_that_match_choose_before_any_date_does() -> None:
    profiles = Profiles([parse_profile(ERAS.replace('match = ["#text"]', 'match = ["#other"]', 1))])
    html = f"<h1>样城港续签集体合同</h1><div class=date>2014-05-01</div><div id=text><p>{LINES[0]}</p></div>"

    reading = read_page(Page("http://two.example/1", html.encode()), profiles)

    assert isinstance(reading, Article)
    assert reading.profile == "two/1#after"


def test_the_address_gives_the_time_where_the_page_gives_none() -> None:
    html = f"<h1 class=ctitle>样城港续签集体合同</h1><div class=ccontent><p>{LINES[0]}</p><p>{LINES[1]}</p></div>"
    url = "http://acftu.workercn.cn/27/201601/06/160106095812345.shtml"

    reading = read_page(Page(url, html.encode()), load_profiles())

    assert isinstance(reading, Article)
    assert (reading.published, reading.published_evidence) == ("2016-01-06T09:58+08:00", "url")


def test_pages_that_a_script_links_are_counted_up() -> None:
    total = '<input type="hidden" name="__totalpage" value="3">'
    html = (
        f"<h1 class=ctitle>样城港续签集体合同</h1><div class=ccontent><p>{LINES[0]}</p><p>{LINES[1]}</p></div>{total}"
    )
    url = "http://acftu.workercn.cn/27/201601/06/160106095812345.shtml"

    reading = read_page(Page(url, html.encode()), load_profiles())

    assert isinstance(reading, Article)
    assert reading.part_urls == (url.replace(".shtml", "_2.shtml"), url.replace(".shtml", "_3.shtml"))


def test_a_number_of_pages_that_is_no_number_is_no_fault() -> None:
    """`²` is a digit to Python, and no number."""
    page = "<div class=story><h1>标题</h1><p>正文写了一句又一句，足够长了，说的都是工会的事。</p></div><i id=n>²</i>"
    text = 'name = "x"\nhosts = ["x.example"]\n[[era]]\nname = "a"\nbody = ".story"\ntitle = "h1"\npart_count = "#n"\n'

    reading = read_page(Page("http://x.example/1.html", page.encode()), Profiles([parse_profile(text)]))

    assert isinstance(reading, Article)
    assert reading.part_urls == ()
