"""What is pruned is never among the first: with the sizes from which lists, groups and bounds begin made tiny, the
engine still answers as the oracle does, and on many documents as it does without pruning.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Article, Version
from index.engine import Sort, Stamp
from index.tree import All, And, Filter, Loose, Not, Or, Text, Tree
from index.whoosh_engine import bounds, doclists, newest, nodes, topk
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.reader import WhooshReader
from tests.index.test_oracle import agree, histories, questions

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
WORDS = ["工会", "农民工", "培训", "会员", "大会", "技能", "工资", "维权", "劳动", "合同"]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    doclists._short.cache_clear()
    monkeypatch.setattr(doclists, "LONG", 2)
    monkeypatch.setattr(doclists, "GROUP_TERMS", 3)
    monkeypatch.setattr(bounds, "LEAST", 1)
    monkeypatch.setattr(bounds, "STRONG_LEAST", 1)
    monkeypatch.setattr(bounds, "STRONG_SHARE", 2)
    monkeypatch.setattr(topk, "FEW", 0)
    monkeypatch.setattr(topk, "FIRST_DOCS", 0)
    monkeypatch.setattr(newest, "FEW", 0)
    monkeypatch.setattr(nodes, "MERGED", 0)
    yield
    doclists._short.cache_clear()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.lists(questions, min_size=5, max_size=15), st.integers(1, 4))
def test_with_tiny_sizes_the_engine_answers_as_the_oracle_does(
    tiny: None, held: list[Version], asked: list[Any], parts: int
) -> None:
    agree(held, asked, parts)


@pytest.fixture(scope="module")
def few_are_many() -> Iterator[None]:
    """Terms have bounds, and marks of their strongest documents, from few postings on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "STRONG_LEAST", 64)
        patch.setattr(bounds, "LEAST", 64)
        yield


@pytest.fixture(scope="module")
def reader(few_are_many: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshReader]:
    """Six thousand documents in two segments; some words stand in most of them, in bodies and in titles."""
    rng = random.Random(4)
    engine = WhooshEngine(Path(tmp_path_factory.mktemp("topk")))
    writer = engine.writer()
    for number in range(6000):
        url = f"https://news.example/{number}"
        body = "。".join(rng.choice(WORDS[: rng.randint(2, 10)]) for _ in range(rng.randint(3, 30)))
        title = rng.choice(WORDS) + (rng.choice(WORDS[:2]) if number % 3 else "")
        published = f"20{number % 20:02}-01-02" if number % 11 else ""
        article = Article(title=title, body=body, source=f"源{number % 7}", published=published)
        identity = sha256(url.encode()).hexdigest()
        writer.replace(identity, [Version(identity, 1, url, "s", article, BEGIN, BEGIN, "1", BEGIN, None)])
        if number == 4500:
            writer.commit(Stamp("e", 1))
    for number in range(0, 6000, 50):
        writer.replace(sha256(f"https://news.example/{number}".encode()).hexdigest(), [])
    writer.commit(Stamp("e", 2))
    writer.close()
    found = engine.reader()
    yield found
    found.close()


def test_pruning_changes_no_answer(reader: WhooshReader, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)

    def text() -> Tree:
        field = rng.choice([None, None, None, "body", "title"])
        return Text(field, rng.choice(WORDS) + rng.choice(["", "", rng.choice(WORDS)]), rng.random() < 0.7)

    def tree() -> Tree:
        shape = rng.randrange(6)
        if shape < 2:
            return text()
        if shape == 2:
            return Loose(None, "".join(rng.sample(WORDS, rng.choice([1, 3, 6]))))
        if shape == 3:
            return And((text(), Not(text())))
        if shape == 4:
            return And((Or((text(), text())), Filter("source", f"源{rng.randrange(7)}")))
        parts = tuple(text() for _ in range(rng.choice([2, 3, 6])))
        return And(parts) if rng.random() < 0.5 else Or(parts)

    asked = [(tree(), rng.choice([1, 5, 10, 50]), rng.choice([0, 0, 7])) for _ in range(150)]
    pruned = [reader.search(one, limit=limit, offset=offset) for one, limit, offset in asked]
    monkeypatch.setattr(topk, "FEW", 1 << 30)
    plain = [reader.search(one, limit=limit, offset=offset) for one, limit, offset in asked]

    assert pruned == plain


def assert_pruning_changes_nothing(
    data: Path, articles: list[Article], asked: list[Tree], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of these articles, with pruning from more than `few` matches on."""
    engine = WhooshEngine(data)
    writer = engine.writer()
    for number, article in enumerate(articles):
        identity, url = sha256(str(number).encode()).hexdigest(), f"https://news.example/{number}"
        writer.replace(identity, [Version(identity, 1, url, "s", article, BEGIN, BEGIN, "1", BEGIN, None)])
    writer.commit(Stamp("e", 1))
    writer.close()
    reader = engine.reader()
    monkeypatch.setattr(topk, "FEW", few)
    pruned = [reader.search(tree, limit=limit) for tree in asked for limit in (1, 10, 60)]
    monkeypatch.setattr(topk, "FEW", 1 << 30)

    assert [reader.search(tree, limit=limit) for tree in asked for limit in (1, 10, 60)] == pruned
    reader.close()


def test_the_best_of_two_words_may_be_weak_in_one_of_them(
    few_are_many: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one word stands often the other stands seldom, so few documents are among the strongest of both."""
    rng, articles = random.Random(6), []
    for _ in range(3000):
        often = [rng.randrange(9), 0, rng.randrange(4)]
        often[1] = max(9 - often[0] - rng.randrange(3), 0)
        words = [word for word, count in zip(WORDS, often, strict=False) for _ in range(count)]
        words += [rng.choice(["桥", "河", "山"])] * rng.randrange(4, 30)
        rng.shuffle(words)
        articles.append(Article(title="", body="。".join(words)))
    texts = [Text(None, word, True) for word in WORDS[:3]]
    asked: list[Tree] = [kind(tuple(some)) for kind in (And, Or) for some in (texts[:2], texts[1:], texts[::2], texts)]

    assert_pruning_changes_nothing(tmp_path, articles, asked, 200, monkeypatch)


def test_where_no_body_has_a_word_the_best_titles_are_found(
    few_are_many: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of pictures: the bounds of a common word come from the list of the titles alone."""
    rng = random.Random(7)
    titles = (["工会"] * rng.randrange(4) + [rng.choice("桥河山")] * rng.randrange(1, 12) for _ in range(4000))
    asked: list[Tree] = [Text(None, "工会"), Or((Text(None, "工会"), Text(None, "桥"))), Loose(None, "工会桥河山")]

    articles = [Article(title="。".join(words), body="") for words in titles]
    assert_pruning_changes_nothing(tmp_path, articles, asked, 50, monkeypatch)


@pytest.mark.parametrize("sort", ["date", "date-asc"])
def test_walking_from_the_newest_on_finds_what_comparing_all_finds(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    """Of moments that many documents share, of the border between dated and undated ones, of deleted ones."""
    asked: list[tuple[Tree, int, int]] = [
        (tree, limit, offset)
        for tree in (All(), Text(None, WORDS[0]), Not(Text(None, WORDS[1])), Or((Text(None, "工"), Text(None, "训"))))
        for limit, offset in ((1, 0), (10, 0), (10, 290), (7, 1000), (300, 5200), (10_000, 0))
    ]
    monkeypatch.setattr(newest, "FEW", 0)
    walked = [reader.search(tree, limit=limit, offset=offset, sort=sort) for tree, limit, offset in asked]
    monkeypatch.setattr(newest, "FEW", 1 << 30)
    compared = [reader.search(tree, limit=limit, offset=offset, sort=sort) for tree, limit, offset in asked]

    assert compared == walked


def test_the_newest_ten_of_many_are_found_without_reading_the_dates_of_all(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    by_date = newest.by_date
    monkeypatch.setattr(
        newest, "by_date", lambda segment, docs, sort: read.append(docs.size) or by_date(segment, docs, sort)
    )
    monkeypatch.setattr(newest, "FEW", 0)

    found = reader.search(All(), limit=10, sort="date")

    assert found.total > 5000
    assert sum(read) < found.total // 2
