"""Wherever a page says who did what, the names reach their roles and the text of the article holds none of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Article, Page
from extraction import read_page
from tests.extraction.test_credit_lines import credit_lines, roles_of_article

DAY = "2026-01-05 10:00"
TITLE = "夜校的灯亮了一百二十个晚上"
PARAGRAPHS = (
    "河湾市总工会日前在城东厂区办起夜校，一百二十名工友报名参加，课程包括电工、钳工和普通话。",
    "“白天干活，晚上听课，心里踏实。”工友们在课后告诉大家，都盼着夜校一直办下去。",
    "据介绍，夜校明年还将增加三个教学点，教师由厂里的老师傅担任，全部课程不收取费用。",
)
ENGLISH_TITLE = "Ferry crews win a roster they can plan by"
ENGLISH = (
    "Ferry crews on the River Bay route have won a roster that is published three weeks ahead.",
    "The agreement ends a dispute that began in March, when sailings were changed overnight.",
    "A joint committee will look at the roster every quarter and publish what it finds.",
)


@dataclass(frozen=True)
class Around:
    """What stands around the paragraphs: under the title, before and behind them inside their element, below it."""

    head: str = ""
    first: str = ""
    last: str = ""
    foot: str = ""
    meta: str = ""


def page(around: Around, title: str = TITLE, paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}_河湾网</title>{around.meta}</head><body>"
        '<div class="nav"><a href="/">首页</a> <a href="/a">要闻</a> <a href="/b">维权</a></div>'
        f'<div class="main"><h1>{title}</h1>{around.head}'
        f'<div class="content">{around.first}{body}{around.last}</div>{around.foot}</div>'
        '<div class="related"><h3>相关新闻</h3><ul><li><a href=/1>记者节座谈会召开</a></li>'
        "<li><a href=/2>编辑部开放日</a></li></ul></div>"
        '<div class="footer">版权所有 河湾网 主编：周末 技术支持：吴事</div></body></html>'
    )


def read(html: str) -> Article:
    reading = read_page(Page("", html.encode(), content_type="text/html; charset=utf-8"))
    assert isinstance(reading, Article)
    return reading


DATED = f"<i>{DAY}</i>"
HEADS = {
    "bars": f"<div class=info>{DAY} | 来源：工人日报 | 作者：王伟 | 编辑：李娜</div>",
    "bars of another kind": f"<div class=info>{DAY}丨来源丨工人日报丨作者丨王伟丨责编丨李娜</div>",
    "full-width blanks": f"<div class=info>发布时间：{DAY}　来源：工人日报　作者：王伟　责任编辑：李娜</div>",
    "blanks within labels": f"<div class=info>{DAY} 来　源：工人日报　作　者：王　伟　编　辑：李　娜</div>",
    "nbsp and a counter": f"<div>{DATED}&nbsp;来源：工人日报&nbsp;&nbsp;作者：王伟&nbsp;编辑：李娜 阅读：1</div>",
    "an element each": f"<div>{DATED}<i>来源：<a href=#>工人日报</a></i><i>作者：王伟</i><i>编辑：李娜</i></div>",
    "label and value apart": f"<div>{DATED}<i>来源：</i><b>工人日报</b><i>作者：</i><b>王伟</b><i>编辑：</i>李娜</div>",
    "a line each": f"<div><div>{DAY}</div><div>来源：工人日报</div><div>作者：王伟</div><div>编辑：李娜</div></div>",
    "a list": f"<ul class=info><li>{DAY}</li><li>来源：工人日报</li><li>作者：王伟</li><li>编辑：李娜</li></ul>",
    "terms": f"<dl><dt>时间：</dt><dd>{DAY}</dd><dt>来源：</dt><dd>工人日报</dd><dt>作者：</dt><dd>王伟</dd>"
    "<dt>编辑：</dt><dd>李娜</dd></dl>",
    "cells": f"<table><tr><td>时间：{DAY}<td>来源：工人日报<td>作者：王伟<td>编辑：李娜</table>",
    "cells apart": f"<table><tr><td>时间：</td><td>{DAY}</td><td>来源：</td><td>工人日报</td></tr>"
    "<tr><td>作者：</td><td>王伟</td><td>编辑：</td><td>李娜</td></tr></table>",
    "bold labels": f"<div>{DATED} <b>来源</b>：工人日报 <b>作者</b>：王伟 <b>编辑</b>：李娜</div>",
    "fonts": f"<p align=center><font>来源：<font color=red>工人日报</font> 作者：王伟 编辑：李娜</font> {DATED}</p>",
    "a tool behind": f"<center>{DAY} 来源:工人日报 作者:王伟 责任编辑:李娜 <a href=#>打印</a></center>",
    "no colons": f"<div class=info>{DAY} 工人日报 记者 王伟 编辑 李娜</div>",
    "names below": f"<div class=info>{DAY} 来源：工人日报</div><p class=zz>文/王伟 编辑/李娜</p>",
    "nested": f"<div><p>{DAY}</p><div><p>来源：</p></div><div><p>工人日报</p></div>"
    "<p>作者：</p><p>王伟</p><p>编辑：</p><p>李娜</p></div>",
    "glossed": f"<div>{DAY}　來(lái)源：工人日报 記(jì)者：王伟　責(zé)任編輯：李娜</div>",
}  # fmt: skip
FEET = {
    "in brackets": Around(last="<p>（记者 王伟）</p>", foot="<div class=edit>（责任编辑：李娜）</div>"),
    "in square brackets": Around(last="<p>作者：王伟</p>", foot="<div>[编辑:李娜]</div>"),
    "paragraphs": Around(last="<p>文/王伟</p><p>[责任编辑：李娜]</p>"),
    "lines of a paragraph": Around(last="<p>来源：工人日报<br>作者：王伟<br>编辑：李娜</p>"),
    "bars": Around(last="<p>来源｜工人日报</p><p>文｜王伟</p><p>编辑｜李娜</p>"),
    "at the right": Around(last="<p align=right>记者：王伟</p><p align=right>责任编辑：李娜</p>"),
    "a list": Around(foot="<ul><li>来源：工人日报</li><li>作者：王伟</li><li>责任编辑：李娜</li></ul>"),
    "one line": Around(foot="<div class=zrbj>来源：工人日报 作者：王伟 责任编辑：李娜</div>"),
    "elements apart": Around(foot="<div><i>作者：</i><b>王伟</b><i>责任编辑：</i><b>李娜</b></div>"),
    "lines apart": Around(foot="<div><p>作者：</p><p>王伟</p><p>责任编辑：</p><p>李娜</p></div>"),
    "among tools": Around(last="<p>（王伟）</p>", foot="<div>【我要纠错】责任编辑：李娜 【打印】【关闭】</div>"),
    "three readings": Around(last="<p>记者丨王伟</p><p>一审丨李娜</p><p>二审丨李娜</p><p>三审丨李娜</p>"),
    "traditional": Around(first="<p>〔記者王伟／台北報導〕</p>", foot="<p>責任編輯：李娜</p>"),
    "above the text": Around(first="<p>□ 本报记者 王 伟</p>", foot="<p>责 编：李 娜</p>"),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_head_names_source_writer_and_editor(head: str) -> None:
    article = read(page(Around(head=head)))

    assert (article.source, article.reporters, article.editors) == ("工人日报", ("王伟",), ("李娜",))
    assert (article.body, article.published[:16]) == ("\n".join(PARAGRAPHS), "2026-01-05T10:00")


@pytest.mark.parametrize("around", FEET.values(), ids=FEET)
def test_what_stands_about_the_text_names_writer_and_editor(around: Around) -> None:
    head = f"<div class=info>{DAY} 来源：工人日报</div>"

    article = read(page(Around(head, around.first, around.last, around.foot)))

    assert (article.source, article.reporters, article.editors) == ("工人日报", ("王伟",), ("李娜",))
    assert article.body == "\n".join(PARAGRAPHS)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["head", "below the head", "first", "last", "foot"]), credit_lines())
def test_a_credit_line_is_read_wherever_it_stands(place: str, written: tuple[str, dict[str, list[str]]]) -> None:
    line, roles = written
    head = f"<div class=info>{DAY} 来源：工人日报</div>"
    around = {
        "head": Around(f"<div class=info>{DAY} 来源：工人日报 {line.strip('（）()[]【】〔〕□■|　 ')}</div>"),
        "below the head": Around(f"{head}<div>{line}</div>"),
        "first": Around(head, first=f"<p>{line}</p>"),
        "last": Around(head, last=f"<p>{line}</p>"),
        "foot": Around(head, foot=f"<div class=editor>{line}</div>"),
    }[place]

    article = read(page(around))

    assert (article.source, roles_of_article(article)) == ("工人日报", roles)
    assert article.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        *("责任编辑：市总工会", "作者：王伟（华东大学教授）", "审核：河湾市总工会办公室", "制图：王伟"),
        *("供稿单位：河湾市总工会", "记者：王伟"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", [True, False])
def test_a_credit_line_that_is_taken_out_of_the_text_is_kept_raw(line: str, inside: bool) -> None:
    where = Around(last=f"<p>{line}</p>") if inside else Around(foot=f"<p>{line}</p>")

    article = read(page(where))

    assert (article.body, article.byline) == ("\n".join(PARAGRAPHS), line)


def test_the_original_title_is_kept_and_is_no_part_of_the_text() -> None:
    article = read(page(Around(last="<p>（原标题：灯亮了）</p><p>（责任编辑：李娜）</p>")))

    assert (article.original_title, article.editors) == ("灯亮了", ("李娜",))
    assert article.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "sentence",
    [
        "编辑王伟说，夜校很好。",
        "《华夏时报》记者进入车间，看到工人们在上课。",
        "记者：你怎么看夜校？",
        "作者认为，这样的夜校应该多办。",
        "审核王伟提交的材料用了两天。",
    ],
)
def test_a_sentence_about_writers_stays_in_the_text_and_names_nobody(sentence: str) -> None:
    article = read(page(Around(first=f"<p>{sentence}</p>", last=f"<p>{sentence}</p>")))

    assert article.body == "\n".join([sentence, *PARAGRAPHS, sentence])
    assert (roles_of_article(article), article.byline) == ({}, "")


def test_elements_that_are_called_author_and_source_need_no_label() -> None:
    head = f"<div><span class=from>工人日报</span><span class=author>王伟</span><span class=time>{DAY}</span></div>"

    article = read(page(Around(head, foot="<p>责编：李娜</p>")))

    assert (article.source, article.reporters, article.editors) == ("工人日报", ("王伟",), ("李娜",))


def test_no_portal_is_a_source_because_of_its_name() -> None:
    article = read(page(Around(f"<div class=info>{DAY} 新华社记者王伟摄</div>")))

    assert (article.source, article.reporters, article.photographers) == ("", (), ("王伟",))


def signed(author: object) -> str:
    value = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": ENGLISH_TITLE, "author": author}
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


JANE = {"@type": "Person", "name": "Jane Doe"}


@pytest.mark.parametrize(
    ("author", "reporters"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        (JANE, ("Jane Doe",)),
        ([JANE, {"@type": "Organization", "name": "River Bay Post"}], ("Jane Doe",)),
        ({"@type": "Person", "name": ["Jane Doe", "John Roe"]}, ("Jane Doe", "John Roe")),
        ([[{"name": "Jane Doe"}]], ("Jane Doe",)),
        ({"@type": "Person", "name": JANE}, ("Jane Doe",)),
        ({"@list": ["Jane Doe", "John Roe"]}, ("Jane Doe", "John Roe")),
        ("The Associated Press", ()),
        ("Staff Reports", ()),
        ({"@type": "Organization", "name": "Jane Doe"}, ()),
        (None, ()),
        (7, ()),
    ],
)
def test_authors_out_of_sight_are_believed_where_they_are_persons(author: object, reporters: tuple[str, ...]) -> None:
    article = read(page(Around(meta=signed(author)), ENGLISH_TITLE, ENGLISH))

    assert article.reporters == reporters


def test_an_author_that_is_pointed_to_is_looked_up() -> None:
    graph = [{"@type": "NewsArticle", "headline": ENGLISH_TITLE, "author": {"@id": "#a"}}, {**JANE, "@id": "#a"}]
    meta = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'

    assert read(page(Around(meta=meta), ENGLISH_TITLE, ENGLISH)).reporters == ("Jane Doe",)


@pytest.mark.parametrize(
    ("around", "reporters", "photographers", "editors"),
    [
        (Around("<p class=byline>By Jane Doe | January 5, 2026</p>"), ("Jane Doe",), (), ()),
        (Around("<p>By STAFF</p><p>January 5, 2026</p>"), (), (), ()),
        (Around("<p>By The Associated Press</p><p>January 5, 2026</p>"), (), (), ()),
        (Around("<p>Source: Xinhua Editor: Li Na January 5, 2026</p>"), (), (), ("Li Na",)),
        (Around("<p>Source: Xinhua | January 5, 2026 | Editor: huaxia</p>"), (), (), ()),
        (
            Around(last="<p>(Reporting by Jane Doe in Bay City; Editing by John Roe)</p>"),
            ("Jane Doe",), (), ("John Roe",),
        ),
        (Around("<p>Story by Jane Doe; Photos by John Roe</p>"), ("Jane Doe",), ("John Roe",), ()),
        (Around("<p>By Jane Doe, Labor Correspondent</p>"), ("Jane Doe",), (), ()),
        (Around("<p>January 5, 2026 <a rel=author href=/x>Jane Doe</a></p>"), ("Jane Doe",), (), ()),
        (Around("<p><span class=author-name>Jane Doe</span> January 5, 2026</p>"), ("Jane Doe",), (), ()),
        (Around(meta="<meta name=author content='Jane Doe'>"), ("Jane Doe",), (), ()),
        (Around(meta="<meta name=author content='River Bay Federation of Labor'>"), (), (), ()),
    ],
)  # fmt: skip
def test_an_english_page_names_who_wrote_pictured_and_edited(
    around: Around, reporters: tuple[str, ...], photographers: tuple[str, ...], editors: tuple[str, ...]
) -> None:
    article = read(page(around, ENGLISH_TITLE, ENGLISH))

    assert (article.reporters, article.photographers, article.editors) == (reporters, photographers, editors)
    assert article.body == "\n".join(ENGLISH)


def test_by_below_a_signed_article_signs_the_teasers_of_others() -> None:
    around = Around("<p>By Jane Doe</p>", foot="<div>Night buses return</div><div>by John Roe</div>")

    assert read(page(around, ENGLISH_TITLE, ENGLISH)).reporters == ("Jane Doe",)
