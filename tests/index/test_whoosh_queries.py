"""Each kind of query of Whoosh over our segments finds what a plain reading of the articles finds: several segments,
deletions in each, every kind of field.

Where stock Whoosh goes wrong by itself (3.54.0), nothing is asked: Not where the document behind the last that it
leaves out is deleted, AndNot whose second side begins before the first, Require with a limit, ColumnQuery.
"""

from __future__ import annotations

import cProfile
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as q
from whoosh.qparser import QueryParser
from whoosh.query import spans

from archive.records import Article, Version
from index.analysis import bag
from index.document import FOREVER, days_of, micros
from index.engine import Stamp
from index.whoosh_engine.codec import UnionIndex, open_whoosh
from index.whoosh_engine.engine import WhooshEngine
from tests.index.plain_engine import occurrences

SEEN = datetime(2020, 5, 17, 8, 30, tzinfo=UTC)
WORDS = ["工会", "农民工", "培训", "会员", "大会", "gdp", "union", "unions", "workers", "的", "一", "，", "\n", "2016"]
SEGMENTS = 3


def made(rng: random.Random, number: int) -> Version:
    body = "".join(word + (" " if word.isascii() else "") for word in rng.choices(WORDS, k=rng.randrange(12)))
    article = Article(
        rng.choice(["工会大会", "union papers", "", "会员"]),
        body,
        published=rng.choice(["", "1969-07-20", "2016-01-02", "2016-12-31T23:30+08:00", "2017-03", "2018"]),
        source=rng.choice(["", "人民 日报", "工人日报"]),
        kind=rng.choice(["article", "notice"]),
    )
    url = f"https://whoosh.example/{number}"
    identity, site = hashlib.sha256(url.encode()).hexdigest(), rng.choice(["people", "workers-daily"])
    number, status = rng.choice([1, 1, 2]), rng.choice(["live", "withdrawn"])
    return Version(identity, number, url, site, article, SEEN, SEEN, "", SEEN, None, status=status)


class Corpus:
    """An index of three segments with deletions in each, and the articles that are left."""

    def __init__(self, folder: Path) -> None:
        rng = random.Random(2)
        versions = [made(rng, number) for number in range(180)]
        gone = {version.id for version in rng.sample(versions, 20)} | {versions[-1].id}
        writer = WhooshEngine(folder).writer()
        for part in range(SEGMENTS):
            for version in versions[part::SEGMENTS]:
                writer.replace(version.id, [version])
            writer.commit(Stamp("e", part))
        for version in versions:
            if version.id in gone:
                writer.replace(version.id, [])
        writer.commit(Stamp("e", SEGMENTS))
        writer.close()
        self.folder, self.versions = folder, versions
        self.live = [version for version in versions if version.id not in gone]
        self.all = {version.id for version in self.live}
        self.bags = {version.id: bag(version.article.body) for version in self.live}

    def of(self, wanted: Callable[[Version], bool]) -> set[str]:
        return {version.id for version in self.live if wanted(version)}

    def having(self, *terms: str) -> set[str]:
        """Whose body has one of the terms."""
        return {one for one, (weights, _, _) in self.bags.items() if any(term in weights for term in terms)}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(tmp_path_factory.mktemp("queries"))


@pytest.fixture(scope="module")
def opened(corpus: Corpus) -> Iterator[UnionIndex]:
    index = open_whoosh(corpus.folder)
    yield index
    index.close()


def found(index: UnionIndex, query: q.Query, **options: Any) -> set[str]:
    with index.searcher() as searcher:
        return {hit["id"] for hit in searcher.search(query, limit=None, **options)}


def term(text: str) -> q.Term:
    return q.Term("body", text)


def shown(value: object) -> str:
    """Of a parameter: queries as they are written."""
    return repr(value) if isinstance(value, q.Query) else ""


def test_there_are_several_segments_and_each_has_deletions(opened: UnionIndex) -> None:
    leaves = [leaf for leaf, _ in opened.reader().leaf_readers()]

    assert [leaf.has_deletions() for leaf in leaves] == [True] * SEGMENTS


def test_a_query_of_not_alone_reaches_the_end_of_a_segment_with_deletions(opened: UnionIndex, corpus: Corpus) -> None:
    assert found(opened, q.Not(term("工会"))) == corpus.all - corpus.having("工会")


def test_the_average_length_counts_the_same_documents_above_and_below_the_line(
    opened: UnionIndex, corpus: Corpus
) -> None:
    """As in stock Whoosh, deleted documents count in both until they are merged away."""
    lengths = [bag(version.article.body)[2] for version in corpus.versions]

    with opened.searcher() as searcher:
        assert searcher.avg_field_length("body") == pytest.approx(sum(lengths) / len(lengths))


def test_one_term_is_found_without_reading_the_others(corpus: Corpus) -> None:
    """At 100,000 documents the first query took 12.7 seconds."""
    index, watch = open_whoosh(corpus.folder), cProfile.Profile()

    watch.runcall(found, index, term("工会"))

    index.close()
    lists = [row for row in watch.getstats() if getattr(row.code, "co_qualname", "") == "TermList.__init__"]
    assert sum(row.callcount for row in lists) == SEGMENTS


def test_the_terms_of_the_body_are_those_of_its_text(opened: UnionIndex, corpus: Corpus) -> None:
    """In order of their bytes; a term of the title alone is none, though the lists of the body name its documents."""
    told = {word for version in corpus.versions for word in bag(version.article.body)[0]}

    with opened.reader() as reader:
        assert list(reader.lexicon("body")) == sorted(word.encode() for word in told)


def near(corpus: Corpus, first: str, second: str, slop: int, ordered: bool = True) -> set[str]:
    """Where two terms begin so many positions apart at most."""

    def within(version: Version) -> bool:
        one, other = (places(version, text) for text in (first, second))
        return any(0 < (b - a if ordered else abs(b - a)) <= slop for a in one for b in other)

    return corpus.of(within)


def places(version: Version, text: str) -> list[int]:
    return [position for position, _ in occurrences(version.article.body, text)]


@pytest.mark.parametrize(
    ("first", "second", "slop"),
    [("农民工", "工会", 3), ("工会", "农民工", 2), ("农民工", "农民工", 5), ("农民工", "gdp", 7), ("农", "农民工", 9)],
)
def test_a_phrase_may_hold_a_dictionary_word_of_three_characters(
    opened: UnionIndex, corpus: Corpus, first: str, second: str, slop: int
) -> None:
    """Its list has no positions; its pairs have. It stands where its first character does."""
    query = q.Phrase("body", [first, second], slop=slop)

    assert found(opened, query) == near(corpus, first, second, slop) != set()


def test_a_span_query_tells_where_a_dictionary_word_stands(opened: UnionIndex, corpus: Corpus) -> None:
    query = spans.SpanFirst(term("农民工"), limit=2)

    assert found(opened, query) == corpus.of(lambda version: min(places(version, "农民工"), default=3) <= 2) != set()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (q.Term("site", "people"), lambda one: one.site == "people"),
        (q.Term("kind", "notice"), lambda one: one.article.kind == "notice"),
        (q.Not(q.Term("status", "live")), lambda one: one.status != "live"),
        (
            q.And([q.Term("site", "people"), term("gdp")]),
            lambda one: one.site == "people" and "gdp" in one.article.body,
        ),
        (q.Prefix("site", "work"), lambda one: one.site == "workers-daily"),
        (q.TermRange("kind", "b", None), lambda one: one.article.kind == "notice"),
        (q.Prefix("id", "8"), lambda one: one.id.startswith("8")),
        (q.TermRange("id", "8", "a"), lambda one: "8" <= one.id <= "a"),
        (q.FuzzyTerm("site", "peple"), lambda one: one.site == "people"),
        (q.Every("status"), lambda _: True),
        (q.Term("site", "peopl"), lambda _: False),
        (q.Term("site", ""), lambda _: False),
    ],
    ids=shown,
)
def test_keys_are_terms(opened: UnionIndex, corpus: Corpus, query: q.Query, wanted: Callable[[Version], bool]) -> None:
    assert found(opened, query) == corpus.of(wanted)


def test_each_article_is_found_by_its_id(opened: UnionIndex, corpus: Corpus) -> None:
    with opened.searcher() as searcher:
        assert [searcher.document(id=version.id)["id"] for version in corpus.live] == [one.id for one in corpus.live]
        assert not any(searcher.document(id=version.id) for version in corpus.versions if version.id not in corpus.all)


def test_whooshs_parser_reads_a_key_as_it_stands(opened: UnionIndex, corpus: Corpus) -> None:
    query = QueryParser("body", opened.schema).parse("site:workers-daily")

    assert found(opened, query) == corpus.of(lambda one: one.site == "workers-daily")


def test_hits_are_grouped_and_sorted_by_a_key(opened: UnionIndex, corpus: Corpus) -> None:
    with opened.searcher() as searcher:
        groups = searcher.search(q.Every(), groupedby="site", limit=None).groups()
        told = [hit["kind"] for hit in searcher.search(q.Every(), sortedby="kind", limit=None)]

    assert {name: len(of) for name, of in groups.items()} == Counter(one.site for one in corpus.live)
    assert told == sorted(one.article.kind for one in corpus.live)


def first_day(version: Version) -> int | None:
    days = days_of(version.article.published)
    return days[0] if days else None


def said(version: Version) -> datetime | None:
    """The day that the page names, at midnight."""
    day = first_day(version)
    return None if day is None else datetime(1970, 1, 1) + timedelta(days=day)


def between(low: Any, high: Any, value: Callable[[Version], Any]) -> Callable[[Version], bool]:
    return lambda version: (held := value(version)) is not None and low <= held <= high


LATE_2016 = datetime(2016, 12, 31, 15, 30)  # half past eleven of the last day, in Beijing
NAIVE = SEEN.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (q.NumericRange("first_day", 16000, 17166), between(16000, 17166, first_day)),
        (q.NumericRange("first_day", None, 17166), between(-(1 << 31), 17166, first_day)),
        (q.NumericRange("first_day", -400, None), between(-400, 1 << 31, first_day)),
        (q.NumericRange("first_day", 16802, 17166, True, True), between(16803, 17165, first_day)),
        (
            q.NumericRange("last_day", 17166, 17256),
            between(17166, 17256, lambda v: (days_of(v.article.published) or [None])[-1]),
        ),
        (q.Term("first_day", 17166), between(17166, 17166, first_day)),
        (q.NumericRange("version", 2, 9), lambda one: one.number == 2),
        (q.NumericRange("valid_from", micros(SEEN), micros(SEEN)), lambda _: True),
        (q.NumericRange("valid_from", micros(SEEN) + 1, None), lambda _: False),
        (q.NumericRange("valid_to", FOREVER, FOREVER), lambda _: True),
        (
            q.DateRange("date", datetime(2016, 1, 1), datetime(2016, 12, 31)),
            between(datetime(2016, 1, 1), datetime(2016, 12, 31), said),
        ),
        (q.DateRange("date", None, datetime(1970, 1, 1)), between(datetime(1, 1, 1), datetime(1970, 1, 1), said)),
        (q.Every("date"), lambda one: bool(one.article.published)),
        (q.Not(q.Every("date")), lambda one: not one.article.published),
        (q.DateRange("moment", LATE_2016, LATE_2016), lambda one: one.article.published.startswith("2016-12")),
        (q.DateRange("captured", NAIVE, NAIVE), lambda _: True),
        (q.DateRange("captured", datetime(2020, 5, 18), None), lambda _: False),
        (q.DateRange("changed", datetime(2020, 5, 17), datetime(2020, 5, 18)), lambda one: one.number == 2),
        (
            q.And([term("gdp"), q.DateRange("date", datetime(2017, 1, 1), None)]),
            lambda one: "gdp" in one.article.body and one.article.published[:4] in ("2017", "2018"),
        ),
    ],
    ids=shown,
)
def test_numbers_and_dates_are_found_by_range(
    opened: UnionIndex, corpus: Corpus, query: q.Query, wanted: Callable[[Version], bool]
) -> None:
    assert found(opened, query) == corpus.of(wanted)


@pytest.mark.parametrize(("text", "years"), [("date:2016", ["2016"]), ("date:[2016 to 2017]", ["2016", "2017"])])
def test_whooshs_parser_reads_dates(opened: UnionIndex, corpus: Corpus, text: str, years: list[str]) -> None:
    query = QueryParser("body", opened.schema).parse(text)

    assert found(opened, query) == corpus.of(lambda one: one.article.published[:4] in years)


def test_hits_are_grouped_and_sorted_by_a_date(opened: UnionIndex, corpus: Corpus) -> None:
    """What has no date stands before all others, as the year 1."""
    with opened.searcher() as searcher:
        groups = searcher.search(q.Every(), groupedby="date", limit=None).groups()
        newest = [hit["id"] for hit in searcher.search(q.Every(), sortedby="date", reverse=True, limit=None)]

    days = {version.id: said(version) or datetime.min for version in corpus.live}
    assert {name: len(of) for name, of in groups.items()} == Counter(days.values())
    assert [days[one] for one in newest] == sorted(days.values(), reverse=True)


@pytest.mark.parametrize("name", ["version", "first_day", "valid_to", "date"])
def test_a_column_gives_what_a_field_of_its_kind_holds(opened: UnionIndex, name: str) -> None:
    """The bytes of each term stand for the value in the column of its documents."""
    with opened.reader() as reader:
        field, column = opened.schema[name], reader.column_reader(name)
        told = {
            text: {column[doc] for doc in reader.postings(name, text).all_ids()}
            for text in field.sortable_terms(reader, name)
        }

        assert told == {text: {field.from_bytes(text)} for text in told} != {}


KINDS: dict[str, tuple[q.Query, Callable[[Corpus], set[str]]]] = {
    "Term": (term("工会"), lambda c: c.having("工会")),
    "Term of a character": (term("农"), lambda c: c.having("农")),
    "Term of a word": (term("农民工"), lambda c: c.having("农民工")),
    "Term of none": (term("没有"), lambda c: set()),
    "Term of the title": (q.Term("title", "papers"), lambda c: c.of(lambda v: "papers" in v.article.title)),
    "Term only in titles": (term("papers"), lambda c: set()),
    "Term of a name": (q.Term("source", "工人"), lambda c: c.of(lambda v: "工人" in v.article.source)),
    "And": (q.And([term("工会"), term("gdp")]), lambda c: c.having("工会") & c.having("gdp")),
    "Or": (q.Or([term("工会"), term("gdp")]), lambda c: c.having("工会", "gdp")),
    "Not": (q.Not(q.Or([term("工会"), term("gdp")])), lambda c: c.all - c.having("工会", "gdp")),
    "Not within And": (q.And([term("gdp"), q.Not(q.Not(term("工会")))]), lambda c: c.having("gdp") & c.having("工会")),
    "Not within Or": (q.Or([term("gdp"), q.Not(term("工会"))]), lambda c: c.having("gdp") | (c.all - c.having("工会"))),
    "Not of many": (q.Not(q.Prefix("body", "un")), lambda c: c.all - c.having("union", "unions")),
    # The first side begins no later than the second, see above.
    "AndNot": (q.AndNot(q.Every(), term("工会")), lambda c: c.all - c.having("工会")),
    "AndMaybe": (q.AndMaybe(term("会员"), term("工会")), lambda c: c.having("会员")),
    "Require": (q.Require(term("会员"), term("工会")), lambda c: c.having("会员") & c.having("工会")),
    "Otherwise": (q.Otherwise(term("没有"), term("gdp")), lambda c: c.having("gdp")),
    "DisjunctionMax": (q.DisjunctionMax([term("工会"), term("gdp")]), lambda c: c.having("工会", "gdp")),
    "ConstantScore": (q.ConstantScoreQuery(term("工会")), lambda c: c.having("工会")),
    "Prefix": (q.Prefix("body", "uni"), lambda c: c.having("union", "unions")),
    "Prefix of a character": (q.Prefix("body", "农"), lambda c: c.having("农")),
    "Prefix of all": (q.Prefix("body", ""), lambda c: c.of(lambda v: bool(c.bags[v.id][0]))),
    "Wildcard": (q.Wildcard("body", "*o*s"), lambda c: c.having("unions", "workers")),
    "Wildcard of a pair": (q.Wildcard("body", "?员"), lambda c: c.having("会员")),
    "Regex": (q.Regex("body", "u.ions?|201[0-9]"), lambda c: c.having("union", "unions", "2016")),
    "FuzzyTerm": (q.FuzzyTerm("body", "unionz"), lambda c: c.having("union", "unions")),
    "FuzzyTerm far": (q.FuzzyTerm("body", "unoin", maxdist=2, prefixlength=2), lambda c: c.having("union")),
    "FuzzyTerm of a word": (q.FuzzyTerm("body", "农民王"), lambda c: c.having("农民工", "农民")),
    "Variations": (q.Variations("body", "worker"), lambda c: c.having("workers")),
    "TermRange": (q.TermRange("body", "u", "v"), lambda c: c.having("union", "unions")),
    "TermRange open": (q.TermRange("body", None, "gdp", endexcl=True), lambda c: c.having("2016")),
    "Every": (q.Every(), lambda c: c.all),
    "Every of a field": (q.Every("body"), lambda c: c.of(lambda v: bool(c.bags[v.id][0]))),
    "Every of a name": (q.Every("source"), lambda c: c.of(lambda v: bool(v.article.source))),
    "Phrase": (q.Phrase("body", ["union", "unions"]), lambda c: near(c, "union", "unions", 1)),
    "Phrase of pairs": (q.Phrase("body", ["农民", "民工"]), lambda c: c.having("农民工")),
    "Phrase with slop": (q.Phrase("body", ["gdp", "工会"], slop=4), lambda c: near(c, "gdp", "工会", 4)),
    "SpanNear": (spans.SpanNear(term("gdp"), term("会"), slop=3), lambda c: near(c, "gdp", "会", 3)),
    "SpanNear2": (
        spans.SpanNear2([term("gdp"), term("农民工")], slop=3, ordered=False),
        lambda c: near(c, "gdp", "农民工", 3, ordered=False),
    ),
    "SpanFirst": (spans.SpanFirst(term("工会")), lambda c: c.of(lambda v: 0 in places(v, "工会"))),
    "SpanOr": (spans.SpanOr([term("gdp"), term("农民工")]), lambda c: c.having("gdp", "农民工")),
    "SpanNot": (
        spans.SpanNot(term("会"), term("工会")),
        lambda c: c.of(lambda v: bool(places(v, "会")) and set(places(v, "会")) != set(places(v, "工会"))),
    ),
    "SpanCondition": (spans.SpanCondition(term("gdp"), term("农民工")), lambda c: c.having("gdp") & c.having("农民工")),
    "SpanBefore": (
        spans.SpanBefore(term("gdp"), term("工会")),
        lambda c: c.of(lambda v: min(places(v, "gdp"), default=99) < min(places(v, "工会"), default=0)),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_query_finds_what_a_plain_reading_finds(opened: UnionIndex, corpus: Corpus, kind: str) -> None:
    query, wanted = KINDS[kind]

    assert found(opened, query) == wanted(corpus)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "Require"])
def test_the_first_hits_are_those_of_all_of_them(opened: UnionIndex, corpus: Corpus, kind: str) -> None:
    """Asked for few, Whoosh leaves out what cannot be among them by the bounds that our matchers tell."""
    with opened.searcher() as searcher:
        few, every = (searcher.search(KINDS[kind][0], limit=limit) for limit in (5, None))

        assert [hit.score for hit in few] == pytest.approx([hit.score for hit in every][:5])
        assert len(few) == len(KINDS[kind][1](corpus))


@pytest.mark.parametrize("option", ["filter", "mask"])
def test_a_search_is_narrowed_by_a_query(opened: UnionIndex, corpus: Corpus, option: str) -> None:
    told = corpus.of(lambda one: one.site == "people")
    wanted = corpus.having("工会") & told if option == "filter" else corpus.having("工会") - told

    assert found(opened, term("工会"), **{option: q.Term("site", "people")}) == wanted
    assert found(opened, term("工会"), **{option: q.NumericRange("version", 1, 1)}) <= corpus.having("工会")
