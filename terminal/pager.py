"""Long results on a terminal go through a pager; piped ones never do."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping
from io import StringIO

from terminal.screen import Screen

# Verbs whose whole result is text to be read.
PAGED = frozenset({"search", "show", "history", "help", "status", "facets", "timeline", "similar", "new", ""})


def paged(do: Callable[[Screen], int], screen: Screen, environ: Mapping[str, str]) -> int:
    """Runs `do`; what it wrote goes to the pager when it is longer than the terminal."""
    try:
        pager = shlex.split(environ.get("PAGER", "less"))
    except ValueError:  # half a quotation: no command that could be run
        pager = []
    rows = shutil.get_terminal_size().lines
    if not pager or pager == ["cat"] or shutil.which(pager[0]) is None:
        return do(screen)
    held = StringIO()
    out, screen.out = screen.out, held
    try:
        status = do(screen)
    finally:
        screen.out = out
        text = held.getvalue()
        if text.count("\n") < rows:
            out.write(text)
    if text.count("\n") < rows:
        return status
    try:
        # F: leave at once when it fits, R: colours, X: leave the text on the screen.
        subprocess.run(pager, input=text.encode("utf-8", "replace"), env={"LESS": "FRX", **os.environ}, check=False)
    except OSError:
        out.write(text)
    return status
