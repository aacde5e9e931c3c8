"""Similar: articles that share the most telling words with one, itself left out."""

from __future__ import annotations

import os
from dataclasses import replace

from terminal.arguments import Call
from terminal.place import data_directory
from terminal.screen import Screen

FOUND, NOTHING = 0, 1


def run(call: Call, screen: Screen) -> int:
    """0 found, 1 nothing like it."""
    from index.search import open_index
    from index.similar import likeness_query
    from terminal.hit_lines import hit_lines, snippet_size
    from terminal.last_search import remember, resolve
    from terminal.verbs.search import hit_row

    options = call.options
    data = data_directory(options)
    limit, offset = options.number("limit", 10), options.number("offset", 0)
    with open_index(data) as index:
        one = index.archive.article(resolve(call.words[0], data, os.environ))
        results = index.search(
            likeness_query(one), limit=limit + offset + 1, match="any", snippet_size=snippet_size(screen)
        )
    # Nearly every word of such a question is in its answers: marks would say nothing.
    others = [replace(hit, title_marks=(), snippet_marks=()) for hit in results.hits if hit.id != one.id]
    hits = others[offset : offset + limit]
    if options.on("json") or options.on("jsonl"):
        screen.json(map(hit_row, hits), options.on("jsonl"))
    else:
        hit_lines(screen, hits, offset + 1)
    remember(data, os.environ, [hit.id for hit in hits], offset + 1)
    return FOUND if hits else NOTHING
