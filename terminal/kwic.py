"""Keyword in context: each place of the words in its line, the words one below the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.marks import Marker, join_ranges
from index.tree import Tree
from terminal.cells import char_width, clean, clip, pad, width
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive.records import Version

PLACES = 5  # of one article
_CONTEXT = 60  # characters looked at on each side


def kwic_lines(screen: Screen, versions: Iterable[Version], tree: Tree, first_rank: int = 1) -> None:
    """Writes up to PLACES lines for each article, its rank before them."""
    marker = Marker(tree)
    for rank, version in enumerate(versions, first_rank):
        body = version.article.body
        places = join_ranges((m.start, m.end) for m in marker.places(body, "body"))[:PLACES]
        head = f"{rank:>3} {version.article.published[:10]:<10} "
        room = screen.width - width(head)
        for number, (start, end) in enumerate(places):
            shown = head if not number else " " * width(head)
            screen.line(screen.style(shown, "dim") + _line(screen, body, start, end, room))


def _line(screen: Screen, body: str, start: int, end: int, room: int) -> str:
    word = clean(body[start:end])
    side = max((room - 12) // 2, 6)
    before = _last_cells(clean(body[max(0, start - _CONTEXT) : start].rpartition("\n")[2]), side)
    after = clean(body[end : end + _CONTEXT].partition("\n")[0])
    marked = screen.style(word, "mark") if screen.colour else f"【{word}】"
    used = side + width(word) + (0 if screen.colour else 4)
    return pad(before, side, right=True) + marked + clip(after, room - used)


def _last_cells(text: str, cells: int) -> str:
    kept, used = len(text), 0
    while kept and used + char_width(text[kept - 1]) <= cells:
        kept -= 1
        used += char_width(text[kept])
    return text[kept:]
