"""How the postings of one field lie in a segment, and one term's list read from there.

Terms are numbered: first the grams in order of their key, then the words in order of their bytes. A gram's key is the
number of its first character (in the segment's table, from 2) and then of its second; 0 instead means the character
alone, 1 the character where it begins or ends a run, with positions. For each term lie, in separate regions, its
documents, its weights and its positions.

Documents take the smallest of three forms: sparse (numbers of one width for the segment), buckets (one low byte each,
and how many fall into each 256) and bits. Weights are half bytes, positions a byte and a half or two (packing.py).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Array, Ints, Mask, distinct
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.packing import (
    NEAR_BYTE,
    NEAR_HALF,
    OVER,
    PAIRS,
    HalfBuffer,
    half_at,
    half_range,
    weight_codes,
)

Bytes = NDArray[np.uint8]

ALONE, EDGE, FIRST_CHAR = 0, 1, 2
SHIFT = 32
MARGIN = 1 << 20  # added to positions where a distance is taken from them


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring terms with their postings, ready to be written. `places` is the number of positions of a posting."""

    sizes: Ints  # of each term: how many postings
    positional: Mask  # of each term
    docs: Ints
    places: Ints
    counts: Ints  # how often the term counts in the document; as ranking sees it
    positions: Ints


SECTIONS = {
    "sparse": "u1",
    "dense": "u1",
    "dense.term": "<u4",
    "dense.at": "<u8",
    "dense.before": "<u4",
    "weights": "u1",
    "over.at": "<u4",
    "over.places": "<u4",
    "over.counts": "<u4",
    "positions": "u1",
    "positions.high": "u1",
    "beyond.at": "<u4",
    "beyond.position": "<u4",
}
FAR_SHARE = 40  # a byte for the high part of a position pays when more than one in so many is an exception
PLACES, COUNTS = PAIRS[:, 0].copy(), PAIRS[:, 1].copy()


def are_far(positions: Ints) -> bool:
    """Whether positions should be written with a byte more each."""
    return int((positions >= NEAR_HALF << 8).sum()) * FAR_SHARE > positions.size


def width_of(count: int) -> int:
    """Bytes that hold every document number of a segment."""
    return 1 if count <= 1 << 8 else 2 if count <= 1 << 16 else 3 if count <= 1 << 24 else 4


def _packed(docs: Ints, width: int) -> Bytes:
    return np.ascontiguousarray(docs.astype("<u4")).view(np.uint8).reshape(-1, 4)[:, :width].ravel()


class FieldWriter:
    """Appends blocks of terms, in term order, to the sections of one field. `far`: many positions beyond NEAR."""

    def __init__(self, out: ContainerWriter, name: str, documents: int, far: bool) -> None:
        self._out, self._name, self._documents, self._far = out, name, documents, far
        self._width = width_of(documents)
        self._terms = self._postings = self._places = 0
        self._dense_bytes = self._dense_postings = 0
        self._weights, self._high = HalfBuffer(), HalfBuffer()
        for section, kind in SECTIONS.items():
            self._append(section, np.empty(0, kind))
        self._append("far", np.full(1, far, np.uint8))
        self._append("starts", np.zeros(1, "<u4"))
        self._append("places", np.zeros(1, "<u4"))

    def _append(self, section: str, values: NDArray[Any]) -> None:
        self._out.append(f"{self._name}.{section}", values)

    def add(self, block: Block) -> None:
        if not block.sizes.size:
            return
        ends = np.cumsum(block.sizes)
        self._write_docs(block.sizes, ends, block.docs)
        places = block.places
        codes = weight_codes(places, block.counts, np.repeat(block.positional, block.sizes))
        self._append("weights", self._weights.add(codes))
        at = np.flatnonzero(codes == OVER)
        self._append("over.at", (at + self._postings).astype("<u4"))
        self._append("over.places", places[at].astype("<u4"))
        self._append("over.counts", block.counts[at].astype("<u4"))
        self._write_positions(block.positions)
        self._append("starts", (ends + self._postings).astype("<u4"))
        self._append("places", (np.concatenate(([0], np.cumsum(places)))[ends] + self._places).astype("<u4"))
        self._terms += block.sizes.size
        self._postings += block.docs.size
        self._places += block.positions.size
        assert max(self._postings, self._places) < 1 << 32, "a segment beyond its format; merge less"

    def _write_positions(self, positions: Ints) -> None:
        most = NEAR_BYTE if self._far else NEAR_HALF
        high = np.minimum(positions >> 8, most).astype(np.uint8)
        self._append("positions", (positions & 255).astype(np.uint8))
        self._append("positions.high", high if self._far else self._high.add(high))
        at = np.flatnonzero(high == most)
        self._append("beyond.at", (at + self._places).astype("<u4"))
        self._append("beyond.position", positions[at].astype("<u4"))

    def finish(self) -> None:
        """Nothing more comes."""
        self._append("weights", self._weights.rest())
        self._append("positions.high", self._high.rest())

    def _write_docs(self, sizes: Ints, ends: Ints, docs: Ints) -> None:
        buckets, bits = -(-self._documents // 256), -(-self._documents // 64) * 8
        worth = np.flatnonzero(sizes * (self._width - 1) > buckets)
        sparse = np.ones(docs.size, np.bool_)
        for term in worth.tolist():
            begin, end = int(ends[term] - sizes[term]), int(ends[term])
            own = docs[begin:end]
            sparse[begin:end] = False
            counts = np.bincount(own >> 8, minlength=buckets)
            padded = -(-(own.size + buckets) // 8) * 8
            if padded >= bits or counts.max() == 256:
                mask = np.zeros(bits * 8, np.uint8)
                mask[own] = 1
                packed = np.packbits(mask, bitorder="little")
            else:
                low = np.zeros(padded - buckets, np.uint8)
                low[: own.size] = own & 255
                packed = np.concatenate((counts.astype(np.uint8), low))
            self._append("dense.term", np.array([self._terms + term], "<u4"))
            self._append("dense.at", np.array([self._dense_bytes], "<u8"))
            self._append("dense.before", np.array([self._dense_postings], "<u4"))
            self._append("dense", packed)
            self._dense_bytes += packed.size
            self._dense_postings += own.size
        self._append("sparse", _packed(docs[sparse] if worth.size else docs, self._width))


class FieldReader:
    """The postings of one field of an open segment."""

    def __init__(self, held: Container, name: str, documents: int) -> None:
        self.documents = documents
        self._width = width_of(documents)
        self.starts = held.array(f"{name}.starts")
        self.place_starts = held.array(f"{name}.places")
        self.sparse, self.dense = held.array(f"{name}.sparse"), held.array(f"{name}.dense")
        self.dense_term = held.array(f"{name}.dense.term")
        self.dense_at, self.dense_before = held.array(f"{name}.dense.at"), held.array(f"{name}.dense.before")
        self._weights, self._far = held.array(f"{name}.weights"), bool(held.array(f"{name}.far")[0])
        self._low, self._high = held.array(f"{name}.positions"), held.array(f"{name}.positions.high")
        self._beyond_at, self._beyond = held.array(f"{name}.beyond.at"), held.array(f"{name}.beyond.position")
        self.over_at = held.array(f"{name}.over.at")
        self.over_places, self.over_counts = held.array(f"{name}.over.places"), held.array(f"{name}.over.counts")

    def size(self, term: int) -> int:
        return int(self.starts[term + 1]) - int(self.starts[term])

    def sparse_docs(self, first: int, last: int) -> Ints:
        """Documents of the sparse postings with these numbers (counted among sparse ones only)."""
        raw = self.sparse[first * self._width : last * self._width]
        if self._width == 3:
            three = raw.reshape(-1, 3).astype(np.int64)
            return three[:, 0] | three[:, 1] << 8 | three[:, 2] << 16
        return raw.view(f"<u{self._width}").astype(np.int64)

    def dense_number(self, term: int) -> tuple[int, bool]:
        """Place of the term among the dense ones, and whether it is one."""
        at = bisect_left(self.dense_term, term)
        return at, at < self.dense_term.size and int(self.dense_term[at]) == term

    def dense_raw(self, at: int) -> Bytes:
        end = int(self.dense_at[at + 1]) if at + 1 < self.dense_at.size else self.dense.size
        return self.dense[int(self.dense_at[at]) : end]

    def before_sparse(self, term: int) -> int:
        """How many sparse postings lie before those of `term`."""
        at, _ = self.dense_number(term)
        start = int(self.starts[term])
        if at < self.dense_before.size:
            return start - int(self.dense_before[at])
        if not at:
            return start
        return start - int(self.dense_before[-1]) - self.size(int(self.dense_term[-1]))

    def docs_between(self, low: int, high: int) -> Ints:
        """Documents of every posting of the terms from `low` up to `high`, term after term."""
        starts = self.starts[low : high + 1].astype(np.int64)
        sizes = np.diff(starts)
        docs = np.empty(int(starts[-1] - starts[0]), np.int64)
        sparse = np.ones(docs.size, np.bool_)
        first, last = np.searchsorted(self.dense_term, (low, high)).tolist()
        for at in range(first, last):
            term = int(self.dense_term[at]) - low
            begin = int(starts[term] - starts[0])
            docs[begin : begin + int(sizes[term])] = self.unpack_dense(at, int(sizes[term]))
            sparse[begin : begin + int(sizes[term])] = False
        before = self.before_sparse(low) if high > low else 0
        docs[sparse] = self.sparse_docs(before, before + int(sparse.sum()))
        return docs

    def unpack_dense(self, at: int, size: int) -> Ints:
        raw = self.dense_raw(at)
        buckets = -(-self.documents // 256)
        if raw.size == -(-self.documents // 64) * 8:
            return np.flatnonzero(np.unpackbits(raw, bitorder="little"))
        low = raw[buckets : buckets + size]
        return np.repeat(np.arange(0, buckets * 256, 256), raw[:buckets]) + low

    def weights(self, first: int, last: int, positional: Array) -> tuple[Ints, Ints]:
        """(places, counts) of the postings from `first` up to `last`; `positional` says it of each, or of all."""
        codes = half_range(self._weights, first, last)
        both = PAIRS[codes]
        places, counts = np.where(positional, both[:, 0], 0), np.where(positional, both[:, 1], codes)
        low, high = np.searchsorted(self.over_at, (first, last)).tolist()
        at = self.over_at[low:high].astype(np.int64) - first
        places[at] = self.over_places[low:high]
        counts[at] = self.over_counts[low:high]
        return places, counts

    def places(self, first: int, last: int) -> Ints:
        """The number of positions of each posting from `first` up to `last`, all of terms that have them."""
        found = PLACES[half_range(self._weights, first, last)]
        low, high = np.searchsorted(self.over_at, (first, last)).tolist()
        if high > low:
            found[self.over_at[low:high].astype(np.int64) - first] = self.over_places[low:high]
        return found

    def counts(self, term: int, positional: bool, chosen: Ints) -> Ints:
        """How often the term counts in the postings `chosen` of it."""
        own = chosen + int(self.starts[term])
        codes = half_at(self._weights, own)
        counts: Ints = COUNTS[codes] if positional else codes.astype(np.int64)
        if (where := np.flatnonzero(codes == OVER)).size:
            counts[where] = self.over_counts[np.searchsorted(self.over_at, own[where])]
        return counts

    def positions_at(self, at: Ints) -> Ints:
        """The positions with these numbers."""
        high = self._high[at] if self._far else half_at(self._high, at)
        found = self._low[at].astype(np.int64) | high.astype(np.int64) << 8
        beyond = np.flatnonzero(high == (NEAR_BYTE if self._far else NEAR_HALF))
        if beyond.size:
            found[beyond] = self._beyond[np.searchsorted(self._beyond_at, at[beyond])]
        return found

    def positions(self, first: int, last: int) -> Ints:
        """The positions from `first` up to `last`."""
        high = self._high[first:last] if self._far else half_range(self._high, first, last)
        found = self._low[first:last].astype(np.int64) | high.astype(np.int64) << 8
        low, end = np.searchsorted(self._beyond_at, (first, last)).tolist()
        found[self._beyond_at[low:end].astype(np.int64) - first] = self._beyond[low:end]
        return found

    @property
    def is_far(self) -> bool:
        """Whether enough positions lie far from the beginning for a byte more each."""
        return self._far or self._beyond_at.size * FAR_SHARE > self._low.size


class TermList:
    """The postings of one term in one segment: its documents, whether given documents hold it, weights, positions."""

    __slots__ = ("_dense", "_docs", "_field", "positional", "size", "term")

    def __init__(self, field: FieldReader, term: int, positional: bool) -> None:
        self._field, self.term, self.positional = field, term, positional
        self.size = field.size(term)
        self._docs: Ints | None = None
        at, dense = field.dense_number(term)
        self._dense = at if dense else -1

    def docs(self) -> Ints:
        """All its documents, ascending."""
        if self._docs is None:
            field = self._field
            if self._dense >= 0:
                self._docs = field.unpack_dense(self._dense, self.size)
            else:
                before = field.before_sparse(self.term)
                self._docs = field.sparse_docs(before, before + self.size)
        return self._docs

    def locate(self, docs: Ints) -> tuple[Ints, Ints]:
        """Which of `docs` (ascending) hold the term: their places in `docs`, and in the list."""
        own = self.docs()
        if docs is own:
            every = np.arange(own.size)
            return every, every
        less = min(docs.size, own.size)
        if less * 64 > self._field.documents:
            slots = np.full(self._field.documents, -1, np.int64)
            slots[own] = np.arange(own.size)
            found = slots[docs]
            where = np.flatnonzero(found >= 0)
            return where, found[where]
        if docs.size <= own.size:
            at = np.searchsorted(own, docs)
            at[at == own.size] = 0
            where = np.flatnonzero(own[at] == docs) if own.size else np.empty(0, np.int64)
            return where, at[where]
        at = np.searchsorted(docs, own)
        at[at == docs.size] = 0
        mine = np.flatnonzero(docs[at] == own) if docs.size else np.empty(0, np.int64)
        return at[mine], mine

    def holds(self, docs: Ints) -> Mask:
        found = np.zeros(docs.size, np.bool_)
        if self._dense >= 0:
            raw = self._field.dense_raw(self._dense)
            if raw.size == -(-self._field.documents // 64) * 8:
                set_: Mask = (raw[docs >> 3] >> (docs & 7).astype(np.uint8) & 1).astype(np.bool_)
                return set_
        found[self.locate(docs)[0]] = True
        return found

    def counts(self, chosen: Ints) -> Ints:
        return self._field.counts(self.term, self.positional, chosen)

    def places(self, chosen: Ints) -> tuple[Ints, Ints]:
        """(which of `chosen`, position) for every position of the postings `chosen`, in order."""
        field = self._field
        first = int(field.starts[self.term])
        places = field.places(first, first + self.size)
        begins = np.cumsum(places) - places + int(field.place_starts[self.term])
        sizes = places[chosen]
        owner = np.repeat(np.arange(chosen.size), sizes)
        within = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return owner, field.positions_at(begins[chosen][owner] + within)

    def spots(self, docs: Ints) -> Ints:
        """Ascending (place in `docs` << 32 | MARGIN + position) of every position in those documents."""
        where, postings = self.locate(docs)
        owner, positions = self.places(postings)
        return where[owner] << 32 | (positions + MARGIN)


class CharPlaces:
    """Every position of a character: of the pairs it begins, terms `low` up to `high`, and of its edges among them."""

    def __init__(self, field: FieldReader, whole: TermList, low: int, high: int) -> None:
        self._field, self._whole, self._low, self._high = field, whole, low, high
        self.size = whole.size

    def docs(self) -> Ints:
        return self._whole.docs()

    def holds(self, docs: Ints) -> Mask:
        return self._whole.holds(docs)

    def spots(self, docs: Ints) -> Ints:
        """As of a TermList; one reading of neighbouring lists, for a common character begins thousands of pairs."""
        field, low, high = self._field, self._low, self._high
        slots = np.full(field.documents, -1, np.int64)
        slots[docs] = np.arange(docs.size)
        where = slots[field.docs_between(low, high)]
        places = field.places(int(field.starts[low]), int(field.starts[high]))
        kept = where >= 0
        positions = field.positions(int(field.place_starts[low]), int(field.place_starts[high]))
        if not kept.all():
            positions = positions[np.repeat(kept, places)]
            where, places = where[kept], places[kept]
        return distinct(np.repeat(where, places) << 32 | (positions + MARGIN))
