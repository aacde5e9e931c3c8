"""By whom: the lines around an article that hold source and names. The head comes before anything else.

In: the layout, the heading, the chosen body. Out: credit lines at head and foot, the outlet. Footers, boxes and what
lies behind the article are never looked at. bylines.py reads the lines; datelines.py finds those of the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extraction.bylines import is_credit_line, may_credit, read_bylines
from extraction.density import Scores
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.layout import Block, Node
from extraction.names import is_western_name

_HEAD_BLOCKS = 40  # between title and text may stand a toolbar and a player
_COUNTER = re.compile(
    r"(?:[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|[访訪][问問]|人[气氣])(?:次[数數]|量|[数數])?\s*[:：]?\s*\d*\s*次?"
)
_SOURCE = re.compile(r"[来來][ \u3000\xa0]{0,2}源|稿源|[转轉摘]自|[转轉][载載]|出[处處]")
_ENGLISH = re.compile(r"\b[Ss]ource\s*:\s*([A-Z][\w .'’&-]{2,50})")
# 某某晚报 in "2009年11月09日13:48 某某晚报"; and pieces of their own such as <span class="from">某某日报</span>.
_BESIDE_DATE = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s+(?:[·•|｜/]\s*)?([^\s\d:：|]{2,16})(?:\s|$)")
_BEFORE_DATE = re.compile(r"([^\s\d:：|]{2,16})\s+(?:[·•|｜/]\s*)?(?:(?:19|20)\d\d[-/.年]\d|\d{1,2}-\d{1,2} \d)")
_OUTLET = re.compile(
    r".*(?:[报報网網社台臺刊][讯訊]?|新[闻聞]|快[讯訊]|在[线線]|客[户戶]端|[杂雜][志誌]|周刊|出版社|[工总總][会會]|频道|頻道|[财財][经經]|之[声聲窗家]|[娱娛][乐樂]|体育|體育|科技)"
)
_OUTLET_END = re.compile(
    r"[^\s\d:：,，。]{1,10}(?:日[报報]|晚[报報]|[时時][报報]|[电電][视視]台|通[讯訊]社|新[闻聞]社|工人[报報]|[劳勞][动動][报報])"
)
_SENTENCE = re.compile(r"[，。！？；]|[.!?](?:\s|$)")
_SIGNED = re.compile(r"\s*by\b", re.I)
# What templates call the elements of a byline; an element that is called an editor's is none.
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:js_)?(?:author|byline|writer|zuozhe)(?:[\s_-]?(?:name|link|txt|text))?(?:$|[\s_-])", re.I
)
_FROM = re.compile(
    r"(?:^|[\s_-])(?:source|src|laiyuan|origin|from|media-?name|nickname|account-?name)(?:[\s_-]?(?:name|txt|text))?(?:$|[\s_-])",
    re.I,
)
_NO_NAME = re.compile(r"\d|[:：/@]|[作記记编編]者|[来來]源")


class Imprint:
    """The lines that may say by whom, and the elements that templates call an author's or a source's."""

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
        self._head = [b for b in (*head, *above, *dropped_head) if not _is_caption(b)]
        self.head_lines = [spaced(b) for b in self._head if b.size < 90]
        self.foot_lines = list(_foot_lines(scores, foot))
        self.pieces = [piece for b in self._head for piece in _pieces(b)]

    def credit_lines(self) -> list[str]:
        """Head lines first, then those at the foot; a label that stands alone is followed by its value."""
        head = list(_with_values(self.head_lines))
        signed = any(_SIGNED.match(line) for line in head)
        # Below an article that is signed at its head, "by …" signs the teasers of others.
        return [*head, *(line for line in self.foot_lines if not (signed and _SIGNED.match(line)))]

    def authors(self) -> list[str]:
        """The texts of elements in the head that are called an author's, without label: <span class="author">王伟."""
        called = [text for text in self._called(_AUTHOR) if not _NO_NAME.search(text)]
        called = called or [text for block in self._head if (text := _first_of_byline(block))]
        return list(dict.fromkeys(called))

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
            found = (_BESIDE_DATE.search(line) or _BEFORE_DATE.match(line)) if len(line) < 80 else None
            if found and _OUTLET.fullmatch(found[1]):
                return found[1]
        named = next((text for text in self._called(_FROM) if len(text) <= 24 and not _NO_NAME.search(text)), "")
        return named or next((piece for piece in self.pieces if _OUTLET_END.fullmatch(piece)), "")

    def _called(self, name: re.Pattern[str]) -> Iterator[str]:
        """The texts of short elements of the head whose class, id, rel or itemprop matches."""
        for block in self._head:
            if block.size > 40:
                continue
            top = block.node.element
            for number, element in enumerate(top.iter()):
                if number > 20:
                    break
                called = " ".join(element.get(key) or "" for key in ("class", "id", "rel", "itemprop"))
                if called.strip() and name.search(called):
                    text = " ".join("".join(str(piece) for piece in element.itertext()).split())
                    if 1 < len(text) <= 60:
                        yield text


def _first_of_byline(block: Block) -> str:
    """What an element that is called a byline begins with, or holds in a line of its own: a name, and then a date."""
    node: Node | None = block.node
    for _ in range(3):
        if node is None or node.end - node.start > 5:
            break
        if _AUTHOR.search(node.name):
            first = next(
                (" ".join(str(text).split()) for text in block.node.element.itertext() if str(text).strip()), ""
            )
            return first if block.index == node.start and is_western_name(first) else ""
        node = node.parent
    return ""


def _with_values(lines: Sequence[str]) -> Iterator[str]:
    """The lines that may credit somebody, and the line behind each label that stands alone."""
    waiting = False
    for line in lines:
        alone = line.endswith((":", "：")) and len(line) < 40
        if waiting or alone or may_credit(line):
            yield line
        waiting = alone


def _foot_lines(scores: Scores, foot: Sequence[Block]) -> Iterator[str]:
    """Credits below the text and between its paragraphs: lines of nothing else, labels in toolbars. No captions."""
    waiting = False
    for block in foot:
        alone = block.text.endswith((":", "：")) and block.size < 20 and may_credit(block.text)
        if not (waiting or alone or may_credit(block.text)):
            continue
        line = spaced(block)
        if not boxed(scores, block, strict=True):
            if waiting or alone or is_credit_line(line) or not _SENTENCE.search(line):
                yield line
        elif _is_pure(block):
            yield line
        waiting = alone


def _is_caption(block: Block) -> bool:
    """Under a picture, and more than who took it: a caption is kept with its picture."""
    node, captioned = block.node, False
    for _ in range(3):
        captioned = captioned or node.hint is Hint.CAPTION or node.tag in ("figure", "figcaption")
        if node.parent is None:
            break
        node = node.parent
    return captioned and not is_credit_line(block.text)


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
    return {index for index, block in edges.items() if block.size < 120 and is_credit_line(block.text)}
