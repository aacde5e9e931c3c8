"""Verify: every byte kept is read, and WARC files, catalogue and index are compared; --repair mends without loss."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from archive.errors import DamagedData, DataMissing, NewerFormat
from terminal.arguments import Call
from terminal.cells import clean
from terminal.place import data_directory
from terminal.screen import Screen

GOOD, DIFFERENCES = 0, 1


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
    # An index cannot be compared with a catalogue that does not read.
    if not any(finding.kind == "catalogue" for finding in found):
        found += _index(data)
    if call.options.on("json"):
        screen.json((asdict(finding) for finding in found), as_lines=False)
    else:
        for finding in found:
            screen.line(clean(str(finding)))
        if not found:
            screen.line("good: WARC files, catalogue and index agree")
    return DIFFERENCES if found else GOOD


def _repair(data: Path, screen: Screen) -> list[Finding]:
    from archive.repair import repair_archive
    from terminal.verbs.index import update

    done, left = repair_archive(data)
    for one in done:
        screen.say(f"mended: {one.subject}: {one.done}")
    read = _read_imported(data)
    if read:
        screen.say(f"mended: {read:,} imported pages read again")
    # An index is a view: what cannot be followed is made anew.
    update(data, screen, rebuild=bool(_index(data)))
    return [Finding("archive", d.kind, d.subject, d.what, d.next_step) for d in left]


def _read_imported(data: Path) -> int:
    """Reads kept pages that no crawl will come back to: imported ones. A crawled site's wait for its next run."""
    from archive import open_archive
    from archive.records import Outcome, Role
    from archive.workspace import load_workspace
    from crawler.reading_again import read_capture
    from extraction import load_profiles

    profiles = load_profiles(load_workspace(Path.cwd()).profile_folders)
    crawled = {profile.name for profile in profiles}
    settled = {Role.PART: Outcome.PART, Role.LISTING: Outcome.LISTED}
    count = 0
    with open_archive(data, write=True) as archive, archive.batch():
        for capture in list(archive.unread()):
            if capture.status is not None and (capture.status != 200 or capture.site in crawled):
                continue
            if capture.role in settled:
                archive.settle(capture.id, None, outcome=settled[capture.role])
            else:
                archive.settle(capture.id, read_capture(archive, capture, profiles))
            count += 1
    return count


def _index(data: Path) -> list[Finding]:
    from index.verify import verify_index

    name = str(data / "index")
    try:
        lines = verify_index(data)
    except NewerFormat:
        raise
    except DataMissing:
        return [Finding("index", "missing", name, "no index yet", "search_cli.py index update")]
    except DamagedData as error:
        return [Finding("index", "damaged", name, str(error), "search_cli.py index rebuild")]
    return [Finding("index", "difference", name, line.removeprefix("index: ")) for line in lines]
