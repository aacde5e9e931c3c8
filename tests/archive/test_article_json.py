"""An article survives its JSON form whole, and the contract's keys are exactly those promised."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from archive.article_json import (
    article_from_dict,
    article_from_json,
    article_to_dict,
    article_to_json,
    contract_dict,
)
from archive.records import Article, Attachment, Encoding, Image, Page, Part, Related, Repair, Version, WarcRef

KEYS = [
    *("schema", "id", "url", "site", "kind", "title", "pretitle", "subtitle", "original_title"),
    *("published", "published_precision"),
    *(
        "published_evidence",
        "captured_at",
        "source",
        "reporters",
        "correspondents",
        "photographers",
        "editors",
        "byline",
        "channel",
    ),
    *("topics", "keywords", "body", "related", "images", "attachments", "pages", "lang", "encoding", "repairs"),
    *("version", "status", "warc"),
]
texts = st.text(max_size=8)
lists = st.lists(texts, max_size=3).map(tuple)
articles = st.builds(
    Article,
    title=texts,
    body=texts,
    kind=texts,
    subtitle=texts,
    reporters=lists,
    topics=lists,
    part_urls=lists,
    related=st.lists(st.builds(Related, texts, texts, texts, texts, st.booleans()), max_size=2).map(tuple),
    images=st.lists(st.builds(Image, texts, texts), max_size=2).map(tuple),
    attachments=st.lists(st.builds(Attachment, texts), max_size=2).map(tuple),
    pages=st.lists(st.builds(Part, texts, texts, st.integers(0, 9)), max_size=2).map(tuple),
    encoding=st.builds(Encoding, texts, texts, lost=st.integers(0, 9)),
    repairs=st.lists(st.builds(Repair, texts, texts, st.integers(0, 99), texts), max_size=2).map(tuple),
    extractor=texts,
)


@given(articles)
def test_an_article_survives_its_json(article: Article) -> None:
    assert article_from_json(article_to_json(article)) == article


@given(articles)
def test_an_article_survives_its_dict(article: Article) -> None:
    assert article_from_dict(json.loads(json.dumps(article_to_dict(article)))) == article


def test_half_a_surrogate_pair_can_be_stored() -> None:
    line = article_to_json(Article(title="坏\ud800字", body="文"))

    assert line.encode("utf-8")
    assert article_from_json(line).title == "坏\ud800字"


def test_a_key_of_a_later_version_is_left_out() -> None:
    assert article_from_dict({"title": "题", "body": "文", "mood": "good"}) == Article("题", "文")


def test_the_contract_has_exactly_its_keys_in_order() -> None:
    moment = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)
    article = Article("题", "文", related=(Related("box", "要闻", "甲", "u", True),))
    version = Version(
        "ab" * 32,
        2,
        "http://u",
        "people",
        article,
        moment,
        moment,
        "d",
        moment,
        None,
        warc=WarcRef("f", 1, 2, "sha256:x"),
    )

    row = contract_dict(version, article)

    assert list(row) == KEYS
    assert (row["schema"], row["version"], row["status"]) == (1, 2, "current")
    assert row["captured_at"] == "2026-03-01T01:02:03Z"
    assert row["related"] == [{"kind": "box", "heading": "要闻", "title": "甲", "url": "u", "truncated": True}]
    assert row["warc"] == {"file": "f", "offset": 1, "length": 2, "digest": "sha256:x"}


def test_an_article_that_is_not_kept_takes_its_address_from_the_page() -> None:
    row = contract_dict(None, Article("题", "文"), Page("urn:import:x:1", b"", site="x"))

    assert list(row) == KEYS
    assert (row["url"], row["site"], row["version"], row["captured_at"]) == ("urn:import:x:1", "x", None, None)
    assert len(row["id"]) == 64
