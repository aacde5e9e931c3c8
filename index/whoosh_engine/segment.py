"""An open segment: its documents' columns, and the terms of each field. Nothing is read before it is asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.analysis import is_cjk
from index.engine import TEXT_FIELDS, Row
from index.prints import SIZE
from index.whoosh_engine.arrays import Ints, Mask
from index.whoosh_engine.container import Array, Container
from index.whoosh_engine.grams import Grams
from index.whoosh_engine.matches import Words, packed
from index.whoosh_engine.postings import FieldReader
from index.whoosh_engine.termlist import CharPlaces, TermList


class Strings:
    """A table of strings, in the order they were given."""

    def __init__(self, held: Container, name: str) -> None:
        self._text, self._at = held.array(f"{name}.text").data, held.array(f"{name}.at").data

    def __len__(self) -> int:
        return len(self._at) - 1

    def raw(self, number: int) -> bytes:
        return bytes(self._text[self._at[number] : self._at[number + 1]])

    def __getitem__(self, number: int) -> str:
        if number >= len(self):
            raise IndexError(number)
        return self.raw(number).decode()

    def every(self) -> list[str]:
        """All of them, in order."""
        text, ends = bytes(self._text), self._at.tolist()
        return [text[begin:end].decode() for begin, end in pairwise(ends)]

    def find(self, wanted: str) -> int:
        """Where a string would stand in an ascending table."""
        return bisect_left(range(len(self)), wanted.encode("utf-8", "replace"), key=self.raw)


class Field:
    """The terms of one field, in order: grams, then words."""

    def __init__(self, held: Container, name: str, documents: int, chars: Array) -> None:
        self.postings, self.grams = FieldReader(held, name, documents), Grams(held, name, chars)
        self._held, self._name = held, name
        self._asked: dict[str, TermList | None] = {}

    @cached_property
    def words(self) -> Strings:
        return Strings(self._held, f"{self._name}.words")

    def _list(self, number: int, positional: bool) -> TermList | None:
        return TermList(self.postings, number, positional) if number >= 0 else None

    def term(self, term: str) -> TermList | None:
        """The list of a term: a character, a pair, a dictionary word or a Latin word. None when nothing has it.

        Matching, statistics and scores of one search ask for the same terms; `forget` ends the search.
        """
        if term not in self._asked:
            self._asked[term] = self._term(term)
        return self._asked[term]

    def forget(self) -> None:
        self._asked.clear()

    def _term(self, term: str) -> TermList | None:
        if len(term) == 1 and is_cjk(term):
            return self._list(self.grams.alone(term), False)
        if len(term) == 2 and is_cjk(term[0]) and is_cjk(term[1]):
            return self._list(self.grams.pair(*term), True)
        at = self.words.find(term)
        if at < len(self.words) and self.words[at] == term:
            return TermList(self.postings, self.grams.size + at, not is_cjk(term[0]))
        return None

    def edges(self, char: str) -> TermList | None:
        """Where a character begins or ends a run, with positions."""
        return self._list(self.grams.edge(char), True)

    def anywhere(self, char: str) -> CharPlaces | None:
        """Every position of a character."""
        whole = self.term(char)
        return CharPlaces(self.postings, whole, *self.grams.placed(char)) if whole else None

    def everywhere(self, char: str) -> list[TermList]:
        """Lists that together hold every position of a character: its pairs' first places, and its edges."""
        return [TermList(self.postings, number, True) for number in range(*self.grams.placed(char))]

    def begun(self, prefix: str, with_counts: bool) -> Ints:
        """The documents of the Latin words that begin with `prefix`, word after word; `with_counts`: only those where
        the word counts in this very field.
        """
        size, wanted = len(prefix.encode()), prefix.encode()
        first = self.words.find(prefix)
        last = bisect_right(range(len(self.words)), wanted, first, key=lambda word: self.words.raw(word)[:size])
        low, high = self.grams.size + first, self.grams.size + last
        docs = self.postings.lists.docs_between(low, high)
        if not with_counts or not docs.size:
            return docs
        begin = self.postings.lists.spot(low).posting
        return docs[self.postings.weights(begin, begin + docs.size, np.ones(docs.size, np.bool_))[1] > 0]


class Segment:
    """One segment of one commit: the file, and which of its documents have been deleted since it was written."""

    def __init__(self, path: Path, deleted: Sequence[int] | Array = ()) -> None:
        self.held = Container(path)
        self.name = path.name
        self.documents: int = self.held.said["documents"]
        self.kind: str = self.held.said["kind"]
        self.deleted = np.asarray(deleted, np.int64)
        self._fields: dict[str, Field] = {}

    @cached_property
    def chars(self) -> Array:
        return self.held.array("chars")

    @cached_property
    def live(self) -> Mask | None:
        """Which documents are not deleted; None when none is."""
        if not self.deleted.size:
            return None
        mask = np.ones(self.documents, np.bool_)
        mask[self.deleted] = False
        return mask

    def live_docs(self) -> Ints:
        return np.arange(self.documents) if self.live is None else np.flatnonzero(self.live)

    def column(self, name: str) -> Array:
        return self.held.array(name)

    @cached_property
    def live_words(self) -> Words | None:
        """The same as bits."""
        return None if self.live is None else packed(self.live)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text fields in which any of its documents has anything."""
        return tuple(name for name in TEXT_FIELDS if self.held.said["lengths"][name])

    @cached_property
    def ids(self) -> Array:
        """Of all documents."""
        self.held.touch_rows("id", np.arange(self.documents))
        return self._id_rows

    def ids_of(self, docs: Ints) -> Array:
        """The ids of some documents, a row each; as `prints_of`, it checks what it reads and no more."""
        self.held.touch_rows("id", docs)
        return self._id_rows[docs]

    def prints_of(self, docs: Ints) -> Array:
        """The numbers by which copies of the texts of some documents are known, a row each."""
        self.held.touch_rows("print", docs)
        return self._print_rows[docs]

    @cached_property
    def _id_rows(self) -> Array:
        return self.held.array("id", checked=False).reshape(-1, 32)

    @cached_property
    def _print_rows(self) -> Array:
        return self.held.array("print", checked=False).reshape(-1, SIZE)

    def article_id(self, doc: int) -> str:
        return bytes(self.ids[doc]).hex()

    def field(self, name: str) -> Field:
        if name not in self._fields:
            self._fields[name] = Field(self.held, name, self.documents, self.chars)
        return self._fields[name]

    def forget(self) -> None:
        """Lets go of what one search decoded."""
        for field in self._fields.values():
            field.forget()

    def values(self, name: str) -> Strings:
        return Strings(self.held, f"{name}.values")

    def listed_values(self, name: str, doc: int) -> list[str]:
        """The values that a document has of a name or key field."""
        of, values = self.column(f"{name}.of"), self.values(name)
        return [values[n] for n in self.column(f"{name}.ordinals")[int(of[doc]) : int(of[doc + 1])].tolist()]

    def rows(self) -> list[Row]:
        digests = self.held.array("digest").reshape(-1, 16)
        version, since, until = (self.column(name) for name in ("version", "valid_from", "valid_to"))
        return [
            Row(self.article_id(d), int(version[d]), bytes(digests[d]).hex(), int(since[d]), int(until[d]))
            for d in self.live_docs().tolist()
        ]

    def total_length(self, name: str) -> int:
        """Units of a text field, over documents that are not deleted."""
        whole = int(self.held.said["lengths"][name])
        return whole - int(self.column(f"{name}.length")[self.deleted].sum()) if self.deleted.size else whole
