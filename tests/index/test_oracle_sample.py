"""Engine and oracle over many seeded questions: each small archive with versions is asked fifty of all kinds.

Drawn plainly, which is ten times faster than by hypothesis; test_oracle.py has the one that finds the smallest failure.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from archive.records import Article, Repair, Version
from index import closeness
from index.closeness import Closely
from index.engine import Stamp
from index.tree import All, And, Filter, Loose, Near, Not, Nothing, Or, Prefix, Present, Range, Text, Tree
from index.whoosh_engine.engine import WhooshEngine
from tests.index.plain_engine import PlainEngine

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
PARTS = [*"工会農农民员發发髮后後里裡着著的一", "农民工", "工会会员", "培训", "技能培訓", "gdp", "GDP", "2016", "20"]
PARTS += ["é", "e\u0301", "カ", "が", "한", "，", "。", " ", "\n", "“", "ＡＢ", "９", "𠮷", "工会", "會員", "方大丰"]
NAMES = ["", "工人日报", "工人日報", "新华社", "方大丰", "People"]
DATES = ["", "2016", "2016-01", "2016-01-06", "2016-01-06T09:58+08:00", "2015-12-31", "2017-03-01T00:10-05:00"]
BOUNDS = [None, "2015", "2016", "2016-01", "2016-01-06", "2017-02"]
DAYS = [None, "2019", "2020", "2020-01", "2020-01-03", "2020-01-07", "2020-02"]
FIELDS = [None, None, None, "title", "body", "subtitle", "conjecture"]
NAMED = ["source", "reporter", "editor", "channel", "topic", "url"]
LISTED = ["source", "reporter", "editor", "channel", "topic", "site", "kind", "status"]
KINDS = {t.__name__ for t in (All, And, Filter, Loose, Near, Not, Nothing, Or, Prefix, Present, Range, Text)}
ASKED = 50  # questions of each archive


class Drawn:
    """Everything that one seed says."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def text(self, most: int, least: int = 0) -> str:
        return "".join(self.rng.choices(PARTS, k=self.rng.randint(least, most)))

    def versions(self) -> list[Version]:
        found, one = [], self.rng.choice
        for number in range(self.rng.randint(1, 9)):
            url = f"https://news.example/{number}"
            moments = sorted(self.rng.sample(range(10), self.rng.randint(1, 3)))
            for n, day in enumerate(moments, 1):
                article = Article(
                    title=self.text(14),
                    body=self.text(40),
                    subtitle=one(["", self.text(6)]),
                    published=one(DATES),
                    source=one(NAMES),
                    pretitle=one(["", "", self.text(4)]),
                    reporters=tuple(filter(None, (one(NAMES), one(NAMES)))),
                    editors=tuple(filter(None, (one(NAMES),))),
                    channel=one(NAMES),
                    topics=tuple(filter(None, (one(NAMES), one(NAMES)))),
                    kind=one(["article", "article", "notice"]),
                    repairs=one([(), (), (Repair("damage", "body", 0, "?", conjecture=self.text(4)),)]),
                )
                end = BEGIN + timedelta(days=moments[n]) if n < len(moments) else None
                start = BEGIN + timedelta(days=day)
                identity = hashlib.sha256(url.encode()).hexdigest()
                found.append(Version(identity, n, url, f"site{number % 2}", article, start, start, str(n), start, end))
        return found

    def leaf(self) -> Tree:
        one, rng = self.rng.choice, self.rng
        kinds: list[Callable[[], Tree]] = [
            lambda: Text(one(FIELDS), self.text(4, 1), rng.random() < 0.5),
            lambda: Text(one(FIELDS), self.text(2, 1), rng.random() < 0.5),
            lambda: Text(one(NAMED), self.text(3, 1), rng.random() < 0.5),
            lambda: Text("url", one(["news", "news.example", "example/3", "3"]), True),
            lambda: Loose(one(FIELDS), self.text(4, 1)),
            lambda: Prefix(one(FIELDS), self.text(2, 1)),
            lambda: Near(one(FIELDS), tuple(self.text(2, 1) for _ in range(rng.randint(1, 3))), rng.randint(0, 8)),
            lambda: Near(
                one(NAMED), tuple(rng.sample(["工人", "日报", "日報", "方", "丰", "news"], 2)), rng.randint(0, 4)
            ),
            lambda: Prefix(one(NAMED), one(["peo", "新", "工人", "new", "方大"])),
            lambda: Near(None, (one("工会农民的一"), one("工会农民的一")), rng.randint(0, 3)),
            lambda: Filter(one(LISTED), one([*NAMES, "site1", "notice", "current", "withdrawn"])),
            lambda: Filter("id", one("0123456789abcdef") + one(["", *"0123456789abcdef"])),
            lambda: Range("date", one(BOUNDS), one(BOUNDS)),
            lambda: Range(one(["captured", "changed"]), one(DAYS), one(DAYS)),
            lambda: Present(one([*LISTED[:5], "date", "title", "subtitle", "conjecture", "captured", "changed"])),
            All,
            Nothing,
        ]
        return one(kinds)()

    def tree(self, depth: int = 2) -> Tree:
        kind = self.rng.randrange(6) if depth else 0
        if kind < 3:
            return self.leaf()
        if kind == 3:
            return Not(self.tree(depth - 1))
        parts = tuple(self.tree(depth - 1) for _ in range(self.rng.randint(0, 3)))
        return And(parts) if kind == 4 else Or(parts)

    def moment(self) -> datetime | None:
        return None if self.rng.random() < 0.5 else BEGIN + timedelta(days=self.rng.randint(-1, 11))


def kinds(tree: Tree) -> Iterator[str]:
    """The names of all that a tree is made of."""
    yield type(tree).__name__
    for child in tree.children if isinstance(tree, And | Or) else (tree.child,) if isinstance(tree, Not) else ():
        yield from kinds(child)


@pytest.fixture(autouse=True)
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few hits have their texts read that most of these archives have more."""
    monkeypatch.setattr(closeness, "WINDOW", 4)


def agree(seed: int) -> Counter[str]:
    """Asks one archive ASKED questions; what they were made of."""
    drawn, asked = Drawn(seed), Counter[str]()
    held = drawn.versions()
    kept = {(version.id, version.number): version for version in held}
    plain = PlainEngine(held)
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        writer = engine.writer()
        ids = sorted({version.id for version in held})
        parts = drawn.rng.randint(1, 2)
        for part in range(parts):
            for identity in ids[part::parts]:
                writer.replace(identity, [version for version in held if version.id == identity])
            writer.commit(Stamp("e", part))
        writer.close()
        reader = engine.reader()
        for _ in range(ASKED):
            tree, at = drawn.tree(), drawn.moment()
            sort = drawn.rng.choice(["relevance", "date", "date-asc"])
            limit, offset = drawn.rng.randint(0, 6), drawn.rng.randint(0, 2)
            expected = plain.search(tree, limit, offset, sort, at)
            found = reader.search(tree, limit=limit, offset=offset, sort=sort, at=at)  # type: ignore[arg-type]
            assert expected == found, (seed, tree, sort, limit, offset, at)
            closely = Closely(reader, lambda keys: {key: kept[key] for key in keys}, tree, sort)  # type: ignore[arg-type]
            asked.update([*kinds(tree), sort, "as-of" if at else "now"])
            expected = plain.search_closely(tree, limit, offset, sort, at)
            assert expected == closely.hits(limit, offset, at), (seed, tree, sort, limit, offset, at)
        reader.close()
    return asked


@pytest.mark.parametrize("part", range(4))
def test_the_engine_answers_five_thousand_questions_as_the_oracle_does(part: int) -> None:
    asked = Counter[str]()
    for seed in range(part * 25, part * 25 + 25):
        asked += agree(seed)

    assert asked["relevance"] + asked["date"] + asked["date-asc"] == 5000 / 4
    assert {name for name in (*KINDS, "as-of", "now", "relevance", "date", "date-asc") if asked[name] < 50} == set()


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_the_engine_answers_fifty_thousand_questions_as_the_oracle_does(part: int) -> None:
    for seed in range(1000 + part * 50, 1050 + part * 50):
        agree(seed)
