"""Text to terms: what a field holds, and what a query asks of it. Everything here is folded first.

Units. A CJK character (Han, kana, hangul, bopomofo, 々〇) is a unit; so is a whole Latin word or number (any other
letters and digits; accents that stand alone are dropped). Each unit takes one position, in order. Everything else
separates: it takes no position, but no pair spans it. A line break leaves one position empty, so no phrase crosses
paragraphs.

A CJK run is a longest stretch of CJK characters with nothing between them, not even a space. Of a run the bag holds
every character, every pair of neighbours (bigram, with its position), and the dictionary words of two characters and
more. A word of two characters is the same term as its bigram, and its weight counts both. So every substring of a run
can be found: one character as a term, two as a pair, more as pairs side by side. Separators inside a quoted text ask
only that the units on both sides follow each other. The length of a field is the number of its units.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from index.fold import fold
from index.lexicon import cut, lexicon

ANALYSIS_VERSION = 1  # another bag for the same text: the index must be built again

LONGEST_NAME = 3  # characters of most Chinese names: 方大丰 is cut into 方 and the town 大丰
LONGEST_WORD = 64  # of a Latin word, in characters; longer ones are equal when so much is equal
_HANZI = (
    (0x3005, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
_OTHER_CJK = (
    (0x1100, 0x11FF),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),
    (0x3131, 0x318E),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7FB),
)


SEPARATOR, CJK, LATIN, LINE, ACCENT, HANZI = 0, 1, 2, 3, 4, 5  # HANZI is CJK too
_RANGES = sorted([(*r, HANZI) for r in _HANZI] + [(*r, CJK) for r in _OTHER_CJK] + [(0x300, 0x36F, ACCENT)])
_CJK = frozenset((CJK, HANZI))
_LOWS = [low for low, _, _ in _RANGES]


@lru_cache(maxsize=1 << 14)
def kind_of(char: str) -> int:
    """What a folded character is to the analysis."""
    point = ord(char)
    at = bisect_right(_LOWS, point) - 1
    if at >= 0 and point <= _RANGES[at][1]:
        return _RANGES[at][2]
    return LINE if char == "\n" else LATIN if char.isalnum() else SEPARATOR


class Unit(NamedTuple):
    """One unit: its term, its position, where it begins in the text and whether it is a CJK character."""

    term: str
    position: int
    offset: int
    cjk: bool


def is_hanzi(char: str) -> bool:
    return kind_of(char) == HANZI


def is_cjk(char: str) -> bool:
    return kind_of(char) in (CJK, HANZI)


def latin_term(word: str) -> str:
    """The term of a folded Latin word: loose accents dropped, no longer than LONGEST_WORD."""
    return "".join(char for char in word if kind_of(char) != ACCENT)[:LONGEST_WORD]


def units(folded: str) -> Iterator[Unit]:
    """The units of a folded text, in order."""
    position, at, size = 0, 0, len(folded)
    while at < size:
        kind, start = kind_of(folded[at]), at
        at += 1
        if kind in (CJK, HANZI):
            yield Unit(folded[start], position, start, True)
        elif kind == LATIN:
            while at < size and kind_of(folded[at]) in (LATIN, ACCENT):
                at += 1
            yield Unit(latin_term(folded[start:at]), position, start, False)
        elif kind != LINE:
            continue
        position += 1


def pairs(listed: list[Unit]) -> list[tuple[str, int]]:
    """(bigram, position) for each two neighbours of one run."""
    return [
        (one.term + other.term, one.position)
        for one, other in pairwise(listed)
        if one.cjk and other.cjk and one.offset + 1 == other.offset
    ]


@cache
def segmenter() -> Any:
    """rjieba, taught the folded forms of its own words; only writing loads it."""
    import rjieba

    held = rjieba.Jieba()
    for word, count in lexicon().taught():
        held.add_word(word, count, None)
    return held


def dictionary_words(folded: str) -> list[tuple[str, int]]:
    """(word, offset) of the dictionary words of two Chinese characters and more, as the segmenter cuts the text."""
    found, at = [], 0
    for word in segmenter().cut(folded, hmm=False):
        if len(word) > 1 and all(map(is_hanzi, word)):
            found.append((word, at))
        at += len(word)
    return found


class Step(NamedTuple):
    """A term and how far it stands from the first unit. `edge`: the term is a CJK character beside a Latin unit, so
    in any match it begins or ends a run.
    """

    term: str
    distance: int
    edge: bool = False


class Piece(NamedTuple):
    """A required part of a query: neighbouring units that must stand side by side, and what they add to the ranking.

    A single step needs no position. `offset` and `length` say which part of the typed text it came from.
    """

    steps: tuple[Step, ...]
    ranked: tuple[str, ...]
    offset: int
    length: int


def _steps(listed: list[Unit]) -> tuple[Step, ...]:
    """Terms that together prove that the units follow each other: pairs, and whatever no pair covers."""
    first = listed[0].position
    two = pairs(listed)
    covered = {p for _, at in two for p in (at, at + 1)}
    steps = [Step(term, at - first) for term, at in two]
    for i, unit in enumerate(listed):
        if unit.position not in covered:
            beside = listed[max(i - 1, 0) : i + 2]
            steps.append(Step(unit.term, unit.position - first, unit.cjk and not all(u.cjk for u in beside)))
    return tuple(sorted(steps, key=lambda step: step.distance))


def _ranked(words: list[str], listed: list[Unit]) -> tuple[str, ...]:
    """What a required part ranks by: its words of three and more, its pairs, and units that stand alone."""
    two = pairs(listed)
    covered = {p for _, at in two for p in (at, at + 1)}
    alone = [u.term for u in listed if u.position not in covered]
    return (*[w for w in words if len(w) > 2], *[term for term, _ in two], *alone)


def _unbroken(run: str, words: list[str], offset: int = 0) -> Piece:
    """The piece of neighbouring CJK characters: as _steps and _ranked make it, without units."""
    if len(run) == 1:
        return Piece((Step(run, 0),), (run,), offset, 1)
    two = [run[at : at + 2] for at in range(len(run) - 1)]
    steps = tuple([Step(pair, at) for at, pair in enumerate(two)])
    return Piece(steps, (*[word for word in words if len(word) > 2], *two), offset, len(run))


def _runs(listed: list[Unit]) -> Iterator[list[Unit]]:
    """Stretches of units with nothing between them that are all CJK or all not."""
    run: list[Unit] = []
    for unit in listed:
        if run and not (unit.cjk and run[-1].cjk and run[-1].offset + 1 == unit.offset):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _words(run: list[Unit]) -> list[str]:
    return cut("".join(u.term for u in run)) if run[0].cjk else [run[0].term]


def _parts(run: list[Unit]) -> Iterator[str]:
    """What a run asks for: its words, and stretches of characters that are no word, each as a phrase.

    Names are no words to the lexicon; characters asked one by one would be found scattered over any long text. A run
    as short as a name is asked whole.
    """
    if run[0].cjk and len(run) <= LONGEST_NAME:
        yield "".join(unit.term for unit in run)
        return
    loose = ""
    for word in _words(run):
        if run[0].cjk and len(word) == 1:
            loose += word
            continue
        if loose:
            yield loose
        loose = ""
        yield word
    if loose:
        yield loose


def _end(folded: str, unit: Unit) -> int:
    """Where a unit ends in its text: a Latin word with its loose accents, which its term has not."""
    end = unit.offset + 1
    while not unit.cjk and end < len(folded) and kind_of(folded[end]) in (LATIN, ACCENT):
        end += 1
    return end


def query_words(text: str) -> list[Piece]:
    """A text that was not quoted: one piece for each word of each run, in order, neighbouring characters that are no
    words together. Empty when it holds no unit.

    >>> [piece.length for piece in query_words("记者方小禾报道 方大丰")]
    [2, 3, 2, 3]
    """
    found = []
    folded = fold(text)
    for run in _runs(list(units(folded))):
        at = 0
        for word in _parts(run):
            if run[0].cjk:
                found.append(_unbroken(word, [word], run[at].offset))
            else:
                size = _end(folded, run[0]) - run[0].offset
                found.append(Piece(_steps(run), _ranked([], run), run[0].offset, size))
            at += len(word)
    return found


def query_phrase(text: str) -> Piece | None:
    """A quoted text: one piece for the whole of it; None when it holds no unit."""
    folded = fold(text).replace("\n", " ")
    if folded and _CJK.issuperset(map(kind_of, folded)):
        return _unbroken(folded, cut(folded) if len(folded) > 2 else [])
    listed = list(units(folded))
    if not listed:
        return None
    words = [word for run in _runs(listed) if run[0].cjk and len(run) > 2 for word in _words(run)]  # two are a pair
    length = _end(folded, listed[-1]) - listed[0].offset
    return Piece(_steps(listed), _ranked(words, listed), listed[0].offset, length)


def query_terms(text: str) -> list[str]:
    """Plain text for ranking by any of its terms: characters, pairs, words and Latin words, each once, in order."""
    listed = list(units(fold(text).replace("\n", " ")))
    found = [u.term for u in listed] + [term for term, _ in pairs(listed)]
    found += [word for run in _runs(listed) if run[0].cjk for word in _words(run)]
    return list(dict.fromkeys(found))


def bag(text: str) -> tuple[dict[str, int], dict[str, list[int]], int]:
    """What one field holds, plainly: weight of each term, positions of pairs and units, length. The writer does the
    same over whole batches; this says what it must come to.
    """
    folded = fold(text)
    listed = list(units(folded))
    weights: dict[str, int] = {}
    positions: dict[str, list[int]] = {}
    for term, at in [(u.term, u.position) for u in listed] + pairs(listed):
        weights[term] = weights.get(term, 0) + 1
        positions.setdefault(term, []).append(at)
    for word, _ in dictionary_words(folded):
        weights[word] = weights.get(word, 0) + 1
    return weights, positions, len(listed)
