"""The codec: Whoosh's own readers, queries and matchers over our segments, through the seam of `whoosh.codec.base`.

`open_whoosh` gives a `whoosh.index.Index` of the current documents. Searching does not go this way (matching.py
evaluates our tree on arrays); whatever else Whoosh offers does, but what needs the text of an article. Writing has no
seam in Whoosh that takes arrays, so the writer is ours.
"""

# Whoosh ships types for some of its functions and none for others.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage
from whoosh.index import Index
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import EmptyReader, MultiReader, SegmentReader, TermInfo, TermNotFound

from index.engine import KEY_FIELDS, TEXT_FIELDS
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.reader import WhooshReader
from index.whoosh_engine.schema import CURRENT, LISTED, POSTED
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.toc import read_toc
from index.whoosh_engine.whoosh_numbers import COLUMNS, NumberColumn, number_terms
from index.whoosh_engine.whoosh_schema import whoosh_schema
from index.whoosh_engine.whoosh_terms import FieldTerms, PostedTerms, Postings, id_terms, key_terms

INDEXED = sorted((*POSTED, *KEY_FIELDS, *COLUMNS))
HELD = 64  # terms whose postings are kept between Whoosh's questions


def read_only(*_: object, **__: object) -> NoReturn:
    raise TypeError("segments are written by index.whoosh_engine.writer, not through Whoosh")


class UnionSegment(base.Segment):
    """One of our segments as Whoosh names it; read-only."""

    def __init__(self, held: Segment) -> None:
        super().__init__("union")
        self.held = held
        self.segid = held.name

    def codec(self) -> UnionCodec:
        return UnionCodec()

    def segment_id(self) -> str:
        return self.held.name.removesuffix(".seg")

    def doc_count_all(self) -> int:
        return self.held.documents

    def deleted_count(self) -> int:
        return int(self.held.deleted.size)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.held.deleted.tolist())

    def is_deleted(self, docnum: int) -> bool:
        live = self.held.live  # Whoosh's InverseMatcher asks for one document past the last
        return live is not None and docnum < live.size and not live[docnum]

    delete_document = read_only


class UnionCodec(base.Codec):
    """Reads what index.whoosh_engine.postings lays out."""

    def terms_reader(self, storage: object, segment: UnionSegment) -> UnionTerms:
        return UnionTerms(segment.held)

    def per_document_reader(self, storage: object, segment: UnionSegment) -> UnionDocuments:
        return UnionDocuments(segment)

    per_document_writer = field_writer = postings_writer = postings_reader = new_segment = read_only


def terms_of(held: Segment, name: str) -> FieldTerms:
    if name in POSTED:
        return PostedTerms(name, held.field(name))
    if name in COLUMNS:
        return number_terms(held, name)
    return id_terms(held) if name == "id" else key_terms(held, name)


class UnionTerms(base.TermsReader):
    """Terms and postings of a segment."""

    def __init__(self, held: Segment) -> None:
        self._held = held
        self._fields: dict[str, FieldTerms] = {}
        self._asked: dict[tuple[str, bytes], tuple[Postings, Any] | None] = {}

    def names_from(self, fieldname: str, text: bytes) -> Iterator[bytes]:
        """The terms of a field in order of their bytes, from some bytes on."""
        return self._terms(fieldname).names_from(text) if fieldname in INDEXED else iter(())

    def _terms(self, fieldname: str) -> FieldTerms:
        if fieldname not in self._fields:
            self._fields[fieldname] = terms_of(self._held, fieldname)
        return self._fields[fieldname]

    def _found(self, term: tuple[str, bytes]) -> tuple[Postings, Any] | None:
        """A term's postings and what Whoosh wants to know of them; Whoosh asks three times for each term."""
        held = self._asked
        if term in held:
            return held[term]
        postings = self._terms(term[0]).postings(term[1]) if term[0] in INDEXED else None
        found = (postings, self._info(term[0], postings)) if postings else None
        # Another one takes the place of those held: a dict that is emptied would fail threads that share the searcher.
        self._asked = {**(held if len(held) < HELD else {}), term: found}
        return found

    def _info(self, fieldname: str, found: Postings) -> Any:
        ranked = fieldname in TEXT_FIELDS
        lengths = self._held.column(f"{fieldname}.length")[found.docs] if ranked else np.ones(1, np.int64)
        return TermInfo(
            float(found.counts.sum()),
            found.docs.size,
            int(lengths.min()),
            int(lengths.max()),
            float(found.counts.max()),
            int(found.docs[0]),
            int(found.docs[-1]),
        )

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._found(term) is not None

    def indexed_field_names(self) -> list[str]:
        return list(INDEXED)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return chain.from_iterable(self.terms_from(name, b"") for name in self.indexed_field_names())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((fieldname, text) for text in self.names_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: object) -> UnionCursor:
        return UnionCursor(self, fieldname, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        found = self._found((fieldname, text))
        if found is None:
            raise KeyError((fieldname, text))
        return found[1]

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> UnionMatcher:
        found = self._found((fieldname, text))
        if found is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return UnionMatcher(found[0], format_, scorer, (fieldname, text), found[1])


class UnionCursor(base.FieldCursor):
    """Steps through the terms of a field; what fuzzy queries use."""

    def __init__(self, terms: UnionTerms, fieldname: str, field: Any) -> None:
        self._terms, self._fieldname, self._field = terms, fieldname, field
        self.first()

    def is_valid(self) -> bool:
        return self._at is not None

    def first(self) -> Any:
        return self.find(b"")

    def find(self, string: Any) -> Any:
        self._names = self._terms.names_from(self._fieldname, self._field.to_bytes(string))
        return self.next()

    def next(self) -> Any:
        self._at = next(self._names, None)
        return self.text()

    def text(self) -> Any:
        return None if self._at is None else self._field.from_bytes(self._at)

    def term_info(self) -> Any:
        return None if self._at is None else self._terms.term_info(self._fieldname, self._at)


class UnionMatcher(ListMatcher):
    """A term's postings for Whoosh's own evaluation; positions are read when a span asks for them."""

    def __init__(self, found: Postings, format_: Any, scorer: Any, term: Any, info: Any, at: int = 0) -> None:
        self._found = found
        weights = found.counts.astype(float).tolist()
        super().__init__(found.docs.tolist(), weights, None, format_, scorer, at, term=term, terminfo=info)

    def copy(self) -> UnionMatcher:
        return UnionMatcher(self._found, self._format, self._scorer, self._term, self._terminfo, at=self._i)

    def skip_to(self, id: int) -> None:
        if self.is_active() and id > self.id():
            self._i = bisect_left(self._ids, id, self._i)

    def skip_to_quality(self, minquality: float) -> int:
        if self.is_active() and self.block_quality() <= minquality:
            self._i = len(self._ids)  # all postings are one block
        return 0

    def block_max_weight(self) -> float:
        return float(self._terminfo.max_weight())

    def supports(self, astype: str) -> bool:
        return astype in ("weight", "frequency") or (astype == "positions" and self._found.places is not None)

    def value_as(self, astype: str) -> Any:
        return self._found.positions(self._i) if astype == "positions" else self._weights[self._i]


class UnionDocuments(base.PerDocumentReader):
    """Lengths, columns and stored fields of a segment's documents."""

    def __init__(self, segment: UnionSegment) -> None:
        self._segment, self._held = segment, segment.held

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._held.documents

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in COLUMNS

    def list_columns(self) -> list[str]:
        return list(COLUMNS)

    def column_reader(self, fieldname: str, column: object) -> NumberColumn:
        return NumberColumn(self._held, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._held.column(f"{fieldname}.length")[docnum]) if fieldname in TEXT_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        # Of deleted documents too: Whoosh divides it by doc_count_all.
        return int(self._held.held.said["lengths"][fieldname]) if fieldname in TEXT_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._held.column(f"{fieldname}.length").min(initial=0)) if fieldname in TEXT_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._held.column(f"{fieldname}.length").max(initial=0)) if fieldname in TEXT_FIELDS else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        stored = {name: ", ".join(self._held.listed_values(name, docnum)) for name in LISTED}
        return {**stored, "id": self._held.article_id(docnum)}


class UnionIndex(Index):
    """The current documents of an index, for reading with all of Whoosh."""

    def __init__(self, folder: Path) -> None:
        self.storage = FileStorage(str(folder), supports_mmap=True)
        self.schema = whoosh_schema()
        self._folder = folder

    @cached_property
    def _opened(self) -> WhooshReader:
        return WhooshReader(self._folder)

    def close(self) -> None:
        self._opened.close()

    def is_empty(self) -> bool:
        return not self._opened.count()

    def latest_generation(self) -> int:
        return read_toc(self._folder).generation

    def up_to_date(self) -> bool:
        return self._opened.toc.generation == self.latest_generation()

    def refresh(self) -> UnionIndex:
        return self if self.up_to_date() else UnionIndex(self._folder)

    def reader(self, reuse: object = None) -> Any:
        current = [UnionSegment(held) for held in self._opened.segments if held.kind == CURRENT]
        generation = self._opened.toc.generation
        readers: list[Any] = [SegmentReader(self.storage, self.schema, segment, generation) for segment in current]
        if not readers:
            return EmptyReader(self.schema)
        return readers[0] if len(readers) == 1 else MultiReader(readers, generation)

    writer = read_only


def open_whoosh(data: Path | str) -> UnionIndex:
    """The index of a data directory as a Whoosh index. Raises DataMissing, DamagedData or NewerFormat.

    Texts stay in the catalogue: of a hit, Whoosh's `highlights` and `more_like_this` want them given as `text=`, and
    `key_terms` of results cannot be had (`Searcher.key_terms_from_text` can). Stored are the keys and the names.
    """
    index = UnionIndex(WhooshEngine(Path(data)).folder)
    index.is_empty()
    return index
