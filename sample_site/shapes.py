"""A story into the HTML of its shape: the text between what stands around it.

In: the story as it stands, its boxes, the dress and faults of the day. Out: HTML as text; charset.py makes the bytes.
The shapes are those of SHAPES; each has a template of the same name in templates/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from sample_site import chrome
from sample_site.fill import fill, link
from sample_site.hosts import Host
from sample_site.stories import Box, Lead, Story


@dataclass(frozen=True, slots=True)
class Shape:
    """What differs between templates beyond their text."""

    published: str  # strftime of a moment to the minute
    editors: str  # around the names
    body: str = ""  # id or class of the body's element
    seconds: str = ""  # strftime when the story gives seconds
    day: str = ""  # strftime when the story gives a day only
    paragraph: str = "<p>　　{text}</p>"
    suffix: str = ".html"
    by_id: bool = False


MINUTE = "%Y年%m月%d日%H:%M"
DASHED = "%Y-%m-%d %H:%M"

SHAPES = {
    "people2009": Shape(MINUTE, "（责任编辑：{names}）", "p_content", paragraph="<P>　　{text}</P>", by_id=True),
    "people2016": Shape(MINUTE, "(责编：{names})", "p_content", by_id=True),
    "people2013": Shape(
        MINUTE, "(责编：{names})", "rwb_zw", paragraph='<p style="text-indent: 2em;">\n\t{text}</p>', by_id=True
    ),
    "people2020": Shape(MINUTE, "(责编：{names})", "rm_txt_con cf", paragraph="<p>\n\t　　{text}</p>"),
    "workers_old": Shape(DASHED, "责任编辑：{names}", "ccontent", f"{DASHED}:%S", suffix=".shtml"),
    "workers_new": Shape(DASHED, "责任编辑：{names}", "article-content", f"{DASHED}:%S", suffix=".shtml"),
    "acftu_old": Shape(DASHED, "编辑：{names}", "ArticleBody", paragraph="<p>　　{text}<br></p>", by_id=True),
    "tw": Shape(
        "%Y/%m/%d %H:%M", "責任編輯：{names}", "article-body", day="%Y/%m/%d", paragraph="<p>{text}</p>", suffix=".htm"
    ),
    "city": Shape(DASHED, "责任编辑：{names}", "xl_con"),
    "en": Shape("%d %B %Y, %H:%M", "Editor: {names}", "story-body", day="%d %B %Y", paragraph="<p>{text}</p>"),
}


def article_page(
    story: Story, host: Host, boxes: Sequence[Box], charset: str, part: int = 1, worn: str = "a", broken: bool = False
) -> str:
    """The page of a story, or of one part of it, counted from 1. `broken`: the body's element has lost its name."""
    shape = SHAPES[story.shape]
    text = {
        "title": story.title,
        "pretitle": story.pretitle,
        "subtitle": story.subtitle,
        "author": story.author,
        "keywords": " ".join(story.keywords),
        "description": story.body[0][:80] if story.body else story.title,
        "column": host.columns.get(story.column, host.title),
        "brand": host.brand,
        "published": shown_date(story, shape),
        "publishdate": story.published[:10],
        "pubdate_meta": story.published[:16].replace("T", " "),
        "source_name": story.source,
        "number": "".join(c for c in story.path.rsplit("/", 1)[-1] if c.isdigit()),
        "catalog": story.column,
        "url": story.url,
        "editors": shape.editors.format(names=joined(story)) if story.editors else "",
    }
    named = "broken" if broken else shape.body
    html = {
        "charset": charset,
        "style": chrome.style(host, story.key, worn),
        "nav": chrome.navigation(host),
        "scripts": chrome.scripts(host, story.key),
        "teasers": chrome.teasers(host, story.key),
        "remarks": chrome.remarks(host, story.key),
        "footer": chrome.footer(host, worn),
        "path": "&gt;&gt;".join((link(host.title, "/"), link(text["column"], host.listing_path(story.column, 1)))),
        "source": link(story.source, story.source_href) if story.source_href else escape(story.source),
        "body": body(story, shape, part),
        "promos": promos(story) if part == len(story.parts or (0,)) else "",
        "parts": parts(story, shape, part),
        "topics": topics(story),
        "attachments": attachments(story),
        "boxes": "\n".join(box(story.shape, b) for b in boxes),
        "body_id": named if shape.by_id else "zoom2",
        "body_class": named if not shape.by_id else "box_con",
    }
    return fill(story.shape, {**{key: escape(value, quote=False) for key, value in text.items()}, **html})


def shown_date(story: Story, shape: Shape) -> str:
    """The date as the page writes it."""
    if len(story.published) == 10:
        return datetime.fromisoformat(story.published).strftime(shape.day or "%Y-%m-%d")
    moment = datetime.fromisoformat(story.published)
    with_seconds = len(story.published) > len("2016-01-06T09:58+08:00")
    return moment.strftime(shape.seconds if with_seconds and shape.seconds else shape.published)


def joined(story: Story) -> str:
    """The editors, as the page separates them."""
    return (", " if story.shape == "en" else "、").join(story.editors)


def on_part(story: Story, part: int) -> tuple[int, int]:
    """Which paragraphs stand on that page: from, to."""
    if not story.parts:
        return 0, len(story.body)
    start = sum(story.parts[: part - 1])
    return start, start + story.parts[part - 1]


def body(story: Story, shape: Shape, part: int) -> str:
    """The paragraphs of one page, with the pictures that stand between them."""
    start, end = on_part(story, part)
    rows = []
    for number in range(start, end + 1):
        if number > start:
            text = story.body[number - 1]
            heading = text.startswith("## ")
            shown = f"<strong>{escape(text[3:], quote=False)}</strong>" if heading else escape(text, quote=False)
            rows.append(shape.paragraph.format(text=shown))
        if number > start or start == 0:
            rows.extend(picture(p.src, p.caption) for p in story.images if p.after == number)
    return "\n".join(rows)


def picture(src: str, caption: str) -> str:
    """An image with its caption below."""
    words = escape(caption, quote=False)
    shown = f'\n<p style="text-align: center;" class="pic_caption">{words}</p>' if caption else ""
    return f'<p style="text-align: center;"><img src="{escape(src)}" alt="" width="600"></p>{shown}'


def promos(story: Story) -> str:
    """Links to other stories that old and new templates put inside the body's element."""
    if not story.promos:
        return ""
    if story.shape == "people2009":
        rows = (
            f"　　<b><a href='{escape(p.href)}' target='_blank'><font color='#0000ff'>{escape(p.title)}</font></a></b>"
            for p in story.promos
        )
        return " <br><br>" + "<br><br>".join(rows)
    rows = (f"<p>　　{link(p.title, p.href, chrome.TARGET)}</p>" for p in story.promos)
    return "\n<p>　　<strong>相关新闻</strong></p>\n" + "\n".join(rows)


def part_path(story: Story, part: int) -> str:
    """Where page number `part` of a story lives."""
    if part == 1:
        return story.path
    suffix = SHAPES[story.shape].suffix
    mark = "_" if story.shape.startswith("workers") else "-"
    return f"{story.path.removesuffix(suffix)}{mark}{part}{suffix}"


def parts(story: Story, shape: Shape, part: int) -> str:
    """The way to the other pages: links, or the script with a hidden total that workers_old uses."""
    total = len(story.parts)
    if total < 2:
        return ""
    if story.shape == "workers_old":
        return (
            f'<div class="page_nav"><input type="hidden" name="__totalpage" value="{total}" />'
            f'<input type="hidden" name="__currentpage" value="{part}" />'
            '<script language="javascript">writePages(document.getElementsByName("__totalpage")[0].value);'
            "</script></div>"
        )
    numbers = " ".join(
        f"<b>{n}</b>" if n == part else f'<a href="{part_path(story, n)}">【{n}】</a>' for n in range(1, total + 1)
    )
    forward = f' <a href="{part_path(story, part + 1)}">下一页</a>' if part < total else ""
    return f'<div class="zdfy clearfix">{numbers}{forward}</div>'


def topics(story: Story) -> str:
    """The special subjects that the story belongs to."""
    if not story.topics:
        return ""
    word = {"tw": "相關專題", "en": "Topics"}.get(story.shape, "相关专题")
    rows = "<br>".join(f"· {link(t.title, t.href)}" for t in story.topics)
    if story.shape in ("people2013", "people2020"):
        return f'<div class="clearfix" id="rwb_xgzt">{word}：{rows}</div>'
    if story.shape.startswith("people"):
        return (
            '<table class="more_new" cellpadding="0" cellspacing="0" border="0"><tr><td class="more_title">'
            f'<span class="more_s">{word}</span></td></tr><tr><td style="padding:10px 0;">{rows}</td></tr></table>'
        )
    return f'<div class="topics"><h4>{word}</h4>{rows}</div>'


def attachments(story: Story) -> str:
    """Files to take away."""
    if not story.attachments:
        return ""
    word = {"tw": "附件下載", "en": "Downloads"}.get(story.shape, "附件下载")
    files = "".join(f"<p>{link(a.title, a.href)}</p>" for a in story.attachments)
    return f'<div class="fujian">{word}：{files}</div>'


def box(shape: str, shown: Box) -> str:
    """A box of leads, in the markup of the shape."""
    rows = [lead(row) for row in shown.leads]
    if shape == "people2009":
        lines = "<br>\n".join(f"·{row}" for row in rows)
        return (
            '<table class="pci_new hot_new xiaobian" cellpadding="0" cellspacing="0" border="0">\n'
            f'<tr><td valign="top"><div class="pci_title">&nbsp;&nbsp;&nbsp;{shown.heading}</div></td></tr>\n'
            f'<tr><td style="padding:10px 0 0 15px;">{lines}</td></tr></table>'
        )
    lines = "\n".join(f"<li>{row}</li>" for row in rows)
    if shape.startswith("people"):
        name = "right_box" if shape == "people2020" else "p2j_list"
        return f'<div class="{name}"><h2><i></i>{shown.heading}</h2>\n<ul class="list_14 clearfix">{lines}</ul></div>'
    return f'<div class="side_box"><h3>{shown.heading}</h3>\n<ul>{lines}</ul></div>'


def lead(row: Lead) -> str:
    """One line of a box; a line without an address leads nowhere, as saved copies show it."""
    return link(row.title, row.href, chrome.TARGET) if row.href else escape(row.title, quote=False)
