"""How good the ranking is: short news queries judged on the stories of the sample site, among generated ones.

The floor may only rise: raise it in the commit that earns it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.records import Article, Version
from index.engine import Reader, Stamp
from index.query import parse_query
from index.search import any_of_words
from index.whoosh_engine.engine import WhooshEngine
from sample_site.stories import written_stories
from sample_site.truth import truth

FLOOR = 0.983  # nDCG@10
GENERATED = 300
THEN = datetime(2026, 1, 1, tzinfo=UTC)
JUDGED = Path(__file__).with_name("floor_queries.tsv")


def judged() -> Iterator[tuple[str, dict[str, int]]]:
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            query, grades = line.split("\t")
            yield query, {key: int(grade) for key, grade in (one.split("=") for one in grades.split())}


def identity(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    engine = WhooshEngine(tmp_path_factory.mktemp("floor"))
    writer = engine.writer()
    written = {story.key: story for story in written_stories()}
    generated = [story for story in truth(1, GENERATED) if story.key not in written]
    for story in (*written.values(), *generated):
        article = Article(
            title=story.title,
            pretitle=story.pretitle,
            subtitle=story.subtitle,
            published=story.published,
            body="\n".join(story.body),
        )
        version = Version(identity(story.key), 1, story.url, story.host, article, THEN, THEN, "1", THEN, None)
        writer.replace(version.id, [version])
    writer.commit(Stamp("floor", 1))
    writer.close()
    assert {key for _, grades in judged() for key in grades} <= written.keys()
    opened = engine.reader()
    yield opened
    opened.close()


def found(reader: Reader, query: str) -> list[str]:
    tree = parse_query(query).tree
    hits = reader.search(tree, limit=10).hits
    if not hits and (loose := any_of_words(tree)) is not None:
        hits = reader.search(loose, limit=10).hits
    return [hit.article_id for hit in hits]


def gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def ndcg(reader: Reader, query: str, grades: dict[str, int]) -> float:
    by_id = {identity(key): grade for key, grade in grades.items()}
    best = gain(sorted(by_id.values(), reverse=True)[:10])
    return gain([by_id.get(one, 0) for one in found(reader, query)]) / best


def test_the_ranking_keeps_its_floor(reader: Reader) -> None:
    scores = {query: ndcg(reader, query, grades) for query, grades in judged()}

    worst = sorted((round(score, 2), query) for query, score in scores.items() if score < 0.7)
    assert len(scores) >= 150
    assert sum(scores.values()) / len(scores) >= FLOOR, worst


def test_the_other_script_finds_the_same_in_the_same_order(reader: Reader) -> None:
    from opencc import OpenCC

    flip = OpenCC("s2t")

    different = [query for query, _ in judged() if found(reader, query) != found(reader, flip.convert(query))]
    assert different == []
