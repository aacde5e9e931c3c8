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
from index.engine import Reader, Stamp
from index.tree import Loose
from index.whoosh_engine.engine import WhooshEngine

ASKED = 1500
SHORTEST = 6  # characters of a title that says enough
SEED = 5
NO_TIME = datetime(2020, 1, 1, tzinfo=UTC)


def known_item(corpus: Path, limit: int = 10**9) -> dict[str, float]:
    """MRR at ten of the titles as they are, and in the other script."""
    rows = articles(corpus, limit)
    often = Counter(row["title"] for row in rows)
    fit = [n for n, row in enumerate(rows) if often[row["title"]] == 1 and len(row["title"]) >= SHORTEST]
    asked = random.Random(SEED).sample(fit, min(ASKED, len(fit)))
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        _write(engine, rows)
        reader = engine.reader()
        figures = {
            "articles": float(len(rows)),
            "mrr10": _mrr(reader, rows, asked, lambda text: text),
            "mrr10_other_script": _mrr(reader, rows, asked, _flipped()),
        }
        reader.close()
    return figures


def _write(engine: WhooshEngine, rows: list[dict[str, Any]]) -> None:
    writer = engine.writer(fresh=True)
    for n, row in enumerate(rows):
        article = Article(title="", body=row["body"].replace(row["title"], ""))
        version = Version(_id(n), 1, f"urn:{n}", "", article, None, NO_TIME, str(n), NO_TIME, None)
        writer.replace(version.id, [version])
    writer.commit(Stamp("benchmark", 1))
    writer.close()


def _id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _mrr(reader: Reader, rows: list[dict[str, Any]], asked: list[int], change: Callable[[str], str]) -> float:
    ranks = []
    for n in asked:
        hits = reader.search(Loose(None, change(rows[n]["title"])), limit=10).hits
        ranks.append(next((1 / place for place, hit in enumerate(hits, 1) if hit.article_id == _id(n)), 0.0))
    return round(statistics.mean(ranks), 4)


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
