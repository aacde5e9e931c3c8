"""Timeline: how many matching articles were published in each day, week, month or year, gaps shown."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from archive.errors import SettingError
from index.tree import Tree
from terminal.arguments import Call
from terminal.asked import read_asked
from terminal.messages import tr
from terminal.place import data_directory
from terminal.screen import Screen
from terminal.verbs.facets import draw_bars

if TYPE_CHECKING:
    from index.search import Index

FOUND, NOTHING = 0, 1
_CHUNK = 1000
_MOST_EMPTY = 400  # of periods between two articles that are drawn


def run(call: Call, screen: Screen) -> int:
    """0 found, 1 nothing. Undated articles are counted and told, never drawn."""
    from index.search import open_index

    unit = call.options.text("by") or "year"
    if call.options.text("svg") == "-" and {"json", "jsonl"} & call.options.given.keys():
        raise SettingError("--svg -: the picture and JSON cannot both go to stdout; name a file")
    asked = read_asked(call.words)
    tree, at = asked.tree, asked.at
    with open_index(data_directory(call.options)) as index:
        counts = _by_year(index, tree) if unit == "year" and at is None else _by_reading(index, tree, unit, at)
    undated = counts.pop("", 0)
    rows = [(period, counts[period]) for period in _all_periods(sorted(counts), unit)]
    svg = call.options.text("svg")
    if svg is not None:  # first, for what reads the bars may stop reading: | head
        from terminal.output_file import open_output
        from terminal.picture import bars

        with open_output(svg, screen) as file:
            file.write(bars(rows, asked.text or tr("all articles")))
    if svg == "-":  # the picture is the result, and nothing else
        svg = None
    elif call.options.on("json") or call.options.on("jsonl"):
        screen.json(({"period": period, "count": count} for period, count in rows), call.options.on("jsonl"))
    else:
        draw_bars(rows, screen)
        if not rows and not undated:
            screen.say(tr("nothing found"))
    if svg is not None:
        screen.say(tr("{file} written", file=svg))
    if undated:
        screen.say(tr("{count} without so precise a date", count=f"{undated:,}"))
    return asked.settle(FOUND if rows or undated else NOTHING, screen)


def _by_year(index: Index, tree: Tree) -> Counter[str]:
    """Articles by year as the index counts them; those without date under ""."""
    counts = Counter({year: count for year, count in index.reader.facet(tree, "year").items() if year.isdecimal()})
    counts[""] = index.reader.search(tree, limit=0).total - counts.total()
    return counts


def _by_reading(index: Index, tree: Tree, unit: str, at: datetime | None) -> Counter[str]:
    """Articles by period, each one's date looked at; those without so precise a date under ""."""
    counts: Counter[str] = Counter()
    offset = 0
    while True:
        found = index.reader.search(tree, limit=_CHUNK, offset=offset, sort="date-asc", at=at)
        kept = index.archive.readings([(hit.article_id, hit.version) for hit in found.hits])
        counts.update(period_of(version.article.published, unit) for version in kept.values())
        offset += _CHUNK
        if offset >= found.total:
            return counts


def period_of(published: str, unit: str) -> str:
    """The period that a date falls in; "" where it is not precise enough.

    >>> period_of("2016-01-06T09:58+08:00", "month"), period_of("2016", "month")
    ('2016-01', '')
    """
    if unit == "year":
        return published[:4]
    if unit == "month":
        return published[:7] if len(published) >= 7 else ""
    if len(published) < 10:
        return ""
    if unit == "day":
        return published[:10]
    day = date.fromisoformat(published[:10])
    return (day - timedelta(days=day.weekday())).isoformat()


def _all_periods(periods: list[str], unit: str) -> list[str]:
    """The periods with the empty ones between them; a gap beyond all measure is left out."""
    filled: list[str] = []
    for period in periods:
        gap: list[str] = []
        while filled and (gap[-1] if gap else filled[-1]) < period and len(gap) < _MOST_EMPTY:
            gap.append(_after(gap[-1] if gap else filled[-1], unit))
        filled += gap[:-1] if gap and gap[-1] == period else []
        filled.append(period)
    return filled


def _after(period: str, unit: str) -> str:
    if unit == "year":
        return str(int(period) + 1).zfill(4)
    if unit == "month":
        year, month = int(period[:4]), int(period[5:7])
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return (date.fromisoformat(period) + timedelta(days=7 if unit == "week" else 1)).isoformat()
