"""The index is a Whoosh index: its schema, storage and codec seam are Whoosh's, so every Whoosh query works on it.

Segments are opened as Whoosh segments by a codec of ours (`whoosh.codec.base`), through a Whoosh storage and a Whoosh
schema; Whoosh's own matchers read our postings (each kind of query: test_whoosh_queries.py). Writing is ours, and so
these tests also guard what we touch of Whoosh.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import distributions
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import pytest
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3FieldCursor
from whoosh.columns import ColumnReader
from whoosh.fields import DATETIME, ID, NUMERIC
from whoosh.filedb.filestore import FileStorage
from whoosh.index import Index
from whoosh.matching.mcore import ListMatcher
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, FuzzyTerm, Not, Or, Phrase, Prefix, Query, Regex, Term, Wildcard
from whoosh.reading import EmptyReader, MultiReader, SegmentReader, TermInfo
from whoosh.util.times import datetime_to_long

from archive.records import Article, Version
from index.engine import Stamp
from index.tree import Text, Tree
from index.whoosh_engine import codec, whoosh_numbers, whoosh_schema
from index.whoosh_engine.codec import UnionIndex, open_whoosh
from index.whoosh_engine.engine import WhooshEngine

NOW = datetime(2020, 1, 1, tzinfo=UTC)
STORIES = [
    ("農民工技能培訓班開班", "工会会员和农民工参加培训。GDP增长2016年", "工人日报"),
    ("工会换届", "新一届工会委员会产生，gdp不提", "新华社"),
    ("农民日报社论", "农民增收，民工返乡", ""),
    ("Union news", "The union trained 300 workers; unions grow", "People"),
    ("会员大会", "大会会员大会", "工人日报"),
]


def made(number: int, title: str, body: str, source: str) -> Version:
    url = f"https://seam.example/{number}"
    identity = hashlib.sha256(url.encode()).hexdigest()
    article = Article(title, body, source=source, published=f"2016-01-{number + 1:02}")
    return Version(identity, 1, url, "seam", article, NOW, NOW, "1", NOW, None)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, one of which has a deleted document."""
    folder = tmp_path_factory.mktemp("seam")
    writer = WhooshEngine(folder).writer()
    for half in (STORIES[:3], STORIES[3:]):
        for number, story in enumerate(STORIES):
            if story in half:
                one = made(number, *story)
                writer.replace(one.id, [one])
        writer.commit(Stamp("e", len(half)))
    gone = made(9, "删去的工会", "工会", "")
    writer.replace(gone.id, [gone])
    writer.commit(Stamp("e", 3))
    writer.replace(gone.id, [])
    writer.commit(Stamp("e", 4))
    writer.close()
    return folder


@pytest.fixture
def whoosh_index(data: Path) -> Iterator[UnionIndex]:
    index = open_whoosh(data)
    yield index
    index.close()


def found(index: Index, query: Query) -> set[str]:
    with index.searcher() as searcher:
        return {hit["id"] for hit in searcher.search(query, limit=None)}


def ours(data: Path, tree: Tree) -> set[str]:
    reader = WhooshEngine(data).reader()
    return {hit.article_id for hit in reader.search(tree, limit=99).hits}


def ids(*numbers: int) -> set[str]:
    return {made(number, "", "", "").id for number in numbers}


def test_it_is_an_index_of_whoosh(whoosh_index: UnionIndex) -> None:
    assert isinstance(whoosh_index, Index)
    assert whoosh_index.doc_count() == len(STORIES)
    assert all(isinstance(leaf, SegmentReader) for leaf, _ in whoosh_index.reader().leaf_readers())


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (Term("body", "工会"), (0, 1)),
        (Term("title", "农民工"), (0,)),
        (And([Term("body", "会员"), Not(Term("body", "培训"))]), (4,)),
        (Or([Term("body", "gdp"), Term("body", "union")]), (0, 1, 3)),
        (Phrase("body", ["会员", "员大", "大会"]), (4,)),
        (Phrase("body", ["农民", "民工"]), (0,)),
        (Prefix("body", "union"), (3,)),
        (Wildcard("body", "union?"), (3,)),
        (Regex("body", "gd."), (0, 1)),
        (FuzzyTerm("body", "unionz"), (3,)),
        (Every("body"), (0, 1, 2, 3, 4)),
        (Term("source", "工人"), (0, 4)),
    ],
    ids=str,
)
def test_whooshs_own_queries_find_what_is_there(
    whoosh_index: UnionIndex, query: Query, numbers: tuple[int, ...]
) -> None:
    assert found(whoosh_index, query) == ids(*numbers)


@pytest.mark.parametrize(
    "text", ["农民工", "會員大會", "工会", "2016年", "gdp增长", "参加培训。GDP", "大会会员大会", "会员", "workers"]
)
def test_whooshs_parser_and_our_engine_agree_on_quoted_text(whoosh_index: UnionIndex, data: Path, text: str) -> None:
    query = QueryParser("body", whoosh_index.schema).parse(f'"{text}"')

    assert found(whoosh_index, query) == ours(data, Text("body", text, quoted=True))


def test_whoosh_scores_and_sorts_with_our_lengths_and_columns(whoosh_index: UnionIndex) -> None:
    with whoosh_index.searcher() as searcher:
        ranked = searcher.search(Or([Term("body", "会员"), Term("body", "大会")]), limit=9)
        newest = searcher.search(Every("body"), sortedby="moment", reverse=True, limit=9)

        assert ranked[0]["id"] in ids(4)
        assert [hit["id"] for hit in newest] == [made(n, "", "", "").id for n in (4, 3, 2, 1, 0)]


def test_whoosh_lists_terms_in_order(whoosh_index: UnionIndex) -> None:
    with whoosh_index.reader() as reader:
        words = list(reader.lexicon("body"))

    assert words == sorted(words)
    assert {"工", "工会", "农民工", "gdp"} <= {word.decode() for word in words}


def test_nothing_is_written_through_whoosh(whoosh_index: UnionIndex) -> None:
    with pytest.raises(TypeError, match=r"index\.whoosh_engine\.writer"):
        whoosh_index.writer()


# What of Whoosh is called with positions or names that a release may move, and the attributes of its own that we use.
CALLED: dict[Any, list[str]] = {
    base.Segment.__init__: ["self", "indexname"],
    FileStorage.__init__: ["self", "path", "supports_mmap", "readonly", "debug"],
    ListMatcher.__init__: [
        *("self", "ids", "weights", "values", "format", "scorer", "position", "all_weights"),
        *("term", "terminfo"),
    ],
    MultiReader.__init__: ["self", "readers", "generation"],
    EmptyReader.__init__: ["self", "schema"],
    ColumnReader.__init__: ["self", "dbfile", "basepos", "length", "doccount"],
    NUMERIC.__init__: [
        *("self", "numtype", "bits", "stored", "unique", "field_boost", "decimal_places", "shift_step", "signed"),
        *("sortable", "default"),
    ],
    NUMERIC.sortable_to_bytes: ["self", "x", "shift"],
    DATETIME.__init__: ["self", "stored", "unique", "sortable"],
    ID.__init__: ["self", "stored", "unique", "field_boost", "sortable", "analyzer"],
    datetime_to_long: ["dt"],
    W3FieldCursor.find: ["self", "term"],
    **{getattr(W3FieldCursor, name): ["self"] for name in ("first", "next", "text", "term_info", "is_valid")},
    SegmentReader.__init__: ["self", "storage", "schema", "segment", "generation", "codec"],
    TermInfo.__init__: [
        *("self", "weight", "df", "minlength", "maxlength", "maxweight", "minid", "maxid"),
    ],
}
PRIVATE: list[tuple[Any, set[str]]] = [
    (ListMatcher([1]), {"_ids", "_weights", "_i", "_format", "_scorer", "_term", "_terminfo"}),
    (base.Segment("x"), {"indexname", "segid"}),
    (ColumnReader(None, 0, 0, 0), {"_doccount"}),
    (NUMERIC(), {"bits", "signed", "shift_step"}),
]
REFUSED = {"delete_document", "per_document_writer", "field_writer", "postings_writer", "postings_reader"} | {
    *("new_segment", "writer"),
}


def test_whoosh_is_the_release_that_these_seams_were_read_in() -> None:
    """Raise the pin by hand, and read what moved: these are seams, some of them private."""
    pinned = {"whoosh3": "3.54.0", "Whoosh-Reloaded": "2.7.5"}  # the second one is not shipped; it passes too

    assert any(
        pinned[name] == version_of(name) for name in pinned if name in {d.metadata["Name"] for d in distributions()}
    )


@pytest.mark.parametrize("called", CALLED, ids=lambda one: one.__qualname__)
def test_what_we_call_of_whoosh_takes_what_we_give(called: Any) -> None:
    assert list(inspect.signature(called).parameters) == CALLED[called]


@pytest.mark.parametrize(("owner", "names"), PRIVATE, ids=lambda one: type(one).__name__)
def test_the_private_names_that_we_use_are_there(owner: Any, names: set[str]) -> None:
    assert names <= set(vars(owner))


def test_whooshs_automata_step_through_terms_by_the_names_that_our_cursor_has() -> None:
    """The base class of cursors leaves most of them out."""
    steps = {attr for attr in inspect.getclosurevars(base.Automata.find_matches).unbound if attr in dir(W3FieldCursor)}

    assert {"text", "find"} == steps <= set(vars(codec.UnionCursor))
    assert {name for name in vars(W3FieldCursor) if not name.startswith("_")} <= set(vars(codec.UnionCursor))


def test_every_method_that_takes_the_place_of_one_of_whooshs_has_its_parameters() -> None:
    moved = []
    modules = (codec, whoosh_numbers, whoosh_schema)
    held = [one for module in modules for one in vars(module).values() if inspect.isclass(one)]
    for ours in (one for one in held if one.__module__.startswith("index.")):
        for name, own in vars(ours).items():
            theirs = next((vars(parent)[name] for parent in ours.__mro__[1:-1] if name in vars(parent)), None)
            if not inspect.isfunction(own) or not inspect.isfunction(theirs) or name.startswith("__"):
                continue
            if name not in REFUSED and list(inspect.signature(own).parameters) != list(
                inspect.signature(theirs).parameters
            ):
                moved.append(f"{ours.__name__}.{name}")

    assert moved == []
