"""Keys of grams: of code points while texts are inverted and merged, of a segment's own character numbers where they
lie.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.whoosh_engine.arrays import Ints
from index.whoosh_engine.container import Array
from index.whoosh_engine.postings import ALONE, EDGE, FIRST_CHAR, SHIFT


def char_table(keys: Sequence[Ints]) -> Ints:
    """Every character of some grams, ascending."""
    seen = np.zeros(0x110000, np.bool_)
    for part in keys:
        seen[part >> SHIFT] = True
        seen[part & ((1 << SHIFT) - 1)] = True
    seen[: EDGE + 1] = False
    return np.flatnonzero(seen)


def numbered(grams: Ints, chars: Ints) -> Array:
    """Keys of code points as keys of character numbers, 16 bits each."""
    second = grams & ((1 << SHIFT) - 1)
    low = np.where(second > EDGE, np.searchsorted(chars, second) + FIRST_CHAR, second)
    return ((np.searchsorted(chars, grams >> SHIFT) + FIRST_CHAR) << 16 | low).astype("<u4")


def spelled(keys: Array, chars: Array) -> Ints:
    """The other way: keys of code points."""
    keys = keys.astype(np.int64)
    table = np.concatenate(([ALONE, EDGE], chars.astype(np.int64)))
    points: Ints = table[keys >> 16] << SHIFT | table[keys & 0xFFFF]
    return points
