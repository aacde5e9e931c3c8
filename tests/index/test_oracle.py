"""The engine and the brute-force oracle agree: the same documents, order, scores and totals, for any text and any
tree.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Article, Version
from index.engine import Stamp
from index.tree import All, And, Filter, Loose, Near, Not, Nothing, Or, Prefix, Present, Range, Text, Tree
from index.whoosh_engine import merge
from index.whoosh_engine.engine import WhooshEngine
from tests.index.plain_engine import PlainEngine

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
PARTS = [
    *"工会農农民员發发髮后後里裡着著的一",
    "农民工",
    "工会会员",
    "培训",
    "技能培訓",
    "gdp",
    "GDP",
    "2016",
    "20",
    "é",
    "e\u0301",
    "カ",
    "が",
    "한",
]
PARTS += ["，", "。", " ", "\n", "“", "ＡＢ", "９", "𠮷", "工会", "會員"]
texts = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)
short = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join)
names = st.sampled_from(["", "工人日报", "工人日報", "新华社", "方大丰", "People"])
dates = st.sampled_from(
    ["", "2016", "2016-01", "2016-01-06", "2016-01-06T09:58+08:00", "2015-12-31", "2017-03-01T00:10-05:00"]
)
bounds = st.sampled_from([None, "2015", "2016", "2016-01", "2016-01-06", "2017-02"])
days = st.sampled_from([None, "2019", "2020", "2020-01", "2020-01-03", "2020-01-07", "2020-02"])


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """A few articles with one version or more each, in capture order."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        url = f"https://news.example/{number}"
        moments = sorted(draw(st.sets(st.integers(0, 9), min_size=1, max_size=3)))
        for n, day in enumerate(moments, 1):
            article = Article(
                title=draw(texts),
                body=draw(texts),
                subtitle=draw(st.just("") | texts),
                published=draw(dates),
                source=draw(names),
                reporters=tuple(filter(None, [draw(names), draw(names)])),
            )
            end = BEGIN + timedelta(days=moments[n]) if n < len(moments) else None
            start = BEGIN + timedelta(days=day)
            identity = hashlib.sha256(url.encode()).hexdigest()
            found.append(Version(identity, n, url, f"site{number % 2}", article, start, start, str(n), start, end))
    return found


fields = st.sampled_from([None, None, "title", "body", "subtitle"])
leaves: st.SearchStrategy[Tree] = st.one_of(
    st.builds(Text, fields, short, st.booleans()),
    st.builds(Text, st.sampled_from(["source", "reporter"]), short, st.booleans()),
    st.builds(Loose, fields, short),
    st.builds(Prefix, fields, short),
    st.builds(
        Near,
        fields,
        st.lists(st.sampled_from(["工", "会", "农民", "培训", "gdp"]), min_size=1, max_size=3).map(tuple),
        st.integers(0, 6),
    ),
    st.builds(Filter, st.sampled_from(["source", "reporter", "site"]), names | st.just("site1")),
    st.builds(Range, st.just("date"), bounds, bounds),
    st.builds(Range, st.sampled_from(["captured", "changed"]), days, days),
    st.builds(Present, st.sampled_from(["source", "reporter", "date", "subtitle", "captured", "changed"])),
    st.just(All()),
    st.just(Nothing()),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)
questions = st.tuples(
    trees,
    st.sampled_from(["relevance", "relevance", "date", "date-asc"]),
    st.integers(0, 5),
    st.integers(0, 2),
    st.none() | st.integers(-1, 11).map(lambda day: BEGIN + timedelta(days=day)),
)


def agree(held: list[Version], asked: list[tuple], parts: int) -> None:
    by_article: dict[str, list[Version]] = {}
    for version in held:
        by_article.setdefault(version.id, []).append(version)
    plain = PlainEngine(held)
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        writer = engine.writer()
        listed = list(by_article.items())
        for part in range(parts):  # several commits make several segments, and merges
            for identity, versions in listed[part::parts]:
                writer.replace(identity, versions)
            writer.commit(Stamp("e", part))
        writer.close()
        reader = engine.reader()
        for tree, sort, limit, offset, at in asked:
            expected = plain.search(tree, limit, offset, sort, at)
            assert expected == reader.search(tree, limit=limit, offset=offset, sort=sort, at=at), tree
            every = plain.search(tree, len(held), 0, "date", None).hits
            published = [by_article[hit.article_id][hit.version - 1].article.published for hit in every]
            assert Counter(iso[:4] for iso in published) == reader.facet(tree, "year"), tree
        reader.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.lists(questions, min_size=5, max_size=15), st.integers(1, 4))
def test_the_engine_answers_as_the_oracle_does(held: list[Version], asked: list[tuple], parts: int) -> None:
    before = merge.FAN
    merge.FAN = 3
    try:
        agree(held, asked, parts)
    finally:
        merge.FAN = before


@pytest.mark.soak
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.lists(questions, min_size=10, max_size=10), st.integers(1, 4))
def test_the_engine_answers_as_the_oracle_does_fifty_thousand_times(
    held: list[Version], asked: list[tuple], parts: int
) -> None:
    agree(held, asked, parts)
