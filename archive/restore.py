"""A backup put back into an empty data directory: every digest checked, a new epoch, tombstones of later days obeyed.

Everything is laid out in DATA/.restoring first, so that an interrupted restore leaves no archive and goes on where it
was when it is started again; DATA/.restored-from tells of which backup it was until the index is there too.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive import tombstones
from archive.backup import PROGRESS
from archive.catalogue.connection import NAME as CATALOGUE
from archive.catalogue.connection import Catalogue, has_bytes
from archive.catalogue.copies import is_unused, renew_epoch
from archive.errors import DamagedData, DataMissing, NewsArchiveError, SettingError
from archive.locks import NAME as LOCK
from archive.locks import FolderLock
from archive.manifest import NAME as MANIFEST
from archive.manifest import Manifest, backups_in, copy_checked, digest_of, read_manifest
from archive.purge import finish_purges
from archive.warc_files import make_folder, sync_folder, write_synced

STAGE = ".restoring"
NOTE = ".restored-from"
_MAY_BE_THERE = frozenset({STAGE, NOTE, LOCK, tombstones.NAME, "lost+found"})


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to."""

    backup: Path
    manifest: Manifest
    bytes: int
    purged: int  # captures that a later tombstone keeps out, removed again


def restore_backup(source: Path, data: Path) -> Restored:
    """Put a backup, or the newest in a folder of backups, into a data directory that holds nothing yet.

    One of them that was begun there before goes on, up to `restore_done`: that and the index before it are the
    caller's. A tombstones.jsonl that lies in the directory already, and those of all backups beside this one, are
    obeyed.

    Raises:
        SettingError: the data directory holds something. DataMissing: no backup there. NewerFormat, DamagedData: it
        cannot be used; what is in the data directory then is no archive yet.
    """
    found = backups_in(source) if source.is_dir() else []
    if not found:
        raise DataMissing(f"{source}: no backup here; name the folder that `search_cli.py backup` was given")
    backup, is_begun = _begun(data, found)
    manifest = read_manifest(backup)
    make_folder(data)
    lock = FolderLock(data)
    try:
        _clear_unused(data)
        if not (is_begun and (data / CATALOGUE).exists()):
            _require_empty(data)
            if not is_begun:
                _note(data, backup)
            _lay_out(backup, manifest, data / STAGE)
            _bury(data, [source, *backups_in(backup.parent)])
            _move_in(data)
    finally:
        lock.release()
    removal = finish_purges(data)
    return Restored(backup, manifest, sum(entry.bytes for entry in manifest.files), removal.captures)


def restore_done(data: Path) -> None:
    """The index was made: nothing is left to go on with."""
    shutil.rmtree(data / STAGE, ignore_errors=True)
    (data / NOTE).unlink(missing_ok=True)


def _begun(data: Path, found: list[Path]) -> tuple[Path, bool]:
    """The backup to restore, and whether its restore was begun here before.

    Raises:
        SettingError: another one's was, and what it laid out stands in its place already.
    """
    try:
        note = json.loads((data / NOTE).read_text(encoding="utf-8"))
        begun, name = str(note["manifest"]), str(note["backup"])
    except (OSError, ValueError, KeyError, TypeError):
        return found[-1], False
    for backup in reversed(found):
        if digest_of(backup / MANIFEST) == begun:
            return backup, True
    if (data / CATALOGUE).exists() or _is_laid_out(data / STAGE):
        raise SettingError(
            f"{data}: holds an unfinished restore of {name}; restore that one, or name an empty directory with "
            "--data DIR"
        )
    return found[-1], False


def _note(data: Path, backup: Path) -> None:
    """Of which backup all that is laid out from now on is; what an earlier restore laid out of another goes."""
    if (data / NOTE).exists():
        # The catalogue first: without it, what a kill leaves of the rest never passes for laid out.
        if (data / STAGE / CATALOGUE).exists():
            (data / STAGE / CATALOGUE).unlink()
            sync_folder(data / STAGE)
        shutil.rmtree(data / STAGE, ignore_errors=True)
    row = {"backup": str(backup), "manifest": digest_of(backup / MANIFEST)}
    write_synced(data / NOTE, (json.dumps(row, ensure_ascii=False) + "\n").encode())
    sync_folder(data)


def _is_laid_out(stage: Path) -> bool:
    return (stage / CATALOGUE).exists() and not (stage / MANIFEST).exists()


def _clear_unused(data: Path) -> None:
    """An archive as `init` makes it, in which nothing was ever kept or found, is as good as none."""
    if not (data / CATALOGUE).exists() or has_bytes(data):
        return
    with closing(Catalogue(data, write=True)) as catalogue, catalogue.reading() as db:
        unused = is_unused(db)
    if unused:
        for name in (CATALOGUE, CATALOGUE + "-wal", CATALOGUE + "-shm"):
            (data / name).unlink(missing_ok=True)
        sync_folder(data)


def _require_empty(data: Path) -> None:
    there = {path.name for path in data.iterdir()} - _MAY_BE_THERE
    moving = {path.name for path in (data / STAGE).iterdir()} if (data / STAGE).is_dir() else set()
    # An interrupted move leaves some parts here, but never the catalogue, which comes last.
    if there and (CATALOGUE in there or MANIFEST in moving or not moving):
        raise SettingError(
            f"{data}: holds {sorted(there)[0]}; a backup is restored into an empty directory: name one with --data DIR"
        )


def _lay_out(backup: Path, manifest: Manifest, stage: Path) -> None:
    if _is_laid_out(stage):
        return  # all was laid out, and is being moved in
    stage.mkdir(exist_ok=True)
    (stage / MANIFEST).touch()  # while it is there, not everything else is
    for entry in manifest.files:
        target = stage / entry.name
        if target.is_file() and target.stat().st_size == entry.bytes and digest_of(target) == entry.sha256:
            continue
        try:
            with (backup / entry.name).open("rb") as source:
                digest = copy_checked(source, target, entry.bytes)
        except FileNotFoundError:
            digest = ""
        if digest != entry.sha256:
            raise DamagedData(
                f"{backup / entry.name}: not the file that was backed up; restore an older backup: name its folder"
            )
    with closing(Catalogue(stage, write=True)) as catalogue, catalogue.writing() as db:
        renew_epoch(db, secrets.token_hex(16))
    for folder in sorted({stage, *(path for path in stage.rglob("*") if path.is_dir())}):
        sync_folder(folder)
    (stage / MANIFEST).unlink()
    sync_folder(stage)


def _bury(data: Path, folders: list[Path]) -> None:
    """Tombstones of every backup beside this one: an older backup knows nothing of a later purge."""
    for folder in (*folders, data / STAGE):
        try:
            tombstones.add_tombstones(data, tombstones.read_tombstones(folder))
        except NewsArchiveError:
            if folder == data / STAGE:
                raise
    (data / STAGE / tombstones.NAME).unlink(missing_ok=True)


def _move_in(data: Path) -> None:
    """Give everything its place, the catalogue last: before it is there, nobody sees an archive."""
    stage = data / STAGE
    for path in sorted(stage.iterdir(), key=lambda path: path.name == CATALOGUE):
        if path.name.startswith(CATALOGUE + "-") or path.name == PROGRESS:
            path.unlink()
            continue
        os.rename(path, data / path.name)
        sync_folder(data)
    shutil.rmtree(stage)
    sync_folder(data)
