"""This engine in the search benchmark: fed from the catalogue as people's articles are, or straight from rows where the
import of a million of them would be what is measured.

An answer is the engine's: the query's text is parsed and evaluated, giving the exact total and the ten best article
ids. `whole` is the call that programs make, hits with titles and passages.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.queries import Query

if TYPE_CHECKING:
    from archive.records import Version

TOP = 10
TOOL = (sys.executable, "search_cli.py", "--data")
SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def version_of(row: dict[str, str]) -> Version:
    """The version that the catalogue would give for an imported row."""
    from archive.records import Article, Version

    identity = hashlib.sha256(row["url"].encode()).hexdigest()
    article = Article(title=row["title"], body=row["body"], published=row["date"], source=row["source"])
    return Version(identity, 1, row["url"], "corpus", article, SEEN, SEEN, "", SEEN, None)


def feed(rows: Path, data: Path) -> int:
    """Indexes the articles of a JSONL file without an archive; gives how many."""
    from index.engine import Stamp
    from index.whoosh_engine.engine import WhooshEngine

    writer = WhooshEngine(data).writer(fresh=True)
    number = 0
    try:
        with rows.open(encoding="utf-8") as lines:
            for line in lines:
                version = version_of(json.loads(line))
                writer.replace(version.id, [version])
                number += 1
        writer.commit(Stamp("benchmark", number))
    finally:
        writer.close()
    return number


def keep(rows: Path, data: Path) -> None:
    """Imports the rows into an archive, for an index from the catalogue and for whole hits."""
    done = subprocess.run([*TOOL, str(data), "import", str(rows)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)


def add(data: Path, rows: Iterable[dict[str, str]], scratch: Path) -> float:
    """Seconds until articles added to a copy of an index are found in it."""
    from index.engine import Stamp
    from index.tree import Text
    from index.whoosh_engine.engine import WhooshEngine

    (scratch / "index").mkdir(parents=True)
    for path in (data / "index").iterdir():
        if path.suffix != ".lock":
            os.link(path, scratch / "index" / path.name)  # segments never change
    began = time.perf_counter()
    engine = WhooshEngine(scratch)
    writer = engine.writer()
    for row in rows:
        version = version_of(row)
        writer.replace(version.id, [version])
    writer.commit(Stamp(writer.stamp.epoch, writer.stamp.change + 1))
    writer.close()
    reader = engine.reader()
    assert reader.search(Text("url", version.url, quoted=True)).total == 1
    reader.close()
    return time.perf_counter() - began


class Ours:
    name = "this engine"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "ours"

    def open(self) -> None:
        from index.whoosh_engine.engine import WhooshEngine

        self.reader = WhooshEngine(self.folder).reader()

    def ask(self, query: Query) -> int:
        from index.query import parse_query

        tree = parse_query(query.text).tree
        found = self.reader.search(tree, limit=TOP, sort="date" if query.newest else "relevance")
        return found.total


class Whole(Ours):
    name = "with passages"

    def open(self) -> None:
        from index import open_index

        self.index = open_index(self.folder)

    def ask(self, query: Query) -> int:
        found = self.index.search(query.text, limit=TOP, sort="date" if query.newest else "relevance")
        assert all(hit.url and hit.title for hit in found.hits)
        return found.total
