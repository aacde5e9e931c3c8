"""Where the data is: the flag, else the environment, else the workspace, else the home directory's place for data."""

from __future__ import annotations

import os
from pathlib import Path

from archive.errors import DataMissing
from terminal.arguments import Options


def command(data: Path, rest: str) -> str:
    """A command line for this data directory, to be shown as the next step."""
    import shlex

    return f"search_cli.py --data {shlex.quote(str(data))} {rest}"


def data_directory(options: Options, must_exist: bool = True) -> Path:
    """The data directory of this call.

    Raises:
        DataMissing: it must exist and does not.
    """
    from archive.workspace import find_data_dir

    data = find_data_dir(options.text("data"), os.environ, Path.cwd())
    if must_exist and not data.is_dir():
        raise DataMissing(
            f"no data directory {data}; name another with --data DIR, or begin one: search_cli.py import FILE…"
        )
    return data
