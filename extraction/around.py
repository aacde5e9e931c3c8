"""What stands around the text of an article: lines between title and text, between its paragraphs, and below.

In: the layout with its scores, the heading, the chosen body. Out: blocks of the page, boxes left out. imprint.py looks
there for names, datelines.py for the date.
"""

from __future__ import annotations

import re

from extraction.density import Scores
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.layout import Block

_HEAD_BLOCKS = 40  # between title and text may stand a toolbar and a player
_COUNTER = re.compile(
    r"(?:[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|[访訪][问問]|人[气氣])(?:次[数數]|量|[数數])?\s*[:：]?\s*\d*\s*次?"
)


class Around:
    """The head and the foot of an article. `first` and `last` are the numbers of the first and last block of the text,
    behind the end and -1 where there is none; `head` and `foot` are short blocks in the order of the page.
    """

    def __init__(self, scores: Scores, heading: Heading, kept: list[Block]) -> None:
        blocks = scores.layout.blocks
        self.scores, self.heading = scores, heading
        self.first = first = kept[0].index if kept else len(blocks)
        self.last = kept[-1].index if kept else -1
        begin = heading.last + 1 if heading.last >= 0 else max(0, first - _HEAD_BLOCKS)
        if heading.last >= first:
            begin = max(0, heading.first - _HEAD_BLOCKS)
        head = blocks[begin : min(first, begin + 3 * _HEAD_BLOCKS)]
        self.head = [b for b in head if b.size < 90 and not boxed(scores, b)]
        within = {b.index for b in kept}
        self.foot = [b for b in blocks[first : self.last + 13] if b.index not in within and b.size < 120]


def spaced(block: Block) -> str:
    """The line with a blank between elements that only their style keeps apart: <span>…</span><span>…</span>."""
    node = block.node
    if node.end - node.start != 1 or len(node.element) == 0:
        return block.text
    return _COUNTER.sub(" ", " ".join(" ".join(str(text) for text in node.element.itertext()).split()))


def boxed(scores: Scores, block: Block, strict: bool = False) -> bool:
    """In a box, a navigation or a list of links; a toolbar may still hold the date."""
    if block.link > (0.9 if strict else 0.8) and block.size > 8:
        return True
    node = block.node
    if node not in scores.away:
        return False
    for _ in range(5):
        if node.hint in (Hint.RELATED, Hint.SIDE, Hint.NAV, Hint.COMMENT, Hint.PROMO) or node.tag in (
            "li",
            "footer",
            "nav",
        ):
            return True
        if node.parent is None:
            break
        node = node.parent
    return False
