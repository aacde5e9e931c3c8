"""The documents of a segment that may be among the first, with their scores; the rest is told away by bounds.

A document that holds a term of a scarce list has a bound of its own: what the scarce lists add is known, what common
terms add at most is known for its block (bounds.py). Documents of common terms alone share the bound of their block.
What promises most is scored first; then all whose bound reaches the last score that is still wanted. The rest is below
it, so order and ties come out as if all had been scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from itertools import combinations, product

import numpy as np

from index.whoosh_engine.arrays import Ints, Mask, distinct, greatest, true_at
from index.whoosh_engine.bounds import BLOCK_SHIFT, most_of
from index.whoosh_engine.matches import Matches, Ranks, Words, bits_of, listed, union
from index.whoosh_engine.ranking import CHUNK, Ranking, Scores
from index.whoosh_engine.said import Ranked
from index.whoosh_engine.schema import WHOLE
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.termlist import TermList

FEW = 1024  # matches that are sooner scored than pruned
OFTEN = 8  # one document in so many: then the list of a title is told by bounds as well
OVER = np.float32(1.0001)
MARGIN = np.float32(0.9999)  # sums in another order
MOST_TERMS = 4  # of which all combinations are looked at
MOST_BITS = 16  # common terms of which it is looked at who holds them, when there are many
SUMMED = 16  # one match in so many documents: then bounds are summed over all documents
FIRST_BLOCKS, FIRST_DOCS = 4, 32  # scored before any is judged, beyond one for each hit wanted

Weighed = Sequence[tuple[Ranked, np.float32]]


class _Common:
    """A term whose main list has bounds: the most that it scores, by block, and the list with all its documents.

    What it scores comes from the main list (`own`; None where nothing counts there) and from `others`. `caps`: what a
    level of the main list comes to.
    """

    def __init__(
        self, ranked: Ranked, idf: np.float32, main: TermList, own: Scores | None, others: Scores | None, caps: Scores
    ) -> None:
        self.ranked, self.idf, self.main = ranked, idf, main
        self.tf = reduce(np.add, (part for part in (own, others) if part is not None))
        self.most = most_of(self.tf, idf)
        self._own, self._others, self._caps = own, others, caps

    @cached_property
    def strong(self) -> Words | None:
        """The documents that it adds most to, None where they are not marked."""
        marked = self._marked
        return marked[0] if marked else None

    @cached_property
    def weak(self) -> Scores:
        """The most that it scores in the others, by block."""
        if self._marked is None or self._own is None:
            return self.most
        tf = np.minimum(self._own, self._caps[self._marked[1]])
        return most_of(tf if self._others is None else tf + self._others, self.idf)

    @cached_property
    def _marked(self) -> tuple[Words, int] | None:
        return self.main.strong()


class _Term:
    """A term of the ranking in one segment: what is told by bounds of blocks, and its scarce lists."""

    def __init__(self, ranking: Ranking, segment: Segment, ranked: Ranked, idf: np.float32) -> None:
        self.idf = idf
        self.common: _Common | None = None
        self.scarce: list[tuple[str, TermList]] = []
        field, term = ranked
        self.main = main = segment.field(field or WHOLE).term(term)  # the list with all its documents
        whole: Scores | None = None  # of the main list alone
        others: Scores | None = None
        for name in segment.texts if field is None else (field,):
            one = segment.field(name).term(term)
            if one is None:
                continue
            levels = one.levels() if one is main or one.size * OFTEN > segment.documents else None
            if levels is None:
                self.scarce.append((name, one))
            else:
                own = ranking.most(segment, name)[levels]
                if one is main:
                    whole = own
                else:
                    others = own if others is None else others + own
        if main is not None and (whole is not None or others is not None):
            self.common = _Common(ranked, idf, main, whole, others, ranking.most(segment, field or WHOLE))


def candidates(
    ranking: Ranking, segment: Segment, found: Matches, weighed: Weighed, wanted: int
) -> tuple[Ints, Scores]:
    """Documents and scores, among them the first `wanted` of `found` and all that tie with the last of them."""
    if found.count <= max(FEW, wanted):
        return _all(ranking, segment, found, weighed)
    terms = [_Term(ranking, segment, ranked, idf) for ranked, idf in weighed]
    if len(terms) > MOST_TERMS:
        if found.count * SUMMED < segment.documents:
            return _all(ranking, segment, found, weighed)
        return _by_sums(ranking, segment, found, weighed, terms, wanted)
    lists = [one.docs() for term in terms for _, one in term.scarce]
    if sum(part.size for part in lists) > found.count:
        return _all(ranking, segment, found, weighed)
    blocks = np.zeros((segment.documents >> BLOCK_SHIFT) + 1, np.float32)
    common = [term.common for term in terms if term.common]
    for one in common:
        blocks += one.most
    known = found.kept(every := union(lists, segment.documents))
    bounds = (_bounds_of_all if known is every else _bounds)(ranking, segment, terms, known)
    docs, scores, least = np.empty(0, np.int64), np.empty(0, np.float32), np.float32(-1)
    sizes = wanted + FIRST_BLOCKS, wanted + FIRST_DOCS
    strong = _strong_in_all(found, common)
    has_strong = wanted <= strong.size <= FEW
    while True:
        at, own = true_at(blocks >= least), true_at(bounds >= least)
        if not at.size + own.size:
            return docs, scores
        if docs.size < wanted:
            at, own = _highest(blocks, at, sizes[0]), _highest(bounds, own, sizes[1])
            sizes = sizes[0] * 8, sizes[1] * 8
            if has_strong:
                at, fresh = at[:0], strong  # no block is through with that
            else:
                fresh = found.within(at, BLOCK_SHIFT) if at.size else at
        else:
            likely = _promising(found, common, at, blocks.size, least, has_strong)
            fresh = _sifted(ranking, segment, common, likely, least)
        blocks[at], bounds[own] = -2, -2
        docs = distinct(np.concatenate((docs, known[own], fresh)))
        scores = ranking.scores(segment, docs, weighed)
        if scores.size >= wanted:
            least = greatest(scores, wanted)
            kept = scores >= least
            docs, scores = docs[kept], scores[kept]


def _all(ranking: Ranking, segment: Segment, found: Matches, weighed: Weighed) -> tuple[Ints, Scores]:
    docs = found.docs()
    return docs, ranking.scores(segment, docs, weighed)


def _strong_in_all(found: Matches, common: Sequence[_Common]) -> Ints:
    """The matches that are among the strongest of each of several common terms."""
    words = found.words()
    marked = [term.strong for term in common] if len(common) > 1 and words is not None else [None]
    if words is None or any(one is None for one in marked):
        return np.empty(0, np.int64)
    both = reduce(np.bitwise_and, (one for one in marked if one is not None), words)
    return listed(both) if np.add.reduce(np.bitwise_count(both), dtype=np.int64) <= FEW else np.empty(0, np.int64)


def _promising(
    found: Matches, common: Sequence[_Common], at: Ints, size: int, least: np.float32, but_strong: bool
) -> Ints:
    """Of the matches in some of `size` blocks those that may score `least` with the terms that they hold, as strong as
    they are there; `but_strong`: without those that are strong in all terms.
    """
    words = found.words()
    if words is None or least <= 0 or not at.size or len(common) < 2:
        return found.within(at, BLOCK_SHIFT) if at.size else at
    kept = np.zeros_like(words)
    left = np.zeros(size, np.bool_)
    left[at] = True
    for chosen, are_strong in _states(common, left, least):
        if but_strong and len(chosen) == len(common) and all(are_strong):
            continue
        told = [term.most if mark else term.weak for term, mark in zip(chosen, are_strong, strict=True)]
        enough = left & (reduce(np.add, told) >= least)
        if enough.any():
            own = -np.repeat(enough, 1 << BLOCK_SHIFT - 6)[: words.size].astype(np.int64)
            bits = [term.strong if mark else None for term, mark in zip(chosen, are_strong, strict=True)]
            every = (term.main.all_words() if one is None else one for term, one in zip(chosen, bits, strict=True))
            kept |= reduce(np.bitwise_and, every, own.view(np.uint64))
    return listed(kept & words)


def _states(
    common: Sequence[_Common], left: Mask, least: np.float32
) -> Iterator[tuple[tuple[_Common, ...], tuple[bool, ...]]]:
    """Each way in which a document may hold some terms, strong or not, that may come to `least` in a block."""
    for count in range(1, len(common) + 1):
        for chosen in combinations(common, count):
            if (left & (reduce(np.add, (term.most for term in chosen)) >= least)).any():
                ways = ((False,) if term.strong is None else (False, True) for term in chosen)
                yield from ((chosen, way) for way in product(*ways))


def _sifted(ranking: Ranking, segment: Segment, common: Sequence[_Common], docs: Ints, least: np.float32) -> Ints:
    """Of these documents those that may score `least`, told with one term after another scored."""
    if len(common) < 2 or docs.size <= FEW:
        return docs
    blocks = docs >> BLOCK_SHIFT
    bounds = reduce(np.add, (term.most[blocks] for term in common))
    for term in sorted(common, key=lambda term: -float(term.most.max()))[:-1]:
        own = ranking.scores(segment, docs, [(term.ranked, term.idf)])
        bounds += own - term.most[blocks]
        kept = bounds >= least * MARGIN
        docs, blocks, bounds = docs[kept], blocks[kept], bounds[kept]
    return docs


def _by_sums(
    ranking: Ranking, segment: Segment, found: Matches, weighed: Weighed, terms: Sequence[_Term], wanted: int
) -> tuple[Ints, Scores]:
    """As `candidates`, for many terms: what each document's terms can come to is summed for all documents at once."""
    blocks = (segment.documents >> BLOCK_SHIFT) + 1
    total, rest = np.zeros((blocks, 1 << BLOCK_SHIFT), np.float32), np.zeros(blocks, np.float32)
    flat, common = total.ravel(), list[tuple[Scores, _Common]]()
    for term in terms:
        if term.main is None:
            continue
        if term.common is None:
            docs = term.main.docs()
            flat[docs] += _bounds(ranking, segment, [term], docs)
        else:
            most = np.full(blocks, term.idf * OVER) if term.scarce else term.common.most
            common.append((most, term.common))
    common.sort(key=lambda one: -float(one[0].max()))
    for number, (most, one) in enumerate(common):
        if number < MOST_BITS:
            bits = np.zeros((blocks, 1 << BLOCK_SHIFT - 3), np.uint8)
            raw = one.main.all_words().view(np.uint8)
            bits.ravel()[: raw.size] = raw[: bits.size]
            total += np.unpackbits(bits, axis=1, bitorder="little") * most[:, None]
        else:
            rest += most
    total += rest[:, None]
    unaware = max(len(common) - MOST_BITS, 0)  # the last so many were added to all documents of a block
    left = found.docs()
    bounds = flat[left]
    docs, scores, least, size = left[:0], np.empty(0, np.float32), np.float32(-1), wanted + FIRST_DOCS
    while left.size:
        chosen = _highest(bounds, np.arange(left.size), size)
        docs = distinct(np.concatenate((docs, left[chosen])))
        scores = ranking.scores(segment, docs, weighed)
        least = greatest(scores, wanted)
        docs, scores = docs[scores >= least], scores[scores >= least]
        bounds[chosen] = -1
        kept = bounds >= max(least * MARGIN, 0)
        left, bounds, size = left[kept], bounds[kept], size * 8
        while common and left.size > FEW:
            # One common term more is scored, and no longer told by its bound.
            most, one = common.pop(0)
            own, told = ranking.scores(segment, left, [(one.ranked, one.idf)]), most[left >> BLOCK_SHIFT]
            told_of_all = len(common) < unaware
            bounds += own - (told if told_of_all else told * (own > 0))
            kept = bounds >= max(least * MARGIN, 0)
            left, bounds = left[kept], bounds[kept]
    return docs, scores


def _highest(values: Scores, at: Ints, count: int) -> Ints:
    """Of some places the `count` with the highest values, ascending."""
    if at.size <= count:
        return at
    if at.size > 64 * count:  # a sample tells about where the border is
        own = values[at]
        likely = at[own >= np.sort(own[:: at.size // (16 * count)])[-32:][0]]
        at = likely if likely.size >= count else at
    chosen: Ints = at[values[at].argpartition(at.size - count)[at.size - count :]]
    chosen.sort()
    return chosen


def _bounds_of_all(ranking: Ranking, segment: Segment, terms: Sequence[_Term], docs: Ints) -> Scores:
    """As `_bounds`, of the documents of all their scarce lists together: none of a list is missing there."""
    total = np.zeros(docs.size, np.float32)
    blocks = docs >> BLOCK_SHIFT
    ranks: Ranks | None = None
    for term in terms:
        one = term.common
        most = one.tf[blocks] if one else np.zeros(docs.size, np.float32)
        if one and len(terms) > 1:
            most *= one.main.holds(docs)
        for name, part in term.scarce:
            own = part.docs()
            added = ranking.part(segment, name, own, part.every_count())
            if own.size == docs.size:
                most += added
            else:
                ranks = ranks or Ranks(bits_of(docs, segment.documents))
                most[ranks.of(own)] += added
        total += most_of(most, term.idf)
    return total


def _bounds(ranking: Ranking, segment: Segment, terms: Sequence[_Term], docs: Ints) -> Scores:
    """The most that each of these documents can score."""
    if docs.size > CHUNK:
        parts = [docs[at : at + CHUNK] for at in range(0, docs.size, CHUNK)]
        return np.concatenate([_bounds(ranking, segment, terms, part) for part in parts])
    total = np.zeros(docs.size, np.float32)
    blocks = docs >> BLOCK_SHIFT
    for term in terms:
        one = term.common
        most = one.tf[blocks] if one else np.zeros(docs.size, np.float32)
        if one and len(terms) > 1:  # what is asked of one term's lists holds it
            most *= one.main.holds(docs)
        for name, part in term.scarce:
            where, postings = part.locate(docs)
            counts = part.every_count() if where.size == part.size else part.counts(postings)
            if where.size == docs.size:
                most += ranking.part(segment, name, docs, counts)
            else:
                most[where] += ranking.part(segment, name, docs[where], counts)
        total += most_of(most, term.idf)
    return total
