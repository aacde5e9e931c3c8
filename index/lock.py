"""The index lock: one writer at a time, and a message that names it. Readers never ask for it.

An advisory lock on `writer.lock` in the index folder; the kernel drops it when its owner ends, however it ends, so a
stale one cannot be. What the file says (pid, host, since) is only for people.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import LockHeld

NAME = "writer.lock"


class IndexLock:
    """Held from making to `release`. Raises LockHeld at once, never waits."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise LockHeld(
                f"{folder}: {owner(folder)} is writing the index; what is new is left to the next `index update`"
            ) from error
        said = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        self._say(json.dumps(said))

    def _say(self, what: str) -> None:
        with suppress(OSError):  # a full disk takes no name; the lock is held all the same
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, what.encode(), 0)

    def release(self) -> None:
        if self._file >= 0:
            self._say("")
            fcntl.flock(self._file, fcntl.LOCK_UN)  # a forked child may hold the file open
            os.close(self._file)
            self._file = -1


def owner(folder: Path) -> str:
    """Who holds or last held the lock, for a message."""
    try:
        said = json.loads((folder / NAME).read_text())
        return f"process {said['pid']} on {said['host']} (since {said['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
