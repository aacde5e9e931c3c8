"""What harm to the files of an index comes to: it is named, never answered from, and never made to look whole."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import CannotOpen, DamagedData, LockHeld, NewerFormat
from archive.records import Article
from index.engine import Stamp
from index.lock import IndexLock
from index.tree import All, And, Loose, Near, Not, Or, Prefix, Range, Text, Tree
from index.whoosh_engine import container, merge
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.reader import WhooshReader
from tests.index.test_durability import change_of, first_commit, rows_after, version


def test_a_flipped_bit_is_seen_by_check(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    harmed(engine.reader().segments[0].held.path, "body.weights")

    assert any("body.weights" in line for line in engine.reader().check())


def test_of_a_large_segment_what_is_read_is_checked_and_nothing_else_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sections that lie in many blocks a search reads a few; harm elsewhere does not keep it from answering."""
    monkeypatch.setattr(container, "BLOCK_SHIFT", 8)
    rng = random.Random(3)
    engine, chars = WhooshEngine(tmp_path), "工会农民培训技能会员大的"
    writer = engine.writer()
    for number in range(700):
        text = "".join(rng.choice(chars) for _ in range(60)) + "。gdp " + str(number)
        article = Article(title=text[:9], body=text, published=f"20{number % 25:02}-03", source=f"报{number % 5}")
        one = replace(version(f"page {number}", 1, ""), article=article)
        writer.replace(one.id, [one])
    writer.commit(Stamp("e", 1))
    writer.close()
    path = next(engine.folder.glob("*.seg"))
    whole = path.read_bytes()
    trees = [
        Text(None, "农民", True),
        Text(None, "会员大", True),
        Text("title", "技", True),
        And((Text(None, "培训"), Not(Text(None, "大会")), Range("date", "2005", None))),
        Or((Text(None, "17"), Text("source", "报3"))),
        Near(None, ("工会", "技能"), 4),
        Prefix("body", "1"),
        Loose(None, "农民工会"),
    ]

    def answer(tree: Tree, reader: WhooshReader) -> object:
        return reader.search(tree), reader.search(tree, sort="date"), reader.facet(tree, "source")

    right, told = [answer(tree, engine.reader()) for tree in trees], 0
    for _ in range(150):
        torn = bytearray(whole)
        for _ in range(rng.choice((1, 1, 4))):
            at = rng.randrange(len(torn))
            torn[at : at + 1] = bytes([torn[at] ^ 1 << rng.randrange(8)])
        path.unlink()
        path.write_bytes(torn)
        for tree, expected in zip(trees, right, strict=True):
            try:
                found = answer(tree, engine.reader())
            except (DamagedData, NewerFormat):
                told += 1
                continue

            assert found == expected, tree
    assert 100 < told < 1000


def test_a_damaged_segment_is_named_by_a_search_never_a_fault_or_another_answer(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    path = next(engine.folder.glob("*.seg"))
    whole = path.read_bytes()
    trees = [All(), Text(None, "工会"), Text("title", "工"), Text(None, "1")]
    right = [engine.reader().search(tree) for tree in trees]
    rng = random.Random(5)
    for _ in range(150):
        harmed = bytearray(whole)
        for _ in range(rng.choice((1, 8, 64))):
            harmed[rng.randrange(len(harmed))] ^= 1 << rng.randrange(8)
        path.unlink()
        path.write_bytes(harmed)
        try:
            answers = [engine.reader().search(tree) for tree in trees]
        except (DamagedData, NewerFormat):
            continue

        assert answers == right


def harmed(path: Path, section: str) -> None:
    """One bit of a section flipped, in a file of its own, for readers may have the old one mapped."""
    reader = WhooshEngine(path.parent.parent).reader()
    held = next(segment.held for segment in reader.segments if segment.held.path == path)
    _, at, size, _ = held._places[section]
    whole = bytearray(path.read_bytes())
    whole[held._base + at + size // 2] ^= 8
    path.unlink()
    path.write_bytes(whole)


@pytest.mark.parametrize("section", ["body.weights", "body.positions", "body.low", "id", "valid_to"])
def test_a_damaged_segment_is_not_merged_into_one_that_looks_whole(
    tmp_path: Path, section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "FAN", 2)
    engine = first_commit(tmp_path)
    harmed(next(engine.folder.glob("*.seg")), section)
    before = sorted(path.name for path in engine.folder.glob("*.toc"))
    writer = engine.writer()
    writer.replace(*change_of(2))

    with pytest.raises(DamagedData, match=rf"{section} is damaged.*index rebuild"):
        writer.commit(Stamp("e", 2))

    writer.close()
    assert sorted(path.name for path in engine.folder.glob("*.toc")) == before
    assert any(section in line for line in engine.reader().check())


def test_a_writer_is_told_of_a_missing_segment_with_the_next_step(tmp_path: Path) -> None:
    engine = first_commit(tmp_path)
    next(engine.folder.glob("*.seg")).unlink()

    for door in (engine.reader, engine.writer):
        with pytest.raises(DamagedData, match=r"missing.*index rebuild"):
            door()

    engine.writer(fresh=True).close()  # nobody holds the lock


def test_where_no_index_may_be_written_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file")

    with pytest.raises(CannotOpen, match="check the owner and permissions"):
        WhooshEngine(tmp_path).writer()


@pytest.mark.parametrize("held", ["nothing", "a commit", "a torn commit"])
def test_rebuilds_that_are_killed_leave_no_more_than_the_last_of_them(tmp_path: Path, held: str) -> None:
    engine = WhooshEngine(tmp_path) if held == "nothing" else first_commit(tmp_path)
    if held == "a torn commit":
        next(engine.folder.glob("*.toc")).write_bytes(b"torn")
    kept = {"nothing": 0, "a commit": 2, "a torn commit": 0}[held]  # the current versions, and the former ones
    for _ in range(4):
        writer = engine.writer(fresh=True)
        writer.replace(*change_of(1))
        writer._flush()  # a segment is written, and no commit follows
        writer.close()

    assert len(list(engine.folder.glob("*.seg"))) <= kept + 2
    if held == "a commit":
        assert set(engine.reader().rows()) == rows_after(1)


def test_a_full_disk_leaves_no_lock_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the lock says of its owner is only for people; that it is held the kernel knows."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    lock = IndexLock(tmp_path)
    with pytest.raises(LockHeld):
        IndexLock(tmp_path)
    lock.release()
    monkeypatch.undo()

    IndexLock(tmp_path).release()


def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = IndexLock(tmp_path)
    inherited = os.dup(lock._file)  # as a child has it
    with pytest.raises(LockHeld):
        IndexLock(tmp_path)
    lock.release()

    IndexLock(tmp_path).release()
    os.close(inherited)
