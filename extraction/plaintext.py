"""Plain text copies of pages: text in, an article or a reasoned rejection out.

Reads title, subtitle, the line of date and source, paragraphs, credits, 相关专题 and boxes of related titles; drops
toolbars. What the file does not say is not invented: no channel, no URL, no capture time. Repairs: repair.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.records import Article, Encoding, Page, Reading, Rejected, Related, Repair
from extraction.bylines import Bylines, is_credit_line, merge_bylines, read_bylines, reporters_in_body
from extraction.dates import Found, read_date
from extraction.glosses import Gloss
from extraction.language import detect_language
from extraction.plausible import UNREADABLE
from extraction.repair import dense_glosses, name_damage, remove_spans
from extraction.text_lines import Line, cut_lines, is_box_label, is_cut_title, is_toolbar, is_topics_label

_LONG = 60  # characters; a longer line is a paragraph and no title or heading
_HEAD_LINES = 12
_NOTICE = re.compile(r"(?:通知|公告|公示|通告|启事|啟事|通報|通报|声明|聲明|倡议书|倡議書)(?:[（(][^）)]{0,12}[）)])?$")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DATE_WORDS = re.compile(
    r"发布|發布|发表|發表|时间|時間|日期|来源|來源|更新|刊发|作者|记者|記者|字号|[|｜:：/\s\u3000·—-]+"
)


@dataclass(slots=True)
class _Parts:
    """What was found, each as (offset in the repaired text, text)."""

    title: list[Line] = field(default_factory=list)
    pretitle: list[Line] = field(default_factory=list)
    subtitle: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    credits: list[Line] = field(default_factory=list)
    topics: list[Line] = field(default_factory=list)
    boxes: list[tuple[Line | None, list[Line]]] = field(default_factory=list)
    date: Found | None = None
    date_line: str = ""


def read_plaintext(page: Page, text: str, encoding: Encoding, offset: str = "+08:00") -> Reading:
    """Read a plain text copy of an article.

    Args:
        page: where the text came from; only its capture time is used, to refuse dates after it.
        text: the decoded text.
        encoding: the evidence of decoding, kept with the article.
        offset: the zone of times that name none.
    """
    text = (
        text.lstrip("\ufeff")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    if not text.strip(" \t\n\u3000\u00a0\ufeff"):
        return Rejected("empty", "The file holds no text.", encoding)
    if len(_CONTROL.findall(text[:20_000])) * 20 > len(text[:20_000]) or _mostly_lost(text):
        return Rejected("not-text", "The file holds bytes that are no text in any known encoding.", encoding)
    glosses = dense_glosses(text)
    text, gloss_offsets = remove_spans(text, glosses)
    lines = cut_lines(text)
    parts = _sort(lines, page, offset)
    if not parts.body and not parts.title:
        return Rejected("no-article", "The file holds no title and no paragraph.", encoding)
    if not parts.body:
        return Rejected("no-article", "The file holds a title and no paragraph.", encoding)
    return _article(parts, text, encoding, list(zip(gloss_offsets, glosses, strict=True)))


def _mostly_lost(text: str) -> bool:
    sample = text[:20_000]
    return len(UNREADABLE.findall(sample)) * 4 > len(sample)


def _sort(lines: Sequence[Line], page: Page, offset: str) -> _Parts:
    parts = _Parts()
    filled = [n for n, line in enumerate(lines) if not line.blank]
    start = _read_head(parts, lines, filled, page, offset)
    foot = _foot_start(lines, filled, start)
    for number in filled:
        if start <= number < foot and not is_toolbar(lines[number]):
            (parts.credits if _is_credit(lines[number]) else parts.body).append(lines[number])
    _read_foot(parts, [lines[n] for n in filled if n >= foot])
    if parts.date is None and len(parts.body) > 1 and len(parts.body[-1].inner) <= 24:
        # A notice is dated below its signature.
        found = read_date(parts.body[-1].inner, page.captured_at, offset)
        if found and not found.inferred and len(found.span) * 2 > len(parts.body[-1].inner):
            parts.date, parts.date_line = found, parts.body[-1].inner
    return parts


def _read_head(parts: _Parts, lines: Sequence[Line], filled: Sequence[int], page: Page, offset: str) -> int:
    """Fill titles and date; return the number of the first line after the head."""
    head: list[int] = []
    date_at = -1
    for position, number in enumerate(filled[:_HEAD_LINES]):
        line = lines[number]
        found = _date_of(line, page, offset)
        if found:
            parts.date, parts.date_line, date_at = found, line.inner, number
            parts.credits.append(line)
            break
        if is_toolbar(line) or _is_credit(line):
            continue
        if len(line.inner) > _LONG * (2 if position == 0 else 1) or (position > 0 and line.sentence and len(head) > 2):
            break
        head.append(number)
    if not head and date_at < 0:
        return filled[0]
    titles = [lines[n] for n in head]
    if date_at < 0:
        # Without a date nothing marks the end of the head: the first line is the title unless it is a whole sentence.
        first = titles[0]
        if len(filled) == 1 or (first.inner.endswith(("。", ".")) and len(first.inner) > 30):
            return filled[0]
        parts.title = [first]
        after = filled.index(head[0]) + 1
        if after < len(filled) and lines[filled[after]].inner.startswith(("——", "--", "—")) and len(titles) > 1:
            parts.subtitle = [lines[filled[after]]]
            after += 1
        return filled[after] if after < len(filled) else len(lines)
    if len(titles) >= 3 and not titles[1].inner.startswith("—"):
        parts.pretitle, parts.title, parts.subtitle = titles[:1], titles[1:2], titles[2:3]
        rest = titles[3:]
    else:
        parts.title, parts.subtitle = titles[:1], titles[1:2]
        rest = titles[2:]
    parts.body.extend(rest)
    following = [n for n in filled if n > date_at]
    return following[0] if following else len(lines)


def _date_of(line: Line, page: Page, offset: str) -> Found | None:
    """The date of a line that holds date, source, author and nothing more."""
    if len(line.inner) > 120:
        return None
    found = read_date(line.inner, page.captured_at, offset)
    if not found or len(found.published) < 10:
        return None
    rest = _DATE_WORDS.sub("", line.inner.replace(found.span, " "))
    return found if len(rest) <= 24 and not rest.endswith(("。", "，")) else None


def _is_credit(line: Line) -> bool:
    return is_credit_line(line.inner)


def _foot_start(lines: Sequence[Line], filled: Sequence[int], start: int) -> int:
    """The number of the first line after the last paragraph: boxes, topics and the editor's line stand below it."""
    for position, number in enumerate(filled):
        line = lines[number]
        if number < start:
            continue
        if is_topics_label(line):
            return number
        after = [lines[n] for n in filled[position + 1 : position + 3]]
        heads_list = len(after) == 2 and all(a.item for a in after) and not line.item
        if heads_list and number > start and _only_boxes(lines, filled[position:]):
            marked = any(_is_credit(lines[n]) for n in filled[max(0, position - 3) : position])
            cut = any(is_cut_title(lines[n].inner) for n in filled[position:])
            if is_box_label(line) or marked or cut:
                return number
    return len(lines)


def _only_boxes(lines: Sequence[Line], numbers: Sequence[int]) -> bool:
    """From here on there are only headings and items: no paragraph follows."""
    return all(
        lines[n].item or (len(lines[n].inner) <= 30 and not lines[n].sentence) or _is_credit(lines[n]) for n in numbers
    )


def _read_foot(parts: _Parts, foot: Sequence[Line]) -> None:
    in_topics = False
    for line in foot:
        if is_topics_label(line):
            in_topics = True
        elif _is_credit(line):
            parts.credits.append(line)
        elif is_toolbar(line):
            continue
        elif in_topics and (line.item or line.boxed) and (line.boxed or not parts.boxes):
            parts.topics.append(line)
        elif line.item and parts.boxes:
            parts.boxes[-1][1].append(line)
        elif line.item:
            parts.boxes.append((None, [line]))
        else:
            in_topics = False
            parts.boxes.append((line, []))


def _article(parts: _Parts, text: str, encoding: Encoding, glosses: Sequence[tuple[int, Gloss]]) -> Reading:
    paragraphs = [line.inner for line in parts.body]
    body = "\n".join(paragraphs)
    bylines = merge_bylines(
        [read_bylines([line.inner for line in parts.credits]), reporters_in_body(paragraphs[:3], paragraphs[-3:])]
    )
    single = {"title": parts.title, "pretitle": parts.pretitle, "subtitle": parts.subtitle}
    values = {name: lines[0].inner if lines else "" for name, lines in single.items()}
    related, places = _related(parts)
    for name, lines in single.items():
        places.extend((name, 0, line) for line in lines)
    at = 0
    for line in parts.body:
        places.append(("body", at, line))
        at += len(line.inner) + 1
    places.extend((f"topics.{n}", 0, line) for n, line in enumerate(parts.topics))
    repairs = [*_place_glosses(glosses, places)]
    for name, value in (*values.items(), ("body", body)):
        repairs.extend(name_damage(value, name))
    return Article(
        title=values["title"],
        pretitle=values["pretitle"],
        subtitle=values["subtitle"],
        body=body,
        kind="notice" if _NOTICE.search(values["title"]) else "article",
        published=parts.date.published if parts.date else "",
        published_precision=parts.date.precision if parts.date else "",
        published_evidence=f"line: {parts.date_line}" if parts.date else "",
        source=bylines.source or _bare_source(parts),
        reporters=bylines.reporters,
        correspondents=bylines.correspondents,
        photographers=bylines.photographers,
        editors=bylines.editors,
        byline=_raw_byline(bylines, parts),
        topics=tuple(line.inner for line in parts.topics),
        related=related,
        lang=detect_language(f"{values['title']}\n{body}"),
        encoding=encoding,
        repairs=tuple(repairs),
    )


def _related(parts: _Parts) -> tuple[tuple[Related, ...], list[tuple[str, int, Line]]]:
    related: list[Related] = []
    places: list[tuple[str, int, Line]] = []
    for heading, items in parts.boxes:
        for item in items:
            if heading is not None:
                places.append((f"related.{len(related)}.heading", 0, heading))
            places.append((f"related.{len(related)}.title", 0, item))
            name = heading.inner if heading else ""
            related.append(Related("box", name, item.inner, truncated=is_cut_title(item.inner)))
    return tuple(related), places


def _place_glosses(glosses: Sequence[tuple[int, Gloss]], places: Sequence[tuple[str, int, Line]]) -> list[Repair]:
    """One `Repair` for each gloss, in the field where it stood; `page` when the words around it went into no field."""
    in_order = sorted(places, key=lambda place: place[2].offset)
    repairs: list[Repair] = []
    position = 0
    for offset, gloss in glosses:
        while position < len(in_order) and in_order[position][2].offset + len(in_order[position][2].inner) < offset:
            position += 1
        name, base, where = "page", 0, offset
        if position < len(in_order) and in_order[position][2].offset <= offset:
            name, base, line = in_order[position]
            where = base + offset - line.offset
        repairs.append(Repair("gloss", name, where, gloss.found, "", "pinyin gloss of a converting mirror"))
    return repairs


def _bare_source(parts: _Parts) -> str:
    """2016-01-06 某某日报: the only words beside the date name the source."""
    if parts.date is None:
        return ""
    rest = parts.date_line.replace(parts.date.span, " ").strip(" |｜\t\u3000·-—")
    if (
        2 <= len(rest) <= 20
        and re.search(r"[报報网網社刊台臺会會局部]$|News|Times|Daily|Post", rest)
        and " " not in rest
    ):
        return rest
    return ""


def _raw_byline(bylines: Bylines, parts: _Parts) -> str:
    dated = " ".join(parts.date_line.split())
    return "\n".join(line for line in bylines.byline.split("\n") if line and line != dated)
