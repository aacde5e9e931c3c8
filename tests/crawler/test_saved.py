"""Saved files into the archive: every kind of file, every way a file can be bad."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from base64 import encodebytes
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import Archive, open_archive
from archive.records import Outcome
from crawler import reading_ahead
from crawler.saved import Imported, import_paths
from crawler.saved_urls import url_in_page

BODY = "山城市总工会在工地办起夜校，一百二十名农民工报名学砌筑。\n夜校每周三晚上开课，教材由老师傅自己编写。"
HTML = (
    "<html><head><title>工地夜校开课</title>{head}</head><body><h1>工地夜校开课</h1>"
    "<div>2026年03月05日09:30 来源：山城工人报</div>"
    f"<div id='content'><p>{BODY.splitlines()[0]}</p><p>{BODY.splitlines()[1]}</p></div></body></html>"
)
URL = "http://news.shancheng.example/2026/0305/a1.html"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", write=True, create=True) as opened:
        yield opened


def run(archive: Archive, *paths: Path, **said: object) -> list[Imported]:
    return list(import_paths(archive, paths, **said))  # type: ignore[arg-type]  # a test passes what it likes


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_page_is_kept_as_it_is_and_read(archive: Archive, tmp_path: Path) -> None:
    file = put(tmp_path / "a.html", HTML.format(head=""))

    (done,) = run(archive, file, url=URL)

    assert (done.outcome, done.url) == (Outcome.NEW, URL)
    assert archive.article(URL).article.title == "工地夜校开课"
    assert archive.page(archive.captures(URL)[0]).payload == file.read_bytes()
    assert archive.captures(URL)[0].captured_at is None


@pytest.mark.parametrize(("suffix", "pack"), [(".htm.gz", gzip.compress), (".shtml.xz", lzma.compress)])
def test_packed_pages_are_unpacked(archive: Archive, tmp_path: Path, suffix: str, pack: object) -> None:
    assert callable(pack)
    file = put(tmp_path / f"a{suffix}", pack(HTML.format(head="").encode()))

    (done,) = run(archive, file)

    assert done.outcome is Outcome.NEW and done.url.startswith("urn:sha256:")


@pytest.mark.parametrize(
    ("head", "url", "evidence"),
    [
        (f"<!-- saved from url=(0047){URL} -->", URL, "saved-from comment"),
        (f'<link href="{URL}" rel="canonical">', URL, "canonical link"),
        ('<link rel=canonical href="http://news.shancheng.example/">', "", ""),
        (f'<meta property="og:url" content="{URL}?a=1&amp;b=2">', f"{URL}?a=1&b=2", "og:url"),
        (f'<base href="{URL}">', URL, "base"),
        ('<base href="http://news.shancheng.example/2026/">', "", ""),
        ('<link rel="canonical" href="javascript:alert(1)">', "", ""),
    ],
)
def test_the_address_is_taken_from_the_page_where_it_tells(head: str, url: str, evidence: str) -> None:
    assert url_in_page(HTML.format(head=head).encode()) == (url, evidence)


def test_the_same_file_twice_is_kept_once(archive: Archive, tmp_path: Path) -> None:
    file = put(tmp_path / "a.html", HTML.format(head=""))

    outcomes = [done.outcome for done in run(archive, file, file)]

    assert outcomes == [Outcome.NEW, Outcome.UNCHANGED]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<html><body><ul><li><a href='/1'>一</a></ul></body></html>"),
        ("a.jsonl", '{"id": 1, "title": "题", "body": 5, "topics": 7}'),
        ("b.jsonl", '{"id": 1, "title": "题"}'),
    ],
)
def test_what_was_refused_is_refused_in_the_same_words_when_it_comes_again(
    archive: Archive, tmp_path: Path, name: str, content: str
) -> None:
    first, second = run(archive, *[put(tmp_path / name, content)] * 2)

    assert first.is_refused
    assert second == first


def test_bad_files_are_told_and_the_others_go_on(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    put(folder / "1-empty.html", "")
    put(folder / "2-torn.html.gz", gzip.compress(HTML.encode())[:-30])
    put(folder / "3-good.html", HTML.format(head=""))
    put(folder / "4-noise.html.xz", b"no xz at all")
    put(folder / "5-picture.jpg", b"\xff\xd8\xff")

    done = run(archive, folder, tmp_path / "missing.html")

    assert [(Path(one.path).name, one.outcome.value) for one in done] == [
        ("1-empty.html", "rejected"),
        ("2-torn.html.gz", "failed"),
        ("3-good.html", "new"),
        ("4-noise.html.xz", "failed"),
        ("missing.html", "failed"),
    ]
    assert done[1].detail == "torn, the compressed file ends early"
    assert done[4].detail == "no such file or folder"


def snapshot() -> str:
    text = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: x\r\n"
        "Date: Thu, 5 Mar 2026 10:00:00 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {URL}\r\n\r\n"
    )
    return text + encodebytes(HTML.format(head="").encode("gbk")).decode() + "\r\n--b--\r\n"


def test_a_snapshot_gives_its_page_address_and_time(archive: Archive, tmp_path: Path) -> None:
    (done,) = run(archive, put(tmp_path / "a.mhtml", snapshot()))

    assert (done.outcome, done.url) == (Outcome.NEW, URL)
    assert archive.captures(URL)[0].captured_at == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    assert archive.article(URL).article.body == BODY


@pytest.mark.parametrize("cut", [5, 40, 100, 200])
def test_a_snapshot_that_ends_early_is_torn_and_no_version_of_its_page(
    archive: Archive, tmp_path: Path, cut: int
) -> None:
    run(archive, put(tmp_path / "a.mhtml", snapshot()))

    (done,) = run(archive, put(tmp_path / "b.mhtml", snapshot()[:-cut]))

    assert (done.outcome, done.detail) == (Outcome.FAILED, "torn, the MHTML file ends before its closing boundary")
    assert len(archive.captures(URL)) == 1


PICTURE = f"--b\r\nContent-Type: image/png\r\nContent-Location: {URL}.png\r\n\r\nPNG\r\n"


@pytest.mark.parametrize("end", [PICTURE, PICTURE[:-4], PICTURE[:30], "--b\r\n", "--b", PICTURE + PICTURE[:60]])
def test_a_snapshot_torn_behind_its_page_is_kept_with_a_note(archive: Archive, tmp_path: Path, end: str) -> None:
    """Some writers leave the closing boundary out; a picture cut in two takes nothing from the page."""
    (done,) = run(archive, put(tmp_path / "a.mhtml", snapshot().removesuffix("--b--\r\n") + end))

    assert (done.outcome, done.is_refused) == (Outcome.NEW, False)
    assert done.note == (
        "kept, its page is whole; the MHTML file ends without its closing boundary, pictures may be missing"
    )
    assert archive.article(URL).article.body == BODY


def test_a_snapshot_with_pictures_that_ends_as_it_should_has_no_note(archive: Archive, tmp_path: Path) -> None:
    whole = snapshot().removesuffix("--b--\r\n") + PICTURE + "--b--\r\n"

    (done,) = run(archive, put(tmp_path / "a.mhtml", whole))

    assert (done.outcome, done.note) == (Outcome.NEW, "")


def test_a_snapshot_whose_page_is_its_last_part_is_torn_when_no_boundary_closes_it(
    archive: Archive, tmp_path: Path
) -> None:
    head, _, page = snapshot().partition("--b\r\n")

    (done,) = run(archive, put(tmp_path / "a.mhtml", head + PICTURE + "--b\r\n" + page[:-40]))

    assert (done.outcome, done.detail) == (Outcome.FAILED, "torn, the MHTML file ends before its closing boundary")


def test_a_snapshot_dated_minus_zero_was_saved_in_utc(archive: Archive, tmp_path: Path) -> None:
    """RFC 5322, 3.3: -0000 is UTC of which the zone of its writer is not known; Python's parser gives no zone."""
    head = f"Snapshot-Content-Location: {URL}\r\nDate: Thu, 5 Mar 2026 02:00:00 -0000\r\nMIME-Version: 1.0\r\n"
    text = f"{head}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

    run(archive, put(tmp_path / "a.mhtml", text + HTML.format(head="")))

    assert archive.captures(URL)[0].captured_at == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)


def test_a_pipe_that_is_named_does_not_hang_the_import(archive: Archive, tmp_path: Path) -> None:
    pipe = tmp_path / "page.html"
    os.mkfifo(pipe)

    (done,) = run(archive, pipe)

    assert done.outcome is Outcome.FAILED
    assert done.detail == "a pipe or device, not a file; save what comes out of it and import that"


def test_rows_are_taken_one_by_one(archive: Archive, tmp_path: Path) -> None:
    rows = [
        json.dumps({"url": URL, "title": "甲报道", "body": BODY, "date": "2016-01-06"}, ensure_ascii=False),
        json.dumps({"id": "7", "title": "乙报道", "body": BODY}, ensure_ascii=False),
        "{broken",
        "[1, 2]",
        "",
    ]
    file = put(tmp_path / "a.jsonl", "\n".join(rows))

    done = run(archive, file, site="corpus")

    assert [one.outcome for one in done] == [Outcome.NEW, Outcome.NEW, Outcome.FAILED, Outcome.FAILED]
    assert [one.url for one in done[:2]] == [URL, "urn:import:corpus:7"]
    assert done[2].path.endswith("a.jsonl:3") and done[2].detail.startswith("not JSON")
    assert archive.article(URL).site == "corpus"


def warc(path: Path, *, cut: int = 0, gzipped: bool = True) -> Path:
    """A file with a page in chunks, a picture, a 404 and a second capture of the page."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=gzipped)

    def add(url: str, payload: bytes, date: str, status: str = "200 OK", **headers: str) -> None:
        pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(payload),
                length=len(payload),
                http_headers=StatusAndHeaders(status, pairs, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": date},
            )
        )

    page = HTML.format(head="").encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    add(URL, chunked, "2026-03-05T02:00:00Z", Content_Type="text/html; charset=utf-8", Transfer_Encoding="chunked")
    add(URL + ".png", b"\x89PNG", "2026-03-05T02:00:01Z", Content_Type="image/png")
    add(URL.replace("a1", "a2"), b"gone", "2026-03-05T02:00:02Z", "404 Not Found", Content_Type="text/html")
    changed = gzip.compress(page.replace("一百二十名".encode(), "一百三十名".encode()), mtime=0)
    add(URL, changed, "2026-03-06T02:00:00Z", Content_Type="text/html; charset=utf-8", Content_Encoding="gzip")
    path.write_bytes(out.getvalue()[: len(out.getvalue()) - cut])
    return path


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_a_warc_brings_times_versions_and_heads(archive: Archive, tmp_path: Path, name: str) -> None:
    done = run(archive, warc(tmp_path / name, gzipped=name.endswith(".gz")))

    assert [one.outcome.value for one in done] == ["new", "failed", "changed", "part"]
    assert done[-1].detail == "no pages, left out: 1 image/png"
    versions = archive.versions(archive.article(URL).id)
    assert [version.captured_at and version.captured_at.day for version in versions] == [5, 6]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_a_torn_warc_gives_what_is_whole(archive: Archive, tmp_path: Path, name: str) -> None:
    done = run(archive, warc(tmp_path / name, cut=60, gzipped=name.endswith(".gz")))

    assert [one.outcome.value for one in done[:2]] == ["new", "failed"]
    assert [one for one in done if one.outcome is Outcome.FAILED and "torn" in one.detail + "digest"]
    assert len(archive.versions(archive.article(URL).id)) == 1


def test_a_warc_of_noise_is_one_refusal(archive: Archive, tmp_path: Path) -> None:
    done = run(archive, put(tmp_path / "a.warc", "this is no WARC file at all\r\n\r\n"))

    assert [one.outcome for one in done] == [Outcome.FAILED]


def test_a_long_import_read_by_workers_gives_the_same_as_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [json.dumps({"id": n, "title": f"第{n}则", "body": BODY}, ensure_ascii=False) for n in range(40)]
    file = put(tmp_path / "a.jsonl", "\n".join([*rows[:30], "{broken", *rows[30:]]))
    found = []
    for name, alone in (("here", 1000), ("workers", 5)):
        monkeypatch.setattr(reading_ahead, "ALONE", alone)
        monkeypatch.setattr(reading_ahead, "CHUNK", 10)
        with open_archive(tmp_path / name, write=True, create=True) as opened:
            found.append(([(one.path, one.url, one.outcome) for one in run(opened, file)], opened.state_rows()))

    assert found[0] == found[1]


def test_a_capture_time_to_come_is_refused_and_the_rest_goes_on(archive: Archive, tmp_path: Path) -> None:
    rows = [
        {"url": URL, "title": "工地夜校开课", "body": BODY, "captured_at": "2999-01-01T00:00:00+00:00"},
        {"url": URL + "?2", "title": "工地夜校结课", "body": BODY, "captured_at": "2026-03-06T00:00:00+00:00"},
    ]
    file = put(tmp_path / "a.jsonl", "\n".join(json.dumps(row) for row in rows))

    refused, kept = run(archive, file)

    assert (refused.outcome, refused.detail) == (
        Outcome.FAILED,
        "captured in the future (2999-01-01); say when it was: --captured-at, for all of its file",
    )
    assert kept.outcome is Outcome.NEW
    (again, _) = run(archive, file, captured_at=datetime(2026, 3, 7, tzinfo=UTC))
    assert again.outcome is Outcome.NEW
