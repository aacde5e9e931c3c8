"""Imported WARC files, whole, torn, damaged and packed oddly: what is whole comes in, what is not is told, once."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import Archive, open_archive
from archive.records import Outcome
from crawler.saved import Imported, import_paths
from terminal.main import main

HOST = "http://news.shancheng.example"
PAGE = (
    "<html><head><title>第{number}号工地夜校开课</title></head><body><h1>第{number}号工地夜校开课</h1>"
    "<div>2026年03月05日09:30 来源：山城工人报</div><div id='content'><p>山城市总工会在第{number}号工地办起夜校，"
    "一百二十名农民工报名学砌筑。</p><p>夜校每周三晚上开课，教材由老师傅自己编写。</p></div></body></html>"
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", write=True, create=True) as opened:
        yield opened


def run(archive: Archive, *paths: Path) -> list[Imported]:
    return list(import_paths(archive, paths))


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def url(number: int) -> str:
    return f"{HOST}/2026/0305/a{number}.html"


def record(
    number: int,
    status: str = "200 OK",
    payload: bytes | None = None,
    zipped: bool = True,
    address: str = "",
    **more: str,
) -> bytes:
    """One response record; the page of that number unless told otherwise."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=zipped)
    body = PAGE.format(number=number).encode() if payload is None else payload
    if status == "200 OK":
        more = {"Content_Type": "text/html; charset=utf-8", **more}
    headers = [(name.replace("_", "-"), value) for name, value in more.items()]
    head = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    when = {"WARC-Date": f"2026-03-05T02:00:{number:02}Z"}
    writer.write_record(
        writer.create_warc_record(
            address or url(number), "response", BytesIO(body), len(body), http_headers=head, warc_headers_dict=when
        )
    )
    return out.getvalue()


WHOLE = record(1)
LAST = record(2)
PLAIN = record(2, zipped=False)
WHOLE_PLAIN = record(1, zipped=False)


@pytest.mark.parametrize("kept", [1, 2, 9, 12, 30, 100, 250, 330, -9, -8, -1])
def test_a_gzip_warc_cut_anywhere_in_its_last_record_says_so(archive: Archive, tmp_path: Path, kept: int) -> None:
    done = run(archive, put(tmp_path / "a.warc.gz", WHOLE + LAST[:kept]))

    assert [one.outcome for one in done] == [Outcome.NEW, Outcome.FAILED]
    assert done[1].path.endswith(f"a.warc.gz@{len(WHOLE)}")
    assert done[1].detail.startswith("torn record")


@pytest.mark.parametrize("kept", [3, 8, 40, 200, 420, -40, -5])
def test_a_plain_warc_cut_anywhere_in_its_last_record_says_so(archive: Archive, tmp_path: Path, kept: int) -> None:
    whole = record(1, zipped=False)

    done = run(archive, put(tmp_path / "a.warc", whole + PLAIN[:kept]))

    assert [one.outcome for one in done] == [Outcome.NEW, Outcome.FAILED]
    assert done[1].path.endswith(f"a.warc@{len(whole)}")
    assert done[1].detail.startswith("torn record")


@pytest.mark.parametrize("kept", [5, 100, 250, -4])
def test_a_single_cut_record_is_told_as_torn(archive: Archive, tmp_path: Path, kept: int) -> None:
    (done,) = run(archive, put(tmp_path / "a.warc.gz", WHOLE[:kept]))

    assert done.outcome is Outcome.FAILED
    assert done.detail.startswith("torn record")


@pytest.mark.parametrize("at", [3, 20, 200, -6])
def test_records_behind_a_damaged_one_still_come_in(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str], at: int
) -> None:
    broken = bytearray(LAST)
    broken[at] ^= 0xFF

    done = run(archive, put(tmp_path / "a.warc.gz", WHOLE + bytes(broken) + record(3) + record(4)))

    assert [one.outcome.value for one in done] == ["new", "failed", "new", "new"]
    assert done[1].path.endswith(f"@{len(WHOLE)}") and done[1].detail.startswith("damaged record")
    assert capfd.readouterr() == ("", "")


def test_a_damaged_first_record_takes_no_other_with_it(archive: Archive, tmp_path: Path) -> None:
    done = run(archive, put(tmp_path / "a.warc.gz", b"\x1f\x8b\x08" + b"\0" * 60 + WHOLE))

    assert [one.outcome.value for one in done] == ["failed", "new"]


def test_garbage_between_plain_records_is_passed_over_and_told(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = [record(1, zipped=False), b"what a disk left here\r\nand here\r\n", record(3, zipped=False)]

    done = run(archive, put(tmp_path / "a.warc", b"".join(parts)))

    assert [one.outcome.value for one in done] == ["new", "failed", "new"]
    assert done[1].detail == "not a WARC record; what stands here was left out"
    assert capfd.readouterr() == ("", "")


def test_a_warc_gzipped_as_a_whole_gives_all_its_records(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    packed = gzip.compress(b"".join(record(n, zipped=False) for n in range(11)))

    done = run(archive, put(tmp_path / "a.warc.gz", packed))

    assert [one.outcome for one in done] == [Outcome.NEW] * 11
    assert len({one.path for one in done}) == 11
    assert capfd.readouterr() == ("", "")


def test_a_torn_warc_gzipped_as_a_whole_gives_what_is_whole(archive: Archive, tmp_path: Path) -> None:
    squeezer = zlib.compressobj(wbits=31)
    packed = squeezer.compress(b"".join(record(n, zipped=False) for n in range(3))) + squeezer.flush(zlib.Z_SYNC_FLUSH)
    packed += squeezer.compress(record(3, zipped=False)) + squeezer.flush()

    done = run(archive, put(tmp_path / "a.warc.gz", packed[:-30]))

    assert [one.outcome.value for one in done] == ["new", "new", "new", "failed"]


def test_zeros_behind_the_last_record_are_padding(archive: Archive, tmp_path: Path) -> None:
    done = run(archive, put(tmp_path / "a.warc.gz", WHOLE + b"\0" * 700))

    assert [one.outcome for one in done] == [Outcome.NEW]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_noise_under_the_name_of_a_warc_is_one_refusal_with_a_reason(
    archive: Archive, tmp_path: Path, name: str
) -> None:
    noise = b"this is no WARC file at all\r\n\r\n"

    (done,) = run(archive, put(tmp_path / name, gzip.compress(noise) if name.endswith("gz") else noise))

    assert done.detail == "not a WARC file; it must begin with WARC/1.0 or WARC/1.1"


def test_a_long_video_is_counted_and_not_held_in_memory(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler import saved_warcs

    monkeypatch.setattr(saved_warcs, "PAGE_BYTES", 10_000)
    video = record(1, payload=b"\0" * 200_000, Content_Type="video/mp4")
    long_page = record(2, payload=b"<p>" + b"x" * 200_000)

    done = run(archive, put(tmp_path / "a.warc.gz", video + long_page + record(3)))

    assert [one.outcome.value for one in done] == ["failed", "new", "part"]
    assert done[0].detail.endswith("not a page")
    assert done[2].detail == "no pages, left out: 1 video/mp4"


@pytest.mark.parametrize("body", [b"", b"<p>moved</p>"])
def test_a_redirect_in_a_warc_is_kept_as_moved(archive: Archive, tmp_path: Path, body: bytes) -> None:
    file = put(tmp_path / "a.warc.gz", record(1, "302 Found", body, Location=url(9)))

    (done,) = run(archive, file)

    assert (done.outcome, done.is_refused) == (Outcome.MOVED, False)
    known = archive.known(url(1))
    assert known is not None and known.detail == url(9)


def test_a_200_without_a_body_is_still_refused(archive: Archive, tmp_path: Path) -> None:
    (done,) = run(archive, put(tmp_path / "a.warc.gz", record(1, payload=b"")))

    assert (done.outcome, done.detail) == (Outcome.REJECTED, "empty: 0 bytes")


def test_a_warc_imported_twice_is_kept_once(archive: Archive, tmp_path: Path) -> None:
    parts = [WHOLE, LAST, record(3, "404 Not Found", b"gone"), record(4, "302 Found", b"", Location=url(9))]
    file = put(tmp_path / "a.warc.gz", b"".join(parts))
    run(archive, file)
    before = archive.state_rows()

    again = run(archive, file)

    assert [one.outcome.value for one in again] == ["unchanged", "unchanged", "failed", "unchanged"]
    assert archive.state_rows() == before
    assert [len(archive.captures(url(number))) for number in range(1, 5)] == [1, 1, 1, 1]


def test_records_kept_by_a_killed_import_are_settled_by_the_next(archive: Archive, tmp_path: Path) -> None:
    from archive.records import Role
    from crawler.saved import Importing
    from crawler.saved_files import SavedFile, SavedPage
    from crawler.saved_pages import pages_in
    from extraction import load_profiles

    file = put(tmp_path / "a.warc.gz", WHOLE + record(3, "404 Not Found", b"gone"))
    importing = Importing(archive, load_profiles())
    for saved in pages_in(SavedFile(file, "warc", True)):
        assert isinstance(saved, SavedPage)
        archive.keep(importing.completed(saved), Role.ARTICLE, http_head=saved.head)

    done = run(archive, file)

    assert [one.outcome for one in done] == [Outcome.NEW, Outcome.FAILED]
    assert archive.counts().unread == 0
    assert archive.counts().captures == 2


def test_parts_left_apart_by_a_killed_import_are_joined_by_the_next(archive: Archive, tmp_path: Path) -> None:
    pager = "<div class=page>1 <a href='a1_2.html'>2</a> <a href='a1_2.html'>下一页</a></div>"
    front = PAGE.format(number=1).replace("</body>", pager + "</body>").encode()
    more = PAGE.format(number=1).replace("夜校每周三晚上开课", "第二页上说，结业的人可以参加技能比赛").encode()
    second = record(1, payload=more, address=url(1).replace(".html", "_2.html"))
    file = put(tmp_path / "a.warc.gz", record(1, payload=front) + second)
    killed = import_paths(archive, [file])
    assert [next(iter(killed)).outcome, next(iter(killed)).outcome] == [Outcome.NEW, Outcome.NEW]
    killed.close()  # type: ignore[attr-defined]  # a generator: both pages are settled, and nobody joins them
    assert "第二页上说" not in archive.article(url(1)).article.body

    again = run(archive, file)

    assert [one.outcome for one in again] == [Outcome.UNCHANGED] * 2
    assert "第二页上说" in archive.article(url(1)).article.body


def test_a_part_of_a_page_that_answers_206_is_read_and_stops_nothing(archive: Archive, tmp_path: Path) -> None:
    """An answer that is neither 200 nor an error was kept without a reading, and ended the import."""
    parts = [record(1, "206 Partial Content"), record(3)]

    done = run(archive, put(tmp_path / "a.warc.gz", b"".join(parts)))

    assert [one.outcome for one in done] == [Outcome.NEW, Outcome.NEW]


def test_an_address_with_blanks_is_taken_in_without_a_word_of_the_library(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    blank = WHOLE_PLAIN.replace(url(1).encode(), url(1).encode()[:-5] + b" 1.htm", 1)

    (done,) = run(archive, put(tmp_path / "a.warc", blank))

    assert done.outcome is Outcome.NEW
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["a.warc", "a.jsonl", "a.jsonl.xz"])
def test_a_file_of_many_pages_that_holds_none_is_told(archive: Archive, tmp_path: Path, name: str) -> None:
    (done,) = run(archive, put(tmp_path / name, lzma.compress(b"\n") if name.endswith(".xz") else b""))

    assert (done.path, done.outcome, done.detail) == (str(tmp_path / name), Outcome.FAILED, "empty: no page in it")


def test_an_empty_file_met_in_a_folder_is_left_out_with_a_note(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    put(folder / "a.warc.gz", WHOLE)
    put(folder / "b.jsonl", b"")
    put(folder / "c.warc.gz", b"")

    page, *empty = run(archive, folder)

    assert (page.outcome, page.note) == (Outcome.NEW, "")
    assert [(one.outcome, one.is_refused, one.note) for one in empty] == [
        (Outcome.PART, False, "empty: no page in it")
    ] * 2


def beside(kind: str) -> bytes:
    """A record of a type that stands beside captures."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    if kind == "warcinfo":
        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "x"}))
    else:
        head = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True) if kind == "request" else None
        writer.write_record(writer.create_warc_record(url(1), kind, BytesIO(b""), 0, http_headers=head))
    return out.getvalue()


def test_a_sound_warc_without_captures_is_no_failure_and_says_what_it_holds(archive: Archive, tmp_path: Path) -> None:
    """A crawler's meta file, and what a purge leaves of ours, made the import exit 1."""
    file = put(tmp_path / "a.warc.gz", b"".join(beside(kind) for kind in ("warcinfo", "request", "metadata")))

    (done,) = run(archive, file)

    assert (done.outcome, done.is_refused) == (Outcome.PART, False)
    assert done.note == "no page in it, only records of other types: 1 warcinfo, 1 request, 1 metadata"


def test_an_import_of_a_warc_without_captures_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = put(tmp_path / "a.warc.gz", beside("warcinfo"))

    status = main(["--data", str(tmp_path / "data"), "import", str(file)])

    assert status == 0
    assert capsys.readouterr().err.startswith(f"{file}: no page in it, only records of other types: 1 warcinfo\n")


def test_a_warcinfo_record_beside_pages_is_passed_over_without_a_word(archive: Archive, tmp_path: Path) -> None:
    (done,) = run(archive, put(tmp_path / "a.warc.gz", beside("warcinfo") + WHOLE))

    assert done.outcome is Outcome.NEW


def test_the_scheme_of_an_address_may_be_in_any_case(archive: Archive, tmp_path: Path) -> None:
    (done,) = run(archive, put(tmp_path / "a.warc.gz", record(1, address="HTTP" + url(1)[4:])))

    assert done.url == url(1)
    assert archive.article(url(1)).id == done.article_id
