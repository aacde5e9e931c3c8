"""One term's list: its documents, whether given documents hold it, how often it counts there, where it stands."""

from __future__ import annotations

import numpy as np

from index.whoosh_engine.arrays import Ints, Mask, distinct, true_at
from index.whoosh_engine.bounds import Levels, has_bounds, has_strong
from index.whoosh_engine.doclists import BITS
from index.whoosh_engine.matches import Ranks, Words, bits_of, held
from index.whoosh_engine.postings import FieldReader, Floats

MARGIN = 1 << 20  # added to positions where a distance is taken from them


class TermList:
    """The postings of one term in one segment. What was decoded is held as long as the list is."""

    def __init__(self, field: FieldReader, term: int, positional: bool) -> None:
        self._field, self.term, self.positional = field, term, positional
        self._spot = field.lists.spot(term)
        self.size = self._spot.size
        self._docs: Ints | None = None
        self.words: Words | None = field.lists.words(self._spot) if self._spot.form == BITS else None
        self._made: Words | None = None
        self._ranks: Ranks | None = None

    @property
    def is_common(self) -> bool:
        """Whether it has bounds."""
        return has_bounds(self.size, self._field.documents)

    def docs(self) -> Ints:
        """All its documents, ascending."""
        if self._docs is None:
            self._docs = self._field.lists.docs(self._spot)
        return self._docs

    def all_words(self) -> Words:
        """Its documents as bits, whatever its form."""
        if self.words is not None:
            return self.words
        if self._made is None:
            self._made = bits_of(self.docs(), self._field.documents)
        return self._made

    def levels(self) -> Levels | None:
        """Bounds of what it adds to scores (bounds.py); None when it is not common."""
        return self._field.bounds.levels(self.term) if self.is_common else None

    def _by_bits(self, docs: Ints) -> bool:
        """Whether bits tell sooner than a search for each document of the shorter list."""
        return self.words is not None or min(docs.size, self.size) * 64 > self._field.documents

    def strong(self) -> tuple[Words, int] | None:
        """Which documents it adds most to, as bits, and the level of the others (bounds.py); None where none are."""
        return self._field.bounds.strong(self.term) if has_strong(self.size, self._field.documents) else None

    def locate(self, docs: Ints) -> tuple[Ints, Ints]:
        """Which of `docs` (ascending) hold the term: their places in `docs`, and in the list."""
        if docs is self._docs:
            every = np.arange(docs.size)
            return every, every
        if self._by_bits(docs):
            where = true_at(held(self.all_words(), docs))
            if self._ranks is None:
                self._ranks = Ranks(self.all_words())
            return where, self._ranks.of(docs if where.size == docs.size else docs[where])
        own = self.docs()
        if docs.size <= own.size:
            at = own.searchsorted(docs)
            where = true_at(own.take(at, mode="clip") == docs) if own.size else np.empty(0, np.int64)
            return where, at[where]
        at = docs.searchsorted(own)
        mine = true_at(docs.take(at, mode="clip") == own)
        return at[mine], mine

    def holds(self, docs: Ints) -> Mask:
        if self._by_bits(docs):
            return held(self.all_words(), docs)
        found = np.zeros(docs.size, np.bool_)
        found[self.locate(docs)[0]] = True
        return found

    def kept(self, docs: Ints) -> Ints:
        """Those of `docs` (ascending) that hold the term."""
        if docs is self._docs:
            return docs
        return docs[held(self.all_words(), docs) if self._by_bits(docs) else self.locate(docs)[0]]

    def counts(self, chosen: Ints) -> Floats:
        """How often the term counts in the postings `chosen` of it."""
        return self._field.counts_at(chosen + self._spot.posting, self.positional)

    def every_count(self) -> Floats:
        """How often the term counts in each of its postings."""
        return self._field.counts_between(self._spot.posting, self._spot.posting + self.size, self.positional)

    def places(self, chosen: Ints) -> tuple[Ints, Ints]:
        """(which of `chosen`, position) for every position of the postings `chosen`, in order."""
        field, first = self._field, self._spot.posting
        last = first + (int(chosen[-1]) + 1 if chosen.size else 0)
        places = field.places(first, last)
        sizes = places[chosen]
        owner = np.arange(chosen.size).repeat(sizes)
        from_ = places.cumsum()[chosen]
        from_ -= sizes.cumsum()
        from_ += field.place_start(self.term, first)
        return owner, field.positions_at(from_[owner] + np.arange(owner.size))

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

    def kept(self, docs: Ints) -> Ints:
        return self._whole.kept(docs)

    def spots(self, docs: Ints) -> Ints:
        """As of a TermList; one reading of neighbouring lists, for a common character begins thousands of pairs."""
        field, low, high = self._field, self._low, self._high
        if high == low:
            return np.empty(0, np.int64)
        slots = np.full(field.documents, -1, np.int64)
        slots[docs] = np.arange(docs.size)
        where = slots[field.lists.docs_between(low, high)]
        first = field.lists.spot(low).posting
        places = field.places(first, first + where.size)
        begin = field.place_start(low, first)
        positions = field.positions(begin, begin + int(places.sum()))
        kept = where >= 0
        if not kept.all():
            positions = positions[np.repeat(kept, places)]
            where, places = where[kept], places[kept]
        return distinct(np.repeat(where, places) << 32 | (positions + MARGIN))
