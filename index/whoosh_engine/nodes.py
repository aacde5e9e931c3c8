"""Sets of documents in one segment: ascending arrays; the scarcest gives documents, the rest only say which of them.

Each node answers three questions: about how many documents, which (as numbers, or as bits where `has_words` says that
this is little work), and which of these. matching.py makes them of a tree.
"""

from __future__ import annotations

from functools import reduce
from typing import Protocol

import numpy as np

from index.whoosh_engine.arrays import Ints, Mask, begins, starts, true_at
from index.whoosh_engine.matches import MANY, Words, every, listed, packed, union
from index.whoosh_engine.termlist import TermList

NONE: Ints = np.empty(0, np.int64)
NEVER = 1 << 62  # beyond every spot
MERGED = 1 << 12  # from so many values on, arrays of about one size are merged instead of looked up


class Places(Protocol):
    """Where a term stands: a list with positions, or several as one."""

    @property
    def size(self) -> int: ...

    def docs(self) -> Ints: ...

    def kept(self, docs: Ints) -> Ints: ...

    def spots(self, docs: Ints) -> Ints:
        """Ascending (place in `docs` << 32 | MARGIN + position) of every position in those documents."""


class Node(Protocol):
    @property
    def has_words(self) -> bool: ...

    def guess(self) -> int: ...

    def docs(self) -> Ints: ...

    def words(self) -> Words: ...

    def holds(self, docs: Ints) -> Mask: ...


class Every:
    has_words = True

    def __init__(self, documents: int) -> None:
        self._count = documents

    def guess(self) -> int:
        return self._count

    def docs(self) -> Ints:
        return np.arange(self._count)

    def words(self) -> Words:
        return every(self._count)

    def holds(self, docs: Ints) -> Mask:
        return np.ones(docs.size, np.bool_)


class _Few:
    """A node that gives numbers only."""

    has_words = False

    def words(self) -> Words:
        raise AssertionError("has no words")


class Empty(_Few):
    def guess(self) -> int:
        return 0

    def docs(self) -> Ints:
        return NONE

    def holds(self, docs: Ints) -> Mask:
        return np.zeros(docs.size, np.bool_)


class OneTerm:
    def __init__(self, postings: TermList) -> None:
        self._list = postings
        self.has_words = postings.words is not None or postings.is_common

    def guess(self) -> int:
        return self._list.size

    def docs(self) -> Ints:
        return self._list.docs()

    def words(self) -> Words:
        return self._list.all_words()

    def holds(self, docs: Ints) -> Mask:
        return self._list.holds(docs)


class Marked:
    """Documents known one by one: columns, filters."""

    has_words = True

    def __init__(self, mask: Mask, guess: int | None = None) -> None:
        self._mask, self._guess = mask, guess

    def guess(self) -> int:
        if self._guess is None:
            self._guess = int(np.count_nonzero(self._mask))
        return self._guess

    def docs(self) -> Ints:
        return true_at(self._mask)

    def words(self) -> Words:
        return packed(self._mask)

    def holds(self, docs: Ints) -> Mask:
        return self._mask[docs]


class AllOf:
    """And: the scarcest child gives documents, the others only say which of them."""

    def __init__(self, children: list[Node], documents: int) -> None:
        self._children = sorted(children, key=lambda child: child.guess())
        many = self._children[0].guess() * MANY > documents
        self.has_words = many and all(child.has_words for child in children)

    def guess(self) -> int:
        return self._children[0].guess()

    def docs(self) -> Ints:
        if self.has_words:
            return listed(self.words())
        found = self._children[0].docs()
        for child in self._children[1:]:
            if not found.size:
                break
            found = found[child.holds(found)]
        return found

    def words(self) -> Words:
        return reduce(np.bitwise_and, (child.words() for child in self._children))

    def holds(self, docs: Ints) -> Mask:
        where = np.arange(docs.size)
        for child in self._children:
            where = where[child.holds(docs[where])]
        mask = np.zeros(docs.size, np.bool_)
        mask[where] = True
        return mask


class AnyOf:
    def __init__(self, children: list[Node], documents: int) -> None:
        self._children, self._documents = children, documents
        self.has_words = self.guess() * MANY > documents

    def guess(self) -> int:
        return min(self._documents, sum(child.guess() for child in self._children))

    def docs(self) -> Ints:
        if self.has_words:
            return listed(self.words())
        return union([child.docs() for child in self._children], self._documents)

    def words(self) -> Words:
        mask = np.zeros(self._documents, np.bool_)
        marked, found = False, np.zeros(-(-self._documents // 64), np.uint64)
        for child in self._children:
            if child.has_words:
                found |= child.words()
            else:
                mask[child.docs()] = marked = True
        return found | packed(mask) if marked else found

    def holds(self, docs: Ints) -> Mask:
        return reduce(np.logical_or, (child.holds(docs) for child in self._children), np.zeros(docs.size, np.bool_))


class Unless:
    has_words = True

    def __init__(self, child: Node, documents: int) -> None:
        self._child, self._documents = child, documents

    def guess(self) -> int:
        return self._documents - min(self._documents, self._child.guess()) // 2

    def docs(self) -> Ints:
        return listed(self.words())

    def words(self) -> Words:
        if self._child.has_words:
            return every(self._documents) & ~self._child.words()
        mask = np.ones(self._documents, np.bool_)
        mask[self._child.docs()] = False
        return packed(mask)

    def holds(self, docs: Ints) -> Mask:
        return ~self._child.holds(docs)


class Side(_Few):
    """Terms side by side in one field: documents that hold them all, then positions, from the scarcest on."""

    def __init__(self, steps: list[tuple[Places, int]]) -> None:
        self._steps = sorted(steps, key=lambda step: step[0].size)

    def guess(self) -> int:
        return self._steps[0][0].size // 2

    def docs(self) -> Ints:
        return self._checked(self._steps[0][0].docs())

    def holds(self, docs: Ints) -> Mask:
        mask = np.zeros(docs.size, np.bool_)
        mask[np.searchsorted(docs, self._checked(docs))] = True
        return mask

    def _checked(self, docs: Ints) -> Ints:
        for places, _ in self._steps:
            docs = places.kept(docs)
        spots: Ints | None = None
        for places, distance in self._steps:
            if not docs.size:
                return docs
            own = places.spots(docs)
            own -= distance
            spots = own if spots is None else common(spots, own)
            owners = spots >> 32
            first = starts(owners)
            if np.count_nonzero(first) < docs.size:
                docs = docs[owners[first]]
                spots = (first.cumsum() - 1) << 32 | (spots & 0xFFFFFFFF)
        return docs

    def terms(self) -> list[Places]:
        return [places for places, _ in self._steps]

    def spots(self, docs: Ints) -> Ints:
        """Where all of it begins in these documents, see Places."""
        return reduce(common, (places.spots(docs) - distance for places, distance in self._steps))


class Together(_Few):
    """Sides with one occurrence of each in so many positions: their widths, and `distance` more."""

    def __init__(self, sides: list[Side], widths: list[int], distance: int) -> None:
        self._sides, self._widths, self._span = sides, widths, sum(widths) + distance
        self._terms = sorted((places for side in sides for places in side.terms()), key=lambda places: places.size)

    def guess(self) -> int:
        return self._terms[0].size // 2

    def docs(self) -> Ints:
        return self._checked(self._terms[0].docs())

    def holds(self, docs: Ints) -> Mask:
        mask = np.zeros(docs.size, np.bool_)
        mask[np.searchsorted(docs, self._checked(docs))] = True
        return mask

    def _checked(self, docs: Ints) -> Ints:
        """Those that hold the sides together. One occurrence is the first; the next of each other side from there on
        is then as near as any.
        """
        for places in self._terms:
            docs = places.kept(docs)
        if not docs.size:
            return docs
        # Ascending stretches are merged in a fifth of the time that it takes to look them up in each other.
        bits = len(self._sides).bit_length()
        both = np.concatenate([side.spots(docs) << bits | number for number, side in enumerate(self._sides)])
        both.sort(kind="stable")
        spots, whose = both >> bits, both & (1 << bits) - 1
        close = self._next_to_each_other(spots, whose) if len(self._sides) == 2 else self._close(spots, whose)
        owners = spots[close] >> 32
        together: Ints = docs[owners[begins(owners)]]
        return together

    def _close(self, spots: Ints, whose: Ints) -> Mask:
        """Of ascending spots, each of a side, those from which on every side stands within the span."""
        close = np.ones(spots.size, np.bool_)
        for number, width in enumerate(self._widths):
            own = np.where(whose == number, spots, NEVER)
            following = np.minimum.accumulate(own[::-1])[::-1]
            close &= following <= spots + (self._span - width)
        return close

    def _next_to_each_other(self, spots: Ints, whose: Ints) -> Mask:
        """As `_close`, of two sides, for one spot of a document at least: where two are near, so are two that have none
        between them.
        """
        room = np.array([self._span - width for width in self._widths])
        close = np.zeros(spots.size, np.bool_)
        close[:-1] = (spots[1:] - spots[:-1] <= room[whose[1:]]) & (whose[1:] != whose[:-1])
        return close


def common(one: Ints, other: Ints) -> Ints:
    """What stands in both ascending arrays of distinct values."""
    less, more = (one, other) if one.size <= other.size else (other, one)
    if not less.size:
        return less
    if less.size > MERGED and more.size < 8 * less.size:
        every = np.concatenate((one, other))
        every.sort(kind="stable")
        twice: Ints = every[1:][every[1:] == every[:-1]]
        return twice
    both: Ints = less[more.take(more.searchsorted(less), mode="clip") == less]
    return both
