"""Import and extract as typed: values that cannot be are refused at once, and both read a file as the same thing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from terminal.main import main

BODY = "山城市总工会在工地办起夜校，一百二十名农民工报名学砌筑。</p><p>夜校每周三晚上开课，教材由老师傅自己编写。"
PAGE = (
    f"<html><head><title>工地夜校开课</title></head><body><h1>工地夜校开课</h1><div><p>{BODY}</p></div></body></html>"
)
URL = "http://news.shancheng.example/2026/0305/a1.html"
SNAPSHOT = (
    f"Snapshot-Content-Location: {URL}\r\nDate: Thu, 5 Mar 2026 10:00:00 +0800\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(name: str, content: str) -> str:
    Path(name).write_text(content, encoding="utf-8", newline="")
    return name


def extracted(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    main(["extract", *words])
    line: dict[str, object] = json.loads(capsys.readouterr().out)
    return line


@pytest.mark.parametrize(
    ("flag", "value", "says"),
    [
        ("--captured-at", "2950-01-01", "lies in the future"),
        ("--captured-at", f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT%H:%MZ}", "lies in the future"),
        ("--url", "notaurl", "not a web address"),
        ("--url", "http://", "not a web address"),
        ("--url", "ftp://news.shancheng.example/a.html", "not a web address"),
    ],
)
def test_a_time_or_an_address_that_cannot_be_is_refused_before_anything_is_kept(
    capsys: pytest.CaptureFixture[str], flag: str, value: str, says: str
) -> None:
    status = main(["--data", "data", "import", put("a.html", PAGE), flag, value])

    assert status == 2
    assert f"{flag} {value}: {says}" in capsys.readouterr().err
    assert not Path("data").exists()


def test_extract_reads_a_snapshot_as_import_does(capsys: pytest.CaptureFixture[str]) -> None:
    line = extracted(capsys, put("a.mhtml", SNAPSHOT + PAGE))

    assert (line["status"], line["title"], line["url"]) == ("article", "工地夜校开课", URL)
    assert line["captured_at"] == "2026-03-05T02:00:00Z"


def test_what_a_person_says_of_a_snapshot_counts_for_extract(capsys: pytest.CaptureFixture[str]) -> None:
    line = extracted(capsys, put("a.mht", SNAPSHOT + PAGE), "--url", URL.replace("a1", "a2"))

    assert line["url"] == URL.replace("a1", "a2")


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.jsonl", "a.jsonl.xz"])
def test_extract_says_of_a_file_of_many_pages_that_it_is_for_import(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    line = extracted(capsys, put(name, "WARC/1.1\r\n"))

    assert (line["status"], line["reason"]) == ("failed", "container")
    assert f"search_cli.py import {name}" in str(line["detail"])


def test_a_snapshot_without_a_page_fails_in_extract_with_the_words_of_import(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = extracted(capsys, put("a.mhtml", "MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nxx"))

    assert (line["status"], line["detail"]) == ("failed", "an MHTML file without a page in it")


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.warc", "a.warc.xz"])
def test_an_address_for_a_file_of_many_pages_is_refused_before_anything_is_kept(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """All rows of the file became versions of one article."""
    status = main(["--data", "data", "import", put(name, "{}"), "--url", URL])

    assert status == 2
    assert f"--url names one page's address, and {name} may hold many" in capsys.readouterr().err
    assert not Path("data").exists()


def test_an_import_whose_reader_went_away_goes_on_to_its_end(tmp_path: Path) -> None:
    """`import DIR 2>&1 | head -1` ended in the middle, with exit 0."""
    Path("pages").mkdir()
    for number in range(4):
        put(f"pages/{number}-empty.html", "")
    put("pages/9-good.html", PAGE)
    reader, writer = os.pipe()
    os.close(reader)
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run(
        [sys.executable, str(root / "search_cli.py"), "--data", "data", "import", "pages"],
        stdout=writer,
        stderr=writer,
        timeout=120,
    )

    os.close(writer)
    assert done.returncode == 1
    with open_archive("data") as archive:
        assert archive.counts().articles == 1


def test_what_was_left_out_of_a_row_is_told_once_and_counts_as_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "id": 7,
        "title": "工地夜校开课",
        "body": "山城市总工会在工地办起夜校。",
        "url": "/n1/x.html",
        "kind": "blog",
    }
    file = put("a.jsonl", json.dumps(row))

    first = main(["--data", "data", "import", file, "--no-index"])
    told = capsys.readouterr().err.splitlines()
    again = main(["--data", "data", "import", file, "--no-index"])
    told_again = capsys.readouterr().err.splitlines()

    left_out = (
        "a.jsonl:1: `url` '/n1/x.html' is no web address, kept under its `id`; "
        "`kind` 'blog' is none of ours, kept as article"
    )
    assert (first, told[:-1], told[-1].rpartition(": ")[2]) == (0, [left_out], "1 new")
    assert (again, [line.rpartition(": ")[2] for line in told_again]) == (0, ["1 unchanged"])


def test_a_row_whose_date_is_none_is_kept_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": 1, "title": "工地夜校开课", "body": "山城市总工会在工地办起夜校。", "date": "2016-02-30"}
    file = put("a.jsonl", json.dumps(row))

    status = main(["--data", "data", "import", file, "--no-index"])

    assert (status, capsys.readouterr().err.splitlines()) == (
        0,
        [
            "a.jsonl:1: kept without a date: '2016-02-30' is none that is read, or lies after the capture",
            f"imported into {Path('data').absolute()}: 1 new",
        ],
    )


@pytest.mark.parametrize("verb", ["import", "extract"])
@pytest.mark.parametrize(
    ("flag", "value", "says"),
    [
        ("--captured-at", "foo", "not ISO 8601; write 2016-01-06T09:58+08:00"),
        ("--captured-at", "2950-01-01", "lies in the future"),
        ("--url", "notaurl", "not a web address"),
        ("--charset", "klingon", "no such encoding; for example gb18030, big5, utf-8"),
    ],
)
def test_both_refuse_the_same_values_in_the_same_words(
    capsys: pytest.CaptureFixture[str], verb: str, flag: str, value: str, says: str
) -> None:
    status = main(["--data", "data", verb, put("a.html", PAGE), flag, value])

    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert told.err.startswith(f"{verb}: {flag} {value}: {says}")


def test_a_time_without_zone_is_the_clock_of_whoever_typed_it_in_both(capsys: pytest.CaptureFixture[str]) -> None:
    local = datetime(2026, 3, 5, 10).astimezone(UTC).isoformat()

    line = extracted(capsys, put("a.html", PAGE), "--captured-at", "2026-03-05T10:00")

    assert datetime.fromisoformat(str(line["captured_at"])) == datetime.fromisoformat(local)


@pytest.mark.parametrize("name", ["a\u0000b", "\ud800", "x" * 5000, ""])
def test_a_file_that_cannot_be_is_a_failed_line_among_the_others(capsys: pytest.CaptureFixture[str], name: str) -> None:
    rows = [{"file": name}, {"file": put("a.html", PAGE)}]
    manifest = put("m.jsonl", "\ufeff" + "".join(json.dumps(row) + "\n" for row in rows))

    status = main(["extract", "--manifest", manifest])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (status, [line["status"] for line in lines]) == (1, ["failed", "article"])
    assert (lines[0]["file"], lines[0]["reason"]) == (name, "unreadable")


def test_extract_names_a_pipe_and_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.html")

    status = main(["extract", "pipe.html", put("a.html", PAGE)])

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (status, first["status"], first["reason"], second["status"]) == (1, "failed", "unreadable", "article")
    assert first["detail"] == "a pipe or device, not a file; save what comes out of it and read that"


@pytest.mark.parametrize("line", ["{broken", "[" * 100_000])
def test_a_line_of_a_manifest_that_is_no_json_is_told_in_our_own_words(
    capsys: pytest.CaptureFixture[str], line: str
) -> None:
    status = main(["extract", "--manifest", put("m.jsonl", line)])

    assert (status, capsys.readouterr().err) == (
        2,
        'extract: m.jsonl:1: no JSON; write one object a line, with "file"\n',
    )
