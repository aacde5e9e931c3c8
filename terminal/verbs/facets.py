"""Facets: how many matching articles carry each value of a field."""

from __future__ import annotations

from typing import cast

from archive.errors import SettingError
from index.tree import All, Tree
from terminal.arguments import Call
from terminal.cells import clean, clip, pad, width
from terminal.place import data_directory
from terminal.screen import Screen

FOUND, NOTHING = 0, 1
_MOST = 30


def run(call: Call, screen: Screen) -> int:
    """0 found, 1 nothing; a field that has no facets is an error."""
    from index.facets import FACETS, Facet, count_facet
    from index.field_names import field_named
    from index.query import parse_query
    from index.search import open_index

    named = field_named(call.words[0])
    field = named.name if named else call.words[0].lower()
    if field not in FACETS:
        raise SettingError(f"facets {call.words[0]}: choose from {', '.join(FACETS)}")
    query = " ".join(call.words[1:])
    tree: Tree = parse_query(query).tree if query else All()
    with open_index(data_directory(call.options)) as index:
        counted = count_facet(index.reader, tree, cast(Facet, field))
    rows = counted[: call.options.number("limit", len(counted) if field == "year" else _MOST)]
    if call.options.on("json") or call.options.on("jsonl"):
        screen.json(({"value": value, "count": count} for value, count in rows), call.options.on("jsonl"))
    else:
        draw_bars([(clean(value) or "(none)", count) for value, count in rows], screen)
    return FOUND if rows else NOTHING


def draw_bars(rows: list[tuple[str, int]], screen: Screen) -> None:
    """Each row with its count and a bar in proportion to the greatest."""
    if not rows:
        return
    names = min(max(width(name) for name, _ in rows), screen.width // 2)
    digits = max(len(f"{count:,}") for _, count in rows)
    room = screen.width - names - digits - 3
    most = max(count for _, count in rows) or 1
    for name, count in rows:
        bar = "█" * max(round(count * room / most), 1 if count else 0)
        screen.line(f"{pad(clip(name, names), names)} {count:>{digits},} {bar}")
