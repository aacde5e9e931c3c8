"""Where a query's words stand in a text: ranges over the stored original, found in its folded form.

Folding keeps length, so a place in the folded text is the same place in what was stored. What is marked are the pieces
the engine required (index/analysis.py), never a substring that it did not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import count, islice, pairwise
from typing import NamedTuple

from archive.values import frozen
from index.analysis import ACCENT, LATIN, LONGEST_WORD, Piece, Unit, kind_of, query_phrase, query_words, units
from index.fold import fold, fold_array
from index.tree import And, Loose, Near, Or, Prefix, Text, Tree

Range = tuple[int, int]

MOST_PIECES = 64  # of one query; a page of pasted text marks its first words only
MOST_PLACES = 200  # of one piece in one text
_LONG = 100  # characters from which a table is quicker
_FEW = 100  # texts below which making the table costs more than it saves
_folded = count()
MOST_UNITS = 64  # of a phrase; where those stand, the whole of it is taken to stand
_ACCENTS = "[\u0300-\u036f]*+"  # that stand alone in the text on the letter before
_BETWEEN = r"(?:[^\w\n]|_)"


class Mark(NamedTuple):
    """One place: the range, and which piece of the query stands there."""

    start: int
    end: int
    piece: int


@frozen
class Sought:
    """One piece to look for: in which field (None: any text), how much it says, how its places are found, and how it
    was typed.
    """

    field: str | None
    weight: float
    places: Callable[[str], Iterator[Range]]
    typed: str


class Marker:
    """Finds what a tree asks for, in any number of texts."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found: dict[tuple[str, str], list[Mark]] = {}

    @cached_property
    def sought(self) -> tuple[Sought, ...]:
        found: dict[tuple[str | None, str], Sought] = {}
        for field, key, sought in islice(_of_tree(self._tree), 8 * MOST_PIECES):
            found.setdefault((field, key), sought)
            if len(found) >= MOST_PIECES:
                break
        return tuple(found.values())

    def places(self, text: str, field: str) -> list[Mark]:
        """All places in a text of `field`, by beginning; they may overlap. Looked for once in each text."""
        known = self._found.get((field, text))
        if known is not None:
            return known
        folded = fold_long(text)
        found: list[Mark] = []
        for number, sought in enumerate(self.sought):
            if sought.field not in (None, field):
                continue
            for number_of, (start, end) in enumerate(sought.places(folded)):
                if number_of >= MOST_PLACES:
                    break
                found.append(Mark(start, end, number))
        found.sort()
        self._found[field, text] = found
        return found

    def marks(self, text: str, field: str) -> tuple[Range, ...]:
        """The marked ranges of a short text such as a title, joined where they touch."""
        return join_ranges((m.start, m.end) for m in self.places(text, field))


def fold_long(text: str) -> str:
    """The same as `fold`, for a body in a tenth of the time; numpy is here already, for it scored the hit."""
    if len(text) < _LONG or next(_folded) < _FEW:
        return fold(text)
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    folded: bytes = fold_array()[codes].tobytes()
    return folded.decode("utf-32-le", "surrogatepass")


def join_ranges(ranges: Iterator[Range] | list[Range]) -> tuple[Range, ...]:
    """Sorted ranges with those that overlap or touch made one.

    >>> join_ranges([(0, 2), (1, 3), (3, 4), (6, 7)])
    ((0, 4), (6, 7))
    """
    joined: list[Range] = []
    for start, end in ranges:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _of_tree(tree: Tree) -> Iterator[tuple[str | None, str, Sought]]:
    match tree:
        case And(children) | Or(children):
            for child in children:
                yield from _of_tree(child)
        case Text(field, text, False):
            for piece in query_words(text):
                yield _sought(field, text[piece.offset : piece.offset + piece.length], piece)
        case Text(field, text, True) | Near(field, (text, *_), _):
            for one in tree.texts if isinstance(tree, Near) else (text,):
                phrase = query_phrase(one)
                if phrase:
                    yield _sought(field, one, phrase)
        case Prefix(field, text):
            yield from _prefix(field, text)
        case Loose(field, text):
            pieces = query_words(text)
            telling = [p for p in pieces if p.length > 1] or pieces
            for piece in telling:
                yield _sought(field, text[piece.offset : piece.offset + piece.length], piece)


def _sought(field: str | None, text: str, piece: Piece) -> tuple[str | None, str, Sought]:
    listed = list(units(fold(text).replace("\n", " ")))
    terms = [u.term for u in listed]
    weight = float(sum(1.0 if u.cjk else 2.0 for u in listed))
    if all(u.cjk for u in listed) and len(fold(text)) == len(terms):
        return field, "".join(terms), Sought(field, weight, _plain("".join(terms)), text)
    return field, " ".join(terms), Sought(field, weight, _phrase(listed[:MOST_UNITS]), text)


def _prefix(field: str | None, text: str) -> Iterator[tuple[str | None, str, Sought]]:
    phrase = query_phrase(text)
    if phrase is None:
        return
    last = list(units(fold(text)))[-1]
    if last.cjk:
        yield _sought(field, text, phrase)
    else:
        yield field, last.term + "*", Sought(field, 2.0, _phrase([last], is_open=True), text)


def _plain(term: str) -> Callable[[str], Iterator[Range]]:
    def places(folded: str) -> Iterator[Range]:
        at = folded.find(term)
        while at >= 0:
            yield at, at + len(term)
            at = folded.find(term, at + 1)

    return places


def _phrase(listed: list[Unit], is_open: bool = False) -> Callable[[str], Iterator[Range]]:
    """Units that follow each other, whatever separates them where they were typed apart; Latin words whole, unless
    `is_open` at their end.
    """
    longer = is_open or len(listed[-1].term) == LONGEST_WORD

    def places(folded: str) -> Iterator[Range]:
        pattern = _pattern(tuple(listed))
        found = pattern.search(folded)
        while found:
            start, end = found.span()
            if not listed[-1].cjk and longer:
                while end < len(folded) and kind_of(folded[end]) in (LATIN, ACCENT):
                    end += 1
            if (listed[0].cjk or _begins(folded, start)) and (
                listed[-1].cjk or end == len(folded) or kind_of(folded[end]) != LATIN
            ):
                yield start, end
            found = pattern.search(folded, start + 1)

    return places


@lru_cache(maxsize=256)
def _pattern(listed: tuple[Unit, ...]) -> re.Pattern[str]:
    """What stands between two Latin words separates them; two characters of one run have nothing between them."""
    parts = [_word(listed[0])]
    for one, other in pairwise(listed):
        if one.cjk and other.cjk and one.offset + 1 == other.offset:
            parts.append(_word(other))
        else:
            parts.append(_BETWEEN + ("*" if one.cjk or other.cjk else "+") + _word(other))
    return re.compile("".join(parts))


def _word(unit: Unit) -> str:
    return unit.term if unit.cjk else "".join(re.escape(char) + _ACCENTS for char in unit.term)


def _begins(folded: str, at: int) -> bool:
    """Whether a Latin word begins there: no letter before it, nor accents on one."""
    at -= 1
    while at >= 0 and kind_of(folded[at]) == ACCENT:
        at -= 1
    return at < 0 or kind_of(folded[at]) != LATIN
