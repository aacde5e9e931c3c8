"""Query tree to documents, in one segment: reads each node's text as the analysis does and asks the terms. Scores are
left to ranking.py."""

from __future__ import annotations

from functools import reduce

import numpy as np

from index.analysis import Piece, units
from index.document import DAY, UNDATED, days_of
from index.engine import DATE_FIELDS, NAME_FIELDS, TEXT_FIELDS
from index.fold import fold
from index.tree import All, And, Filter, Loose, Near, Not, Nothing, Or, Prefix, Present, Range, Text, Tree
from index.whoosh_engine.arrays import Ints, Mask, true_at
from index.whoosh_engine.nodes import (
    AllOf,
    AnyOf,
    Empty,
    Every,
    Marked,
    Node,
    OneTerm,
    Places,
    Side,
    Together,
    Unless,
)
from index.whoosh_engine.said import Said
from index.whoosh_engine.schema import LISTED, WHOLE
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.termlist import TermList


class Matcher:
    """Makes nodes of a tree for one segment."""

    def __init__(self, segment: Segment, said: Said) -> None:
        self._segment, self._said = segment, said

    def node(self, tree: Tree) -> Node:
        count = self._segment.documents
        match tree:
            case All():
                return Every(count)
            case Nothing():
                return Empty()
            case And(children):
                return AllOf([self.node(child) for child in children], count) if children else Every(count)
            case Or(children):
                return AnyOf([self.node(child) for child in children], count) if children else Empty()
            case Not(child):
                return Unless(self.node(child), count)
            case Text(field, text, quoted):
                return self._text(field, text, quoted)
            case Loose(field, text):
                found = [one for term in self._said.terms(text) for one in self._term(field, term)]
                return AnyOf(found, count) if found else Empty()
            case Near(field, texts, distance):
                return self._near(field, texts, distance)
            case Prefix(field, text):
                return self._prefix(field, text)
            case Present(field):
                return self._present(field)
            case Range(field, low, high):
                return self._range(field, low, high)
            case Filter(field, value):
                return self._filter(field, value)

    def _fields(self, field: str | None) -> tuple[str, ...]:
        return self._segment.texts if field is None else (field,)

    def _term(self, field: str | None, term: str) -> list[Node]:
        """Documents with the term; without a field the list of the whole text answers alone."""
        found = self._segment.field(field or WHOLE).term(term)
        if found is None:
            return []
        return [self._real(found)] if field == WHOLE else [OneTerm(found)]

    def _real(self, found: TermList) -> Node:
        """Of the list of the whole text, the documents that have the term in the body itself."""
        return Marked(self._mask(found.docs()[found.every_count() > 0]))

    def _mask(self, docs: Ints) -> Mask:
        mask = np.zeros(self._segment.documents, np.bool_)
        mask[docs] = True
        return mask

    def _text(self, field: str | None, text: str, quoted: bool) -> Node:
        if field is not None and field not in (*TEXT_FIELDS, *NAME_FIELDS):
            return self._filter(field, text)
        nodes = [self._piece(field, piece) for piece in self._said.pieces(text, quoted)]
        if not nodes:
            return Empty()
        return nodes[0] if len(nodes) == 1 else AllOf(nodes, self._segment.documents)

    def _piece(self, field: str | None, piece: Piece) -> Node:
        if len(piece.steps) == 1:
            found = self._term(field, piece.steps[0][0])
            return found[0] if found else Empty()
        sides: list[Node] = [side for name in self._fields(field) if (side := self._side(name, piece)) is not None]
        if not sides:
            return Empty()
        return sides[0] if len(sides) == 1 else AnyOf(sides, self._segment.documents)

    def _side(self, field: str, piece: Piece) -> Side | None:
        steps = []
        for term, distance, edge in piece.steps:
            places = self._places(field, term, edge)
            if places is None:
                return None
            steps.append((places, distance))
        return Side(steps)

    def _places(self, field: str, term: str, edge: bool) -> Places | None:
        held = self._segment.field(field)
        if len(term) == 1 and next(units(term)).cjk:
            return held.edges(term) if edge else held.anywhere(term)
        return held.term(term)

    def _near(self, field: str | None, texts: tuple[str, ...], distance: int) -> Node:
        pieces = [piece for text in texts for piece in self._said.pieces(text, True)]
        if not pieces or len(pieces) < len(texts):
            return Empty()
        found: list[Node] = []
        for name in self._fields(field):
            sides = [side for piece in pieces if (side := self._side(name, piece)) is not None]
            if len(sides) == len(pieces):
                found.append(Together(sides, [_width(piece) for piece in pieces], distance))
        return AnyOf(found, self._segment.documents) if found else Empty()

    def _prefix(self, field: str | None, text: str) -> Node:
        listed = list(units(fold(text)))
        if not listed:
            return Empty()
        if listed[-1].cjk or len(listed) > 1:
            return self._text(field, text, True)
        name = field or WHOLE
        return Marked(self._mask(self._segment.field(name).begun(listed[0].term, field == WHOLE)))

    def _present(self, field: str) -> Node:
        if field == "date":
            return Marked(self._segment.column("first_day") != UNDATED)
        if field == "changed":
            return Marked(self._segment.column("version") > 1)
        if field in TEXT_FIELDS:
            return Marked(self._segment.column(f"{field}.length") > 0)
        if field in LISTED:
            return Marked(np.diff(self._segment.column(f"{field}.of")) > 0)
        return Every(self._segment.documents)

    def _range(self, field: str, low: str | None, high: str | None) -> Node:
        column, parts = self._segment.column, list[Mask]()
        first, last, unit = column("first_day"), column("last_day"), 1
        if field != "date":
            first, unit = column("valid_from"), DAY
            last = first
        ends = [None if end is None else days_of(end) or () for end in (low, high)]
        if () in ends:
            return Empty()
        if ends[0]:
            parts.append(first >= ends[0][0] * unit)
        elif field == "date":
            parts.append(first > UNDATED)
        if ends[1]:
            parts.append(last < (ends[1][1] + 1) * unit)
        if field == "changed":
            parts.append(column("version") > 1)
        return Marked(reduce(np.logical_and, parts)) if parts else Every(self._segment.documents)

    def _filter(self, field: str, value: str) -> Node:
        if field == "id":
            wanted = value.lower()
            if not wanted or len(wanted) > 64 or set(wanted) - set("0123456789abcdef"):
                return Empty()
            half = len(wanted) // 2
            mask = (self._segment.ids[:, :half] == np.frombuffer(bytes.fromhex(wanted[: half * 2]), np.uint8)).all(
                axis=1
            )
            if len(wanted) % 2:
                mask &= self._segment.ids[:, half] >> 4 == int(wanted[-1], 16)
            return Marked(mask)
        if field in DATE_FIELDS:
            return self._range(field, value, value)
        if field not in LISTED:
            return self._text(field, value, True)
        values, wanted = self._segment.values(field), fold(value)
        numbers = [n for n in range(len(values)) if fold(values[n]) == wanted]
        of, ordinals = self._segment.column(f"{field}.of"), self._segment.column(f"{field}.ordinals")
        chosen = np.zeros(len(values), np.bool_)
        chosen[numbers] = True
        hit = true_at(chosen[ordinals])
        return Marked(self._mask(np.searchsorted(of, hit, side="right") - 1))


def _width(piece: Piece) -> int:
    """How many positions a piece spans."""
    last, far, _ = piece.steps[-1]
    return far + (2 if len(last) == 2 and next(units(last)).cjk else 1)
