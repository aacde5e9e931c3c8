"""Restore: a backup into an empty data directory, its index made anew, all of it verified."""

from __future__ import annotations

from pathlib import Path

from terminal.arguments import Call
from terminal.cells import clean
from terminal.place import data_directory
from terminal.screen import Screen

CLEAN, DIFFERENCES = 0, 1


def run(call: Call, screen: Screen) -> int:
    """0 restored and verified, 1 restored with the differences told."""
    from archive.purge import purge_done
    from archive.restore import restore_backup, restore_done
    from archive.verify import verify_archive
    from index.verify import verify_index
    from terminal.verbs.index import update

    data = data_directory(call.options, must_exist=False)
    done = restore_backup(Path(call.words[0]), data)
    figures = done.manifest.figures
    screen.tell(
        f"{clean(str(data))}: {figures.get('articles', 0):,} articles as of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC"
        f" from {clean(str(done.backup))}"
    )
    if done.purged:
        screen.tell(f"{done.purged:,} captures purged after that backup were removed again")
    update(data, screen, rebuild=True)
    purge_done(data)
    restore_done(data)
    found = [f"{d.kind}: {d.subject}: {d.what}; {d.next_step}" for d in verify_archive(data)]
    found += verify_index(data)
    for line in found:
        screen.line(clean(line))
    if not found:
        screen.tell("good: WARC files, catalogue and index agree")
    return DIFFERENCES if found else CLEAN
