"""What GBK bytes said before one of them was lost: misread characters in, the likeliest original out.

The visible characters give bytes p1 q1 p2 q2; the original pairs were (x p1)(q1 p2)(q2 p3), where x is the lost byte.
Between two visible characters a pair (u v) may have vanished, because it is in a user-defined area: then (q u)(v p)
stood there. A beam search under the character model chooses x and the vanished pairs; all else the bytes decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from extraction.common_hanzi import CHINESE_MARKS, frequent
from extraction.hanzi_model import HanziModel

_BEAM = 12
_VANISHED = log(0.07)  # share of byte pairs that fall into the user-defined areas
_LOST_END = log(0.01)  # the last byte went too
_CLOSING = log(0.3)  # a quotation is open: its closing mark is the likeliest of all marks
_UNOPENED = log(1e-4)  # no quotation is open: nobody closes one

_State = tuple[float, int, str]  # log probability, index where the slip happened, text since then
_Beam = dict[str, _State]  # by last character, the best state that ends with it


@dataclass(frozen=True, slots=True)
class Shifted:
    """A reading: it replaces the visible characters from `start` on, and the character after them when `closed`.

    `likelihood` is the log probability of everything from the first visible character to the one after the last.
    """

    start: int
    text: str
    closed: bool
    likelihood: float


@lru_cache(maxsize=32_768)
def gbk_pair(character: str) -> bytes:
    """The two bytes of a character in GBK, b"" when it has not two."""
    try:
        pair = character.encode("gbk")
    except UnicodeEncodeError:
        return b""
    return pair if len(pair) == 2 else b""


def read_shifted(
    visible: str, latest: int, after: str, before: str, model: HanziModel, open_quote: bool = False
) -> Shifted | None:
    """Find where reading slipped and read on from there one byte earlier.

    Args:
        visible: characters of two bytes in GBK.
        latest: the last index in `visible` at which the slip can have happened; until then the characters are right.
        after: the character after them, "" at the end of the text. An ASCII one may have ended the last pair.
        before: the character before them.
        model: tells how likely characters follow one another.
        open_quote: a quotation is open before them.

    Returns:
        The likeliest reading, or None when the bytes allow none.
    """
    codes = [gbk_pair(character) for character in visible]
    aligned = 0.0
    beam: _Beam = {}
    for at, code in enumerate(codes):
        if beam:
            beam = _across(beam, codes[at - 1][1], code[0], model)
        if at <= latest:
            previous = visible[at - 1] if at else before
            slipped = _extend({previous: (aligned, at, "")}, _ending_in(code[0], 0), model, 0.0, open_quote)
            beam = _best(beam, slipped)
            aligned += model.step(previous, visible[at])
    lead = codes[-1][1]
    endings: list[tuple[_State, bool]] = []
    for last, state in _extend(beam, _beginning_with(lead, 0), model, _LOST_END).items():
        endings.append(((state[0] + model.step(last, after), *state[1:]), False))
    if after.isascii() and after and "@" <= after <= "~":
        endings.extend((state, True) for state in _across(beam, lead, ord(after), model).values())
    if not endings:
        return None
    (likelihood, start, text), closed = max(endings)
    return Shifted(start, text, closed, likelihood)


def _across(beam: _Beam, lead: int, trail: int, model: HanziModel) -> _Beam:
    """From one visible character to the next: one character between them, or two when a pair vanished."""
    merged: _Beam = {}
    if direct := _character(lead, trail):
        merged = _extend(beam, (direct,), model, 0.0)
    for area in (1, 2):
        first = _extend(beam, _beginning_with(lead, area), model, _VANISHED)
        merged = _best(merged, _extend(first, _ending_in(trail, area), model, 0.0))
    return merged


def _extend(beam: _Beam, characters: Iterable[str], model: HanziModel, cost: float, open_quote: bool = False) -> _Beam:
    """Every state followed by every character, the best for each last character, cut to the beam's width."""
    extended: _Beam = {}
    for character in characters:
        for before, (likelihood, start, text) in beam.items():
            if character == "”":
                step = _CLOSING if open_quote and before in CHINESE_MARKS else _UNOPENED
            else:
                step = model.step(before, character)
            reached = likelihood + step + cost
            kept = extended.get(character)
            if kept is None or reached > kept[0]:
                extended[character] = (reached, start, text + character)
    return _best(extended, {})


def _best(one: _Beam, other: _Beam) -> _Beam:
    """Two beams as one, cut to the width."""
    merged = dict(one)
    for last, state in other.items():
        if last not in merged or merged[last] < state:
            merged[last] = state
    if len(merged) <= _BEAM:
        return merged
    return dict(sorted(merged.items(), key=lambda item: item[1], reverse=True)[:_BEAM])


@lru_cache(maxsize=65_536)
def _character(lead: int, trail: int) -> str:
    if lead < 0x81 or trail < 0x40:
        return ""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""


# Lead and trail bytes of a pair: any, or those of GBK's user-defined areas, AAA1–AFFE with F8A1–FEFE, and A140–A7A0.
_RANGES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    (tuple(range(0x81, 0xFF)), (*range(0x40, 0x7F), *range(0x80, 0xFF))),
    ((*range(0xAA, 0xB0), *range(0xF8, 0xFF)), tuple(range(0xA1, 0xFF))),
    (tuple(range(0xA1, 0xA8)), (*range(0x40, 0x7F), *range(0x80, 0xA1))),
)


# A pair that vanished is half of two characters: its lead ended the first, its trail began the second. So the trail of
# the first ranges over the leads of the area, and the lead of the second over its trails. Area 0 is no restriction.
@lru_cache(maxsize=1024)
def _ending_in(trail: int, area: int) -> tuple[str, ...]:
    leads = _RANGES[area][1] if area else _RANGES[0][0]
    return tuple(c for lead in leads if (c := _character(lead, trail)) and _is_usual(c))


@lru_cache(maxsize=1024)
def _beginning_with(lead: int, area: int) -> tuple[str, ...]:
    trails = _RANGES[area][0] if area else _RANGES[0][1]
    return tuple(c for trail in trails if (c := _character(lead, trail)) and _is_usual(c))


def _is_usual(character: str) -> bool:
    return character in frequent() or character in CHINESE_MARKS or "０" <= character <= "９"
