"""Lines for people on stdout, from a `scrapy` command: a reader that has gone (`| head`) is no error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable


def tell(lines: Iterable[str]) -> None:
    """Prints the lines; goes quiet when nobody reads them any more."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes stdout once more at exit, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
