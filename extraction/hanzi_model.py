"""How likely one character follows another in written Chinese: the judge between readings of the same damaged bytes.

A small table of character pairs (hanzi_pairs.txt, both scripts through their simplified form), read when damage is
suspected. Characters in, natural logarithms of probabilities out.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise
from math import log
from pathlib import Path

from extraction.common_hanzi import CHINESE_MARKS
from extraction.language import count_scripts, one_script_only

_TABLE = Path(__file__).with_name("hanzi_pairs.txt")
_TOTAL = 100_413_969
_UNSEEN = log(2 / _TOTAL)
_INSIDE_WORDS = (
    0.5  # of the steps from character to character about half stay within a word; the table knows only those
)
_OTHER_SCRIPT = log(0.002)  # a traditional text holds a simplified form by mistake only, and the reverse
_FULL_WIDTH, _DIGIT, _LETTER, _OTHER = log(1e-4), log(3e-3), log(3e-5), log(2e-7)
_MARKS = {"，": 0.04, "。": 0.02, "、": 0.01, "“": 0.004, "”": 0.004, ",": 0.02, "(": 0.002, ")": 0.002, "\n": 0.01}


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    """Counts of characters, counts of pairs, simplified forms."""
    single: dict[str, float] = {}
    pairs: dict[str, float] = {}
    simplified: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("+"):
            simplified.update(zip(line[1::2], line[2::2], strict=True))
        elif not line.startswith("#"):
            first = line[0]
            single[first] = _count(line[1])
            for at in range(2, len(line), 2):
                pairs[first + line[at]] = _count(line[at + 1])
    return single, pairs, simplified


def _count(letter: str) -> float:
    return 1.5 * 2.0 ** (ord(letter) - ord("a"))


class HanziModel:
    """The table together with what the text around the damage itself says: it repeats its own names and places."""

    def __init__(self, context: str = "") -> None:
        self._single, self._pairs, self._simplified = _tables()
        plain = "".join(self._simplified.get(c, c) for c in context)
        self._near = Counter(map("".join, pairwise(plain)))
        self._near_single = Counter(plain)
        simplified, traditional = count_scripts(context)
        foreign = one_script_only()[0 if traditional > simplified else 1]
        self._foreign = foreign if max(simplified, traditional) > 10 * min(simplified, traditional) else frozenset()

    def step(self, before: str, character: str) -> float:
        """Log probability of `character` after `before` ("" at the beginning)."""
        first, second = self._simplified.get(before, before), self._simplified.get(character, character)
        if not "\u4e00" <= second <= "\u9fff":
            return _of_mark(second)
        likely = (1 - _INSIDE_WORDS) * self._single.get(second, 2.0) / _TOTAL
        if first in self._single:
            likely += self._pairs.get(first + second, 0.0) / self._single[first]
        if near := self._near.get(first + second):
            likely = 0.7 * likely + 0.3 * near / (self._near_single[first] + 3)
        return max(log(likely), _UNSEEN) + (_OTHER_SCRIPT if character in self._foreign else 0.0)

    def text(self, text: str, before: str = "") -> float:
        """Log probability of a whole text after `before`."""
        total = 0.0
        for character in text:
            total += self.step(before, character)
            before = character
        return total


def _of_mark(character: str) -> float:
    if character in CHINESE_MARKS or character in ",.:;!?()":
        return log(_MARKS.get(character, 0.001))
    if character.isdigit():
        return _DIGIT
    if character.isascii():
        return _LETTER
    if "\uff01" <= character <= "\uff5e":
        return _FULL_WIDTH
    return _OTHER
