"""What is purged is gone from every file, everything else is whole, and a tombstone keeps it out."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.catalogue.connection import catalogue_path
from archive.errors import LockHeld, NotFound, Purged, SettingError
from archive.locks import FolderLock
from archive.purge import finish_purges, is_unfinished, purge_article, purge_done
from archive.records import Link, Role
from archive.repair import repair_archive
from archive.tombstones import NAME, Tombstone, add_tombstones, read_tombstones
from archive.urls import article_id
from archive.verify import verify_archive

SECRET = "琥珀巷的修表人"
HOST = "http://news.workers.sample.example"
GONE = f"{HOST}/c/gone.shtml"
PART = f"{HOST}/c/gone_2.shtml"


def build(data: Path, sample: Any, now: Any) -> None:
    """Six articles around one that will go: three versions of it, a revisit, a 304, a 404, a page 2, an import."""
    with open_archive(data, write=True, create=True, clock=lambda: now) as archive:

        def keep(url: str, text: str, hours: float, **more: Any) -> None:
            page = sample.page(text, hours, url=url, **more)
            request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
            capture = archive.keep(page, Role.ARTICLE, request=request, metadata={"note": text[:3]})
            status = more.get("status", 200)
            archive.settle(capture.id, sample.article(text, extractor="1") if status == 200 else None)

        listing = archive.keep(sample.page("列表", url=f"{HOST}/"), Role.LISTING)
        archive.settle(listing.id, None, links=[Link(GONE, Role.ARTICLE, "标题")])
        keep(f"{HOST}/c/1.shtml", "一", 0)
        keep(GONE, f"{SECRET}甲", 1)
        keep(f"{HOST}/c/2.shtml", "二", 2)
        keep(GONE, f"{SECRET}乙", 3)
        keep(GONE, f"{SECRET}乙", 4)
        keep(f"{HOST}/c/3.shtml", "三", 5)
        capture = archive.keep(sample.page(b"", 6, url=GONE, status=304), Role.ARTICLE)
        archive.settle(capture.id, None)
        part = archive.keep(sample.page(f"{SECRET}第二页", 6, url=PART), Role.PART)
        archive.settle(part.id, None)
        keep(f"{HOST}/c/4.shtml", "四", 7)
        again = sample.article(f"{SECRET}丙", extractor="1", part_urls=(PART,))
        archive.settle(archive.keep(sample.page(f"{SECRET}丙", 8, url=GONE), Role.ARTICLE).id, again)
        keep(f"{HOST}/c/1.shtml", "一改", 9)
        file = sample.file(f"<html><p>{SECRET}甲</p>", "urn:import:saved:9", captured_at=now)
        archive.settle(archive.keep(file, Role.ARTICLE).id, sample.article(f"{SECRET}甲"))


@pytest.fixture
def built(data: Path, sample: Any) -> Path:
    build(data, sample, sample.NOW)
    return data


def traces(folder: Path, words: list[str]) -> list[str]:
    """Every file in which one of the words stands: as it is, unpacked, and in UTF-16 too."""
    found = []
    needles = [w.encode(code) for w in words for code in ("utf-8", "utf-16-le", "gb18030")]
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        texts = [raw]
        while raw[:2] == b"\x1f\x8b":
            inflate = zlib.decompressobj(wbits=31)
            texts.append(inflate.decompress(raw))
            raw = inflate.unused_data
        if any(needle in text for needle in needles for text in texts):
            found.append(path.name)
    return found


def others(data: Path) -> list[Any]:
    with open_archive(data) as archive:
        found = [archive.versions(article_id(f"{HOST}/c/{n}.shtml")) for n in (1, 2, 3, 4)]
        for versions in found:
            for version in versions:
                capture = next(c for c in archive.captures(version.url) if c.warc.digest == version.warc.digest)
                assert archive.page(capture).payload.decode().startswith("<html>")
        return [(v.id, v.number, v.article, v.valid_from, v.valid_to) for versions in found for v in versions]


def test_no_byte_of_a_purged_article_is_left_in_any_file(built: Path) -> None:
    assert len(traces(built, [SECRET])) == 3

    purge_article(built, GONE, "asked by the person named")

    assert traces(built, [SECRET, SECRET[:4], SECRET[3:]]) == []


def test_everything_else_reads_as_before_and_verify_finds_nothing(built: Path) -> None:
    before = others(built)

    removal = purge_article(built, GONE, "asked")

    assert others(built) == before
    assert verify_archive(built) == []
    assert (removal.captures, removal.files, len(removal.ids)) == (7, 2, 3)


def test_what_follows_the_archive_is_told_that_the_article_is_removed(built: Path) -> None:
    with open_archive(built) as archive:
        last = archive.last_change

    purge_article(built, article_id(GONE), "asked")

    with open_archive(built) as archive:
        assert article_id(GONE) in archive.changes(last).article_ids
        assert archive.versions(article_id(GONE)) == []
        with pytest.raises(NotFound, match="purged"):
            archive.article(GONE)


def test_the_tombstone_has_id_time_reason_and_no_text(built: Path, sample: Any) -> None:
    purge_article(built, GONE, " asked\nby  them ", sample.NOW)

    stones = {stone.id: stone for stone in read_tombstones(built)}
    row = json.loads((built / NAME).read_text(encoding="utf-8").splitlines()[0])
    assert stones[article_id(GONE)].reason == "asked by them"
    assert {article_id(GONE), article_id(PART), article_id("urn:import:saved:9")} == set(stones)
    assert sorted(row) == ["at", "digests", "id", "reason", "schema"]


@pytest.mark.parametrize("url", [GONE, GONE + "?utm_source=x", PART, GONE.replace("http:", "https:")])
def test_a_purged_page_is_not_kept_again(built: Path, sample: Any, url: str) -> None:
    purge_article(built, GONE, "asked")

    with open_archive(built, write=True) as archive, pytest.raises(Purged, match="tombstone"):
        archive.keep(sample.page("别的", url=url), Role.ARTICLE)


def test_the_same_file_without_an_address_is_not_kept_either(built: Path, sample: Any) -> None:
    purge_article(built, GONE, "asked")

    page = sample.file(f"<html><p>{SECRET}甲</p>", "urn:sha256:0")
    with open_archive(built, write=True) as archive, pytest.raises(Purged):
        archive.keep(page, Role.ARTICLE)


def test_a_crawl_does_not_ask_for_it_again(built: Path, sample: Any) -> None:
    purge_article(built, GONE, "asked")

    with open_archive(built, write=True) as archive:
        archive.discover("workers", [Link(GONE, Role.ARTICLE)])
        due = {known.url for known in archive.due("workers", sample.NOW + timedelta(days=9999))}
        known = archive.known(GONE)

    assert GONE not in due
    assert known is not None
    assert known.state == "purged"


def test_repair_of_a_lost_catalogue_brings_nothing_back(built: Path) -> None:
    old = {path: path.read_bytes() for path in built.glob("warc/*/*.warc.gz")}
    purge_article(built, GONE, "asked")
    for path in built.glob("warc/*/*.warc.gz"):
        path.unlink()
    for path, raw in old.items():
        path.write_bytes(raw)  # somebody laid the old files back
    for path in built.glob("catalogue.sqlite3*"):
        path.unlink()

    repair_archive(built)

    assert traces(built, [SECRET]) == []
    assert verify_archive(built) == []


def test_a_torn_tail_that_speaks_of_it_goes_too(built: Path) -> None:
    aside = built / "warc" / "workers" / "aside"
    aside.mkdir()
    record = gzip.compress(f"WARC/1.1\r\nWARC-Target-URI: {GONE}\r\n\r\n{SECRET}".encode() + os.urandom(999))
    (aside / "x-1-0.tail").write_bytes(gzip.compress(b"WARC/1.1\r\n") + record[:-200])
    (aside / "y-1-0.tail").write_bytes(gzip.compress(b"WARC/1.1\r\nWARC-Target-URI: http://other.example/"))

    removal = purge_article(built, GONE, "asked")

    assert removal.tails == 1
    assert [path.name for path in aside.iterdir()] == ["y-1-0.tail"]


def test_purging_twice_finishes_what_was_left_and_nothing_more(built: Path) -> None:
    purge_article(built, GONE, "asked")
    purge_done(built)
    stones = (built / NAME).read_bytes()

    removal = purge_article(built, article_id(GONE), "asked again")

    assert (removal.captures, removal.files) == (0, 0)
    assert (built / NAME).read_bytes() == stones


def test_a_crawl_of_the_site_is_waited_for(built: Path) -> None:
    lock = FolderLock(built / "warc" / "workers")

    with pytest.raises(LockHeld):
        purge_article(built, GONE, "asked")
    lock.release()

    finish_purges(built)
    assert traces(built, [SECRET]) == []


def test_a_reader_that_holds_the_log_is_named_and_the_next_purge_ends_it(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.catalogue.connection.BUSY_TIMEOUT_S", 0.05)
    with open_archive(built) as archive:
        archive._catalogue.db.execute("BEGIN")
        archive._catalogue.db.execute("SELECT count(*) FROM urls").fetchone()
        with pytest.raises(LockHeld, match="same command again"):
            purge_article(built, GONE, "asked")

    assert is_unfinished(built)
    purge_article(built, GONE, "asked")
    assert traces(built, [SECRET]) == []


@pytest.mark.parametrize(("ref", "reason", "error"), [("f" * 64, "x", NotFound), (GONE, "  ", SettingError)])
def test_what_was_never_kept_and_what_has_no_reason_is_refused(
    built: Path, ref: str, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        purge_article(built, ref, reason)


def test_a_torn_tombstone_was_never_said(data: Path, sample: Any) -> None:
    data.mkdir()
    add_tombstones(data, [Tombstone("a" * 64, sample.NOW, "x")])
    with (data / NAME).open("ab") as file:
        file.write(b'{"schema": 1, "id": "bb')

    add_tombstones(data, [Tombstone("c" * 64, sample.NOW, "y", ("sha256:1",))])

    assert [stone.id[0] for stone in read_tombstones(data)] == ["a", "c"]


KILLED = """
import os, signal, sys
from pathlib import Path
from archive import purge_files, warc_files, purge, tombstones
from archive.catalogue import connection
count, last = 0, int(sys.argv[2])
def happen(*_):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
def watched(name):
    inner = getattr(os, name)
    def call(*a, **k):
        happen()
        done = inner(*a, **k)
        happen()
        return done
    setattr(os, name, call)
for name in ("fsync", "rename", "replace", "unlink", "ftruncate", "pwrite"):
    watched(name)
connect = connection._connect
def watched_connect(*a, **k):
    db = connect(*a, **k)
    db.set_trace_callback(happen)
    return db
connection._connect = watched_connect
purge.purge_article(Path(sys.argv[1]), sys.argv[3], "asked")
print(count)
"""


def killed(data: Path, last: int) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", KILLED, str(data), str(last), GONE]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def check_kills(data: Path, sample: Any, moments: list[float]) -> None:
    import shutil

    build(data, sample, sample.NOW)
    before = others(data)
    whole = data.with_name("whole")
    shutil.copytree(data, whole)
    total = int(killed(whole, -1).stdout)
    for moment in moments:
        copy = data.with_name(f"at-{moment:.4f}")
        shutil.copytree(data, copy)
        done = killed(copy, max(1, int(total * moment)))
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert others(copy) == before
        unknown = [d for d in verify_archive(copy) if d.kind != "unknown-file"]
        assert unknown == []

        repair_archive(copy) if int(moment * 1000) % 2 else purge_article(copy, GONE, "asked")

        assert traces(copy, [SECRET]) == [] or not read_tombstones(copy)
        assert others(copy) == before
        assert verify_archive(copy) == []
        assert list(copy.rglob("*.purging")) == []
        shutil.rmtree(copy)


def test_killed_at_any_moment_it_is_all_there_or_finished_by_the_next(data: Path, sample: Any) -> None:
    check_kills(data, sample, [n / 16 + 0.01 for n in range(15)])


@pytest.mark.soak
@pytest.mark.parametrize("group", range(8))
def test_killed_at_every_moment(group: int, data: Path, sample: Any) -> None:
    check_kills(data, sample, [(n * 8 + group) / 240 + 0.001 for n in range(29)])


def test_a_catalogue_that_was_set_aside_is_named(built: Path) -> None:
    path = catalogue_path(built)
    path.with_name(path.name + ".damaged-1").write_bytes(b"x")

    removal = purge_article(built, GONE, "asked")

    assert removal.unsearched == (path.name + ".damaged-1",)
