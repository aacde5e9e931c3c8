"""WARC files of one archive imported into another: ids, times, roles and versions come along, and nothing is lost."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.records import Outcome, Page, Role
from archive.urls import article_id
from crawler.saved import Imported, import_paths
from terminal.main import main
from tests.crawler.test_saved import BODY, HTML, URL, put

ROWS = [
    {"id": "7", "title": "甲报道", "body": BODY},
    {"id": "8", "title": "乙报道", "body": BODY, "date": "2016-01-06", "captured_at": "2026-03-05T02:00:00+00:00"},
    {"url": URL, "title": "丙报道", "body": BODY},
]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", write=True, create=True) as opened:
        yield opened


def run(archive: Archive, *paths: Path) -> list[Imported]:
    return list(import_paths(archive, paths, site="corpus"))


def merged(archive: Archive, tmp_path: Path) -> tuple[list[Imported], list[Imported]]:
    """The archive's WARC files imported twice into another one, which is at tmp_path/other."""
    archive.close()
    with open_archive(tmp_path / "other", write=True, create=True) as other:
        first, second = (list(import_paths(other, [tmp_path / "data" / "warc"])) for _ in range(2))
    return first, second


def same_archive(tmp_path: Path) -> bool:
    with open_archive(tmp_path / "data") as one, open_archive(tmp_path / "other") as other:
        return one.state_rows() == other.state_rows()


def test_rows_come_out_of_another_archive_with_their_ids_and_times(archive: Archive, tmp_path: Path) -> None:
    run(archive, put(tmp_path / "a.jsonl", "\n".join(json.dumps(row) for row in ROWS)))

    done, again = merged(archive, tmp_path)

    assert [(one.outcome, one.url) for one in done] == [
        (Outcome.NEW, "urn:import:corpus:7"),
        (Outcome.NEW, "urn:import:corpus:8"),
        (Outcome.NEW, URL),
    ]
    assert {one.outcome for one in again} == {Outcome.UNCHANGED}
    assert same_archive(tmp_path)
    with open_archive(tmp_path / "other") as other:
        assert [other.captures(one.url)[0].captured_at for one in done] == [
            None,
            datetime(2026, 3, 5, 2, tzinfo=UTC),
            None,
        ]
        assert other.article(URL).site == "corpus"


def test_a_text_without_a_time_that_another_archive_kept_before_ours_does_not_become_the_current_one(
    archive: Archive, tmp_path: Path
) -> None:
    run(archive, put(tmp_path / "old.jsonl", json.dumps(ROWS[0])))
    archive.close()
    other = tmp_path / "other"
    newer = put(tmp_path / "new.jsonl", json.dumps({**ROWS[0], "title": "甲报道（更正）"}))

    with open_archive(other, write=True, create=True) as merged_into:
        run(merged_into, newer)
        run(merged_into, tmp_path / "data" / "warc")

        texts = [version.article.title for version in merged_into.versions(article_id("urn:import:corpus:7"))]
        captured = [capture.captured_at for capture in merged_into.captures("urn:import:corpus:7")]
    assert texts == ["甲报道", "甲报道（更正）"]
    assert captured == [None, None]


def test_texts_without_times_keep_their_order_in_whatever_order_their_files_come(tmp_path: Path) -> None:
    for title in ("甲", "乙", "丙"):
        with open_archive(tmp_path / title, write=True, create=True) as one:
            run(one, put(tmp_path / "a.jsonl", json.dumps({**ROWS[0], "title": title})))

    with open_archive(tmp_path / "other", write=True, create=True) as other:
        run(other, *(tmp_path / title / "warc" for title in ("丙", "甲", "乙")))

        texts = [version.article.title for version in other.versions(article_id("urn:import:corpus:7"))]
    assert texts == ["甲", "乙", "丙"]


def test_a_page_in_an_encoding_that_was_said_is_read_so_in_the_other_archive(archive: Archive, tmp_path: Path) -> None:
    file = put(tmp_path / "a.html", HTML.format(head="").encode("gb18030"))
    list(import_paths(archive, [file], charset="gb18030", captured_at=datetime(2026, 3, 6, tzinfo=UTC)))

    (done,), _ = merged(archive, tmp_path)

    assert (done.outcome, done.url[:11]) == (Outcome.NEW, "urn:sha256:")
    assert same_archive(tmp_path)


def crawled(archive: Archive) -> None:
    """An article captured three times, the last two without a change; a listing, robots.txt, a redirect, a file."""
    page = HTML.format(head="").encode()

    def keep(url: str, payload: bytes, role: Role, day: int, status: int = 200, kind: str = "text/html") -> None:
        headers = (("Content-Type", kind), ("Location", URL)) if status == 302 else (("Content-Type", kind),)
        at = datetime(2026, 3, day, tzinfo=UTC)
        archive.keep(Page(url, payload, kind, captured_at=at, status=status, headers=headers), role)

    keep(URL, page, Role.ARTICLE, 5)
    keep(URL, page, Role.ARTICLE, 6)
    keep(URL, b"", Role.ARTICLE, 7, 304)
    keep(URL.replace("a1", "list"), b"<ul><li>x</ul>", Role.LISTING, 5)
    keep("http://news.shancheng.example/robots.txt", b"User-agent: *", Role.ROBOTS, 5, kind="text/plain")
    keep(URL.replace("a1", "b1"), b"", Role.OTHER, 5, 302)
    keep(URL.replace("a1.html", "a.doc"), b"\xd0\xcf\x11\xe0", Role.ATTACHMENT, 5, kind="application/msword")


def test_revisits_and_pages_of_every_role_come_out_of_another_archive(archive: Archive, tmp_path: Path) -> None:
    crawled(archive)

    done, again = merged(archive, tmp_path)

    outcomes = ["new", "unchanged", "unchanged", "listed", "listed", "moved", "listed"]
    assert [one.outcome.value for one in done] == outcomes
    assert not [one for one in again if one.is_refused]
    with open_archive(tmp_path / "other") as other:
        assert [(c.status, c.captured_at and c.captured_at.day) for c in other.captures(URL)] == [
            (200, 5),
            (200, 6),
            (304, 7),
        ]
        assert len(other.versions(other.article(URL).id)) == 1


def test_an_empty_answer_to_what_is_no_article_comes_out_of_another_archive(archive: Archive, tmp_path: Path) -> None:
    at = datetime(2026, 3, 5, tzinfo=UTC)
    robots = Page("http://news.shancheng.example/robots.txt", b"", "text/plain", captured_at=at, status=200)
    archive.keep(robots, Role.ROBOTS)
    archive.keep(Page(URL, b"", "text/html", captured_at=at, status=200), Role.ARTICLE)

    (kept, refused), (again, _) = merged(archive, tmp_path)

    assert (kept.url, kept.outcome) == (robots.url, Outcome.LISTED)
    assert again.outcome is Outcome.UNCHANGED
    assert (refused.outcome, refused.detail) == (Outcome.REJECTED, "empty: 0 bytes")


def test_files_of_an_archive_that_was_killed_are_read_up_to_their_torn_end(archive: Archive, tmp_path: Path) -> None:
    crawled(archive)
    archive.close()
    (whole,) = (tmp_path / "data" / "warc").glob("*/*.warc.gz")
    killed = tmp_path / "killed"
    killed.mkdir()
    put(killed / f"{whole.name}.open", whole.read_bytes() + whole.read_bytes()[:40])
    put(killed / "notes.html.open", "none of ours")

    with open_archive(tmp_path / "other", write=True, create=True) as other:
        *done, torn = import_paths(other, [killed])

    assert [one.outcome.value for one in done][:3] == ["new", "unchanged", "unchanged"]
    assert (len(done), torn.outcome, torn.detail) == (7, Outcome.FAILED, "torn record: the file ends inside it")


def test_a_record_of_ours_whose_date_has_no_zone_is_told_and_ends_nothing(archive: Archive, tmp_path: Path) -> None:
    run(archive, put(tmp_path / "a.jsonl", "\n".join(json.dumps(row) for row in ROWS[:2])))
    archive.close()
    (whole,) = (tmp_path / "data" / "warc").glob("*/*.warc.gz")
    text = re.sub(rb"(\nWARC-Date: [-0-9T:.]+)Z", rb"\1", gzip.decompress(whole.read_bytes()))

    with open_archive(tmp_path / "other", write=True, create=True) as other:
        done = list(import_paths(other, [put(tmp_path / "a.warc", text)]))

    assert [one.outcome for one in done] == [Outcome.FAILED] * 2
    assert done[0].detail.startswith("damaged record: its WARC-Date has no zone: 20")


def test_a_revisit_whose_bytes_are_in_another_file_is_told(archive: Archive, tmp_path: Path) -> None:
    crawled(archive)
    archive.close()
    (whole,) = (tmp_path / "data" / "warc").glob("*/*.warc.gz")
    with open_archive(tmp_path / "data") as opened:
        revisit = opened.captures(URL)[1].warc
    part = put(tmp_path / "part.warc.gz", whole.read_bytes()[revisit.offset : revisit.offset + revisit.length])

    with open_archive(tmp_path / "other", write=True, create=True) as other:
        (told,) = import_paths(other, [part])

    assert told.outcome is Outcome.FAILED
    assert told.detail == "speaks of bytes that are not kept here; import the WARC files before it too"


def test_what_was_merged_is_made_again_from_its_own_files(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crawled(archive)
    run(archive, put(tmp_path / "a.jsonl", "\n".join(json.dumps(row) for row in ROWS[:2])))
    merged(archive, tmp_path)
    shutil.copytree(tmp_path / "other", tmp_path / "data2")
    for path in (tmp_path / "other").glob("catalogue.sqlite3*"):
        path.unlink()

    assert main(["--data", str(tmp_path / "other"), "verify", "--repair"]) == 0

    with open_archive(tmp_path / "data2") as before, open_archive(tmp_path / "other") as after:
        assert after.state_rows() == before.state_rows()


def test_an_import_of_warc_files_of_our_own_says_all_was_kept(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(archive, put(tmp_path / "a.jsonl", json.dumps(ROWS[0])))
    archive.close()

    status = main(["--data", str(tmp_path / "other"), "import", str(tmp_path / "data" / "warc" / "corpus")])

    assert (status, capsys.readouterr().err.splitlines()[0].rpartition(": ")[2]) == (0, "1 new")


ODD_IDS = ["a b", "a%20b", "a\tb", "a\nb", "ab", "a%09b", "a%2520b", "a\u3000b", "%", "a\x7fb"]
ODD_IDS += [f"a {blank}b" for blank in "\u3000\u00a0\u0085\u2028\u2003"]
ODD_IDS += ["a\u3000\u3000b", "a\u00a0b", "a\u0085b", "a\u2028b", "\u3000", "a %E3%80%80b"]


def with_odd_ids(archive: Archive, tmp_path: Path) -> list[str]:
    rows = [{"id": odd, "title": f"第{n}则", "body": BODY} for n, odd in enumerate(ODD_IDS)]
    rows += [{"url": f"{URL}?{odd}", "title": "网址", "body": BODY} for odd in ("a b", "a\tb")]
    rows.append({**rows[0], "captured_at": "2026-03-05T02:00:00+00:00"})
    done = run(archive, put(tmp_path / "a.jsonl", "\n".join(json.dumps(row) for row in rows)))
    return [one.article_id or "" for one in done]


def test_rows_whose_ids_differ_in_a_blank_or_a_line_end_are_articles_of_their_own(
    archive: Archive, tmp_path: Path
) -> None:
    assert len(set(with_odd_ids(archive, tmp_path))) == len(ODD_IDS) + 2


def test_ids_with_blanks_and_line_ends_survive_a_rebuild_and_a_merge(archive: Archive, tmp_path: Path) -> None:
    with_odd_ids(archive, tmp_path)
    merged(archive, tmp_path)
    assert same_archive(tmp_path)
    for path in (tmp_path / "data").glob("catalogue.sqlite3*"):
        path.unlink()

    assert main(["--data", str(tmp_path / "data"), "verify", "--repair"]) == 0

    assert same_archive(tmp_path)


def test_rows_with_blanks_in_their_ids_that_an_older_release_kept_get_their_ids_back() -> None:
    """Older records do not say the exact URL; the row in them does."""
    from archive.pages import page_of_record
    from archive.warc_reading import Record

    headers = {
        "warc-date": "2026-03-05T02:00:00.000000Z",
        "warc-target-uri": "urn:import:corpus:a%20b",
        "x-archive-role": "article",
        "x-archive-site": "corpus",
        "x-archive-content-type": "application/json",
    }

    def url_of(payload: str) -> str:
        return page_of_record(Record("resource", headers, b"", payload.encode()), "")[0].url

    assert url_of('{"id": "a b"}') == "urn:import:corpus:a b"
    assert url_of('{"id": " a b "}') == "urn:import:corpus:a b"
    assert url_of('{"id": "a%20b"}') == "urn:import:corpus:a%20b"
    assert url_of("not JSON") == "urn:import:corpus:a%20b"
