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
    audio head map math frameset datalist dialog
    """.split()  # noqa: SIM905  # a table of words reads better than a list of literals
)
_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr img input
    """.split()  # noqa: SIM905  # a table of words reads better than a list of literals
)
_BOLD = frozenset({"b", "strong"})
_NAMING = frozenset({"class", "id", "role"})
_PLAYERS = frozenset({"video", "audio", "object", "embed"})
_BREAKS = frozenset({"br", "hr"})


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

    __slots__ = ("bold", "ends", "index", "link", "links", "node", "size", "stops", "text", "wide")

    def __init__(self, text: str, node: Node, index: int, link: int, links: int, bold: bool) -> None:
        self.text = text
        self.node = node
        self.index = index
        self.links = links
        self.bold = bold
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
        self.strong = 0

    def flush(self, node: Node) -> None:
        """Ends the current block, whose text lies in `self.text`."""
        raw = "".join(self.text)
        link = len(" ".join("".join(self.linked).split())) if self.linked else 0
        bold = 2 * self.strong > len(raw)
        for line in raw.split("\n") if node.tag == "pre" else (raw,):
            text = " ".join(line.split())
            if text:
                self.blocks.append(Block(text, node, len(self.blocks), link, self.links, bold))
        self.text.clear()
        self.linked.clear()
        self.links = self.strong = 0

    def run(self) -> Layout:
        node, in_link, in_bold, count = self.top, 0, 0, 0
        text, linked, drop = self.text, self.linked, self.drop
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _SKIP or (drop and element in drop):
                    self.players += tag in _PLAYERS
                    walk.skip_subtree()
                    continue
                if tag in _INLINE:
                    if tag == "a":
                        if element.get("href"):
                            in_link += 1
                            self.links += 1
                            self.anchors.append(Anchor(len(self.blocks), element, node))
                    elif tag == "img":
                        self.pictures.append(Picture(len(self.blocks), element, node))
                    elif tag in _BOLD:
                        in_bold += 1
                    elif _is_hidden(element.get("style")):
                        walk.skip_subtree()
                        continue
                else:
                    if text:
                        self.flush(node)
                    if tag not in _BREAKS:
                        count += 1
                        if count > MAX_ELEMENTS:
                            break
                        node = self.open(element, tag, node)
                said = element.text
            else:
                if drop and element in drop:
                    pass
                elif tag in _INLINE:
                    if tag == "a":
                        if in_link and element.get("href"):
                            in_link -= 1
                    elif tag in _BOLD:
                        in_bold -= 1
                elif tag not in _BREAKS and tag not in _SKIP:
                    if text:
                        self.flush(node)
                    node.end = len(self.blocks)
                    node = node.parent or self.top
                said = element.tail if element is not self.root else None
            if said and (text or not said.isspace()):
                text.append(said)
                if in_link:
                    linked.append(said)
                if in_bold:
                    self.strong += len(said)
        if text:
            self.flush(node)
        open_node: Node | None = node
        while open_node is not None:
            open_node.end = len(self.blocks)
            open_node = open_node.parent
        return Layout(self.root, self.top, self.nodes, self.blocks, self.pictures, self.anchors, self.players)

    def open(self, element: etree._Element, tag: str, parent: Node) -> Node:
        node = Node(element, tag, parent, len(self.blocks))
        self.nodes.append(node)
        for key, value in cast("list[tuple[str, str]]", element.items()):
            if key in _NAMING:
                node.name = f"{node.name} {value}" if node.name else value
            elif (key == "style" and _is_hidden(value)) or key == "hidden":
                node.hidden = True
            elif key == "itemprop":
                node.name += " itemprop-" + value
        node.hint = hint_of(tag, node.name)
        return node


@lru_cache(maxsize=1024)
def _is_hidden(style: str | None) -> bool:
    return style is not None and "display:none" in style.replace(" ", "").lower()
