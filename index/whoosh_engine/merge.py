"""Segments to one segment: lists are put behind each other, term by term, without the deleted documents.

The work goes in blocks of neighbouring terms, so that memory stays bounded however large the segments are. `to_merge`
is the policy: tiers by size, so that every document is written about as often as there are tiers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import is_cjk
from index.engine import TEXT_FIELDS
from index.prints import SIZE
from index.whoosh_engine.arrays import Ints, Mask, distinct
from index.whoosh_engine.bounds import impacts
from index.whoosh_engine.build import strings
from index.whoosh_engine.container import ContainerWriter
from index.whoosh_engine.grams import write_grams
from index.whoosh_engine.postings import ALONE, SHIFT, Block, FieldWriter
from index.whoosh_engine.schema import LISTED, MADE_WITH, POSTED
from index.whoosh_engine.segment import Field, Segment

FAN = 6  # segments of a tier before they become one of the next
BLOCK = 2_000_000  # postings of a block
SMALLEST_TIER = 1 << 10
MOST_DELETED = 0.3  # of a segment's documents, before it is written anew


def tier(segment: Segment) -> int:
    live = segment.documents - segment.deleted.size
    return max(0, int(np.log(max(live, 1) / SMALLEST_TIER) / np.log(FAN)) + 1) if live > SMALLEST_TIER else 0


def to_merge(segments: Sequence[Segment], whole: bool = False) -> list[Segment]:
    """Segments to make one of now; none when all is well. History never meets the present."""
    for segment in segments:
        if segment.documents > segment.deleted.size > MOST_DELETED * segment.documents:
            return [segment]
    groups: dict[tuple[str, int], list[Segment]] = {}
    for segment in segments:
        if segment.deleted.size < segment.documents:
            groups.setdefault((segment.kind, 0 if whole else tier(segment)), []).append(segment)
    full = [group for group in groups.values() if len(group) >= (2 if whole else FAN)]
    return full[0] if full else []


def merge_segments(path: Path, sources: Sequence[Segment]) -> int:
    """Writes one segment with the live documents of the sources, in their order; gives its size in bytes."""
    live = [source.live_docs() for source in sources]
    documents = sum(docs.size for docs in live)
    out = ContainerWriter(path)
    for name, width in (("id", 32), ("digest", 16), ("print", SIZE)):
        for source, docs in zip(sources, live, strict=True):
            out.append(name, source.column(name).reshape(-1, width)[docs].ravel())
    plain = ("version", "first_day", "last_day", "moment", "valid_from", "valid_to")
    for name in (*plain, *(f"{field}.length" for field in TEXT_FIELDS)):
        for source, docs in zip(sources, live, strict=True):
            out.append(name, source.column(name)[docs])
    renumber, at = [], 0
    for source, docs in zip(sources, live, strict=True):
        new = np.full(source.documents, -1, np.int64)
        new[docs] = np.arange(at, at + docs.size)
        renumber.append(new)
        at += docs.size
    chars = distinct(np.concatenate([source.chars for source in sources])).astype(np.int64)
    out.append("chars", chars.astype("<u4"))
    lengths = {name: sum(source.total_length(name) for source in sources) for name in TEXT_FIELDS}
    for name in POSTED:
        impact = None
        if name in TEXT_FIELDS:
            own = [source.column(f"{name}.length")[docs] for source, docs in zip(sources, live, strict=True)]
            impact = impacts(name, np.concatenate(own), lengths[name])
        _FieldMerge(out, name, [source.field(name) for source in sources], renumber, chars).run(documents, impact)
    for name in LISTED:
        _merge_listed(out, name, sources, live)
    return out.finish(documents=documents, kind=sources[0].kind, lengths=lengths, made_with=MADE_WITH)


def _merge_listed(out: ContainerWriter, name: str, sources: Sequence[Segment], live: Sequence[Ints]) -> None:
    tables = [source.values(name) for source in sources]
    values = sorted({table[n] for table in tables for n in range(len(table))})
    number = {value: i for i, value in enumerate(values)}
    strings(out, f"{name}.values", values)
    sizes, ordinals = [np.zeros(1, np.int64)], [np.empty(0, np.int64)]
    for source, table, docs in zip(sources, tables, live, strict=True):
        of = source.column(f"{name}.of").astype(np.int64)
        new = np.array([number[table[n]] for n in range(len(table))], np.int64)
        kept = np.zeros(source.documents, np.bool_)
        kept[docs] = True
        ordinals.append(new[source.column(f"{name}.ordinals")[np.repeat(kept, np.diff(of))]])
        sizes.append(np.diff(of)[docs])
    out.append(f"{name}.of", np.cumsum(np.concatenate(sizes)).astype("<u4"))
    out.append(f"{name}.ordinals", np.concatenate(ordinals).astype("<u4"))


class _Source:
    """One source's terms in the order they lie there, and the number of each in the merged field."""

    def __init__(self, field: Field, terms: Ints, renumber: Ints, positional: Mask) -> None:
        self.postings, self.terms, self._renumber, self._positional = field.postings, terms, renumber, positional
        self.sizes = field.postings.lists.sizes(0, terms.size)
        self._starts = np.concatenate(([0], np.cumsum(self.sizes)))

    def read(self, first: int, last: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """(merged term, new document, places, counts) of each live posting of the terms, and their positions."""
        low, high = np.searchsorted(self.terms, (first, last)).tolist()
        sizes, begin, end = self.sizes[low:high], int(self._starts[low]), int(self._starts[high])
        docs = self.postings.lists.docs_between(low, high)
        positional = np.repeat(self._positional[low:high], sizes)
        places, counts = self.postings.weights(begin, end, positional)
        at = self.postings.place_start(low, begin) if high > low else 0
        spots = self.postings.positions(at, at + int(places.sum()))
        terms, docs = np.repeat(self.terms[low:high], sizes), self._renumber[docs]
        kept = docs >= 0
        if not kept.all():
            spots = spots[np.repeat(kept, places)]
            terms, docs, places, counts = terms[kept], docs[kept], places[kept], counts[kept]
        return terms, docs, places, counts, spots


class _FieldMerge:
    """Merges one field, block by block."""

    def __init__(self, out: ContainerWriter, name: str, fields: list[Field], renumber: list[Ints], chars: Ints) -> None:
        self._out, self._name, self._chars = out, name, chars
        spelled = [field.grams.spelled() for field in fields]
        self._grams = distinct(np.concatenate(spelled))
        words = [[field.words[n] for n in range(len(field.words))] for field in fields]
        self._words = sorted({word for own in words for word in own})
        rank = {word: self._grams.size + i for i, word in enumerate(self._words)}
        self._sources = []
        for field, grams, own, new in zip(fields, spelled, words, renumber, strict=True):
            terms = np.concatenate((np.searchsorted(self._grams, grams), np.array([rank[w] for w in own], np.int64)))
            latin = np.array([not is_cjk(word[0]) for word in own], np.bool_)
            positional = np.concatenate(((grams & ((1 << SHIFT) - 1)) != ALONE, latin))
            self._sources.append(_Source(field, terms, new, positional))
        self._far = any(field.postings.is_far for field in fields)
        latin = np.array([not is_cjk(word[0]) for word in self._words], np.bool_)
        self._positional = np.concatenate(((self._grams & ((1 << SHIFT) - 1)) != ALONE, latin))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of merged terms with about BLOCK postings each."""
        count = self._grams.size + len(self._words)
        sizes = np.zeros(count, np.int64)
        for source in self._sources:
            sizes[source.terms] += source.sizes
        ends, first = np.cumsum(sizes), 0
        while first < count:
            done = int(ends[first - 1]) if first else 0
            last = max(first + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
            yield first, last
            first = last

    def run(self, documents: int, impact: NDArray[np.float64] | None) -> None:
        writer = FieldWriter(self._out, self._name, documents, self._far, impact)
        kept = [np.empty(0, np.int64)]
        for first, last in self._blocks():
            parts = [source.read(first, last) for source in self._sources]
            sizes = np.bincount(np.concatenate([part[0] for part in parts]) - first, minlength=last - first)
            block = self._joined(parts)
            alive = np.flatnonzero(sizes)
            kept.append(alive + first)
            writer.add(Block(sizes[alive], self._positional[first:last][alive], *block))
        writer.finish()
        self._write_terms(np.concatenate(kept))

    @staticmethod
    def _joined(parts: list[tuple[Ints, Ints, Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints, Ints]:
        """(docs, places, counts, positions) of the sources, term by term; sources keep their order within a term."""
        terms, docs, places, counts = (np.concatenate([part[i] for part in parts]) for i in range(4))
        spots = np.concatenate([part[4] for part in parts])
        if len(parts) == 1:
            return docs, places, counts, spots
        order = np.argsort(terms, kind="stable")
        begins = np.cumsum(places) - places
        docs, counts, moved = docs[order], counts[order], places[order]
        from_ = np.repeat(begins[order] - (np.cumsum(moved) - moved), moved)
        return docs, moved, counts, spots[from_ + np.arange(from_.size)]

    def _write_terms(self, kept: Ints) -> None:
        """The names of the terms that still have a posting."""
        grams = self._grams[kept[kept < self._grams.size]]
        words = [self._words[n - self._grams.size] for n in kept[kept >= self._grams.size].tolist()]
        write_grams(self._out, self._name, grams, self._chars)
        strings(self._out, f"{self._name}.words", words)
