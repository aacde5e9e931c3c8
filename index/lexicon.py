"""The lexicon: cuts a run of Chinese characters into words, always the same way, whatever the index holds.

A static file, memory-mapped: for each word length a sorted table of rows, UTF-16-BE word and cost (-log2 probability,
times SCALE). The cheapest path wins; of two equal ones the first word longer. Loading costs nothing worth measuring.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from functools import cache, lru_cache
from pathlib import Path

MAGIC = b"UNLEX"
LEXICON_FORMAT = 1
LEXICON_VERSION = 1  # another cut of the same run: queries change their meaning, the index does not
LONGEST = 8
SCALE = 2048
UNKNOWN = 30 * SCALE  # a character that the word list lacks
_FILE = Path(__file__).with_name("lexicon.bin")


class Lexicon:
    """The open file; `cost` of a word, None where it is no word."""

    def __init__(self, path: Path = _FILE) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:5] != MAGIC:
            raise ValueError(f"{path.name} is no lexicon; make it again with index/build_lexicon.py")
        size = int.from_bytes(self._map[5:9], "big")
        self.head = json.loads(self._map[9 : 9 + size])
        self._base = 9 + size
        self._tables = {int(k): (self._base + at, n, 2 * int(k)) for k, (at, n) in self.head["tables"].items()}
        self.longest = max(self._tables)
        self.cost = lru_cache(maxsize=1 << 16)(self._cost)

    def _cost(self, word: str) -> int | None:
        table = self._tables.get(len(word))
        if table is None:
            return None
        start, count, width = table
        row, wanted, held = width + 2, word.encode("utf-16-be", "surrogatepass"), self._map
        at = start + row * bisect_left(
            range(count), wanted, key=lambda i: held[start + row * i : start + row * i + width]
        )
        if at >= start + row * count or held[at : at + width] != wanted:
            return None
        return int.from_bytes(held[at + width : at + row], "big")

    def taught(self) -> list[tuple[str, int]]:
        """Folded words, with their counts, that differ from every word of the list the segmenter ships."""
        at, size = self.head["taught"]
        rows = self._map[self._base + at : self._base + at + size].decode().split("\n")
        return [(word, int(count)) for word, count in (row.split(" ") for row in rows if row)]


@cache
def lexicon() -> Lexicon:
    return Lexicon()


def cut(run: str) -> list[str]:
    """The words of a folded run of Chinese characters, in order; joined they are the run.

    >>> cut("农民工技能培训")
    ['农民工', '技能', '培训']
    """
    held = lexicon()
    size = len(run)
    cheapest, chosen = [0] * (size + 1), [1] * (size + 1)
    for start in range(size - 1, -1, -1):
        best, length = None, 1
        for n in range(min(held.longest, size - start), 0, -1):
            cost = held.cost(run[start : start + n])
            if cost is None:
                if n > 1:
                    continue
                cost = UNKNOWN
            whole = cost + cheapest[start + n]
            if best is None or whole < best:
                best, length = whole, n
        assert best is not None
        cheapest[start], chosen[start] = best, length
    words, at = [], 0
    while at < size:
        words.append(run[at : at + chosen[at]])
        at += chosen[at]
    return words
