"""Copies: who carried an article's text, when, and whom each names as its source."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from terminal.arguments import Call
from terminal.cells import clean, clip, pad, width
from terminal.messages import tr
from terminal.place import data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from index.similar import Copy

SOME, NONE = 0, 1
_LEAST_TITLE = 16  # cells; less goes on a line of its own


def run(call: Call, screen: Screen) -> int:
    """0 carried elsewhere too, 1 nowhere else."""
    from index.search import open_index
    from index.similar import copies_of
    from terminal.last_search import remember, resolve

    data = data_directory(call.options)
    with open_index(data) as index:
        version = index.archive.article(resolve(call.words[0], data, os.environ))
        copies = copies_of(index, version)
    if call.options.on("json") or call.options.on("jsonl"):
        rows = (
            {
                "id": c.version.id,
                "url": c.version.url,
                "title": c.version.article.title,
                "published": c.version.article.published,
                "source": c.version.article.source,
                "site": c.version.site,
                "share": round(c.share, 3),
                "carried_from": c.carried_from,
            }
            for c in copies
        )
        screen.json(rows, call.options.on("jsonl"))
    else:
        for rank, copy in enumerate(copies, 1):
            _carrier(screen, rank, copy)
        for line in chain_lines(copies):
            screen.line(clip(line, screen.width))
    remember(data, os.environ, [copy.version.id for copy in copies], 1)
    return SOME if len(copies) > 1 else NONE


def _carrier(screen: Screen, rank: int, copy: Copy) -> None:
    """One who carried the text: when, its title there, how much of the text, where. Narrow screens take two lines."""
    article = copy.version.article
    day = article.published[:16].replace("T", " ")
    where = f"{copy.share:>4.0%} {clip(clean(article.source) or '—', 16)} · {clean(copy.version.site)}"
    head = f"{rank:>2} {pad(day, 16)} "
    room = screen.width - width(head) - width(where) - 1
    if room >= _LEAST_TITLE:
        title = pad(clip(clean(article.title), room), room)
        screen.line(f"{screen.style(head, 'dim')}{title} {screen.style(where, 'dim')}")
        return
    screen.line(f"{screen.style(f'{rank:>2}', 'dim')} {clip(clean(article.title), screen.width - 3)}")
    screen.line("   " + screen.style(clip(f"{day[:10] or tr('undated')} {where}", screen.width - 3), "dim"))


def chain_lines(copies: Sequence[Copy]) -> Iterator[str]:
    """Each source that is named, under it who carried the text, under these who named them."""
    if len(copies) < 2:
        return
    yield tr("by the source each names")
    roots = list(dict.fromkeys(c.version.article.source for c in copies if not c.carried_from))

    def under(one: Copy, depth: int) -> Iterator[str]:
        day = one.version.article.published[:10] or tr("undated")
        yield f"{'  ' * depth}→ {clean(one.version.site)} {day}"
        for other in copies:
            if other.carried_from == one.version.id:
                yield from under(other, depth + 1)

    for source in roots:
        yield f"  {clean(source) or '—'}"
        for copy in copies:
            if not copy.carried_from and copy.version.article.source == source:
                yield from under(copy, 2)
