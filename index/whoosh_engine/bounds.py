"""How much a common term can add to a score, for each 128 documents of a segment and for its weaker documents, and what
is told from it.

A level is a byte on a logarithmic scale, never below the truth: of the greatest w * tf / (1 - b + b * length / mean)
among the documents of a block, with the mean of the segment when it was written. A greater mean of the whole index
raises no value by more than the ratio of the means.

Of a very common term the strongest eighth of its documents are marked by bits; the level of the others says what those
without a mark come to at most. Where several such terms must all stand, few documents are strong in each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Ints, begins
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.doclists import BITS, form_of, stride
from index.whoosh_engine.schema import K1, LENGTH_SHARE, WEIGHTS

Floats = NDArray[np.float32]
Levels = NDArray[np.uint8]
Words = NDArray[np.uint64]

BLOCK_SHIFT = 7
LEAST = 2048  # postings of a term that has bounds
SHARE = 32  # and in one document of so many at least
STRONG_LEAST = 8192  # postings of a term whose strongest documents are marked, if its list is bits
STRONG_SHARE = 8  # one document in so many is
_STEPS, _ONE = 24, 88  # levels for each factor e, and the level of 1
_SLACK = 1.00001  # single precision in sums
_ENDLESS = 1e30


def impacts(field: str, lengths: Ints, total: int) -> NDArray[np.float64]:
    """What one occurrence in each document comes to, by these lengths and their sum."""
    share = LENGTH_SHARE[field]
    average = total / max(lengths.size, 1)
    return np.asarray(WEIGHTS[field] / (1 - share + share * lengths / max(average, 1e-9)), np.float64)


def has_bounds(size: int, documents: int) -> bool:
    return size >= LEAST and size * SHARE >= documents


def has_strong(size: int, documents: int) -> bool:
    return size >= STRONG_LEAST and form_of(size, documents) == BITS


class BoundsWriter:
    """Appends the levels of the common terms of one field."""

    def __init__(self, out: ContainerWriter, name: str, impact: NDArray[np.float64]) -> None:
        self._out, self._name, self._impact = out, name, impact
        self._terms = 0
        out.append(f"{name}.bounds", np.empty(0, np.uint8))
        out.append(f"{name}.bounds.term", np.empty(0, "<u4"))
        out.append(f"{name}.strong", np.empty(0, np.uint8))
        out.append(f"{name}.strong.rest", np.empty(0, np.uint8))
        out.append(f"{name}.strong.term", np.empty(0, "<u4"))

    def add(self, sizes: Ints, docs: Ints, counts: Ints) -> None:
        documents, ends = self._impact.size, np.cumsum(sizes)
        for term in np.flatnonzero((sizes >= LEAST) & (sizes * SHARE >= documents)).tolist():
            own = slice(int(ends[term] - sizes[term]), int(ends[term]))
            blocks = docs[own] >> BLOCK_SHIFT
            first = begins(blocks)
            values = counts[own] * self._impact[docs[own]]
            levels = np.zeros((documents >> BLOCK_SHIFT) + 1, np.uint8)
            levels[blocks[first]] = _levels(np.maximum.reduceat(values, first))
            self._out.append(f"{self._name}.bounds", levels)
            number = np.array([self._terms + term], "<u4")
            self._out.append(f"{self._name}.bounds.term", number)
            if has_strong(values.size, documents):
                self._mark(values, docs[own], number)
        self._terms += sizes.size

    def _mark(self, values: NDArray[np.float64], docs: Ints, term: NDArray[np.uint32]) -> None:
        """The strongest documents of a term, as bits, and the level that the others reach."""
        border = values.size - values.size // STRONG_SHARE
        rest = np.partition(values, border)[border]
        mask = np.zeros(stride(self._impact.size) * 8, np.bool_)
        mask[docs[values > rest]] = True
        self._out.append(f"{self._name}.strong", np.packbits(mask, bitorder="little"))
        self._out.append(f"{self._name}.strong.rest", _levels(np.array([rest])))
        self._out.append(f"{self._name}.strong.term", term)


def _levels(most: NDArray[np.float64]) -> Levels:
    """The level of each value, rounded up."""
    with np.errstate(divide="ignore"):
        steps = np.ceil(np.log(most) * _STEPS + 1e-6) + _ONE
    return np.where(most > 0, np.clip(steps, 1, 255), 0).astype(np.uint8)


class BoundsReader:
    def __init__(self, held: Container, name: str, documents: int) -> None:
        self._held, self._name, self._documents = held, name, documents
        self._blocks = (documents >> BLOCK_SHIFT) + 1

    def levels(self, term: int) -> Levels:
        """The level of each block, of a term that `has_bounds`."""
        at = int(self._held.array(f"{self._name}.bounds.term").searchsorted(np.uint32(term)))
        first, last = at * self._blocks, (at + 1) * self._blocks
        start = self._held.start(f"{self._name}.bounds")
        self._held.touch(start + first, start + last)
        return self._held.array(f"{self._name}.bounds", checked=False)[first:last]

    def strong(self, term: int) -> tuple[Words, int]:
        """Bits of the strongest documents, of a term that `has_strong`, and the level of the others."""
        at = int(self._held.array(f"{self._name}.strong.term").searchsorted(np.uint32(term)))
        size = stride(self._documents)
        start = self._held.start(f"{self._name}.strong")
        self._held.touch(start + at * size, start + (at + 1) * size)
        bits = self._held.array(f"{self._name}.strong", checked=False)[at * size : (at + 1) * size]
        return bits.view("<u8"), int(self._held.array(f"{self._name}.strong.rest")[at])


def ceilings(ratio: float) -> Floats:
    """For each level the most that a term's part of tf' is; `ratio`: mean of the index over the segment's."""
    values = np.exp((np.arange(256) - _ONE) / _STEPS) * max(ratio, 1.0)
    values[0], values[255] = 0, _ENDLESS
    return values.astype(np.float32)


def most_of(tf: Floats, idf: np.float32) -> Floats:
    """The most that a term adds to a score, by the most that its tf' is."""
    found: Floats = (idf * np.float32(_SLACK)) * (tf / (np.float32(K1) + tf))
    return found
