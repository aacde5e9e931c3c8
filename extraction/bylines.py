"""Who wrote, photographed and edited an article, and where it was taken from: lines of a page in, names by role out.

Reads credit lines at head and foot (本报记者 王伟; 责编：张三), bylines inside the first and last paragraphs (记者王伟
in brackets or behind 本报讯), and English ones. A 责任编辑 is never a reporter; 记者从某处获悉 is no byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.credit_words import (
    COLONS,
    CORRESPONDENT,
    CORRESPONDENT_LABEL,
    EDITOR,
    PHOTOGRAPHER,
    REPORTER,
    REPORTER_LABEL,
)
from extraction.credits import Credits, clean_source, mentions_credit, read_credits
from extraction.english_credits import read_english
from extraction.glosses import find_glosses
from extraction.names import has_surname, is_name, is_sure_name, is_western_name, split_names

__all__ = [
    "Bylines",
    "is_credit_line",
    "may_credit",
    "merge_bylines",
    "people_named",
    "read_bylines",
    "read_editors",
    "read_source",
    "reporters_in_body",
    "split_names",
]

_HEAD, _TAIL = 160, 120  # characters of a paragraph in which a byline may stand
_LONGEST = 300  # of a line that is nothing but credits
_BRACKETED = re.compile(r"[（(【\[〔]([^（）()【】\[\]〔〕\n]{2,90})[）)\]】〕]")
_ENGLISH_BRACKET = re.compile(r"[(\[]([^()\[\]\n]{6,400})[)\]]\s*$")
_BY = re.compile(r"\b(?:by|editors?|authors?|reporters?|source|photos?|photographers?|writer|correspondent)\b", re.I)
_WHO = rf"(?P<reporter>{REPORTER_LABEL})|(?P<correspondent>{CORRESPONDENT_LABEL})"
_LABEL = re.compile(_WHO)  # asked behind what may stand before it: three patterns of it took thrice as long to compile
_DATELINE = re.compile(r"(?:[讯訊电電]|消息|[：:])[）)】\]〕]?[ \u3000\xa0]{0,4}")
_LEADING = re.compile(r"^[ \u3000\xa0□■◎●○◆◇▲△★☆※—–\-·*“”]{0,8}")
_BETWEEN = re.compile(r"[ \u3000\xa0、，]{0,3}")
_NAME_RUN = re.compile(r"[ \u3000\xa0]{0,3}([㐀-鿿·•]{2,12})")
# 夜校开学了。（王伟）: many sites print the writer's name like that, without any label.
_SIGNATURE = re.compile(r"(?:^|[。！？!?”」…])[ \u3000]{0,2}([（(]([㐀-鿿·、 \u3000]{2,24})[）)])\s*$")
_GLOSSED = re.compile(r"[㐀-鿿][(（]")


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
        text = line.strip()
        if pending and not read_credits(_unglossed(text)):
            text = f"{pending}{text}"
        pending = ""
        if text.endswith(tuple(COLONS)) and len(text) < 40:
            pending = text  # the label stands alone, its value in the next element
            continue
        credits = _read(text)
        if credits or credits.unnamed:
            found.append((credits, " ".join(text.split())))
    return _together(found)


def read_editors(text: str) -> tuple[str, ...]:
    """The names in an editor's box: with its label, （责编：陈静、周明）, or without."""
    credits = read_credits(_unglossed(text))
    if credits or credits.unnamed:
        return tuple(credits.names.get(EDITOR, ()))
    return split_names(text.strip("（）()[]【】 \t\u3000"))


def read_source(text: str) -> str:
    """The outlet an article was taken from: 来源：工人日报 gives 工人日报; without a label the text itself, cleaned."""
    text = _unglossed(text)
    return read_credits(text).source or clean_source(text)


def is_credit_line(line: str) -> bool:
    """The line says who did what and nothing else: it belongs to the byline, not to the body."""
    return 1 < len(line) <= _LONGEST and _read(line).pure


def may_credit(line: str) -> bool:
    """A quick look: the line holds a word of credit lines."""
    return mentions_credit(line) or any(form.search(line[:_LONGEST]) for form in (_BY, _GLOSSED, _SIGNATURE))


def people_named(said: Iterable[str], site_name: str = "") -> tuple[str, ...]:
    """The persons among the authors that a page names out of sight; organisations, logins and the site are none.

    >>> people_named(["Jane Doe and John Roe", "The Associated Press", "staff@bay.example", "王伟"])
    ('Jane Doe', 'John Roe', '王伟')
    """
    names: dict[str, None] = {}
    for text in said:
        if text and not re.search(r"[@/\d]", text):
            credits = read_english(text)
            for name in credits.names.get(REPORTER, ()) or split_names(text):
                if name not in site_name and (is_western_name(name) or is_sure_name(name)):
                    names.setdefault(name)
    return tuple(names)


def _unglossed(line: str) -> str:
    """責(zé)任編輯 is 責任編輯: no label and no name holds the reading of its own character."""
    if not _GLOSSED.search(line):
        return line
    for gloss in reversed(find_glosses(line[:_LONGEST])):
        line = line[: gloss.start] + line[gloss.end :]
    return line


def _read(line: str) -> Credits:
    """A line by the grammar of its language."""
    line = _unglossed(line)
    if mentions_credit(line):
        credits = read_credits(line)
        if credits or credits.unnamed:
            return credits
    if len(line) < 30 and _SIGNATURE.match(line) and (signed := _signature(line)):
        signed[0][0].pure = True
        return signed[0][0]
    return read_english(line) if _BY.search(line[:400]) else Credits()


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
    if last and not any(credits.names for credits, _ in found):
        found.extend(_signature(last[-1]))
    return _together(found)


def merge_bylines(parts: Iterable[Bylines]) -> Bylines:
    """Several readings as one: names in order of appearance, the first source; an editor is no reporter."""
    found = []
    for part in parts:
        credits = Credits(source=part.source, original_title=part.original_title, unnamed=True, pure=True)
        for role in (REPORTER, CORRESPONDENT, PHOTOGRAPHER, EDITOR):
            credits.add(role, getattr(part, role))
        found.append((credits, part.byline))
    return _together(found)


def _in_head(paragraph: str) -> list[tuple[Credits, str]]:
    if len(paragraph) <= 200:
        credits = _read(paragraph)
        if credits.pure:
            return [(credits, paragraph.strip())]
    head = _unglossed(paragraph[:_HEAD])
    if not mentions_credit(head):
        return []
    found = _bracketed(head)
    if found:
        return found
    for pattern in (_DATELINE, _LEADING):
        match = _label_behind(pattern, head[:80])
        if match and (credits_and_end := _open_names(head, match)):
            credits, end = credits_and_end
            return [(credits, " ".join(head[match.start(str(match.lastgroup)) : end].split()))]
    return []


def _label_behind(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first label that stands right behind what the pattern finds."""
    return next((label for found in pattern.finditer(text) if (label := _LABEL.match(text, found.end()))), None)


def _in_tail(paragraph: str) -> list[tuple[Credits, str]]:
    if len(paragraph) <= _LONGEST:
        credits = _read(paragraph)
        if credits.pure:
            return [(credits, paragraph.strip())]
    tail = _unglossed(paragraph[-_TAIL:])
    if mentions_credit(tail):
        return _bracketed(tail)
    bracket = _ENGLISH_BRACKET.search(paragraph[-420:])
    credits = read_english(bracket[1]) if bracket else Credits()
    return [(credits, bracket[0].strip())] if bracket and credits.pure else []


def _signature(paragraph: str) -> list[tuple[Credits, str]]:
    """（王伟 李强） behind the last sentence: who wrote it."""
    match = _SIGNATURE.search(paragraph[-40:])
    names = split_names(match[2]) if match else ()
    said = re.sub(r"[、 \u3000]", "", match[2]) if match else ""
    if match is None or not names or "".join(names) != said:
        return []
    if not all(is_sure_name(name) and (len(name) < 4 or "·" in name) for name in names):
        return []
    credits = Credits()
    credits.add(REPORTER, names)
    return [(credits, match[1])]


def _bracketed(text: str) -> list[tuple[Credits, str]]:
    """（记者王伟 通讯员李强）: a bracket that holds credits and nothing else."""
    found = []
    for match in _BRACKETED.finditer(text):
        if mentions_credit(match[1]):
            credits = read_credits(match[1])
            if credits.pure:
                found.append((credits, match[0]))
    return found


def _open_names(text: str, match: re.Match[str]) -> tuple[Credits, int] | None:
    """Names that stand open in a sentence, by rank: 记者王伟 李强 通讯员周明 近日; and where they end."""
    credits = Credits()
    end = match.end()
    following: re.Match[str] | None = match
    while following:
        names, after = _names_after(text, following.end())
        if not names:
            break
        credits.add(REPORTER if following["reporter"] else CORRESPONDENT, names)
        end = after
        blank = _BETWEEN.match(text, end)
        following = _LABEL.match(text, blank.end() if blank else end)
    return (credits, end) if credits else None


def _names_after(text: str, start: int) -> tuple[list[str], int]:
    """Names, each beginning with a surname and ending at a blank or mark, and where the last one ends."""
    names: list[str] = []
    end = start
    while run := _NAME_RUN.match(text, start):
        label = re.search(CORRESPONDENT_LABEL, run[1])  # 记者王伟通讯员李强
        piece = run[1][: label.start()] if label else run[1]
        bare = re.sub(r"(?:报道|報道|報導|摄影报道)$", "", piece)
        if not (is_name(bare) and has_surname(bare)) or len(bare) > 4:
            break
        after = text[run.start(1) + len(piece) :][:1]
        if not names and not label and after not in "、 \u3000\xa0，,：:）)" and bare == run[1]:
            break
        names.append(bare)
        end = run.start(1) + len(piece)
        if label:
            break
        start = end + (1 if after == "、" else 0)
    return names, end


def _together(found: Sequence[tuple[Credits, str]]) -> Bylines:
    """One reading of several. A line whose words no field holds is kept raw: nothing that was taken away is lost."""
    merged = Credits()
    for credits, _ in found:
        for role, names in credits.names.items():
            merged.add(role, names)
        merged.source = merged.source or credits.source
        merged.original_title = merged.original_title or credits.original_title
    raw: dict[str, None] = {}
    for credits, line in found:
        elsewhere = credits.source in ("", merged.source) and credits.original_title in ("", merged.original_title)
        if line and (any(credits.names.values()) or (credits.pure and (credits.unnamed or not elsewhere))):
            raw.setdefault(line)
    return Bylines(
        reporters=tuple(merged.names.get(REPORTER, ())),
        correspondents=tuple(merged.names.get(CORRESPONDENT, ())),
        photographers=tuple(merged.names.get(PHOTOGRAPHER, ())),
        editors=tuple(merged.names.get(EDITOR, ())),
        source=merged.source,
        original_title=merged.original_title,
        byline="\n".join(raw),
    )
