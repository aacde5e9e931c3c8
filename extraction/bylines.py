"""Who wrote, photographed and edited an article, and where it was taken from: lines of a page in, names by role out.

Reads credit lines at head and foot (本报记者 王伟; 责编：张三), bylines inside the first and last paragraphs (记者王伟
in brackets or behind 本报讯), and English ones. A 责任编辑 is never a reporter; 记者从某处获悉 is no byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.credit_words import CORRESPONDENT, EDITOR, PHOTOGRAPHER, REPORTER, REPORTER_LABEL
from extraction.credits import Credits, clean_source, read_credits
from extraction.names import has_surname, is_name, is_western_name, split_names

__all__ = [
    "Bylines",
    "is_credit_line",
    "merge_bylines",
    "read_bylines",
    "read_editors",
    "read_source",
    "reporters_in_body",
    "split_names",
]

_HEAD, _TAIL = 160, 120  # characters of a paragraph in which a byline may stand
_BRACKETED = re.compile(r"[（(【\[]([^（）()【】\[\]\n]{2,90})[）)】\]]")
_MENTIONS_ROLE = re.compile(
    r"记者|記者|通讯员|通訊員|摄|攝|文[/／、|｜丨:：]|[图圖][/／、|｜丨:：]|[/／|｜丨][文图圖]|编|編|作者|实习生|實習生|来源|來源|转自|轉自"
    r"|原标题|原標題|撰|采写|採寫|[审審][核校]?|校[对對]|监制|監製|策划|统筹|供稿|稿源|摘自|转载自"
)
_DATELINE = re.compile(rf"(?:[讯訊电電]|消息|[：:])[）)】\]]?[ \u3000\xa0]{{0,4}}({REPORTER_LABEL})")
_LEADING = re.compile(rf"^[ \u3000\xa0□■◎●○◆◇▲△★☆※—–\-·*“”]{{0,8}}({REPORTER_LABEL})")
_NAME_RUN = re.compile(r"[ \u3000\xa0]{0,3}([㐀-鿿·•]{2,12})")
_BY = re.compile(r"^\s*(?:Story |Text |Words |Written |Reported )?[Bb][Yy]:?\s+(.{3,200})$")
_WIRE = re.compile(
    r"\b(Additional reporting|Reporting|Writing|Editing|Photos?|Photographs?|Edited|Compiled) by:? ([^;()\n]{3,160})",
    re.I,
)
_EDITOR_LINE = re.compile(r"\s*(?:Managing |Copy |Web )?Editors?\s*[:：]\s*(.{3,80})$")
_WIRE_LINE = re.compile(r"\s*[(（]?(?:Additional reporting|Reporting|Writing|Editing|Edited|Compiled|Photos?) by\b")
# What follows the names in an English byline: an office, an outlet, a place.
_AFFILIATION = re.compile(
    r"\s*(?:[|｜/•·]| for (?=[A-Z])| in (?=[A-Z])|\s[-–—]\s"
    r"|,\s*(?=(?:Staff|Senior|Special|Associated|The|Reuters|AP|AFP|CNN|Contributing)\b|[A-Z][\w ]{0,40}"
    r"(?:Writer|Editor|Press|News|Times|Post|Correspondent|Reporter)\b)).*$"
)


_OFFICE = re.compile(
    r"\s+(?:(?:Business|Senior|Staff|Political|Labor|Labour|National|Sports|Science|Chief|Contributing)\s+){0,2}"
    r"(?:Columnist|Writer|Reporter|Editor|Correspondent|Contributor|Producer)$"
)


@dataclass(frozen=True, slots=True)
class Bylines:
    """Names by role as the article keeps them; `byline` is the raw text they were read from, one line each."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str = ""
    original_title: str = ""
    byline: str = ""


def read_bylines(lines: Sequence[str]) -> Bylines:
    """Read the credit lines of a page's head and foot: short lines that are not body text.

    >>> read_bylines(["来源：某某日报 作者：王伟 李小强", "（责任编辑：张三丰、周明）"]).editors
    ('张三丰', '周明')
    """
    found: list[tuple[Credits, str]] = []
    pending = ""
    for line in lines:
        text = (pending + line).strip()
        if text.endswith((":", "：")) and len(text) < 40:
            pending = text  # the label stands alone, its value in the next element
            continue
        pending = ""
        credits = read_credits(text) or _english(text)
        if credits:
            found.append((credits, " ".join(text.split())))
    return _together(found)


def read_editors(text: str) -> tuple[str, ...]:
    """The names in an editor's box: with its label, （责编：陈静、周明）, or without."""
    credits = read_credits(text)
    if credits:
        return tuple(credits.names.get(EDITOR, ()))
    return split_names(text.strip("（）()[]【】 \t\u3000"))


def read_source(text: str) -> str:
    """The outlet an article was taken from: 来源：工人日报 gives 工人日报; without a label the text itself, cleaned."""
    return read_credits(text).source or clean_source(text)


def is_credit_line(line: str) -> bool:
    """The line says who did what and nothing else: it belongs to the byline, not to the body."""
    if len(line) > 300:
        return False
    if _MENTIONS_ROLE.search(line):
        return read_credits(line).pure
    return _english(line).pure


def reporters_in_body(first: Sequence[str], last: Sequence[str] = ()) -> Bylines:
    """Bylines inside an article: in the head of its first paragraphs and at the end of its last ones.

    Args:
        first: the first paragraphs (three tell enough).
        last: the last paragraphs; may repeat some of `first`.
    """
    found: list[tuple[Credits, str]] = []
    for paragraph in first:
        found.extend(_in_head(paragraph))
    for paragraph in last:
        if paragraph not in first or len(paragraph) > _HEAD:
            found.extend(_in_tail(paragraph))
    return _together(found)


def merge_bylines(parts: Iterable[Bylines]) -> Bylines:
    """Several readings as one: names in order of appearance, the first source; an editor is no reporter."""
    found = []
    for part in parts:
        credits = Credits(source=part.source, original_title=part.original_title)
        for role in (REPORTER, CORRESPONDENT, PHOTOGRAPHER, EDITOR):
            credits.add(role, getattr(part, role))
        found.append((credits, part.byline))
    return _together(found)


def _in_head(paragraph: str) -> list[tuple[Credits, str]]:
    head = paragraph[:_HEAD]
    if not _MENTIONS_ROLE.search(head):
        credits = _english(paragraph) if len(paragraph) <= 200 else Credits()
        return [(credits, paragraph.strip())] if credits else []
    if len(paragraph) <= 100:
        credits = read_credits(paragraph)
        if credits.pure:
            return [(credits, paragraph.strip())]
    found = _bracketed(head)
    if found:
        return found
    for pattern in (_DATELINE, _LEADING):
        match = pattern.search(head[:80])
        if match and (names := _names_after(head, match.end())):
            credits = Credits()
            credits.add(REPORTER, names)
            return [(credits, match[1] + "、".join(names))]
    return []


def _in_tail(paragraph: str) -> list[tuple[Credits, str]]:
    tail = paragraph[-_TAIL:]
    if not _MENTIONS_ROLE.search(tail):
        credits = _english(tail)
        return [(credits, tail.strip())] if credits else []
    if len(paragraph) <= _TAIL:
        credits = read_credits(paragraph)
        if credits.pure:
            return [(credits, paragraph.strip())]
    return _bracketed(tail)


def _bracketed(text: str) -> list[tuple[Credits, str]]:
    """（记者王伟 通讯员李强）: a bracket that holds credits and nothing else."""
    found = []
    for match in _BRACKETED.finditer(text):
        if _MENTIONS_ROLE.search(match[1]):
            credits = read_credits(match[1])
            if credits.pure:
                found.append((credits, match[0]))
    return found


def _names_after(text: str, start: int) -> list[str]:
    """Names that stand open in a sentence, 记者王伟 李强 近日: each begins with a surname, ends at a blank or mark."""
    names: list[str] = []
    while run := _NAME_RUN.match(text, start):
        piece = re.sub(r"(?:报道|報道|報導|摄影报道)$", "", run[1])
        if not (is_name(piece) and has_surname(piece)) or len(piece) > 4:
            break
        after = text[run.end() : run.end() + 1]
        if not names and after not in "、 \u3000\xa0，,：:）)" and piece == run[1]:
            break
        names.append(piece)
        start = run.end() + (1 if after == "、" else 0)
    return names


def _english(text: str) -> Credits:
    """By Jane Doe and John Roe; Reporting by A, B; editing by C."""
    credits = Credits()
    if label := _EDITOR_LINE.match(text):
        names = [name for name in split_names(label[1]) if is_western_name(name)]
        if names:
            credits.add(EDITOR, names)
            credits.pure = True
            return credits
    if not re.search(r"\bby\b", text[:400], re.I):
        return credits
    line = _BY.match(text) if len(text) <= 220 else None
    if line:
        who = _OFFICE.sub("", _AFFILIATION.sub("", line[1].split("\n")[0]))
        names = [n for n in split_names(who) if is_western_name(n)]
        rest = re.sub(r"\b(?:and|with)\b|[,&]", " ", who)
        if names and len(rest.split()) <= sum(len(n.split()) for n in names) + 2:
            credits.add(REPORTER, names)
            credits.pure = True
    credits.pure = credits.pure or (len(text) < 300 and _WIRE_LINE.match(text) is not None)
    for job, who in _WIRE.findall(text[-600:]):
        job = job.lower()
        role = EDITOR if job.startswith("edit") else PHOTOGRAPHER if job.startswith("photo") else REPORTER
        credits.add(role, split_names(_AFFILIATION.sub("", who.rstrip(" ."))))
    return credits


def _together(found: Sequence[tuple[Credits, str]]) -> Bylines:
    merged = Credits()
    raw: dict[str, None] = {}
    for credits, line in found:
        for role, names in credits.names.items():
            merged.add(role, names)
        merged.source = merged.source or credits.source
        merged.original_title = merged.original_title or credits.original_title
        if line and any(credits.names.values()):
            raw.setdefault(line)
    editors = tuple(merged.names.get(EDITOR, ()))
    return Bylines(
        reporters=tuple(merged.names.get(REPORTER, ())),
        correspondents=tuple(merged.names.get(CORRESPONDENT, ())),
        photographers=tuple(merged.names.get(PHOTOGRAPHER, ())),
        editors=editors,
        source=merged.source,
        original_title=merged.original_title,
        byline="\n".join(raw),
    )
