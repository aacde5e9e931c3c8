"""What stands at a place in a query: blanks, operators, runs of characters, distances. The grammar is query.py's."""

from __future__ import annotations

import re
from functools import cache

from archive.values import frozen

OPENS, CLOSES = "(（", ")）"
# What closes a quotation, by what opened it. Keyboards give the curly ones in either order.
QUOTES = {'"': '"＂', "＂": '"＂', "“": "”“", "”": "”“", "「": "」", "『": "』", "｢": "｣"}
STOPS = "".join(QUOTES) + OPENS + CLOSES
MINUS = "-－−"
_WORDS = {"AND": "AND", "且": "AND", "OR": "OR", "或": "OR", "NOT": "NOT", "非": "NOT"}
# Letters in full width, as a Chinese keyboard may give them for names and operators.
_NARROW = {code: code - 0xFEE0 for code in (0xFF0D, *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FIRST = {word[0] for word in _WORDS} | set("ＡＯＮ")


@frozen
class Complaint:
    """Something in the query that was not used as typed: why, where the clause begins, where the fault is."""

    message: str
    start: int
    offset: int


@cache
def field_pattern() -> re.Pattern[str]:
    """A field's name and its colon; most queries have none, and a pattern takes a millisecond to make."""
    return re.compile(r"([A-Za-zＡ-Ｚａ-ｚ][A-Za-z_Ａ-Ｚａ-ｚ－-]*|[㐀-鿿]{1,4})([:：])")


def narrow(name: str) -> str:
    """A name or operator with its full-width letters as plain ones."""
    return name if name.isascii() else name.translate(_NARROW)


def is_operator(word: str) -> bool:
    """AND, OR, NOT, in either language."""
    return narrow(word) in _WORDS


def around_stray_stars(word: str) -> list[str]:
    """The parts of a word around each * that stands amid or before its letters, where no index can look them up.

    Before a Chinese character a * asks for nothing more: any part of a run is found.

    >>> [around_stray_stars(word) for word in ("w*k", "work*", "*shop", "*工会*")]
    [['w', 'k'], ['work*'], ['', 'shop'], ['*工会*']]
    """
    if not ("*" in word or "＊" in word) or not re.fullmatch(r"[\w*＊]+", word):
        return [word]
    return re.split(r"(?<=\w)[*＊]+(?=\w)|^[*＊]+(?=[0-9A-Za-z])", word)


def before_stray_distance(word: str) -> str:
    """A word of letters without the ~N at its end, which has a meaning behind a quotation only. Amid numbers a ~ is a
    span, and addresses have it too.

    >>> [before_stray_distance(word) for word in ("工会~2", "~10", "3~5", "2015年~2016", "people.example/~7", "工会~")]
    ['工会', '', '3~5', '2015年~2016', 'people.example/~7', '工会~']
    """
    found = re.fullmatch(r"([^\W\d_]*)(?:[~～]\d+)+", word) if "~" in word or "～" in word else None
    return found[1] if found else word


class Scanner:
    """A text and a place in it; what is read moves the place behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.complaints: list[Complaint] = []

    def blanks(self) -> int:
        text, at = self.text, self.at
        while text[at : at + 1].isspace():
            at += 1
        self.at = at
        return at

    def nothing_follows(self) -> bool:
        return self.blanks() >= len(self.text) or self.text[self.at] in CLOSES

    def operator(self, peek: bool = False) -> str:
        """AND, OR or NOT when it stands next as a word of its own, else ""."""
        begin = end = self.blanks()
        if self.text[begin : begin + 1] not in _FIRST:
            return ""
        while end < len(self.text) and end - begin < 4 and self.text[end].isalpha():
            end += 1
        ends_here = end >= len(self.text) or self.text[end].isspace() or self.text[end] in OPENS + CLOSES
        ends_here = ends_here or self.text[end] in QUOTES
        kind = _WORDS.get(narrow(self.text[begin:end]), "") if ends_here else ""
        if kind and not peek:
            self.at = end
        return kind

    def bare_value(self) -> tuple[int, str]:
        return self.blanks(), self.run()

    def run(self) -> str:
        """Characters up to a blank, a quotation mark or a parenthesis."""
        opening = at = self.at
        for char in self.text[opening:]:
            if char.isspace() or char in STOPS:
                break
            at += 1
        self.at = at
        return self.text[opening:at]

    def distance(self, begin: int) -> int | None:
        """The number after ~ behind a quotation, None where there is none; a ~ without number is complained about."""
        end = self.at + 1
        if self.at >= len(self.text) or self.text[self.at] not in "~～":
            return None
        while end < len(self.text) and self.text[end].isdecimal():
            end += 1
        digits = self.text[self.at + 1 : end]
        if not digits:
            self.complain('~ wants a number of characters: "工会 农民工"~10', begin, self.at)
            while end < len(self.text) and (self.text[end] in MINUS or self.text[end].isdecimal()):
                end += 1
            self.at = end
            return None
        self.at = end
        return int(digits)

    def complain(self, message: str, start: int, offset: int | None = None) -> None:
        self.complaints.append(Complaint(message, start, start if offset is None else offset))
