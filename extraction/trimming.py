"""What of the chosen element is the text: boxes, captions, head lines, calls to action and strays taken out of it.

In: scores and the element that density.py chose. Out: the blocks of the article. The tail is cut at 相关新闻 and the
like; small remains beyond a gap follow maximum subsequence segmentation (see density.py).
"""

from __future__ import annotations

import re

from extraction.bylines import is_credit_line
from extraction.captions import find_captions
from extraction.density import Scores
from extraction.hints import Hint
from extraction.layout import Block, Layout, Node
from extraction.phrases import (
    CALL,
    CREDITED,
    DATED,
    FOOTER,
    HEAD_DATE,
    IMPRINT,
    ONLY_DATE,
    READERS,
    REMARK,
    RIGHTS,
    SITE,
    TAIL,
)


def keep(scores: Scores, body: Node) -> list[Block]:
    """The blocks of the text: those of `body` that are neither boxes, captions, head lines nor calls to action."""
    layout = scores.layout
    blocks = layout.blocks[body.start : body.end]
    dropped = _link_lists(scores, body)
    first = _first_prose(scores, blocks)
    kept = [block for block in blocks if block.index not in dropped and not _beside(scores, block, body, first)]
    kept = _without_captions(layout, body, kept)
    kept = _without_abstract(_without_dates(kept[_head_ends(kept) :]))
    kept = _cut_tail(_together(kept))
    kept = _before_readers([block for block in kept if not (block.size < 40 and _is_call(block.text))])
    return _without_labels(_without_footer(scores, kept))


def _without_captions(layout: Layout, body: Node, kept: list[Block]) -> list[Block]:
    """The text without captions, unless captions are all the text there is, as in a gallery."""
    captions = (
        {index for indexes in find_captions(layout, body).values() for index in indexes} if layout.pictures else set()
    )
    rest = [block for block in kept if block.index not in captions]
    return kept if len(rest) < len(kept) and sum(b.size for b in rest if b.stops and b.size > 12) < 30 else rest


_QUOTES = "“「『"  # “Sign up today,” said the organiser: nobody asks the reader
# What a call to readers says, full stop or not; and what no call says in English.
_ASKS = re.compile(
    r"二[维維][码碼]|公[众眾][号號]|微信|微博|[客用][户戶]端|APP|[转轉][载載].{0,6}(?:明|[出来來]|本|[联聯]|[必须須]|$)|不得[转轉]|[侵授版][权權]|原文|[链鏈]接|"
    r"[登][录錄]|[评評][论論]|本[网網]?站|立[场場]|[仅僅]供|加[载載]|[关關]注我|[关關][键鍵][词詞字]|[请請]\S{0,3}[点點][击擊]|不良信息",
    re.I,
)
_TELLS = re.compile(r"\b(?:said|says|told|he|she|they|them|was|were|had)\b")


def _is_sentence(text: str) -> bool:
    """A sentence of the article that begins with the word on a button: 返回工地之前他又倒了一杯水。"""
    return not _ASKS.search(text) if text.endswith("。") else text.endswith(".") and _TELLS.search(text) is not None


_GET_APP = re.compile(r"[点點][我击擊这這]\S{0,2}下[载載].{0,6}(?:APP|客[户戶]端)\W*$", re.I)
_SAID = re.compile(r"[，。？！?!]")


def _is_call(text: str) -> bool:
    """It asks, advertises, points elsewhere or credits somebody. 记者：你怎么看夜校？ is a question of the article."""
    if CALL.match(text):
        return not (text[0] in _QUOTES or _is_sentence(text))
    if CREDITED.match(text) is None:
        return _GET_APP.search(text) is not None
    credit, _, rest = text.rpartition(" ")  # 来源：某某日报 返回首页，查看更多
    return not _SAID.search(text) or is_credit_line(text) or (CALL.match(rest) is not None and not _SAID.search(credit))


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
        if (
            block.ends
            and block.size > 20
            and block.node not in scores.away
            and block.node.hint in (Hint.NONE, Hint.BODY)
        ):
            return block.index
    return 0


def _link_lists(scores: Scores, body: Node) -> set[int]:
    """Lists and small boxes that hold nothing but links."""
    layout = scores.layout
    most = 0.5 * scores.prose(body)
    found: set[int] = set()
    shares = [b.size * (1.0 if _is_row(b) else b.link) for b in layout.blocks[body.start : body.end]]
    for node in layout.nodes:
        if node.start < body.start or node.end > body.end or node is body or node.start == node.end:
            continue
        if node.tag in ("ul", "ol", "div", "section", "table", "dl", "aside"):
            blocks = layout.blocks[node.start : node.end]
            size = sum(block.size for block in blocks)
            linked = sum(shares[node.start - body.start : node.end - body.start])
            if linked > 0.55 * size and sum(block.links for block in blocks) > 1 and scores.prose(node) <= most:
                found.update(range(node.start, node.end))
    return found


_DIGIT = re.compile(r"\d")
_ROW_DATE = re.compile(r"\S\s*[\[(（]?(?:(?:19|20)\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\])）]?$")


def _is_row(block: Block) -> bool:
    """A row of a list: a link and the day of what it leads to."""
    return block.links == 1 and block.link > 0.4 and block.size < 40 and _ROW_DATE.search(block.text) is not None


def _head_ends(kept: list[Block]) -> int:
    """Where the text begins: after the title and whatever stands between it and the first paragraph."""
    begin = 0
    said = False  # a sentence was passed: a date after it is that of a signature
    for number, block in enumerate(kept[:12]):
        # 昨天18:22，最后一班车进站。 is the first sentence of a report; no line of the head ends like one.
        dated = (block.size < 45 and not block.text.endswith("。")) and (
            IMPRINT.search(block.text)
            or ONLY_DATE.fullmatch(block.text)
            or (_DIGIT.search(block.text) is not None and is_credit_line(block.text))
            or (block.ends < 2 and HEAD_DATE.match(block.text) is not None)
        )
        if block.node.tag == "h1" or (not said and dated):
            begin = number + 1
        elif begin == number and number and block.size < 20 and _in_row(kept[number - 1], block):
            begin = number + 1  # the cells beside the date: source, editor, counters
        elif block.ends and block.size > 30:
            break
        said = said or (block.ends > 0 and block.size > 8 and begin <= number)
    return begin


def _without_dates(kept: list[Block]) -> list[Block]:
    """Without lines that are a date alone between a summary and the text; under the text it is that of a signature."""
    if len(kept) < 4:
        return kept
    dates = [b.index for b in kept[1:4] if b.size < 24 and ONLY_DATE.fullmatch(b.text.rpartition("|")[2])]
    after = sum(block.size for block in kept[4:])
    return [b for b in kept if b.index not in dates] if dates and after > 0.5 * sum(b.size for b in kept) else kept


_ABSTRACT = re.compile(r"\W?(?:摘要|[内內]容提要|提要|[导導][读讀语語])\s*[\]】:：]")


def _without_abstract(kept: list[Block]) -> list[Block]:
    """Without a labelled summary over the text: it repeats what follows."""
    return kept[1:] if len(kept) > 2 and kept[0].size < 120 and _ABSTRACT.match(kept[0].text) else kept


def _in_row(one: Block, other: Block) -> bool:
    """Two cells of one row."""
    return one.node.tag == other.node.tag == "td" and one.node.parent is other.node.parent


def _without_footer(scores: Scores, kept: list[Block]) -> list[Block]:
    """Without the foot of the site, where it was taken for the end of the text."""
    blocks = scores.layout.blocks
    end = len(kept)
    while end > 1 and kept[end - 1].size < 60 and FOOTER.match(kept[end - 1].text):
        end -= 1
    if end == len(kept):
        return kept
    below = blocks[kept[end - 1].index + 1 : kept[-1].index + 5]
    return kept[:end] if any(SITE.search(block.text) for block in below if block.size < 80) else kept


def _cut_tail(kept: list[Block]) -> list[Block]:
    """Everything before the heading that opens the boxes below the article."""
    whole = sum(block.size for block in kept)
    seen = 0.0
    for number, block in enumerate(kept):
        # Behind its first word, 评论, a sentence about readers is told from their heading.
        if number and block.size < 24 and seen > 16 and READERS.match(block.text) and not _is_sentence(block.text[4:]):
            return kept[:number]
        if number and block.size < 20 and whole - seen < 0.4 * whole and _opens_boxes(block.text):
            another = [later for later in kept[number:] if later.size > 50 and later.ends and later.link < 0.2]
            if len(another) < 3:  # three paragraphs make another report, which belongs to the article
                return kept[:number]
        seen += block.size
    return kept


def _opens_boxes(text: str) -> bool:
    """A heading of what is beside the article; 相关报道引起了职工的关注。 is a sentence of it."""
    return TAIL.match(text) is not None and not text.endswith("。")


def _before_readers(kept: list[Block]) -> list[Block]:
    """Everything before the first of two lines or more that name a reader and the time of a remark."""
    named = [n for n, block in enumerate(kept) if block.size < 40 and REMARK.match(block.text)]
    return kept[: named[0]] if len(named) > 1 else kept


def _together(kept: list[Block]) -> list[Block]:
    """The stretch that holds most of the text, without small remains beyond a long gap of boxes and links.

    The longer the gap, the larger the part of an article must be that stands beyond it.
    """
    stretches: list[list[Block]] = []
    for block in kept:
        if stretches and block.index - stretches[-1][-1].index <= _GAP:
            stretches[-1].append(block)
        else:
            stretches.append([block])
    if len(stretches) < 2:
        return kept
    sizes = [sum(block.size for block in stretch) for stretch in stretches]
    first = last = max(range(len(sizes)), key=sizes.__getitem__)
    main = sizes[first]
    while last + 1 < len(stretches):
        gap = stretches[last + 1][0].index - stretches[last][-1].index
        if sizes[last + 1] < main * min(0.5, 0.1 + gap * 0.01):
            break
        last += 1
    while first > 0 and (sizes[first - 1] > 0.1 * main or stretches[first - 1][-1].ends):
        first -= 1
    return [block for stretch in stretches[first : last + 1] for block in stretch]


_GAP = 8


def _without_labels(kept: list[Block]) -> list[Block]:
    """Without headings at the end, which announce nothing, and short lines at both ends outside the text's element."""
    if not kept:
        return kept
    homes: dict[Node, float] = {}
    for block in kept:
        home = _home_of(block)
        homes[home] = homes.get(home, 0.0) + block.size
    home = max(homes, key=homes.__getitem__)
    first, end = 0, len(kept)
    while end and (
        kept[end - 1].node.tag in _TEXT
        or (end > 1 and RIGHTS.match(kept[end - 1].text) is not None)
        or _is_stray(kept[end - 1], home)
        or not (_SAYS.search(kept[end - 1].text) or ONLY_DATE.fullmatch(kept[end - 1].text))
        or (kept[end - 1].size < 45 and DATED.match(kept[end - 1].text))
    ):
        end -= 1
    while first < end and _is_stray(kept[first], home):
        first += 1
    return kept[first:end] or kept


_SAYS = re.compile(r"[^\W\d_]")


def _home_of(block: Block) -> Node:
    """The element whose paragraphs the block is one of."""
    node = block.node
    if node.tag in _CELLS:
        while node.tag in (*_CELLS, "table") and node.parent is not None:
            node = node.parent
        return node
    return node.parent if node.tag in _PARAGRAPHS and node.parent is not None else node


_CELLS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot"})
_PARAGRAPHS = frozenset({"p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "dd", "dt", "pre"})


def _is_stray(block: Block, home: Node) -> bool:
    cell = block.node.tag in ("td", "th")  # a table of comments or a form below the text
    if block.size > (40 if cell else 20) or (block.ends and block.size > 12 and not cell) or block.node.tag in _TEXT:
        return False
    return not home.start <= block.index < home.end
