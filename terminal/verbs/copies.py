"""Copies: who carried an article's text, when, and whom each names as its source."""

from __future__ import annotations

import os

from terminal.arguments import Call
from terminal.cells import clean, clip, pad, width
from terminal.place import data_directory
from terminal.screen import Screen

SOME, NONE = 0, 1


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
            }
            for c in copies
        )
        screen.json(rows, call.options.on("jsonl"))
    else:
        for rank, copy in enumerate(copies, 1):
            article = copy.version.article
            head = f"{rank:>2} {pad(article.published[:16].replace('T', ' '), 16)} "
            end = f" {copy.share:>4.0%} {clip(clean(article.source) or '—', 16)} · {copy.version.site}"
            room = max(screen.width - width(head) - width(end), 8)
            title = pad(clip(clean(article.title), room), room)
            screen.line(f"{screen.style(head, 'dim')}{title}{screen.style(end, 'dim')}")
    remember(data, os.environ, [copy.version.id for copy in copies], 1)
    return SOME if len(copies) > 1 else NONE
