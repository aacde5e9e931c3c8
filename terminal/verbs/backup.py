"""Backup: the archive copied to another place while it is in use, or a backup read and compared with its digests."""

from __future__ import annotations

from pathlib import Path

from terminal.arguments import Call
from terminal.cells import clean
from terminal.place import data_directory
from terminal.screen import Screen

WHOLE, DAMAGED = 0, 1


def run(call: Call, screen: Screen) -> int:
    """0 whole, 1 something was found damaged."""
    dest = Path(call.words[0])
    if call.options.on("check"):
        return _check(dest, call, screen)
    from archive.backup import KEEP, back_up

    made = back_up(data_directory(call.options), dest, keep=call.options.number("keep", KEEP))
    row = {
        "folder": str(made.folder),
        "copied": made.copied,
        "copied_bytes": made.copied_bytes,
        "linked": made.linked,
        "linked_bytes": made.linked_bytes,
        **made.figures,
        "removed": made.removed,
        "removed_for_purge": made.removed_for_purge,
        "damaged": made.damaged,
    }
    if call.options.on("json"):
        screen.json([row], as_lines=False)
    else:
        screen.tell(
            f"{clean(str(made.folder))}: {made.figures['articles']:,} articles; {_size(made.copied_bytes)} copied "
            f"({made.copied:,} files), {_size(made.linked_bytes)} unchanged ({made.linked:,} files)"
        )
        for name in made.removed:
            screen.tell(f"removed the older backup {name}")
        for name in made.removed_for_purge:
            screen.tell(f"removed the older backup {name}: it held what was purged since")
    for line in made.damaged:
        screen.say(f"damaged when it was copied: {clean(line)}; older backups stay; next: search_cli.py verify")
    return DAMAGED if made.damaged else WHOLE


def _check(dest: Path, call: Call, screen: Screen) -> int:
    from archive.errors import DataMissing
    from archive.manifest import backups_in, differences

    folders = backups_in(dest)
    if not folders:
        raise DataMissing(f"{dest}: no backup here; make one: search_cli.py backup {dest}")
    found = [line for folder in folders for line in differences(folder)]
    if call.options.on("json"):
        screen.json(({"difference": line} for line in found), as_lines=False)
    else:
        for line in found:
            screen.line(clean(line))
        if not found:
            screen.tell(f"good: every file of {len(folders)} backups is as it was written")
    return DAMAGED if found else WHOLE


def _size(count: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
