"""The last search of this person in this data directory, so that 3 can mean its third hit.

Kept under XDG_STATE_HOME, one small file for each data directory, for the archive may be another's and read-only.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from archive.errors import NotFound


def remember(data: Path, environ: Mapping[str, str], ids: Sequence[str], first_rank: int) -> None:
    """Keeps which article stood at which rank; what showed none leaves the one before. A place that cannot be written
    is no fault of the search.
    """
    if ids:
        write_state(state_file("last-search", data, environ), {"first": first_rank, "ids": list(ids)})


def resolve(ref: str, data: Path, environ: Mapping[str, str]) -> str:
    """What a person typed as an id or URL: up to three digits are the rank of a hit in the last search.

    Raises:
        NotFound: there was no search, or it showed no hit of that rank.
    """
    if not (ref.isascii() and ref.isdecimal() and len(ref) <= 3):
        return ref
    try:
        last = json.loads(state_file("last-search", data, environ).read_text(encoding="utf-8"))
        first, ids = int(last["first"]), list(last["ids"])
    except (OSError, ValueError, KeyError, TypeError):
        raise NotFound(
            f"{ref}: there was no search yet whose hit that could be; search, or give an id or a URL"
        ) from None
    at = int(ref) - first
    if not 0 <= at < len(ids):
        shown = f"{first} to {first + len(ids) - 1}" if ids else "none"
        raise NotFound(f"{ref}: the last search showed hits {shown}; for an id give four characters or more")
    return str(ids[at])


def state_file(kind: str, data: Path, environ: Mapping[str, str]) -> Path:
    """Where something is remembered of this person's use of a data directory."""
    home = environ.get("HOME") or os.path.expanduser("~")
    base = environ.get("XDG_STATE_HOME") or os.path.join(home, ".local", "state")
    name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]
    return Path(base) / "union-news" / f"{kind}-{name}.json"


def write_state(path: Path, row: Mapping[str, object]) -> None:
    """Writes the file whole or not at all; a place that cannot be written is passed over."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(row), encoding="utf-8")
        os.replace(part, path)
    except OSError:
        return
