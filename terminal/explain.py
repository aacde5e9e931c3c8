"""How a query was read: its tree as a query again, and how its runs are cut into the words that are required."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.tree import And, Loose, Not, Or, Text, Tree
from terminal.messages import tr
from terminal.screen import Screen

if TYPE_CHECKING:
    from index.search import Results


def explain_lines(results: Results, screen: Screen) -> Iterator[str]:
    """Lines for `--explain`."""
    from index.fold import fold
    from index.query_text import query_text

    if results.tree is None:
        return
    read = query_text(results.tree)
    yield tr("read as   {query}", query=read)
    yield tr("folded    {query}", query=" OR ".join(map(fold, read.split(" OR "))))
    for text in _unquoted(results.tree):
        from index.analysis import query_terms, query_words

        if isinstance(text, Loose):
            yield tr("any of    {terms}", terms=" ".join(query_terms(text.text)[:40]))
            continue
        pieces = [fold(text.text)[p.offset : p.offset + p.length] for p in query_words(text.text)]
        if len(pieces) > 1:
            yield tr("cut       {text} → {pieces}", text=text.text, pieces=" + ".join(pieces))
    if results.as_of:
        yield tr("as of     {day}, to its end in UTC", day=results.as_of.date().isoformat())
    if results.relaxed:
        yield tr("relaxed   nothing has all the words")
    yield tr("found     {total}", total=f"{results.total:,}")


def _unquoted(tree: Tree) -> Iterator[Text | Loose]:
    match tree:
        case Text(_, _, False) | Loose():
            yield tree
        case And(children) | Or(children):
            for child in children:
                yield from _unquoted(child)
        case Not(child):
            yield from _unquoted(child)
