"""Plain text copies of pages: text in, an article or a reasoned rejection out.

Reads title, subtitle, the line of date and source, paragraphs, credits, 相关专题 and boxes of related titles; drops
toolbars. What the file does not say is not invented: no channel, no URL, no capture time. Repairs: repair.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.records import Article, Encoding, Page, Reading, Rejected, Related, Repair
from extraction.bylines import merge_bylines, read_bylines, reporters_in_body
from extraction.glosses import Gloss
from extraction.language import detect_language
from extraction.plausible import UNREADABLE
from extraction.repair import dense_glosses, name_damage, remove_spans
from extraction.text_lines import Line, cut_lines, is_cut_title
from extraction.text_parts import Parts, join_wrapped, sort_lines

_Place = tuple[str, int, int, str]  # field, where in the field, where in the copy, text

_NOTICE = re.compile(r"(?:通知|公告|公示|通告|启事|啟事|通報|通报|声明|聲明|倡议书|倡議書)(?:[（(][^）)]{0,12}[）)])?$")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BLANK_LINES = re.compile(r"\n(?:[ \t\u3000\u00a0]*\n){2,}")
_MOST_LINES = 50_000  # more than any article has
_SENTENCE = 30  # cells; a line as long as that says something


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
    text = _BLANK_LINES.sub("\n\n", text)
    if text.count("\n") > _MOST_LINES:
        return Rejected("no-article", f"The file has more than {_MOST_LINES} lines; split it into articles.", encoding)
    glosses = dense_glosses(text)
    text, offsets = remove_spans(text, glosses)
    parts = sort_lines(cut_lines(text), page.captured_at, offset)
    if not parts.body:
        what = "a title and no paragraph" if parts.title else "no title and no paragraph"
        return Rejected("no-article", f"The file holds {what}.", encoding)
    if len(parts.body) >= 8 and not any(line.statement or line.cells >= _SENTENCE for line in parts.body):
        return Rejected("listing", "The file holds short lines and no sentence: a list, not an article.", encoding)
    return _article(parts, encoding, list(zip(offsets, glosses, strict=True)))


def _mostly_lost(text: str) -> bool:
    sample = text[:20_000]
    return len(UNREADABLE.findall(sample)) * 4 > len(sample)


def _article(parts: Parts, encoding: Encoding, glosses: Sequence[tuple[int, Gloss]]) -> Reading:
    places: list[_Place] = []
    values = {
        name: _value(name, lines, places)
        for name, lines in (("title", parts.title), ("pretitle", parts.pretitle), ("subtitle", parts.subtitle))
    }
    values["body"] = _body(parts, places)
    paragraphs = values["body"].split("\n")
    bylines = merge_bylines(
        [read_bylines([line.whole for line in parts.credits]), reporters_in_body(paragraphs[:3], paragraphs[-3:])]
    )
    related = _related(parts, places)
    for number, line in enumerate(parts.topics):
        places.append((f"topics.{number}", 0, line.inner_offset, line.inner))
    repairs = _place_glosses(glosses, places)
    for name, value in values.items():
        repairs.extend(name_damage(value, name))
    return Article(
        title=values["title"],
        pretitle=values["pretitle"],
        subtitle=values["subtitle"],
        body=values["body"],
        kind="notice" if _NOTICE.search(values["title"]) else "article",
        published=parts.date.published if parts.date else "",
        published_precision=parts.date.precision if parts.date else "",
        published_evidence=f"line: {parts.date_line}" if parts.date else "",
        source=bylines.source or _bare_source(parts),
        reporters=bylines.reporters,
        correspondents=bylines.correspondents,
        photographers=bylines.photographers,
        editors=bylines.editors,
        byline=bylines.byline,
        original_title=bylines.original_title,
        channel=parts.channel,
        topics=tuple(line.inner for line in parts.topics),
        related=related,
        lang=detect_language(f"{values['title']}\n{values['body']}"),
        encoding=encoding,
        repairs=tuple(repairs),
    )


def _value(name: str, lines: Sequence[Line], places: list[_Place]) -> str:
    if not lines:
        return ""
    places.append((name, 0, lines[0].offset, lines[0].whole))
    return lines[0].whole


def _body(parts: Parts, places: list[_Place]) -> str:
    """The paragraphs, one a line; wrapped lines of hanzi are joined without a blank, others with one."""
    pieces: list[str] = []
    at = 0
    for paragraph in join_wrapped(parts.body):
        for number, line in enumerate(paragraph):
            if number == 0:
                glue = "\n" if pieces else ""
            else:
                glue = " " if pieces[-1][-1:].isascii() and line.whole[:1].isascii() else ""
            at += len(glue)
            places.append(("body", at, line.offset, line.whole))
            pieces.append(glue + line.whole)
            at += len(line.whole)
    return "".join(pieces)


def _related(parts: Parts, places: list[_Place]) -> tuple[Related, ...]:
    related: list[Related] = []
    for heading, items in parts.boxes:
        if heading is not None and items:
            places.append((f"related.{len(related)}.heading", 0, heading.inner_offset, heading.inner))
        for item in items:
            places.append((f"related.{len(related)}.title", 0, item.inner_offset, item.inner))
            name = heading.inner.rstrip(":：") if heading else ""
            related.append(Related("box", name, item.inner, truncated=is_cut_title(item.inner)))
    return tuple(related)


def _place_glosses(glosses: Sequence[tuple[int, Gloss]], places: Sequence[_Place]) -> list[Repair]:
    """One `Repair` for each gloss, in the field where it stood; `page` when the words around it went into no field."""
    in_order = sorted(places, key=lambda place: place[2])
    repairs: list[Repair] = []
    position = 0
    for offset, gloss in glosses:
        while position < len(in_order) and in_order[position][2] + len(in_order[position][3]) < offset:
            position += 1
        name, where = "page", offset
        if position < len(in_order) and in_order[position][2] < offset:
            name, base, start, _ = in_order[position]
            where = base + offset - start
        repairs.append(Repair("gloss", name, where, gloss.found, "", "pinyin gloss of a converting mirror"))
    return repairs


def _bare_source(parts: Parts) -> str:
    """2016-01-06 某某日报: the only words beside the date name the source."""
    if parts.date is None:
        return ""
    rest = parts.date_line.replace(parts.date.span, " ").strip(" |｜\t\u3000·-—")
    if (
        2 <= len(rest) <= 20
        and re.search(r"[報报網网社刊台臺会會局部]$|News|Times|Daily|Post", rest)
        and " " not in rest
    ):
        return rest
    return ""
