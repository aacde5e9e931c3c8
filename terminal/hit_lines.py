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
    margin = " " * indent
    short_id = screen.style(hit.id[:ID_LENGTH], "dim")
    if screen.width >= _WIDE_FROM:
        head = screen.marked_lines(hit.title, hit.title_marks, room)
        # A short title leaves its room to the provenance, a long one takes half of the line and goes on below.
        spare = (
            room - ID_LENGTH - 4 - (width(clean(hit.title)) + 2 * len(hit.title_marks) * 2 if len(head) == 1 else room)
        )
        right = clip(provenance(hit), max(room // 2 - ID_LENGTH - 2, spare, 10))
        title_room = room - width(right) - ID_LENGTH - 4
        title = screen.marked_lines(hit.title, hit.title_marks, title_room) or [""]
        first = f"{screen.pad(title[0], title_room)}  {screen.style(right, 'dim')}  {short_id}"
    else:
        title = screen.marked_lines(hit.title, hit.title_marks, room) or [""]
        first = title[0]
    screen.line(f"{screen.style(rank, 'dim')} {first}")
    for line in title[1:]:
        screen.line(margin + line)
    if screen.width < _WIDE_FROM:
        where = clip(provenance(hit), room - ID_LENGTH - 1)
        screen.line(margin + screen.style(pad(where, room - ID_LENGTH), "dim") + short_id)
    _passage(screen, hit, margin, room)


def _passage(screen: Screen, hit: Hit, margin: str, room: int) -> None:
    """The best passage; the number of copies at the end of its last line where there is room, else below."""
    copies = tr("+1 copy") if hit.copies == 1 else tr("+{count} copies", count=hit.copies) if hit.copies else ""
    lines = screen.marked_lines(hit.snippet, hit.snippet_marks, room, _SNIPPET_LINES)
    for line in lines[:-1]:
        screen.line(margin + line)
    last = lines[-1] if lines else ""
    padded = screen.pad(last, room - width(copies))
    if copies and screen.pad(last, room - width(copies) - 2) != padded:
        screen.line(margin + padded + screen.style(copies, "dim"))
        return
    if last:
        screen.line(margin + last)
    if copies:
        screen.line(margin + screen.style(pad(copies, room, right=True), "dim"))
