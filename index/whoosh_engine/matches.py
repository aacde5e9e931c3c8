"""A set of documents of one segment: ascending numbers when it is small, a bit for each document when it is large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Ints, Mask, distinct, true_at

Words = NDArray[np.uint64]

_BELOW = (np.uint64(1) << np.arange(64, dtype=np.uint64)) - np.uint64(1)  # the bits below each of a word
MANY = 32  # one document in so many: then bits are less work than numbers


def packed(mask: Mask) -> Words:
    """A bit for each document, 64 to a number."""
    bits = np.packbits(mask, bitorder="little")
    if not bits.size % 8:
        return bits.view(np.uint64)
    words = np.zeros(-(-mask.size // 64), np.uint64)
    words.view(np.uint8)[: bits.size] = bits
    return words


def bits_of(docs: Ints, documents: int) -> Words:
    """The bits of some documents."""
    mask = np.zeros(documents, np.bool_)
    mask[docs] = True
    return packed(mask)


def listed(words: Words) -> Ints:
    """The documents whose bits are set."""
    return true_at(np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_))


def held(words: Words, docs: Ints) -> Mask:
    """Whether the bit of each document is set."""
    raw = words.view(np.uint8)[docs >> 3]
    raw >>= (docs & 7).astype(np.uint8)
    raw &= 1
    hit: Mask = raw.view(np.bool_)
    return hit


class Ranks:
    """How many bits are set before a document's."""

    def __init__(self, words: Words) -> None:
        self._words = words
        counts = np.bitwise_count(words)
        self._before = np.add.accumulate(counts, dtype=np.int64)
        self._before -= counts

    def of(self, docs: Ints) -> Ints:
        number = docs >> 6
        below = self._words[number] & _BELOW[docs & 63]
        found: Ints = self._before[number] + np.bitwise_count(below)
        return found


def every(documents: int) -> Words:
    """All bits set, but none beyond the last document."""
    words = np.full(-(-documents // 64), -1, np.int64).view(np.uint64)
    if documents % 64:
        words[-1] = (1 << documents % 64) - 1
    return words


def union(lists: Sequence[Ints], documents: int) -> Ints:
    """The documents that stand in any of some ascending lists."""
    if len(lists) < 2:
        return lists[0] if lists else np.empty(0, np.int64)
    if sum(part.size for part in lists) * MANY < documents:
        return distinct(np.concatenate(lists))
    mask = np.zeros(documents, np.bool_)
    for part in lists:
        mask[part] = True
    return true_at(mask)


class Asked(Protocol):
    """What can say which documents it means, both ways (nodes.py)."""

    @property
    def has_words(self) -> bool: ...

    def guess(self) -> int: ...

    def docs(self) -> Ints: ...

    def words(self) -> Words: ...


class Matches:
    """What a query finds in one segment."""

    def __init__(self, words: Words | None, docs: Ints | None) -> None:
        assert words is not None or docs is not None
        self._words, self._docs = words, docs
        if docs is not None:
            self.count = docs.size
        elif words is not None:
            self.count = int(np.add.reduce(np.bitwise_count(words), dtype=np.int64))

    @classmethod
    def of(cls, asked: Asked, documents: int, seen: Mask | None, seen_words: Words | None) -> Matches:
        """Those of `asked` that are seen; None: all of them are."""
        if asked.has_words and asked.guess() * MANY > documents:
            words = asked.words()
            return cls(words if seen_words is None else words & seen_words, None)
        docs = asked.docs()
        return cls(None, docs if seen is None else docs[seen[docs]])

    def docs(self) -> Ints:
        if self._docs is None:
            assert self._words is not None
            self._docs = listed(self._words)
        return self._docs

    def words(self) -> Words | None:
        """As bits, when they are many."""
        return self._words

    def within(self, blocks: Ints, shift: int) -> Ints:
        """Those in some blocks of `1 << shift` documents each, 64 at least; `blocks` ascend."""
        if self._words is not None:
            size = 1 << shift - 6
            words = self._words
            if (int(blocks[-1]) + 1) * size > words.size:
                words = np.concatenate((words, np.zeros(size, np.uint64)))
            taken = words[: words.size // size * size].reshape(-1, size)[blocks]
            found = listed(taken.ravel())
            docs: Ints = (blocks[found >> shift] << shift) | (found & (1 << shift) - 1)
            return docs
        assert self._docs is not None
        low = self._docs.searchsorted(blocks << shift)
        sizes = self._docs.searchsorted((blocks + 1) << shift) - low
        from_ = np.repeat(low - np.cumsum(sizes) + sizes, sizes)
        kept: Ints = self._docs[from_ + np.arange(from_.size)]
        return kept

    def kept(self, docs: Ints) -> Ints:
        """Those of `docs` (ascending) that are among them: `docs` itself when all are."""
        if self._words is not None:
            hit = held(self._words, docs)
            return docs if hit.all() else docs[hit]
        own = self.docs()
        both: Ints = docs[own.take(own.searchsorted(docs), mode="clip") == docs] if own.size else own
        return both
