"""A writer's lock on a folder: held by flock, so that it ends with its process, and naming its owner for people."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from archive.errors import LockHeld
from archive.times import for_people, utc_now

NAME = "writer.lock"


class FolderLock:
    """One writer for one folder. The file stays behind when it is released; only the flock on it counts."""

    def __init__(self, folder: Path) -> None:
        """Take the lock at once; the folder must exist.

        Raises:
            LockHeld: naming process, host and time of the owner.
        """
        self.path = folder / NAME
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(self._file, 4096, 0)
            os.close(self._file)
            raise LockHeld(f"{folder}: {_said(owner)} writes here; wait until it ends") from None
        since = for_people(utc_now().replace(microsecond=0))
        owner = json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "since": since}).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, owner + b"\n", 0)

    def release(self) -> None:
        """Let the next writer in."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def is_locked(folder: Path) -> bool:
    """Whether a writer is at work in the folder now."""
    try:
        file = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def _said(owner: bytes) -> str:
    try:
        row = json.loads(owner)
        return f"process {row['pid']} on {row['host']}, since {row['since']},"
    except (ValueError, KeyError, TypeError):
        return "another process"
