"""How likely a decoded text is what somebody wrote, from −3 (bytes read wrongly) to about .8 (running Chinese).

Text comes in, a number goes out; it ranks readings of the same bytes and means nothing by itself. Only characters
outside ASCII are judged, and only a sample of them, so that a page of any size costs the same.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from extraction.common_hanzi import CHINESE_MARKS, COMMONEST, frequent

_ENOUGH = 800  # characters outside ASCII tell as much as all of them
_WINDOW = 4_000
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]+")
# Letters of Western text stand between ASCII letters; three or more together are what GBK bytes look like as Latin-1.
_LATIN_RUN = re.compile(r"[\x80-\xffŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{3,}")
# Replacement characters, and the private-use areas of the BMP and of planes 15 and 16.
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")  # but tab, line and page ends
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


_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


def plausibility(text: str) -> float:
    """Mean weight of a sample of the characters outside ASCII; 0 when there are none."""
    sample = _sample(text)
    counts = Counter(sample)
    del counts[" "]
    if not counts:
        return 0.0
    total = sum(_weight(character) * count for character, count in counts.items())
    total -= sum(1.2 * len(run) for run in _LATIN_RUN.findall(sample) if run.strip("—…“”‘’"))
    return total / counts.total()


def _sample(text: str) -> str:
    """Runs of characters outside ASCII, kept apart by spaces, from windows over the text until there are enough."""
    first = _FOREIGN.search(text)
    if first is None:
        return ""
    start, rest = first.start(), len(text) - first.start()
    runs: list[str] = []
    if rest <= 4 * _WINDOW:
        runs = _FOREIGN_RUN.findall(text, start)
    else:
        for quarter in (0, 2, 1, 3):
            at = start + rest * quarter // 4
            runs += _FOREIGN_RUN.findall(text, at, at + _WINDOW)
            if sum(map(len, runs)) >= _ENOUGH:
                break
    return " ".join(runs)[: 2 * _ENOUGH]


# EF 80 to EF A3 lead U+F000 to U+F8FF, EE the rest of that area; F3 B0 and F4 lead the private planes.
_PRIVATE_OR_LOST = re.compile(rb"\xef(?:[\x80-\xa3]|\xbf\xbd)")
_PRIVATE_PLANES = re.compile(rb"\xf3[\xb0-\xbf]|\xf4")
_TWICE_LOST = "锟斤拷".encode()


def count_lost(text: str) -> int:
    """Characters that decoding lost: U+FFFD, private use, and the traces of U+FFFD kept as UTF-8 and read as GBK."""
    return 0 if text.isascii() else count_lost_utf8(text.encode("utf-8", "surrogatepass"))


def count_lost_utf8(payload: bytes) -> int:
    """The same for well-formed UTF-8: looking at bytes is twenty times as fast as looking at characters."""
    if payload.isascii():
        return 0
    lost = len(_PRIVATE_OR_LOST.findall(payload))
    if b"\xee" in payload:
        lost += payload.count(b"\xee")
    if b"\xf3" in payload or b"\xf4" in payload:
        lost += len(_PRIVATE_PLANES.findall(payload))
    return lost + (2 * payload.count(_TWICE_LOST) if _TWICE_LOST in payload else 0)


def is_noise(text: str) -> bool:
    """Whether a text is what a program or a picture looks like when it is decoded: controls all over it.

    Pages hold a stray control here and there; half a percent of the first 64,000 characters is no accident.
    """
    head = text[:64_000]
    if not _CONTROLS.search(head, 0, 8_000):  # noise has them from the beginning
        return False
    return len(_CONTROLS.findall(head)) > max(8, len(head) // 200)
