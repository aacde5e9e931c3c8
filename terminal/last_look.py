"""Up to which change of the catalogue this person has seen what is new; one small file for each data directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from terminal.last_search import state_file, write_state


def last_look(data: Path, environ: Mapping[str, str], epoch: str) -> int | None:
    """The change number of the last look, None before the first one in this catalogue."""
    try:
        seen = json.loads(state_file("last-look", data, environ).read_text(encoding="utf-8"))
        return int(seen["change"]) if seen["epoch"] == epoch else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def look_again(data: Path, environ: Mapping[str, str], epoch: str, change: int) -> None:
    """Remembers a look. A place that cannot be written is no fault of the look."""
    write_state(state_file("last-look", data, environ), {"epoch": epoch, "change": change})
