"""How far long work has come: one line on stderr that writes over itself, only where stderr is a terminal, and only
when the work takes longer than a moment. Nothing of it is left when the work is done.
"""

from __future__ import annotations

import os
import time
from types import TracebackType

from terminal.cells import clip, pad
from terminal.messages import tr
from terminal.screen import Screen

FIRST_AFTER_S = 1.0
EVERY_S = 0.2


class Progress:
    """Used as a context; `tell(done, total)` may be called as often as one likes. A total of 0 is not known."""

    def __init__(self, screen: Screen, what: str) -> None:
        self._screen, self._what = screen, what
        self._is_shown = screen.err.isatty() and os.environ.get("TERM", "") not in ("dumb", "")
        self._next = time.monotonic() + FIRST_AFTER_S
        self._has_line = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.clear()

    def tell(self, done: int, total: int = 0) -> None:
        """So much is done."""
        if not self._is_shown or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        text = tr("{what}: {done}", what=tr(self._what), done=f"{done:,}")
        if total:
            text = tr("{what}: {done} of {total}", what=tr(self._what), done=f"{done:,}", total=f"{total:,}")
        room = self._screen.columns - 1
        self._screen.err.write("\r" + pad(clip(text, room), room))
        self._screen.err.flush()
        self._has_line = True

    def clear(self) -> None:
        """Takes the line away, so that something else may be said."""
        if self._has_line:
            self._screen.err.write("\r" + " " * (self._screen.columns - 1) + "\r")
            self._screen.err.flush()
            self._has_line = False
