"""Text on a terminal: what may reach it, how many cells it takes, where it may be cut or broken.

Pages are strangers: their control, escape and bidi characters never pass. wcwidth is asked only about characters whose
width is not plain, for loading it takes longer than a search.
"""

from __future__ import annotations

import re
from functools import lru_cache

ELLIPSIS = "…"

# C0 and C1 controls, line and paragraph separators, bidi controls, invisible operators, byte order mark, surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANKS = frozenset("\t\n\r\v\f\x85\u2028\u2029")
# Signs that must not begin a line, and those that must not end one (W3C clreq, line-start and line-end prohibition).
_NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—·%％)]},.;:?!›»~～")
_NOT_LAST = frozenset("（《「『【〔〈“‘([{‹«$￥")

_LONGEST_WORD = 24  # cells that a line may stay short to keep a word whole


def clean(text: str) -> str:
    """The text as it may be written to a terminal, on one line: blanks for line ends, nothing that steers or hides.

    >>> clean("工会\\x1b[31m\\u202e新闻\\n")
    '工会[31m新闻 '
    """
    return _UNSAFE.sub(_harmless, text)


def _harmless(match: re.Match[str]) -> str:
    char = match.group()
    if char in _BLANKS:
        return " "
    return "\ufffd" if "\ud800" <= char <= "\udfff" else ""


@lru_cache(maxsize=4096)
def char_width(char: str) -> int:
    """Cells that one character takes: 0, 1 or 2."""
    code = ord(char)
    if 0x20 <= code < 0x7F or (0xA1 <= code < 0x300 and code != 0xAD) or 0x2010 <= code <= 0x2027:
        return 1
    if 0x4E00 <= code <= 0x9FFF or 0x3041 <= code <= 0x3096 or 0x3001 <= code <= 0x3029 or 0xFF01 <= code <= 0xFF60:
        return 2
    from wcwidth import wcwidth

    return max(wcwidth(char), 0)


def width(text: str) -> int:
    """Cells that a clean text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def clip(text: str, cells: int) -> str:
    """The text cut to so many cells, with … where something is missing.

    >>> clip("工会新闻", 7)
    '工会新…'
    """
    if width(text) <= cells:
        return text
    if cells < 1:
        return ""
    used, kept = 0, []
    for char in text:
        used += char_width(char)
        if used > cells - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + ELLIPSIS


def pad(text: str, cells: int, right: bool = False) -> str:
    """The text with blanks up to so many cells; `right` puts them before it."""
    blanks = " " * max(cells - width(text), 0)
    return blanks + text if right else text + blanks


def break_points(text: str, cells: int) -> list[tuple[int, int]]:
    """Spans of the lines that a clean text takes, none wider than `cells`; blanks between lines are left out.

    Latin words and numbers stay whole where they fit; Chinese breaks anywhere but before a closing sign or after an
    opening one.
    """
    spans = []
    start = 0
    while start < len(text):
        while start < len(text) and text[start] == " ":
            start += 1
        if start >= len(text):
            break
        stop, used = start, 0
        while stop < len(text) and used + char_width(text[stop]) <= cells:
            used += char_width(text[stop])
            stop += 1
        stop = max(stop, start + 1)
        if stop < len(text):
            # A word that no line could hold is cut where the line ends.
            stop = next((at for at in range(stop, max(start, stop - _LONGEST_WORD), -1) if _may_break(text, at)), stop)
        end = stop
        while end > start and text[end - 1] == " ":
            end -= 1
        if end > start:
            spans.append((start, end))
        start = stop
    return spans


def wrap(text: str, cells: int) -> list[str]:
    """The lines of a clean text.

    >>> wrap("工会新闻，职工。", 8)
    ['工会新', '闻，职', '工。']
    """
    return [text[start:end] for start, end in break_points(text, cells)]


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in _NOT_FIRST or before in _NOT_LAST or char_width(after) == 0:
        return False
    if before == " " or after == " ":
        return True
    return char_width(before) == 2 or char_width(after) == 2
