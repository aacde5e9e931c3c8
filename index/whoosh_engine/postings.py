"""How the postings of one field lie in a segment.

Terms are numbered: first the grams in order of their key, then the words in order of their bytes. A gram's key is the
number of its first character (in the segment's table, from 2) and then of its second; 0 instead means the character
alone, 1 the character where it begins or ends a run, with positions. For each term lie, in separate regions, its
documents (doclists.py), its weights, its positions and, when it is common, bounds of its scores (bounds.py). Weights
are half bytes, positions a byte and a half or two (packing.py).
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Array, Ints, Mask, true_at
from index.whoosh_engine.bounds import BoundsReader, BoundsWriter
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.doclists import DocsReader, DocsWriter
from index.whoosh_engine.packing import (
    HALVES,
    NEAR_BYTE,
    NEAR_HALF,
    OVER,
    PAIRS,
    HalfBuffer,
    half_at,
    half_places,
    half_range,
    weight_codes,
)

Floats = NDArray[np.float32]

ALONE, EDGE, FIRST_CHAR = 0, 1, 2
SHIFT = 32


class Block(NamedTuple):
    """Neighbouring terms with their postings, ready to be written. `places` is the number of positions of a posting."""

    sizes: Ints  # of each term: how many postings
    positional: Mask  # of each term
    docs: Ints
    places: Ints
    counts: Ints  # how often the term counts in the document; as ranking sees it
    positions: Ints


SECTIONS = {
    "weights": "u1",
    "over.at": "<u4",
    "over.places": "<u4",
    "over.counts": "<u4",
    "positions": "u1",
    "positions.high": "u1",
    "beyond.at": "<u4",
    "beyond.position": "<u4",
}
LARGE = ("weights", "positions", "positions.high")
NARROW = ("over.places", "over.counts", "beyond.position")  # mostly small; in little segments a hundredth of the text
FAR_SHARE = 40  # a byte for the high part of a position pays when more than one in so many is an exception
# What half bytes mean, as tables: positions and counts of postings that have positions, counts of the others.
PLACES, COUNTS = PAIRS[:, 0].copy(), PAIRS[:, 1].copy()
WEIGHED = {True: PAIRS[:, 1].astype(np.float32), False: np.arange(16, dtype=np.float32)}
COUNTED = {flag: np.where(HALVES == OVER, np.float32(-1), own[HALVES]) for flag, own in WEIGHED.items()}


def are_far(positions: Ints) -> bool:
    """Whether positions should be written with a byte more each."""
    return int((positions >= NEAR_HALF << 8).sum()) * FAR_SHARE > positions.size


class FieldWriter:
    """Appends blocks of terms, in term order, to the sections of one field.

    `far`: many positions beyond NEAR. `impact`: of ranked fields, what an occurrence in each document comes to.
    """

    def __init__(
        self, out: ContainerWriter, name: str, documents: int, far: bool, impact: NDArray[np.float64] | None = None
    ) -> None:
        self._out, self._name, self._far = out, name, far
        self._docs = DocsWriter(out, name, documents)
        self._bounds = None if impact is None else BoundsWriter(out, name, impact)
        self._postings = self._places = 0
        self._weights, self._high = HalfBuffer(), HalfBuffer()
        for section, kind in SECTIONS.items():
            self._out.append(f"{name}.{section}", np.empty(0, kind), narrow=section in NARROW)
        self._append("far", np.full(1, far, np.uint8))

    def _append(self, section: str, values: NDArray[Any]) -> None:
        self._out.append(f"{self._name}.{section}", values)

    def add(self, block: Block) -> None:
        if not block.sizes.size:
            return
        places, ends = block.places, np.cumsum(block.sizes)
        held = np.concatenate(([0], np.cumsum(places)))
        self._docs.add(block.sizes, block.positional, block.docs, np.diff(held[ends], prepend=0))
        if self._bounds is not None:
            self._bounds.add(block.sizes, block.docs, block.counts)
        codes = weight_codes(places, block.counts, np.repeat(block.positional, block.sizes))
        self._append("weights", self._weights.add(codes))
        at = true_at(codes == OVER)
        self._append("over.at", (at + self._postings).astype("<u4"))
        self._append("over.places", places[at].astype("<u4"))
        self._append("over.counts", block.counts[at].astype("<u4"))
        self._write_positions(block.positions)
        self._postings += block.docs.size
        self._places += block.positions.size

    def _write_positions(self, positions: Ints) -> None:
        most = NEAR_BYTE if self._far else NEAR_HALF
        high = np.minimum(positions >> 8, most).astype(np.uint8)
        self._append("positions", (positions & 255).astype(np.uint8))
        self._append("positions.high", high if self._far else self._high.add(high))
        at = true_at(high == most)
        self._append("beyond.at", (at + self._places).astype("<u4"))
        self._append("beyond.position", positions[at].astype("<u4"))

    def finish(self) -> None:
        """Nothing more comes."""
        self._docs.finish()
        self._append("weights", self._weights.rest())
        self._append("positions.high", self._high.rest())


class FieldReader:
    """The postings of one field of an open segment."""

    def __init__(self, held: Container, name: str, documents: int) -> None:
        self.documents = documents
        self.lists = DocsReader(held, name, documents)
        self.bounds = BoundsReader(held, name, documents)
        self._held, self._name = held, name
        self._at = {one: held.start(f"{name}.{one}") for one in LARGE}

    def _section(self, name: str) -> Array:
        return self._held.array(f"{self._name}.{name}")

    def check_tables(self) -> None:
        """Has all checked that lies beside the large sections: a merge lets go of it source by source."""
        for section in SECTIONS.keys() - set(LARGE):
            self._section(section)
        self.lists.check_tables()

    @cached_property
    def _far(self) -> bool:
        return bool(self._section("far")[0])

    def _large(self, name: str) -> Array:
        """A section of which a search reads little; what it reads it touches."""
        return self._held.array(f"{self._name}.{name}", checked=False)

    def _touch(self, section: str, begin: int, end: int) -> None:
        at = self._at[section]
        self._held.touch(at + begin, at + end)

    @cached_property
    def _weights(self) -> Array:
        return self._large("weights")

    @cached_property
    def _over_at(self) -> Array:
        return self._section("over.at")

    @cached_property
    def _over_counts(self) -> Array:
        return self._section("over.counts")

    @cached_property
    def _low(self) -> Array:
        return self._large("positions")

    @cached_property
    def _high(self) -> Array:
        return self._large("positions.high")

    def place_start(self, term: int, posting: int) -> int:
        """The number of the first position of a term whose first posting has that number."""
        first, before, places = self.lists.place_group(term)
        if first == term:
            return places
        found = self.places(before, posting)
        flags = self.lists.positional(first, term)
        if not flags.all():
            found *= flags.repeat(self.lists.sizes(first, term))  # the others have counts where these have places
        return places + int(np.add.reduce(found))

    def weights(self, first: int, last: int, positional: Array) -> tuple[Ints, Ints]:
        """(places, counts) of the postings from `first` up to `last`; `positional` says it of each, or of all."""
        codes = self._codes(first, last)
        both = PAIRS[codes]
        places, counts = np.where(positional, both[:, 0], 0), np.where(positional, both[:, 1], codes)
        low, high, over_at = self._over(first, last)
        if high > low:
            at = over_at[low:high].astype(np.int64) - first
            places[at] = self._section("over.places")[low:high]
            counts[at] = self._section("over.counts")[low:high]
        return places, counts

    def _codes(self, first: int, last: int) -> Array:
        self._touch("weights", first >> 1, last + 1 >> 1)
        return half_range(self._weights, first, last)

    def _over(self, first: int, last: int) -> tuple[int, int, Array]:
        over_at, held = self._over_at, self._over_at.data
        low = bisect_left(held, first)
        return low, bisect_left(held, last, low), over_at

    def places(self, first: int, last: int) -> Ints:
        """The number of positions of each posting from `first` up to `last`, all of terms that have them."""
        found = PLACES.take(self._codes(first, last))
        low, high, over_at = self._over(first, last)
        if high > low:
            found[over_at[low:high].astype(np.int64) - first] = self._section("over.places")[low:high]
        return found

    def counts_between(self, first: int, last: int, positional: bool) -> Floats:
        """How often the term of these postings counts in each."""
        found = WEIGHED[positional].take(self._codes(first, last))
        low, high, over_at = self._over(first, last)
        if high > low:
            found[over_at[low:high].astype(np.int64) - first] = self._section("over.counts")[low:high]
        return found

    def counts_at(self, at: Ints, positional: bool) -> Floats:
        """How often the term of the postings with these numbers, ascending, counts in each."""
        if at.size:
            self._touch("weights", int(at[0]) >> 1, (int(at[-1]) >> 1) + 1)
        found = COUNTED[positional][half_places(self._weights, at)]
        over = true_at(found < 0)
        if over.size:
            found[over] = self._over_counts[self._over_at.searchsorted(at[over].astype(np.uint32))]
        return found

    def _touch_positions(self, first: int, last: int) -> None:
        self._touch("positions", first, last)
        if self._far:
            self._touch("positions.high", first, last)
        else:
            self._touch("positions.high", first >> 1, last + 1 >> 1)

    def positions_at(self, at: Ints) -> Ints:
        """The positions with these numbers, ascending."""
        if at.size:
            self._touch_positions(int(at[0]), int(at[-1]) + 1)
        high = self._high[at] if self._far else half_at(self._high, at)
        found = self._low[at].astype(np.int64) | high.astype(np.int64) << 8
        beyond = true_at(high == (NEAR_BYTE if self._far else NEAR_HALF))
        if beyond.size:
            places = self._section("beyond.at").searchsorted(at[beyond].astype(np.uint32))
            found[beyond] = self._section("beyond.position")[places]
        return found

    def positions(self, first: int, last: int) -> Ints:
        """The positions from `first` up to `last`."""
        self._touch_positions(first, last)
        high = self._high[first:last] if self._far else half_range(self._high, first, last)
        found = self._low[first:last].astype(np.int64) | high.astype(np.int64) << 8
        beyond = self._section("beyond.at")
        low, end = beyond.searchsorted(np.array((first, last), np.uint32)).tolist()
        found[beyond[low:end].astype(np.int64) - first] = self._section("beyond.position")[low:end]
        return found

    @property
    def is_far(self) -> bool:
        """Whether enough positions lie far from the beginning for a byte more each."""
        return self._far or self._section("beyond.at").size * FAR_SHARE > self._low.size
