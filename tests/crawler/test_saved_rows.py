"""Rows of JSONL: an address, id or time that cannot be is named with its rule, and nothing of a row is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.records import Outcome
from crawler.saved import Imported, import_paths
from crawler.saved_rows import MAX_BYTES
from tests.crawler.test_saved import BODY, URL, put


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", write=True, create=True) as opened:
        yield opened


def run(archive: Archive, tmp_path: Path, *rows: object) -> list[Imported]:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    return list(import_paths(archive, [put(tmp_path / "a.jsonl", b"\n".join(lines))], site="corpus"))


ROW = {"title": "工地夜校开课", "body": BODY}


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (
            {"id": 1, "captured_at": "yesterday"},
            "`captured_at` 'yesterday': no time that can be read; write 2016-01-06T09:58+08:00",
        ),
        ({"id": 1, "captured_at": "0001-01-01T00:00+14:00"}, "`captured_at` '0001-01-01T00:00+14:00': no time that"),
        ({"id": 1, "captured_at": "2016/1/6 25:61"}, "`captured_at` '2016/1/6 25:61': no time that can be read"),
        (
            {"id": 1, "captured_at": "2016/1/6 09:58 XYZ"},
            "`captured_at` '2016/1/6 09:58 XYZ': no time that can be read",
        ),
        ({"id": 1, "captured_at": "2016-01"}, "`captured_at` '2016-01': no time that can be read"),
        ({"id": 1, "captured_at": 7}, "`captured_at` '7': no time that can be read"),
        ({"id": 1, "captured_at": True}, "`captured_at` 'True': no time that can be read"),
        ({"id": 1, "captured_at": float("nan")}, "`captured_at` 'nan': no time that can be read"),
        ({"id": 1, "captured_at": [2016]}, "`captured_at` '[2016]': no time that can be read"),
        ({"url": "not a url"}, "`url` 'not a url': not a web address; write it whole, http://HOST/…"),
        ({"url": "/n1/2016/x.html"}, "`url` '/n1/2016/x.html': not a web address"),
        ({"url": "not a url", "id": [1]}, "`url` 'not a url': not a web address"),
        ({"url": "javascript:alert(1)"}, "`url` 'javascript:alert(1)': not a web address"),
        ({"url": "ftp://news.shancheng.example/a"}, "`url` 'ftp://news.shancheng.example/a': not a web address"),
        ({"url": "http://"}, "`url` 'http://': not a web address"),
        ({"url": 7}, "`url`: must be text, http://HOST/…"),
        ({"id": ["a"]}, "`id`: must be text or a whole number"),
        ({"id": True}, "`id`: must be text or a whole number"),
        ({"id": "a\ud800"}, "`id`: holds half a character"),
        ({"id": 7.5}, "`id`: must be text or a whole number"),
    ],
)
def test_an_address_or_a_time_that_cannot_be_is_refused_with_key_and_rule(
    archive: Archive, tmp_path: Path, keys: dict[str, object], says: str
) -> None:
    refused, kept = run(archive, tmp_path, json.dumps({**ROW, **keys}).encode(), {**ROW, "id": "good"})

    assert refused.is_refused and refused.detail.startswith(says)
    assert refused.path.endswith("a.jsonl:1")
    assert kept.outcome is Outcome.NEW


@pytest.mark.parametrize(
    ("url", "known_as"),
    [
        ("HTTP://EXAMPLE.com:80/x", "http://example.com/x"),
        ("  http://example.com/x\n", "http://example.com/x"),
        ("URN:import:corpus:7", "URN:import:corpus:7"),
        ("http://例子.example/新闻 1", "http://例子.example/新闻 1"),
    ],
)
def test_an_address_is_one_in_any_case(archive: Archive, tmp_path: Path, url: str, known_as: str) -> None:
    (done,) = run(archive, tmp_path, {**ROW, "url": url})

    assert done.outcome is Outcome.NEW
    assert archive.article(known_as).id == done.article_id


@pytest.mark.parametrize(
    "url", ["/n1/2016/x.html", "//host/x", "people.com.cn/x", "ftp://host/x", "http://", 7, 7.5, True, {"a": 1}, ["x"]]
)
def test_a_row_with_an_id_is_kept_under_it_when_its_url_is_none_and_that_is_told(
    archive: Archive, tmp_path: Path, url: object
) -> None:
    (kept,) = run(archive, tmp_path, {**ROW, "id": 7, "url": url})

    assert (kept.outcome, kept.url) == (Outcome.NEW, "urn:import:corpus:7")
    assert kept.note == f"`url` {url!r} is no web address, kept under its `id`"
    assert not kept.is_refused


@pytest.mark.parametrize("url", [None, "", " ", False, 0])
def test_an_empty_url_beside_an_id_is_no_matter(archive: Archive, tmp_path: Path, url: object) -> None:
    assert [one.outcome for one in run(archive, tmp_path, {**ROW, "id": 7, "url": url})] == [Outcome.NEW]


@pytest.mark.parametrize("identity", [7, 7.0, "7", " 7 "])
def test_an_id_is_one_however_it_is_written(archive: Archive, tmp_path: Path, identity: object) -> None:
    assert [one.url for one in run(archive, tmp_path, {**ROW, "id": identity})] == ["urn:import:corpus:7"]


@pytest.mark.parametrize("identity", [True, ["a"], {"a": 1}])
def test_an_id_that_is_none_is_no_matter_beside_an_address(archive: Archive, tmp_path: Path, identity: object) -> None:
    assert [one.outcome for one in run(archive, tmp_path, {**ROW, "url": URL, "id": identity})] == [Outcome.NEW]


@pytest.mark.parametrize(
    ("site", "known_as", "told"),
    [
        (7, "7", ""),
        (7.0, "7", ""),
        (None, "saved", ""),
        (False, "saved", ""),
        (0, "saved", ""),
        ("", "saved", ""),
        ({"a": 1}, "saved", "`site` {'a': 1} is no name of a site"),
        (True, "saved", "`site` True is no name of a site"),
    ],
)
def test_a_site_that_is_no_name_costs_no_row(
    archive: Archive, tmp_path: Path, site: object, known_as: str, told: str
) -> None:
    row = json.dumps({**ROW, "id": "a", "site": site})

    (kept,) = import_paths(archive, [put(tmp_path / "a.jsonl", row)])

    assert (kept.outcome, kept.url) == (Outcome.NEW, f"urn:import:{known_as}:a")
    assert kept.note == told


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"kind": "blog"}, "`kind` 'blog' is none of ours, kept as article"),
        ({"kind": "Notice"}, ""),
        ({"schema": 2}, "`schema` 2 is not known here, read as 1"),
        ({"schema": 1}, ""),
        (
            {"kind": "news", "schema": 3},
            "`kind` 'news' is none of ours, kept as article; `schema` 3 is not known here, read as 1",
        ),
    ],
)
def test_what_other_people_call_a_row_is_told_and_costs_no_row(
    archive: Archive, tmp_path: Path, keys: dict[str, object], told: str
) -> None:
    (kept,) = run(archive, tmp_path, {**ROW, "id": 1, **keys})

    assert kept.outcome is Outcome.NEW
    assert kept.note == told


def test_all_that_is_wrong_with_a_kept_row_is_told_in_one_and_nothing_of_a_refused_one(
    archive: Archive, tmp_path: Path
) -> None:
    kept, empty, early = run(
        archive,
        tmp_path,
        {**ROW, "id": 1, "kind": "poem", "date": "2016-02-30"},
        {"id": 2, "kind": "poem"},
        {**ROW, "id": 3, "kind": "poem", "captured_at": "2999-01-01"},
    )

    assert kept.note.startswith("kept without a date: '2016-02-30' ")
    assert kept.note.endswith("; `kind` 'poem' is none of ours, kept as article")
    assert [(one.is_refused, one.note) for one in (empty, early)] == [(True, "")] * 2


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2016/1/6 09:58", datetime(2016, 1, 6, 9, 58, tzinfo=UTC)),
        ("2016年1月6日 09:58", datetime(2016, 1, 6, 9, 58, tzinfo=UTC)),
        ("2016/1/6 09:58 +0800", datetime(2016, 1, 6, 1, 58, tzinfo=UTC)),
        ("Wed, 06 Jan 2016 09:58:00 GMT", datetime(2016, 1, 6, 9, 58, tzinfo=UTC)),
        ("20160106095800", datetime(2016, 1, 6, 9, 58, tzinfo=UTC)),
        (20160106, datetime(2016, 1, 6, tzinfo=UTC)),
        (1452045480, datetime(2016, 1, 6, 1, 58, tzinfo=UTC)),
        (1452045480.25, datetime(2016, 1, 6, 1, 58, tzinfo=UTC)),
        ("1452045480", datetime(2016, 1, 6, 1, 58, tzinfo=UTC)),
        (1452045480000, datetime(2016, 1, 6, 1, 58, tzinfo=UTC)),
        (1212102030123, datetime(2008, 5, 29, 23, 0, 30, tzinfo=UTC)),
        (0, None),
        (False, None),
        (None, None),
        ("", None),
        ("0", None),
    ],
)
def test_a_capture_time_may_have_any_form(
    archive: Archive, tmp_path: Path, said: object, moment: datetime | None
) -> None:
    run(archive, tmp_path, {**ROW, "url": URL, "captured_at": said})

    assert [capture.captured_at for capture in archive.captures(URL)] == [moment]


def test_a_capture_time_without_zone_is_in_utc(archive: Archive, tmp_path: Path) -> None:
    run(archive, tmp_path, {**ROW, "url": URL, "captured_at": "2026-03-05T10:00"})

    assert archive.captures(URL)[0].captured_at == datetime(2026, 3, 5, 10, tzinfo=UTC)


def test_a_time_that_cannot_be_read_is_no_matter_where_the_person_says_it(archive: Archive, tmp_path: Path) -> None:
    row = {**ROW, "url": URL, "captured_at": "yesterday", "kind": "poem"}
    file = put(tmp_path / "a.jsonl", json.dumps(row).encode())
    moment = datetime(2026, 3, 5, 10, tzinfo=UTC)

    [refused] = list(import_paths(archive, [file]))
    [kept] = list(import_paths(archive, [file], captured_at=moment))

    assert refused.detail.endswith(
        "; write 2016-01-06T09:58+08:00, or put the row into a file of its own and say it there: --captured-at"
    )
    assert (kept.outcome, kept.note) == (Outcome.NEW, "`kind` 'poem' is none of ours, kept as article")
    assert [capture.captured_at for capture in archive.captures(URL)] == [moment]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (json.dumps(ROW, ensure_ascii=False).encode("gb18030"), "not UTF-8; write the file so first: iconv"),
        (b'{"id": 1, "title": "x"', "not JSON at character 23; write one object a line, with `url` or `id`"),
        (b"[" * 100_000, "a JSON array; write one object a line"),
        (b'{"id": 1, "body": ' + b"9" * 5000 + b"}", "not JSON that can be read"),
        (b'{"id": 1, "body": "' + b"x" * MAX_BYTES + b'"}', "more than 16 MB; a row is one article"),
        (b'[\n {"id": 1},\n {"id": 2}\n]', "a JSON array; write one object a line, as --jsonl does"),
    ],
    ids=["GBK", "torn", "deep", "digits", "large", "array"],
)
def test_a_line_that_is_no_row_is_told_once_in_our_own_words(
    archive: Archive, tmp_path: Path, line: bytes, says: str
) -> None:
    (told,) = run(archive, tmp_path, line)

    assert told.outcome is Outcome.FAILED
    assert told.detail.startswith(says)


def test_rows_behind_one_that_is_too_large_keep_their_numbers(archive: Archive, tmp_path: Path) -> None:
    large = b'{"id": 1, "body": "' + b"x" * (2 * MAX_BYTES) + b'"}'

    done = run(archive, tmp_path, large, {**ROW, "id": 2})

    assert [(one.path.rpartition(":")[2], one.outcome.value) for one in done] == [("1", "failed"), ("2", "new")]


def cesu8(text: str) -> bytes:
    """As databases of two-byte characters write it: each half of a pair by itself."""
    units = text.encode("utf-16-le")
    return b"".join(
        chr(int.from_bytes(units[at : at + 2], "little")).encode("utf-8", "surrogatepass")
        for at in range(0, len(units), 2)
    )


def test_a_character_written_as_two_halves_becomes_that_character(archive: Archive, tmp_path: Path) -> None:
    rows = [{"id": f"{n}\N{GRINNING FACE}", "title": "工会\N{GRINNING FACE}培训", "body": BODY} for n in (1, 2)]
    lines = [cesu8(json.dumps(row, ensure_ascii=False)) for row in rows]

    done = run(archive, tmp_path, *lines)

    assert [one.url for one in done] == ["urn:import:corpus:1\N{GRINNING FACE}", "urn:import:corpus:2\N{GRINNING FACE}"]
    article = archive.article(done[0].url).article
    assert (article.title, article.encoding.chosen) == ("工会\N{GRINNING FACE}培训", "cesu-8")


def test_half_a_character_is_lost_and_counted_and_nothing_is_put_in_its_place(archive: Archive, tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "title": "工会X培训", "body": BODY}, ensure_ascii=False).encode()

    (done,) = run(archive, tmp_path, line.replace(b"X", b"\xed\xa0\xbd"))

    article = archive.article(done.url).article
    assert (article.title, article.encoding.lost) == ("工会\ufffd培训", 1)


def test_a_row_that_comes_again_after_another_took_its_place_says_how_it_becomes_current(
    archive: Archive, tmp_path: Path
) -> None:
    good, poor = {**ROW, "url": URL}, {"url": URL, "body": BODY[:20]}
    run(archive, tmp_path, good)
    run(archive, tmp_path, poor)

    (again,) = run(archive, tmp_path, good)
    (poor_again,) = run(archive, tmp_path, poor)

    assert (again.outcome, again.note) == (
        Outcome.UNCHANGED,
        "kept before, as version 1 of 2; to make it the current one say when it was captured: --captured-at",
    )
    assert poor_again.note == ""
    list(import_paths(archive, [put(tmp_path / "a.jsonl", json.dumps(good))], captured_at=datetime.now(UTC)))
    assert archive.article(URL).article.title == ROW["title"]
