"""The seam between the index and what stores it: as small as update, search and verify need.

Whoosh implements it (whoosh_engine); a cluster may. Documents are versions of articles; a search sees the current
ones unless it asks how the archive stood at some moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal, Protocol

from archive.records import Version
from archive.values import frozen
from index.tree import Tree

# Fields a query may name. Texts rank and are asked when no field is named; names hold short texts; keys match whole.
TEXT_FIELDS = ("title", "subtitle", "body", "conjecture")
NAME_FIELDS = ("source", "reporter", "editor", "channel", "topic", "url")
KEY_FIELDS = ("site", "id", "kind", "status")
DATE_FIELDS = ("date", "captured", "changed")
FIELDS = (*TEXT_FIELDS, *NAME_FIELDS, *KEY_FIELDS, *DATE_FIELDS)

Sort = Literal["relevance", "date", "date-asc"]


@frozen
class Stamp:
    """How far the catalogue the index has followed: the catalogue's epoch and its last change number."""

    epoch: str = ""
    change: int = 0


@frozen
class EngineHit:
    """`text_print` tells copies of one text (prints.py); two hits are equal without it."""

    article_id: str
    version: int
    score: float
    text_print: tuple[int, ...] = field(default=(), compare=False)

    def __init__(self, article_id: str, version: int, score: float, text_print: tuple[int, ...] = ()) -> None:
        put = object.__setattr__  # sooner than the shared way: each search makes ten
        put(self, "article_id", article_id)
        put(self, "version", version)
        put(self, "score", score)
        put(self, "text_print", text_print)


@frozen
class EngineHits:
    """`total` is exact; `hits` is the page that was asked for."""

    total: int
    hits: tuple[EngineHit, ...]


@frozen
class Row:
    """One document as `verify` compares it: the version, a digest over every indexed field, and when it was valid
    (microseconds from 1970, of our own clock; aside when two indexes of the same archive are compared).
    """

    article_id: str
    version: int
    digest: str
    valid_from: int
    valid_to: int


class Reader(Protocol):
    """One commit of the index, unmoved by later ones."""

    @property
    def stamp(self) -> Stamp: ...

    def search(
        self, tree: Tree, *, limit: int = 10, offset: int = 0, sort: Sort = "relevance", at: datetime | None = None
    ) -> EngineHits:
        """The matching versions: the current ones, or those valid at `at`.

        Equal scores are ordered by article id. `sort="date"` is newest first, undated last; a tree that ranks nothing
        (filters only) is ordered so too.
        """

    def newest(self) -> int:
        """The moment from which the youngest version is valid, in microseconds from 1970; 0 when there is none."""

    def count(self) -> int:
        """Current documents."""

    def facet(self, tree: Tree, field: str) -> dict[str, int]:
        """How many matching current documents carry each value of `field` (a name, site, kind, status or year, ""
        where it has no date).
        """

    def words(self, length: int) -> list[str]:
        """Folded words of the texts about as long as that: Chinese dictionary words of just so many characters, Latin
        words up to two longer or shorter.
        """

    def rows(self) -> Iterator[Row]: ...

    def figures(self) -> dict[str, int | str]:
        """What `index stats` prints."""

    def check(self) -> list[str]:
        """What is damaged on the disk, a line each; reads every byte."""

    def close(self) -> None: ...


class Writer(Protocol):
    """Holds the index lock from opening to close; nothing is seen by readers before commit."""

    @property
    def stamp(self) -> Stamp: ...

    def replace(self, article_id: str, versions: Sequence[Version]) -> None:
        """Makes `versions` all that the index holds of that article; none removes it."""

    def commit(self, stamp: Stamp) -> None:
        """Everything since the last commit becomes visible and survives a power cut, together with the stamp."""

    def close(self) -> None: ...


class Engine(Protocol):
    def reader(self) -> Reader:
        """Raises DataMissing, DamagedData or NewerFormat."""

    def writer(self, *, fresh: bool = False) -> Writer:
        """`fresh`: begins empty beside the old index, which serves readers until the commit. Raises LockHeld."""
