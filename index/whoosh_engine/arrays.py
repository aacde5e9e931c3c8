"""Small things about arrays that numpy does slower (np.unique hashes, and loads numpy.ma) or does not do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def true_at(mask: Mask) -> Ints:
    """Where a one-dimensional mask is true: np.flatnonzero without its two detours."""
    return mask.nonzero()[0]


def starts(ordered: Array) -> Mask:
    """Of each value whether a stretch of equal ones begins with it."""
    first = np.empty(ordered.size, np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def begins(ordered: Array) -> Ints:
    """Where each stretch of equal values begins."""
    return true_at(starts(ordered))


def distinct(values: Array) -> Array:
    """Each value once, ascending. Quick where the values come in a few ascending stretches, as lists do."""
    ordered = values.copy()
    ordered.sort(kind="stable")
    return ordered[begins(ordered)]


def greatest(values: Array, count: int) -> Any:
    """The least of the `count` greatest values."""
    held = values.copy()
    held.partition(held.size - count)
    return held[held.size - count]


def missing(wanted: Array, ordered: Array) -> Array:
    """Of `wanted`, what does not stand in an ascending array."""
    if not ordered.size:
        return wanted
    at = np.searchsorted(ordered, wanted)
    at[at == ordered.size] = 0
    left: Array = wanted[ordered[at] != wanted]
    return left
