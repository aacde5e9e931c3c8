"""Fingerprints of texts: a few numbers by which two carriers of one text are known, whatever the script, the
punctuation, or a small edit.

Of the shingles (runs of SHINGLE letters of the folded text) a share is chosen by what they say, and of those the SIZE
smallest hashes are kept. Two texts share about as many of them as they share shingles. Stored with each document;
clusters are made at query time, over the hits of a window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.fold import fold_array

PRINTS_VERSION = 1  # other numbers for the same text: the index must be built again
SIZE = 8
SHINGLE = 5
NO_NUMBER = 0xFFFFFFFF
LETTERS = 30  # a shorter text has no print: such texts agree by accident
ALIKE = 5  # common numbers, of the SIZE smallest of both, from which two texts are one
_CHOSEN = 4  # one shingle of so many
_LATIN_LETTERS = ((0x30, 0x39), (0x61, 0x7A))
_CJK_LETTERS = ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x323AF))

Prints = NDArray[np.uint32]


def fingerprints(texts: Sequence[str]) -> Prints:
    """One row of SIZE ascending numbers a text, NO_NUMBER where it has fewer."""
    points = fold_array()[np.frombuffer("\n".join(texts).encode("utf-32-le", "replace"), "<u4")]
    ends = np.cumsum(np.array([len(text) + 1 for text in texts], np.int64))
    kept = np.flatnonzero(_letters()[points])
    letters = points[kept].astype(np.uint64)
    until = np.searchsorted(kept, ends)  # letters up to the end of each text
    prints = np.full((len(texts), SIZE), NO_NUMBER, np.uint32)
    if letters.size < SHINGLE:
        return prints
    first = (letters[:-1] * np.uint64(0x9E3779B1) + letters[1:]) * np.uint64(0x85EBCA77)
    chosen = np.flatnonzero((first >> np.uint64(20)) & np.uint64(_CHOSEN - 1) == 0)
    chosen = chosen[chosen <= letters.size - SHINGLE]
    owner = np.searchsorted(until, chosen, side="right")
    whole = chosen + SHINGLE <= until[owner]
    long = np.diff(until, prepend=0) >= LETTERS
    chosen, owner = chosen[whole & long[owner]], owner[whole & long[owner]]
    mixed = np.zeros(chosen.size, np.uint64)
    for step in range(SHINGLE):
        mixed = (mixed + letters[chosen + step]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    keys = np.sort(owner.astype(np.uint64) << np.uint64(32) | mixed >> np.uint64(32))
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if keys.size else keys
    owner = (keys >> np.uint64(32)).astype(np.int64)
    place = np.arange(keys.size) - np.searchsorted(owner, owner)
    few = place < SIZE
    prints[owner[few], place[few]] = (keys[few] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return prints


@cache
def _letters() -> NDArray[np.bool_]:
    """Which code points are letters: ideographs, kana, hangul, small Latin and digits; folding makes others of them."""
    table = np.zeros(0x110000, np.bool_)
    for low, high in _LATIN_LETTERS + _CJK_LETTERS:
        table[low : high + 1] = True
    return table


def alike(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two prints are of one text."""
    ours, theirs = ({number for number in own if number != NO_NUMBER} for own in (one, other))
    both = ours & theirs
    smallest = sorted(ours | theirs)[:SIZE]
    return bool(smallest) and sum(number in both for number in smallest) * SIZE >= ALIKE * len(smallest)


def clusters(prints: Sequence[Sequence[int]]) -> list[int]:
    """For each text the place of the first one that it is a copy of; its own place when it is of none before it."""
    found = list(range(len(prints)))
    # Few texts of a page have a number in common with another: the others cost next to nothing.
    times = Counter(chain.from_iterable(prints))
    times.pop(NO_NUMBER, None)
    several = {number for number, count in times.items() if count > 1}
    holders: dict[int, list[int]] = {}  # by number, the texts before that have it
    for at, own in enumerate(prints):
        shared = several.intersection(own)
        # Two whole prints that are alike have ALIKE numbers in common.
        enough = 1 if NO_NUMBER in own else ALIKE
        if len(shared) >= enough:
            common = Counter(first for number in shared for first in holders.get(number, ()))
            for first in sorted(common):
                if common[first] >= enough and found[first] == first and alike(own, prints[first]):
                    found[at] = first
                    break
        for number in shared:
            holders.setdefault(number, []).append(at)
    return found
