"""The query tree: what was asked, as values. The parser makes it, an engine answers it; it knows neither.

Texts are as typed: folding and cutting belong to the engine, so that one tree asks every engine the same question.
"""

from __future__ import annotations

from archive.values import frozen


@frozen
class All:
    """Every document."""


@frozen
class Nothing:
    """No document."""


@frozen
class Text:
    """Words that must stand in `field` (None: title, subtitle, body or what a damaged span may have said).

    Not quoted: each word of each run is required, in any order. Quoted: the whole text as it stands, punctuation aside.
    """

    field: str | None
    text: str
    quoted: bool = False


@frozen
class Loose:
    """Plain text ranked by any of its terms (characters, pairs, words); matches what holds at least one."""

    field: str | None
    text: str


@frozen
class Near:
    """All the texts in one field, each quoted, with no more than `distance` characters between first and last."""

    field: str | None
    texts: tuple[str, ...]
    distance: int


@frozen
class Prefix:
    """A Latin word or number that begins with `text`; for Chinese text the same as quoting it."""

    field: str | None
    text: str


@frozen
class And:
    children: tuple[Tree, ...]


@frozen
class Or:
    children: tuple[Tree, ...]


@frozen
class Not:
    """What `child` does not match; alone it means all documents but those."""

    child: Tree


@frozen
class Present:
    """Documents whose `field` is not empty."""

    field: str


@frozen
class Range:
    """`field` lies whole between `low` and `high`, both included; None leaves that end open.

    Bounds of `date` are ISO prefixes of a year, month or day (`2015`, `2015-03`, `2015-03-07`): the low one means its
    first day, the high one its last. An article dated `2016` lies in 2016, but not in 2016-01.
    """

    field: str
    low: str | None
    high: str | None


@frozen
class Filter:
    """`field` has exactly this value, folding aside (one of its values, where there are several); never ranks."""

    field: str
    value: str


Tree = All | Nothing | Text | Loose | Near | Prefix | And | Or | Not | Present | Range | Filter
