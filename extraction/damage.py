"""Spans that cannot be what was written: GBK whose bytes were read one late. Text in, spans and conjectures out.

When a byte is lost, every pair after it is put together wrongly ([x B1][BA FE][C4 CF] becomes B1 BA, FE C4) until an
ASCII byte falls at the head of a pair. Pairs in the user-defined areas vanish on the way. What the bytes decide is
worked back in misread.py; a span is reported only when the shifted reading is far likelier than the one that stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extraction.common_hanzi import CHINESE_MARKS, frequent
from extraction.hanzi_model import HanziModel
from extraction.misread import gbk_pair, read_shifted
from extraction.mojibake import NOTHING_LEFT, read_as_utf8

_PRIOR = -13.8  # damage begins at one character in a million
_MARGIN = 6.0
_WORST_MEAN = -8.5  # a reading whose characters are less likely than this is no reading
_CLEAN_MEAN = -9.5  # a span whose characters are likelier than this is left in peace
_ODD_SHARE = 20  # of a wrong pairing at least one character in so many is odd
_APART = 6  # odd characters this near to one another make one cluster
_SHORTEST, _LONGEST = 4, 120
_SLIP = 6  # reading slipped at most so many characters before the first odd one
_QUOTED = 2_000
_MOST_CLUSTERS = 40  # a text with more is no text with damage in it
_CONTEXT = 20_000
_FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged span as it stands in the text, what happened to it, and the likeliest reading."""

    start: int
    found: str
    note: str
    conjecture: str = ""


@lru_cache(maxsize=1)
def _odd() -> frozenset[str]:
    """Characters of GBK that running text seldom has: hanzi of no first level, symbols that are no punctuation."""
    # One call for all pairs; the line ends keep those that mean nothing from eating their neighbours.
    pairs = b"\n\n".join(bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    repertoire = frozenset(pairs.decode("gbk", "ignore"))
    usual = frozenset("％＋－×÷＝＜＞＆＠＃＊℃‰°±①②③④⑤⑥⑦⑧⑨⑩■□●○◆◇▲△★☆※→←↑↓―‖〇αβγ") | CHINESE_MARKS
    # Kana, Greek and Cyrillic are in GBK too; where they stand, somebody writes another language.
    letters = re.compile("[！-～ぁ-ヿΑ-ωЀ-ё\x00-\x7f]")
    return frozenset(c for c in repertoire if not letters.match(c)) - frequent() - usual


def find_damage(text: str) -> list[Damage]:
    """Every damaged span, in order and without overlap.

    Cheap where nothing is wrong: only a cluster of odd characters makes it look at bytes.
    """
    odd = _odd().intersection(text)
    if not odd:
        return []
    if "锟斤拷" in text:
        lost = [Damage(m.start(), m[0], "nothing is left of these characters") for m in NOTHING_LEFT.finditer(text)]
        return lost[:_MOST_CLUSTERS]
    found: list[Damage] = []
    end = 0
    for number, (first, last) in enumerate(_clusters(text, odd)):
        if number >= _MOST_CLUSTERS:
            break
        if first < end:
            continue
        damage = _examine(text, first, last, odd)
        if damage is not None and damage.start >= end:
            found.append(damage)
            end = damage.start + len(damage.found)
    return found


def _clusters(text: str, odd: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(first, last) positions of odd characters that stand close together, two at least."""
    positions = (at for at, character in enumerate(text) if character in odd)
    first = last = next(positions, -1)
    count = 1
    for at in positions:
        if at - last <= _APART:
            count += 1
        else:
            if count > 1:
                yield first, last
            first, count = at, 1
        last = at
    if count > 1:
        yield first, last


def _without(text: str, odd: frozenset[str]) -> str:
    """The text around the clusters: a damaged span must not vouch for itself."""
    kept: list[str] = []
    end = 0
    for first, last in _clusters(text, odd):
        kept.append(text[end : max(end, first - 6)])
        end = last + 3
    return "".join([*kept, text[end:]])


@lru_cache(maxsize=1)
def _model_of_anything() -> HanziModel:
    return HanziModel()


def _examine(text: str, first: int, last: int, odd: frozenset[str]) -> Damage | None:
    """Look for the place about a cluster where reading slipped; None unless the shifted reading is far likelier."""
    begin = first
    while begin > max(0, first - _SLIP) and gbk_pair(text[begin - 1]):
        begin -= 1
    end = first
    while end < min(len(text), first + _LONGEST) and gbk_pair(text[end]):
        end += 1
    readings = [(*read_as_utf8(text[at:end]), at) for at in range(max(begin, first - 3), first + 1)]
    meant, taken, start = max(readings, key=lambda reading: reading[1])
    if taken:
        return Damage(start, text[start : start + taken], "UTF-8 read as GBK", meant)
    after = text[end : end + 1]
    # Reading falls into step again at an ASCII byte only, or where another byte was lost.
    if end <= last or (after and not after.isascii()) or not _looks_misread(text[first:end]):
        return None
    model = HanziModel(_without(text[:_CONTEXT], odd))
    before = text[begin - 1] if begin else ""
    quoted = text[max(0, begin - _QUOTED) : begin]
    reading = read_shifted(
        text[begin:end],
        first - begin,
        after,
        before.translate(_FULL_WIDTH),
        model,
        open_quote=quoted.count("“") > quoted.count("”"),
    )
    if reading is None:
        return None
    start = begin + reading.start
    if reading.closed:
        end += 1
    stands = model.text(text[begin : end + (not reading.closed)], before)
    mean = (reading.likelihood - model.text(text[begin:start], before)) / (len(reading.text) + 1)
    if reading.likelihood + _PRIOR - stands < _MARGIN or mean < _WORST_MEAN or end - start < _SHORTEST:
        return None
    conjecture = reading.text
    if start and text[start - 1].isascii() and text[start - 1].isprintable() and not text[start - 1].isalnum():
        # The slip began at this mark: it too was made from bytes that cannot be trusted.
        start -= 1
        conjecture = text[start].translate(_FULL_WIDTH) + conjecture
    return Damage(
        start, text[start:end], "GBK read one byte late; pairs in user-defined areas lost", conjecture.strip()
    )


def _looks_misread(span: str) -> bool:
    """Part of what a wrong pairing makes is odd, and all of it is unlikely; a word in Greek or kana is neither."""
    odd = [character for character in span if character in _odd()]
    if len(odd) * _ODD_SHARE < len(span) or not any("\u4e00" <= character <= "\u9fff" for character in odd):
        return False
    return _model_of_anything().text(span) / len(span) < _CLEAN_MEAN
