"""Pictures of an article with what is said of each: in its paragraph, under it, in its frame; never in the text."""

from __future__ import annotations

import pytest

from archive.records import Article, Page
from extraction import read_page

PARAGRAPHS = (
    "岚江市总工会4月2日在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位，入场的求职者超过五千人。",
    "招聘会设了零工专区。砌筑工老魏拿到一份按天结算的协议，他说，以前工钱靠熟人带话，现在写在纸上。",
)
PICTURE = "<img src='/up/hall.jpg' width=600>"


def read(inside: str) -> Article:
    html = (
        "<html><head><title>岚江春季招聘会摆出零工专区_样江在线</title></head><body><h1>岚江春季招聘会摆出零工专区</h1>"
        f"<div class=info>2024-01-05 10:22 来源：样江日报</div><div class=content>{inside}</div></body></html>"
    )
    reading = read_page(Page("http://x.example/a/1.html", html.encode(), content_type="text/html; charset=utf-8"))
    assert isinstance(reading, Article), reading
    return reading


@pytest.mark.parametrize(
    ("between", "caption"),
    [
        (f"<p>{PICTURE}<br>图为招聘会现场。丁岚摄</p>", "图为招聘会现场。丁岚摄"),
        (f"<p>{PICTURE}图为招聘会现场，入场的求职者在排队。</p>", "图为招聘会现场，入场的求职者在排队。"),
        (f"<p>{PICTURE}</p><p>图为招聘会现场。</p>", "图为招聘会现场。"),
        (f"<p>{PICTURE}</p><p>▲招聘会现场</p>", "▲招聘会现场"),
        (f"<p align=center>{PICTURE}</p><p align=center>入场的求职者在排队</p>", "入场的求职者在排队"),
        (
            f"<p style='text-align: center;'>{PICTURE}</p><p style='text-align: center;'>入场的求职者在排队。</p>",
            "入场的求职者在排队。",
        ),
        (
            f"<center>{PICTURE}</center><p>求职者在零工专区填表。本报记者 丁岚 摄</p>",
            "求职者在零工专区填表。本报记者 丁岚 摄",
        ),
        (
            f"<p>{PICTURE}</p><p align=center>求职者在零工专区填表</p><p align=center>丁岚 摄</p>",
            "求职者在零工专区填表 丁岚 摄",
        ),
        (f"<figure>{PICTURE}<figcaption>招聘会现场</figcaption></figure>", "招聘会现场"),
        (f"<div class=pic>{PICTURE}<span>招聘会现场</span></div>", "招聘会现场"),
        (f"<table><tr><td>{PICTURE}</td></tr><tr><td>招聘会现场</td></tr></table>", "招聘会现场"),
        (f"<p>{PICTURE}</p>", ""),
    ],
)
def test_a_caption_belongs_to_its_picture_and_not_to_the_text(between: str, caption: str) -> None:
    article = read(f"<p>{PARAGRAPHS[0]}</p>{between}<p>{PARAGRAPHS[1]}</p>")

    assert article.body.split("\n") == list(PARAGRAPHS)
    assert [(image.url, image.caption) for image in article.images] == [("http://x.example/up/hall.jpg", caption)]


@pytest.mark.parametrize(
    "paragraph",
    [
        f"<p>{PICTURE}{PARAGRAPHS[1]}</p>",
        f"<p>{PICTURE}</p><p>{PARAGRAPHS[1]}</p>",
        f"<div>{PICTURE}<p>{PARAGRAPHS[1]}</p></div>",
        f"<p align=center>{PICTURE}</p><p>{PARAGRAPHS[1]}</p>",
    ],
)
def test_a_paragraph_beside_a_picture_is_text(paragraph: str) -> None:
    assert read(f"<p>{PARAGRAPHS[0]}</p>{paragraph}").body.split("\n") == list(PARAGRAPHS)


def test_a_bold_heading_under_a_picture_is_text() -> None:
    article = read(
        f"<p>{PARAGRAPHS[0]}</p><p>{PICTURE}</p><p align=center><b>零工也有合同</b></p><p>{PARAGRAPHS[1]}</p>"
    )

    assert article.body.split("\n")[1] == "零工也有合同"


@pytest.mark.parametrize(
    ("caption", "photographers"),
    [
        ("图为招聘会现场。丁岚摄", ("丁岚",)),
        ("求职者在零工专区填表。本报记者 丁岚 摄", ("丁岚",)),
        ("图为招聘会现场（丁岚、江晚秋 摄）", ("丁岚", "江晚秋")),
    ],
)
def test_who_took_a_picture_is_read_from_its_caption(caption: str, photographers: tuple[str, ...]) -> None:
    article = read(f"<p>{PARAGRAPHS[0]}</p><p>{PICTURE}</p><p>{caption}</p><p>{PARAGRAPHS[1]}</p>")

    assert article.photographers == photographers


def test_captions_are_the_text_of_a_gallery_that_has_no_other() -> None:
    pictures = "".join(
        f"<p align=center><img src=/g/{n}.jpg></p><p align=center>图为环卫工在第{n}驿站喝水休息。丁岚摄</p>"
        for n in range(1, 7)
    )
    article = read(pictures)

    assert (article.kind, len(article.images)) == ("gallery", 6)
    assert article.body.split("\n")[0] == article.images[0].caption == "图为环卫工在第1驿站喝水休息。丁岚摄"
    assert article.photographers == ("丁岚",)


@pytest.mark.parametrize(
    ("image", "link"),
    [
        ("<img src=/img/blank.gif data-src=/up/1.jpg>", "/up/1.jpg"),
        ("<img src='data:image/gif;base64,R0' data-original='/up/1.jpg'>", "/up/1.jpg"),
        ("<img src=/img/loading.gif data-anything='/up/1.png?x=2'>", "/up/1.png?x=2"),
        ("<img srcset='/up/s.jpg 480w, /up/l.jpg 1200w' src=/up/s.jpg>", "/up/s.jpg"),
        ("<img data-srcset='/up/s.jpg 480w, /up/l.jpg 1200w'>", "/up/l.jpg"),
        ("<picture><source srcset='/up/1.webp 2x, /up/0.webp'><img></picture>", "/up/1.webp"),
        ("<img src=/img/logo.png>", ""),
        ("<img src=/up/1.gif width=1 height=1>", ""),
        ("<img src=/up/1.gif style='width:1px;height:1px'>", ""),
        ("<a href=http://ads.example/><img src=/ad/640.jpg></a>", ""),
        ("<img src=/img/qrcode_app.png>", ""),
        ("<div class=advert><img src=/up/1.jpg></div>", ""),
    ],
)
def test_a_picture_is_found_where_its_address_stands_and_an_ornament_is_none(image: str, link: str) -> None:
    article = read(f"<p>{PARAGRAPHS[0]}</p><p>{image}</p><p>{PARAGRAPHS[1]}</p>")

    assert [picture.url for picture in article.images] == ([f"http://x.example{link}"] if link else [])


def test_files_are_kept_with_what_their_links_say_and_their_type() -> None:
    files = "".join(
        f"<p>附件{n}：<a href='/f/{n}.{e}'>名单{n}</a></p>" for n, e in enumerate(("pdf", "doc", "xls", "zip"))
    )
    article = read(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{files}")

    assert [(f.title, f.type) for f in article.attachments] == [
        ("名单0", "application/pdf"),
        ("名单1", "application/msword"),
        ("名单2", "application/vnd.ms-excel"),
        ("名单3", "application/zip"),
    ]
