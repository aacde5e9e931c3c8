"""Torn files, full disks, killed processes: nothing kept is lost, and the next run goes on from there."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive, warc_files
from archive.errors import DamagedData, DataMissing
from archive.records import Role
from archive.verify import verify_archive

SCRIPT = Path(__file__).with_name("small_crawl.py")
SEED = 20260301
KILLS = 12


def run(data: Path, *last: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), str(data), *map(str, last)], capture_output=True, text=True)


def state(data: Path) -> Any:
    with open_archive(data) as archive:
        return archive.state_rows()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, int, int]:
    """State of a crawl that nobody killed, pages asked for, events."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    done = run(data)
    assert done.returncode == 0, done.stderr
    asked, events = map(int, done.stdout.split())
    assert asked > 20
    assert verify_archive(data) == []
    return state(data), asked, events


def check_kill(data: Path, undisturbed: tuple[Any, int, int], moment: int) -> None:
    expected, _, _ = undisturbed
    killed = run(data, moment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    kept = kept_urls(data)

    done = run(data)

    assert done.returncode == 0, done.stderr
    asked = int(done.stdout.split()[0])
    assert state(data) == expected
    assert verify_archive(data) == []
    assert len(kept) + asked == undisturbed[1], "a page whose bytes were kept was asked for again"


def kept_urls(data: Path) -> set[str]:
    if not (data / "catalogue.sqlite3").exists():
        return set()
    try:
        with open_archive(data) as archive:
            return {row[0] for row in archive.state_rows() if row[1] != "found"}
    except DataMissing:  # killed before the catalogue had its tables
        return set()


@pytest.mark.parametrize("number", range(KILLS))
def test_a_crawl_killed_at_any_write_sync_or_statement_ends_as_if_it_had_not_been(
    tmp_path: Path, undisturbed: tuple[Any, int, int], number: int
) -> None:
    """SIGKILL of a real process, at a seeded event in each twelfth of the run."""
    width = undisturbed[2] // KILLS
    moment = number * width + random.Random(SEED + number).randrange(width) + 1

    check_kill(tmp_path / "data", undisturbed, moment)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_a_crawl_killed_at_every_third_event(tmp_path: Path, undisturbed: tuple[Any, int, int], part: int) -> None:
    for moment in range(3 * part + 1, undisturbed[2], 60):
        data = tmp_path / str(moment)
        check_kill(data, undisturbed, moment)
        shutil.rmtree(data)


@pytest.mark.parametrize("number", range(4))
def test_a_batch_killed_keeps_what_was_synced_and_ends_as_if_it_had_not_been(
    tmp_path: Path, undisturbed: tuple[Any, int, int], number: int
) -> None:
    """A batch of seven steps: in between nothing is said to be kept."""
    data = tmp_path / "data"
    moment = random.Random(SEED + number).randrange(undisturbed[2] // 2)

    killed = run(data, moment, 7)
    kept = kept_urls(data)
    done = run(data, -1, 7)

    assert (killed.returncode, done.returncode) == (-signal.SIGKILL, 0)
    assert (state(data), verify_archive(data)) == (undisturbed[0], [])
    assert len(kept) + int(done.stdout.split()[0]) == undisturbed[1]


def test_killed_twice_is_no_worse_than_once(tmp_path: Path, undisturbed: tuple[Any, int, int]) -> None:
    data = tmp_path / "data"
    for moment in (undisturbed[2] // 3, undisturbed[2] // 4):
        assert run(data, moment).returncode == -signal.SIGKILL

    assert run(data).returncode == 0
    assert (state(data), verify_archive(data)) == (undisturbed[0], [])


def left_open(data: Path, opened: Any, sample: Any) -> tuple[Path, int, bytes]:
    """An archive as a crash leaves it: an `.open` file with one committed record and one that the catalogue missed."""
    with opened() as archive:
        archive.settle(archive.keep(sample.page("甲"), Role.ARTICLE).id, sample.article("甲"))
        writer = archive._writers["workers"]
        committed = writer.end
        (path,) = data.glob("warc/workers/*.open")
        from archive.pages import members_of

        writer.append(members_of(sample.page("乙"), Role.ARTICLE, sample.NOW, "sha256:0"))
        whole = path.read_bytes()
        writer.release()
        archive._writers.clear()
    return path, committed, whole


def test_a_tail_torn_at_any_byte_is_moved_aside_and_what_was_kept_still_reads(
    data: Path, opened: Any, sample: Any
) -> None:
    path, committed, whole = left_open(data, opened, sample)
    cuts = random.Random(SEED).sample(range(committed + 1, len(whole) + 1), 40)
    for cut in [committed, *cuts]:
        final = path.with_name(path.name.removesuffix(".open"))
        final.unlink(missing_ok=True)
        shutil.rmtree(path.parent / "aside", ignore_errors=True)
        path.write_bytes(whole[:cut])

        with opened() as archive:
            archive.lock_site("workers")
            assert archive.page(1).payload == sample.page("甲").payload

        tails = list(path.parent.glob("aside/*.tail"))
        assert final.read_bytes() == whole[:committed]
        assert b"".join(t.read_bytes() for t in tails) == whole[committed:cut]
        assert verify_archive(data) == []


def test_a_committed_record_cut_at_any_byte_is_damage_and_no_traceback(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        capture = archive.keep(sample.page("甲"), Role.ARTICLE)
    path = data / capture.warc.file
    whole = path.read_bytes()
    for cut in range(capture.warc.offset, capture.warc.offset + capture.warc.length):
        path.write_bytes(whole[:cut])
        with open_archive(data) as archive, pytest.raises(DamagedData):
            archive.page(capture.id)


def full_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> Callable[[], None]:
    """The disk is full from the n-th write on, which gets half through; gives the way to make room again."""
    real = warc_files.write_at
    left = [writes]

    def write_at(file: int, content: bytes, offset: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.pwrite(file, content[: len(content) // 2], offset)
            raise OSError(errno.ENOSPC, "No space left on device")
        real(file, content, offset)

    monkeypatch.setattr(warc_files, "write_at", write_at)
    return lambda: monkeypatch.setattr(warc_files, "write_at", real)


def keep_all(archive: Archive, sample: Any, numbers: range, sites: Sequence[str] = ("workers",)) -> list[int]:
    kept = []
    for n in numbers:
        page = sample.page(f"{n}", url=f"http://h.example/{n}", site=sites[n % len(sites)])
        capture = archive.keep(page, Role.ARTICLE, request=b"GET")
        archive.settle(capture.id, sample.article(f"{n}"))
        kept.append(n)
    return kept


@pytest.mark.parametrize("writes", range(8))
@pytest.mark.parametrize("batch", [False, True])
def test_a_full_disk_loses_nothing_kept_and_the_next_run_goes_on(
    data: Path, opened: Any, sample: Any, monkeypatch: pytest.MonkeyPatch, writes: int, batch: bool
) -> None:
    make_room = full_after(monkeypatch, writes)
    with pytest.raises(OSError, match="No space left"), opened() as archive:
        if batch:
            with archive.batch():
                keep_all(archive, sample, range(9))
        else:
            keep_all(archive, sample, range(9))
    make_room()

    assert verify_archive(data) == []
    with opened() as archive:
        assert archive.counts().articles == max(0, writes - 1) // 2
        keep_all(archive, sample, range(9))
        assert archive.counts().articles == 9
    assert verify_archive(data) == []


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("sites", [("workers",), ("workers", "people", "old")])
def test_a_disk_too_full_for_the_catalogue_loses_nothing_kept(
    data: Path, opened: Any, sample: Any, batch: bool, sites: Sequence[str]
) -> None:
    with opened() as archive:
        keep_all(archive, sample, range(2), sites)
        pages = archive._catalogue.db.execute("PRAGMA page_count").fetchone()[0]
        archive._catalogue.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(OSError, match="disk full"):
            if batch:
                with archive.batch():
                    keep_all(archive, sample, range(2, 500), sites)
            else:
                keep_all(archive, sample, range(2, 500), sites)
        archive._catalogue.db.execute("PRAGMA max_page_count = 1000000")
        held = archive.counts().articles
        assert held >= 2
        keep_all(archive, sample, range(500, 503), sites)
        assert archive.counts().articles == held + 3

    assert verify_archive(data) == []


def test_a_sync_that_fails_is_a_page_not_kept(
    data: Path, opened: Any, sample: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened() as archive:
        keep_all(archive, sample, range(1))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", lambda file: (_ for _ in ()).throw(OSError(errno.EIO, "I/O error")))
            with pytest.raises(OSError, match="I/O error"):
                archive.keep(sample.page("乙", 1), Role.ARTICLE)
        keep_all(archive, sample, range(1, 3))

    assert verify_archive(data) == []
