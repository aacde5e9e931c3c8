"""Known items: each title asked as plain text against the bodies, titles taken away. Which place has the article it
stood over? In both scripts, so that folding is measured with ranking.

`python -m benchmarks.known_item CORPUS.jsonl[.xz|.gz]`: keys `title` and `body`; mean reciprocal rank among ten.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.records import Article, Version
from benchmarks.search import articles
from index.closeness import Closely, Key
from index.engine import Reader, Stamp
from index.tree import Loose
from index.whoosh_engine.engine import WhooshEngine

ASKED = 1500
SHORTEST = 6  # characters of a title that says enough
SEED = 5
TARGET = 0.72  # of xwlb, 27,964 items of 2012–2017: words .680, bigrams .699, characters and bigrams .713
NO_TIME = datetime(2020, 1, 1, tzinfo=UTC)


def known_item(corpus: Path, limit: int = 10**9) -> dict[str, float]:
    """MRR at ten of the titles as they are, and in the other script."""
    rows = articles(corpus, limit)
    often = Counter(row["title"] for row in rows)
    fit = [n for n, row in enumerate(rows) if often[row["title"]] == 1 and len(row["title"]) >= SHORTEST]
    asked = random.Random(SEED).sample(fit, min(ASKED, len(fit)))
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        kept = _write(engine, rows)
        reader = engine.reader()
        bench = _Bench(reader, kept, rows, asked)
        figures = {
            "articles": float(len(rows)),
            "mrr10": bench.mrr(lambda text: text),
            "mrr10_other_script": bench.mrr(_flipped()),
        }
        reader.close()
    return figures


def print_known_item(corpus: Path, limit: int = 10**9) -> None:
    """Print the figures of a corpus beside the target, on one line."""
    figures = known_item(corpus, limit)
    met = "met" if min(figures["mrr10"], figures["mrr10_other_script"]) >= TARGET else "MISSED"
    print(
        f"known item: {corpus.name}, {figures['articles']:.0f} articles, titles against bodies:"
        f" MRR {figures['mrr10']:.4f}, in the other script {figures['mrr10_other_script']:.4f}"
        f" (target {TARGET} on 28,000 items of television news: {met})"
    )


def _write(engine: WhooshEngine, rows: list[dict[str, Any]]) -> dict[Key, Version]:
    writer, kept = engine.writer(fresh=True), {}
    for n, row in enumerate(rows):
        article = Article(title="", body=row["body"].replace(row["title"], ""))
        version = Version(_id(n), 1, f"urn:{n}", "", article, None, NO_TIME, str(n), NO_TIME, None)
        writer.replace(version.id, [version])
        kept[version.id, 1] = version
    writer.commit(Stamp("benchmark", 1))
    writer.close()
    return kept


def _id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


class _Bench:
    """An index of bodies, and the titles to ask of it."""

    def __init__(self, reader: Reader, kept: dict[Key, Version], rows: list[dict[str, Any]], asked: list[int]) -> None:
        self._reader, self._kept, self._rows, self._asked = reader, kept, rows, asked

    def mrr(self, change: Callable[[str], str]) -> float:
        """Mean reciprocal rank among ten, as `match="any"` ranks."""
        return round(statistics.mean(self._found(n, change(self._rows[n]["title"])) for n in self._asked), 4)

    def _found(self, number: int, title: str) -> float:
        asking = Closely(self._reader, lambda keys: {key: self._kept[key] for key in keys}, Loose(None, title))
        return next((1 / n for n, hit in enumerate(asking.hits(10).hits, 1) if hit.article_id == _id(number)), 0.0)


def _flipped() -> Callable[[str], str]:
    from opencc import OpenCC

    to_simple, to_traditional = OpenCC("t2s"), OpenCC("s2t")

    def flip(text: str) -> str:
        simple: str = to_simple.convert(text)
        return str(to_traditional.convert(text)) if simple == text else simple

    return flip


def main() -> None:
    """Print the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, default=10**9, help="how many articles of the corpus")
    asked = parser.parse_args()
    print(json.dumps(known_item(asked.corpus, asked.limit)))


if __name__ == "__main__":
    main()
