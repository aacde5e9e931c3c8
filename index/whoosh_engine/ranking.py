"""BM25F over arrays, exact, and the first few of many. Tests hold it to a plain reference.

score = sum over terms of kind * idf * tf' / (k1 + tf'), tf' = sum over fields of w * tf / (1 - b + b * length / mean),
idf = ln(1 + (N - df + .5) / (df + .5)). N, df and averages count the live documents in view. Sums are float32, terms in
ascending order, fields in theirs; of equal scores the newest comes first, then article id and version decide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis import query_phrase, query_terms, query_words
from index.document import UNDATED
from index.engine import TEXT_FIELDS, EngineHit, EngineHits, Sort
from index.tree import And, Loose, Near, Or, Text, Tree
from index.whoosh_engine.arrays import Ints, Mask
from index.whoosh_engine.schema import K1, LENGTH_SHARE, WEIGHTS, WHOLE, term_weight
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.termlist import TermList

Scores = NDArray[np.float32]
Ranked = tuple[str | None, str]  # field, or None for the whole text, and term


@dataclass(frozen=True, slots=True)
class View:
    """A segment and which of its documents a search may see; None: all of them."""

    segment: Segment
    seen: Mask | None


def ranked_terms(tree: Tree) -> list[Ranked]:
    """What a tree ranks by, each once, in the order of the sum: its texts outside of NOT, names and filters aside."""
    return sorted(set(_ranked(tree)), key=lambda one: (one[0] or "", one[1]))


def _ranked(tree: Tree) -> Iterator[Ranked]:
    match tree:
        case And(children) | Or(children):
            for child in children:
                yield from _ranked(child)
        case Text(field, text, quoted) if field is None or field in TEXT_FIELDS:
            pieces = [query_phrase(text)] if quoted else query_words(text)
            yield from ((field, term) for piece in pieces if piece for term in piece.ranked)
        case Near(field, texts, _) if field is None or field in TEXT_FIELDS:
            pieces = [query_phrase(text) for text in texts]
            yield from ((field, term) for piece in pieces if piece for term in piece.ranked)
        case Loose(field, text) if field is None or field in TEXT_FIELDS:
            yield from ((field, term) for term in query_terms(text))
        case _:
            return


class Ranking:
    """The statistics of one view of the index, and scores by them."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self.documents = sum(v.segment.documents if v.seen is None else int(v.seen.sum()) for v in views)
        lengths = {name: sum(self._length(v, name) for v in views) for name in TEXT_FIELDS}
        self.averages = {name: total / self.documents if self.documents else 0.0 for name, total in lengths.items()}

    @staticmethod
    def _length(view: View, name: str) -> int:
        if view.seen is None:
            return int(view.segment.held.said["lengths"][name])
        return int(view.segment.column(f"{name}.length")[view.seen].sum(dtype=np.int64))

    def frequency(self, ranked: Ranked) -> int:
        """In how many documents in view the term stands."""
        field, term = ranked
        found = 0
        for view in self._views:
            one = view.segment.field(field or WHOLE).term(term)
            if one is None:
                continue
            if field == WHOLE:
                docs = one.docs()[one.counts(np.arange(one.size)) > 0]
                found += docs.size if view.seen is None else int(view.seen[docs].sum())
            elif view.seen is None:
                found += one.size
            else:
                found += one.size - self._unseen(view, one)
        return found

    @staticmethod
    def _unseen(view: View, one: TermList) -> int:
        assert view.seen is not None
        hidden = np.flatnonzero(~view.seen)
        if hidden.size < one.size:
            return int(one.holds(hidden).sum())
        return int((~view.seen[one.docs()]).sum())

    def weight(self, ranked: Ranked) -> np.float32:
        """The idf of a term, by its kind."""
        df = self.frequency(ranked)
        return np.float32(term_weight(ranked[1]) * math.log(1 + (self.documents - df + 0.5) / (df + 0.5)))

    def norms(self, field: str, lengths: Ints) -> Scores:
        share, average = LENGTH_SHARE[field], self.averages[field]
        slope = np.float32(share / average if average else 0.0)
        result: Scores = np.float32(1 - share) + slope * lengths.astype(np.float32)
        return result

    def scores(self, segment: Segment, docs: Ints, terms: Sequence[tuple[Ranked, np.float32]]) -> Scores:
        """The score of each of `docs`."""
        total = np.zeros(docs.size, np.float32)
        for (field, term), idf in terms:
            counted = np.zeros(docs.size, np.float32)
            for name in TEXT_FIELDS if field is None else (field,):
                one = segment.field(name).term(term)
                if one is None:
                    continue
                where, postings = one.locate(docs)
                if where.size:
                    lengths = segment.column(f"{name}.length")[docs[where]]
                    weighted = np.float32(WEIGHTS[name]) * one.counts(postings).astype(np.float32)
                    counted[where] += weighted / self.norms(name, lengths)
            total += idf * (counted / (np.float32(K1) + counted))
        return total


@dataclass(frozen=True, slots=True)
class Found:
    """The matching documents of one segment, and what they are ordered by: higher first."""

    segment: Segment
    docs: Ints
    order: NDArray[np.float32] | Ints


def best(found: Sequence[Found], limit: int, offset: int) -> EngineHits:
    """The hits from `offset` on, by order, then the newest first, then by article id and version."""
    total = sum(f.docs.size for f in found)
    wanted = min(offset + max(limit, 0), total)
    if not wanted or limit <= 0 or offset >= total:
        return EngineHits(total, ())
    chosen = []
    for part in found:
        docs, order = part.docs, part.order
        if docs.size > wanted:
            least = np.partition(order, docs.size - wanted)[docs.size - wanted]
            keep = _settle(part, least, wanted)
            docs, order = docs[keep], order[keep]
        versions, newest = part.segment.column("version"), by_date(part.segment, docs, "date")
        chosen += [
            (-value, -moment, part.segment.article_id(doc), int(versions[doc]), part.segment, doc)
            for value, moment, doc in zip(order.tolist(), newest.tolist(), docs.tolist(), strict=True)
        ]
    chosen.sort(key=lambda one: one[:4])
    hits = (EngineHit(i, v, -score + 0.0, held.text_print(doc)) for score, _, i, v, held, doc in chosen[offset:wanted])
    return EngineHits(total, tuple(hits))


def _settle(part: Found, least: float, wanted: int) -> Ints:
    """Places of the first `wanted`, ties at the border decided by date and id: all above it, and of those on it the
    newest, and of those of one moment the lowest ids.
    """
    above, on = np.flatnonzero(part.order > least), np.flatnonzero(part.order == least)
    missing = wanted - above.size
    if on.size > missing:
        newest = by_date(part.segment, part.docs[on], "date")
        last = np.partition(newest, on.size - missing)[on.size - missing]
        above, on = np.concatenate((above, on[newest > last])), on[newest == last]
        missing = wanted - above.size
    if on.size > missing:
        ids = part.segment.ids[part.docs[on]]
        first = ids[:, :8].copy().view(">u8").ravel()
        border = np.partition(first, missing - 1)[missing - 1]
        on = on[first <= border]  # a few too many when ids begin alike: the sort that follows sees them whole
    return np.concatenate((above, on))


def by_date(segment: Segment, docs: Ints, sort: Sort) -> Ints:
    """Moments as an order, undated last either way."""
    moments = segment.column("moment")[docs]
    moments = moments if sort != "date-asc" else -moments
    moments[segment.column("first_day")[docs] == UNDATED] = np.iinfo(np.int64).min
    return moments
