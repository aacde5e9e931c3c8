"""The query language: what a person typed, to a tree and complaints. Hand-written, lenient, bounded.

`parse_query` never fails while something is left to search for; what it could not use it says, with the place. Texts
stay as typed: folding and cutting belong to the engine. The grammar is docs/query-language.md.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from archive.errors import QueryError
from archive.values import frozen
from archive.visible import visible
from index.query_scan import (
    CLOSES,
    MINUS,
    OPENS,
    QUOTES,
    Complaint,
    Scanner,
    around_stray_stars,
    before_stray_distance,
    field_pattern,
    is_operator,
    narrow,
)
from index.tree import All, And, Filter, Near, Not, Or, Prefix, Present, Range, Text, Tree

if TYPE_CHECKING:
    from index.field_names import FieldName

LONGEST_QUERY: Final = 4000
DEEPEST_NESTING: Final = 40
WIDEST_DISTANCE: Final = 1000
MOST_NEAR: Final = 16  # words, in the dearest kind of clause

_STATES: dict[str, Tree] = {
    "withdrawn": Filter("status", "withdrawn"),
    "moved": Filter("status", "moved"),
    "current": Filter("status", "current"),
    "edited": Present("changed"),
    "撤稿": Filter("status", "withdrawn"),
    "改稿": Present("changed"),
}


@frozen
class Parsed:
    """A query read: the tree to search for, what was wrong with the rest, and the day to look back to, if any."""

    tree: Tree
    complaints: tuple[Complaint, ...] = ()
    as_of: str | None = None  # YYYY-MM-DD, the whole day included
    text: str = ""


def parse_query(text: str, today: date | None = None) -> Parsed:
    """The tree of a query.

    Args:
        text: as typed.
        today: what relative dates count from; the clock's when None.

    Raises:
        QueryError: nothing can be searched for, or the query is longer or deeper than any person's.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"the query has {len(text)} characters; the most it may have is {LONGEST_QUERY}", text, 0)
    text = visible(text)
    parser = _Parser(text, today)
    tree = parser.whole()
    if tree is None:
        if parser.complaints:
            first = parser.complaints[0]
            raise QueryError(first.message, text, first.offset)
        raise QueryError("the query holds no word to search for", text, 0)
    return Parsed(tree, tuple(parser.complaints), parser.as_of, text)


def conjunction(parts: list[Tree]) -> Tree | None:
    """All of the parts, each once: nested ANDs made flat, one part alone; None for none."""
    if len(parts) < 2:
        return parts[0] if parts else None
    flat = dict.fromkeys(inner for part in parts for inner in (part.children if isinstance(part, And) else (part,)))
    return None if not flat else next(iter(flat)) if len(flat) == 1 else And(tuple(flat))


def disjunction(parts: list[Tree]) -> Tree | None:
    """Any of the parts, each once: nested ORs made flat, one part alone; None for none."""
    if len(parts) < 2:
        return parts[0] if parts else None
    flat = dict.fromkeys(inner for part in parts for inner in (part.children if isinstance(part, Or) else (part,)))
    return None if not flat else next(iter(flat)) if len(flat) == 1 else Or(tuple(flat))


def negation(tree: Tree) -> Tree:
    """What the tree does not match; twice is not at all."""
    return tree.child if isinstance(tree, Not) else Not(tree)


def _bare_address(text: str) -> str:
    """An address without its scheme, for http and https are one to the archive."""
    bare = re.sub(r"^(?:https?://|\s)+", "", text)
    return bare if _has_word(bare) else text


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


class _Parser(Scanner):
    """Reads `text` from left to right; every method leaves `at` behind what it has read."""

    def __init__(self, text: str, today: date | None) -> None:
        super().__init__(text)
        self._today = today
        self.depth = 0
        self.near_words = 0
        self.as_of: str | None = None
        self.has_colon = ":" in text or "：" in text

    @property
    def today(self) -> date:
        return self._today or date.today()

    def whole(self) -> Tree | None:
        parts = []
        while True:
            part = self.either(None)
            if part is not None:
                parts.append(part)
            if self.at >= len(self.text):
                break
            self.complain("this ) closes nothing", self.at)
            self.at += 1
        tree = conjunction(parts)
        return All() if tree is None and self.as_of else tree

    def either(self, field: FieldName | None) -> Tree | None:
        """Clauses parted by OR, up to the end or a closing parenthesis."""
        parts: list[Tree] = []
        while True:
            before = len(self.complaints)
            part = self.every(field)
            if part is not None:
                parts.append(part)
            begin = self.at
            if self.operator() != "OR":
                return disjunction(parts)
            if part is None and len(self.complaints) == before:  # else something stands there, and its fault is told
                self.complain("OR wants something on its left", begin)
            if self.nothing_follows():
                self.complain("OR wants something on its right", begin)

    def every(self, field: FieldName | None) -> Tree | None:
        """Clauses that must all match, with or without AND between them."""
        parts: list[Tree] = []
        while True:
            begin = self.blanks()
            if begin >= len(self.text) or self.text[begin] in CLOSES or self.operator(peek=True) == "OR":
                return conjunction(parts)
            if self.operator(peek=True) == "AND":
                self.operator()
                if not parts:
                    self.complain("AND wants something on its left", begin)
                if self.nothing_follows():
                    self.complain("AND wants something on its right", begin)
                continue
            part = self.signed(field)
            if part is not None:
                parts.append(part)

    def signed(self, field: FieldName | None) -> Tree | None:
        """A clause, or NOT and a clause."""
        negated, begin = False, self.blanks()
        while self.blanks() < len(self.text):
            if self.operator(peek=True) == "NOT":
                self.operator()
                negated = not negated
            elif self.text[self.at] in MINUS:
                while self.at < len(self.text) and self.text[self.at] in MINUS:
                    self.at += 1
                if self.at >= len(self.text) or self.text[self.at].isspace():
                    return None  # a dash between words, as in a headline
                negated = not negated
            else:
                break
        if negated and self.nothing_follows():
            self.complain("NOT wants something on its right", begin)
            return None
        tree = self.clause(field, negated)
        return negation(tree) if negated and tree is not None else tree

    def clause(self, field: FieldName | None, negated: bool = False) -> Tree | None:
        """A group, a phrase, a field with its value, or a word."""
        begin = self.blanks()
        if begin >= len(self.text):
            return None
        if self.text[begin] in OPENS:
            return self.group(field, begin)
        if self.text[begin] in QUOTES:
            return self.phrase(field, begin)
        match = field_pattern().match(self.text, begin) if self.has_colon else None
        if match and not self.is_plain(match):
            return self.fielded(match, negated)
        return self.word(field, begin)

    def is_plain(self, match: re.Match[str]) -> bool:
        """A colon that belongs to the text: an address, or a headline such as 快讯：工会成立."""
        from index.field_names import SCHEMES, field_named

        typed, colon = match.groups()
        name = narrow(typed)
        known = field_named(name) or name.lower() in ("is", "as-of", "asof", "截至")
        if self.text.startswith("//", match.end()):
            return True
        return not known and (name.lower() in SCHEMES or (not typed.isascii() and colon == "："))

    def fielded(self, match: re.Match[str], negated: bool) -> Tree | None:
        """A field's name and its value, which may stand behind a blank."""
        name, begin = narrow(match[1]), match.start()
        self.at = match.end()
        if name.lower() == "is":
            return self.state(begin)
        if name.lower() in ("as-of", "asof", "截至"):
            self.look_back(begin, negated)
            return None
        from index.field_names import field_named, nearest_name

        field = field_named(name)
        if field is None:
            near = nearest_name(name)
            hint = f"did you mean {near}: ?" if near else "`help query` lists the fields"
            self.complain(f'"{name}" is no field; {hint}', begin)
            self.skip_value()
            return None
        if self.nothing_follows():
            self.complain(f"{name}: wants a value", begin, self.at)
            return None
        self.blanks()
        if self.text[self.at] in OPENS:
            return self.group(field, begin)
        if self.text[self.at] in QUOTES:
            return self.phrase(field, begin)
        return self.word(field, begin)

    def group(self, field: FieldName | None, begin: int) -> Tree | None:
        """What stands between parentheses; the missing end of one is complained about and assumed."""
        opening, before = self.at, len(self.complaints)
        if self.depth >= DEEPEST_NESTING:
            raise QueryError(f"parentheses nest deeper than {DEEPEST_NESTING}", self.text, opening)
        self.at += 1
        self.depth += 1
        tree = self.either(field)
        self.depth -= 1
        if self.at >= len(self.text):
            self.complain("a closing ) is missing", begin, opening)
        else:
            self.at += 1
            if tree is None and len(self.complaints) == before:
                self.complain("nothing stands between ( and )", begin, opening)
        return tree

    def phrase(self, field: FieldName | None, begin: int) -> Tree | None:
        """A quotation, perhaps with the distance its words may lie apart: "工会 农民工"~10."""
        opening = self.at
        ends = QUOTES[self.text[opening]]
        stop = opening + 1
        for char in self.text[stop:]:
            if char in ends:
                break
            stop += 1
        inner = self.text[opening + 1 : stop].strip()
        self.at = stop + 1
        if stop >= len(self.text):
            self.at = stop
            self.complain("a closing quotation mark is missing", begin, opening)
            if not inner:  # a stray mark: one fault
                return None
        distance = self.distance(begin)
        if not _has_word(inner):
            self.complain("the quotation holds no word to search for", begin, opening)
            return None
        texts = tuple(part for part in inner.split() if _has_word(part)) if distance is not None else ()
        if distance is not None and len(texts) > 1 and (field is None or field.reading in ("text", "name")):
            self.near_words += len(texts)
            if self.near_words > MOST_NEAR:
                self.complain(f"a query may ask for the nearness of {MOST_NEAR} words in all", begin, opening)
                return None
            return Near(field.name if field else None, texts, min(distance, WIDEST_DISTANCE))
        return self.value(field, inner, True, begin, opening)

    def word(self, field: FieldName | None, begin: int) -> Tree | None:
        """Characters up to a blank, a quotation mark or a parenthesis."""
        opening = self.at
        text = self.run()
        if text.strip("*＊") == "" and text:
            return Present(field.name) if field else All()
        if field is None or field.reading in ("text", "name"):
            whole, text = text, before_stray_distance(text)
            if text != whole:
                self.complain('~ stands right behind a quotation: "工会 农民工"~10', begin, opening + len(text))
                if not text:
                    return None
        if not _has_word(text):
            if field is not None:
                self.complain(f"{field.name}: wants a value", begin, opening)
            return None  # punctuation between words
        if (field is None or field.reading in ("text", "name")) and (parts := around_stray_stars(text))[1:]:
            self.complain("* stands behind the beginning of a word: work*", begin, opening + len(parts[0]))
            trees = (self.value(field, part, is_operator(part), begin, opening) for part in parts if _has_word(part))
            return conjunction([tree for tree in trees if tree is not None])
        if field is None and text.startswith(("http://", "https://")):
            return Or((Text("url", _bare_address(text), True), Text(None, text, True)))
        # After a minus an operator is a word.
        return self.value(field, text, field is None and is_operator(text), begin, opening)

    def value(self, field: FieldName | None, text: str, quoted: bool, begin: int, opening: int) -> Tree | None:
        """What a word or phrase asks of a field."""
        if field is None or field.reading in ("text", "name"):
            name = field.name if field else None
            if not quoted and text[-1] in "*＊":
                return Prefix(name, text.rstrip("*＊"))
            return Text(name, text, quoted or (field is not None and field.reading == "name"))
        if field.reading == "url":
            return Text(field.name, _bare_address(text), True)
        if field.reading == "date":
            from index.date_words import read_span

            try:
                low, high = read_span(text, self.today)
            except ValueError as error:
                self.complain(str(error), begin, opening)
                return None
            return Range(field.name, low, high)
        if field.values and narrow(text).lower() not in field.values:
            self.complain(f"{field.name}: knows {', '.join(field.values)}", begin, opening)
            return None
        return Filter(field.name, text)

    def state(self, begin: int) -> Tree | None:
        """is:withdrawn and its like."""
        opening, text = self.bare_value()
        if (state := narrow(text).lower()) in _STATES:
            return _STATES[state]
        self.complain(f"is: knows {', '.join(s for s in _STATES if s.isascii())}", begin, opening)
        return None

    def look_back(self, begin: int, negated: bool) -> None:
        """as-of:DATE, the archive as it stood at the end of that day."""
        from index.date_words import last_moment

        opening, text = self.bare_value()
        try:
            day = last_moment(text, self.today)
        except ValueError as error:
            self.complain(str(error), begin, opening)
            return
        if negated or self.depth or (self.as_of and self.as_of != day):
            said_once = "as-of: is said once and holds for the whole query"
            if all(fault.message != said_once for fault in self.complaints):
                self.complain(said_once, begin, opening)
            return
        self.as_of = day

    def skip_value(self) -> None:
        """Passes over the value of a field that does not exist."""
        kept = list(self.complaints)
        if self.at < len(self.text) and self.text[self.at] in OPENS:
            self.group(None, self.at)
        elif self.at < len(self.text) and self.text[self.at] in QUOTES:
            self.phrase(None, self.at)
        else:
            self.run()
        self.complaints = kept
