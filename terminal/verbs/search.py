"""Search: the default verb. Finds, then shows as a screen, as JSON, or as a number."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.arguments import Call
from terminal.asked import say_complaints
from terminal.messages import tr
from terminal.place import command, data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from index.search import Hit, Index, Results

FOUND, NOTHING, ERROR = 0, 1, 2
PAGE = 10


def run(call: Call, screen: Screen) -> int:
    """0 found, 1 nothing found, 2 when part of the query could not be used."""
    from index.search import open_index

    options, query = call.options, typed(call.words)
    data = data_directory(call.options)
    limit, offset = options.number("limit", PAGE), options.number("offset", 0)
    as_json = options.on("json") or options.on("jsonl")
    if options.text("cursor") == "" and not options.on("count"):  # what the last page carries
        if as_json:
            screen.json([], options.on("jsonl"))
        screen.say(tr("nothing more: the page before was the last"))
        return NOTHING
    with open_index(data) as index:
        _say_if_behind(index, data, screen)
        results = index.search(
            query,
            limit=0 if options.on("count") else limit,
            offset=offset,
            sort=options.text("sort") or "relevance",  # type: ignore[arg-type]  # the flag's choices are these
            match="any" if options.on("any") else "all",
            snippet_size=0 if as_json else _snippet_size(screen),
            cursor=options.text("cursor") or "",
            collapse=not (as_json or options.on("copies") or options.on("count")),
        )
        offset = results.offset
        tries = _tries(index, results, options.on("any"))
        years = "" if as_json or options.on("count") else _years(index, results)
        if results.relaxed:
            _say_relaxed(results, screen, is_shown=not (as_json or options.on("count")), is_count=options.on("count"))
        if options.on("kwic") and not as_json and results.tree is not None:
            from terminal.kwic import kwic_lines

            kept = index.archive.readings([(hit.id, hit.version) for hit in results.hits])
            kwic_lines(screen, kept.values(), results.tree, offset + 1)
        if options.on("explain"):
            from terminal.cells import clean, wrap
            from terminal.explain import explain_lines

            for line in explain_lines(results, screen):
                for piece in wrap(clean(line), screen.width):
                    screen.say(piece)
    # A count answers the question that was asked; what has some of its words is beside it.
    total = 0 if results.relaxed and options.on("count") else results.total
    if options.on("count"):
        screen.line(str(total))
    elif as_json:
        rows = list(map(hit_row, results.hits))
        if results.relaxed:
            rows = [{**row, "relaxed": True} for row in rows]
        if options.text("cursor"):
            rows = [{**row, "cursor": results.cursor} for row in rows]
        screen.json(rows, options.on("jsonl"))
    else:
        _show(results, screen, options.text("sort") or "relevance", years, options.on("kwic"))
    if results.hits:
        from terminal.last_search import remember

        remember(data, os.environ, [hit.id for hit in results.hits], offset + 1)
    say_complaints(query, results.complaints, results.tree, screen)
    for line in tries:
        screen.say(line)
    if results.complaints:
        return ERROR
    return FOUND if total else NOTHING


def typed(words: Sequence[str]) -> str:
    """The words as one query. Where the locale knows no Chinese, Python hands over its bytes as they came: UTF-8."""
    query = " ".join(words)
    if query.isprintable():
        return query
    try:
        return os.fsencode(query).decode("utf-8", "replace")
    except UnicodeEncodeError:  # half a character that no command line holds
        return query.encode("utf-8", "replace").decode("utf-8")


def hit_row(hit: Hit) -> Mapping[str, Any]:
    """The hit with the contract's keys; `schema` comes on the way out."""
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "published": hit.published,
        "source": hit.source,
        "site": hit.site,
        "score": round(hit.score, 4),
        "snippet": hit.snippet,
        "copies": hit.copies,
    }


def _snippet_size(screen: Screen) -> int:
    from terminal.hit_lines import snippet_size

    return snippet_size(screen)


def _years(index: Index, results: Results) -> str:
    """The years that all matching articles span, as 2009–2026."""
    if results.tree is None or results.as_of or results.total < 2:
        return ""
    years = sorted(year for year in index.reader.facet(results.tree, "year") if len(year) == 4 and year.isdecimal())
    return "" if not years else years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def _say_relaxed(results: Results, screen: Screen, is_shown: bool, is_count: bool) -> None:
    """That nothing has all the words: above the hits that people read, else beside what scripts read."""
    if is_shown:
        screen.line(screen.style(tr("nothing has all the words; these have some of them"), "yellow"))
    elif is_count:
        screen.say(tr("nothing has all the words; {total} have some of them", total=f"{results.total:,}"))
    else:
        screen.say(tr("nothing has all the words; these have some of them"))


def _show(results: Results, screen: Screen, sort: str, years: str, is_kwic: bool) -> None:
    from terminal.cells import wrap
    from terminal.hit_lines import hit_lines

    if not is_kwic:
        hit_lines(screen, results.hits, results.offset + 1)
    if not results.total:
        screen.say(tr("nothing found"))
        return
    shown = results.through - results.offset
    parts = [tr("{shown} of {total} articles", shown=f"{shown:,}", total=f"{results.total:,}")]
    if shown == results.total:
        parts = [tr("1 article") if shown == 1 else tr("{total} articles", total=f"{shown:,}")]
    if years:
        parts.append(years)
    if shown > 1 and sort == "relevance":
        parts.append(tr("newest first: --sort date"))
    if results.cursor:
        parts.append(tr("more: --cursor {place}", place=results.cursor))
    for line in wrap(" · ".join(parts), screen.width):
        screen.line(screen.style(line, "dim"))


def _tries(index: Index, results: Results, is_any: bool) -> list[str]:
    """What else could be asked when nothing was found, a line each; nothing of it was done."""
    if (results.total and not results.relaxed) or is_any or results.asked is None or results.as_of:
        return []
    from index.suggest import suggestions

    return [
        tr("did you mean {instead}? it finds {total}", instead=one.instead, total=f"{one.total:,}")
        if one.instead
        else tr("without {clause} there are {total}", clause=one.clause, total=f"{one.total:,}")
        for one in suggestions(index.reader, results.asked)
        if one.instead or not results.total
    ]


def _say_if_behind(index: Index, data: Path, screen: Screen) -> None:
    behind = index.changes_behind()
    if behind == 0:
        return
    if behind is None:
        text = "the index follows another catalogue; make it anew: {command}"
        screen.say(tr(text, command=command(data, "index rebuild")))
    else:
        text = "the index is {changes} changes behind the archive; bring it up: {command}"
        screen.say(tr(text, changes=behind, command=command(data, "index update")))
