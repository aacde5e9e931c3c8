"""A backup made at any moment restores to an archive that verifies; an interrupted one harms nothing before it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive, restore
from archive.backup import back_up
from archive.errors import DamagedData, DataMissing, LockHeld, NewerFormat, SettingError
from archive.locks import FolderLock
from archive.manifest import backups_in, differences, read_manifest
from archive.purge import purge_article, purge_done
from archive.records import Role
from archive.restore import restore_backup, restore_done
from archive.tombstones import NAME as TOMBSTONES
from archive.verify import verify_archive

ROOT = Path(__file__).resolve().parents[2]
URL = "http://news.workers.sample.example/c/{}.shtml"


def add(data: Path, sample: Any, numbers: range, **more: Any) -> None:
    with open_archive(data, write=True, create=True, clock=lambda: sample.NOW, **more) as archive:
        for number in numbers:
            page = sample.page(f"{number}" * 300, number, url=URL.format(number))
            archive.settle(archive.keep(page, Role.ARTICLE).id, sample.article(f"第{number}条", extractor="1"))


@pytest.fixture
def filled(data: Path, sample: Any) -> Path:
    add(data, sample, range(8), rotate_at=1000)
    (data / "runs").mkdir()
    (data / "runs" / "workers.jsonl").write_text('{"a": 1}\n{"torn')
    return data


def rows(data: Path) -> set[Any]:
    with open_archive(data) as archive:
        return set(archive.state_rows())


def test_what_is_restored_is_the_same_archive_with_another_epoch(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b")

    restored = restore_backup(tmp_path / "b", tmp_path / "again")

    assert rows(tmp_path / "again") == rows(filled)
    assert verify_archive(tmp_path / "again") == []
    with open_archive(filled) as one, open_archive(tmp_path / "again") as other:
        assert one.epoch != other.epoch
        assert one.last_change == other.last_change == restored.manifest.figures["changes"]
    assert (tmp_path / "again" / "runs" / "workers.jsonl").read_text() == '{"a": 1}\n'
    assert not (tmp_path / "again" / ".restoring").exists()


def test_what_did_not_change_is_linked_and_not_copied_again(filled: Path, tmp_path: Path, sample: Any) -> None:
    first = back_up(filled, tmp_path / "b")
    add(filled, sample, range(8, 10))

    second = back_up(filled, tmp_path / "b")

    old = [entry for entry in read_manifest(first.folder).files if entry.name.endswith(".gz")]
    assert len(old) > 2
    assert all(os.path.samefile(first.folder / e.name, second.folder / e.name) for e in old)
    assert second.linked == len(old)
    assert list(differences(second.folder)) == []


def test_a_backup_copies_bytes_and_shares_none_with_the_archive(filled: Path, tmp_path: Path) -> None:
    made = back_up(filled, tmp_path / "b")

    names = [entry.name for entry in read_manifest(made.folder).files]
    assert not any(os.path.samefile(filled / name, made.folder / name) for name in names)


def test_backups_made_while_pages_are_kept_all_restore_clean(data: Path, tmp_path: Path, sample: Any) -> None:
    add(data, sample, range(3))
    stop = threading.Event()

    def crawl() -> None:
        number = 3
        with open_archive(data, write=True, clock=lambda: sample.NOW, rotate_at=4000) as archive:
            while not stop.is_set():
                page = sample.page(f"{number}" * 300, number, url=URL.format(number))
                archive.settle(archive.keep(page, Role.ARTICLE).id, sample.article(f"第{number}条"))
                number += 1

    crawling = threading.Thread(target=crawl)
    crawling.start()
    try:
        made = [back_up(data, tmp_path / "b", keep=9) for _ in range(6)]
    finally:
        stop.set()
        crawling.join()

    seen = []
    for number, one in enumerate(made):
        target = tmp_path / f"again-{number}"
        restore_backup(one.folder, target)
        assert verify_archive(target) == []
        # One page may have been kept and not yet read at that moment.
        assert len({row for row in rows(target) - rows(data) if row[1] != "fetched"}) == 0
        seen.append(len(rows(target)))
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.backup import back_up
from archive import locks
count, last = 0, int(sys.argv[1])
def watched(name):
    inner = getattr(os, name)
    def call(*a, **k):
        global count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return inner(*a, **k)
    setattr(os, name, call)
for name in ("fsync", "rename", "link", "unlink", "rmdir"):
    watched(name)
{call}
print(count)
"""


def killed(call: str, last: int) -> subprocess.CompletedProcess[str]:
    code = KILLED.replace("{call}", call)
    return subprocess.run([sys.executable, "-c", code, str(last)], cwd=ROOT, capture_output=True, text=True)


def test_a_backup_killed_at_any_moment_leaves_the_one_before_and_the_next_is_whole(
    filled: Path, tmp_path: Path, sample: Any
) -> None:
    dest = tmp_path / "b"
    first = back_up(filled, dest)
    add(filled, sample, range(8, 12), rotate_at=2000)
    call = "back_up(Path({!r}), Path({!r}), keep=9)"
    trial = tmp_path / "trial"
    shutil.copytree(dest, trial)
    total = int(killed(call.format(str(filled), str(trial)), -1).stdout)

    for last in range(1, total + 1, max(1, total // 8)):
        done = killed(call.format(str(filled), str(dest)), last)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert [line for folder in backups_in(dest) for line in differences(folder)] == []
        assert first.folder in backups_in(dest)

    made = back_up(filled, dest)
    assert list(differences(made.folder)) == []
    assert sorted(path.name for path in dest.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("at", [4, 9])
def test_an_interrupted_first_backup_does_not_copy_again_what_it_had(filled: Path, tmp_path: Path, at: int) -> None:
    call = f"back_up(Path({str(filled)!r}), Path({str(tmp_path / 'b')!r}))"
    assert killed(call, at).returncode == -signal.SIGKILL

    made = back_up(filled, tmp_path / "b")

    assert made.linked > 0


def test_a_restore_killed_at_any_moment_is_no_archive_until_it_is_done_again(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b")
    call = f"from archive.restore import restore_backup\nrestore_backup(Path({str(tmp_path / 'b')!r}), Path({{!r}}))"
    total = int(killed(call.format(str(tmp_path / "trial")), -1).stdout)

    for last in range(1, total + 1, max(1, total // 8)):
        target = tmp_path / f"at-{last}"
        assert killed(call.format(str(target)), last).returncode == -signal.SIGKILL

        if (target / "catalogue.sqlite3").exists():  # it was whole by then
            assert verify_archive(target) == []
        restore_backup(tmp_path / "b", target)

        assert rows(target) == rows(filled)
        assert verify_archive(target) == []


def test_a_restore_that_was_interrupted_before_its_index_goes_on_with_its_own_backup(
    filled: Path, tmp_path: Path, sample: Any
) -> None:
    """docs/operations.md: interrupted, it is started again and goes on."""
    target = tmp_path / "again"
    back_up(filled, tmp_path / "b")
    restore_backup(tmp_path / "b", target)  # its caller is killed before there is an index
    add(filled, sample, range(8, 9))
    back_up(filled, tmp_path / "b")
    back_up(filled, tmp_path / "other")

    with pytest.raises(SettingError, match=r"unfinished restore of .*/b/"):
        restore_backup(tmp_path / "other", target)
    with open_archive(target) as archive:
        epoch = archive.epoch
    again = restore_backup(tmp_path / "b", target)

    assert again.backup == backups_in(tmp_path / "b")[0]
    with open_archive(target) as archive:
        assert archive.epoch == epoch
    restore_done(target)
    with pytest.raises(SettingError, match="empty"):
        restore_backup(tmp_path / "b", target)


def test_what_was_laid_out_of_another_backup_does_not_come_in(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b")
    target = tmp_path / "again"
    (target / ".restoring" / "warc").mkdir(parents=True)
    (target / ".restoring" / "manifest.json").touch()
    (target / ".restoring" / "warc" / "stray.warc.gz").write_bytes(b"of another")
    (target / ".restored-from").write_text('{"backup": "/gone", "manifest": "0"}')

    restore_backup(tmp_path / "b", target)

    assert rows(target) == rows(filled)
    assert not (target / "warc" / "stray.warc.gz").exists()


def test_of_which_backup_a_restore_is_is_on_the_disk_before_anything_of_it(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(filled, tmp_path / "b")
    target, synced, fsync = tmp_path / "again", set[int](), os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.add(os.fstat(file).st_ino), fsync(file)))

    def stopped(*_: Any) -> None:
        assert {target.stat().st_ino, (target / restore.NOTE).stat().st_ino} <= synced
        raise KeyboardInterrupt

    monkeypatch.setattr(restore, "_lay_out", stopped)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(tmp_path / "b", target)


def test_half_of_what_another_backup_laid_out_never_passes_for_all_of_it(
    filled: Path, tmp_path: Path, sample: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(filled, tmp_path / "a")
    add(filled, sample, range(8, 9))
    back_up(filled, tmp_path / "b")
    target = tmp_path / "again"
    lay_out = restore._lay_out

    def stopped(backup: Path, manifest: Any, stage: Path) -> None:
        lay_out(backup, manifest, stage)
        (stage / "manifest.json").touch()  # as before the last file was checked
        raise KeyboardInterrupt

    def half(stage: Path, **_: Any) -> None:
        (stage / "manifest.json").unlink()
        next(stage.glob("warc/**/*.gz")).unlink()
        raise KeyboardInterrupt

    for name, put in (("a", (restore, "_lay_out", stopped)), ("b", (shutil, "rmtree", half))):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(*put)
            restore_backup(tmp_path / name, target)

    restore_backup(tmp_path / "a", target)

    assert verify_archive(target) == []


def test_a_damaged_file_is_told_and_no_older_backup_is_removed(filled: Path, tmp_path: Path, sample: Any) -> None:
    back_up(filled, tmp_path / "b", keep=1)
    add(filled, sample, range(8, 9))
    newest = max(filled.glob("warc/*/*.gz"), key=lambda path: path.stat().st_mtime_ns)
    raw = bytearray(newest.read_bytes())
    raw[len(raw) // 2] ^= 255
    newest.write_bytes(raw)

    made = back_up(filled, tmp_path / "b", keep=1)

    assert [newest.name in line for line in made.damaged] == [True]
    assert len(backups_in(tmp_path / "b")) == 2


def test_damage_that_comes_later_does_not_reach_the_backup(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b", keep=1)
    for path in filled.glob("warc/*/*.gz"):
        path.write_bytes(bytes(path.stat().st_size))

    made = back_up(filled, tmp_path / "b", keep=1)

    assert list(differences(made.folder)) == []
    restore_backup(tmp_path / "b", tmp_path / "again")
    assert verify_archive(tmp_path / "again") == []


def test_only_the_newest_backups_stay(filled: Path, tmp_path: Path, sample: Any) -> None:
    made = [
        back_up(filled, tmp_path / "b", keep=3, now=sample.NOW + timedelta(days=day)).folder.name for day in range(5)
    ]

    assert [folder.name for folder in backups_in(tmp_path / "b")] == made[-3:]


def test_the_backup_after_a_purge_removes_those_that_hold_what_was_purged(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b", keep=9)
    old = tmp_path / "old"
    shutil.copytree(tmp_path / "b", old)
    purge_article(filled, URL.format(3), "asked")
    purge_done(filled)

    made = back_up(filled, tmp_path / "b", keep=9)

    assert [folder.name for folder in backups_in(tmp_path / "b")] == [made.folder.name]
    assert len(made.removed_for_purge) == 1

    (tmp_path / "again").mkdir()
    shutil.copy(filled / TOMBSTONES, tmp_path / "again" / TOMBSTONES)
    restored = restore_backup(old, tmp_path / "again")

    assert restored.purged == 1
    assert rows(tmp_path / "again") == rows(filled)
    assert verify_archive(tmp_path / "again") == []


def test_a_restore_refuses_a_directory_in_use_and_a_source_that_is_none(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b")

    with pytest.raises(SettingError, match="empty"):
        restore_backup(tmp_path / "b", filled)
    with pytest.raises(DataMissing, match="no backup here"):
        restore_backup(filled, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_restore_takes_the_place_of_an_archive_in_which_nothing_ever_was(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b")
    with open_archive(tmp_path / "new", write=True, create=True):
        pass

    restore_backup(tmp_path / "b", tmp_path / "new")

    assert rows(tmp_path / "new") == rows(filled)


def test_a_restore_of_an_altered_file_names_it(filled: Path, tmp_path: Path) -> None:
    made = back_up(filled, tmp_path / "b")
    name = next(entry.name for entry in read_manifest(made.folder).files if entry.name.endswith(".gz"))
    path = made.folder / name
    path.write_bytes(b"x" * path.stat().st_size)

    with pytest.raises(DamagedData, match=Path(name).name):
        restore_backup(tmp_path / "b", tmp_path / "again")
    with pytest.raises(DataMissing), open_archive(tmp_path / "again"):
        pass
    assert [path.name in line for line in differences(made.folder)] == [True]


def test_a_backup_of_a_later_program_is_not_touched(filled: Path, tmp_path: Path) -> None:
    made = back_up(filled, tmp_path / "b")
    path = made.folder / "manifest.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 99'))

    with pytest.raises(NewerFormat):
        restore_backup(tmp_path / "b", tmp_path / "again")


@pytest.mark.parametrize("inside", ["data/backups", "."])
def test_a_backup_does_not_lie_in_what_it_copies(filled: Path, tmp_path: Path, inside: str) -> None:
    with pytest.raises(SettingError, match="beside"):
        back_up(filled, tmp_path / inside)


def test_two_backups_to_one_place_exclude_each_other(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    lock = FolderLock(tmp_path / "b")

    with pytest.raises(LockHeld):
        back_up(filled, tmp_path / "b")
    lock.release()
