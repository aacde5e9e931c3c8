"""The query beside a verb (facets, timeline, export, why): read; its faults are said as `search` says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from archive.values import frozen
from index.tree import All, Tree
from terminal.messages import said, tr
from terminal.screen import Screen

if TYPE_CHECKING:
    from index.query_scan import Complaint

ERROR = 2


@frozen
class Asked:
    """What is to be counted or written: `tree`, as the archive stood `at` some moment; all of it without words."""

    text: str
    tree: Tree
    at: datetime | None = None
    complaints: tuple[Complaint, ...] = ()

    def settle(self, status: int, screen: Screen) -> int:
        """The exit status, after what was wrong with the query is said."""
        say_complaints(self.text, self.complaints, self.tree, screen)
        return ERROR if self.complaints else status


def read_asked(words: Sequence[str]) -> Asked:
    """The words as one query.

    Raises:
        QueryError: nothing in it can be searched for.
    """
    from terminal.verbs.search import typed

    text = typed(words)
    if not text:
        return Asked("", All())
    from index.query import parse_query
    from index.search import end_of_day

    parsed = parse_query(text)
    return Asked(text, parsed.tree, end_of_day(parsed.as_of), parsed.complaints)


def say_complaints(query: str, complaints: Sequence[Complaint], tree: Tree | None, screen: Screen) -> None:
    """Each fault with its place, and behind the last what was searched for instead."""
    if not complaints or tree is None:
        return
    from index.query_text import query_text
    from terminal.faults import fault_lines

    for number, fault in enumerate(complaints, 1):
        message = said(fault.message)
        if number == len(complaints):
            is_asking = message.endswith(("?", "？"))
            text = "{fault} Searched for: {query}" if is_asking else "{fault}. Searched for: {query}"
            message = tr(text, fault=message, query=query_text(tree))
        for line in fault_lines(query, message, fault.start, fault.offset):
            screen.say(line)
