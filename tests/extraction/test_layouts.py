"""Pages in the forms of many systems, with noise around and inside: text, title, date and kind are read exactly."""

from __future__ import annotations

import json

import pytest

from archive.records import Article, Page
from extraction import read_page
from tests.extraction.made_layouts import (
    CASES,
    ENGLISH,
    ENGLISH_TITLE,
    FOOT,
    FOOT0,
    HOT,
    MENU,
    MENU0,
    TAIWAN,
    TAIWAN_TITLE,
    TEASERS,
    TEXTS,
    TITLE,
    case,
    page,
    paragraphs,
)

case(
    "table in article",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22</div><div class=c><p>"
        f"{TEXTS[0]}</p><table border=1><tr><td>企业</td><td>岗位</td></tr><tr><td>"
        f"望溪建筑</td><td>三十</td></tr><tr><td>鹿坪纺织</td><td>四十</td></tr></table><p>"
        f"{TEXTS[1]}</p></div>"
    ),
    body=[TEXTS[0], "企业 | 岗位", "望溪建筑 | 三十", "鹿坪纺织 | 四十", TEXTS[1]],
)
case(
    "winners table",
    page(
        "<h1>关于表彰先进职工的决定</h1><div class=info>2024-01-05 10:22</div><div class=c>"
        "<p>各区县总工会：</p><p>市总工会决定授予下列同志“先进职工”称号。</p><table>"
        + "".join(f"<tr><td>丁小{n}</td><td>望溪建筑第{n}队</td></tr>" for n in range(9))
        + "</table><p>岚江市总工会</p><p>2024年1月4日</p></div>",
        title="关于表彰先进职工的决定-岚江市总工会",
    ),
    title="关于表彰先进职工的决定",
    body=["各区县总工会：", "市总工会决定授予下列同志“先进职工”称号。"]
    + [f"丁小{n} | 望溪建筑第{n}队" for n in range(9)]
    + ["岚江市总工会", "2024年1月4日"],
    kind="notice",
)
case(
    "official doc table",
    page(
        "<table class=gw><tr><td>索引号：</td><td>000-2024-1</td><td>发布机构：</td><td>"
        "岚江市总工会</td></tr><tr><td>成文日期：</td><td>2024-01-03</td><td>"
        "发布日期：</td><td>2024-01-05</td></tr><tr><td>名称：</td><td colspan=3>"
        + TITLE
        + "</td></tr></table><div class=wz><h1>"
        + TITLE
        + f"</h1>{paragraphs()}</div>"
    ),
    date="2024-01-05",
)
case(
    "next data",
    f"<html><head><title>{TITLE}</title></head><body><div id=__next></div><script id=__NEXT_DATA__ "
    f"type=application/json>"
    + json.dumps(
        {
            "props": {
                "pageProps": {
                    "article": {
                        "title": TITLE,
                        "publishTime": "2024-01-05 10:22:00",
                        "content": paragraphs(),
                        "source": "岚江工会",
                    }
                }
            }
        },
        ensure_ascii=False,
    )
    + "</script></body></html>",
)
case(
    "initial state",
    f"<html><head><title>{TITLE}</title></head><body><div id=app></div><script>window."
    f"__INITIAL_STATE__="
    + json.dumps({"detail": {"title": TITLE, "pubDate": "2024-01-05 10:22", "content": paragraphs()}})
    + ";(function(){})()</script></body></html>",
)
case(
    "textarea body",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22</div><textarea id=content "
        f"style='display:none'>"
        + paragraphs().replace("<", "&lt;").replace(">", "&gt;")
        + "</textarea><div id=show></div><script>show.innerHTML=content.value</script>"
    ),
)
case(
    "nuxt escaped",
    f"<html><head><title>{TITLE}</title></head><body><div id=__nuxt></div><script>window."
    f'__NUXT__={{data:[{{title:"{TITLE}",time:"2024-01-05 10:22",content:"{paragraphs()}"}}]}}</script></body>'
    f"</html>".replace("</p>", "\\u003C/p\\u003E").replace("<p>", "\\u003Cp\\u003E"),
)
case(
    "wp en",
    f"<html lang=en><head><title>{ENGLISH_TITLE} - Harbour Union</title></head><body><header "
    f"class=site-header><a href=/>Harbour Union</a><nav><ul><li><a href=/join>Join us</a></li></ul>"
    f"</nav></header><main><article class=post><h1 class=entry-title>{ENGLISH_TITLE}</h1><div "
    f"class=entry-meta>Posted on <a href=x><time class='entry-date published' "
    f"datetime='2024-01-05T10:22:00+00:00'>January 5, 2024</time></a> by <span class=author>Tomas "
    f"Lindqvist</span></div><div class=entry-content>{paragraphs(ENGLISH)}<p><a href=/join>Join the "
    f"union today</a></p></div></article><aside class=widget-area><h2>Recent Posts</h2><ul><li><a "
    f"href=/1>Tram drivers win rest rooms at every terminus</a></li></ul></aside></main><footer>"
    f"Copyright © 2026 Harbour Union. All rights reserved.</footer></body></html>",
    body=ENGLISH,
    title=ENGLISH_TITLE,
    url="http://u.example/2024/01/05/ferry",
)
case(
    "blogger en",
    f"<html><head><title>Harbour Union: {ENGLISH_TITLE}</title></head><body><div "
    f"class=header-inner><h1 class=title>Harbour Union</h1></div><div class=date-outer><h2 "
    f"class=date-header><span>Friday, January 5, 2024</span></h2><div class=post><h3 "
    f"class='post-title entry-title'>{ENGLISH_TITLE}</h3><div class='post-body entry-content'>"
    f"{ENGLISH[0]}<br><br>{ENGLISH[1]}<br><br>{ENGLISH[2]}<br><br>{ENGLISH[3]}</div><div "
    f"class=post-footer>Posted by Ines at <abbr class=published title='2024-01-05T10:22:00Z'>"
    f"10:22 AM</abbr></div></div></div><div class=sidebar><h2>Blog Archive</h2><ul><li>2024 "
    f"(3)</li></ul></div></body></html>",
    body=ENGLISH,
    title=ENGLISH_TITLE,
    url="http://u.example/2024/01/ferry.html",
)
case(
    "tw union",
    f"<html><head><title>{TAIWAN_TITLE} | 嵐江總工會</title></head><body><div class=header><a "
    f"href=/>嵐江總工會</a></div>{MENU}<div class=content><h2 class=title>{TAIWAN_TITLE}</h2><ul "
    f"class=info><li>發布日期：113-01-05</li><li>發布單位：秘書處</li><li>點閱數：312</li></ul><div "
    f"class=cp>{paragraphs(TAIWAN)}</div></div><div class=footer>地址：嵐江市城南路1號 "
    f"電話：00-00000000 Copyright © 2024 嵐江總工會</div></body></html>",
    body=TAIWAN,
    title=TAIWAN_TITLE,
    date="2024-01-05",
)
case(
    "hk union",
    f"<html><head><title>嵐江職工會 - {TAIWAN_TITLE}</title></head><body><div id=nav><a href=/>"
    f"主頁</a> | <a href=/n>新聞</a></div><div id=main><div class=newsTitle>{TAIWAN_TITLE}</div>"
    f"<div class=newsDate>5/1/2024</div><div class=newsText>"
    + "<br /><br />".join(TAIWAN)
    + "</div></div><div id=foot>版權所有 不得轉載</div></body></html>",
    body=TAIWAN,
    title=TAIWAN_TITLE,
    date="2024",
)
case(
    "portal layout tables",
    page(
        "<table width=980><tr><td width=200 valign=top>"
        + HOT
        + "</td><td width=560 valign=top><table><tr><td class=t20>"
        + TITLE
        + "</td></tr><tr><td>2024-01-05 10:22　来源：岚江工会　【字体：大 中 小】</td></tr>"
        "<tr><td>"
        + "</td></tr><tr><td>".join(TEXTS)
        + "</td></tr></table></td><td width=220>"
        + TEASERS
        + "</td></tr></table>",
        menu=MENU0,
        foot=FOOT0,
    ),
)
case(
    "div soup same class",
    page(
        "".join(f"<div class=item><a href='/{n}'>望溪建筑工地夜校开课第{n}期</a></div>" for n in range(10))
        + f"<div class=item><h1>{TITLE}</h1></div><div class=item>2024-01-05 10:22</div>"
        + "".join(f"<div class=item>{text}</div>" for text in TEXTS)
    ),
)
case(
    "section per para + ads",
    page(
        f"<article><h1>{TITLE}</h1><time>2024-01-05 10:22</time>"
        + "<div class=ad-slot>广告</div>".join(f"<section><p>{text}</p></section>" for text in TEXTS)
        + "</article>"
    ),
)
case(
    "wechat style",
    f"<html><head><title></title><meta property=og:title content='{TITLE}'></head><body><div "
    f"id=js_article><h1 class=rich_media_title id=activity-name>{TITLE}</h1><div "
    f"id=meta_content><span class=rich_media_meta>王伟</span><a id=js_name>岚江工会</a><em "
    f"id=publish_time>2024-01-05 10:22</em></div><div class=rich_media_content id=js_content "
    f"style='visibility: hidden;'>"
    + "".join(f"<section style='x'><section><p><span>{text}</span></p></section></section>" for text in TEXTS)
    + "<section><p>END</p></section><p>来源：岚江工会</p><p>编辑：张三</p></div><div "
    "class=qr_code_pc_outer>微信扫一扫关注该公众号</div></div></body></html>",
)
case(
    "epaper",
    page(
        f"<table><tr><td>2024年01月05日 星期五 第03版：综合</td></tr></table><div class=main>"
        f"<founder-title><p class=yt>春风送岗到城南</p><h1>{TITLE}</h1><h2>一百二十家企业进场</h2>"
        f"</founder-title><div class=author>本报记者 王伟</div><div id=ozoom><founder-content>"
        f"{paragraphs()}</founder-content></div></div><div>上一篇 下一篇 放大 缩小 默认</div>",
        title="岚江工人报-数字报",
    ),
    date="2024-01-05",
    url="http://e.example/html/2024-01/05/content_1.htm",
)
case(
    "body in h tags",
    page(f"<h1>{TITLE}</h1><p>2024-01-05 10:22</p><div>" + "".join(f"<h3>{text}</h3>" for text in TEXTS) + "</div>"),
)
case(
    "list paras",
    page(
        f"<h1>{TITLE}</h1><p>2024-01-05 10:22</p><div class=c><p>{TEXTS[0]}</p><ol>"
        + "".join(f"<li>{text}</li>" for text in TEXTS[1:])
        + "</ol></div>"
    ),
)
case(
    "links in text",
    page(
        f"<h1>{TITLE}</h1><p>2024-01-05 10:22</p><div class=c>"
        + "".join(
            "<p>" + text.replace("市总工会", "<a href=/z>市总工会</a>").replace("零工", "<a href=/t>零工</a>") + "</p>"
            for text in TEXTS
        )
        + "</div>"
    ),
)
case(
    "h1 site name",
    f"<html><head><title>{TITLE}-岚江工会</title></head><body><h1>岚江市总工会</h1>{MENU}<div "
    f"class=w><h2>{TITLE}</h2><p>2024-01-05 10:22</p><div>{paragraphs()}</div></div>"
    f"{FOOT}</body></html>",
)
case(
    "title repeated crumb",
    page(
        f"<div class=crumb>首页 > 要闻 > {TITLE}</div><div class=bt>{TITLE}</div><div>"
        f"2024-01-05 10:22:33</div><div class=nr>{paragraphs()}</div>"
    ),
)
case(
    "letter body no title el",
    f"<html><body><p align=center><font size=6>{TITLE}</font></p><p align=center>"
    f"2024-01-05 10:22</p>{paragraphs()}</body></html>",
)
case(
    "amp lazy",
    page(
        f"<h1>{TITLE}</h1><p>2024-01-05 10:22</p><div class='article-content collapsed'>"
        f"{paragraphs()}<div class=expand>展开全文</div></div><div class=app>打开APP阅读全文</div>"
    ),
)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_page_of_any_form_is_read_exactly(name: str) -> None:
    wanted = CASES[name]
    reading = read_page(Page(wanted.url, wanted.html.encode(), content_type="text/html; charset=utf-8"))

    assert isinstance(reading, Article), reading
    assert list(wanted.body) == reading.body.split("\n")
    assert (wanted.title, wanted.kind) == (reading.title, reading.kind)
    assert reading.published.startswith(wanted.date), reading.published_evidence
