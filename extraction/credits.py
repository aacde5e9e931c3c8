"""Credit lines (本报记者 王伟 责编：张三): a line in, who did what out, and whether the line says nothing else.

A rank (记者, 通讯员) says who somebody is, a job (文, 摄, 文/图) what was done; a job stands before its names (文/王伟
图/李强) or behind them (王伟/文 李强/图). Labels: credit_words.py; values: credit_values.py. Where on a page credit
lines stand, and what of running text is one, is decided in bylines.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extraction.credit_values import Value, clean_source, read_value
from extraction.credit_words import (
    BARS,
    BEFORE_REPORTER,
    BOTH,
    COLONS,
    CORRESPONDENT,
    EDITOR,
    JOBS,
    KEPT,
    LABEL,
    MENTION,
    ORIGINAL_TITLE,
    OTHER,
    PHOTOGRAPHER,
    PICTURED,
    RANKS,
    REPORTER,
    ROLE_OF_GROUP,
    SOURCE,
    WEAK,
    WROTE,
)
from extraction.names import is_name

__all__ = ["Credits", "clean_source", "mentions_credit", "read_credits"]

_MAX_LINE = 300
_MOST_LABELS = 30  # in a line, false ones included
_LONGEST_OUTLET = 34  # 《某某晚报》-某某新闻客户端驻某某
_CLOSED = re.compile(r"[】\]〕]\s{0,3}")  # 【记者】王伟
_OPENINGS = ("【", "[", "〔")
_WORD = re.compile(rf"[^\s{BARS}；;]+")
_MARK = re.compile(rf"\s{{0,3}}[{COLONS}{BARS}]\s{{0,3}}")
_ORNAMENTS = ' \t\u3000\xa0\r\n□■◎●○◆◇▲△▼★☆※*•·—–-“”"|｜'
_PAIRS = {"（": "）", "(": ")", "[": "]", "【": "】", "〔": "〕"}
_TITLE_EDGES = "（）()[]【】〔〕|｜ \t\u3000\xa0《》"
_SAID = re.compile(r"[，。；！？!?…]")


@dataclass(slots=True)
class Credits:
    """Names by role, the source, the original title; `pure` says that the text holds nothing but credits."""

    names: dict[str, list[str]] = field(default_factory=dict)
    source: str = ""
    original_title: str = ""
    pure: bool = False
    unnamed: bool = False  # it credits somebody whom no field names: a body, a designer, a login

    def add(self, role: str, names: Iterable[str]) -> None:
        """Add names to a role, each once."""
        kept = self.names.setdefault(role, [])
        kept.extend(name for name in dict.fromkeys(names) if name not in kept)

    def __bool__(self) -> bool:
        return bool(self.source or self.original_title or any(self.names.values()))


@dataclass(frozen=True, slots=True)
class _Label:
    role: str
    word: str
    start: int
    end: int  # of the label with its colon
    colon: bool  # a colon or a bar follows
    barred: bool  # a bar stands before it
    bar: bool = False  # it is a bar that follows, as in menus: 图片 | 专题


@dataclass(slots=True)
class _Person:
    name: str
    rank: str = ""
    jobs: set[str] = field(default_factory=set)


def mentions_credit(line: str) -> bool:
    """A word of credit lines stands in the line: worth reading."""
    return MENTION.search(line) is not None


def read_credits(line: str) -> Credits:
    """Read the labelled names of one line; an empty result when it holds no label.

    >>> read_credits("本报记者 王伟 通讯员 李强").names
    {'reporters': ['王伟'], 'correspondents': ['李强']}
    """
    credits = Credits()
    text = _unwrapped(line[:_MAX_LINE])
    labels = _labels(text)
    if not labels:
        return credits
    ends = [label.start for label in labels[1:]] + [len(text)]
    values = [text[label.end : end] for label, end in zip(labels, ends, strict=True)]
    lead = read_value(text[: labels[0].start], False)
    pure = len(line) <= _MAX_LINE and lead.clean
    at = 0
    while at < len(labels):
        label = labels[at]
        if label.role in RANKS or label.role in JOBS:
            end = at
            while end < len(labels) and (labels[end].role in RANKS or labels[end].role in JOBS):
                end += 1
            pure = _read_people(credits, labels[at:end], values[at:end], lead if at == 0 else Value()) and pure
            at = end
            continue
        pure = _read_other(credits, label, values[at], lead if at == 0 else Value()) and pure
        at += 1
    credits.pure = pure and any(
        label.role != OTHER and ((label.colon and not label.bar) or bool(credits) or credits.unnamed)
        for label in labels
    )
    return credits


def _read_other(credits: Credits, label: _Label, text: str, lead: Value) -> bool:
    """Fill in what an editor's, source's or another label says; False when its value is more than that."""
    if label.role == SOURCE:
        source = clean_source(text)
        credits.source = credits.source or source
        rest = text.replace(source, "", 1)
        return (label.colon or len(source) <= 20) and not _SAID.search(source) and len(rest.strip()) <= 40
    if label.role == ORIGINAL_TITLE:
        credits.original_title = credits.original_title or text.strip(_TITLE_EDGES)
        return len(text) <= 120
    if label.role == OTHER:
        return label.colon and not lead.names
    value = read_value(text, label.colon, loose=not label.bar and label.word[-1:] not in "辑輯")
    if label.role == KEPT:
        credits.unnamed = credits.unnamed or (value.clean and not value.empty)
        return value.clean and not lead.names and (label.colon or bool(value.names))
    if lead.names and label.barred and value.empty:
        credits.add(EDITOR, lead.names)
        return True
    if not label.colon and not value.clean and not value.names:
        return False
    credits.add(EDITOR, value.names)
    credits.unnamed = credits.unnamed or (value.clean and not value.empty and not value.names)
    return value.clean and not lead.names and (label.colon or bool(value.names))


def _read_people(credits: Credits, labels: Sequence[_Label], texts: Sequence[str], lead: Value) -> bool:
    """Ranks and jobs with the names before or behind them; False when the words hold anything else."""
    values = [
        read_value(text, label.colon, loose=not label.bar and (label.role != REPORTER or label.word.endswith("作者")))
        for label, text in zip(labels, texts, strict=True)
    ]
    last = labels[-1]
    behind = last.role in JOBS and values[-1].empty and not last.colon and (bool(lead.names) or len(labels) > 1)
    if not behind and lead.names and labels[0].role in JOBS and labels[0].barred:
        behind = True  # 王伟/文 记者 李强
    people = _jobs_behind(labels, values, lead) if behind else _jobs_before(labels, values)
    for person in people:
        for role in _roles(person):
            credits.add(role, [person.name])
    clean = all(value.clean for value in values) and (behind or not lead.names)
    marked = any(label.colon and not value.empty for label, value in zip(labels, values, strict=True))
    credits.unnamed = credits.unnamed or (clean and marked and not people)
    return clean and (bool(people) or any(label.colon for label in labels))


def _jobs_behind(labels: Sequence[_Label], values: Sequence[Value], lead: Value) -> list[_Person]:
    """王伟/文 李强/摄; 通讯员 李强 文/图. Who only took the picture is the one named last: 记者 王伟 通讯员 李强 摄."""
    people: list[_Person] = []
    waiting = last = [_Person(name) for name in lead.names]
    for label, value in zip(labels, values, strict=True):
        named = [_Person(name, label.role if label.role in RANKS else "") for name in value.names]
        if label.role in JOBS:
            for person in last if label.role == PICTURED else waiting:
                person.jobs.add(label.role)
            people += waiting
            waiting = []
        waiting = waiting + named
        last = named
    return people + waiting


def _jobs_before(labels: Sequence[_Label], values: Sequence[Value]) -> list[_Person]:
    """文/王伟 图/李强; 摄影：本报记者 王伟, where the job holds for the ranks behind it."""
    people: list[_Person] = []
    job = ""
    for label, value in zip(labels, values, strict=True):
        if label.role in JOBS:
            people += [_Person(name, "", {label.role}) for name in value.names]
            job = label.role if value.empty else ""
        else:
            people += [_Person(name, label.role, {job} if job else set()) for name in value.names]
    return people


def _roles(person: _Person) -> list[str]:
    """A reporter who only took the picture is its photographer; a correspondent stays one, whatever he did."""
    pictured = not person.jobs.isdisjoint((PICTURED, BOTH)) or person.rank == PHOTOGRAPHER
    roles = []
    if person.rank == CORRESPONDENT:
        roles.append(CORRESPONDENT)
    elif person.rank == PHOTOGRAPHER:
        roles += [REPORTER] if not person.jobs.isdisjoint((WROTE, BOTH)) else []
    elif person.jobs != {PICTURED}:
        roles.append(REPORTER)
    return roles + ([PHOTOGRAPHER] if pictured else [])


def _unwrapped(text: str) -> str:
    """The line without ornaments and without the brackets that hold all of it."""
    text = text.strip(_ORNAMENTS)
    while len(text) > 1 and text[0] in _PAIRS:
        closing = text.find(_PAIRS[text[0]])
        if closing == len(text) - 1:
            text = text[1:-1].strip(_ORNAMENTS)
        elif closing < 0:
            text = text[1:].strip(_ORNAMENTS)
        else:
            break
    if text and text[-1] in _PAIRS.values() and not any(opening in text for opening in _PAIRS):
        text = text[:-1].strip(_ORNAMENTS)
    return text.rstrip("。.") if text.endswith(("。", ".")) and "，" not in text else text


def _labels(text: str) -> list[_Label]:
    """The labels of a line that stand as labels and not as words of a sentence."""
    labels: list[_Label] = []
    at = 0
    for _ in range(_MOST_LABELS):
        match = LABEL.search(text, at)
        if match is None:
            break
        role, word, start = ROLE_OF_GROUP[str(match.lastgroup)], match[0], match.start()
        at = match.end()
        if role == CORRESPONDENT or (
            role in (REPORTER, PHOTOGRAPHER) and match[0][-1] in "者組组" and "作" not in word
        ):
            begin = _outlet_begin(text, start, labels)
            outlet = BEFORE_REPORTER.search(text, begin, start)
            start = outlet.start() if outlet else start
        mark = _MARK.match(text, at) or (_CLOSED.match(text, at) if text[start - 1 : start] in _OPENINGS else None)
        if _stands_free(text, start, at, role, word, mark is not None, labels):
            barred = text[:start].rstrip().endswith(tuple(BARS))
            end = mark.end() if mark else at
            bar = mark is not None and mark[0].strip() in BARS
            labels.append(_Label(role, word, start, end, mark is not None, barred, bar))
            at = end
        elif at == match.start():
            at += 1
    return labels


def _outlet_begin(text: str, start: int, labels: list[_Label]) -> int:
    """How far back an outlet before 记者 may reach; in 来源：工人日报 记者 王伟 it is that of the source."""
    begin = max(labels[-1].end if labels else 0, start - _LONGEST_OUTLET)
    if labels and labels[-1].role == SOURCE:
        words = list(_WORD.finditer(text, labels[-1].end, start))
        return words[-1].start() if len(words) > 1 and words[-1].end() == start else start
    return begin


def _stands_free(text: str, start: int, end: int, role: str, word: str, marked: bool, labels: list[_Label]) -> bool:
    before = text[start - 1] if start else ""
    after = text[end : end + 1]
    opens = not before.isalnum() or before in BARS  # 丨 is a letter to Python
    if role == OTHER:
        return marked
    if role == ORIGINAL_TITLE:
        return marked or (start == 0 and after.isspace())
    if role == SOURCE:
        return marked or (start == 0 and (word[0] in "转轉摘选載载原" or after.isspace()))
    if role == KEPT:
        return marked or opens
    if len(word) == 1 or role == BOTH:
        # 王伟摄, 王伟文/摄: behind a name, at the end of what is said.
        run = _run_before(text, start)
        attached = (not after or not after.isalnum()) and is_name(run) and (len(run) < 4 or word[0] in "摄攝")
        return marked or opens or attached
    if WEAK.fullmatch(word):
        attached = not after and bool(before)
        return marked or after.isspace() or attached
    if role == EDITOR:
        return marked or opens
    return marked or opens or before.isascii() or (bool(labels) and labels[-1].role == SOURCE)


def _run_before(text: str, end: int) -> str:
    """The last two to four characters of the run of hanzi that ends here, behind a label or mark."""
    start = end
    while start and end - start < 4 and "㐀" <= text[start - 1] <= "鿿" and text[start - 1] not in "者员員":
        start -= 1
    return text[start:end]
