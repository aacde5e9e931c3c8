"""Pages of two encodings: a box, a line or a few words of GBK or Big5 in UTF-8, or the other way about.

Bytes and the encoding of most of the page come in; text and the other codecs go out, or None when there are none. Where
one piece between two marks holds both, each character is read in the codec by which the whole piece is likeliest.
"""

from __future__ import annotations

import re
from math import log
from typing import NamedTuple

from extraction.hanzi_model import HanziModel
from extraction.plausible import UNREADABLE

LARGEST = 4_000_000  # bytes; pages put together from parts are small, and every piece costs
_MOST_WEIGHED = 24_000  # bytes of pieces in which single characters are weighed; at most a second where all is damaged
_MOSTLY = 200_000  # bytes that tell whether a page is mostly UTF-8
# No character of UTF-8, GB 18030 or Big5 goes on over these bytes: pieces between them are read by themselves.
_PIECE = re.compile(rb"[0-9@-\xff]+")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_UTF8_SEQUENCES = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_THREE_BYTES = re.compile(rb"(?:[\xe2-\xe9\xef][\x80-\xbf]{2}){2}")
_UTF8_SIGNS = tuple(re.compile(character.encode()) for character in "，的")  # one of them is in nearly any passage
_CHINESE = ("gb18030", "big5hkscs")

_SWITCH = log(1e-6)  # the codec changes between two characters
_LOST = log(1e-11)  # a byte that no codec reads
_ASCII = log(0.01)
_LETTER = log(1e-4)  # of Latin, Greek, Cyrillic: they come in words
_PRIVATE = log(1e-8)


class _Path(NamedTuple):
    """The likeliest way to read a piece up to some byte, its last character read by one codec."""

    likelihood: float
    last: str  # the character read last
    at: int  # where it begins
    codec: str  # by which codec the one before it was read


def is_mostly_utf8(payload: bytes) -> bool:
    """Of the bytes outside ASCII half and more belong to well-formed UTF-8; GBK text has about one in seven."""
    head = payload[:_MOSTLY]
    high = sum(len(run) for run in _HIGH_BYTES.findall(head))
    return 2 * sum(len(run) for run in _UTF8_SEQUENCES.findall(head)) >= high


def decode_mixed(payload: bytes, codec: str) -> tuple[str, str] | None:
    """Read a page piece by piece: text and the other codecs used, or None when the page is all of one.

    Args:
        payload: the whole page.
        codec: that of most of it: utf-8, gb18030 or big5hkscs.
    """
    if len(payload) > LARGEST or codec not in ("utf-8", *_CHINESE):
        return None
    parts: list[str] = []
    others: set[str] = set()
    room, end = _MOST_WEIGHED, 0
    for piece in _PIECE.finditer(payload):
        if piece[0].isascii():
            continue
        text = _read_whole(piece[0], codec)
        if text is None:
            if len(piece[0]) > room:
                text = piece[0].decode(codec, "replace")
            else:
                room -= len(piece[0])
                text, used = _weigh(piece[0], codec)
                others |= used
        parts.append(payload[end : piece.start()].decode("ascii"))
        parts.append(text)
        end = piece.end()
    if not others:
        return None
    parts.append(payload[end:].decode("ascii"))
    return "".join(parts), "+".join(sorted(others))


def may_hold_utf8(payload: bytes) -> bool:
    """Whether a page of GBK or Big5 has bytes that nearly any passage of Chinese has in UTF-8."""
    return any(sign.search(payload) for sign in _UTF8_SIGNS)


def has_utf8_words(payload: bytes) -> bool:
    """Whether two characters of three bytes each stand together: in GBK or Big5 text chance makes them seldom."""
    return _THREE_BYTES.search(payload) is not None


def _read_whole(piece: bytes, codec: str) -> str | None:
    """The piece as its page's codec reads it, when nothing speaks against that; else None."""
    try:
        text = piece.decode(codec)
    except UnicodeDecodeError:
        return None
    if codec != "utf-8" and (_THREE_BYTES.search(piece) or UNREADABLE.search(text)):
        return None
    return text


def _weigh(piece: bytes, main: str) -> tuple[str, set[str]]:
    """The likeliest reading of a piece, and which codecs other than the page's took part."""
    model = HanziModel()
    # Of the two Chinese codecs only one stands beside UTF-8: all three together would find sense in any bytes.
    weighed = [_ways(piece, main, legacy, model) for legacy in ((main,) if main in _CHINESE else _CHINESE)]
    best = max(weighed, key=lambda ways: max(path.likelihood for path in ways[-1].values()))
    codec = max(best[-1], key=lambda name: best[-1][name].likelihood)
    texts: list[str] = []
    used: set[str] = set()
    at = len(piece)
    while at:
        path = best[at][codec]
        if path.last >= "\x80" and path.last != "\ufffd":
            used.add("cp1252" if codec == "utf-8" and at - path.at == 1 else codec)
        texts.append(path.last)
        at, codec = path.at, path.codec
    return "".join(reversed(texts)), used - {main}


def _ways(piece: bytes, main: str, legacy: str, model: HanziModel) -> list[dict[str, _Path]]:
    """For each place in the piece the likeliest way there, by the codec of the character before it."""
    best: list[dict[str, _Path]] = [{} for _ in range(len(piece) + 1)]
    best[0] = {main: _Path(0.0, "", 0, "")}
    for at in range(len(piece)):
        if not best[at]:
            continue
        for codec in ("utf-8", legacy):
            text, width = _character(piece, at, codec)
            for before, path in best[at].items():
                likelihood = path.likelihood + _step(model, path.last, text)
                if before != codec:
                    likelihood += _SWITCH
                held = best[at + width].get(codec)
                if held is None or likelihood > held.likelihood:
                    best[at + width][codec] = _Path(likelihood, text, at, before)
    return best


def _character(piece: bytes, at: int, codec: str) -> tuple[str, int]:
    """What a codec reads at a place, and how many bytes it takes; U+FFFD and one byte when it reads nothing."""
    lead = piece[at]
    if lead < 0x80:
        return chr(lead), 1
    for width in (2, 3, 4) if codec == "utf-8" else (2, 4) if codec == "gb18030" else (2,):
        try:
            text = piece[at : at + width].decode(codec)
        except UnicodeDecodeError:
            continue
        if len(text) == 1 or text[1:] in ("\u0304", "\u030c"):  # Big5-HKSCS has pairs that are a letter with its accent
            return text, width
    if codec == "utf-8" and not _beside_high(piece, at):
        return piece[at : at + 1].decode("cp1252", "replace"), 1
    return "\ufffd", 1


def _beside_high(piece: bytes, at: int) -> bool:
    """Whether a byte stands beside others above ASCII; a lone one may be a pasted quote or accent."""
    return (at > 0 and piece[at - 1] >= 0x80) or (at + 1 < len(piece) and piece[at + 1] >= 0x80)


def _step(model: HanziModel, before: str, text: str) -> float:
    if text < "\x80":
        return _ASCII
    if len(text) > 1:
        return _PRIVATE
    if text == "\ufffd":
        return _LOST
    if UNREADABLE.match(text):
        return _PRIVATE
    if text.isalpha() and text < "\u0530":
        return _LETTER
    return model.step(before, text)
