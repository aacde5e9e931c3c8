"""Hits as lines of the screen: rank, title and provenance, below them the passage. At least two shapes, by width.

1 湖南工会吹响【农民工】精准脱贫“集结号”              2016-01-06 工人日报 · people    8f3a21
  …以提升技能素质作为帮扶【农民工】脱贫的总抓手…                                  +2 copies
"""

from __future__ import annotations

from collections.abc import Iterable

from index.search import Hit
from terminal.cells import clean, clip, pad, width
from terminal.messages import tr
from terminal.screen import Screen

ID_LENGTH = 6
_WIDE_FROM = 72  # columns from which title and provenance share a line
_SNIPPET_LINES = 2


def hit_lines(screen: Screen, hits: Iterable[Hit], first_rank: int = 1) -> None:
    """Writes the hits, numbered from `first_rank`."""
    rows = list(hits)
    rank_width = max(2, len(str(first_rank + len(rows) - 1)))
    for rank, hit in enumerate(rows, first_rank):
        _one(screen, hit, str(rank).rjust(rank_width), rank_width + 1)


def snippet_size(screen: Screen) -> int:
    """Characters of Chinese that fill the lines of a passage."""
    return max((screen.width - 4) // 2 * _SNIPPET_LINES - 6, 24)


def provenance(hit: Hit) -> str:
    """Day, source and site; what is not known is left out."""
    day = hit.published[:10] or tr("undated")
    return " ".join([day, " · ".join(clean(part) for part in (hit.source, hit.site) if part)]).rstrip()


def _one(screen: Screen, hit: Hit, rank: str, indent: int) -> None:
    room = screen.width - indent
    short_id = hit.id[:ID_LENGTH]
    if screen.width >= _WIDE_FROM:
        right = clip(provenance(hit), max(room // 2 - ID_LENGTH - 2, 10))
        title_room = room - width(right) - ID_LENGTH - 4
        lines = screen.marked_lines(hit.title, hit.title_marks, title_room)
        head = pad(lines[0] if lines else "", title_room + _hidden(lines[0] if lines else ""))
        screen.line(
            f"{screen.style(rank, 'dim')} {head}  {screen.style(right, 'dim')}  {screen.style(short_id, 'dim')}"
        )
        rest = lines[1:]
    else:
        lines = screen.marked_lines(hit.title, hit.title_marks, room)
        screen.line(f"{screen.style(rank, 'dim')} {lines[0] if lines else ''}")
        rest = lines[1:]
    for line in rest:
        screen.line(" " * indent + line)
    if screen.width < _WIDE_FROM:
        below = pad(clip(provenance(hit), room - ID_LENGTH - 1), room - ID_LENGTH)
        screen.line(" " * indent + screen.style(below + short_id, "dim"))
    copies = tr("+{count} copies", count=hit.copies) if hit.copies else ""
    passage = screen.marked_lines(hit.snippet, hit.snippet_marks, room, _SNIPPET_LINES)
    for number, line in enumerate(passage):
        last = number == len(passage) - 1
        if last and copies and width(copies) + 2 + width(line) - _hidden(line) <= room:
            line = pad(line, room - width(copies) + _hidden(line)) + screen.style(copies, "dim")
            copies = ""
        screen.line(" " * indent + line)
    if copies:
        screen.line(" " * indent + screen.style(pad(copies, room, right=True), "dim"))


def _hidden(line: str) -> int:
    """Cells that `width` counts for escape sequences which take none."""
    from terminal.screen import SEQUENCE

    return sum(width(found) for found in SEQUENCE.findall(line))
