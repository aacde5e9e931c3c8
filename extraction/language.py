"""Which language and script a text is in: zh-Hans, zh-Hant, zh, mixed, en, another tag, or "" when it cannot be told.

Counts characters that only one script uses, by the legacy encodings' own repertoires; no model, no dictionary. Text
comes in, a BCP 47 tag (or `mixed`) goes out.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from extraction.common_hanzi import simplified_level_1, traditional_level_1

_SAMPLE = 20_000  # characters looked at; the head of a text tells as much as all of it
_HANZI = re.compile(r"[㐀-鿿]")
_KANA = re.compile(r"[぀-ヿ]")
_HANGUL = re.compile(r"[가-힯]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_ENGLISH_WORD = re.compile(r"\b(?:the|of|and|to|in|a|is|for|on|that|with|was|said|by|at|from|are|has|as|it)\b", re.I)
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")


@lru_cache(maxsize=1)
def one_script_only() -> tuple[frozenset[str], frozenset[str]]:
    """Characters only simplified text uses, and characters only traditional text uses.

    A frequent GB 2312 character that Big5 cannot write is simplified; a frequent Big5 character that GB 2312 cannot
    write is traditional. Characters that both can write say nothing.
    """

    def writable(character: str, codec: str) -> bool:
        try:
            character.encode(codec)
        except UnicodeEncodeError:
            return False
        return True

    simplified = frozenset(c for c in simplified_level_1() if not writable(c, "big5"))
    traditional = frozenset(c for c in traditional_level_1() if not writable(c, "gb2312"))
    return simplified, traditional


def count_scripts(text: str) -> tuple[int, int]:
    """How many characters of the text only simplified, and how many only traditional Chinese uses."""
    simplified, traditional = one_script_only()
    counts = Counter(text[:_SAMPLE])
    return (
        sum(n for c, n in counts.items() if c in simplified),
        sum(n for c, n in counts.items() if c in traditional),
    )


def detect_language(text: str) -> str:
    """Return zh-Hans, zh-Hant, zh (either script), mixed, en, ja, ko, ru, und-Latn, or "" when there is too little.

    >>> detect_language("工会帮助农民工"), detect_language("工會幫助農民工")
    ('zh-Hans', 'zh-Hant')
    """
    sample = text[:_SAMPLE]
    hanzi, kana, hangul = (len(p.findall(sample)) for p in (_HANZI, _KANA, _HANGUL))
    latin, cyrillic = len(_LATIN.findall(sample)), len(_CYRILLIC.findall(sample))
    # A hanzi carries about as much as four letters: a Chinese notice that quotes a long English name stays Chinese.
    if hanzi and hanzi * 4 >= latin and hanzi >= hangul:
        if kana * 5 > hanzi:
            return "ja"
        return _chinese_script(sample)
    if hangul * 2 > latin:
        return "ko" if hangul else ""
    if cyrillic > latin:
        return "ru"
    if not latin:
        return ""
    words = len(_WORD.findall(sample))
    return "en" if len(_ENGLISH_WORD.findall(sample)) * 12 >= words else "und-Latn"


def _chinese_script(sample: str) -> str:
    simplified, traditional = count_scripts(sample)
    if not simplified and not traditional:
        return "zh"
    smaller, larger = sorted((simplified, traditional))
    if smaller * 4 >= larger and smaller >= 5:
        return "mixed"
    return "zh-Hans" if simplified >= traditional else "zh-Hant"
