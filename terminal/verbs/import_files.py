"""Import: saved files and folders into the archive. crawler/saved.py takes them in; this tells how it went."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.place import command, data_directory
from terminal.progress import Progress
from terminal.said_of_files import check_said
from terminal.screen import Screen

ALL, SOME, ERROR = 0, 1, 2
# Above so many waiting changes the index is left to an update of its own: bulk imports often come in several parts.
INDEX_UP_TO = 500
_MOST_TOLD = 20


def run(call: Call, screen: Screen) -> int:
    """0 all kept as articles, 1 some rejected, 2 error."""
    from archive import open_archive
    from archive.workspace import load_workspace
    from crawler.saved import import_paths
    from crawler.saved_files import MANY, kind_of
    from extraction import load_profiles

    options = call.options
    data = data_directory(options, must_exist=False)
    paths = [Path(word) for word in call.words]
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise SettingError(f"{missing[0]}: no such file or folder; nothing was imported")
    if options.text("url") and (len(paths) > 1 or paths[0].is_dir()):
        raise SettingError("--url names one file's address; import that file alone")
    if options.text("url") and kind_of(paths[0]) in MANY:
        raise SettingError(f"--url names one page's address, and {paths[0]} may hold many; leave --url out")
    captured_at = check_said(options)
    profiles = load_profiles(load_workspace(Path.cwd()).profile_folders)
    outcomes: Counter[str] = Counter()
    refused = told = 0
    progress = Progress(screen, "importing pages")
    with open_archive(data, write=True, create=True) as archive, progress:
        before = archive.last_change
        for one in import_paths(
            archive,
            paths,
            profiles=profiles,
            url=options.text("url") or "",
            site=options.text("site") or "",
            captured_at=captured_at,
            charset=options.text("charset") or "",
        ):
            outcomes[str(one.outcome)] += 1
            refused += one.is_refused
            if one.is_refused or one.note:
                told += 1
                if told <= _MOST_TOLD:
                    progress.clear()
                    screen.say(f"{one.path}: {one.note or f'{one.outcome}: {one.detail}'}")
            progress.tell(sum(outcomes.values()))
        changes = archive.last_change - before
    if told > _MOST_TOLD:
        screen.say(f"… and {told - _MOST_TOLD:,} more like these")
    kept = ", ".join(f"{count:,} {name}" for name, count in outcomes.items())
    screen.say(f"imported into {data}: {kept or 'nothing: no file of a known kind there'}")
    if changes and not options.on("no-index"):
        _bring_index_up(data, screen)
    if not outcomes:
        return ERROR
    return SOME if refused else ALL


def _bring_index_up(data: Path, screen: Screen) -> None:
    """The index follows, unless much is waiting or another process is at it; the archive is whole either way."""
    from archive.errors import NewsArchiveError
    from terminal.verbs.index import pending, update

    waiting = pending(data)
    if waiting > INDEX_UP_TO:
        screen.say(f"index: {waiting:,} changes are waiting; next: {command(data, 'index update')}")
        return
    try:
        update(data, screen)
    except NewsArchiveError as error:
        screen.say(f"index: {error}")
