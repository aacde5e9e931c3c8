"""Counts over what a query finds: which sources, sites, channels, topics, people, years."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from index.document import UNDATED, document_of
from index.engine import Reader
from index.tree import Tree

if TYPE_CHECKING:
    from index.search import Index

FACETS = ("source", "site", "channel", "topic", "reporter", "editor", "kind", "status", "year")
Facet = Literal["source", "site", "channel", "topic", "reporter", "editor", "kind", "status", "year"]


_CHUNK = 1000


def count_facet(reader: Reader, tree: Tree, field: Facet, most: int | None = None) -> list[tuple[str, int]]:
    """(value, articles) of a field, the commonest first, years in order; an article counts once for each value it
    has. Articles without a date have the year "".
    """
    return _ordered(Counter(reader.facet(tree, field)), field)[:most]


def count_facet_then(index: Index, tree: Tree, field: Facet, at: datetime) -> list[tuple[str, int]]:
    """The same of the archive as it stood `at` a moment, from the versions of that moment."""
    return _ordered(_by_reading(index, tree, field, at), field)


def _ordered(counted: Counter[str], field: Facet) -> list[tuple[str, int]]:
    if field == "year":
        return sorted(counted.items())
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _by_reading(index: Index, tree: Tree, field: Facet, at: datetime) -> Counter[str]:
    """The same from the versions of that moment, which no list of the index counts."""
    counted: Counter[str] = Counter()
    offset = 0
    while True:
        found = index.reader.search(tree, limit=_CHUNK, offset=offset, sort="date-asc", at=at)
        for version in index.archive.readings([(hit.article_id, hit.version) for hit in found.hits]).values():
            document = document_of(version)
            if field == "year":
                counted[version.article.published[:4] if document.first_day != UNDATED else ""] += 1
            else:
                counted.update({value for value in document.names[field].split("\n") if value})
        offset += _CHUNK
        if offset >= found.total:
            return counted
