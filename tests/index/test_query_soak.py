"""Twenty thousand random and mutated queries on 28,000 articles: clean results or clean errors, none over a second."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import QueryError
from index import Index, open_index
from tests.index import floor_texts
from tests.index.test_search import TODAY, mutated

pytestmark = pytest.mark.soak
ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 28_000
LONGEST_S = 1.0
SIGNS = [
    *' ()（）"“”「」*-:：~.,，?',
    "OR",
    "AND",
    "NOT",
    "且",
    "或",
    "非",
    "title:",
    "日期：",
    "as-of:",
    "is:",
    "近7天",
    "工*",
]
RANGES = [(0x20, 0x7E), (0x80, 0x36F), (0x600, 0x6FF), (0x3041, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3)]
RANGES += [(0xD800, 0xDFFF), (0x1F300, 0x1F6FF), (0x200B, 0x206F), (0, 0x1F)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """As many articles as people keep of years of news, of sentences that come again and again."""
    folder = tmp_path_factory.mktemp("many")
    rng = random.Random(5)
    stories = [story for topic in floor_texts.topics() for _, story in floor_texts.stories(topic)]
    sentences = [line for story in stories for line in story.body.split("\n") if line]
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as rows:
        for n in range(ARTICLES):
            row = {
                "url": f"https://many.example/{n}",
                "title": rng.choice(stories).title + str(n),
                "date": f"{rng.randint(2000, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
                "source": rng.choice(("岚江工人报", "云汀晨报", "")),
                "body": "\n".join(rng.choices(sentences, k=rng.randint(2, 12))),
            }
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")
    program = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(folder / "data")]
    subprocess.run([*program, "import", "--no-index", str(folder / "rows.jsonl")], check=True, capture_output=True)
    subprocess.run([*program, "index", "update"], check=True, capture_output=True)
    with open_index(folder / "data") as index:
        yield index


def anything(rng: random.Random) -> str:
    """A text that nobody would ask."""
    if rng.random() < 0.5:
        return "".join(
            rng.choices([*SIGNS, "工会", "農民工", "的", "2016", "worker", "é", "\ud800"], k=rng.randint(0, 30))
        )
    return "".join(chr(rng.randint(*rng.choice(RANGES))) for _ in range(rng.randint(0, 80)))


@pytest.mark.parametrize("part", range(4))
def test_twenty_thousand_odd_queries_end_within_a_second(many: Index, part: int) -> None:
    rng = random.Random(part)
    slow = []
    for number in range(5000):
        query = mutated(rng) if number % 2 else anything(rng)
        for match in ("all", "any"):
            began = time.process_time()
            try:
                results = many.search(query, match=match, today=TODAY)  # type: ignore[arg-type]
                assert len(results.hits) == min(10, results.total), query
            except QueryError as error:
                assert match == "all" and str(error), query
            took = time.process_time() - began
            if took > LONGEST_S:
                slow.append((took, match, query))

    assert slow == []
