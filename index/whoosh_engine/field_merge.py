"""Merges the postings of one field: the lists of several segments behind each other, term by term, without the deleted
documents.

Neighbouring terms make a stretch, found in every source at once; a stretch goes in blocks of so many postings, or of
one term that has more. Beside the keys of the grams nothing is held but a block or two, and a source's pages are let go
when its share of a block is read. While one block is written the next is read, in a thread of its own: numpy lets both
run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Array, Ints, distinct
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.grams import write_grams
from index.whoosh_engine.postings import ALONE, EDGE, SHIFT, Block, FieldReader, FieldWriter

BLOCK = 900_000  # postings; some 230 MB while one is written and the next is read
WORDS = 100_000  # of a stretch, in all sources together
SMALL = 20_000  # documents; merging fewer is not worth a thread

Keys = Ints | list[bytes]  # of grams by code points, or words


@dataclass(frozen=True, slots=True)
class Part:
    """Of one source, the terms from `low` up to `high`, and the number of each in the merged stretch, ascending."""

    source: Source
    low: int
    high: int
    terms: Ints


class Source:
    """One field of one segment, as merging reads it."""

    def __init__(self, held: Container, name: str, postings: FieldReader, chars: Array, renumber: NDArray[np.int32]):
        self._held, self.postings, self._chars, self._renumber = held, postings, chars.astype(np.int64), renumber
        self._firsts = held.array(f"{name}.firsts").astype(np.int64)
        self._seconds = held.array(f"{name}.seconds")
        self._text, self._at = held.array(f"{name}.words.text").data, held.array(f"{name}.words.at")
        self.grams, self.words = self._seconds.size, self._at.size - 1

    def begins(self, chars: Ints) -> Ints:
        """Where the grams of each of these characters would begin, and of the last one end."""
        return np.append(self._firsts[self._chars.searchsorted(chars)], self.grams)

    def postings_at(self, terms: Ints) -> Ints:
        """How many postings lie before each of these terms."""
        before = np.concatenate(([0], np.cumsum(self.postings.lists.sizes(0, self.grams))))
        found: Ints = before[terms]
        return found

    def keys(self, low: int, high: int) -> Ints:
        """The grams from `low` up to `high`, by code points."""
        table = np.concatenate(([ALONE, EDGE], self._chars))
        first = np.repeat(self._chars, np.diff(self._firsts.clip(low, high)))
        found: Ints = first << SHIFT | table[self._seconds[low:high]]
        return found

    def word(self, number: int) -> bytes:
        return bytes(self._text[int(self._at[number]) : int(self._at[number + 1])])

    def find(self, word: bytes) -> int:
        """The first word that is not below."""
        return bisect_left(range(self.words), word, key=self.word)

    def some_words(self, low: int, high: int) -> list[bytes]:
        ends = self._at[low : high + 1].tolist()
        text, base = bytes(self._text[ends[0] : ends[-1]]), ends[0]
        return [text[begin - base : end - base] for begin, end in pairwise(ends)]

    def release(self) -> None:
        self._held.release()

    def read(self, low: int, high: int) -> tuple[Ints, Array, Ints, Ints, Ints]:
        """Terms from `low` up to `high`: of each how many live postings; their new documents, places, counts; their
        positions.
        """
        lists = self.postings.lists
        sizes, first = lists.sizes(low, high), lists.spot(low).posting
        docs = self._renumber[lists.docs_between(low, high)]
        flags = np.repeat(lists.positional(low, high), sizes)
        places, counts = self.postings.weights(first, first + docs.size, flags)
        at = self.postings.place_start(low, first)
        spots = self.postings.positions(at, at + int(places.sum()))
        kept = docs >= 0
        if not kept.all():
            spots = spots[np.repeat(kept, places)]
            held = np.concatenate(([0], np.cumsum(kept)))
            ends = np.cumsum(sizes)
            sizes = held[ends] - held[ends - sizes]
            docs, places, counts = docs[kept], places[kept], counts[kept]
        return sizes, docs, places, counts, spots


class FieldMerge:
    """Merges one field. `chars`: every character of the merged segment. `far` and `impact`: see FieldWriter."""

    def __init__(self, out: ContainerWriter, name: str, sources: Sequence[Source], chars: Ints) -> None:
        self._out, self._name, self._sources, self._chars = out, name, sources, chars

    def run(self, documents: int, impact: NDArray[np.float64] | None) -> None:
        far = any(source.postings.is_far for source in self._sources)
        writer = FieldWriter(self._out, self._name, documents, far, impact)
        grams = [np.empty(0, np.int64)]
        words = _Words(self._out, self._name)
        for keys, block in _read_ahead(self._blocks()) if documents > SMALL else self._blocks():
            writer.add(block)
            if isinstance(keys, list):
                words.add(keys)
            else:
                grams.append(keys)
        writer.finish()
        words.finish()
        write_grams(self._out, self._name, np.concatenate(grams), self._chars)

    def _blocks(self) -> Iterator[tuple[Keys, Block]]:
        """Blocks of merged terms in order, with their keys; terms without a live document are left out."""
        for keys, parts, first, last in self._ranges():
            sizes, block = _joined(parts, first, last)
            alive = np.flatnonzero(sizes)
            if isinstance(keys, list):
                yield [keys[first + n] for n in alive.tolist()], block
            else:
                yield keys[first:last][alive], block

    def _ranges(self) -> Iterator[tuple[Keys, list[Part], int, int]]:
        """Stretches cut into ranges of merged terms with about BLOCK postings each."""
        for keys, parts in self._stretches():
            sizes = np.zeros(len(keys), np.int64)
            for part in parts:
                sizes[part.terms] += part.source.postings.lists.sizes(part.low, part.high)
            ends, first = np.cumsum(sizes), 0
            while first < len(keys):
                done = int(ends[first - 1]) if first else 0
                last = max(first + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
                yield keys, parts, first, last
                first = last

    def _stretches(self) -> Iterator[tuple[Keys, list[Part]]]:
        begins = [source.begins(self._chars) for source in self._sources]
        held = np.zeros(self._chars.size + 1, np.int64)
        for source, own in zip(self._sources, begins, strict=True):
            held += source.postings_at(own)
        first = 0
        while first < self._chars.size:
            last = max(first + 1, int(np.searchsorted(held, held[first] + BLOCK, side="right")) - 1)
            spans = [(int(own[first]), int(own[last])) for own in begins]
            listed = [source.keys(low, high) for source, (low, high) in zip(self._sources, spans, strict=True)]
            keys = distinct(np.concatenate(listed))
            yield (
                keys,
                [
                    Part(source, low, high, keys.searchsorted(own))
                    for source, (low, high), own in zip(self._sources, spans, listed, strict=True)
                    if high > low
                ],
            )
            first = last
        yield from self._word_stretches()

    def _word_stretches(self) -> Iterator[tuple[Keys, list[Part]]]:
        most = max(self._sources, key=lambda source: source.words)
        step = max(1, WORDS * most.words // max(1, sum(source.words for source in self._sources)))
        pivots = [most.word(number) for number in range(step, most.words, step)]
        ends = [[source.find(pivot) for pivot in pivots] + [source.words] for source in self._sources]
        lows = [0] * len(self._sources)
        for turn in range(len(pivots) + 1):
            highs = [own[turn] for own in ends]
            listed = [
                source.some_words(low, high) for source, low, high in zip(self._sources, lows, highs, strict=True)
            ]
            keys = sorted({word for own in listed for word in own})
            rank = {word: number for number, word in enumerate(keys)}
            yield (
                keys,
                [
                    Part(
                        source,
                        source.grams + low,
                        source.grams + high,
                        np.array([rank[word] for word in own], np.int64),
                    )
                    for source, low, high, own in zip(self._sources, lows, highs, listed, strict=True)
                    if own
                ],
            )
            lows = highs


def _read_ahead(blocks: Iterator[tuple[Keys, Block]]) -> Iterator[tuple[Keys, Block]]:
    """The same blocks; while one is used the next is read."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, blocks, None)
        while (found := coming.result()) is not None:
            coming = pool.submit(next, blocks, None)
            yield found


def _joined(parts: Sequence[Part], first: int, last: int) -> tuple[Ints, Block]:
    """The merged terms from `first` up to `last`: how many live postings each has, and the block of those with any."""
    sizes, held = np.zeros(last - first, np.int64), np.zeros(last - first, np.int64)
    positional = np.zeros(last - first, np.bool_)
    read = []
    for part in parts:
        low, high = part.terms.searchsorted((first, last)).tolist()
        if high > low:
            own = part.source.read(part.low + low, part.low + high)
            terms = part.terms[low:high] - first
            read.append((terms, _by_term(own[2], own[0]), *own))
            sizes[terms] += own[0]
            held[terms] += read[-1][1]
            positional[terms] = part.source.postings.lists.positional(part.low + low, part.low + high)
            part.source.release()  # much is mapped around what is read, of hundreds of files
    docs = np.empty(int(sizes.sum()), np.int64)
    places, counts = np.empty_like(docs), np.empty_like(docs)
    positions = np.empty(int(held.sum()), np.int64)
    # Each source's share of a term goes behind those of the sources before it.
    to_posting, to_place = np.cumsum(sizes) - sizes, np.cumsum(held) - held
    for terms, own_held, own_sizes, own_docs, own_places, own_counts, own_spots in read:
        at = _moved(to_posting[terms], own_sizes)
        docs[at], places[at], counts[at] = own_docs, own_places, own_counts
        positions[_moved(to_place[terms], own_held)] = own_spots
        to_posting[terms] += own_sizes
        to_place[terms] += own_held
    alive = np.flatnonzero(sizes)
    return sizes, Block(sizes[alive], positional[alive], docs, places, counts, positions)


def _by_term(values: Ints, sizes: Ints) -> Ints:
    """Sums of values that belong to terms, so many to each."""
    total = np.concatenate(([0], np.cumsum(values)))
    ends = np.cumsum(sizes)
    found: Ints = total[ends] - total[ends - sizes]
    return found


def _moved(begins: Ints, sizes: Ints) -> Ints:
    """Where stretches of these sizes go that begin there."""
    found: Ints = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    return found


class _Words:
    """The table of the merged words, as build.strings lays it out, piece by piece."""

    def __init__(self, out: ContainerWriter, name: str) -> None:
        self._out, self._name, self._size = out, f"{name}.words", 0
        out.append(f"{self._name}.text", np.empty(0, np.uint8))
        out.append(f"{self._name}.at", np.zeros(1, np.uint32))

    def add(self, words: list[bytes]) -> None:
        sizes = np.cumsum([len(word) for word in words], dtype=np.int64) + self._size
        self._out.append(f"{self._name}.text", np.frombuffer(b"".join(words), np.uint8))
        self._out.append(f"{self._name}.at", sizes.astype(np.uint32))
        self._size = int(sizes[-1]) if sizes.size else self._size

    def finish(self) -> None:
        assert self._size < 1 << 32, "a segment beyond its format; merge less"
