"""A row of an import becomes an article, or says in one line why it cannot."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article, Attachment, Encoding, Failed, Image, Page, Reading, Rejected, Related
from extraction.jsonrow import read_row, row_url

UTF8 = Encoding("utf-8")
ROW: dict[str, object] = {
    "url": "https://news.bay.example/1",
    "title": "夜校的灯亮了",
    "body": "河湾市的夜校开学了。\n会员们都来了。",
}


def read(row: object, captured_at: datetime | None = None) -> Reading:
    text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
    return read_row(Page("urn:x", text.encode("utf-8", "replace"), captured_at=captured_at), text, UTF8)


def article(row: object) -> Article:
    reading = read(row)
    assert isinstance(reading, Article), reading
    return reading


def test_title_and_body_are_enough() -> None:
    got = article(ROW)

    assert (got.title, got.body, got.lang) == ("夜校的灯亮了", "河湾市的夜校开学了。\n会员们都来了。", "zh-Hans")


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2016-01-06", "2016-01-06"),
        ("2016年01月06日09:58", "2016-01-06T09:58+08:00"),
        ("二〇一六年一月六日", "2016-01-06"),
        ("Jan 6, 2016", "2016-01-06"),
        ("2016", "2016"),
        (1452045480, "2016-01-06T09:58:00+08:00"),
        ("soon", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_date_may_have_any_form(date: object, published: str) -> None:
    assert article({**ROW, "date": date}).published == published


def test_published_comes_before_date_and_keeps_its_zone() -> None:
    got = article({**ROW, "date": "2011-01-01", "published": "2016-01-06T09:58+09:00"})

    assert got.published == "2016-01-06T09:58+09:00"


def test_a_time_without_zone_in_a_text_that_is_not_chinese_gets_none() -> None:
    row = {"url": "http://www.dock.example/x", "title": "T", "body": "Workers at the port went on strike on Tuesday."}

    assert article({**row, "date": "2019-11-13T23:06"}).published == "2019-11-13T23:06"


@pytest.mark.parametrize(
    "published", ["2019", "2019-11", "2019-11-13", "2019-11-13T23:06", "2019-11-13T23:06:05", "2019-11-13T23:06-05:00"]
)
def test_a_date_that_was_exported_comes_back_with_its_evidence(published: str) -> None:
    got = article({**ROW, "published": published, "published_evidence": "time: Nov. 13"})

    assert (got.published, got.published_evidence) == (published, "time: Nov. 13")


@pytest.mark.parametrize(
    ("published", "stored", "precision"),
    [
        ("2016-01-06T09:58", "2016-01-06T09:58+08:00", "minute"),
        ("2016-01-06T09:58:03", "2016-01-06T09:58:03+08:00", "second"),
        ("2016-01-06T25:61+08:00", "2016-01-06", "day"),
        ("2016-01-06T09:58:75+08:00", "2016-01-06T09:58+08:00", "minute"),
        ("2016-02-30", "", ""),
        ("2016-13", "", ""),
    ],
)
def test_published_of_other_people_is_read_as_the_same_text_under_date_is(
    published: str, stored: str, precision: str
) -> None:
    got = article({**ROW, "published": published})

    assert (got.published, got.published_precision) == (stored, precision)
    assert got.published == article({**ROW, "date": published}).published


def test_published_without_zone_is_in_the_zone_of_a_known_site() -> None:
    row = {"url": "http://www.dock.example/x", "title": "T", "body": "Workers at the port went on strike on Tuesday."}
    text = json.dumps({**row, "published": "2019-11-13T23:06"})

    known = read_row(Page("urn:x", b""), text, UTF8, "-05:00", site_known=True)
    unknown = read_row(Page("urn:x", b""), text, UTF8, "-05:00")

    assert isinstance(known, Article) and known.published == "2019-11-13T23:06-05:00"
    assert isinstance(unknown, Article) and unknown.published == "2019-11-13T23:06"


def test_a_clock_that_is_none_does_not_come_back_from_an_export_either() -> None:
    row = {**ROW, "published": "2016-01-06T25:61+08:00", "published_evidence": "row: 2016-01-06T25:61+08:00"}

    assert article(row).published == "2016-01-06"


@pytest.mark.parametrize("evidence", [7, True, ["meta"], {"a": 1}])
def test_evidence_that_is_no_text_is_ignored(evidence: object) -> None:
    got = article({**ROW, "published": "2016-01-06T09:58", "published_evidence": evidence})

    assert (got.published, got.published_evidence) == ("2016-01-06T09:58+08:00", "row: 2016-01-06T09:58")


def test_every_article_key_is_taken_over() -> None:
    got = article(
        {
            **ROW,
            "pretitle": "本市新闻",
            "subtitle": "三十名会员来上课",
            "source": "来源：河湾日报",
            "reporters": ["王伟"],
            "correspondents": "李强、陈静",
            "photographers": [],
            "editors": "周明",
            "byline": "记者 林远",
            "channel": "工会新闻",
            "topics": "夜校、培训",
            "keywords": ["夜校"],
            "related": [{"kind": "box", "heading": "要闻", "title": "体检…", "truncated": True}],
            "images": ["https://news.bay.example/1.jpg", {"url": "a.png", "caption": "夜校"}],
            "attachments": [{"url": "a.pdf", "title": "课表"}],
            "kind": "notice",
        }
    )

    assert (got.pretitle, got.subtitle, got.source) == ("本市新闻", "三十名会员来上课", "河湾日报")
    assert (got.reporters, got.correspondents, got.photographers) == (("王伟",), ("李强", "陈静"), ())
    assert (got.editors, got.byline, got.channel) == (("周明",), "记者 林远", "工会新闻")
    assert (got.topics, got.keywords, got.kind) == (("夜校", "培训"), ("夜校",), "notice")
    assert got.related == (Related("box", "要闻", "体检…", truncated=True),)
    assert got.images == (Image("https://news.bay.example/1.jpg"), Image("a.png", "夜校"))
    assert got.attachments == (Attachment("a.pdf", "课表"),)


@pytest.mark.parametrize("kind", ["article", "notice", "transcript", "gallery", "video", "attachment"])
def test_every_kind_of_an_export_comes_back(kind: str) -> None:
    assert article({**ROW, "kind": kind, "schema": 1}).kind == kind


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("blog", "article"),
        ("Notice", "notice"),
        (" VIDEO ", "video"),
        (7, "article"),
        (["news"], "article"),
        (True, "article"),
    ],
)
def test_a_kind_of_other_people_costs_no_row(kind: object, read_as: str) -> None:
    assert article({**ROW, "kind": kind}).kind == read_as


@pytest.mark.parametrize("schema", [2, 99, "news-v3", {"type": "object"}])
def test_a_schema_of_other_people_costs_no_row(schema: object) -> None:
    assert article({**ROW, "schema": schema}) == article(ROW)


def test_names_left_out_are_read_from_the_body() -> None:
    got = article({**ROW, "body": "本报讯（记者 王伟）夜校开学了。\n会员们都来了。（责编：陈静）"})

    assert (got.reporters, got.editors) == (("王伟",), ("陈静",))


def test_paragraphs_are_lines_whatever_breaks_them() -> None:
    assert article({**ROW, "body": " 一。\r\n\r\n　　二。\n \n三。\n"}).body == "一。\n二。\n三。"


def test_glosses_of_a_mirror_are_removed_and_recorded() -> None:
    got = article({**ROW, "title": "農(nóng)民工的夜校", "body": "工會幫農(nóng)民工創(chuàng)業(yè)。"})

    assert (got.title, got.body) == ("農民工的夜校", "工會幫農民工創業。")
    assert [r.field for r in got.repairs] == ["title", "body", "body", "body"]


def test_a_row_lives_at_its_url_or_under_its_id() -> None:
    assert row_url(json.dumps(ROW), "bay") == "https://news.bay.example/1"
    assert row_url('{"id": "a-1"}', "bay") == "urn:import:bay:a-1"
    assert row_url('{"id": 7}', "bay") == "urn:import:bay:7"
    assert row_url('{"title": "x"}', "bay") == ""
    assert row_url("nonsense", "bay") == ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "no JSON"),
        ("[1, 2]", "no JSON object"),
        ("7", "no JSON object"),
        ({"title": "a", "body": "b", "url": True, "id": {}}, "neither `url` nor `id`"),
        ({"title": "a", "body": "b"}, "neither `url` nor `id`"),
        ({**ROW, "body": {"a": 1}}, "`body` must be text, not an object"),
        ({**ROW, "title": True}, "`title` must be text, not true or false"),
        ({**ROW, "topics": 7}, "`topics` must be text or a list"),
        ({**ROW, "reporters": [7]}, "`reporters` must be text or a list"),
        ({**ROW, "related": "x"}, "`related` must be a list, not text"),
        ({**ROW, "images": [7]}, "`images` must hold objects, not a number"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_row_fails_and_names_key_and_rule(row: object, words: str) -> None:
    reading = read(row)

    assert isinstance(reading, Failed) and reading.reason == "bad-row"
    assert words in reading.detail and "\n" not in reading.detail


def test_a_row_without_text_is_rejected_as_empty() -> None:
    reading = read({**ROW, "body": " \n"})

    assert isinstance(reading, Rejected) and reading.reason == "empty"


def test_a_row_of_an_export_keeps_the_record_of_repairs_and_of_decoding() -> None:
    repair = {"kind": "gloss", "field": "body", "offset": 1, "found": "(nóng)", "put": "", "note": "", "conjecture": ""}
    page = Page("https://bay.example/1", b"")
    text = json.dumps({**ROW, "repairs": [repair], "encoding": {"chosen": "gb18030", "why": "meta", "lost": 3}})

    reading = read_row(page, text, Encoding("utf-8", why="validity"))

    assert isinstance(reading, Article)
    assert [r.found for r in reading.repairs] == ["(nóng)"]
    assert (reading.encoding.chosen, reading.encoding.why, reading.encoding.lost) == ("gb18030", "meta", 3)


def test_half_characters_do_not_get_in() -> None:
    assert "\ud800" not in article('{"id": 1, "title": "a\\ud800", "body": "b\\udfff"}').title


def test_a_date_after_the_capture_is_not_believed() -> None:
    reading = read({**ROW, "date": "2030-01-01"}, datetime(2016, 1, 7, tzinfo=UTC))

    assert isinstance(reading, Article) and reading.published == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "title"]), inner, max_size=2),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["url", "id", "title", "body", "date", "published", "source", "reporters", "topics", "related", "images", "kind"]
)


ROWS = st.builds(
    lambda known, others: {**known, **others},
    st.sampled_from([{}, {"id": 7}, {"id": 7, "body": "x"}]),
    st.dictionaries(KEYS, JSON, max_size=8) | st.dictionaries(KEYS, st.none(), max_size=2),
)


@given(ROWS)
def test_a_row_is_an_article_with_a_text_and_an_address_or_says_why_not(row: dict[str, object]) -> None:
    reading = read(json.dumps(row))

    if isinstance(reading, Article):
        assert reading.body.strip()
        assert row_url(json.dumps(row), "bay")
    else:
        assert isinstance(reading, Rejected | Failed)
        assert reading.reason in ("empty", "bad-row")


@given(st.text(max_size=60))
def test_a_text_that_is_no_object_is_a_bad_row(text: str) -> None:
    reading = read(text)

    assert isinstance(reading, Failed)
    assert reading.reason == "bad-row"
    assert row_url(text, "bay") == ""
