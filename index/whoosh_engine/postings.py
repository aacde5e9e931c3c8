"""How the postings of one field lie in a segment, and one term's list read from there.

Terms are numbered: first the grams in order of their key, then the words in order of their bytes. A gram's key is the
number of its first character (in the segment's table, from 2) and then of its second; 0 instead means the character
alone, 1 the character where it begins or ends a run, with positions. For each term lie, in separate regions, its
documents, its weights and its positions.

Documents take the smallest of three forms: sparse (numbers of one width for the segment), buckets (one low byte each,
and how many fall into each 256) and bits. A weight is a byte: for terms without positions how often the term counts;
for others the number of positions in the low four bits and what a dictionary word adds in the high four. 255 means:
see `over`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.container import Container, ContainerWriter

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

ALONE, EDGE, FIRST_CHAR = 0, 1, 2
SHIFT = 32
_LOW = (1 << SHIFT) - 1
OVER = 255


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring terms with their postings, ready to be written. `places` is the number of positions of a posting."""

    sizes: Ints  # of each term: how many postings
    docs: Ints
    places: Ints
    counts: Ints  # how often the term counts in the document; as ranking sees it
    positions: Ints


def width_of(count: int) -> int:
    """Bytes that hold every document number of a segment."""
    return 1 if count <= 1 << 8 else 2 if count <= 1 << 16 else 3 if count <= 1 << 24 else 4


def _packed(docs: Ints, width: int) -> Bytes:
    return np.ascontiguousarray(docs.astype("<u4")).view(np.uint8).reshape(-1, 4)[:, :width].ravel()


class FieldWriter:
    """Appends blocks of terms, in term order, to the sections of one field."""

    def __init__(self, out: ContainerWriter, name: str, documents: int, long_positions: bool) -> None:
        self._out, self._name, self._documents = out, name, documents
        self._width = width_of(documents)
        self._position = np.dtype("<u4" if long_positions else "<u2")
        self._terms = self._postings = self._places = self._over = 0
        self._dense_bytes = self._dense_postings = 0
        for section, kind in (
            ("sparse", "u1"),
            ("dense", "u1"),
            ("dense.term", "<u4"),
            ("dense.at", "<u8"),
            ("dense.before", "<u4"),
            ("weights", "u1"),
            ("over.at", "<u4"),
            ("over.places", "<u4"),
            ("over.counts", "<u4"),
            ("positions", self._position.str),
        ):
            self._append(section, np.empty(0, kind))
        self._append("starts", np.zeros(1, "<u4"))
        self._append("places", np.zeros(1, "<u4"))

    def _append(self, section: str, values: NDArray[Any]) -> None:
        self._out.append(f"{self._name}.{section}", values)

    def add(self, block: Block) -> None:
        if not block.sizes.size:
            return
        ends = np.cumsum(block.sizes)
        self._write_docs(block.sizes, ends, block.docs)
        places, counts = block.places, block.counts
        extra = counts - places
        weights = np.where(places > 0, np.minimum(places, 15) | (np.minimum(extra, 15) << 4), np.minimum(counts, OVER))
        over = ((places > 14) | (extra > 14)) & (places > 0) | (places == 0) & (counts >= OVER)
        weights[over] = OVER
        self._append("weights", weights.astype(np.uint8))
        at = np.flatnonzero(over)
        self._append("over.at", (at + self._postings).astype("<u4"))
        self._append("over.places", places[at].astype("<u4"))
        self._append("over.counts", counts[at].astype("<u4"))
        self._append("positions", block.positions.astype(self._position))
        self._append("starts", (ends + self._postings).astype("<u4"))
        self._append("places", (np.concatenate(([0], np.cumsum(places)))[ends] + self._places).astype("<u4"))
        self._terms += block.sizes.size
        self._postings += block.docs.size
        self._places += block.positions.size
        assert max(self._postings, self._places) < 1 << 32, "a segment beyond its format; merge less"

    def _write_docs(self, sizes: Ints, ends: Ints, docs: Ints) -> None:
        buckets, bits = -(-self._documents // 256), -(-self._documents // 64) * 8
        worth = np.flatnonzero(sizes * (self._width - 1) > 2 * buckets)
        sparse = np.ones(docs.size, np.bool_)
        for term in worth.tolist():
            begin, end = int(ends[term] - sizes[term]), int(ends[term])
            own = docs[begin:end]
            sparse[begin:end] = False
            counts = np.bincount(own >> 8, minlength=buckets)
            padded = -(-(own.size + 2 * buckets) // 8) * 8
            if padded >= bits:
                mask = np.zeros(bits * 8, np.uint8)
                mask[own] = 1
                packed = np.packbits(mask, bitorder="little")
            else:
                low = np.zeros(padded - 2 * buckets, np.uint8)
                low[: own.size] = own & 255
                packed = np.concatenate((counts.astype("<u2").view(np.uint8), low))
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
        self.weights, self.positions = held.array(f"{name}.weights"), held.array(f"{name}.positions")
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

    def unpack_dense(self, at: int, size: int) -> Ints:
        raw = self.dense_raw(at)
        buckets = -(-self.documents // 256)
        if raw.size == -(-self.documents // 64) * 8:
            return np.flatnonzero(np.unpackbits(raw, bitorder="little"))
        counts = raw[: 2 * buckets].view("<u2")
        low = raw[2 * buckets : 2 * buckets + size]
        return np.repeat(np.arange(0, buckets * 256, 256), counts) + low

    def weigh(self, first: int, last: int, positional: bool) -> tuple[Ints, Ints]:
        """(places, counts) of the postings with these numbers."""
        weights = self.weights[first:last].astype(np.int64)
        return self._spread(weights, first, positional, None)

    def _spread(self, weights: Ints, first: int, positional: bool, chosen: Ints | None) -> tuple[Ints, Ints]:
        low, high = np.searchsorted(self.over_at, (first, first + (weights.size if chosen is None else 1 << 31)))
        places = weights & 15 if positional else np.zeros(weights.size, np.int64)
        counts = places + (weights >> 4) if positional else weights
        if high > low and (where := np.flatnonzero(weights == OVER)).size:
            own = where if chosen is None else chosen[where]
            at = np.searchsorted(self.over_at, own + first)
            counts[where] = self.over_counts[at]
            places[where] = self.over_places[at]
        return places, counts

    def counts(self, term: int, positional: bool, chosen: Ints) -> Ints:
        """How often the term counts in the postings `chosen` of it."""
        first = int(self.starts[term])
        weights = self.weights[first : first + self.size(term)][chosen].astype(np.int64)
        return self._spread(weights, first, positional, chosen)[1]


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
        places, _ = field.weigh(first, first + self.size, self.positional)
        begins = np.cumsum(places) - places + int(field.place_starts[self.term])
        sizes = places[chosen]
        owner = np.repeat(np.arange(chosen.size), sizes)
        within = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return owner, field.positions[begins[chosen][owner] + within].astype(np.int64)
