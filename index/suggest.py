"""What to try when a query finds nothing: a name that is nearly right, or the clause without which there are articles.

Only ever said, never done: the query that ran is the one that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.values import frozen
from index.engine import Reader
from index.fold import fold
from index.query_text import query_text
from index.tree import All, And, Filter, Not, Or, Text, Tree

MOST_CLAUSES = 8
SHORTEST_WORD, LONGEST_WORD = 3, 20  # of a word that may be misspelt: shorter ones are near to anything
_NAMED = ("site", "kind", "status", "source", "reporter", "editor", "channel", "topic")


@frozen
class Suggestion:
    """A query that finds something, how many, and the clause of the asked one that it changes."""

    clause: str
    instead: str  # a clause, "" when it is left out
    total: int


def suggestions(reader: Reader, tree: Tree) -> list[Suggestion]:
    """For a query that found nothing; the best first, at most three."""
    parts = tree.children if isinstance(tree, And) else (tree,)
    if len(parts) > MOST_CLAUSES:
        return []
    found = [*_nearly_right(reader, parts), *_misspelt(reader, parts), *_left_out(reader, parts)]
    return sorted(found, key=lambda s: (not s.instead, -s.total))[:3]


def _nearly_right(reader: Reader, parts: tuple[Tree, ...]) -> Iterator[Suggestion]:
    """Names that exist and are most like those asked for."""
    from difflib import get_close_matches

    for part in parts:
        match part:
            case Filter(field, value) | Text(str(field), value, True) if field in _NAMED:
                known = {fold(name): name for name in reader.facet(All(), field)}
                asked = fold(value)
                if asked in known or (isinstance(part, Text) and any(asked in name for name in known)):
                    continue
                for near in get_close_matches(asked, known, n=1, cutoff=0.5):
                    right: Tree = Filter(field, known[near])
                    if isinstance(part, Text):
                        right = Text(field, known[near], True)
                    total = _total(reader, tuple(right if p is part else p for p in parts))
                    if total:
                        yield Suggestion(query_text(part), query_text(right), total)


def _misspelt(reader: Reader, parts: tuple[Tree, ...]) -> Iterator[Suggestion]:
    """Words of the index most like plain words that no article has."""
    from difflib import get_close_matches

    for part in parts:
        if not isinstance(part, Text) or part.field not in (None, "title", "body"):
            continue
        asked = fold(part.text)
        if not SHORTEST_WORD <= len(asked) <= LONGEST_WORD or not asked.isalnum() or _total(reader, (part,)):
            continue
        known = [word for word in reader.words(len(asked)) if word.isascii() == asked.isascii()]
        if not asked.isascii():  # one wrong character at most, the others in their places
            known = [w for w in known if len(w) == len(asked) and _differing(w, asked) == 1]
            nearest = sorted(known, key=lambda w: (-_total(reader, (Text(part.field, w, True),)), w))[:1]
        else:
            nearest = sorted(
                get_close_matches(asked, known, n=8, cutoff=0.7),
                key=lambda w: (mistakes(asked, w), -_total(reader, (Text(part.field, w),)), w),
            )[:1]
        for word in nearest:
            right = Text(part.field, word, part.quoted)
            total = _total(reader, tuple(right if p is part else p for p in parts))
            if total:
                yield Suggestion(query_text(part), query_text(right), total)


def mistakes(typed: str, meant: str) -> int:
    """Letters left out, put in, put wrong, or two neighbours in each other's place (optimal string alignment).

    >>> mistakes("unoin", "union"), mistakes("unoin", "undoing"), mistakes("", "ab")
    (1, 2, 2)
    """
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, char in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != wanted))
            if i > 1 and j > 1 and char == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _left_out(reader: Reader, parts: tuple[Tree, ...]) -> Iterator[Suggestion]:
    """Each clause without which the others find something."""
    for part in parts if len(parts) > 1 else ():
        rest = tuple(p for p in parts if p is not part)
        # What is only excluded says nothing about what is wanted.
        if all(isinstance(p, Not) for p in rest):
            continue
        total = _total(reader, rest)
        if total:
            clause = query_text(part)
            yield Suggestion(f"({clause})" if isinstance(part, Or) else clause, "", total)


def _total(reader: Reader, parts: tuple[Tree, ...]) -> int:
    return reader.search(parts[0] if len(parts) == 1 else And(parts), limit=0).total
