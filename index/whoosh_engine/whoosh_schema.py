"""The index as Whoosh sees its fields: schema, and an analyzer that gives the terms Whoosh's own parser should ask
for.

Texts and names have postings, keys are whole values; numbers and dates stand in columns. MADE_WITH in schema.py
decides whether an index fits; Whoosh's schema is made anew each time and never pickled.
"""

# Whoosh ships types for some of its functions and none for others.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis.acore import Token
from whoosh.analysis.tokenizers import Tokenizer
from whoosh.fields import ID, TEXT, Schema

from index.analysis import pairs, units
from index.engine import KEY_FIELDS, NAME_FIELDS, TEXT_FIELDS
from index.fold import fold
from index.whoosh_engine.whoosh_numbers import COLUMNS, number_field


class UnionAnalyzer(Tokenizer):
    """One term for each position: a pair where a CJK character has a neighbour behind it, else the unit. What a
    phrase needs.
    """

    def __call__(self, value: Any, **options: Any) -> Iterator[Token]:
        listed = list(units(fold(value)))
        two = {at: term for term, at in pairs(listed)}
        for unit in listed:
            token = Token(positions=True, chars=True, text=two.get(unit.position, unit.term), pos=unit.position)
            token.boost, token.stopped, token.mode = 1.0, False, options.get("mode", "")
            token.startchar = unit.offset
            token.endchar = unit.offset + len(token.text)
            yield token


def whoosh_schema() -> Any:
    """A whoosh.fields.Schema with every field of a segment."""
    schema = Schema()
    for name in (*TEXT_FIELDS, *NAME_FIELDS):
        field = TEXT(analyzer=UnionAnalyzer(), phrase=True, multitoken_query="phrase")
        field.scorable = name in TEXT_FIELDS  # names have no lengths
        schema.add(name, field)
    for name in COLUMNS:
        schema.add(name, number_field(name))
    for name in KEY_FIELDS:
        schema.add(name, ID(stored=True))
    return schema
