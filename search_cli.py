"""Search the union news archive, and tend it: `python search_cli.py help`."""

from __future__ import annotations

import sys


def main() -> int:
    """The command line; also the console script `union-news`."""
    try:
        from terminal.main import main as run
    except KeyboardInterrupt:
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
