"""The peers of the search benchmark: stock Whoosh, SQLite FTS5 and tantivy, each built and asked as its users do.

All get the same terms, cut outside of them from folded text: characters in one field, overlapping bigrams with
positions in another, the day as a number. A quoted word is a character, a bigram or a phrase of bigrams. An answer is
the exact total and the ten best (BM25 of the engine's own) or newest. Ours is benchmarks/ours.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.queries import RUN, Query, bigrams
from index.document import days_of
from index.fold import fold

TOP = 10


class Cut(NamedTuple):
    """One article as the peers get it; terms are parted by blanks."""

    number: int
    characters: str
    bigrams: str
    day: int


def cut(number: int, row: dict[str, str]) -> Cut:
    """The terms of one article; a full stop stands between runs, so that no phrase crosses them."""
    runs = RUN.findall(fold(row["title"] + "\n" + row["body"]))
    words: list[str] = []
    for run in runs:
        words += bigrams(run)
        words.append("。")
    day = days_of(row["date"])
    return Cut(number, " ".join("".join(runs)), " ".join(words), day[0] if day else -1_000_000)


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


class StockWhoosh:
    name = "stock Whoosh"
    most = 100_000  # articles; beyond, it takes hours

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "whoosh"

    def build(self, articles: Iterable[Cut]) -> None:
        from whoosh import fields, index
        from whoosh.analysis import SpaceSeparatedTokenizer

        self.folder.mkdir()
        terms = SpaceSeparatedTokenizer()
        schema = fields.Schema(
            n=fields.NUMERIC(stored=True),
            c=fields.TEXT(analyzer=terms, phrase=False),
            b=fields.TEXT(analyzer=terms, phrase=True),
            day=fields.NUMERIC(sortable=True),
        )
        writer = index.create_in(self.folder, schema).writer(limitmb=512)
        for number, characters, pairs, day in articles:
            writer.add_document(n=number, c=characters, b=pairs, day=day)
        writer.commit()

    def open(self) -> None:
        from whoosh import index

        self.searcher = index.open_dir(self.folder).searcher()

    def ask(self, query: Query) -> int:
        from whoosh.query import And, AndNot, NumericRange, Or, Phrase, Term

        def one(word: str) -> Any:
            parts = bigrams(word)
            if len(parts) < 2:
                return Term("b", parts[0]) if parts else Term("c", word)
            return Phrase("b", parts)

        tree: Any = (Or if query.either else And)([one(word) for word in query.words])
        if query.years:
            tree = And([tree, NumericRange("day", *query.days)])
        if query.without:
            tree = AndNot(tree, Or([one(word) for word in query.without]))
        order: dict[str, Any] = {"sortedby": "day", "reverse": True} if query.newest else {}
        return len(self.searcher.search(tree, limit=TOP, **order))


class Fts5:
    name = "SQLite FTS5"
    most = 10**9

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "fts5"

    def build(self, articles: Iterable[Cut]) -> None:
        self.folder.mkdir()
        db = sqlite3.connect(self.folder / "index.sqlite3")
        db.execute("create virtual table t using fts5(c, b, content='')")
        db.execute("create table d(n integer primary key, day integer)")

        def put(article: Cut) -> tuple[int, str, str]:
            db.execute("insert into d values (?, ?)", (article.number, article.day))
            return article.number, article.characters, article.bigrams

        with db:
            db.executemany("insert into t(rowid, c, b) values (?, ?, ?)", map(put, articles))
        db.execute("insert into t(t) values ('optimize')")
        db.commit()
        db.close()

    def open(self) -> None:
        self.db = sqlite3.connect(self.folder / "index.sqlite3")

    def ask(self, query: Query) -> int:
        def one(word: str) -> str:
            parts = bigrams(word)
            return f'(b : "{" ".join(parts)}")' if parts else f'(c : "{word}")'

        text = "(" + (" OR " if query.either else " AND ").join(map(one, query.words)) + ")"
        text += "".join(f" NOT {one(word)}" for word in query.without)
        tables, where, bound = "t", "t match ?", [text, *(query.days if query.years else ())]
        if query.years or query.newest:
            tables = "t join d on d.n = t.rowid"
        if query.years:
            where += " and d.day between ? and ?"
        order = "d.day desc" if query.newest else "t.rank"
        self.db.execute(f"select t.rowid from {tables} where {where} order by {order} limit {TOP}", bound).fetchall()
        if query.newest:
            tables = "t"
        return int(self.db.execute(f"select count(*) from {tables} where {where}", bound).fetchone()[0])


class Tantivy:
    name = "tantivy"
    most = 10**9

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tantivy"

    def build(self, articles: Iterable[Cut]) -> None:
        import tantivy

        self.folder.mkdir()
        index = tantivy.Index(self._schema(), path=str(self.folder))
        writer = index.writer(256_000_000)
        for _, characters, pairs, day in articles:
            writer.add_document(tantivy.Document(c=characters, b=pairs, day=day))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def _schema() -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("c", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("b", tokenizer_name="whitespace", index_option="position")
        builder.add_integer_field("day", indexed=True, fast=True)
        return builder.build()

    def open(self) -> None:
        import tantivy

        self.schema = self._schema()
        self.index = tantivy.Index(self.schema, path=str(self.folder))
        self.searcher = self.index.searcher()

    def ask(self, query: Query) -> int:
        from tantivy import FieldType, Occur
        from tantivy import Query as Tree

        def one(word: str) -> Any:
            parts: list[Any] = list(bigrams(word))
            if len(parts) < 2:
                field, term = ("b", parts[0]) if parts else ("c", word)
                return Tree.term_query(self.schema, field, term)
            return Tree.phrase_query(self.schema, "b", parts)

        occur = Occur.Should if query.either else Occur.Must
        parts = [(occur, one(word)) for word in query.words]
        more = [(Occur.MustNot, one(word)) for word in query.without]
        if query.years:
            days = Tree.range_query(self.schema, "day", FieldType.Integer, *query.days)
            more.append((Occur.Must, Tree.const_score_query(days, 0.0)))
        if more and query.either:
            parts = [(Occur.Must, Tree.boolean_query(parts))]
        parts += more
        tree = parts[0][1] if len(parts) == 1 else Tree.boolean_query(parts)
        order: dict[str, Any] = {"order_by_field": "day"} if query.newest else {}
        return int(self.searcher.search(tree, TOP, count=True, **order).count)


PEERS = (StockWhoosh, Fts5, Tantivy)
