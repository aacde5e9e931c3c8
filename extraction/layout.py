"""A parsed page as a flat list of blocks (paragraphs, headings, cells, lines) under a tree of block elements.

One walk over lxml's tree; everything later looks at these records, whose ranges are contiguous, so that sums over any
subtree cost nothing. In: root element. Out: Layout.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple, cast

from lxml import etree

from extraction.hints import Hint, hint_of

MAX_ELEMENTS = 400_000

_SKIP = frozenset(
    """
    script style noscript template svg iframe object embed applet select option button textarea canvas video
    audio head title meta link base map math frameset datalist dialog
    """.split()  # noqa: SIM905  # a table of words reads better than a list of literals
)
_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp
    picture small source span strike strong sub sup time tt u var wbr img input
    """.split()  # noqa: SIM905  # a table of words reads better than a list of literals
)
_PLAYERS = frozenset({"video", "audio", "object", "embed"})
_BLOCK, _PLAIN, _LINK, _IMAGE, _BREAK, _DROP = range(6)
_BOUNDARY = (_BLOCK, _BREAK)


class _Kinds(dict[str, int]):
    """Tags unknown to us are blocks; those of Word (o:p, st1:date) stand within a line."""

    def __missing__(self, tag: str) -> int:
        kind = _PLAIN if isinstance(tag, str) and ":" in tag else _BLOCK
        if len(self) < 500:
            self[tag] = kind
        return kind


_KINDS = _Kinds(
    {
        **dict.fromkeys(_INLINE, _PLAIN),
        **dict.fromkeys(_SKIP, _DROP),
        "a": _LINK,
        "img": _IMAGE,
        "br": _BREAK,
        "hr": _BREAK,
    }
)


class Node:
    """A block element: what it is, what its class and id hint at, and which blocks lie in it."""

    __slots__ = ("depth", "element", "end", "hidden", "hint", "name", "parent", "start", "tag")

    def __init__(self, element: etree._Element, tag: str, parent: Node | None, start: int) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.start = start
        self.end = start
        self.depth: int = parent.depth + 1 if parent else 0
        self.hint: Hint = Hint.NONE
        self.hidden: bool = parent.hidden if parent else False
        self.name = ""


class Block:
    """A run of text between two block boundaries."""

    __slots__ = ("ends", "index", "link", "links", "node", "size", "stops", "text", "wide")

    def __init__(self, text: str, node: Node, index: int, link: int, links: int) -> None:
        self.text = text
        self.node = node
        self.index = index
        self.links = links
        letters = len(text)
        # Characters of three bytes are Chinese, or marks between them; one says about as much as two Latin letters.
        self.wide = 0 if text.isascii() else (len(text.encode("utf-8", "replace")) - letters) // 2
        self.size = self.wide + (letters - self.wide) * 0.4
        self.link = min(1.0, link / letters)
        self.stops = self.ends = 0
        if letters > 7:
            self.count_marks(text)

    def count_marks(self, text: str) -> None:
        """Counts punctuation; a full stop within a number or an address is none."""
        count = text.count
        ends = count(". ") + count("! ") + count("? ") + (text[-1] in ".!?" or text[-2] in ".!?")
        stops = count(", ") + count("; ") + count(": ")
        if self.wide:
            ends += count("。") + count("！") + count("？") + count("…")
            stops += count("，") + count("；") + count("：") + count(",")
        self.ends = ends
        self.stops = stops + ends


class Picture(NamedTuple):
    """An image and the number of the block that follows it."""

    at: int
    element: etree._Element
    node: Node


class Anchor(NamedTuple):
    """A link and the number of the block it stands in or before."""

    at: int
    element: etree._Element
    node: Node


class Layout(NamedTuple):
    """The page, flat."""

    root: etree._Element
    top: Node
    nodes: list[Node]
    blocks: list[Block]
    pictures: list[Picture]
    anchors: list[Anchor]
    players: int  # video, audio and the like


def lay_out(root: etree._Element, drop: Collection[etree._Element] = ()) -> Layout:
    """The layout of a parsed page, or of one element of it, without the elements to drop."""
    return _Walk(root, frozenset(drop)).run()


class _Walk:
    def __init__(self, root: etree._Element, drop: frozenset[etree._Element]) -> None:
        self.root = root
        self.drop = drop
        self.top = Node(root, "html", None, 0)
        self.nodes = [self.top]
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self.anchors: list[Anchor] = []
        self.players = 0
        self.text: list[str] = []
        self.linked: list[str] = []
        self.links = 0

    def flush(self, node: Node) -> None:
        """Ends the current block, whose text lies in `self.text`."""
        raw = "".join(self.text) if len(self.text) > 1 else self.text[0]
        link = len(" ".join("".join(self.linked).split())) if self.linked else 0
        for line in _lines(raw) if node.tag == "pre" else (raw,):
            text = " ".join(line.split())
            if text:
                self.blocks.append(Block(text, node, len(self.blocks), link, self.links))
        self.text.clear()
        self.linked.clear()
        self.links = 0

    def run(self) -> Layout:
        node, in_link, count = self.top, 0, 0
        text, linked, drop, blocks, nodes = self.text, self.linked, self.drop, self.blocks, self.nodes
        with_address: list[bool] = []  # of the open links: an <a name> that nobody closed is no link
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            kind = _KINDS[tag]
            if drop and element in drop:
                kind = _DROP
            if event == "start":
                if kind in _BOUNDARY:
                    if text:
                        self.flush(node)
                    if kind == _BLOCK:
                        count += 1
                        if count > MAX_ELEMENTS:
                            break
                        node = _open(element, tag, node, len(blocks))
                        nodes.append(node)
                        if node.hint is Hint.NAV and _is_mere_navigation(element):
                            walk.skip_subtree()
                            continue
                elif kind == _PLAIN:
                    style = element.get("style")
                    if style and _is_hidden(style):
                        walk.skip_subtree()
                        continue
                elif kind == _LINK:
                    linking = bool(element.get("href"))
                    with_address.append(linking)
                    if linking:
                        in_link += 1
                        self.links += 1
                        self.anchors.append(Anchor(len(blocks), element, node))
                elif kind == _IMAGE:
                    self.pictures.append(Picture(len(blocks), element, node))
                else:
                    self.players += tag in _PLAYERS
                    walk.skip_subtree()
                    continue
                said = element.text
            else:
                if kind == _BLOCK:
                    if text:
                        self.flush(node)
                    node.end = len(blocks)
                    node = node.parent or self.top
                elif kind == _LINK and with_address and with_address.pop():
                    in_link -= 1
                said = element.tail if element is not self.root else None
            if said and (text or not said.isspace()):
                text.append(said)
                if in_link:
                    linked.append(said)
        if text:
            self.flush(node)
        open_node: Node | None = node
        while open_node is not None:
            open_node.end = len(blocks)
            open_node = open_node.parent
        return Layout(self.root, self.top, nodes, blocks, self.pictures, self.anchors, self.players)


def _lines(raw: str) -> list[str]:
    """The paragraphs of preformatted text: its lines, joined where they were broken at a fixed width."""
    lines = raw.split("\n")
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    if len(lengths) < 4:
        return lines
    width = lengths[-1]
    if not 15 <= width <= 100 or lengths[len(lengths) // 2] < 0.8 * width:
        return lines
    joined: list[str] = []
    open_end = False
    for line in lines:
        if open_end and line.strip() and not line.startswith(("\u3000", "  ", "\t")):
            glue = " " if joined[-1][-1:].isascii() and line[:1].isascii() else ""
            joined[-1] = joined[-1].rstrip() + glue + line.strip()
        else:
            joined.append(line)
        open_end = len(line.strip()) >= 0.8 * width and not line.rstrip().endswith(("。", "！", "？", "：", "”"))
    return joined


def _open(element: etree._Element, tag: str, parent: Node, start: int) -> Node:
    """The record of a block element that begins."""
    node = Node(element, tag, parent, start)
    name = ""
    for key, value in cast("list[tuple[str, str]]", element.items()):
        if key == "class" or key == "id" or key == "role":
            name = f"{name} {value}" if name else value
        elif key == "style":
            node.hidden = node.hidden or _is_hidden(value)
        elif key == "hidden":
            node.hidden = True
        elif key == "itemprop":
            name += " itemprop-" + value
    node.name = name
    node.hint = hint_of(tag, name)
    return node


_STRING = etree.XPath("string()", smart_strings=False)


def _is_mere_navigation(element: etree._Element) -> bool:
    """A menu, header or footer without prose, title or breadcrumb: half of a portal's elements, and nothing to read."""
    text = cast("str", _STRING(element))
    if text.count("。") + text.count(". ") > 3 or ">>" in text or "»" in text or "›" in text:
        return False
    return element.find(".//h1") is None


@lru_cache(maxsize=1024)
def _is_hidden(style: str) -> bool:
    return "display:none" in style.replace(" ", "").lower()
