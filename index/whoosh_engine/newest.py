"""Documents by date: the order that each segment keeps, and the first matches in it without looking at the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

from index.document import UNDATED
from index.engine import Sort
from index.whoosh_engine.arrays import Array, Ints, begins
from index.whoosh_engine.matches import Matches
from index.whoosh_engine.segment import Segment

SECTION = "newest"
LAST = 1 - (1 << 63)  # of moments, and so is the first turned round
FEW = 4096  # matches that are sooner compared than walked to


def newest_first(first_day: Array, moment: Array) -> Array:
    """The documents of a segment from the newest on, undated ones behind the oldest. What the section holds."""
    moments = moment.astype(np.int64)
    moments[first_day == UNDATED] = LAST
    order: Array = np.argsort(-moments, kind="stable").astype("<u4")
    return order


def by_date(segment: Segment, docs: Ints, sort: Sort) -> Ints:
    """Moments as an order, undated last either way."""
    moments = segment.column("moment")[docs]
    moments = moments if sort != "date-asc" else -moments
    moments[segment.column("first_day")[docs] == UNDATED] = LAST
    return moments


def first_by_date(segment: Segment, found: Matches, sort: Sort, wanted: int) -> Ints:
    """Among the documents found the first `wanted` by date, and all that share a moment with the last of them."""
    # So many documents are expected to be passed before enough are met.
    step = max(2 * wanted * segment.documents // max(found.count, 1), 256)
    if found.words() is None or found.count <= max(FEW, wanted) or step > found.count:
        return found.docs()
    chosen = np.empty(0, np.int64)
    for passed in _walked(segment, sort, step):
        chosen = np.concatenate((chosen, found.kept(passed.astype(np.int64))))
        if chosen.size >= wanted:
            whole = int(begins(by_date(segment, chosen, sort))[-1])  # the last moment may go on
            if whole >= wanted:
                return chosen[:whole]
    return chosen


def _walked(segment: Segment, sort: Sort, step: int) -> Iterator[Array]:
    """All documents by date, in stretches that become longer."""
    order, days = segment.column(SECTION), segment.column("first_day")
    parts: tuple[Array, ...] = (order,)
    if sort == "date-asc":
        dated = bisect_left(range(order.size), True, key=lambda place: bool(days[order[place]] == UNDATED))
        parts = (order[:dated][::-1], order[dated:])
    for part in parts:
        at = 0
        while at < part.size:
            yield part[at : at + step]
            at, step = at + step, step * 2
