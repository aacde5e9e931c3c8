"""A writer's lock on a folder: held by flock, so that it ends with its process, and naming its owner for people.

The kernel knows whether a process of this machine still writes: neither a killed one nor one whose number is given to
another leaves a lock behind. Of another machine it knows nothing on file systems that do not share locks; there the
record in the file counts: its owner takes it out when it ends, and one that was left is believed for some hours.
"""

from __future__ import annotations

import fcntl
import json
import os
from datetime import datetime, timedelta
from errno import EACCES, EPERM, EROFS
from functools import cache
from pathlib import Path
from typing import Any

from archive.errors import CannotOpen, LockHeld
from archive.times import for_people, utc_now

NAME = "writer.lock"
BELIEVED = timedelta(hours=6)  # a record of another machine; longer than a run at the slowest pace
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class FolderLock:
    """One writer for one folder. The file stays behind, empty, when it is released."""

    def __init__(self, folder: Path) -> None:
        """Take the lock at once; the folder must exist.

        Raises:
            LockHeld: naming process, host, time and age of the owner. CannotOpen: this user may not write here.
        """
        self.path = folder / NAME
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            if error.errno not in (EACCES, EPERM, EROFS):
                raise
            raise CannotOpen(
                f"{self.path}: {error.strerror}; what writes or copies an archive holds this lock meanwhile: run it as "
                f"the owner of {folder}, or copy the folder whole and work on the copy"
            ) from error
        owner = _owner(self._file)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise LockHeld(f"{folder}: {_said(owner)} writes here; wait until it ends") from None
        owner = _owner(self._file)
        if _is_elsewhere(owner):
            os.close(self._file)
            raise LockHeld(
                f"{folder}: {_said(owner)} writes here, or broke off there; wait until it ends, or remove {self.path} "
                "if that machine no longer runs it"
            )
        row = {"pid": os.getpid(), "host": os.uname().nodename, "boot": _boot(), "since": for_people(_now())}
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps(row).encode() + b"\n", 0)

    def release(self) -> None:
        """Let the next writer in."""
        if self._file >= 0:
            try:
                os.ftruncate(self._file, 0)
            except OSError:  # a full or vanished disk; the flock ends all the same
                pass
            os.close(self._file)
            self._file = -1


def is_locked(folder: Path) -> bool:
    """Whether a writer is at work in the folder now."""
    return bool(lock_owner(folder))


def lock_owner(folder: Path) -> str:
    """Who is at work in the folder now, with process, host, time and age; "" when nobody is."""
    try:
        file = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        owner = _owner(file)
        return _said(owner) if _is_elsewhere(owner) else ""
    except OSError:
        return _said(_owner(file))
    finally:
        os.close(file)


def _now() -> datetime:
    return utc_now().replace(microsecond=0)


@cache
def _boot() -> str:
    """What tells one run of a kernel from another; containers on one machine share it, whatever they are called."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _owner(file: int) -> dict[str, Any]:
    """The record in the file; empty where there is none, or none that can be read."""
    try:
        row = json.loads(os.pread(file, 4096, 0))
    except (OSError, ValueError):
        return {}
    return row if isinstance(row, dict) else {}


def _is_elsewhere(owner: dict[str, Any]) -> bool:
    """Whether the record is another machine's and young enough to be believed."""
    if not owner or owner.get("host") == os.uname().nodename or (owner.get("boot") and owner.get("boot") == _boot()):
        return False
    age = _age(owner)
    return age is not None and age < BELIEVED


def _age(owner: dict[str, Any]) -> timedelta | None:
    try:
        return _now() - datetime.fromisoformat(str(owner.get("since")))
    except (ValueError, TypeError):
        return None


def _said(owner: dict[str, Any]) -> str:
    age = _age(owner)
    if age is None or not {"pid", "host", "since"} <= owner.keys():
        return "another process"  # of an older program, or its record is torn
    minutes = max(0, int(age.total_seconds() // 60))
    long = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
    return f"process {owner['pid']} on {owner['host']} (since {owner['since']}, {long})"
