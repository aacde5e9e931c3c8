"""By whom: the lines around an article that hold source and names. The head comes before anything else.

In: the layout, the heading, the chosen body. Out: credit lines at head and foot, the outlet. Footers, boxes and what
lies behind the article are never looked at. bylines.py reads the lines; datelines.py finds those of the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extraction.around import Around, boxed, spaced
from extraction.bylines import is_credit_line, may_credit, read_bylines
from extraction.density import Scores
from extraction.hints import Hint
from extraction.layout import Block, Node
from extraction.names import is_western_name

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

    def __init__(self, around: Around) -> None:
        scores, title = around.scores, max(0, around.heading.first)
        above = [b for b in scores.layout.blocks[max(0, title - 6) : title] if b.size < 60 and not boxed(scores, b)]
        dropped_head = [b for b in around.foot if b.index <= around.first]
        self._head = [b for b in (*around.head, *above, *dropped_head) if not _is_caption(b)]
        self.head_lines = [spaced(b) for b in self._head if b.size < 90]
        self.foot_lines = list(_foot_lines(scores, around.foot))
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


def credit_blocks(kept: list[Block]) -> set[int]:
    """Blocks at the edges of the text that say who did what and nothing else: byline, not body."""
    edges = {b.index: b for b in [*kept[:2], *kept[-4:]]}
    return {index for index, block in edges.items() if block.size < 120 and is_credit_line(block.text)}
