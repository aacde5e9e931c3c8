"""Small numbers in few bits: half bytes, weights as half bytes, positions as a byte and a half or two.

What does not fit is an exception, listed by its place beside the packed numbers. Pure; sections are named by
postings.py.
"""

from __future__ import annotations

import numpy as np

from index.whoosh_engine.arrays import Array, Ints

OVER = 15
# (places, counts) of a posting with positions, the commonest first; the number of the row is the half byte.
PAIRS = np.array(
    [
        (1, 1), (1, 2), (0, 0), (2, 2), (2, 4), (2, 3), (3, 3), (3, 6),
        (3, 4), (3, 5), (4, 4), (4, 8), (5, 5), (5, 10), (6, 6), (0, 0),
    ],
    np.int64,
)  # fmt: skip
_CODES = np.full((8, 16), OVER, np.uint8)
for _code, (_places, _counts) in reversed(list(enumerate(PAIRS[:OVER].tolist()))):
    _CODES[_places, _counts] = _code

# The halves of each byte: first all low ones, then all high ones; and both side by side.
HALVES = np.concatenate((np.arange(256) & 15, np.arange(256) >> 4)).astype(np.uint8)
_BOTH = np.ascontiguousarray(HALVES.reshape(2, 256).T).view(np.uint16).ravel()

NEAR_HALF, NEAR_BYTE = 15, 255  # high parts that mean: see the exceptions


def weight_codes(places: Ints, counts: Ints, positional: Array) -> Array:
    """The half byte of each posting; OVER where no half byte says it."""
    paired = _CODES[np.minimum(places, 7), np.minimum(counts, 15)]
    return np.where(positional, paired, np.minimum(counts, OVER)).astype(np.uint8)


def halves(values: Array) -> Array:
    """Half bytes packed two by two; an even number of them."""
    packed: Array = values[0::2] | values[1::2] << 4
    return packed


def half_range(packed: Array, first: int, last: int) -> Array:
    """The half bytes from `first` up to `last`."""
    raw = packed[first >> 1 : (last + 1) >> 1]
    spread = _BOTH.take(raw).view(np.uint8)
    return spread[first & 1 : (first & 1) + last - first]


def half_places(packed: Array, at: Ints) -> Ints:
    """Where the half bytes with these numbers stand in HALVES, or in a table of what they mean."""
    found: Ints = (at & 1) << 8
    found |= packed[at >> 1]
    return found


def half_at(packed: Array, at: Ints) -> Array:
    """The half bytes with these numbers."""
    found: Array = HALVES[half_places(packed, at)]
    return found


class HalfBuffer:
    """Half bytes that come in blocks of any length: gives whole bytes, holds the odd one back."""

    def __init__(self) -> None:
        self._odd = np.empty(0, np.uint8)

    def add(self, values: Array) -> Array:
        every = np.concatenate((self._odd, values))
        even = every.size & ~1
        self._odd = every[even:]
        return halves(every[:even])

    def rest(self) -> Array:
        return halves(np.append(self._odd, np.uint8(0))) if self._odd.size else self._odd
