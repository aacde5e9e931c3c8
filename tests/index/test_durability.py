"""What a killed, torn or crowded index does: it opens to a whole commit, or says in one line what to do."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import DamagedData, DataMissing, LockHeld, NewerFormat, StaleIndex
from archive.records import Article, Version
from index.document import document_of
from index.engine import Row, Stamp
from index.tree import All, Text
from index.whoosh_engine import merge, toc
from index.whoosh_engine import writer as writing
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.merge import merge_segments
from index.whoosh_engine.segment import Segment

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2020, 1, 1, tzinfo=UTC)

# Writes change after change, commits now and then, and is killed at its n-th touch of the disk: before it opens,
# renames, removes or lists, before and after it syncs. Tells what is on the platter by then: for each synced file its
# inode, size and time, for each synced folder the names in it.
CHILD = """
import json, os, signal, stat, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from index.analysis import segmenter
from index.engine import Stamp
from index.whoosh_engine import merge
from index.whoosh_engine.engine import WhooshEngine
from tests.index.test_durability import change_of
merge.FAN = 3
segmenter()
writer, left = WhooshEngine(Path({folder!r})).writer(), {left}
told = os.open({synced!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def touch():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
def count(event, arguments):
    if event in ("open", "os.rename", "os.remove", "os.truncate", "os.listdir"):
        touch()
def sync(handle, fsync=os.fsync):
    global left
    touch()
    fsync(handle)
    found, left = os.fstat(handle), left + 1  # what the test itself lists is no touch
    is_folder = stat.S_ISDIR(found.st_mode)
    names = {{entry.name: entry.inode() for entry in os.scandir(handle)}} if is_folder else None
    line = json.dumps([found.st_ino, found.st_size, found.st_mtime_ns, names])
    os.write(told, line.encode() + b"\\n")
    left -= 1
    touch()
os.fsync = sync
sys.addaudithook(count)
number = writer.stamp.change
while True:
    for _ in range(2):
        number += 1
        writer.replace(*change_of(number))
    writer.commit(Stamp("e", number))
    os.write(told, b"%d\\n" % number)
"""


def version(name: str, number: int, text: str, end: datetime | None = None) -> Version:
    url = f"https://kill.example/{name}"
    identity = hashlib.sha256(url.encode()).hexdigest()
    return Version(identity, number, url, "kill", Article(f"工会{text}", f"第{text}次报道"), NOW, NOW, text, NOW, end)


def change_of(number: int) -> tuple[str, list[Version]]:
    """The article that a change touches, and what it then is: two versions, or gone."""
    name = str(number * 7 % 11)
    identity = version(name, 1, "").id
    if number % 5 == 0:
        return identity, []
    return identity, [version(name, 1, str(number), NOW.replace(year=2021)), version(name, 2, f"{number}再")]


def rows_after(change: int) -> set[Row]:
    held: dict[str, list[Version]] = {}
    for number in range(1, change + 1):
        identity, versions = change_of(number)
        held[identity] = versions
    return {document_of(one).row for versions in held.values() for one in versions}


def killed_at(folder: Path, moment: int) -> None:
    program = CHILD.format(root=str(ROOT), folder=str(folder), left=moment, synced=str(folder / "synced"))
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == -9, done.stderr


def told_by(folder: Path) -> tuple[int, set[tuple[int, ...]], dict[str, int]]:
    """The last change whose commit returned, the files that were synced, and the names in the folder when it was."""
    told = [json.loads(line) for line in (folder / "synced").read_text().splitlines()]
    synced = [one for one in told if isinstance(one, list)]
    names = next((one[3] for one in reversed(synced) if one[3] is not None), {})
    changes = [one for one in told if isinstance(one, int)]
    return max(changes, default=0), {tuple(one[:3]) for one in synced if one[3] is None}, names


def power_cut(folder: Path, index: Path, rng: random.Random) -> None:
    """What a power cut may leave: files that were not synced are torn, names that were not may not be there."""
    _, files, names = told_by(folder)
    for path in index.iterdir():
        found = path.stat()
        if (found.st_ino, found.st_size, found.st_mtime_ns) not in files and path.name != "writer.lock":
            os.truncate(path, found.st_size // 2)
    for path in list(index.iterdir()):
        if path.name not in names and rng.random() < 0.5:
            before = next((name for name, inode in names.items() if inode == path.stat().st_ino), None)
            path.rename(index / before) if before else path.unlink()


def survives(folder: Path, moments: list[int]) -> None:
    """Killed at each of these moments in turn; at every other one the power went too."""
    engine, rng = WhooshEngine(folder), random.Random(1)
    for turn, moment in enumerate(moments):
        killed_at(folder, moment)
        if turn % 2:
            power_cut(folder, engine.folder, rng)
        reader = engine.reader()
        assert reader.stamp.change >= told_by(folder)[0], f"moment {moment}: a commit that returned is gone"
        assert reader.check() == []
        assert set(reader.rows()) == rows_after(reader.stamp.change), f"moment {moment}"
        assert reader.search(Text(None, "工会"), limit=99).total == reader.count()
        reader.close()


def first_commit(data: Path) -> WhooshEngine:
    engine = WhooshEngine(data)
    writer = engine.writer()
    writer.replace(*change_of(1))
    writer.commit(Stamp("e", 1))
    writer.close()
    return engine


def test_a_killed_writer_leaves_a_whole_commit_at_twenty_moments(tmp_path: Path) -> None:
    first_commit(tmp_path)
    rng = random.Random(20)

    survives(tmp_path, [rng.randrange(1, 60) for _ in range(20)])


@pytest.mark.soak
def test_a_killed_writer_leaves_a_whole_commit_at_two_hundred_moments(tmp_path: Path) -> None:
    first_commit(tmp_path)
    rng = random.Random(200)

    survives(tmp_path, [rng.randrange(1, 200) for _ in range(200)])


def test_the_generation_before_stays_until_the_next_commit(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    before = toc.read_toc(engine.folder).files()
    writer = engine.writer()
    writer.replace(*change_of(2))
    writer.commit(Stamp("e", 2))
    assert before <= {path.name for path in engine.folder.iterdir()}

    writer.replace(*change_of(3))
    writer.commit(Stamp("e", 3))
    writer.close()

    assert not (engine.folder / toc.toc_name(1)).exists()


def test_a_reader_keeps_its_commit_while_others_are_made(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    reader = engine.reader()
    before = reader.search(All(), limit=9)
    writer = engine.writer()
    for number in range(2, 30):
        writer.replace(*change_of(number))
        writer.commit(Stamp("e", number))

    assert reader.search(All(), limit=9) == before
    assert set(engine.reader().rows()) == rows_after(29)
    writer.close()


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    writer = engine.writer()
    writer.replace(*change_of(2))
    writer.close()

    assert set(engine.reader().rows()) == rows_after(1)


def test_a_second_writer_is_told_who_holds_the_lock_and_readers_are_not_held_up(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    writer = engine.writer()
    with pytest.raises(LockHeld, match=r"process \d+ on \S+ \(since 20.*Z\) is writing the index"):
        engine.writer()

    assert engine.reader().count() == 1
    writer.close()
    engine.writer().close()


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    first_commit(tmp_path)
    killed_at(tmp_path, 3)
    assert (tmp_path / "index" / "writer.lock").read_bytes()  # it still names the killed one

    with pytest.raises(LockHeld), closing(WhooshEngine(tmp_path).writer()):
        WhooshEngine(tmp_path).writer()


def test_no_index_is_said_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="index update"):
        WhooshEngine(tmp_path).reader()


@pytest.mark.parametrize("ending", [".toc", ".seg"])
@pytest.mark.parametrize("harm", ["cut", "empty", "garbage", "gone"])
def test_a_corrupt_index_gives_one_line_with_the_next_step(tmp_path: Path, ending: str, harm: str) -> None:
    engine = first_commit(tmp_path)
    path = next(path for path in engine.folder.iterdir() if path.name.endswith(ending))
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": whole[:-70], "empty": b"", "garbage": b"\x00garbage" + whole[8:]}[harm])

    with pytest.raises((DamagedData, DataMissing)) as caught:
        engine.reader()

    assert "\n" not in str(caught.value)
    assert "`index " in str(caught.value)
    fresh = engine.writer(fresh=True)
    fresh.replace(*change_of(1))
    fresh.commit(Stamp("e", 1))
    fresh.close()
    assert set(engine.reader().rows()) == rows_after(1)


def test_a_newer_format_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    path = engine.folder / toc.toc_name(1)
    said = json.loads(path.read_bytes().partition(b"\n")[2])
    said["format"] += 1
    body = json.dumps(said).encode()
    path.write_bytes(b"union-news index %08x\n" % toc.zlib.crc32(body) + body)

    for door in (engine.reader, engine.writer):
        with pytest.raises(NewerFormat, match="newer program"):
            door()
    assert path.read_bytes().endswith(body)


def test_an_index_of_another_analysis_asks_to_be_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = first_commit(tmp_path)
    monkeypatch.setitem(toc.MADE_WITH, "analysis", 99)

    with pytest.raises(StaleIndex, match="index update"):
        engine.reader()


def test_building_anew_serves_the_old_index_until_its_commit(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    writer = engine.writer(fresh=True)
    writer.replace(*change_of(2))
    assert set(engine.reader().rows()) == rows_after(1)

    writer.commit(Stamp("other", 2))
    writer.close()

    assert {row.article_id for row in engine.reader().rows()} == {change_of(2)[0]}
    assert engine.reader().stamp == Stamp("other", 2)


def test_an_article_replaced_twice_is_there_once(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    writer = engine.writer()
    for number in (1, 12, 1):
        writer.replace(*change_of(number))
    writer.commit(Stamp("e", 1))
    writer.close()

    assert set(engine.reader().rows()) == rows_after(1)
    assert len(list(engine.reader().rows())) == 2


def test_what_is_new_is_found_before_large_segments_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = first_commit(tmp_path)
    seen = []

    def merging(path: Path, group: list[Segment]) -> int:
        seen.append(engine.reader().stamp.change)
        return merge_segments(path, group)

    monkeypatch.setattr(merge, "FAN", 2)
    monkeypatch.setattr(writing, "WORTH_WAITING", 0)
    monkeypatch.setattr(writing, "merge_segments", merging)
    writer = engine.writer()
    writer.replace(*change_of(2))
    writer.commit(Stamp("e", 2))
    writer.close()

    assert seen == [2, 2]  # the current versions, and the former ones
    assert set(engine.reader().rows()) == rows_after(2)
    assert len(engine.reader().segments) == 2


def test_what_is_new_is_found_before_the_merges_that_follow_from_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The group that is due first is small; what it makes is of a tier that is then full, and large."""
    monkeypatch.setattr(merge, "FAN", 2)
    monkeypatch.setattr(merge, "SMALLEST_TIER", 1)
    engine = WhooshEngine(tmp_path)
    merged: list[tuple[int, int]] = []

    def merging(path: Path, group: list[Segment]) -> int:
        merged.append((sum(segment.documents for segment in group), engine.reader().stamp.change))
        return merge_segments(path, group)

    monkeypatch.setattr(writing, "WORTH_WAITING", 6)
    writer = engine.writer()
    for number in range(1, 9):
        if number == 8:
            monkeypatch.setattr(writing, "merge_segments", merging)
        one = version(f"of its own {number}", 1, "")
        writer.replace(one.id, [one])
        writer.commit(Stamp("e", number))
    writer.close()

    large = [seen for documents, seen in merged if documents > 6]
    assert len(merged) > len(large) > 0
    assert set(large) == {8}


def test_segments_built_in_other_processes_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_CHARS", 60)
    engine = WhooshEngine(tmp_path)
    writer = engine.writer()
    for number in range(1, 30):
        writer.replace(*change_of(number))
    writer.commit(Stamp("e", 29))
    writer.close()

    assert set(engine.reader().rows()) == rows_after(29)
    assert len(list(engine.reader().rows())) == len(rows_after(29))


UNGUARDED = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from index.engine import Stamp
from index.whoosh_engine import workers, writer
from index.whoosh_engine.engine import WhooshEngine
from tests.index.test_durability import change_of
writer.BATCH_CHARS = 60
made = WhooshEngine(Path({folder!r})).writer()
try:
    for number in range(1, 30):
        made.replace(*change_of(number))
        for worker in made._builders._workers if {kill} and made._builders else []:
            worker.kill()
    made.commit(Stamp("e", 29))
except workers.BuilderEnded as error:
    print(error)
made.close()
"""


@pytest.mark.parametrize("kill", [False, True])
def test_a_program_without_a_main_guard_builds_in_processes_and_is_told_when_they_are_killed(
    tmp_path: Path, kill: bool
) -> None:
    engine = first_commit(tmp_path)
    program = UNGUARDED.format(root=str(ROOT), folder=str(tmp_path), kill=kill)

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.stderr == ""
    assert ("index update" in done.stdout) == kill
    assert set(engine.reader().rows()) == rows_after(1 if kill else 29)
