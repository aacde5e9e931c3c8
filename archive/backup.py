"""A copy of the whole archive, made while crawls go on: DEST/TIME/ looks like a data directory, with a manifest.

The catalogue is copied first, then of each WARC file what that copy speaks of: bytes were on the disk before a row was.
A folder gets its name when everything in it is written, checked and synced; what did not change is linked, not copied.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive import tombstones
from archive.catalogue.connection import NAME as CATALOGUE
from archive.catalogue.connection import Catalogue, catalogue_path
from archive.catalogue.copies import FileRow, copy_catalogue
from archive.errors import DamagedData, NewsArchiveError, SettingError
from archive.locks import NAME as LOCK
from archive.locks import FolderLock
from archive.manifest import Entry, Manifest, backups_in, copy_checked, digest_of, read_manifest
from archive.purge_files import JOURNAL
from archive.times import utc_now
from archive.warc_files import existing_path, sync_file, sync_folder, write_synced
from archive.warc_reading import read_records

KEEP = 2
PARTIAL = ".partial"
INTERRUPTED = ".interrupted"
REMOVING = ".removing-"
PROGRESS = "progress.jsonl"
# Parts of a data directory that are copied in a way of their own, or can be made again.
_NOT_COPIED = frozenset({"index", "warc", LOCK, JOURNAL, tombstones.NAME})


@dataclass
class BackedUp:
    """What a backup came to."""

    folder: Path
    copied: int = 0
    copied_bytes: int = 0
    linked: int = 0
    linked_bytes: int = 0
    figures: dict[str, int] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)  # older backups
    removed_for_purge: list[str] = field(default_factory=list)  # older ones that held what was purged since
    damaged: list[str] = field(default_factory=list)  # files that were damaged when they were copied


def back_up(data: Path, dest: Path, *, keep: int = KEEP, now: datetime | None = None) -> BackedUp:
    """Make one more backup of a data directory in DEST, and remove all but the newest `keep`.

    Nothing older is removed when something was found damaged; backups that hold what was purged since always are.

    Raises:
        DataMissing: no archive. LockHeld: another backup or a purge is at work. SettingError: DEST lies in the data
        directory or the other way round. DamagedData: the catalogue or a copy does not read. OSError: DEST is full.
    """
    if keep < 1:
        raise SettingError("--keep: write a number from 1")
    _require_apart(data, dest)
    with closing(Catalogue(data, write=False)) as catalogue:
        dest.mkdir(parents=True, exist_ok=True)
        there = FolderLock(dest)
        try:
            here = FolderLock(data)
            try:
                making = _Making(data, dest, now or utc_now())
                made = making.make(catalogue)
            finally:
                here.release()
            _remove_old(dest, made, keep)
            return made
        finally:
            there.release()


class _Making:
    """One backup while it is made."""

    def __init__(self, data: Path, dest: Path, now: datetime) -> None:
        self.data, self.dest, self.now = data, dest, now
        self.work = dest / PARTIAL
        self.entries: list[Entry] = []
        self.made = BackedUp(self._name())
        self.before: dict[tuple[str, int], tuple[Path, Entry]] = {}

    def _name(self) -> Path:
        stamp = self.now.strftime("%Y%m%dT%H%M%SZ")
        path, serial = self.dest / stamp, 1
        while path.exists():
            path, serial = self.dest / f"{stamp}-{serial}", serial + 1
        return path

    def make(self, catalogue: Catalogue) -> BackedUp:
        self._look_before()
        self.work.mkdir()
        copied = copy_catalogue(catalogue.db, self.work / CATALOGUE)
        if copied.faults:
            raise DamagedData(
                f"{catalogue.path}: damaged ({copied.faults[0]}); older backups stay; "
                "next: search_cli.py verify --repair"
            )
        self._add_catalogue()
        for file in copied.files:
            self._add_warc(file)
        for path in _others(self.data):
            self._add_other(path)
        stones = tombstones.read_tombstones(self.work)
        figures = dict(copied.figures)
        manifest = Manifest(self.now, copied.epoch, copied.format, len(stones), figures, tuple(self.entries))
        manifest.write(self.work)
        (self.work / PROGRESS).unlink()
        for folder in sorted({self.work, *(path for path in self.work.rglob("*") if path.is_dir())}):
            sync_folder(folder)
        os.rename(self.work, self.made.folder)
        sync_folder(self.dest)
        shutil.rmtree(self.dest / INTERRUPTED, ignore_errors=True)
        self.made.figures = figures
        return self.made

    def _look_before(self) -> None:
        """What earlier backups hold, one that was interrupted included: a first one may take many hours."""
        interrupted = self.dest / INTERRUPTED
        if self.work.exists():
            shutil.rmtree(interrupted, ignore_errors=True)
            os.rename(self.work, interrupted)
        if interrupted.exists():
            for entry in _progress(interrupted):
                self.before[entry.name, entry.bytes] = interrupted, entry
        for folder in backups_in(self.dest):
            try:
                manifest = read_manifest(folder)
            except NewsArchiveError:
                continue
            for entry in manifest.files:
                self.before[entry.name, entry.bytes] = folder, entry

    def _add_catalogue(self) -> None:
        path = self.work / CATALOGUE
        with path.open("rb+") as file:
            sync_file(file.fileno())
        entry = Entry(CATALOGUE, path.stat().st_size, digest_of(path))
        folder, same = self.before.get((entry.name, entry.bytes), (None, None))
        if folder and same == entry and (folder / CATALOGUE).exists():
            path.unlink()
            self._link(folder, entry)
        else:
            self._copied(entry)

    def _add_warc(self, file: FileRow) -> None:
        """The committed part of a WARC file. Files only grow: one of the same name and length as before is the same."""
        folder, same = self.before.get((file.name, file.committed), (None, None))
        if folder and same and _size(folder / file.name) == same.bytes:
            self._link(folder, same)
            return
        target = self.work / file.name
        try:
            source = existing_path(self.data, file.name).open("rb")
        except FileNotFoundError as error:
            raise DamagedData(
                f"{self.data / file.name}: gone; older backups stay and hold it; `search_cli.py verify` tells more"
            ) from error
        with source:
            digest = copy_checked(source, target, file.committed)
        try:
            for _ in read_records(target):
                pass
        except DamagedData as error:
            self.made.damaged.append(str(error).replace(str(target), file.name))
        self._copied(Entry(file.name, file.committed, digest))

    def _add_other(self, path: Path) -> None:
        """A small file beside the archive, as reports of runs; of one that is being written no half line."""
        name = str(path.relative_to(self.data))
        target = self.work / name
        raw = path.read_bytes()
        if path.suffix == ".jsonl":
            raw = raw[: raw.rfind(b"\n") + 1]
        target.parent.mkdir(parents=True, exist_ok=True)
        write_synced(target, raw)
        self._copied(Entry(name, len(raw), digest_of(target)))

    def _link(self, folder: Path, entry: Entry) -> None:
        target = self.work / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(folder / entry.name, target)
        except OSError:  # a file system without hard links
            with (folder / entry.name).open("rb") as source:
                if copy_checked(source, target, entry.bytes) != entry.sha256:
                    raise DamagedData(
                        f"{folder / entry.name}: altered since it was written; remove that backup"
                    ) from None
        self.made.linked += 1
        self.made.linked_bytes += entry.bytes
        self._note(entry)

    def _copied(self, entry: Entry) -> None:
        self.made.copied += 1
        self.made.copied_bytes += entry.bytes
        self._note(entry)

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        with (self.work / PROGRESS).open("a", encoding="utf-8") as file:
            row = {"name": entry.name, "bytes": entry.bytes, "sha256": entry.sha256}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _others(data: Path) -> Iterator[Path]:
    """Everything else in a data directory that cannot be made again. Tombstones last: they may only grow."""
    for top in sorted(data.iterdir()):
        if top.name in _NOT_COPIED or top.name.startswith((".", catalogue_path(data).name)):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.name != LOCK:
                yield path
    if (data / tombstones.NAME).exists():
        yield data / tombstones.NAME


def _progress(folder: Path) -> Iterator[Entry]:
    try:
        yield from read_manifest(folder).files
        return
    except NewsArchiveError:
        pass
    try:
        lines = (folder / PROGRESS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield Entry(**json.loads(line))
        except (ValueError, TypeError):
            return


def _remove_old(dest: Path, made: BackedUp, keep: int) -> None:
    now = read_manifest(made.folder).tombstones
    others = [folder for folder in backups_in(dest) if folder != made.folder]
    kept = 1
    for folder in reversed(others):
        try:
            stale = read_manifest(folder).tombstones != now
        except NewsArchiveError:
            stale = False
        if stale:
            made.removed_for_purge.append(folder.name)
        elif kept < keep or made.damaged:
            kept += 1
            continue
        else:
            made.removed.append(folder.name)
        # Under another name first: what is half removed must not look like a backup.
        os.rename(folder, dest / (REMOVING + folder.name))
    for gone in dest.glob(REMOVING + "*"):
        shutil.rmtree(gone, ignore_errors=True)


def _require_apart(data: Path, dest: Path) -> None:
    one, other = data.resolve(), dest.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise SettingError(
            f"{dest}: a backup lies beside the data directory {data}, best on another disk; name another"
        )
