"""Numbers and dates as Whoosh reads them: fields, terms for ranges, columns; all made of the columns of a segment.

Nothing is stored for it. A date is naive for Whoosh: `date` is the day that the page names, the others are in UTC.
"""

# Whoosh ships types for some of its functions and none for others.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from whoosh.columns import ColumnReader
from whoosh.fields import DATETIME, NUMERIC
from whoosh.util.times import datetime_to_long

from index.document import DAY, UNDATED
from index.whoosh_engine.arrays import Array, Ints, Mask, begins
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.whoosh_terms import GroupedTerms

NUMBERS = {  # bits, and whether below zero too
    "version": (32, False),
    "first_day": (32, True),
    "last_day": (32, True),
    "valid_from": (64, True),
    "valid_to": (64, True),
}
DATES = {  # the column, and its unit in microseconds
    "date": ("first_day", DAY),
    "moment": ("moment", 1),
    "captured": ("valid_from", 1),
    "changed": ("valid_from", 1),
}
PUBLISHED = ("first_day", "last_day", "moment")
COLUMNS = (*NUMBERS, *DATES)
STEP = 8  # bits that Whoosh leaves off at a time to name many numbers by one term
EPOCH = datetime_to_long(datetime(1970, 1, 1))  # Whoosh counts from the year 1


def number_field(name: str) -> Any:
    """The field as Whoosh's schema has it."""
    if name in DATES:
        return DATETIME(sortable=True)
    bits, signed = NUMBERS[name]
    return NUMERIC(int, bits, signed=signed, shift_step=STEP, sortable=True)


def _values(held: Segment, name: str) -> tuple[Ints, Mask]:
    """The value of each document as the field counts, and which have one."""
    column, unit = DATES.get(name, (name, 1))
    values, has = held.column(column).astype(np.int64), np.ones(held.documents, np.bool_)
    if column in PUBLISHED:
        has = held.column("first_day") != UNDATED
    elif name == "changed":
        has = held.column("version") > 1
    if name in DATES:
        values = np.where(has, values, 0) * unit + EPOCH
    return values, has


def _sortable(field: Any, values: Ints) -> Array:
    """What Whoosh puts in the place of numbers that may lie below zero: none does, and the order is the same."""
    return values.astype(np.uint64) + np.uint64(1 << field.bits - 1 if field.signed else 0)  # runs over, on purpose


def number_terms(held: Segment, name: str) -> GroupedTerms:
    """Every number as a term, and those that share their upper bits as one for each STEP: what a range asks for."""
    field = number_field(name)
    values, has = _values(held, name)
    docs = np.flatnonzero(has)
    numbers = _sortable(field, values)[docs]
    order = numbers.argsort(kind="stable")
    numbers = numbers[order]
    shifts = range(0, field.bits, field.shift_step)
    first = [begins(numbers >> np.uint64(shift)) for shift in shifts]
    ends = [np.append(at[1:], numbers.size) for at in first]
    every, shift_of = np.concatenate(first), np.repeat(np.array(shifts), [at.size for at in first])

    def name_of(number: int) -> bytes:
        return bytes(field.sortable_to_bytes(int(numbers[every[number]]), int(shift_of[number])))

    return GroupedTerms(name_of, docs[order], every, np.concatenate(ends))


class NumberColumn(ColumnReader):
    """A column of a segment as Whoosh reads it: numbers as its field sorts them."""

    def __init__(self, held: Segment, name: str) -> None:
        values, has = _values(held, name)
        # Whoosh's dates stand in a column as they are; where there is none it finds the year 1.
        self._values = np.where(has, values, 0) if name in DATES else _sortable(number_field(name), values)
        self._doccount, self._sign = values.size, 1

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]  # numbers sort as they are
        return self._sign * self[docnum]

    def set_reverse(self) -> None:
        self._sign = -1
