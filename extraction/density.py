"""Which part of a page is the article: blocks are scored by text, links and punctuation, subtrees by the sum of their blocks.

Published methods this stands on: text against link density and their neighbourhood (Kohlschütter, Fankhauser, Nejdl: Boilerplate detection
using shallow text features, 2010); the best-scoring contiguous stretch (Pasternack, Roth: Extracting article text from the web with maximum
subsequence segmentation, 2009), here over subtrees; punctuation as the mark of prose (Readability, 2009; Zhang et al.: GNE's
text and symbol density, 2019).
"""

from __future__ import annotations

import re
from itertools import accumulate

from extraction.hints import AWAY, Hint
from extraction.layout import Block, Layout, Node
from extraction.phrases import CALL, IMPRINT, TAIL

_STRONG = frozenset({"nav", "footer", "aside"})


class Scores:
    """The score of every block, and sums over any range of them."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        raw = [prose(block) for block in layout.blocks]
        self.raw_sums = [0.0, *accumulate(max(0.0, score) for score in raw)]
        self.away = _mark_away(layout, self.raw_sums)
        self.scores = [
            (-0.3 * abs(score) - 1 if block.node in self.away else score)
            for block, score in zip(layout.blocks, raw, strict=True)
        ]
        self.sums = [0.0, *accumulate(self.scores)]
        self.plus = [0.0, *accumulate(max(0.0, score) for score in self.scores)]

    def total(self, node: Node) -> float:
        """The score of a subtree."""
        return self.sums[node.end] - self.sums[node.start]

    def prose(self, node: Node) -> float:
        """The prose in a subtree, whatever else it holds."""
        return self.plus[node.end] - self.plus[node.start]


def prose(block: Block) -> float:
    """How much a block reads like prose: positive for sentences, negative for links and labels."""
    if block.link > 0.6:
        return -min(block.size, 20.0) * 0.5 - 2
    if not block.stops:
        return -1.0 if block.size < 25 else block.size * 0.2
    score = block.size * (1 - block.link)
    if not block.ends:
        score *= 0.5
    if block.size < 8:
        score *= 0.3
    return score


def _mark_away(layout: Layout, sums: list[float]) -> set[Node]:
    """Block elements whose hints say that they stand beside the article, unless they hold most of the page's prose."""
    away: set[Node] = set()
    whole = sums[-1] or 1.0
    for node in layout.nodes:
        parent = node.parent
        if parent is not None and parent in away:
            away.add(node)
        elif node.hidden:
            away.add(node)
        elif node.hint in AWAY or node.hint in (Hint.CRUMB, Hint.TOPIC):
            share = (sums[node.end] - sums[node.start]) / whole
            if share < 0.4 or node.hint is Hint.COMMENT:
                away.add(node)
    return away


def choose(scores: Scores) -> Node | None:
    """The block element that holds the article's text and as little else as may be."""
    best, best_score = None, 0.0
    for node in scores.layout.nodes:
        if node.end == node.start:
            continue
        score = scores.total(node)
        if score >= best_score and score > 0:
            best, best_score = node, score
    if best is None:
        return None
    return _deepest_body(scores, _widened(scores, best))


def _widened(scores: Scores, node: Node) -> Node:
    """The element that says it is the body, when `node` is a part of it; at least the parent of a single paragraph.

    A short article among promos loses to one of its own paragraphs; what is not prose is dropped later anyway.
    """
    if node.tag in ("p", "font", "center", "td", "li", "h2", "h3", "blockquote", "pre") and node.parent is not None:
        node = node.parent
    ancestor = node.parent
    for _ in range(4):
        if ancestor is None or ancestor.tag in ("body", "html"):
            break
        if ancestor.hint is Hint.BODY and node.hint is not Hint.BODY:
            if scores.prose(ancestor) > 1.1 * scores.prose(node):
                return ancestor
        ancestor = ancestor.parent
    return node


def _deepest_body(scores: Scores, node: Node) -> Node:
    """A descendant that says it is the body and holds nearly all of what `node` holds."""
    whole = scores.prose(node)
    found = node
    for inner in scores.layout.nodes:
        if (
            inner.start >= node.start
            and inner.end <= node.end
            and inner.depth > found.depth
            and inner.hint is Hint.BODY
        ):
            if scores.prose(inner) >= 0.8 * whole:
                found = inner
    return found


def keep(scores: Scores, body: Node) -> list[Block]:
    """The blocks of the article's text: those of `body` that are neither boxes, captions, head lines nor calls to action."""
    layout = scores.layout
    blocks = layout.blocks[body.start : body.end]
    dropped = _captions(layout, body) | _link_lists(scores, body)
    first = _first_prose(scores, blocks)
    kept = [block for block in blocks if block.index not in dropped and not _beside(scores, block, body, first)]
    kept = kept[_head_ends(kept) :]
    kept = _cut_tail(_together(kept))
    kept = [block for block in kept if not (block.size < 40 and CALL.match(block.text))]
    return _without_labels(kept)


def _beside(scores: Scores, block: Block, body: Node, first: int) -> bool:
    """In a box, a caption, the head or a note; `first` numbers the first paragraph of prose."""
    if block.node in scores.away or block.link > 0.65:
        return True
    node: Node | None = block.node
    while node is not None and node is not body:
        hint = node.hint
        if node.tag == "header" or hint is Hint.CAPTION:
            return True
        if hint in _NEAR and node.tag not in _TEXT and scores.prose(node) < 0.3 * max(1.0, scores.prose(body)):
            # A theme may call a paragraph `title` or `summary`; over the text it is one, within it is text.
            if hint is Hint.SUMMARY:
                return block.index < first if node.parent is body and node.tag != "p" else node.parent is not body
            return hint is not Hint.TITLE or not block.ends or block.size < 20
        node = node.parent
    return False


_NEAR = frozenset({Hint.TITLE, Hint.META, Hint.QUIET, Hint.SUMMARY})
_TEXT = frozenset({"h2", "h3", "h4", "h5", "h6"})


def _first_prose(scores: Scores, blocks: list[Block]) -> int:
    """The number of the first real paragraph."""
    for block in blocks:
        if block.ends and block.size > 20 and block.node not in scores.away and block.node.hint in (Hint.NONE, Hint.BODY):
            return block.index
    return 0


def _captions(layout: Layout, body: Node) -> set[int]:
    """Blocks that stand in one small element with a picture."""
    found: set[int] = set()
    for picture in layout.pictures:
        if not body.start <= picture.at <= body.end:
            continue
        node: Node | None = picture.node
        best: Node | None = None
        for _ in range(5):
            if node is None or node is body or node.tag in ("body", "article", "section"):
                break
            blocks = layout.blocks[node.start : node.end]
            framed = node.tag == "figure" or _FRAME.search(node.name) is not None
            if len(blocks) > 3 or sum(block.size for block in blocks) > (160 if framed else 80):
                break
            if not framed and any(block.ends and (node.tag in _PROSE_TAGS or block.size > 40) for block in blocks):
                break  # a paragraph that holds a picture, not a picture that has a caption
            best = node
            node = node.parent
        if best is not None:
            found.update(range(best.start, best.end))
    return found


_PROSE_TAGS = frozenset({"p", "td", "li", "blockquote"})
_FRAME = re.compile(r"(?:^|[\s_-])(?:photo|image|img|pic|picture|figure|media)", re.I)


def _link_lists(scores: Scores, body: Node) -> set[int]:
    """Lists and small boxes that hold nothing but links."""
    layout = scores.layout
    most = 0.5 * scores.prose(body)
    found: set[int] = set()
    for node in layout.nodes:
        if node.start < body.start or node.end > body.end or node is body or node.start == node.end:
            continue
        if node.tag in ("ul", "ol", "div", "section", "table", "dl", "aside"):
            blocks = layout.blocks[node.start : node.end]
            size = sum(block.size for block in blocks)
            linked = sum(block.size * block.link for block in blocks)
            if linked > 0.55 * size and sum(block.links for block in blocks) > 1 and scores.prose(node) <= most:
                found.update(range(node.start, node.end))
    return found


def _head_ends(kept: list[Block]) -> int:
    """Where the text begins: after the title and whatever stands between it and the first paragraph."""
    begin = 0
    for number, block in enumerate(kept[:12]):
        if block.node.tag == "h1" or (block.size < 45 and IMPRINT.search(block.text)):
            begin = number + 1
        elif block.ends and block.size > 30:
            break
    return begin


def _cut_tail(kept: list[Block]) -> list[Block]:
    """Everything before the heading that opens the boxes below the article."""
    whole = sum(block.size for block in kept)
    seen = 0.0
    for number, block in enumerate(kept):
        if number and block.size < 20 and TAIL.match(block.text) and whole - seen < 0.4 * whole:
            if sum(1 for later in kept[number:] if later.size > 50 and later.ends and later.link < 0.2) < 3:
                return kept[:number]
        seen += block.size
    return kept


def _together(kept: list[Block]) -> list[Block]:
    """The stretch that holds most of the text, without small remains beyond a long gap of boxes and links."""
    whole = sum(block.size for block in kept)
    rest = whole
    for number in range(1, len(kept)):
        rest -= kept[number - 1].size
        gap = kept[number].index - kept[number - 1].index
        if gap > _GAP:
            if rest < whole * min(0.5, 0.1 + gap * 0.01):
                return kept[:number]
            if whole - rest < 0.1 * whole and not kept[number - 1].ends:
                return _together(kept[number:])
    return kept


_GAP = 8


def _without_labels(kept: list[Block]) -> list[Block]:
    """Without headings at the end, which announce nothing, and labels at either end that stand outside the paragraphs."""
    if not kept:
        return kept
    homes: dict[Node | None, float] = {}
    for block in kept:
        homes[block.node.parent] = homes.get(block.node.parent, 0.0) + block.size
    home = max(homes, key=homes.__getitem__)
    first, end = 0, len(kept)
    while end and (kept[end - 1].node.tag in _TEXT or _is_label(kept[end - 1], home)):
        end -= 1
    while first < end and _is_label(kept[first], home):
        first += 1
    return kept[first:end] or kept


def _is_label(block: Block, home: Node | None) -> bool:
    if block.size > 12 or block.stops or block.node.tag in _TEXT or block.node.tag in ("td", "th", "li", "pre", "blockquote"):
        return False
    node = block.node
    return home is not node and home is not node.parent
