"""The parts of a plain text copy: head with titles and date, paragraphs, credits, topics, boxes. Lines in, parts out.

Order and length of lines are the only evidence there is; what each line is by itself, text_lines.py says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from extraction.bylines import is_credit_line
from extraction.date_choice import read_published
from extraction.dates import Found, read_date
from extraction.text_lines import (
    Line,
    channel_of,
    is_box_label,
    is_breadcrumb,
    is_cut_title,
    is_footer,
    is_sure_box_label,
    is_toolbar,
    is_topics_label,
)

_LONG = 60  # cells; a longer line is a paragraph and no title
_HEAD_LINES = 12
_DATE_WORDS = re.compile(
    r"发布|發布|发表|發表|时间|時間|日期|来源|來源|更新|刊发|作者|记者|記者|字号|published|updated|posted|date|by|on"
    r"|[|｜:：/\s\u3000·—-]+",
    re.I,
)


@dataclass(slots=True)
class Parts:
    """What was found; `boxes` are heading and items."""

    title: list[Line] = field(default_factory=list)
    pretitle: list[Line] = field(default_factory=list)
    subtitle: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    credits: list[Line] = field(default_factory=list)
    topics: list[Line] = field(default_factory=list)
    boxes: list[tuple[Line | None, list[Line]]] = field(default_factory=list)
    date: Found | None = None
    date_line: str = ""
    channel: str = ""


def sort_lines(lines: Sequence[Line], captured_at: datetime | None, offset: str) -> Parts:
    """Put every line where it belongs; toolbars, breadcrumbs and footers belong nowhere."""
    parts = Parts()
    filled = _with_values([line for line in lines if not line.blank])
    while filled and is_footer(filled[-1]):
        filled.pop()
    start = _read_head(parts, filled, captured_at, offset)
    foot = _foot_start(filled, start)
    for line in filled[start:foot]:
        if is_credit_line(line.whole):
            parts.credits.append(line)
        elif not is_toolbar(line) and not is_footer(line):
            parts.body.append(line)
    _read_foot(parts, filled[foot:])
    if parts.date is None and len(parts.body) > 1 and len(parts.body[-1].whole) <= 24:
        # A notice is dated below its signature.
        found = read_date(parts.body[-1].whole, captured_at, offset)
        if found and not found.inferred and len(found.span) * 2 > len(parts.body[-1].whole):
            parts.date, parts.date_line = found, parts.body[-1].whole
    return parts


def _with_values(lines: Sequence[Line]) -> list[Line]:
    """The lines, a label that stands alone joined with its value in the line below: 来源：, 工人日报."""
    joined: list[Line] = []
    for line in lines:
        label = joined[-1] if joined else None
        if label is not None and len(label.whole) <= 10 and label.whole.endswith((":", "：")) and len(line.whole) <= 40:
            both = label.whole + line.whole
            if not is_credit_line(line.whole) and is_credit_line(both):
                joined[-1] = replace(label, whole=both, inner=both)
                continue
        joined.append(line)
    return joined


def _read_head(parts: Parts, filled: Sequence[Line], captured_at: datetime | None, offset: str) -> int:
    """Fill titles and date; return the index of the first line after the head."""
    titles: list[tuple[int, Line]] = []
    dated = -1
    for at, line in enumerate(filled[:_HEAD_LINES]):
        found = _date_of(line, captured_at, offset) if dated < 0 else None
        if found:
            parts.date, parts.date_line, dated = found, line.whole, at
            parts.credits.append(line)
            if titles:
                break
        elif is_breadcrumb(line):
            parts.channel = parts.channel or channel_of(line)
        elif is_toolbar(line):
            continue
        elif is_credit_line(line.whole):
            parts.credits.append(line)
        elif line.cells > (_LONG if titles else 2 * _LONG) or (titles and line.statement):
            break
        else:
            titles.append((at, line))
            if dated >= 0:
                break  # the date stood above the title
    if dated >= 0 and titles:
        return _titles_about_date(parts, titles, dated)
    return _title_without_date(parts, filled, titles, dated)


def _titles_about_date(parts: Parts, titles: Sequence[tuple[int, Line]], dated: int) -> int:
    """The date ends the head: what stands before it are title and subtitle, or pretitle, title and subtitle."""
    lines = [line for _, line in titles]
    if len(lines) >= 2 and _repeats(lines[0], lines[1]):
        lines = lines[1:]  # the first was the title of the window, with the names of channel and site
    if len(lines) >= 3 and not lines[1].whole.startswith("—") and not any(line.heading for line in lines[:1]):
        parts.pretitle, lines = lines[:1], lines[1:]
    parts.title, parts.subtitle = lines[:1], lines[1:2]
    parts.body.extend(lines[2:])
    return max(dated, titles[-1][0]) + 1


def _title_without_date(parts: Parts, filled: Sequence[Line], titles: Sequence[tuple[int, Line]], dated: int) -> int:
    """Nothing marks the end of the head: the first line is the title unless it is a statement of its own."""
    if not titles:
        return dated + 1
    at, first = titles[0]
    if len(filled) == at + 1 or (first.statement and first.cells > _LONG // 2):
        parts.credits = [line for line in parts.credits if line in filled[:at]]
        return at
    following = at + 1
    if following < len(filled) and _repeats(first, filled[following]):
        first, following = filled[following], following + 1
    parts.title = [first]
    # Credits between title and text were taken; those that stand further down come again with the body.
    parts.credits = [line for line in parts.credits if line in filled[:following]]
    if following < len(filled) and filled[following].whole.startswith(("——", "--", "—")):
        parts.subtitle = [filled[following]]
        following += 1
    return following


def _repeats(first: Line, second: Line) -> bool:
    """The first line is the second with the names of channel and site behind it, as window titles are."""
    rest = first.whole.removeprefix(second.whole)
    return rest != first.whole and len(second.whole) >= 6 and (not rest or rest.lstrip()[:1] in "-_|—–·")


def _date_of(line: Line, captured_at: datetime | None, offset: str) -> Found | None:
    """The date of a line that holds date, source, author and nothing more."""
    if len(line.whole) > 120:
        return None
    found = read_published(line.whole, captured_at, offset)
    if not found or len(found.published) < 10:
        return None
    rest = _DATE_WORDS.sub("", line.whole.replace(found.span, " "))
    return found if len(rest) <= 24 and not rest.endswith(("。", "，")) else None


def _foot_start(filled: Sequence[Line], start: int) -> int:
    """The index of the first line after the last paragraph: boxes, topics and the editor's line stand below it."""
    # From the end: how far up are there only headings, items and credits?
    quiet = len(filled)
    while quiet > start and _is_quiet(filled[quiet - 1]):
        quiet -= 1
    cut_below = [False] * (len(filled) + 1)
    for at in range(len(filled) - 1, start, -1):
        cut_below[at] = cut_below[at + 1] or is_cut_title(filled[at].inner)
    for at in range(start, len(filled)):
        line = filled[at]
        if is_topics_label(line):
            return at
        if at <= start or at < quiet or line.item:
            continue
        if is_sure_box_label(line) and at + 1 < len(filled):
            return at
        heads_list = at + 2 < len(filled) and filled[at + 1].item and filled[at + 2].item
        marked = any(is_credit_line(above.whole) for above in filled[max(start, at - 3) : at])
        if heads_list and (is_box_label(line) or marked or cut_below[at]):
            return at
    return len(filled)


def _is_quiet(line: Line) -> bool:
    """No paragraph: an item of a list, a heading, a title, credits."""
    return line.item or (line.cells <= 40 and not line.statement) or is_credit_line(line.whole)


def _read_foot(parts: Parts, foot: Sequence[Line]) -> None:
    in_topics = open_box = False
    for line in foot:
        if is_topics_label(line):
            in_topics = True
        elif is_credit_line(line.whole):
            parts.credits.append(line)
        elif is_toolbar(line) or is_footer(line):
            continue
        elif in_topics and (line.item or line.boxed) and (line.boxed or not parts.boxes):
            parts.topics.append(line)
        elif parts.boxes and (line.item or (open_box and not is_box_label(line))):
            parts.boxes[-1][1].append(line)
        elif line.item:
            parts.boxes.append((None, [line]))
        else:
            in_topics = False
            open_box = is_sure_box_label(line)
            parts.boxes.append((line, []))


def join_wrapped(lines: Sequence[Line]) -> list[list[Line]]:
    """The paragraphs of a body: one a line, or several lines each where the copy was wrapped at a fixed width."""
    inner = [line for line, following in pairwise(lines) if not following.opens]
    width = max((line.cells for line in inner), default=0)
    full = [line for line in inner if not line.item and not line.statement and line.cells * 10 >= width * 7]
    if width > _LONG or len(inner) < 3 or len(full) * 5 < len(inner) * 3:
        return [[line] for line in lines]
    paragraphs: list[list[Line]] = []
    for line in lines:
        ended = not paragraphs or (paragraphs[-1][-1].statement and paragraphs[-1][-1].cells * 10 < width * 7)
        if ended or line.opens or line.item:
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs
