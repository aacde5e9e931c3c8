"""What a backup holds, by name, length and SHA-256; a folder with a manifest in it is a whole backup."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from archive.errors import DamagedData, DataMissing, NewerFormat
from archive.times import for_people, from_text
from archive.warc_files import sync_file, write_synced

NAME = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup; `name` is relative to the data directory."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One whole backup."""

    made_at: datetime
    epoch: str
    catalogue_format: int
    tombstones: int
    figures: dict[str, int] = field(default_factory=dict)
    files: tuple[Entry, ...] = ()

    def write(self, folder: Path) -> None:
        """Durably; the caller renames the folder then."""
        row = {"format": FORMAT, **asdict(self), "made_at": for_people(self.made_at)}
        write_synced(folder / NAME, json.dumps(row, ensure_ascii=False, indent=1).encode())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        DataMissing: the folder is no backup. NewerFormat: made by a later program. DamagedData: it does not read.
    """
    path = folder / NAME
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise DataMissing(f"{folder}: no backup here; name the folder that `search_cli.py backup` was given") from None
    except ValueError as error:
        raise DamagedData(f"{path}: does not read ({error}); restore an older backup beside it") from error
    if row.get("format", 0) > FORMAT:
        raise NewerFormat(f"{path}: backup format {row['format']}, this program reads up to {FORMAT}; update it")
    try:
        files = tuple(Entry(**entry) for entry in row["files"])
        if any(os.path.isabs(one.name) or ".." in Path(one.name).parts for one in files):
            raise ValueError("a name leads out of the folder")
        return Manifest(
            from_text(row["made_at"]), row["epoch"], row["catalogue_format"], row["tombstones"], row["figures"], files
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedData(f"{path}: not a manifest ({error}); restore an older backup beside it") from error


def backups_in(folder: Path) -> list[Path]:
    """Every whole backup in a folder, oldest first; a folder that is one itself is the only one."""
    if (folder / NAME).exists():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"[0-9]*/{NAME}"))


def copy_checked(source: BinaryIO, target: Path, size: int) -> str:
    """Copy so many bytes, durably; gives their SHA-256 as read back from the copy.

    Raises:
        DamagedData: the source is shorter than that, or the copy does not read as it was written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    left = size
    with target.open("wb") as out:
        while left and (chunk := source.read(min(left, _CHUNK))):
            digest.update(chunk)
            out.write(chunk)
            left -= len(chunk)
        out.flush()
        sync_file(out.fileno())
    if left:
        raise DamagedData(f"{source.name}: {left} bytes shorter than it should be; `search_cli.py verify` tells more")
    if digest_of(target) != digest.hexdigest():
        raise DamagedData(f"{target}: does not read as it was written; check that disk")
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(folder: Path) -> Iterator[str]:
    """What of a backup is not as its manifest says; every byte is read."""
    for entry in read_manifest(folder).files:
        path = folder / entry.name
        if not path.is_file():
            yield f"{path}: missing"
        elif path.stat().st_size != entry.bytes:
            yield f"{path}: {path.stat().st_size} bytes, {entry.bytes} were written"
        elif digest_of(path) != entry.sha256:
            yield f"{path}: altered since it was written"
