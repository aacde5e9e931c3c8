"""What was removed on purpose and must not come back: ids, when, why; never a text or an address.

Lines of JSON in DATA/tombstones.jsonl, beside the catalogue and not in it, so that they outlive a catalogue made again
from WARC files, and can be laid into an empty directory before an older backup is restored there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import DamagedData
from archive.times import for_people, from_text
from archive.urls import article_id
from archive.warc_files import sync_file, sync_folder

NAME = "tombstones.jsonl"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One article, or one further page of it, that was removed."""

    id: str  # that of the article: sha256 of the canonical URL
    at: datetime
    reason: str
    digests: tuple[str, ...] = ()  # of the payloads removed: the same file without an address stays out too


def read_tombstones(folder: Path) -> list[Tombstone]:
    """Every tombstone of a data directory or backup, oldest first; a line torn by a crash was never said.

    Raises:
        DamagedData: a line in the middle cannot be read.
    """
    try:
        lines = (folder / NAME).read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = []
    for number, line in enumerate(lines[:-1], start=1):  # a whole line has its end
        try:
            row = json.loads(line)
            found.append(Tombstone(row["id"], from_text(row["at"]), row["reason"], tuple(row.get("digests", ()))))
        except (ValueError, KeyError, TypeError) as error:
            where = f"{folder / NAME}:{number}"
            raise DamagedData(f"{where}: not a tombstone; restore the file from a backup, or mend the line") from error
    return found


def add_tombstones(folder: Path, stones: Iterable[Tombstone]) -> list[Tombstone]:
    """Write those that are not there yet, durably; gives them. Digests that are new count as new."""
    known: dict[str, set[str]] = {}
    for stone in read_tombstones(folder):
        known.setdefault(stone.id, set()).update(stone.digests)
    fresh = [s for s in stones if s.id not in known or not known[s.id].issuperset(s.digests)]
    if not fresh:
        return []
    lines = "".join(
        json.dumps(
            {"schema": SCHEMA, "id": s.id, "at": for_people(s.at), "reason": s.reason, "digests": sorted(s.digests)},
            ensure_ascii=False,
        )
        + "\n"
        for s in fresh
    ).encode()
    file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        end = os.fstat(file).st_size
        while end and os.pread(file, 1, end - 1) != b"\n":  # a torn line goes
            end -= 1
        os.ftruncate(file, end)
        os.pwrite(file, lines, end)
        sync_file(file)
    finally:
        os.close(file)
    sync_folder(folder)
    return fresh


class Graveyard:
    """The tombstones of a data directory, looked up by a writer for each page; read again when the file changes."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._seen: tuple[int, int] | None = None
        self._ids: dict[str, Tombstone] = {}
        self._digests: dict[str, Tombstone] = {}

    def stone_of(self, url: str, digest: str = "") -> Tombstone | None:
        """The tombstone that keeps out a page of that URL or, where it has no address, of those bytes."""
        self._look()
        if not self._ids:
            return None
        found = self._ids.get(article_id(url))
        if found is None and not url.startswith(("http://", "https://")):
            found = self._digests.get(digest)
        return found

    def _look(self) -> None:
        try:
            stat = os.stat(self._data / NAME)
            seen = stat.st_mtime_ns, stat.st_size
        except OSError:
            seen = 0, 0
        if seen != self._seen:
            stones = read_tombstones(self._data)
            self._ids = {stone.id: stone for stone in stones}
            self._digests = {digest: stone for stone in stones for digest in stone.digests}
            self._seen = seen
