"""When: the places of a page that may hold the date of publication, in order of trust. dates.py reads them.

In: the layout, the heading, the chosen body. Out: candidates. The head of the article comes before anything else;
footers, boxes, comments and the clock of the site are never looked at.
"""

from __future__ import annotations

import re

from lxml import etree

from extraction.dates import Candidate
from extraction.density import Scores
from extraction.head import HeadFacts
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.imprint import boxed, spaced
from extraction.layout import Block

_HEAD_BLOCKS = 40  # between title and text may stand a toolbar and a player
_DIGIT = re.compile(r"\d|[〇一二三四五六七八九]{2}")
_DATED = re.compile(
    r"[发發]布|[时時][间間]|日期|[发發]表|更新|[刊]发|publish|posted|updated|date|"
    r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}",
    re.I,
)
_LABELLED = re.compile(r"[发發][布表]|[时時][间間]|日期|更新|刊[发發登]|publish|posted|updated", re.I)
# <em>2024</em> <em>04</em>/<em>03</em> <span>09:15:22</span>
_YEAR_APART = re.compile(r"((?:19|20)\d\d)\s+(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?\s+(?=\d{1,2}:\d{2})")


def date_candidates(scores: Scores, heading: Heading, kept: list[Block], facts: HeadFacts) -> list[Candidate]:
    """The places that may hold the date, the most trusted first."""
    blocks = scores.layout.blocks
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
    below = [b for b in foot if not boxed(scores, b, strict=True)]
    dropped_head = [b for b in foot if b.index < first + 1]
    return _candidates(scores.layout.root, head, above + dropped_head, below, facts, kept)


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
        found.append(Candidate(_place(block), _YEAR_APART.sub(r"\1-\2-\3 ", spaced(block))))
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
