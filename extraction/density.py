"""Which part of a page is the article: blocks are scored by text, links and punctuation, subtrees by sums over blocks.

Published methods this stands on: text against link density and their neighbourhood (Kohlschütter, Fankhauser, Nejdl:
Boilerplate detection using shallow text features, WSDM 2010); the best-scoring contiguous stretch (Pasternack, Roth:
Extracting article text from the web with maximum subsequence segmentation, WWW 2009), here over subtrees; punctuation
as the mark of prose (Readability, 2009; text and symbol density as in GNE, 2019).
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from extraction.hints import AWAY, Hint
from extraction.layout import Block, Layout, Node
from extraction.phrases import FOOTER, IMPRINT, READERS, REMARK

_STRONG = frozenset({"nav", "footer", "aside"})


class Scores:
    """The score of every block, and sums over any range of them."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        raw = [prose(block) for block in layout.blocks]
        self.raw_sums = [0.0, *accumulate(max(0.0, score) for score in raw)]
        self.away = _mark_away(layout, self.raw_sums)
        _mark_readers(layout, self.away)
        _mark_cards(layout, self.away)
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
        if block.size < 45 and (block.node.hint is Hint.META or IMPRINT.search(block.text)):
            return -1.0  # a line of date and source has colons, and says nothing
        if FOOTER.match(block.text):
            return -1.0
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
        if (parent is not None and parent in away) or node.hidden:
            away.add(node)
        elif node.hint in AWAY or node.hint in (Hint.CRUMB, Hint.TOPIC):
            share = (sums[node.end] - sums[node.start]) / whole
            if share < 0.4 or node.hint is Hint.COMMENT:
                away.add(node)
    return away


def _mark_readers(layout: Layout, away: set[Node]) -> None:
    """Readers' remarks: the element that begins with 网友评论, and the one whose lines begin with who remarked when."""
    blocks = layout.blocks
    found: set[Node] = set()
    remarks: list[Block] = []
    for block in blocks:
        if block.size >= 40 or block.link > 0.9 or block.size < 1.5:
            continue
        if block.size < 24 and READERS.match(block.text):
            holder = block.node.parent if block.node.end == block.index + 1 else block.node
            if holder is not None and holder.start == block.index and holder.end > block.index + 1:
                found.add(holder)
        elif REMARK.match(block.text):
            remarks.append(block)
    for group in _close_together(remarks):
        home: Node | None = group[0].node
        while home is not None and home.end <= group[-1].index:
            home = home.parent
        if home is not None and home.start >= group[0].index - 3 and home.end <= group[-1].index + 12:
            found.add(home)
    found = {node for node in found if node.tag not in ("body", "html")}
    if found:
        away |= found
        for node in layout.nodes:
            if node.parent in away:
                away.add(node)


def _close_together(remarks: list[Block]) -> list[list[Block]]:
    """Runs of three remarks or more, each soon after the one before."""
    groups: list[list[Block]] = []
    for block in remarks:
        if groups and block.index - groups[-1][-1].index <= 5:
            groups[-1].append(block)
        else:
            groups.append([block])
    return [group for group in groups if len(group) > 2]


def _mark_cards(layout: Layout, away: set[Node]) -> None:
    """Teasers: small elements of one kind, each a linked title over one short paragraph, three or more side by side."""
    cards: dict[Node, list[Node]] = {}
    blocks = layout.blocks
    for title, text in pairwise(blocks):
        if title.link < 0.6 or title.size < 4 or not text.stops or not 10 < text.size <= _TEASER or text.link > 0.5:
            continue
        card = text.node
        while card.start > title.index and card.parent is not None:
            card = card.parent
        if card.end - card.start > 5 or card.parent is None or card in away:
            continue
        if (
            sum(1 for block in blocks[card.start : card.end] if block.stops and block.size > 10 and block.link < 0.5)
            == 1
        ):
            cards.setdefault(card.parent, []).append(card)
    found = {card for group in cards.values() if len(group) >= 3 for card in group}
    if found:
        away |= found
        for node in layout.nodes:
            if node.parent in away:
                away.add(node)


_TEASER = 90.0


def place_without_prose(scores: Scores, title: int) -> Node | None:
    """Where the text of an article stands that holds no sentence: a table, a list of names, a file to download.

    An element that is called the body, else the table with the most unlinked text, after the title's last block.
    """
    blocks = scores.layout.blocks
    best, most = None, 7.0
    for node in scores.layout.nodes:
        if node.start <= title or node in scores.away:
            continue
        if node.hint is Hint.BODY or node.tag == "table":
            texts = [block for block in blocks[node.start : node.end] if not FOOTER.match(block.text)]
            size = sum(block.size * (1.0 - block.link) for block in texts)
            if node.hint is Hint.BODY and node.start < node.end:
                size += 40.0
            if size > most and (node.hint is Hint.BODY or size > 40.0):
                best, most = node, size
    return best


def choose(scores: Scores, title: int = -1) -> Node | None:
    """The block element that holds the article's text and as little else as may be.

    `title` numbers the last block of the title; text that begins soon after it is likelier the article than teasers.
    """
    best, best_score = None, 0.0
    for node in scores.layout.nodes:
        if node.end == node.start:
            continue
        score = scores.total(node)
        if title >= 0 and score > 0:
            if node.end <= title + 1:
                score *= 0.6
            elif node.start <= title + _SOON:
                score *= 1.3
        if score >= best_score and score > 0:
            best, best_score = node, score
    if best is None:
        return None
    return _own_article(scores, _deepest_body(scores, _widened(scores, best)), title)


def _own_article(scores: Scores, node: Node, title: int) -> Node:
    """Of an element that holds more, the <article> that holds the title, when the text is in it.

    What stands beside it are boxes of the site, or further articles that a script loads below the first.
    """
    inner: Node | None = scores.layout.blocks[title].node if title >= 0 else None
    while inner is not None and inner is not node and inner.tag != "article":
        inner = inner.parent
    if inner is None or inner is node or not node.start <= inner.start <= inner.end <= node.end:
        return node
    others = sum(
        scores.prose(other)
        for other in scores.layout.nodes
        if other.tag == "article" and other.start >= inner.end and other.end <= node.end
    )
    return inner if scores.prose(inner) >= 0.6 * (scores.prose(node) - others) else node


_SOON = 25  # blocks: a line of date, a toolbar, a summary


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
        more = scores.prose(ancestor) > 1.1 * scores.prose(node)
        if more and ancestor.hint is Hint.BODY and node.hint is not Hint.BODY:
            return ancestor
        ancestor = ancestor.parent
    return node


def _deepest_body(scores: Scores, node: Node) -> Node:
    """A descendant that says it is the body and holds nearly all of what `node` holds."""
    whole = scores.prose(node)
    found = node
    for inner in scores.layout.nodes:
        within = node.start <= inner.start <= inner.end <= node.end and inner.depth > found.depth
        if within and inner.hint is Hint.BODY and scores.prose(inner) >= 0.8 * whole:
            found = inner
    return found
