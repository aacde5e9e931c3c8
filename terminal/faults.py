"""A fault in a query as people see it: the clause, a caret under the place, what is wrong there."""

from __future__ import annotations

from terminal.cells import clean, clip, width

HEAD = "query: "
_CLAUSE_CELLS = 60


def fault_lines(query: str, message: str, start: int, offset: int) -> list[str]:
    """The clause that begins at `start`, and under `offset` a caret with the message.

    >>> print("\\n".join(fault_lines("农民工 title:(", "a closing ) is missing", 4, 10)))
    query: title:(
                 ^ a closing ) is missing
    """
    before = clean(query[start:offset])
    if width(before) > _CLAUSE_CELLS // 2:
        before = "…" + before[-_CLAUSE_CELLS // 4 :]
    rest = clip(clean(query[offset:]), _CLAUSE_CELLS - width(before))
    return [f"{HEAD}{before}{rest}", " " * (len(HEAD) + width(before)) + f"^ {message}"]
