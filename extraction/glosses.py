"""Pinyin readings that converting mirrors glue to characters, 農(nóng): where they are, whether a page has many.

Three things make a gloss one to remove: it carries a tone mark, it is a reading of the character before it, and the
page is dense with glosses that no reader needs. A writer's own 瞿(qú)秋白 stays. Text in, places out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extraction.common_hanzi import frequent

_TABLE = Path(__file__).with_name("pinyin_readings.txt")
_TONED_VOWELS = "āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜńňǹḿếề"
# Letters of pinyin, also decomposed (combining marks) and with the phonetic ɑ and ɡ of some input methods.
_LETTER = rf"[a-zA-ZüÜɑɡ{_TONED_VOWELS}\u0300\u0301\u0304\u0308\u030c]"
_GLOSS = re.compile(rf"[(（][ \u00a0]?({_LETTER}{{1,10}})[ \u00a0]?[)）]")
_HANZI = re.compile("[〇㐀-鿿]")
_ENOUGH, _ONE_IN = 3, 150  # at least so many needless glosses, one in so many hanzi
_MOST = 50_000  # no page has more; such a text is left as it is
_FEW, _ONE_IN_SHORT = 2, 30  # the same for a text of a line or two


@dataclass(frozen=True, slots=True)
class Gloss:
    """One gloss: its place, its text with brackets, and whether a reader of the language could want it."""

    start: int
    end: int
    found: str
    needless: bool


@lru_cache(maxsize=1)
def _readings() -> tuple[dict[str, str], dict[str, str]]:
    """Characters by their first reading, and characters by every other; 97 KB, read when a first gloss is met."""
    first: dict[str, str] = {}
    other: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            reading, first[reading], other[reading] = line.split(" ")
    return first, other


def find_glosses(text: str) -> list[Gloss]:
    """Every toned gloss whose reading fits the character before it, in order; several may follow one character."""
    found: list[Gloss] = []
    end, glossed = -1, ""
    for match in _GLOSS.finditer(text):
        if len(found) > _MOST:
            break
        if match.start() != end:
            glossed = text[match.start() - 1 : match.start()] if match.start() else ""
        end = match.end()
        if not glossed or not _HANZI.match(glossed):
            continue
        reading = _reading(match[1])
        if reading.isascii():
            continue
        first, other = _readings()
        if glossed in first.get(reading, ""):
            found.append(Gloss(match.start(), end, match[0], glossed in frequent()))
        elif glossed in other.get(reading, ""):
            found.append(Gloss(match.start(), end, match[0], False))
    return found


def are_dense(glosses: Sequence[Gloss], text: str) -> bool:
    """The page was glossed by a machine: many glosses, most of them on frequent characters in their first reading."""
    needless = sum(gloss.needless for gloss in glosses)
    if needless < _FEW or len(glosses) > _MOST or needless * 2 < len(glosses):
        return False
    hanzi = len(_HANZI.findall(text))
    return (needless >= _ENOUGH and needless * _ONE_IN >= hanzi) or needless * _ONE_IN_SHORT >= hanzi


def _reading(written: str) -> str:
    return unicodedata.normalize("NFC", written.replace("ɑ", "a").replace("ɡ", "g").lower())
