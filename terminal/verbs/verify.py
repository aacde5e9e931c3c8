"""Verify: every byte kept is read, and WARC files, catalogue and index are compared; --repair mends without loss."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from archive.errors import DamagedData, DataMissing, NewerFormat, StaleIndex
from terminal.arguments import Call
from terminal.cells import clean
from terminal.place import data_directory
from terminal.screen import Screen

GOOD, DIFFERENCES = 0, 1
UPDATE = "search_cli.py index update"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found or mended: in which part of the data directory, about what, and what to do."""

    part: str
    kind: str
    subject: str
    what: str
    next_step: str = ""

    def __str__(self) -> str:
        step = f"; {self.next_step}" if self.next_step else ""
        return f"{self.part}: {self.kind}: {self.subject}: {self.what}{step}"


def run(call: Call, screen: Screen) -> int:
    """0 good, 1 differences left."""
    data = data_directory(call.options)
    if call.options.on("repair"):
        found = _repair(data, screen)
    else:
        from archive.verify import verify_archive

        found = [Finding("archive", d.kind, d.subject, d.what, d.next_step) for d in verify_archive(data)]
    found += _unfinished(data)
    # An index cannot be compared with a catalogue that does not read.
    if not any(finding.kind == "catalogue" for finding in found):
        found += _index(data)
    if call.options.on("json"):
        screen.json((asdict(finding) for finding in found), as_lines=False)
    else:
        for finding in found:
            screen.line(clean(str(finding)))
        if not found:
            screen.tell("good: WARC files, catalogue and index agree")
    return DIFFERENCES if found else GOOD


def _repair(data: Path, screen: Screen) -> list[Finding]:
    from archive.purge import is_unfinished, purge_done
    from archive.repair import repair_archive
    from terminal.verbs.index import update

    done, left = repair_archive(data)
    for one in done:
        screen.say(f"mended: {one.subject}: {one.done}")
    unread = _read_kept(data, screen)
    if is_unfinished(data):
        from index.purge import rebuild_without_trace

        rebuild_without_trace(data)
        purge_done(data)
    # An index is a view: what cannot be followed is made anew.
    update(data, screen, rebuild=bool(_index(data)))
    return [*(Finding("archive", d.kind, d.subject, d.what, d.next_step) for d in left), *unread]


def _read_kept(data: Path, screen: Screen) -> list[Finding]:
    """Reads what is kept and unread, as after a lost catalogue; gives what cannot be read for want of a profile."""
    from archive import open_archive
    from archive.workspace import load_workspace
    from crawler.reading_again import read_capture
    from crawler.resettling import settle_unread
    from extraction import load_profiles

    profiles = load_profiles(load_workspace(Path.cwd()).profile_folders)
    with open_archive(data, write=True, reader=lambda door, capture: read_capture(door, capture, profiles)) as archive:
        done = settle_unread(archive, profiles)
    if done.settled:
        screen.say(f"mended: {done.settled:,} kept pages read again")
    step = "name the folder of its profile: UNION_NEWS_SITES=FOLDER search_cli.py verify --repair"
    return [
        Finding("archive", "unread", site, f"{count:,} pages kept and not read: no profile of that name", step)
        for site, count in sorted(done.left.items())
    ]


def _unfinished(data: Path) -> list[Finding]:
    from archive.purge import is_unfinished

    if not is_unfinished(data):
        return []
    what = "interrupted; bytes of what was removed may still stand in files of the index or the catalogue"
    return [Finding("purge", "unfinished", str(data), what, "finish it: search_cli.py verify --repair")]


def _index(data: Path) -> list[Finding]:
    from index.verify import verify_index

    name = str(data / "index")
    try:
        lines = verify_index(data)
    except NewerFormat:
        raise
    except DataMissing:
        return [Finding("index", "missing", name, "no index yet", UPDATE)]
    except StaleIndex as error:
        return [Finding("index", "stale", name, str(error).removeprefix(f"{name}: ").partition("; ")[0], UPDATE)]
    except DamagedData as error:
        return [Finding("index", "damaged", name, str(error).removeprefix(f"{name}: "), "search_cli.py index rebuild")]
    return [Finding("index", "difference", name, line.removeprefix("index: ")) for line in lines]
