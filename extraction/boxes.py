"""What stands beside an article: boxes of links with their headings, topics (相关专题), the channel (breadcrumb).

In: the layout and which blocks are the article. Out: Related values, topic names, a channel. Boxes are never body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from archive.records import Related
from extraction.head import absolute
from extraction.hints import Hint
from extraction.layout import Anchor, Block, Layout, Node

_CUT = ("…", "...", "．．．", "。。。")
_TOPIC = re.compile(
    r"\W{0,3}(?:相[关關][专專][题題]|所[属屬][专專][题題]|[专專][题題](?:[:：]|$)|related topics?)", re.I
)
_HERE = re.compile(
    r"\W{0,3}(?:您|你)?(?:[现現]在)?(?:的|所在)?(?:的)?(?:位置|[当當]前位置)\s*[:：]?|you are here:?", re.I
)
_HOME = re.compile(r"(?:网站|本站)?首[页頁]|主[页頁]|home|正文|[返回].{0,3}首?[页頁]?|article|.{0,8}[首主][页頁]", re.I)
_STEPS = re.compile(r">>|»|[^>]>[^>]+>|›")  # a breadcrumb, wherever the template puts it
_SEPARATOR = re.compile(r"\s*(?:>>|[>»›→/|｜＞]|&gt;|--|→)\s*")
_LEAD = re.compile(r"^(?:[\s·•●○◆◇■□▪▲△►▶>»\-－*]{1,4}|\d{1,2}[.、．]\s*(?=\D))")
_LISTS = frozenset({"ul", "ol", "dl", "div", "section", "aside", "table", "td", "p", "form"})
_MAX_BOXES, _MAX_LINKS = 12, 40


def link_title(text: str, said: str = "") -> tuple[str, bool]:
    """A link's title and whether the page cut it; the link's own title attribute completes a cut one.

    >>> link_title("· 某地工会服务职工…")
    ('某地工会服务职工…', True)
    """
    text = " ".join(text.split())
    text = _LEAD.sub("", text, count=1) or text
    cut = text.endswith(_CUT)
    said = " ".join(said.split())
    if cut and said and not said.endswith(_CUT) and said.startswith(text.rstrip("….．。")):
        return said, False
    return text, cut


def text_of(element: etree._Element) -> str:
    """The text below an element, blanks collapsed."""
    return " ".join("".join(cast("Iterator[str]", element.itertext())).split())


def find_related(layout: Layout, article: set[int], body: Node, base: str) -> tuple[Related, ...]:
    """The boxes of links after the beginning of the text, each link with its box's heading."""
    found: dict[tuple[str, str, str], Related] = {}  # a set of the keys: comparing whole values took a tenth of a page
    boxes = 0
    used: set[Node] = set()
    for group in _groups(layout, article, body):
        holder = group[0].node
        if holder in used:
            continue
        used.add(holder)
        heading = _heading_of(layout, group[0])
        links: dict[tuple[str, str, str], Related] = {}
        for anchor in group[:_MAX_LINKS]:
            block = layout.blocks[anchor.at]
            shown = block.text if block.links == 1 and block.link > 0.99 else text_of(anchor.element)
            text, cut = link_title(shown, anchor.element.get("title") or "")
            if len(text) >= 6:
                url = absolute(base, anchor.element.get("href") or "")
                links.setdefault((heading, text, url), Related("box", heading, text, url, cut))
        if links and heading and not _TOPIC.match(heading):
            for key, link in links.items():
                found.setdefault(key, link)
            boxes += 1
            if boxes >= _MAX_BOXES:
                break
    return tuple(found.values())


def _groups(layout: Layout, article: set[int], body: Node) -> list[list[Anchor]]:
    """Runs of at least three linked lines with titles long enough for articles, by the list that holds them."""
    groups: dict[Node, list[Anchor]] = {}
    for anchor in layout.anchors:
        if anchor.at <= body.start or anchor.at in article or anchor.at >= len(layout.blocks):
            continue
        block = layout.blocks[anchor.at]
        if block.link < 0.6 or block.size < 8 or block.links > 2 or anchor.node.hidden:
            continue
        holder: Node = anchor.node
        while (
            holder.tag not in ("ul", "ol", "dl", "table")
            and holder.parent is not None
            and holder.end - holder.start < 3
        ):
            holder = holder.parent
        if holder.hint is Hint.NAV:
            continue
        groups.setdefault(holder, []).append(Anchor(anchor.at, anchor.element, holder))
    return [group for group in groups.values() if len(group) >= 3]


def _heading_of(layout: Layout, first: Anchor) -> str:
    """The short line before a list."""
    holder = first.node
    for index in range(first.at - 1, max(-1, first.at - 4), -1):
        block = layout.blocks[index]
        if block.node.tag in ("li", "dd") or (block.links > 1 and block.link > 0.8):
            return ""  # the list before, or a bar of links
        if 1.5 <= block.size <= 16 and not block.ends and (index >= holder.start or _near(block, holder)):
            return block.text.strip("：: |>»·")
    return ""


def _near(block: Block, holder: Node) -> bool:
    outer = holder.parent
    for _ in range(2):
        if outer is None:
            return False
        if outer.start <= block.index:
            return True
        outer = outer.parent
    return False


def find_topics(layout: Layout, body: Node, base: str) -> tuple[tuple[str, ...], tuple[Related, ...]]:
    """The links after a heading 相关专题, by name and as pointers."""
    names: list[str] = []
    pointers: list[Related] = []
    for block in layout.blocks[body.start :]:
        match = _TOPIC.match(block.text)
        if match is None or block.size > 30:
            continue
        heading = match[0].strip(" ·|：:")
        last = block.index
        if block.size <= len(match[0]) + 2:  # the names stand in the lines after the heading
            holder = block.node
            while holder.parent is not None and holder.end <= block.index + 1:
                holder = holder.parent
            while last + 1 < min(holder.end, block.index + 7) and layout.blocks[last + 1].link > 0.5:
                last += 1
        for anchor in layout.anchors:
            if not block.index <= anchor.at <= last:
                continue
            text, cut = link_title(text_of(anchor.element), anchor.element.get("title") or "")
            if len(text) >= 3 and text not in names and not _TOPIC.match(text):
                names.append(text)
                pointers.append(Related("topic", heading, text, absolute(base, anchor.element.get("href") or ""), cut))
        break
    return tuple(names), tuple(pointers)


def find_channel(layout: Layout, before: int, title: str = "") -> str:
    """The breadcrumb, without the front page and 正文; "" when the page has none."""
    for node in layout.nodes:
        if (
            node.hint is Hint.CRUMB
            and node.start < node.end <= node.start + 12
            and (node.start <= before or not before)
        ):
            channel = clean_crumb(" > ".join(block.text for block in layout.blocks[node.start : node.end]), title)
            if channel:
                return channel
    for block in layout.blocks:
        if block.size < 60 and (_HERE.match(block.text) or (block.links > 1 and _STEPS.search(block.text))):
            channel = clean_crumb(block.text, title)
            if channel:
                return channel
    return ""


def clean_crumb(text: str, title: str = "") -> str:
    """The steps of a breadcrumb that name a channel.

    >>> clean_crumb("您现在的位置：首页 >> 地方工会 >> 基层动态 >> 正文")
    '地方工会 > 基层动态'
    """
    steps = [step.strip(" ：:>»|\u3000") for step in _SEPARATOR.split(_HERE.sub("", text))]
    named = [step for step in steps if step and not _HOME.fullmatch(step) and not _HERE.fullmatch(step)]
    named = [step for step in named if not title or step not in title or len(step) < 6]
    if len(steps) > 1 and named and steps[0] == named[0] and len(named) > 1:
        named = named[1:]  # the first step is the site itself
    if len(steps) < 3 and len(named) == 1 and named[0] == steps[0]:
        return ""  # the site alone is no channel
    named = [step for step in named if len(step) <= 20 or (step.isascii() and len(step) <= 40)]
    return " > ".join(dict.fromkeys(named)) if len(named) <= 6 else ""
