"""How likely a decoded text is what somebody wrote, from −3 (bytes read wrongly) to about .8 (running Chinese).

Text comes in, a number goes out; it ranks readings of the same bytes and means nothing by itself. Only characters
outside ASCII are judged, and only a sample of them, so that a page of any size costs the same.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from extraction.common_hanzi import CHINESE_MARKS, COMMONEST, frequent

_SAMPLE = 4_000
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]+")
# Letters of Western text stand between ASCII letters; three or more together are what GBK bytes look like as Latin-1.
_LATIN_RUN = re.compile(r"[\x80-\xffŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{3,}")
# Replacement characters, and the private-use areas of the BMP and of planes 15 and 16.
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_WESTERN_MARKS = frozenset("“”‘’–—…•·©®™°«»€£§\xa0\xad")


@lru_cache(maxsize=16_384)
def _weight(character: str) -> float:
    code = ord(character)
    if character in CHINESE_MARKS or character in COMMONEST:
        return 1.0
    if 0x4E00 <= code <= 0x9FFF:
        return -0.1 if character in frequent() else -0.7
    if code < 0xA0:
        return -2.0  # C1 controls
    if character in _WESTERN_MARKS:
        return 0.6
    if 0x3040 <= code <= 0x30FF or 0xAC00 <= code <= 0xD7A3:
        return 0.5  # kana, hangul
    if 0xC0 <= code <= 0x17F:
        return 0.4 if character.isalpha() else -0.3
    if 0x370 <= code <= 0x52F:
        return 0.3  # Greek, Cyrillic
    if 0xFF01 <= code <= 0xFF5E:
        return 0.3  # full-width ASCII
    if UNREADABLE.match(character):
        return -3.0
    return -0.5


def plausibility(text: str) -> float:
    """Mean weight of a sample of the characters outside ASCII; 0 when there are none."""
    sample = _sample(text)
    if not sample:
        return 0.0
    total = sum(_weight(character) * count for character, count in Counter(sample).items())
    total -= sum(1.2 * len(run) for run in _LATIN_RUN.findall(sample) if run.strip("—…“”‘’"))
    return total / len(sample.replace(" ", ""))


def _sample(text: str) -> str:
    """Runs of characters outside ASCII, kept apart by spaces, from the beginning until there are enough."""
    runs: list[str] = []
    wanted = _SAMPLE
    for run in _FOREIGN_RUN.finditer(text):
        runs.append(run[0][:wanted])
        wanted -= run.end() - run.start()
        if wanted <= 0:
            break
    return " ".join(runs)


def count_lost(text: str) -> int:
    """Characters that decoding lost: U+FFFD, private use, and the traces of U+FFFD kept as UTF-8 and read as GBK."""
    if text.isascii():
        return 0
    return len(UNREADABLE.findall(text)) + 2 * text.count("锟斤拷")
