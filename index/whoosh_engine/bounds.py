"""How much a common term can add to a score, for each 128 documents of a segment, and what is told from it.

A level is a byte on a logarithmic scale, never below the truth: of the greatest w * tf / (1 - b + b * length / mean)
among the documents of a block, with the mean of the segment when it was written. A greater mean of the whole index
raises no value by more than the ratio of the means.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Ints, begins
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.schema import K1, LENGTH_SHARE, WEIGHTS

Floats = NDArray[np.float32]
Levels = NDArray[np.uint8]

BLOCK_SHIFT = 7
LEAST = 2048  # postings of a term that has bounds
SHARE = 32  # and in one document of so many at least
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


class BoundsWriter:
    """Appends the levels of the common terms of one field."""

    def __init__(self, out: ContainerWriter, name: str, impact: NDArray[np.float64]) -> None:
        self._out, self._name, self._impact = out, name, impact
        self._terms = 0
        out.append(f"{name}.bounds", np.empty(0, np.uint8))
        out.append(f"{name}.bounds.term", np.empty(0, "<u4"))

    def add(self, sizes: Ints, docs: Ints, counts: Ints) -> None:
        documents, ends = self._impact.size, np.cumsum(sizes)
        for term in np.flatnonzero((sizes >= LEAST) & (sizes * SHARE >= documents)).tolist():
            own = slice(int(ends[term] - sizes[term]), int(ends[term]))
            blocks = docs[own] >> BLOCK_SHIFT
            first = begins(blocks)
            most = np.maximum.reduceat(counts[own] * self._impact[docs[own]], first)
            levels = np.zeros((documents >> BLOCK_SHIFT) + 1, np.uint8)
            with np.errstate(divide="ignore"):
                steps = np.ceil(np.log(most) * _STEPS + 1e-6) + _ONE
            levels[blocks[first]] = np.where(most > 0, np.clip(steps, 1, 255), 0)
            self._out.append(f"{self._name}.bounds", levels)
            self._out.append(f"{self._name}.bounds.term", np.array([self._terms + term], "<u4"))
        self._terms += sizes.size


class BoundsReader:
    def __init__(self, held: Container, name: str, documents: int) -> None:
        self._held, self._name, self._blocks = held, name, (documents >> BLOCK_SHIFT) + 1

    def levels(self, term: int) -> Levels:
        """The level of each block, of a term that `has_bounds`."""
        at = int(self._held.array(f"{self._name}.bounds.term").searchsorted(np.uint32(term)))
        first, last = at * self._blocks, (at + 1) * self._blocks
        start = self._held.start(f"{self._name}.bounds")
        self._held.touch(start + first, start + last)
        return self._held.array(f"{self._name}.bounds", checked=False)[first:last]


def ceilings(ratio: float) -> Floats:
    """For each level the most that a term's part of tf' is; `ratio`: mean of the index over the segment's."""
    values = np.exp((np.arange(256) - _ONE) / _STEPS) * max(ratio, 1.0)
    values[0], values[255] = 0, _ENDLESS
    return values.astype(np.float32)


def most_of(tf: Floats, idf: np.float32) -> Floats:
    """The most that a term adds to a score, by the most that its tf' is."""
    found: Floats = (idf * np.float32(_SLACK)) * (tf / (np.float32(K1) + tf))
    return found
