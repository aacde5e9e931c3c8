"""When and by whom: the lines around an article that hold date, source and names. The head comes before anything else.

In: the layout, the heading, the chosen body. Out: candidates for the date in order of trust, credit lines at head and
foot. Footers, boxes and what lies behind the article are never looked at. dates.py and bylines.py read the lines.
"""

from __future__ import annotations

import re
from itertools import pairwise

from lxml import etree

from extraction.bylines import is_credit_line, read_bylines
from extraction.dates import Candidate
from extraction.density import Scores
from extraction.head import HeadFacts
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.layout import Block

_HEAD_BLOCKS = 40  # between title and text may stand a toolbar and a player
_DIGIT = re.compile(r"\d|[〇一二三四五六七八九]{2}")
_DATED = re.compile(
    r"[发發]布|[时時][间間]|日期|[发發]表|更新|[刊]发|publish|posted|updated|date|"
    r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}",
    re.I,
)
_LABELLED = re.compile(r"[发發][布表]|[时時][间間]|日期|更新|刊[发發登]|publish|posted|updated", re.I)
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

    def __init__(self, scores: Scores, heading: Heading, kept: list[Block], facts: HeadFacts) -> None:
        layout = scores.layout
        blocks = layout.blocks
        first = kept[0].index if kept else len(blocks)
        last = kept[-1].index if kept else -1
        begin = heading.last + 1 if heading.last >= 0 else max(0, first - _HEAD_BLOCKS)
        if heading.last >= first:
            begin = max(0, heading.first - _HEAD_BLOCKS)
        head = [
            b for b in blocks[begin : min(first, begin + 3 * _HEAD_BLOCKS)] if b.size < 90 and not _boxed(scores, b)
        ]
        above = [
            b
            for b in blocks[max(0, heading.first - 6) : max(0, heading.first)]
            if b.size < 60 and not _boxed(scores, b)
        ]
        within = {b.index for b in kept}
        foot = [b for b in blocks[max(first, 0) : last + 13] if b.index not in within and b.size < 120]
        dropped_head = [b for b in foot if b.index < first + 1]
        self.head_lines = [_spaced(b) for b in [*head, *above, *dropped_head] if b.size < 90]
        credits = [b for b in foot if _CREDIT.search(b.text)]
        self.foot_lines = [_spaced(b) for b in credits if not _boxed(scores, b, strict=True) or _is_pure(b)]
        self.pieces = [piece for b in [*head, *above, *dropped_head] for piece in _pieces(b)]
        below = [b for b in foot if not _boxed(scores, b, strict=True)]
        self.candidates = _candidates(layout.root, head, above, below, facts, kept)

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
# <em>2024</em> <em>04</em>/<em>03</em> <span>09:15:22</span>
_YEAR_APART = re.compile(r"((?:19|20)\d\d)\s+(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?\s+(?=\d{1,2}:\d{2})")
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


def _spaced(block: Block) -> str:
    """The line with a blank between elements that only their style keeps apart: <span>…</span><span>…</span>."""
    node = block.node
    if node.end - node.start != 1 or len(node.element) == 0:
        return block.text
    return _COUNTER.sub(" ", " ".join(" ".join(str(text) for text in node.element.itertext()).split()))


def _boxed(scores: Scores, block: Block, strict: bool = False) -> bool:
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


def _candidates(
    root: etree._Element,
    head: list[Block],
    above: list[Block],
    foot: list[Block],
    facts: HeadFacts,
    kept: list[Block],
) -> list[Candidate]:
    found: list[Candidate] = []
    dated = [b for b in [*head, *above] if _DIGIT.search(b.text)]
    sure = [b for b in dated if b.node.hint is Hint.META or b.node.tag == "time" or _DATED.search(b.text)]
    for block in sorted(sure or dated, key=_lateness):
        found.append(Candidate(_place(block), _YEAR_APART.sub(r"\1-\2-\3 ", _spaced(block))))
    found += _machine_dates(root, [block.text for block in [*head, *above]])
    found += [Candidate(f"{evidence}: {text[:60]}", text) for evidence, text in facts.dates]
    for block in foot:
        if _LABELLED.search(block.text) and block.link < 0.5 and block.size < 60:
            found.append(Candidate(_place(block), block.text))
    if kept and kept[-1].size < 30 and _DIGIT.search(kept[-1].text):
        found.append(Candidate(_place(kept[-1]), kept[-1].text))
    return found[:40]


def _lateness(block: Block) -> int:
    """Lines that tell of publication come before others, lines that tell only of a change after them."""
    if _PUBLISHED.search(block.text):
        return 0
    return 2 if _UPDATED.search(block.text) else 1


_PUBLISHED = re.compile(r"[发發][布表]|刊[发發登]|publish|posted", re.I)
_UPDATED = re.compile(r"更新|修改|updated|modified", re.I)


def _machine_dates(root: etree._Element, lines: list[str]) -> list[Candidate]:
    """What <time datetime> says in the head: "3 hours ago" to readers, a full time and zone to machines."""
    found = []
    for element in root.iter("time"):
        said = element.get("datetime") or ""
        shown = " ".join("".join(str(text) for text in element.itertext()).split())
        if said and shown and any(shown in line for line in lines):
            found.append(Candidate(f"time datetime: {said[:60]}", said))
    return found[:3]


def _place(block: Block) -> str:
    node = block.node
    name = "." + ".".join(node.name.split()) if node.name else ""
    return f"{node.tag}{name[:60]}: {block.text[:80]}"


def credit_blocks(kept: list[Block]) -> set[int]:
    """Blocks at the edges of the text that say who did what and nothing else: byline, not body."""
    edges = {b.index: b for b in [*kept[:2], *kept[-4:]]}
    return {index for index, block in edges.items() if block.size < 60 and is_credit_line(block.text)}
