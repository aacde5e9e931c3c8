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
_FIRST = {word[0] for word in _WORDS}


@frozen
class Complaint:
    """Something in the query that was not used as typed: why, where the clause begins, where the fault is."""

    message: str
    start: int
    offset: int


@cache
def field_pattern() -> re.Pattern[str]:
    """A field's name and its colon; most queries have none, and a pattern takes a millisecond to make."""
    return re.compile(r"([A-Za-z][A-Za-z_-]*|[㐀-鿿]{1,4})([:：])")


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
        kind = _WORDS.get(self.text[begin:end], "") if ends_here else ""
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

    def distance(self) -> int | None:
        """The number after ~ behind a quotation, None where there is none."""
        end = self.at + 1
        if self.at >= len(self.text) or self.text[self.at] not in "~～":
            return None
        while end < len(self.text) and end - self.at < 9 and self.text[end].isdecimal():
            end += 1
        digits = self.text[self.at + 1 : end]
        if not digits:
            return None
        self.at = end
        return int(digits)

    def complain(self, message: str, start: int, offset: int | None = None) -> None:
        self.complaints.append(Complaint(message, start, start if offset is None else offset))
