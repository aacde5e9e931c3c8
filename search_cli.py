"""Search the union news archive, and tend it: `python search_cli.py help`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """The command line; also the console script `union-news`."""
    try:
        from terminal.main import main as run
    except KeyboardInterrupt:
        return 130
    status = run()
    # Before it ends Python looks through everything once more for what can be thrown away: an eighth of a short search.
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
