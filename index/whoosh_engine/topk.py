"""The documents of a segment that may be among the first, with their scores; the rest is told away by bounds.

A document that holds a term of a scarce list has a bound of its own: what the scarce lists add is known, what common
terms add at most is known for its block (bounds.py). Documents of common terms alone share the bound of their block.
What promises most is scored first; then all whose bound reaches the last score that is still wanted. The rest is below
it, so order and ties come out as if all had been scored.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.whoosh_engine.arrays import Ints, distinct, true_at
from index.whoosh_engine.bounds import BLOCK_SHIFT, most_of
from index.whoosh_engine.matches import Matches, union
from index.whoosh_engine.ranking import Ranking, Scores
from index.whoosh_engine.said import Ranked
from index.whoosh_engine.schema import WHOLE
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.termlist import TermList

FEW = 1024  # matches that are sooner scored than pruned
OFTEN = 8  # one document in so many: then the list of a title is told by bounds as well
FIRST_BLOCKS, FIRST_DOCS = 4, 32  # scored before any is judged, beyond one for each hit wanted

Weighed = Sequence[tuple[Ranked, np.float32]]


class _Term:
    """A term of the ranking in one segment: its common lists as bounds of blocks, its scarce ones as documents."""

    def __init__(self, ranking: Ranking, segment: Segment, ranked: Ranked, idf: np.float32) -> None:
        self.idf = idf
        self.blocks: Scores | None = None  # the most that tf' is, by block
        self.scarce: list[tuple[str, TermList]] = []
        field, term = ranked
        for name in segment.texts if field is None else (field,):
            one = segment.field(name).term(term)
            if one is None:
                continue
            is_main = name == (field or WHOLE)
            levels = one.levels() if is_main or one.size * OFTEN > segment.documents else None
            if levels is None:
                self.scarce.append((name, one))
            else:
                own = ranking.most(segment, name)[levels]
                self.blocks = own if self.blocks is None else self.blocks + own


def candidates(
    ranking: Ranking, segment: Segment, found: Matches, weighed: Weighed, wanted: int
) -> tuple[Ints, Scores]:
    """Documents and scores, among them the first `wanted` of `found` and all that tie with the last of them."""
    if found.count <= max(FEW, wanted):
        return _all(ranking, segment, found, weighed)
    terms = [_Term(ranking, segment, ranked, idf) for ranked, idf in weighed]
    lists = [one.docs() for term in terms for _, one in term.scarce]
    if sum(part.size for part in lists) > found.count:
        return _all(ranking, segment, found, weighed)
    blocks = np.zeros((segment.documents >> BLOCK_SHIFT) + 1, np.float32)
    for term in terms:
        if term.blocks is not None:
            blocks += most_of(term.blocks, term.idf)
    known = found.kept(union(lists, segment.documents))
    bounds = _bounds(ranking, segment, terms, known)
    docs, scores, least = np.empty(0, np.int64), np.empty(0, np.float32), np.float32(-1)
    sizes = wanted + FIRST_BLOCKS, wanted + FIRST_DOCS
    while True:
        at, own = true_at((blocks >= least) & (blocks > 0)), true_at(bounds >= least)
        if not at.size + own.size:
            return docs, scores
        if docs.size < wanted:
            at, own = _highest(blocks, at, sizes[0]), _highest(bounds, own, sizes[1])
            sizes = sizes[0] * 8, sizes[1] * 8
        blocks[at], bounds[own] = -2, -2
        fresh = found.within(at, BLOCK_SHIFT) if at.size else at
        docs = distinct(np.concatenate((docs, known[own], fresh)))
        scores = ranking.scores(segment, docs, weighed)
        if scores.size >= wanted:
            least = np.partition(scores, scores.size - wanted)[scores.size - wanted]
            kept = scores >= least
            docs, scores = docs[kept], scores[kept]


def _all(ranking: Ranking, segment: Segment, found: Matches, weighed: Weighed) -> tuple[Ints, Scores]:
    docs = found.docs()
    return docs, ranking.scores(segment, docs, weighed)


def _highest(values: Scores, at: Ints, count: int) -> Ints:
    """Of some places the `count` with the highest values, ascending."""
    if at.size <= count:
        return at
    chosen: Ints = at[np.argpartition(values[at], at.size - count)[at.size - count :]]
    chosen.sort()
    return chosen


def _bounds(ranking: Ranking, segment: Segment, terms: Sequence[_Term], docs: Ints) -> Scores:
    """The most that each of these documents can score."""
    total = np.zeros(docs.size, np.float32)
    blocks = docs >> BLOCK_SHIFT
    for term in terms:
        most = np.zeros(docs.size, np.float32) if term.blocks is None else term.blocks[blocks]
        for name, one in term.scarce:
            where, postings = one.locate(docs)
            counts = one.every_count() if where.size == one.size else one.counts(postings)
            most[where] += ranking.part(segment, name, docs[where], counts)
        total += most_of(most, term.idf)
    return total
