"""Keys of grams: of code points while texts are inverted and merged, of a segment's own character numbers where they
lie.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from index.whoosh_engine.arrays import Array, Ints
from index.whoosh_engine.container import Container, ContainerWriter
from index.whoosh_engine.postings import ALONE, EDGE, FIRST_CHAR, SHIFT


def char_table(keys: Sequence[Ints]) -> Ints:
    """Every character of some grams, ascending."""
    seen = np.zeros(0x110000, np.bool_)
    for part in keys:
        seen[part >> SHIFT] = True
        seen[part & ((1 << SHIFT) - 1)] = True
    seen[: EDGE + 1] = False
    return np.flatnonzero(seen)


def write_grams(out: ContainerWriter, name: str, grams: Ints, chars: Ints) -> None:
    """The grams of a field, given by code points: where those of each first character begin, and their seconds."""
    first = np.searchsorted(chars, grams >> SHIFT)
    out.append(f"{name}.firsts", np.searchsorted(first, np.arange(chars.size + 1)).astype("<u4"))
    second = grams & ((1 << SHIFT) - 1)
    number = np.where(second > EDGE, np.searchsorted(chars, second) + FIRST_CHAR, second)
    out.append(f"{name}.seconds", number.astype("<u2" if chars.size + FIRST_CHAR <= 1 << 16 else "<u4"))


class Grams:
    """The grams of one field, in order."""

    def __init__(self, held: Container, name: str, chars: Array) -> None:
        self._firsts, self._seconds, self._chars = held.array(f"{name}.firsts"), held.array(f"{name}.seconds"), chars
        self.size: int = self._seconds.size
        # A single number is read sooner from the memory than from the array.
        self._first, self._second, self._char = self._firsts.data, self._seconds.data, chars.data

    def _number(self, char: str) -> int:
        """The character's place among the segment's, -1 when it has none."""
        point, chars = ord(char), self._char
        at = bisect_left(chars, point)
        return at if at < len(chars) and chars[at] == point else -1

    def _within(self, first: str) -> tuple[int, int]:
        """The grams that begin with a character."""
        number = self._number(first)
        return (self._first[number], self._first[number + 1]) if number >= 0 else (0, 0)

    def _find(self, first: str, second: int) -> int:
        low, high = self._within(first)
        at = bisect_left(self._second, second, low, high)
        return at if at < high and self._second[at] == second else -1

    def alone(self, char: str) -> int:
        """The number of the term that is the character; -1 when there is none, here and below."""
        return self._find(char, ALONE)

    def edge(self, char: str) -> int:
        """Of the term for where it begins or ends a run."""
        return self._find(char, EDGE)

    def pair(self, first: str, second: str) -> int:
        number = self._number(second)
        return self._find(first, number + FIRST_CHAR) if number >= 0 else -1

    def placed(self, first: str) -> tuple[int, int]:
        """The terms that together hold every position of a character: its edges and the pairs it begins."""
        low, high = self._within(first)
        return (low + 1 if low < high and self._second[low] == ALONE else low), high

    def spelled(self) -> Ints:
        """Keys of code points, of all of them."""
        table = np.concatenate(([ALONE, EDGE], self._chars.astype(np.int64)))
        starts: Ints = self._firsts.astype(np.int64)
        first = np.repeat(self._chars.astype(np.int64), starts[1:] - starts[:-1])
        points: Ints = first << SHIFT | table[self._seconds]
        return points
