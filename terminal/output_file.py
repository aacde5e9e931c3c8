"""A file that a person names to be written: whole or not at all; what is no plain file is written to as it is.

`-` is standard output. A plain file is written beside its name and put in its place at the end, with the mode of the
one before; of a link that is the file it leads to, and the link stays. A device, a named pipe, or a stream that is open
already (/dev/stdout, /dev/fd/3) cannot be put in the place of another: it is written to, a file behind such a name at
its end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from archive.errors import SettingError
from terminal.screen import Screen

STDOUT = "-"
_MOST_LINKS = 40  # as the kernel follows


@contextmanager
def open_output(name: str, screen: Screen) -> Iterator[TextIO]:
    """What to write to. A plain file is replaced at the end, where all went well and something was written.

    Raises:
        SettingError: the file cannot be written.
    """
    if name == STDOUT:
        yield screen.out
        return
    try:
        if _is_open_stream(name):
            with open(name, "a", encoding="utf-8") as file:
                yield file
        elif _is_plain(name):
            with _replacing(Path(os.path.realpath(name))) as file:
                yield file
        else:
            with open(name, "w", encoding="utf-8") as file:
                yield file
    except BrokenPipeError:  # the reader of a named pipe has gone, as one of stdout may
        raise
    except OSError as error:
        raise SettingError(f"{name}: {error.strerror or error}") from error


def _is_plain(name: str) -> bool:
    """Whether a plain file is there, or nothing yet: links followed."""
    try:
        return stat.S_ISREG(os.stat(name).st_mode)
    except FileNotFoundError:
        return True


def _is_open_stream(name: str) -> bool:
    """Whether the name, or a link that it leads over, is one of the system's own for what a process has open."""
    for _ in range(_MOST_LINKS):
        folder, last = os.path.split(name)
        path = Path(os.path.realpath(folder), last)
        if path.is_relative_to("/proc") or path.is_relative_to("/dev/fd"):
            return True
        if not path.is_symlink():
            return False
        name = os.path.join(path.parent, os.readlink(path))
    return False


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    # In a folder of its own: whatever stands beside the target is the person's, and the file gets the usual mode.
    with TemporaryDirectory(prefix=".part-", dir=target.parent) as folder:
        part = Path(folder, "part")
        with part.open("w", encoding="utf-8") as file:
            yield file
            written = file.tell()
        if written:
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            os.replace(part, target)
