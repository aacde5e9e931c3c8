"""The codec: Whoosh's own readers, queries and matchers over our segments, through the seam of `whoosh.codec.base`.

`open_whoosh` gives a `whoosh.index.Index` of the current documents. Searching does not go this way (matching.py
evaluates our tree on arrays); whatever else Whoosh offers does. Writing has no seam in Whoosh that takes arrays, so
the writer is ours.
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
from whoosh.columns import ColumnReader
from whoosh.filedb.filestore import FileStorage
from whoosh.index import Index
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import EmptyReader, MultiReader, SegmentReader, TermInfo, TermNotFound

from index.analysis import is_cjk
from index.engine import TEXT_FIELDS
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.postings import EDGE, SHIFT
from index.whoosh_engine.reader import WhooshReader
from index.whoosh_engine.schema import CURRENT, LISTED, POSTED, WHOLE
from index.whoosh_engine.segment import Field, Segment
from index.whoosh_engine.termlist import TermList
from index.whoosh_engine.toc import read_toc
from index.whoosh_engine.whoosh_schema import COLUMNS, whoosh_schema


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


class FieldTerms:
    """The terms of one field in the order of their bytes, with the list of each."""

    def __init__(self, name: str, field: Field) -> None:
        self._whole, self._field = name == WHOLE, field
        grams = field.grams.spelled().tolist()
        seconds = (key & (1 << SHIFT) - 1 for key in grams)
        spelled = [
            (chr(key >> SHIFT) + (chr(second) if second else ""), number)
            for number, (key, second) in enumerate(zip(grams, seconds, strict=True))
            if second != EDGE
        ]
        words = [(field.words[n], len(grams) + n) for n in range(len(field.words))]
        self._numbers = {text.encode(): number for text, number in chain(spelled, words)}
        self.names = sorted(text for text in self._numbers if not self._whole or self.real(text)[0].size)

    def real(self, text: bytes) -> tuple[Any, Any, TermList]:
        """Postings that count in this very field: (their numbers, their counts, the list)."""
        number = self._numbers[text]
        word = text.decode()
        positional = len(word) == 2 or not is_cjk(word[0])
        held = TermList(self._field.postings, number, positional)
        every = np.arange(held.size)
        counts = held.counts(every)
        kept = np.flatnonzero(counts > 0) if self._whole else every
        return kept, counts[kept], held


class UnionTerms(base.TermsReader):
    """Terms and postings of a segment."""

    def __init__(self, held: Segment) -> None:
        self._held = held
        self._fields: dict[str, FieldTerms] = {}

    def _terms(self, fieldname: str) -> FieldTerms:
        if fieldname not in self._fields:
            self._fields[fieldname] = FieldTerms(fieldname, self._held.field(fieldname))
        return self._fields[fieldname]

    def _lengths(self, fieldname: str) -> Any:
        return self._held.column(f"{fieldname}.length") if fieldname in TEXT_FIELDS else None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        names = self._terms(term[0]).names if term[0] in POSTED else []
        at = bisect_left(names, term[1])
        return at < len(names) and names[at] == term[1]

    def indexed_field_names(self) -> list[str]:
        return sorted(POSTED)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, text) for name in sorted(POSTED) for text in self._terms(name).names)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        names = self._terms(fieldname).names
        return ((fieldname, names[at]) for at in range(bisect_left(names, prefix), len(names)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: object) -> UnionCursor:
        return UnionCursor(self, fieldname, self._terms(fieldname).names)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        if (fieldname, text) not in self:
            raise KeyError((fieldname, text))
        kept, counts, held = self._terms(fieldname).real(text)
        docs, lengths = held.docs()[kept], self._lengths(fieldname)
        own = lengths[docs] if lengths is not None else np.ones(1, np.int64)
        return TermInfo(
            float(counts.sum()),
            docs.size,
            int(own.min()),
            int(own.max()),
            float(counts.max()),
            int(docs[0]),
            int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> UnionMatcher:
        if (fieldname, text) not in self:
            raise TermNotFound(f"{fieldname}:{text!r}")
        kept, counts, held = self._terms(fieldname).real(text)
        info = self.term_info(fieldname, text)
        word = text.decode()
        lists = self._held.field(fieldname).everywhere(word) if len(word) == 1 and is_cjk(word) else [held]
        return UnionMatcher(held.docs()[kept], counts, lists, format_, scorer, (fieldname, text), info)


class UnionCursor(base.FieldCursor):
    """Steps through the terms of a field; what fuzzy queries use."""

    def __init__(self, terms: UnionTerms, fieldname: str, names: list[bytes]) -> None:
        self._terms, self._fieldname, self._names, self._at = terms, fieldname, names, 0

    def is_valid(self) -> bool:
        return self._at < len(self._names)

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        self._at = bisect_left(self._names, string.encode() if isinstance(string, str) else string)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._names[self._at].decode() if self.is_valid() else None

    def term_info(self) -> Any:
        return self._terms.term_info(self._fieldname, self._names[self._at]) if self.is_valid() else None


class UnionMatcher(ListMatcher):
    """A term's postings for Whoosh's own evaluation; positions are read when a span asks for them."""

    def __init__(
        self, ids: Any, counts: Any, lists: list[TermList], format_: Any, scorer: Any, term: Any, info: Any, at: int = 0
    ) -> None:
        self._docs, self._counts, self._lists = ids, counts, lists
        weights = counts.astype(float).tolist()
        super().__init__(ids.tolist(), weights, None, format_, scorer, at, term=term, terminfo=info)

    def copy(self) -> UnionMatcher:
        own = (self._docs, self._counts, self._lists, self._format, self._scorer, self._term, self._terminfo)
        return UnionMatcher(*own, at=self._i)

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
        return astype in ("weight", "frequency") or (astype == "positions" and self._lists[0].positional)

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            found = [one.places(one.locate(self._docs[self._i : self._i + 1])[1])[1] for one in self._lists]
            return sorted(np.concatenate(found).tolist())
        return self._weights[self._i]


class ArrayColumn(ColumnReader):
    """A column of a segment as Whoosh reads it."""

    def __init__(self, values: Any) -> None:
        self._doccount = values.size
        self._values, self._sign = values, 1

    def __getitem__(self, docnum: int) -> int:
        return self._sign * int(self._values[docnum])

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]  # numbers sort as they are
        return self[docnum]

    def set_reverse(self) -> None:
        self._sign = -1


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

    def column_reader(self, fieldname: str, column: object) -> ArrayColumn:
        return ArrayColumn(self._held.column(fieldname))

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
    """The index of a data directory as a Whoosh index. Raises DataMissing, DamagedData or NewerFormat."""
    index = UnionIndex(WhooshEngine(Path(data)).folder)
    index.is_empty()
    return index
