"""What is suggested when nothing was found: only what does find something, and only said."""

from __future__ import annotations

import pytest

from index.engine import EngineHits
from index.query import parse_query
from index.suggest import Suggestion, suggestions
from index.tree import Tree


class Counting:
    """A reader that finds what its table of queries says."""

    def __init__(self, totals: dict[Tree, int]) -> None:
        self.totals = totals

    def search(self, tree: Tree, **_: object) -> EngineHits:
        return EngineHits(self.totals.get(tree, 0), ())

    def words(self, length: int) -> list[str]:
        return ["undoing", "union", "unions", "workers", "works"]

    def facet(self, tree: Tree, field: str) -> dict[str, int]:
        return {"site": {"workers": 2, "labor": 1}, "source": {"青石日報": 3}}.get(field, {})


CASES = [
    ("site:worker 工会", {"site:workers 工会": 2}, [Suggestion("site:worker", "site:workers", 2)]),
    ("来源：青石晚报", {"source:青石日報": 3}, [Suggestion("source:青石晚报", "source:青石日報", 3)]),
    ("工会 date:1999", {"工会": 5}, [Suggestion("date:1999", "", 5)]),
    ("工会 (甲 OR 乙)", {"工会": 5}, [Suggestion("(甲 OR 乙)", "", 5)]),
    ("工会 -培训", {"工会": 5}, [Suggestion("-培训", "", 5)]),
    # Two letters in each other's place are one mistake; of equals the commoner word.
    ("unoin", {"undoing": 1, "union": 15, "unions": 30}, [Suggestion("unoin", "union", 15)]),
    ("worksers", {"workers": 3, "works": 9}, [Suggestion("worksers", "workers", 3)]),
    ("工会", {}, []),
    ("source:青石", {}, []),
    (" ".join("甲乙丙丁戊己庚辛壬"), {}, []),
]


@pytest.mark.parametrize(("query", "totals", "expected"), CASES)
def test_a_suggestion_finds_something_and_names_the_clause(
    query: str, totals: dict[str, int], expected: list[Suggestion]
) -> None:
    reader = Counting({parse_query(text).tree: total for text, total in totals.items()})

    assert suggestions(reader, parse_query(query).tree) == expected  # type: ignore[arg-type]  # as much of a Reader as is asked
