"""The documents of each term, in the smallest of four forms, and where each term's lie.

A document number is cut in two: 16, 8 or 4 low bits as they are, and the high part in unary (Elias and Fano): for each
document in turn a set bit, before it a clear bit for each step that the high part goes up. The fourth form is a bit
for every document of the segment. Size of list and segment decide the form, so nothing says it; low bytes, second
bytes, halves, unary and bits lie in regions of their own, so that many terms are written and read at once.

Where a term begins is known every few terms (a group); the sizes of those before it in its group tell the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Ints, Mask, true_at
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.packing import HalfBuffer, half_range

Bytes = NDArray[np.uint8]
Forms = NDArray[np.int64]

LONG = 255  # postings from which on a list may take any form; it ends its group, which then tells its size
BITS = 0  # the form without low bits is another: a bit a document
BITS_WORTH = 1.15  # how much larger that one may be: it answers fastest
GROUP_TERMS, GROUP_POSTINGS = 64, 1024  # a group is closed when it has so many


def stride(documents: int) -> int:
    """Bytes of a list of bits."""
    return -(-documents // 64) * 8


def unary_bytes(sizes: Ints, low: Forms | int, documents: int) -> Ints:
    """Bytes that the high parts of lists take; none where they are all 0."""
    steps = (documents - 1) >> np.asarray(low) if documents else np.asarray(low) * 0
    bits: Ints = np.where(steps > 0, -(-(sizes + steps) // 8), 0)
    return bits


def forms(sizes: Ints, documents: int) -> Forms:
    """The form of lists with so many postings: 16, 8 or 4 low bits, or BITS."""
    cost = {low: unary_bytes(sizes, low, documents) + -(-sizes * low // 8) for low in (16, 8, 4)}
    found = np.where(cost[16] <= cost[8], 16, 8)
    long = sizes >= LONG
    found = np.where(long & (cost[4] < np.minimum(cost[8], cost[16])), 4, found)
    least = np.minimum(np.minimum(cost[16], cost[8]), cost[4])
    return np.where(long & (stride(documents) <= least * BITS_WORTH), BITS, found)


def form_of(size: int, documents: int) -> int:
    """The form of one long list, as `forms` has it."""
    far, near, nearest = documents - 1 >> 16, documents - 1 >> 8, documents - 1 >> 4
    sixteen = (size + far + 7 >> 3 if far else 0) + 2 * size
    eight = (size + near + 7 >> 3 if near else 0) + size
    four = (size + nearest + 7 >> 3 if nearest else 0) + (size + 1 >> 1)
    two = min(sixteen, eight)
    if stride(documents) <= min(two, four) * BITS_WORTH:
        return BITS
    return 4 if four < two else 16 if sixteen <= eight else 8


@lru_cache(maxsize=64)
def _short(documents: int) -> Ints:
    """For each size below LONG: how much a list takes of unary, low and second bytes, and its form."""
    sizes = np.arange(LONG)
    own = forms(sizes, documents)
    taken = np.stack((unary_bytes(sizes, own, documents), sizes, np.where(own == 16, sizes, 0), sizes, own))
    taken[:, 0] = 0
    return np.ascontiguousarray(taken.T)


class Spot(NamedTuple):
    """Where a term lies: its size and form, and its places in the regions."""

    term: int
    size: int
    posting: int
    unary: int
    low: int
    second: int
    form: int


SECTIONS = {
    "sizes": "u1",
    "positional": "u1",
    "group.term": "<u4",
    "group.posting": "<u4",
    "group.place": "<u4",
    "group.unary": "<u4",
    "group.low": "<u4",
    "group.second": "<u4",
    "unary": "u1",
    "low": "u1",
    "second": "u1",
    "halves": "u1",
    "halves.term": "<u4",
    "halves.at": "<u4",
    "bits": "u1",
    "bits.term": "<u4",
}


LARGE = ("unary", "low", "second", "halves", "bits")


class DocsWriter:
    """Appends the documents of terms, in term order, to the sections of one field."""

    def __init__(self, out: ContainerWriter, name: str, documents: int) -> None:
        self._out, self._name, self._documents = out, name, documents
        self._terms = self._postings = self._places = self._unary = self._low = self._second = self._half = 0
        self._halves = HalfBuffer()
        self._flags = np.empty(0, np.bool_)
        for section, kind in SECTIONS.items():
            self._append(section, np.empty(0, kind))

    def _append(self, section: str, values: NDArray[Any]) -> None:
        self._out.append(f"{self._name}.{section}", values)

    def add(self, sizes: Ints, positional: Mask, docs: Ints, places: Ints) -> None:
        """Terms with their documents; `places` is the number of positions of each term."""
        own = forms(sizes, self._documents)
        unary = np.where(own == BITS, 0, unary_bytes(sizes, own, self._documents))
        low = np.where(own >= 8, sizes, 0)
        second = np.where(own == 16, sizes, 0)
        self._write_groups(sizes, positional, places, unary, low, second)
        every = np.repeat(own, sizes)
        self._append("low", (docs[every >= 8] & 255).astype(np.uint8))
        self._append("second", (docs[every == 16] >> 8 & 255).astype(np.uint8))
        four = true_at(own == 4)
        self._append("halves", self._halves.add((docs[every == 4] & 15).astype(np.uint8)))
        self._append("halves.term", (four + self._terms).astype("<u4"))
        self._append("halves.at", (np.cumsum(sizes[four]) - sizes[four] + self._half).astype("<u4"))
        self._half += int(sizes[four].sum())
        self._write_unary(sizes, own, unary, docs, every)
        self._write_bits(sizes, own, docs)
        self._terms += sizes.size
        self._postings += docs.size
        self._places += int(places.sum())
        self._unary += int(unary.sum())
        self._low += int(low.sum())
        self._second += int(second.sum())
        assert max(self._postings, self._places) < 1 << 32, "a segment beyond its format: merge.to_merge sees to it"

    def _write_groups(self, sizes: Ints, positional: Mask, places: Ints, unary: Ints, low: Ints, second: Ints) -> None:
        starts = np.cumsum(sizes) - sizes
        # Groups begin at the first term of a block, at a long list and behind it, and when there are enough.
        first = sizes >= LONG
        first[1:] |= first[:-1]
        first[0] = True
        first[1:] |= np.diff(starts // GROUP_POSTINGS) > 0
        run = np.arange(sizes.size) - np.maximum.accumulate(np.where(first, np.arange(sizes.size), 0))
        at = true_at(first | (run % GROUP_TERMS == 0))
        self._append("group.term", (at + self._terms).astype("<u4"))
        for section, values, before in (
            ("group.posting", sizes, self._postings),
            ("group.place", places, self._places),
            ("group.unary", unary, self._unary),
            ("group.low", low, self._low),
            ("group.second", second, self._second),
        ):
            self._append(section, ((np.cumsum(values) - values)[at] + before).astype("<u4"))
        self._append("sizes", np.minimum(sizes, LONG).astype(np.uint8))
        flags = np.concatenate((self._flags, positional))
        whole = flags.size & ~7
        self._flags = flags[whole:]
        self._append("positional", np.packbits(flags[:whole], bitorder="little"))

    def _write_unary(self, sizes: Ints, own: Forms, unary: Ints, docs: Ints, every: Forms) -> None:
        kept = np.repeat(unary > 0, sizes)
        high = docs[kept] >> every[kept]
        within = np.arange(docs.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        begins = np.repeat((np.cumsum(unary) - unary) * 8, sizes)
        bits = np.zeros(int(unary.sum()) * 8, np.bool_)
        bits[begins[kept] + high + within[kept]] = True
        self._append("unary", np.packbits(bits, bitorder="little"))

    def _write_bits(self, sizes: Ints, own: Forms, docs: Ints) -> None:
        ends = np.cumsum(sizes)
        for term in true_at(own == BITS).tolist():
            mask = np.zeros(stride(self._documents) * 8, np.bool_)
            mask[docs[ends[term] - sizes[term] : ends[term]]] = True
            self._append("bits", np.packbits(mask, bitorder="little"))
            self._append("bits.term", np.array([self._terms + term], "<u4"))

    def finish(self) -> None:
        """Nothing more comes."""
        self._append("halves", self._halves.rest())
        self._append("positional", np.packbits(self._flags, bitorder="little"))
        ends = (self._terms, self._postings, self._places, self._unary, self._low, self._second)
        for section, end in zip(("term", "posting", "place", "unary", "low", "second"), ends, strict=True):
            self._append(f"group.{section}", np.array([end], "<u4"))


class DocsReader:
    """The documents of the terms of one field."""

    def __init__(self, held: Container, name: str, documents: int) -> None:
        self.documents = documents
        self._held, self._name = held, name
        self._sizes, self._group = self._section("sizes"), self._section("group.term")
        self._postings, self._places = self._section("group.posting"), self._section("group.place")
        self._starts = tuple(self._section(f"group.{one}") for one in ("unary", "low", "second"))
        # Of these a search reads little, and checks what it reads.
        self._unary, self._low, self._second, self._halves, self._bits = (
            held.array(f"{name}.{one}", checked=False) for one in LARGE
        )
        self._at = {one: held.start(f"{name}.{one}") for one in LARGE}
        self._halves_term, self._bits_term = self._section("halves.term"), self._section("bits.term")
        self._table = _short(documents)
        # Single numbers are read sooner from the memory than from the arrays.
        self._size, self._first, self._posting = self._sizes.data, self._group.data, self._postings.data
        self._start = tuple(one.data for one in self._starts)

    def _section(self, name: str) -> NDArray[Any]:
        return self._held.array(f"{self._name}.{name}")

    def check_tables(self) -> None:
        """See FieldReader."""
        for section in SECTIONS.keys() - set(LARGE):
            self._section(section)

    def _touch(self, section: str, begin: int, end: int) -> None:
        at = self._at[section]
        self._held.touch(at + begin, at + end)

    def spot(self, term: int) -> Spot:
        """Where a term lies."""
        group = bisect_right(self._first, term) - 1
        first, posting = self._first[group], self._posting[group]
        starts = self._start
        unary, low, second = starts[0][group], starts[1][group], starts[2][group]
        if term > first:
            moved = np.add.reduce(self._table.take(self._sizes[first:term], axis=0)).tolist()
            unary, low, second, posting = unary + moved[0], low + moved[1], second + moved[2], posting + moved[3]
        size = self._size[term]
        if size == LONG:
            size = self._posting[group + 1] - posting
            form = form_of(size, self.documents)
        else:
            form = int(self._table[size, 4])
        return Spot(term, size, posting, unary, low, second, form)

    def sizes(self, low: int, high: int) -> Ints:
        """How many postings each term from `low` up to `high` has."""
        sizes = self._sizes[low:high].astype(np.int64)
        long = true_at(sizes == LONG)
        if long.size:
            # A long list ends its group: what the group holds beyond its short ones.
            groups = np.searchsorted(self._group, (long + low).astype("<u4"), "right") - 1
            begins = self._group[groups].astype(np.int64)
            before = self._sizes[int(begins[0]) : high].astype(np.int64)
            before[before == LONG] = 0  # none within a group before its end
            total = np.concatenate(([0], np.cumsum(before)))
            held = self._postings[groups + 1].astype(np.int64) - self._postings[groups]
            sizes[long] = held - (total[long + low - begins[0]] - total[begins - begins[0]])
        return sizes

    @property
    def ends(self) -> int:
        """How many postings there are, or positions where those are more."""
        return int(max(self._postings[-1], self._places[-1]))

    def place_group(self, term: int) -> tuple[int, int, int]:
        """(the first term of its group, its first posting, its first position)."""
        group = bisect_right(self._first, term) - 1
        return self._first[group], self._posting[group], int(self._places[group])

    def positional(self, low: int, high: int) -> Mask:
        """Whether each term from `low` up to `high` has positions."""
        packed = self._section("positional")[low >> 3 : (high + 7) >> 3]
        flags: Mask = np.unpackbits(packed, bitorder="little").view(np.bool_)
        return flags[low & 7 : (low & 7) + high - low]

    def words(self, spot: Spot) -> NDArray[np.uint64]:
        """The bits of a list that has this form, 64 a number."""
        size = stride(self.documents)
        at = int(self._bits_term.searchsorted(np.uint32(spot.term))) * size
        self._touch("bits", at, at + size)
        return self._bits[at : at + size].view("<u8")

    def docs(self, spot: Spot) -> Ints:
        """All documents of a term, ascending."""
        size, form = spot.size, spot.form
        if form == BITS:
            return true_at(np.unpackbits(self.words(spot).view(np.uint8), bitorder="little").view(np.bool_))
        if form == 4:
            at = int(self._section("halves.at")[self._halves_term.searchsorted(np.uint32(spot.term))])
            self._touch("halves", at >> 1, at + size + 1 >> 1)
            docs = half_range(self._halves, at, at + size).astype(np.int64)
        else:
            self._touch("low", spot.low, spot.low + size)
            docs = self._low[spot.low : spot.low + size].astype(np.int64)
        if form == 16:
            self._touch("second", spot.second, spot.second + size)
            docs |= self._second[spot.second : spot.second + size].astype(np.int64) << 8
        steps = self.documents - 1 >> form
        if steps > 0:
            end = spot.unary + (-(-(size + steps) // 8))
            self._touch("unary", spot.unary, end)
            raw = self._unary[spot.unary : end]
            high = true_at(np.unpackbits(raw, bitorder="little").view(np.bool_))
            high -= np.arange(size)
            high <<= form
            docs |= high
        return docs

    def docs_between(self, low: int, high: int) -> Ints:
        """Documents of every posting of the terms from `low` up to `high`, term after term."""
        if high <= low:
            return np.empty(0, np.int64)
        sizes = self.sizes(low, high)
        own, begin = forms(sizes, self.documents), self.spot(low)
        unary = np.where(own == BITS, 0, unary_bytes(sizes, own, self.documents))
        every = np.repeat(own, sizes)
        docs = np.zeros(int(sizes.sum()), np.int64)
        lows = every >= 8
        end = begin.low + int(lows.sum())
        self._touch("low", begin.low, end)
        docs[lows] = self._low[begin.low : end]
        seconds = every == 16
        end = begin.second + int(seconds.sum())
        self._touch("second", begin.second, end)
        docs[seconds] |= self._second[begin.second : end].astype(np.int64) << 8
        halves = every == 4
        if halves.any():
            at = int(self._section("halves.at")[self._halves_term.searchsorted(np.uint32(low))])
            end = at + int(halves.sum())
            self._touch("halves", at >> 1, end + 1 >> 1)
            docs[halves] = half_range(self._halves, at, end)
        end = begin.unary + int(unary.sum())
        self._touch("unary", begin.unary, end)
        raw = self._unary[begin.unary : end]
        ones = true_at(np.unpackbits(raw, bitorder="little").view(np.bool_))
        stepped = np.where(unary > 0, sizes, 0)
        ones -= np.repeat((np.cumsum(unary) - unary) * 8, stepped)
        ones -= np.arange(ones.size) - np.repeat(np.cumsum(stepped) - stepped, stepped)
        kept = np.repeat(unary > 0, sizes)
        docs[kept] |= ones << every[kept]
        ends = np.cumsum(sizes)
        for term in true_at(own == BITS).tolist():
            place = Spot(low + term, int(sizes[term]), 0, 0, 0, 0, BITS)
            docs[int(ends[term] - sizes[term]) : int(ends[term])] = self.docs(place)
        return docs
