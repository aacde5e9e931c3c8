"""The table of contents: which segments are one commit, what is deleted in them, and how far the catalogue was
followed.

One small JSON file a generation, `_union_<generation>.toc`, its own checksum in the first line: no pickle, unlike
Whoosh's. Every file of a commit is synced before the rename that makes it visible, and the folder after it; the files
of the generation before stay until the next commit, so a reader that is opening always finds a whole one.
"""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from dataclasses import asdict
from pathlib import Path

from archive.errors import DamagedData, DataMissing, NewerFormat
from archive.values import frozen
from index.engine import Stamp
from index.whoosh_engine.container import damaged
from index.whoosh_engine.schema import MADE_WITH

FORMAT = 1
_TOC = re.compile(r"_union_(\d+)\.toc")
_OURS = re.compile(r"_union_\w+\.(?:seg|del)(?:\.\d+)?(?:\.part)?|_union_\d+\.toc(?:\.part)?")


@frozen
class SegmentEntry:
    """A segment of a commit; `deleted` names the file that lists its deleted documents, if any."""

    name: str
    documents: int
    kind: str
    deleted: str = ""
    deleted_count: int = 0
    deleted_crc: int = 0


@frozen
class Toc:
    generation: int
    stamp: Stamp
    segments: tuple[SegmentEntry, ...] = ()
    counter: int = 0  # of the last segment that was named
    made_with: tuple[tuple[str, int], ...] = tuple(MADE_WITH.items())

    def files(self) -> set[str]:
        """Every file that this commit needs."""
        named = {entry.name for entry in self.segments} | {entry.deleted for entry in self.segments if entry.deleted}
        return named | {toc_name(self.generation)}


def toc_name(generation: int) -> str:
    return f"_union_{generation}.toc"


def generations(folder: Path) -> list[int]:
    """The generations that lie there, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(int(found[1]) for name in os.listdir(folder) if (found := _TOC.fullmatch(name)))


def read_toc(folder: Path) -> Toc:
    """The newest commit. Raises DataMissing, DamagedData or NewerFormat."""
    for _ in range(20):
        found = generations(folder)
        if not found:
            raise DataMissing(f"{folder}: no index here; make it with `index update`")
        try:
            return parse_toc(folder / toc_name(found[-1]))
        except FileNotFoundError:
            time.sleep(0.005)  # two commits went by since the folder was listed
    raise DataMissing(f"{folder}: the index is changing too fast to be opened; try again")


def parse_toc(path: Path) -> Toc:
    """One generation. Raises as read_toc does, and FileNotFoundError."""
    raw = path.read_bytes()
    front, _, body = raw.partition(b"\n")
    if front != b"union-news index %08x" % zlib.crc32(body):
        raise damaged(path, "its table of contents is torn")
    said = json.loads(body)
    if said["format"] > FORMAT:
        raise NewerFormat(
            f"{path}: index format {said['format']}, this program reads up to {FORMAT}; "
            "use a newer program or make the index again with `index rebuild`"
        )
    return Toc(
        generation=said["generation"],
        stamp=Stamp(said["epoch"], said["change"]),
        segments=tuple(SegmentEntry(**entry) for entry in said["segments"]),
        counter=said["counter"],
        made_with=tuple(said["made_with"].items()),
    )


def write_toc(folder: Path, toc: Toc) -> None:
    """Makes the commit visible, for good. Its segments are synced already."""
    said = {
        "format": FORMAT,
        "generation": toc.generation,
        "epoch": toc.stamp.epoch,
        "change": toc.stamp.change,
        "counter": toc.counter,
        "made_with": dict(toc.made_with),
        "segments": [asdict(entry) for entry in toc.segments],
    }
    body = json.dumps(said).encode()
    path = folder / toc_name(toc.generation)
    part = path.with_name(path.name + ".part")
    write_synced(part, b"union-news index %08x\n" % zlib.crc32(body) + body)
    sync_folder(folder)  # the segments' names, before a name that points to them
    os.rename(part, path)
    sync_folder(folder)


def write_synced(path: Path, payload: bytes) -> None:
    with path.open("wb") as out:
        out.write(payload)
        out.flush()
        os.fsync(out.fileno())


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean(folder: Path, keep: set[str]) -> None:
    """Removes files of ours that no kept commit needs. Only the holder of the lock may call it."""
    for name in os.listdir(folder):
        if name not in keep and _OURS.fullmatch(name):
            (folder / name).unlink(missing_ok=True)


def older_files(folder: Path, generation: int) -> set[str]:
    """What the commit before `generation` needs; nothing when there is none that can be read."""
    before = [g for g in generations(folder) if g < generation]
    try:
        return parse_toc(folder / toc_name(before[-1])).files() if before else set()
    except (OSError, ValueError, KeyError, DamagedData, NewerFormat):
        return set()
