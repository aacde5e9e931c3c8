"""When: the places of a page that may hold the date of publication, in order of trust. date_choice.py reads them.

In: the layout, the heading, the chosen body. Out: candidates. The head of the article comes before anything else;
footers, boxes, lists, comments and the clock of the site are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

from extraction.around import Around, boxed, spaced
from extraction.date_choice import PUBLISHED, SIGNED, UPDATED, Candidate
from extraction.dates import find_dates
from extraction.density import Scores
from extraction.head import HeadFacts
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.layout import Block
from extraction.phrases import ONLY_DATE, READERS, TAIL

_DIGIT = re.compile(
    r"\d|[〇○零一二三四五六七八九]{2}|今天|昨[天日晚]|前[天日]|刚刚|剛剛|today|yesterday|just now|ago\b", re.I
)
_DATED = re.compile(
    r"[发發]布|[时時][间間]|日期|[发發]表|更新|[刊]发|publish|posted|updated|date|"
    r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}",
    re.I,
)
_PUBLISHED = re.compile(r"[发發][布表稿]|刊[发發登載载]|publish|posted", re.I)
_LABELLED = re.compile(
    r"\W{0,4}(?:[发發][布表稿]|[时時][间間]|日期|更新|刊[发發登]|上[传傳网網]|publish|posted|updated|date\b)", re.I
)
_LABEL_ALONE = re.compile(r"\W{0,3}\S{0,4}(?:日期|[时時][间間]|[发發]布|date|published|posted|updated)\W{0,3}", re.I)
_DOCUMENT = re.compile(r"\W{0,3}(?:[发發公][布开開文佈]|成文|生成|印[发發]|刊登)(?:日期|[时時][间間])\W{0,3}\d{2,4}\D")
_CREDITED = re.compile(
    r"来源|來源|作者|记者|記者|[编編][辑輯]|[浏瀏][览覽]|[点點][击擊]|字[号號体體]|\bby\b|source", re.I
)
# A weekday without an hour is the masthead's: 2026年11月23日 星期一; a newspaper's page says so too, and its number.
_TODAY = re.compile(
    r"星期|[周週礼禮][一二三四五六日天拜]|[农農][历曆]|天[气氣]|[欢歡]迎|您好|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
_CLOCK = re.compile(r"\d{1,2}\s*[:：时時点點]")
_NUMBERED = re.compile(r"第\s*[\w零〇]{1,6}\s*[版期]|[A-Z]?\d{1,2}\s*版")
_FOOTER = re.compile(
    r"主[办辦]|承[办辦]|[协協][办辦]|版[权權]|copyright|©|[备備]案|ICP|技[术術]支持|地址|[电電][话話]|[邮郵][编編箱]|[建]?[议議]使用|[访訪][问問]|"
    r"[联聯][系繫]|[维維][护護]|制作|製作",
    re.I,
)
_DATE_LAST = re.compile(
    r".*(?:(?:19|20)\d\d\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?|[〇○零一二三四五六七八九]{4}年.{1,3}月.{1,3}日)\W*"
)
_DATED_LEAD = re.compile(r"[^。，,.]{0,20}(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:[电電]|[讯訊]|消息)")
# <em>2024</em> <em>04</em>/<em>03</em> <span>09:15:22</span>
_YEAR_APART = re.compile(r"((?:19|20)\d\d)\s+(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?\s+(?=\d{1,2}:\d{2})")
_SIGNED_WITHIN = 8  # blocks before the end of the text: attachments and telephone numbers follow a signature


def date_candidates(around: Around, kept: list[Block], facts: HeadFacts) -> list[Candidate]:
    """The places that may hold the date, the most trusted first."""
    scores, heading, first, last, foot = around.scores, around.heading, around.first, around.last, around.foot
    # A line that is a date alone among the first paragraphs was left out of the text: a summary stands over it.
    within = [b for b in foot if b.index <= first or (b.index < first + 4 and b.index < last and _is_date(b))]
    head = [*around.head, *within]
    dated = [b for b in head if _DIGIT.search(b.text) and not _listed(scores, b, heading)]
    if heading.first < 0:
        dated = [b for b in dated if not _is_masthead(b)]
    lines = sorted((_distance(block), block.index, block) for block in dated)
    found = [_candidate(block, label=_label_of(scores, block)) for distance, _, block in lines if distance < 2]
    found += [_candidate(block, label=_label_of(scores, block)) for block in _in_document_head(scores, heading)]
    found += _machine_dates(scores.layout.root, [block.text for block in head + _over(scores, heading)])
    found += [Candidate(f"{evidence}: {text[:60]}", text) for evidence, text in facts.dates]
    found += [_candidate(block) for distance, _, block in lines if distance == 2]
    found += [_candidate(block) for block in _below(scores, foot, last)]
    found += [_candidate(block, SIGNED) for block in _signatures(kept)]
    found += [_candidate(block, SIGNED) for block in _over(scores, heading) if not _is_masthead(block)]
    return found[:40]


def last_candidates(scores: Scores, heading: Heading, captured_at: datetime | None) -> list[Candidate]:
    """Where the head says nothing: the date over everything, when it is not that of the capture; what scripts know."""
    found = []
    for block in scores.layout.blocks[: max(0, heading.first)]:
        if (
            captured_at is not None
            and block.size < 60
            and _DIGIT.search(block.text)
            and _is_masthead(block, any_number=True)
        ):
            said = next(find_dates(block.text, captured_at), None)
            # The clock of the site tells the day on which the page was fetched.
            if said and said.precision == "day" and abs((date.fromisoformat(said.day) - captured_at.date()).days) > 1:
                found.append(_candidate(block))
    for element in scores.layout.root.getroottree().iter("script"):
        if (script := element.text or "") and len(script) < _LONGEST_SCRIPT:
            found += [Candidate(f"script: {match[0][:60]}", match[1]) for match in _SCRIPT_DATE.finditer(script)]
    return found[:10]


_LONGEST_SCRIPT = 200_000
_SCRIPT_DATE = re.compile(
    r"""\b(?:publish_?(?:time|date|ed)|pub_?(?:time|date)|create_?time|release_?(?:time|date))["']?\s*[:=]\s*"""
    r"""["']((?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}[^"']{0,20})["']""",
    re.I,
)


def _candidate(block: Block, rank: int = -1, label: str = "") -> Candidate:
    text = _YEAR_APART.sub(r"\1-\2-\3 ", spaced(block))
    return Candidate(_place(block), label + text, rank)


def _label_of(scores: Scores, block: Block) -> str:
    """The label that stands in a cell or line of its own before the date: 发布日期： | 2024-01-05."""
    before = scores.layout.blocks[block.index - 1] if block.index else None
    return before.text if before is not None and before.size < 12 and _LABEL_ALONE.fullmatch(before.text) else ""


def _distance(block: Block) -> int:
    """How far a line of the head is from one that tells of publication: 0 says so, 1 looks so, 2 is prose."""
    if _PUBLISHED.search(block.text) and not (block.ends and block.size > 30):
        return 0
    if block.node.hint is Hint.META or block.node.tag == "time" or _CREDITED.search(block.text):
        return 1
    return 2 if block.ends or block.stops > 1 or not (_DATED.search(block.text) or block.size < 16) else 1


def _listed(scores: Scores, block: Block, heading: Heading) -> bool:
    """A row of a list of links, with the date of what it links to."""
    if (
        block.link > 0.3
        and (block.node.tag in ("li", "dd", "dt") or block.size > 12)
        and not _CREDITED.search(block.text)
    ):
        return True
    before = scores.layout.blocks[block.index - 1] if block.index else None
    if before is None or before.link < 0.6 or before.size < 8 or before.index <= heading.last:
        return False
    row = before.node if before.node.tag not in ("p", "td", "h3", "h4", "h5", "span", "dt") else before.node.parent
    return row is not None and row.end - row.start <= 4 and row.start <= block.index < row.end


def _is_date(block: Block) -> bool:
    """Nothing but a date, or a kind of text and its date: Press release | 16 June 2021."""
    return ONLY_DATE.fullmatch(block.text.rpartition("|")[2]) is not None


def _is_masthead(block: Block, any_number: bool = False) -> bool:
    """Today, as sites show it over everything; `any_number`: that of a newspaper's page too."""
    if _TODAY.search(block.text) is None or _CLOCK.search(block.text):
        return False
    return any_number or not _NUMBERED.search(block.text)


def _over(scores: Scores, heading: Heading) -> list[Block]:
    """Lines over the title that stand in one element with it."""
    if heading.first < 1:
        return []
    blocks = scores.layout.blocks
    holder = blocks[heading.first].node
    for _ in range(3):
        if holder.parent is not None and holder.parent.tag not in ("body", "html"):
            holder = holder.parent
    return [
        b
        for b in blocks[max(holder.start, heading.first - 6) : heading.first]
        if b.size < 60 and _DIGIT.search(b.text) and not boxed(scores, b) and not _listed(scores, b, heading)
    ]


def _in_document_head(scores: Scores, heading: Heading) -> Iterator[Block]:
    """The labelled date of the table that some offices set over their documents: 索引号, 发布机构, 发布日期."""
    blocks = scores.layout.blocks
    for block in blocks[max(0, heading.first - 30) : max(0, heading.first)]:
        if block.size < 30 and _DIGIT.search(block.text) and not block.links:
            text = _label_of(scores, block) + block.text
            if _DOCUMENT.match(text) and not boxed(scores, block):
                yield block


def _below(scores: Scores, foot: list[Block], last: int) -> Iterator[Block]:
    """Lines just under the text that say when it was published, before anything that others wrote or read next."""
    for block in foot:
        if block.index > last and (TAIL.match(block.text) or READERS.match(block.text)):
            return
        if block.node.tag in ("li", "dd") or block.link > 0.5 or block.size > 60 or boxed(scores, block, strict=True):
            continue
        if _LABELLED.match(block.text) and _DIGIT.search(block.text) and not _FOOTER.search(block.text):
            yield block


def _signatures(kept: list[Block]) -> Iterator[Block]:
    """The line under a notice's signature, and a lead that tells the day with its year."""
    yield from (block for block in kept[-3:] if block.size < 60 and _LABELLED.match(block.text))
    for block in reversed(kept[-_SIGNED_WITHIN:]):
        if block.size < 24 and ONLY_DATE.fullmatch(block.text):
            yield block
            break
    else:
        end = kept[-1] if kept else None
        if end is not None and end.size < 30 and _DATE_LAST.fullmatch(end.text) and not _FOOTER.search(end.text):
            yield end
    if kept and _DATED_LEAD.match(kept[0].text[:60]):
        yield kept[0]


def _machine_dates(root: etree._Element, lines: list[str]) -> list[Candidate]:
    """What <time datetime> says in the head: "3 hours ago" to readers, a full time and zone to machines."""
    found = []
    alone = sum(1 for _ in zip(root.iter("time"), range(2), strict=False)) == 1  # a script writes what it shows
    for element in root.iter("time", "abbr"):
        said = element.get("datetime" if element.tag == "time" else "title") or ""
        name = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if not said or not _DIGIT.search(said):
            continue
        published = "publish" in name or element.get("pubdate") is not None
        rank = PUBLISHED if published else UPDATED if "update" in name or "modif" in name else -1
        shown = " ".join("".join(str(text) for text in element.itertext()).split())
        seen = any(shown in line for line in lines) if shown else alone and element.tag == "time"
        if seen or "datepublished" in name or name.strip() == "published":
            found.append(Candidate(f"{element.tag} datetime: {said[:60]}", said, rank))
    return found[:3]


def _place(block: Block) -> str:
    node = block.node
    name = "." + ".".join(node.name.split()) if node.name else ""
    return f"{node.tag}{name[:60]}: {block.text[:80]}"
