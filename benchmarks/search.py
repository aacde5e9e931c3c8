"""Indexing and queries: this engine, stock Whoosh, SQLite FTS5 and tantivy on the same articles, in one run.

Every peer gets the same terms, cut outside it: characters in one field, overlapping bigrams with positions in another.
A quoted query is a character, a bigram or a phrase of bigrams in each of them. Ratios are what
counts; machines are noisy.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Query = tuple[str, list[str], list[str]]  # kind, required phrases, excluded phrases; kind "or" means any of them
RUN = re.compile(r"[一-鿿]{2,}")


def articles(corpus: Path, limit: int) -> list[dict[str, Any]]:
    opener: Callable[..., Any] = {".xz": lzma.open, ".gz": gzip.open}.get(corpus.suffix, open)
    rows = []
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            if len(rows) >= limit:
                break
            rows.append(json.loads(line))
    return rows


def grams(text: str) -> str:
    """Overlapping bigrams of the folded text, one word each; other characters end a run."""
    words: list[str] = []
    for run in RUN.findall(text):
        words += [run[i : i + 2] for i in range(len(run) - 1)]
        words.append("。")
    return " ".join(words)


def characters(text: str) -> str:
    return " ".join("".join(RUN.findall(text)))


def draw(texts: list[str], seed: int) -> list[Query]:
    """Seeded queries of the kinds people ask: common and rare words, pairs, phrases, characters, NOT."""
    rng = random.Random(seed)
    count: dict[str, int] = {}
    for text in texts[:5000]:
        for run in RUN.findall(text):
            for gram in {run[i : i + 2] for i in range(len(run) - 1)}:
                count[gram] = count.get(gram, 0) + 1
    ranked = sorted(count, key=lambda g: (-count[g], g))
    common, middling, rare = ranked[:40], ranked[500:3000] or ranked, ranked[20000:60000] or ranked

    def substring(length: int) -> str:
        while True:
            runs = [r for r in RUN.findall(rng.choice(texts)) if len(r) >= length]
            if runs:
                run = rng.choice(runs)
                at = rng.randrange(len(run) - length + 1)
                return run[at : at + length]

    queries: list[Query] = []
    for _ in range(12):
        queries += [
            ("common", [rng.choice(common)], []),
            ("rare", [rng.choice(rare)], []),
            ("common and", rng.sample(common, 2), []),
            ("mixed and", [rng.choice(common), rng.choice(middling)], []),
            ("or", [rng.choice(common), rng.choice(middling), rng.choice(middling)], []),
            ("phrase", [substring(rng.choice((3, 5)))], []),
            ("character", [rng.choice(rng.choice(common))], []),
            ("not", *(lambda a, b: ([a], [b]))(*rng.sample(common, 2))),
        ]
    return queries


class Ours:
    name = "this engine"

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"

    def build(self, rows: list[dict[str, Any]]) -> float:
        part = self.data.parent / "corpus.jsonl"
        with part.open("w", encoding="utf-8") as out:
            for number, row in enumerate(rows):
                out.write(json.dumps({**row, "url": f"https://corpus.example/{number}"}, ensure_ascii=False) + "\n")
        tool = [sys.executable, "search_cli.py", "--data", str(self.data)]
        done = subprocess.run([*tool, "import", str(part)], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr)
        began = time.perf_counter()
        subprocess.run([*tool, "index", "update"], check=True, capture_output=True)
        took = time.perf_counter() - began
        from index import open_index

        self.index = open_index(str(self.data))
        return took

    def ask(self, query: Query) -> int:
        kind, wanted, unwanted = query
        joiner = " OR " if kind == "or" else " "
        text = joiner.join(f'"{w}"' for w in wanted) + "".join(f' -"{w}"' for w in unwanted)
        return int(self.index.search(text, limit=10).total)

    def bytes(self) -> int:
        return sum(f.stat().st_size for f in (self.data / "index").rglob("*") if f.is_file())


class StockWhoosh:
    name = "stock Whoosh"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "whoosh"

    def build(self, rows: list[dict[str, Any]]) -> float:
        from whoosh import fields, index
        from whoosh.analysis import SpaceSeparatedTokenizer

        self.folder.mkdir()
        cut = SpaceSeparatedTokenizer()
        schema = fields.Schema(
            n=fields.NUMERIC(stored=True),
            c=fields.TEXT(analyzer=cut, phrase=False),
            b=fields.TEXT(analyzer=cut, phrase=True),
        )
        began = time.perf_counter()
        made = index.create_in(self.folder, schema)
        writer = made.writer(limitmb=512)
        for number, row in enumerate(rows):
            text = row["title"] + "\n" + row["body"]
            writer.add_document(n=number, c=characters(text), b=grams(text))
        writer.commit()
        took = time.perf_counter() - began
        self.searcher = made.searcher()
        return took

    def ask(self, query: Query) -> int:
        from whoosh.query import And, AndNot, Or, Phrase, Term

        def one(words: str) -> Any:
            if len(words) == 1:
                return Term("c", words)
            parts = [words[i : i + 2] for i in range(len(words) - 1)]
            return Term("b", parts[0]) if len(parts) == 1 else Phrase("b", parts)

        kind, wanted, unwanted = query
        tree = (Or if kind == "or" else And)([one(w) for w in wanted])
        if unwanted:
            tree = AndNot(tree, Or([one(w) for w in unwanted]))
        return len(self.searcher.search(tree, limit=10))

    def bytes(self) -> int:
        return sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file())


class Fts5:
    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "fts5.sqlite3"

    def build(self, rows: list[dict[str, Any]]) -> float:
        began = time.perf_counter()
        self.db = sqlite3.connect(self.file)
        self.db.execute("create virtual table t using fts5(c, b, content='')")
        with self.db:
            self.db.executemany("insert into t(rowid, c, b) values (?, ?, ?)", self.rows(rows))
        self.db.execute("insert into t(t) values ('optimize')")
        self.db.commit()
        return time.perf_counter() - began

    def rows(self, rows: list[dict[str, Any]]) -> Iterator[tuple[int, str, str]]:
        for number, row in enumerate(rows, 1):
            text = row["title"] + "\n" + row["body"]
            yield number, characters(text), grams(text)

    def ask(self, query: Query) -> int:
        def one(words: str) -> str:
            if len(words) == 1:
                return f'c : "{words}"'
            return 'b : "' + " ".join(words[i : i + 2] for i in range(len(words) - 1)) + '"'

        kind, wanted, unwanted = query
        text = "(" + (" OR " if kind == "or" else " AND ").join(f"({one(w)})" for w in wanted) + ")"
        text += "".join(f" NOT ({one(w)})" for w in unwanted)
        self.db.execute("select rowid from t where t match ? order by rank limit 10", (text,)).fetchall()
        return int(self.db.execute("select count(*) from t where t match ?", (text,)).fetchone()[0])

    def bytes(self) -> int:
        return self.file.stat().st_size


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tantivy"

    def build(self, rows: list[dict[str, Any]]) -> float:
        import tantivy

        self.folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("c", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("b", tokenizer_name="whitespace", index_option="position")
        self.schema = builder.build()
        began = time.perf_counter()
        self.index = tantivy.Index(self.schema, path=str(self.folder))
        writer = self.index.writer(256_000_000)
        for row in rows:
            text = row["title"] + "\n" + row["body"]
            writer.add_document(tantivy.Document(c=characters(text), b=grams(text)))
        writer.commit()
        writer.wait_merging_threads()
        took = time.perf_counter() - began
        self.index.reload()
        self.searcher = self.index.searcher()
        return took

    def ask(self, query: Query) -> int:
        import tantivy

        def one(words: str) -> Any:
            if len(words) == 1:
                return tantivy.Query.term_query(self.schema, "c", words)
            parts: list[Any] = [words[i : i + 2] for i in range(len(words) - 1)]
            if len(parts) == 1:
                return tantivy.Query.term_query(self.schema, "b", parts[0])
            return tantivy.Query.phrase_query(self.schema, "b", parts)

        kind, wanted, unwanted = query
        occur = tantivy.Occur.Should if kind == "or" else tantivy.Occur.Must
        parts = [(occur, one(w)) for w in wanted] + [(tantivy.Occur.MustNot, one(w)) for w in unwanted]
        return int(self.searcher.search(tantivy.Query.boolean_query(parts), 10, count=True).count)

    def bytes(self) -> int:
        return sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file())


def timed(engine: Any, query: Query) -> float:
    began = time.perf_counter()
    engine.ask(query)
    return (time.perf_counter() - began) * 1000


def compare_engines(corpus: Path, limit: int) -> None:
    """Print, for each engine, indexing rate, size over text, and milliseconds a query by kind: median, mean, p99."""
    rows = articles(corpus, limit)
    texts = [row["title"] + "\n" + row["body"] for row in rows]
    raw = sum(len(text.encode()) for text in texts)
    warm, asked = draw(texts, 8), draw(texts, 7)
    print(f"search: {corpus.name}, {len(rows)} articles, {raw / 1e6:.1f} MB of text, {len(asked)} queries")
    folder = Path(tempfile.mkdtemp(prefix="union-news-bench-"))
    try:
        for make in (Ours, StockWhoosh, Fts5, Tantivy):
            engine = make(folder)
            try:
                took = engine.build(rows)
            except ImportError as error:
                print(f"  {engine.name:13} not installed ({error})")
                continue
            for query in warm[:24]:
                timed(engine, query)
            times: dict[str, list[float]] = {}
            for query in asked:
                times.setdefault(query[0], []).append(timed(engine, query))
            every = sorted(t for some in times.values() for t in some)
            print(
                f"  {engine.name:13} {len(rows) / took:7.0f} articles/s  size/text {engine.bytes() / raw:4.2f}"
                f"  median {statistics.median(every):8.3f} ms  mean {statistics.mean(every):8.3f}"
                f"  p99 {every[int(0.99 * len(every))]:8.2f}"
            )
            print(" " * 16 + "  ".join(f"{kind} {statistics.median(t):.2f}" for kind, t in times.items()))
    finally:
        shutil.rmtree(folder)
