"""Counts over what a query finds: which sources, sites, channels, topics, people, years."""

from __future__ import annotations

from typing import Literal

from index.engine import Reader
from index.tree import Tree

FACETS = ("source", "site", "channel", "topic", "reporter", "editor", "kind", "status", "year")
Facet = Literal["source", "site", "channel", "topic", "reporter", "editor", "kind", "status", "year"]


def count_facet(reader: Reader, tree: Tree, field: Facet, most: int | None = None) -> list[tuple[str, int]]:
    """(value, articles) of a field, the commonest first, years in order; an article counts once for each value it
    has.
    """
    counted = reader.facet(tree, field)
    if field == "year":
        return sorted(counted.items())[:most]
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
