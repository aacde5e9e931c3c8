"""Verify sees every fault, repair puts right what it can, and neither loses a byte."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive
from archive.catalogue.connection import NAME
from archive.errors import DataMissing, LockHeld
from archive.records import Link, Outcome, Role
from archive.repair import repair_archive
from archive.verify import verify_archive


def fill(archive: Archive, sample: Any) -> None:
    """Two articles, one with two versions and a 304; a listing, a redirect, a file."""
    links = (Link("http://h.example/9", Role.ARTICLE),)
    archive.settle(archive.keep(sample.page("list", url="http://h.example/"), Role.LISTING).id, None, links=links)
    for hours, text in enumerate(["甲", "甲", "乙"]):
        archive.settle(archive.keep(sample.page(text, hours), Role.ARTICLE).id, sample.article(text))
    archive.settle(archive.keep(sample.page(b"", 3, status=304), Role.ARTICLE).id, None)
    moved = sample.page(b"", url="http://h.example/2", status=301, headers=(("Location", "/3"),))
    archive.settle(archive.keep(moved, Role.ARTICLE).id, None)
    archive.settle(archive.keep(sample.file("丙", charset="gb18030"), Role.ARTICLE).id, sample.article("丙"))


@pytest.fixture
def filled(data: Path, opened: Any, sample: Any) -> Path:
    with opened() as archive:
        fill(archive, sample)
    return data


def kinds(data: Path) -> list[str]:
    return [found.kind for found in verify_archive(data)]


def only_warc(data: Path, site: str = "workers") -> Path:
    (path,) = data.glob(f"warc/{site}/*.warc.gz*")
    return path


def execute(data: Path, statement: str) -> None:
    db = sqlite3.connect(data / NAME, isolation_level=None)
    db.execute(statement)
    db.close()


def read_again(data: Path, sample: Any) -> None:
    """Settle what is unread as a run does at its beginning."""
    with open_archive(data, write=True) as archive:
        for capture in list(archive.unread()):
            text = archive.page(capture).payload.decode().removeprefix("<html><p>").removesuffix("</p>")
            reading = sample.article(text) if capture.role is Role.ARTICLE and capture.status in (200, None) else None
            links = (Link("http://h.example/9", Role.ARTICLE),) if capture.role is Role.LISTING else ()
            archive.settle(capture.id, reading, links=links)


def state(data: Path) -> Any:
    with open_archive(data) as archive:
        return archive.state_rows()


def test_a_sound_archive_has_no_differences(filled: Path) -> None:
    assert verify_archive(filled) == []


def test_a_sound_archive_beside_a_writer_has_none_either(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        fill(archive, sample)
        assert verify_archive(data) == []
        with archive.batch():
            archive.keep(sample.page("丁", 9), Role.ARTICLE)
            assert verify_archive(data) == []


def test_no_archive_is_said_to_be_missing(data: Path) -> None:
    with pytest.raises(DataMissing):
        verify_archive(data)


def test_a_record_altered_in_one_bit_is_found_and_the_rest_still_read(filled: Path) -> None:
    path = only_warc(filled)
    with open_archive(filled) as archive:
        place = archive.captures("http://h.example/")[0].warc
    raw = bytearray(path.read_bytes())
    raw[place.offset + place.length // 2] ^= 4
    path.write_bytes(raw)

    assert kinds(filled) == ["damaged-record", "missing-record"]


def test_a_file_cut_short_is_found(filled: Path) -> None:
    path = only_warc(filled)
    os.truncate(path, path.stat().st_size - 7)

    assert "damaged-record" in kinds(filled)


def test_a_file_that_is_gone_is_found(filled: Path) -> None:
    only_warc(filled, "saved").unlink()

    assert kinds(filled) == ["missing-file"]


def test_bytes_after_the_last_record_are_a_tail_and_go_aside(filled: Path) -> None:
    path = only_warc(filled)
    with path.open("ab") as file:
        file.write(b"\x1f\x8b torn")
    assert kinds(filled) == ["tail"]

    _, left = repair_archive(filled)

    assert left == []
    (tail,) = filled.glob("warc/workers/aside/*.tail")
    assert tail.read_bytes() == b"\x1f\x8b torn"
    assert "7 bytes" in tail.with_suffix(".txt").read_text()


def test_a_missing_row_is_made_again_from_its_record(filled: Path, sample: Any) -> None:
    before = state(filled)
    with open_archive(filled) as archive:
        lost = archive.captures("http://h.example/")[0].id
    execute(filled, f"UPDATE urls SET last_capture = NULL WHERE last_capture = {lost}")
    execute(filled, f"DELETE FROM captures WHERE id = {lost}")
    assert kinds(filled) == ["missing-row"]

    done, left = repair_archive(filled)

    assert ([d.done for d in done], left) == (["1 captures taken in, to be read by the next run"], [])
    read_again(filled, sample)
    assert state(filled) == before


@pytest.mark.parametrize("damage", ["truncated", "empty", "removed", "overwritten"])
def test_a_lost_catalogue_is_made_again_from_the_warc_files(filled: Path, sample: Any, damage: str) -> None:
    before = state(filled)
    path = filled / NAME
    if damage == "truncated":
        os.truncate(path, 5000)
    elif damage == "empty":
        os.truncate(path, 0)
    elif damage == "removed":
        path.unlink()
    else:
        raw = bytearray(path.read_bytes())
        raw[4096:20000] = b"x" * (20000 - 4096)
        path.write_bytes(raw)
    assert set(kinds(filled)) == {"catalogue"}

    _, left = repair_archive(filled)

    assert left == []
    read_again(filled, sample)
    assert verify_archive(filled) == []
    # Where the redirect led is found again; nothing else was known only to the catalogue.
    assert state(filled) == before
    assert damage == "removed" or list(filled.glob(NAME + ".damaged-*"))


def test_a_lost_catalogue_with_a_damaged_record_loses_that_record_alone(filled: Path, sample: Any) -> None:
    with open_archive(filled) as archive:
        place = archive.captures("http://h.example/")[0].warc
        captures = archive.counts().captures
    raw = bytearray((filled / place.file).read_bytes())
    raw[place.offset + 40] ^= 255
    (filled / place.file).write_bytes(raw)
    (filled / NAME).unlink()

    repair_archive(filled)

    with open_archive(filled) as archive:
        assert archive.counts().captures == captures - 1


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE versions SET valid_to = NULL", "version"),
        ("UPDATE versions SET text = 'x'", "version"),
        ("DELETE FROM versions WHERE number = 2", "version"),
        ("UPDATE articles SET status = 'withdrawn'", "version"),
        ("DELETE FROM changes", "change"),
        ("INSERT INTO changes (article_id, kind, at) VALUES ('ab', 'added', '')", "change"),
    ],
)
def test_tables_that_disagree_are_found_and_arranged_again(filled: Path, statement: str, kind: str) -> None:
    before = state(filled)
    execute(filled, statement)
    assert set(kinds(filled)) == {kind}

    done, left = repair_archive(filled)

    assert (bool(done), left, state(filled)) == (True, [], before)


def test_a_text_that_is_not_that_of_its_digest_is_found(filled: Path) -> None:
    execute(filled, """UPDATE contents SET article = '{"title":"换","body":"了"}' WHERE id = 1""")

    assert "version" in kinds(filled)


def test_repair_waits_for_a_writer(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        fill(archive, sample)
        with pytest.raises(LockHeld, match="writes here"):
            repair_archive(data)


def test_repairing_what_is_sound_changes_nothing(filled: Path) -> None:
    with open_archive(filled) as archive:
        before = (archive.epoch, archive.last_change, archive.state_rows())

    done, left = repair_archive(filled)

    with open_archive(filled) as archive:
        assert (done, left) == ([], [])
        assert (archive.epoch, archive.last_change, archive.state_rows()) == before


def test_outcomes_of_the_sample_are_those_of_every_kind(filled: Path) -> None:
    with open_archive(filled) as archive:
        found = {c.outcome for url in ("http://h.example/", "http://h.example/2") for c in archive.captures(url)}

    assert found == {Outcome.LISTED, Outcome.MOVED}
