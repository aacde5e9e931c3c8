"""By whom: the lines around an article that hold source and names. The head comes before anything else.

In: the layout, the heading, the chosen body. Out: credit lines at head and foot, the outlet. Footers, boxes and what
lies behind the article are never looked at. bylines.py reads the lines; datelines.py finds those of the date.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extraction.bylines import is_credit_line, read_bylines
from extraction.density import Scores
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.layout import Block

_HEAD_BLOCKS = 40  # between title and text may stand a toolbar and a player
_CREDIT = re.compile(
    r"来源|來源|[记記]者|作者|[编編][辑輯]|[责責][编編]|通[讯訊][员員]|[摄攝]影|[转轉]自|稿源|原[标標][题題]|"
    r"[审審][核校]|[供撰]稿|^[文图圖/／]{1,3}\s*[:：/／]|"
    r"^by[\s:]|^(?:story|written|reported|photos?|text) by|source\s*:|\beditors?\s*:|edited by",
    re.I,
)
_COUNTER = re.compile(
    r"(?:[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|[访訪][问問]|人[气氣])(?:次[数數]|量|[数數])?\s*[:：]?\s*\d*\s*次?"
)


class Imprint:
    """The lines that may say when and by whom."""

    def __init__(self, scores: Scores, heading: Heading, kept: list[Block]) -> None:
        layout = scores.layout
        blocks = layout.blocks
        first = kept[0].index if kept else len(blocks)
        last = kept[-1].index if kept else -1
        begin = heading.last + 1 if heading.last >= 0 else max(0, first - _HEAD_BLOCKS)
        if heading.last >= first:
            begin = max(0, heading.first - _HEAD_BLOCKS)
        head = [b for b in blocks[begin : min(first, begin + 3 * _HEAD_BLOCKS)] if b.size < 90 and not boxed(scores, b)]
        above = [
            b for b in blocks[max(0, heading.first - 6) : max(0, heading.first)] if b.size < 60 and not boxed(scores, b)
        ]
        within = {b.index for b in kept}
        foot = [b for b in blocks[max(first, 0) : last + 13] if b.index not in within and b.size < 120]
        dropped_head = [b for b in foot if b.index < first + 1]
        self.head_lines = [spaced(b) for b in [*head, *above, *dropped_head] if b.size < 90]
        credits = [b for b in foot if _CREDIT.search(b.text)]
        self.foot_lines = [spaced(b) for b in credits if not boxed(scores, b, strict=True) or _is_pure(b)]
        self.pieces = [piece for b in [*head, *above, *dropped_head] for piece in _pieces(b)]

    def credit_lines(self) -> list[str]:
        """Head lines first, then those at the foot."""
        return [
            line for line in self.head_lines if _CREDIT.search(line) or line.endswith((":", "："))
        ] + self.foot_lines

    def source(self, said: str) -> str:
        """The outlet: as `said` by a whole line, less what other elements add to it; else an outlet by the date."""
        labelled = read_bylines(
            [p for pair in pairwise([*self.pieces, ""]) if _SOURCE.search(pair[0]) for p in pair]
        ).source
        if labelled and (not said or said.startswith(labelled)):
            return labelled
        if said:
            return said
        for line in self.head_lines:
            english = _ENGLISH.search(line) if len(line) < 120 else None
            if english:
                return english[1].strip(" .|-")
            found = _BESIDE_DATE.search(line) if len(line) < 80 else None
            if found and _OUTLET.fullmatch(found[1]):
                return found[1]
        return next((piece for piece in self.pieces if _OUTLET_END.fullmatch(piece)), "")


# 新浪娱乐 in "2009年11月09日13:48 新浪娱乐"; and pieces of their own such as <span class="from">某某日报</span>.
_SOURCE = re.compile(r"[来來]源|稿源|[转轉]自|出[处處]")
_ENGLISH = re.compile(r"\b[Ss]ource\s*:\s*([A-Z][\w .'’&-]{2,50})")
_BESIDE_DATE = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s+([^\s\d:：|]{2,16})(?:\s|$)")
_OUTLET = re.compile(
    r".*(?:[报報网網社台臺刊][讯訊]?|新[闻聞]|在[线線]|客[户戶]端|[杂雜][志誌]|周刊|出版社|工会|工會|频道|頻道)|(?:新浪|腾讯|搜狐|网易|凤凰|人民|新华|中新|央视|中国|澎湃|光明).{2,6}"
)
_OUTLET_END = re.compile(
    r"[^\s\d:：,，。]{1,10}(?:日[报報]|晚[报報]|[时時][报報]|[电電][视視]台|通[讯訊]社|新[闻聞]社|工人[报報]|[劳勞][动動][报報])"
)


def _pieces(block: Block) -> list[str]:
    """The texts of the elements in a line, each by itself."""
    node = block.node
    if node.end - node.start != 1 or len(node.element) == 0:
        return [block.text]
    return [text for piece in node.element.itertext() if (text := " ".join(str(piece).split()))]


def _is_pure(block: Block) -> bool:
    """A line that says nothing but who did what is believed even where its element is called an advertisement."""
    return block.link < 0.3 and block.node.tag not in ("li", "td") and is_credit_line(block.text)


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


def credit_blocks(kept: list[Block]) -> set[int]:
    """Blocks at the edges of the text that say who did what and nothing else: byline, not body."""
    edges = {b.index: b for b in [*kept[:2], *kept[-4:]]}
    return {index for index, block in edges.items() if block.size < 60 and is_credit_line(block.text)}
