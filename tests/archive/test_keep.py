"""What is kept comes back byte for byte, from records that other programs read too."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, open_archive
from archive.errors import DamagedData, NotFound
from archive.records import Outcome, Role
from archive.verify import verify_archive


def records(data: Path) -> list[Any]:
    """Every record as warcio reads it, digests checked."""
    found = []
    for path in sorted(data.glob("warc/*/*.warc.gz*")):
        with path.open("rb") as file:
            iterator = ArchiveIterator(file, check_digests="raise")
            for record in iterator:
                record.content = record.raw_stream.read()
                found.append(record)
    return found


def header(record: Any, name: str) -> str:
    value: str = record.rec_headers.get_header(name)
    return value


def test_a_page_comes_back_as_it_was_kept(archive: Archive, sample: Any) -> None:
    page = sample.page(
        b"\xb9\xa4\xbb\xe1\x00\r\n\r\n\xff",
        headers=(("Content-Type", "text/html; charset=gb2312"), ("ETag", '"7"')),
        content_type="text/html; charset=gb2312",
        asked_url="http://news.workers.sample.example/old",
        charset="gb18030",
    )

    capture = archive.keep(page, Role.ARTICLE)

    assert archive.page(capture) == page
    assert archive.page(capture.id) == page
    assert capture.outcome is Outcome.FETCHED


def test_a_file_without_time_or_status_comes_back_so(archive: Archive, sample: Any) -> None:
    page = sample.file("甲", charset="big5", site="saved")

    assert archive.page(archive.keep(page, Role.ARTICLE)) == page


def test_the_site_is_the_host_where_nobody_names_one(archive: Archive, sample: Any) -> None:
    assert archive.keep(sample.page(site=""), Role.ARTICLE).site == "news.workers.sample.example"
    assert archive.keep(sample.file(url="urn:import:x:1"), Role.ARTICLE).site == "saved"


def test_a_fetch_becomes_response_request_and_metadata(data: Path, archive: Archive, sample: Any) -> None:
    archive.keep(
        sample.page("甲"),
        Role.ARTICLE,
        request=b"GET /c/2026-03-01/1.shtml HTTP/1.1\r\nHost: news.workers.sample.example\r\n\r\n",
        http_head=b"HTTP/1.1 200 Fine\r\nServer: x\r\n\r\n",
        metadata={"fetchTimeMs": 12},
    )

    info, response, request, metadata = records(data)

    assert [r.rec_type for r in (info, response, request, metadata)] == ["warcinfo", "response", "request", "metadata"]
    assert response.http_headers.statusline == "200 Fine"
    assert response.content == "<html><p>甲</p>".encode()
    assert header(response, "WARC-Date") == "2026-03-01T08:00:00.000000Z"
    assert {header(r, "WARC-Concurrent-To") for r in (request, metadata)} == {header(response, "WARC-Record-ID")}
    assert metadata.content == b"fetchTimeMs: 12\r\n"


def test_the_warcinfo_record_names_software_operator_and_robots_policy(data: Path, opened: Any, sample: Any) -> None:
    with opened(info={"operator": "desk@union.example", "robots": "obey", "http-header-user-agent": "bot"}) as archive:
        archive.keep(sample.page(), Role.ARTICLE)

    text = records(data)[0].content.decode()

    assert "software: Union News Archive" in text
    assert "format: WARC File Format 1.1" in text
    assert "operator: desk@union.example" in text
    assert "robots: obey" in text
    assert "http-header-user-agent: bot" in text


def test_an_imported_file_becomes_a_resource_record(data: Path, archive: Archive, sample: Any) -> None:
    archive.keep(sample.file("甲"), Role.ARTICLE)

    assert [r.rec_type for r in records(data)] == ["warcinfo", "resource"]


def test_every_record_is_a_gzip_member_of_its_own(data: Path, archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page(), Role.ARTICLE)
    path = data / (capture.warc.file + ".open")

    member = path.read_bytes()[capture.warc.offset : capture.warc.offset + capture.warc.length]

    assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_bytes_kept_before_become_a_revisit(data: Path, archive: Archive, sample: Any) -> None:
    first = archive.keep(sample.page("甲"), Role.ARTICLE)
    again = archive.keep(sample.page("甲", hours=2), Role.ARTICLE)

    revisit = records(data)[-1]

    assert again.same_as == first.id
    assert revisit.rec_type == "revisit"
    assert header(revisit, "WARC-Profile").endswith("/1.1/revisit/identical-payload-digest")
    assert header(revisit, "WARC-Refers-To-Target-URI") == sample.URL
    assert header(revisit, "WARC-Refers-To-Date") == "2026-03-01T08:00:00.000000Z"
    assert header(revisit, "WARC-Payload-Digest") == first.digest
    assert archive.page(again).payload == archive.page(first).payload
    assert archive.page(again).captured_at == sample.after(2)


def test_a_revisit_of_a_revisit_points_to_the_bytes(archive: Archive, sample: Any) -> None:
    first = archive.keep(sample.page("甲"), Role.ARTICLE)
    archive.keep(sample.page("甲", hours=1), Role.ARTICLE)

    assert archive.keep(sample.page("甲", hours=2), Role.ARTICLE).same_as == first.id


def test_the_same_bytes_at_another_address_are_kept_whole(archive: Archive, sample: Any) -> None:
    archive.keep(sample.page("甲"), Role.ARTICLE)

    assert archive.keep(sample.page("甲", url="http://h.example/2"), Role.ARTICLE).same_as is None


def test_a_304_becomes_a_revisit_and_gives_the_bytes_with_the_headers_to_read_them(
    data: Path, archive: Archive, sample: Any
) -> None:
    stored = (("Content-Type", "text/html; charset=gbk"), ("Content-Encoding", "gzip"), ("ETag", '"1"'))
    first = archive.keep(sample.page("甲", headers=stored, content_type="text/html; charset=gbk"), Role.ARTICLE)
    fresh = archive.keep(
        sample.page(b"", hours=1, status=304, headers=(("ETag", '"2"'),), content_type=""), Role.ARTICLE
    )

    page = archive.page(fresh)

    assert header(records(data)[-1], "WARC-Profile").endswith("/revisit/server-not-modified")
    assert (fresh.same_as, fresh.digest) == (first.id, first.digest)
    assert (page.payload, page.status) == ("<html><p>甲</p>".encode(), 304)
    assert page.content_type == "text/html; charset=gbk"
    assert dict(page.headers) == {"Content-Type": "text/html; charset=gbk", "Content-Encoding": "gzip", "ETag": '"2"'}


def test_a_304_is_written_so_that_replay_shows_the_page_it_speaks_of(data: Path, archive: Archive, sample: Any) -> None:
    """Replay takes the status of a revisit's block for the page's own: one of 304 was shown as an empty page."""
    archive.keep(sample.page("甲"), Role.ARTICLE)
    archive.keep(sample.page(b"", hours=1, status=304, headers=(("ETag", '"2"'),)), Role.ARTICLE)

    block = header(records(data)[-1], "Content-Length")

    assert block == "0"


def test_a_304_for_what_was_never_kept_is_kept_as_it_is(archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page(b"", status=304), Role.ARTICLE)

    assert (capture.same_as, archive.page(capture).payload) == (None, b"")


def test_a_file_imported_twice_is_kept_once(archive: Archive, sample: Any) -> None:
    first = archive.keep(sample.file("甲"), Role.ARTICLE)

    assert archive.keep(sample.file("甲"), Role.ARTICLE).id == first.id
    assert archive.keep(sample.file("甲", captured_at=sample.after(1)), Role.ARTICLE).id != first.id


def test_chunked_is_no_promise_for_bytes_that_are_whole(data: Path, archive: Archive, sample: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    archive.keep(sample.page("5\r\nhello"), Role.ARTICLE, http_head=head)

    assert records(data)[1].http_headers.get_header("Transfer-Encoding") is None
    assert records(data)[1].http_headers.get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"


@pytest.mark.parametrize(
    "bad", ["http://h.example/a\r\nWARC-Type: x", "http://h.example/\ud800", "http://h.example/ 甲"]
)
def test_no_address_can_break_a_record(archive: Archive, sample: Any, bad: str) -> None:
    capture = archive.keep(sample.page(url=bad, site="a\r\nb: c"), Role.ARTICLE)

    assert archive.page(capture).payload == sample.page().payload


def test_no_site_name_leads_out_of_the_archive(data: Path, archive: Archive, sample: Any) -> None:
    archive.keep(sample.page(site="../../x/.."), Role.ARTICLE)

    assert [p.relative_to(data).parts[0] for p in data.parent.rglob("*.warc.gz*")] == ["warc"]


def test_sites_of_like_names_have_folders_of_their_own(data: Path, archive: Archive, sample: Any) -> None:
    for number, site in enumerate(["people", "People", "工会", "中工", "a/b", "a_b"]):
        archive.keep(sample.page(f"{number}", site=site), Role.ARTICLE)

    assert len({folder.name.lower() for folder in (data / "warc").iterdir()}) == 6


def test_pages_of_more_hosts_than_files_may_be_open_are_all_kept(
    data: Path, opened: Any, sample: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.archive.MAX_WRITERS", 3)
    with opened() as archive, archive.batch():
        for number in range(20):
            archive.keep(sample.page(f"{number}", site=f"host{number % 7}"), Role.ARTICLE)
            assert len(list(data.glob("warc/*/*.open"))) <= 3

    assert verify_archive(data) == []


def test_a_file_that_is_full_is_closed_and_the_next_begun(data: Path, opened: Any, sample: Any) -> None:
    with opened(rotate_at=1000) as archive:
        for n in range(6):
            archive.keep(sample.page(f"{n}", hours=n), Role.ARTICLE)
        names = sorted(p.name for p in data.glob("warc/workers/*.gz*"))

    assert len(names) > 1
    assert [name for name in names if name.endswith(".open")] == names[-1:]
    assert {r.rec_type for r in records(data)} == {"warcinfo", "response"}


def test_file_names_say_site_time_serial_and_host(data: Path, opened: Any, sample: Any) -> None:
    for n in range(2):
        with opened() as archive:
            archive.keep(sample.page(f"{n}"), Role.ARTICLE)

    names = sorted(p.name for p in data.glob("warc/workers/*.warc.gz"))

    assert [name[:28] for name in names] == ["workers-20260301080000-00000", "workers-20260301080000-00001"]


def test_an_altered_byte_is_damage_never_text(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        capture = archive.keep(sample.page("甲" * 50), Role.ARTICLE)
    path = data / capture.warc.file
    raw = bytearray(path.read_bytes())
    raw[capture.warc.offset + capture.warc.length // 2] ^= 1
    path.write_bytes(raw)

    with open_archive(data) as archive, pytest.raises(DamagedData, match="record at byte"):
        archive.page(capture.id)


def test_a_capture_that_nobody_made_is_not_found(archive: Archive) -> None:
    with pytest.raises(NotFound, match="capture 7"):
        archive.page(7)
