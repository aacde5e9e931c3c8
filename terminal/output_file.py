"""A file that a person names to be written: whole or not at all; what is no plain file is written to as it is.

`-` is standard output. A device or a named pipe cannot be put in the place of another, and a link is not the file it
leads to: writing beside the name and renaming would destroy either.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from archive.errors import SettingError
from terminal.screen import Screen

STDOUT = "-"


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
        if _is_plain(name):
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


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yield file
            written = file.tell()
        if written:
            os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
