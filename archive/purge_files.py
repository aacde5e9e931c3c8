"""WARC files written anew without some of their records, and the note that tells a later run how far that came.

A file gets another name when it gets another content, so that catalogue and file agree at every moment: the old name
with the old places, until one transaction says the new name with the new ones.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import DamagedData
from archive.warc_files import ASIDE, SUFFIX, sync_file, sync_folder, write_synced
from archive.warc_reading import read_record, read_records

JOURNAL = "purge.json"
PART = ".purging"
_AGAIN = re.compile(r"-p\d+$")
# Records that stand beside a capture's own and go with it.
_BESIDE = frozenset({"request", "metadata"})
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Cut:
    """Bytes that go, from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One file as it will be: its names relative to the data directory, what goes, how long it is then."""

    old: str
    new: str
    cuts: tuple[Cut, ...]
    committed: int

    def shifted(self, offset: int) -> int:
        """The place of a record that stays."""
        return offset - sum(cut.end - cut.start for cut in self.cuts if cut.end <= offset)


@dataclass
class Journal:
    """What a purge under way has to finish. It names no article: the tombstones do."""

    replaced: dict[str, str] = field(default_factory=dict)  # old file name: new one

    def write(self, data: Path) -> None:
        """Durably, whole or not at all."""
        part = data / (JOURNAL + PART)
        write_synced(part, json.dumps({"schema": 1, "replaced": self.replaced}).encode())
        os.replace(part, data / JOURNAL)
        sync_folder(data)


def read_journal(data: Path) -> Journal | None:
    """The note of a purge that did not come to its end; None when there is none."""
    try:
        return Journal(json.loads((data / JOURNAL).read_text(encoding="utf-8"))["replaced"])
    except FileNotFoundError:
        return None


def end_journal(data: Path) -> None:
    """All is done, the index too."""
    (data / JOURNAL).unlink(missing_ok=True)
    sync_folder(data)


def planned(
    data: Path, name: str, committed: int, doomed: Sequence[tuple[int, int]], known: Sequence[int]
) -> Rewriting:
    """What becomes of a file.

    Args:
        data: the data directory.
        name: of the file, no longer being written.
        committed: how many of its bytes belong to the archive.
        doomed: places (offset, length) of the captures that go.
        known: where all captures in it begin, in order.
    """
    path = data / name
    cuts: list[Cut] = []
    for start, length in sorted(doomed):
        following = next((offset for offset in known if offset > start), committed)
        end = _end_of_beside(path, start + length, following)
        if cuts and cuts[-1].end == start:
            cuts[-1] = Cut(cuts[-1].start, end)
        else:
            cuts.append(Cut(start, end))
    stem = _AGAIN.sub("", path.name.removesuffix(SUFFIX))
    serial = 1
    while (new := path.with_name(f"{stem}-p{serial}{SUFFIX}")).exists():
        serial += 1
    left = committed - sum(cut.end - cut.start for cut in cuts)
    return Rewriting(name, str(new.relative_to(data)), tuple(cuts), left)


def _end_of_beside(path: Path, start: int, following: int) -> int:
    """Where the records end that stand beside a capture which ends at `start`."""
    end = start
    try:
        for record in read_records(path, following, start):
            if record.kind not in _BESIDE:
                return end
            end = record.offset + record.length
    except DamagedData:  # what cannot be read may be what has to go
        return following
    return end


def write_aside(data: Path, rewriting: Rewriting) -> None:
    """Write the file as it will be under a name that nobody reads, and bring it to the disk.

    Raises:
        DamagedData: what follows a cut does not read; nothing was changed.
    """
    source, target = data / rewriting.old, data / (rewriting.new + PART)
    with source.open("rb") as old, target.open("wb") as new:
        position = 0
        end = rewriting.committed + sum(cut.end - cut.start for cut in rewriting.cuts)
        for cut in (*rewriting.cuts, Cut(end, end)):
            old.seek(position)
            _copy(old.fileno(), new, cut.start - position)
            position = cut.end
        new.flush()
        sync_file(new.fileno())
    if target.stat().st_size != rewriting.committed:
        raise DamagedData(f"{source}: shorter than the catalogue says; `search_cli.py verify` lists all damage")
    for cut in rewriting.cuts:
        place = rewriting.shifted(cut.end)
        if place < rewriting.committed:
            first = next(iter(read_records(target, rewriting.committed, place)))
            read_record(target, place, first.length)


def _copy(source: int, target: object, size: int) -> None:
    write = getattr(target, "write")  # noqa: B009
    while size > 0:
        chunk = os.read(source, min(size, _CHUNK))
        if not chunk:
            return
        write(chunk)
        size -= len(chunk)


def put_in_place(data: Path, rewritings: Sequence[Rewriting]) -> None:
    """Give the new files their names. The catalogue still speaks of the old ones, which are still there."""
    for one in rewritings:
        os.rename(data / (one.new + PART), data / one.new)
    for folder in {(data / one.new).parent for one in rewritings}:
        sync_folder(folder)


def settle_journal(data: Path, journal: Journal, known: set[str]) -> None:
    """Remove of each pair the file of which the catalogue does not speak; the old one when it speaks of neither."""
    for old, new in journal.replaced.items():
        loser = new if old in known and new not in known else old
        if loser == new or (data / new).exists():
            (data / loser).unlink(missing_ok=True)
            sync_folder((data / loser).parent)
    for part in (*data.glob(f"warc/*/*{PART}"), *data.glob(f"*{PART}")):
        part.unlink()


def tails_about(data: Path, keys: Sequence[bytes]) -> Iterator[Path]:
    """Tails set aside after a crash in which one of these addresses stands, unpacked as far as they unpack."""
    for path in sorted(data.glob(f"warc/*/{ASIDE}/*.tail")):
        if any(key in unpacked for unpacked in _unpacked(path) for key in keys):
            yield path


def _unpacked(path: Path) -> Iterator[bytes]:
    """The gzip members of a file; a torn one as far as it goes, bytes that are none as they are."""
    raw = path.read_bytes()
    while raw:
        inflate = zlib.decompressobj(wbits=31)
        found = bytearray()
        try:
            for start in range(0, len(raw), _CHUNK):
                found += inflate.decompress(raw[start : start + _CHUNK])
                if inflate.eof:
                    raw = inflate.unused_data + raw[start + _CHUNK :]
                    break
            else:
                raw = b""
        except zlib.error:
            yield raw
            raw = b""
        yield bytes(found)
