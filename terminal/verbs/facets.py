"""Facets: how many matching articles carry each value of a field."""

from __future__ import annotations

from typing import cast

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.asked import read_asked
from terminal.cells import clean, clip, pad, width
from terminal.messages import tr
from terminal.place import data_directory
from terminal.screen import Screen

FOUND, NOTHING = 0, 1
_MOST = 30


def run(call: Call, screen: Screen) -> int:
    """0 found, 1 nothing; a field that has no facets is an error. JSON has every value unless --limit is typed."""
    from index.facets import FACETS, Facet, count_facet, count_facet_then
    from index.field_names import field_named
    from index.search import open_index

    named = field_named(call.words[0])
    field = named.name if named else call.words[0].lower()
    if field not in FACETS:
        raise SettingError(f"{call.words[0]}: choose from {', '.join(FACETS)}")
    asked = read_asked(call.words[1:])
    with open_index(data_directory(call.options)) as index:
        what = cast(Facet, field)
        if asked.at is None:
            counted = count_facet(index.reader, asked.tree, what)
        else:
            counted = count_facet_then(index, asked.tree, what, asked.at)
    as_json = call.options.on("json") or call.options.on("jsonl")
    most = call.options.number("limit", 0 if as_json or field == "year" else _MOST)
    rows = counted[: most or None]
    if as_json:
        screen.json(({"value": value, "count": count} for value, count in rows), call.options.on("jsonl"))
    else:
        draw_bars([(clean(value) or tr("(none)"), count) for value, count in rows], screen)
        if not rows:
            screen.say(tr("nothing found"))
        if len(rows) < len(counted) and not call.options.on("limit"):
            screen.say(tr("{shown} of {total}; all: --limit 0", shown=len(rows), total=f"{len(counted):,}"))
    return asked.settle(FOUND if rows else NOTHING, screen)


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
