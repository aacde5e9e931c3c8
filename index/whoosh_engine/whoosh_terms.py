"""The terms of a field as Whoosh asks for them: one by its bytes, or all from some bytes on; with the postings of each.

A term is found where it lies, by bisection; nothing is read of the others. Listing them reads as it goes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from heapq import merge
from typing import Protocol

import numpy as np

from index.analysis import is_cjk
from index.whoosh_engine.arrays import Ints, begins, distinct, true_at
from index.whoosh_engine.nodes import Side
from index.whoosh_engine.postings import EDGE, SHIFT, Floats
from index.whoosh_engine.schema import WHOLE
from index.whoosh_engine.segment import Field, Segment
from index.whoosh_engine.termlist import MARGIN, CharPlaces, TermList

FEW, MANY = 16, 4096  # terms that are looked at together


class Spots(Protocol):
    def spots(self, docs: Ints) -> Ints:
        """Ascending (place in `docs` << 32 | MARGIN + position) of every position in those documents."""


class Postings:
    """The documents of a term, how often it counts in each, and what knows its places; None where they are not held."""

    def __init__(self, docs: Ints, counts: Floats, places: Spots | None) -> None:
        self.docs, self.counts, self.places = docs, counts, places

    @cached_property
    def _positions(self) -> tuple[Ints, Ints]:
        """All positions, and where those of each document begin. Whoosh asks document by document, and a list is read
        from its beginning.
        """
        spots = self.places.spots(self.docs) if self.places else np.empty(0, np.int64)
        return (spots & 0xFFFFFFFF) - MARGIN, (spots >> 32).searchsorted(np.arange(self.docs.size + 1))

    def positions(self, at: int) -> list[int]:
        """In one of the documents, ascending."""
        positions, begins = self._positions
        found: list[int] = positions[begins[at] : begins[at + 1]].tolist()
        return found


class FieldTerms(Protocol):
    def names_from(self, text: bytes) -> Iterator[bytes]:
        """In order of their bytes, from where `text` stands or would stand."""

    def postings(self, text: bytes) -> Postings | None:
        """None when the field has no such term."""


class PostedTerms:
    """The terms of a text or name: characters, pairs and words."""

    def __init__(self, name: str, field: Field) -> None:
        self._whole, self._field = name == WHOLE, field

    def names_from(self, text: bytes) -> Iterator[bytes]:
        """In order of their bytes, from where `text` stands or would stand."""
        grams, words, raw = self._field.grams.size, self._field.words, self._field.words.raw
        first = bisect_left(range(grams), text, key=self._gram)
        spelled = (self._gram(at) for at in self._held(first, grams) if self._keys[at] & (1 << SHIFT) - 1 != EDGE)
        first = bisect_left(range(len(words)), text, key=raw)
        cut = (raw(at - grams) for at in self._held(grams + first, grams + len(words)))
        return merge(spelled, cut)

    def _held(self, low: int, high: int) -> Iterator[int]:
        """The terms from `low` up to `high` that stand in the field itself: the lists of the body name documents of the
        other texts too. A few are looked at first, for one who asks for a prefix may soon have enough.
        """
        if not self._whole:
            yield from range(low, high)
            return
        size, postings = FEW, self._field.postings
        while low < high:
            end = min(low + size, high)
            sizes, first = postings.lists.sizes(low, end), postings.lists.spot(low).posting
            positional = np.repeat(postings.lists.positional(low, end), sizes)
            counted = postings.weights(first, first + positional.size, positional)[1] > 0
            yield from distinct(low + np.repeat(np.arange(end - low), sizes)[counted]).tolist()
            low, size = end, min(size * 4, MANY)

    @cached_property
    def _keys(self) -> Ints:
        return self._field.grams.spelled()

    def _gram(self, number: int) -> bytes:
        key = int(self._keys[number])
        second = key & (1 << SHIFT) - 1
        return (chr(key >> SHIFT) + (chr(second) if second else "")).encode("utf-8", "surrogatepass")

    def _list(self, text: bytes) -> TermList | None:
        word, field = text.decode("utf-8", "replace"), self._field
        if not word:
            return None
        number, positional = -1, len(word) == 2 or not is_cjk(word[0])
        if is_cjk(word[0]) and len(word) <= 2:
            number = field.grams.pair(*word) if len(word) == 2 else field.grams.alone(word)
        elif (at := field.words.find(word)) < len(field.words) and field.words.raw(at) == text:
            number = field.grams.size + at
        return TermList(field.postings, number, positional) if number >= 0 else None

    def postings(self, text: bytes) -> Postings | None:
        """None when the field has no such term."""
        held = self._list(text)
        if held is None:
            return None
        docs, counts = held.docs(), held.every_count()
        if self._whole:
            kept = true_at(counts > 0)
            docs, counts = docs[kept], counts[kept]
        return Postings(docs, counts, self._places(text.decode(), held)) if docs.size else None

    def _places(self, word: str, held: TermList) -> Spots:
        """What knows where a term stands: a term of several characters stands where its first does. The positions of a
        word of three and more are those of its pairs, also where the text is cut otherwise.
        """
        field = self._field
        if held.positional:
            return held
        if len(word) == 1:
            return CharPlaces(field.postings, held, *field.grams.placed(word))
        pairs = [field.grams.pair(*word[at : at + 2]) for at in range(len(word) - 1)]
        return Side([(TermList(field.postings, pair, True), at) for at, pair in enumerate(pairs)])


class GroupedTerms:
    """Terms that each name a stretch of some documents: `name` gives the bytes of each, ascending with its number;
    `docs` holds the documents, term after term.
    """

    def __init__(self, name: Callable[[int], bytes], docs: Ints, begins: Ints, ends: Ints) -> None:
        self._name, self._docs, self._begins, self._ends = name, docs, begins, ends

    def _find(self, text: bytes) -> int:
        return bisect_left(range(self._begins.size), text, key=self._name)

    def names_from(self, text: bytes) -> Iterator[bytes]:
        return map(self._name, range(self._find(text), self._begins.size))

    def postings(self, text: bytes) -> Postings | None:
        at = self._find(text)
        if at == self._begins.size or self._name(at) != text:
            return None
        docs = np.sort(self._docs[self._begins[at] : self._ends[at]])
        return Postings(docs, np.ones(docs.size, np.float32), None)


def key_terms(held: Segment, name: str) -> GroupedTerms:
    """The values of a key, each a term."""
    of, ordinals, values = held.column(f"{name}.of"), held.column(f"{name}.ordinals"), held.values(name)
    owners, order = np.repeat(np.arange(held.documents), np.diff(of)), ordinals.argsort(kind="stable")
    ordered = ordinals[order]
    at = begins(ordered)
    return GroupedTerms(lambda n: values.raw(int(ordered[at[n]])), owners[order], at, np.append(at[1:], ordered.size))


def id_terms(held: Segment) -> GroupedTerms:
    """The ids of the articles, each a term."""
    ids = np.ascontiguousarray(held.ids)
    order = np.lexsort(ids.view(">u8").T[::-1])
    ordered = ids[order]
    first = np.ones(order.size, np.bool_)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    at = true_at(first)
    return GroupedTerms(lambda n: ordered[at[n]].tobytes().hex().encode(), order, at, np.append(at[1:], order.size))
