"""Pages put together at random, of pieces that pages are made of: text, title and date are read exactly.

A seed gives a page: a body of one to eight paragraphs in one of ten markups, a line of date and source, noise
before, beside and behind it, in one of three layouts. Failures name the seed.
"""

from __future__ import annotations

import random

import pytest

from archive.records import Article, Page
from extraction import read_page
from tests.extraction.made_layouts import (
    FOOT,
    FOOT0,
    HOT,
    MENU,
    MENU0,
    RELATED,
    REMARKS,
    TEASERS,
    TEXTS,
    paragraphs,
)

SENTENCES = [
    *TEXTS,
    "会上，岚江市总工会通报了上半年工作，十二个县区的工会主席先后发言，提出三十一条意见。",
    "望溪县总工会主席江晚秋表示：“不能只在城里办，乡镇的工友更需要。”",
    "这项工作从2023年3月开始试点。",
    "活动现场还设了义诊台，四名医生为一百多名工友量了血压。",
]
TITLES = ("岚江春季招聘会摆出零工专区", "望溪县总工会：把服务窗口搬进园区", "“今年不欠薪”——岚江根治欠薪行动走笔")
SITES = ("_岚江市总工会", "-岚江工会网", "--工会要闻--岚江工会", " | 岚江工人报")
HEADINGS = (
    "<h1>{}</h1>",
    "<h2>{}</h2>",
    "<div class=title>{}</div>",
    "<div class=x1>{}</div>",
    "<p align=center><b>{}</b></p>",
)
DATES = ("2024-01-05 10:22", "2024年01月05日 10:22", "2024/01/05 10:22", "2024年1月5日10:22", "2024-01-05T10:22")
IMPRINTS = (
    "<div class=info>{} 来源：岚江工会</div>",
    "<p>发布时间：{}　来源：岚江工会　浏览次数：12</p>",
    "<div><span>{}</span><span>来源：岚江工会</span><a href=#>打印</a></div>",
    "<div>【字体：大 中 小】 时间：{}</div>",
    "<ul><li>时间：{}</li><li>作者：王伟</li></ul>",
    "<div class=bar><em>{}</em><em>点击：<i>12</i></em></div>",
    "<table><tr><td>{}</td><td>岚江工会</td></tr></table>",
    "<p align=center>[ 岚江工会 ] {}</p>",
)
NOISE = (
    HOT,
    TEASERS,
    RELATED,
    REMARKS,
    "<div class=ban><a href=x><img src=/ad/1.jpg></a></div>",
    "<div>友情链接：<a href=1>某某总工会</a> <a href=2>某某日报</a></div>",
    "<div>今天是2026年11月23日 星期一 欢迎光临</div>",
    "<div><p>联系电话：000-0000000</p><p>投稿邮箱：union@x.example</p></div>",
)
TAILS = ("", "<p>（责任编辑：张三）</p>", "<div>编辑：张三 审核：李四</div>", "<div>分享到：<a>微博</a></div>")


def marked_up(dice: random.Random, texts: list[str]) -> str:
    return dice.choice(
        [
            paragraphs(texts),
            "<br>".join("　　" + text for text in texts),
            "<br/><br/>".join(texts),
            "".join(f"<div>{text}</div>" for text in texts),
            "".join(f"<p style='text-indent:2em'><span style='font-size:16px'>{text}</span></p>" for text in texts),
            "".join(f"<section><p>{text}</p></section>" for text in texts),
            "".join(f"<p>&nbsp;&nbsp;&nbsp;{text}</p><p>&nbsp;</p>" for text in texts),
            f"<table><tr><td>{paragraphs(texts)}</td></tr></table>",
            "<font size=3>" + "<br>　　".join(texts) + "</font>",
            "<span>" + "</span><br><span>".join(texts) + "</span>",
        ]
    )


def made(seed: int) -> tuple[str, str, list[str]]:
    """A page, its title and its paragraphs."""
    dice = random.Random(seed)
    texts, title = dice.sample(SENTENCES, dice.randrange(1, 9)), dice.choice(TITLES)
    name = dice.choice(["content", "article-content", "x9", "TRS_Editor", "nr", "con", "text", "zoom"])
    article = (
        dice.choice(HEADINGS).format(title)
        + dice.choice(IMPRINTS).format(dice.choice(DATES))
        + f"<div class='{name}'>{marked_up(dice, texts)}</div>"
        + dice.choice(TAILS)
    )
    article = dice.choice(["{}", "<div class=main>{}</div>", "<table width=700><tr><td>{}</td></tr></table>"]).format(
        article
    )
    before, after = ("".join(dice.sample(NOISE, dice.randrange(4))) for _ in range(2))
    inside = dice.choice(
        [
            f"{before}{article}{after}",
            f"<table width=980><tr><td>{before}</td><td>{article}</td><td>{after}</td></tr></table>",
            f"<div class=wrap><div class=left>{before}</div><div class=mid>{article}</div><div class=right>"
            f"{after}</div></div>",
        ]
    )
    menu, foot = dice.choice([MENU, MENU0, ""]), dice.choice([FOOT, FOOT0, ""])
    html = f"<html><head><title>{title}{dice.choice(SITES)}</title></head><body>{menu}{inside}{foot}</body></html>"
    return html, title, texts


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_pages_put_together_at_random_are_read_exactly(first: int) -> None:
    wrong = []
    for seed in range(first, first + 100):
        html, title, texts = made(seed)
        reading = read_page(Page("urn:sha256:00", html.encode(), content_type="text/html; charset=utf-8"))
        right = isinstance(reading, Article) and (reading.title, reading.body.split("\n")) == (title, texts)
        if not right or not isinstance(reading, Article) or not reading.published.startswith("2024-01-05T10:22"):
            wrong.append((seed, reading))

    assert len(wrong) <= 1, wrong[0]
