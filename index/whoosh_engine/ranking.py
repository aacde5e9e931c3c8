"""BM25F over arrays, exact, and the first few of many. Tests hold it to a plain reference.

score = sum over terms of kind * idf * tf' / (k1 + tf'), tf' = sum over fields of w * tf / (1 - b + b * length / mean),
idf = ln(1 + (N - df + .5) / (df + .5)). N, df and averages count the live documents in view. Sums are float32, terms in
ascending order, fields in theirs; of equal scores the newest comes first, then article id and version decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engine import TEXT_FIELDS, EngineHit, EngineHits
from index.whoosh_engine.arrays import Ints, Mask, greatest, true_at
from index.whoosh_engine.bounds import ceilings
from index.whoosh_engine.matches import Words
from index.whoosh_engine.newest import by_date
from index.whoosh_engine.said import Ranked
from index.whoosh_engine.schema import K1, LENGTH_SHARE, WEIGHTS, WHOLE, term_weight
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.termlist import TermList

Scores = NDArray[np.float32]


SATURATION = np.float32(K1)
ID = 32  # bytes of an article id
CHUNK = 1 << 15  # documents scored at once: arrays that fit in a core's cache


class View(NamedTuple):
    """A segment and which of its documents a search may see; None: all of them."""

    segment: Segment
    seen: Mask | None
    words: Words | None  # the same as bits


class Ranking:
    """The statistics of one view of the index, and scores by them."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self._most: dict[tuple[str, str], Scores] = {}
        self.documents = sum(v.segment.documents if v.seen is None else int(v.seen.sum()) for v in views)
        lengths = {name: sum(self._length(v, name) for v in views) for name in TEXT_FIELDS}
        self.averages = {name: total / self.documents if self.documents else 0.0 for name, total in lengths.items()}
        self._norms = {name: self._norm(name) for name in TEXT_FIELDS}

    @staticmethod
    def _length(view: View, name: str) -> int:
        if view.seen is None:
            return int(view.segment.held.said["lengths"][name])
        return int(view.segment.column(f"{name}.length")[view.seen].sum(dtype=np.int64))

    def _norm(self, field: str) -> tuple[str, np.float32, np.float32, np.float32]:
        """Of a field: its column of lengths, what each unit of a length counts, what is added to it, its weight."""
        share, average = LENGTH_SHARE[field], self.averages[field]
        rate = np.float32(share / average if average else 0.0)
        return f"{field}.length", rate, np.float32(1 - share), np.float32(WEIGHTS[field])

    def frequency(self, ranked: Ranked) -> int:
        """In how many documents in view the term stands."""
        field, term = ranked
        found = 0
        for view in self._views:
            one = view.segment.field(field or WHOLE).term(term)
            if one is None:
                continue
            if field == WHOLE:
                docs = one.docs()[one.every_count() > 0]
                found += docs.size if view.seen is None else int(view.seen[docs].sum())
            elif view.seen is None:
                found += one.size
            else:
                found += one.size - self._unseen(view, one)
        return found

    @staticmethod
    def _unseen(view: View, one: TermList) -> int:
        assert view.seen is not None
        hidden = true_at(~view.seen)
        if hidden.size < one.size:
            return int(one.holds(hidden).sum())
        return int((~view.seen[one.docs()]).sum())

    def weight(self, ranked: Ranked) -> np.float32:
        """The idf of a term, by its kind."""
        df = self.frequency(ranked)
        return np.float32(term_weight(ranked[1]) * math.log(1 + (self.documents - df + 0.5) / (df + 0.5)))

    def part(self, segment: Segment, field: str, docs: Ints, counts: Scores) -> Scores:
        """What so many occurrences in a field add to tf' of each of these documents."""
        column, rate, rest, weight = self._norms[field]
        norms = segment.column(column)[docs].astype(np.float32)
        norms *= rate
        norms += rest
        found: Scores = (counts if weight == 1 else weight * counts) / norms
        return found

    def scores(self, segment: Segment, docs: Ints, terms: Sequence[tuple[Ranked, np.float32]]) -> Scores:
        """The score of each of `docs`."""
        if docs.size > CHUNK:
            parts = [docs[at : at + CHUNK] for at in range(0, docs.size, CHUNK)]
            return np.concatenate([self.scores(segment, part, terms) for part in parts])
        total = np.zeros(docs.size, np.float32)
        for (field, term), idf in terms:
            counted: Scores | None = None
            for name in segment.texts if field is None else (field,):
                one = segment.field(name).term(term)
                if one is None:
                    continue
                where, postings = one.locate(docs)
                if not where.size:
                    continue
                counts = one.every_count() if where.size == one.size else one.counts(postings)
                every = where.size == docs.size
                own = self.part(segment, name, docs if every else docs[where], counts)
                if counted is None:
                    counted = own if every else np.zeros(docs.size, np.float32)
                    if not every:
                        counted[where] = own
                elif every:
                    counted += own
                else:
                    counted[where] += own
            if counted is not None:
                total += idf * (counted / (SATURATION + counted))
        return total

    def most(self, segment: Segment, name: str) -> Scores:
        """What each level of bounds in that field comes to, see bounds.py."""
        if (segment.name, name) not in self._most:
            own = int(segment.held.said["lengths"][name]) / max(segment.documents, 1)
            self._most[segment.name, name] = ceilings(self.averages[name] / own if own else 1.0)
        return self._most[segment.name, name]


class Found(NamedTuple):
    """Of the matching documents of one segment at least the first, and what they are ordered by: higher first."""

    segment: Segment
    docs: Ints
    order: NDArray[np.float32] | Ints


def best(found: Sequence[Found], total: int, limit: int, offset: int) -> EngineHits:
    """The hits from `offset` on, by order, then the newest first, then by article id and version."""
    wanted = min(offset + max(limit, 0), total)
    if not wanted or limit <= 0 or offset >= total:
        return EngineHits(total, ())
    chosen: list[tuple[float, int, bytes, int, list[int]]] = []
    for part in found:
        docs, order = part.docs, part.order
        if docs.size > wanted:
            least = greatest(order, wanted)
            keep = _settle(part, least, wanted)
            docs, order = docs[keep], order[keep]
        segment = part.segment
        raw = segment.ids_of(docs).tobytes()
        chosen += zip(
            (-order).tolist(),
            (-by_date(segment, docs, "date")).tolist(),
            [raw[at : at + ID] for at in range(0, len(raw), ID)],
            segment.column("version")[docs].tolist(),
            segment.prints_of(docs).tolist(),
            strict=True,
        )
    chosen.sort()
    hits = [
        EngineHit(identity.hex(), version, 0.0 - value, tuple(prints))
        for value, _, identity, version, prints in chosen[offset:wanted]
    ]
    return EngineHits(total, tuple(hits))


def _settle(part: Found, least: float, wanted: int) -> Ints:
    """Places of the first `wanted`, ties at the border decided by date and id: all above it, and of those on it the
    newest, and of those of one moment the lowest ids.
    """
    above, on = true_at(part.order > least), true_at(part.order == least)
    missing = wanted - above.size
    if on.size > missing:
        newest = by_date(part.segment, part.docs[on], "date")
        last = greatest(newest, missing)
        above, on = np.concatenate((above, on[newest > last])), on[newest == last]
        missing = wanted - above.size
    if on.size > missing:
        ids = part.segment.ids_of(part.docs[on])
        first = ids[:, :8].copy().view(">u8").ravel()
        border = np.partition(first, missing - 1)[missing - 1]
        on = on[first <= border]  # a few too many when ids begin alike: the sort that follows sees them whole
    return np.concatenate((above, on))
