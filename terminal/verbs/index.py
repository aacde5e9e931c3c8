"""Index: update, rebuild or stats. The index follows the archive and can always be made anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.cells import pad
from terminal.messages import tr
from terminal.place import data_directory
from terminal.progress import Progress
from terminal.screen import Screen

if TYPE_CHECKING:
    from index.update import UpdateReport


def run(call: Call, screen: Screen) -> int:
    """0 done; errors are raised."""
    what = call.words[0]
    data = data_directory(call.options)
    if what in ("update", "rebuild"):
        report = update(data, screen, rebuild=what == "rebuild")
        if call.options.on("json"):
            row = {"articles": report.articles, "documents": report.documents, "change": report.stamp.change}
            screen.json([{**row, "rebuilt": report.rebuilt, "seconds": round(report.seconds, 3)}], as_lines=False)
        return 0
    if what == "stats":
        return _stats(data, call, screen)
    raise SettingError(f"{what}: choose update, rebuild or stats")


def pending(data: Path) -> int:
    """Changes that the index has not followed yet; all of them when there is no index that could be read."""
    from archive import open_archive
    from archive.errors import NewsArchiveError
    from index.whoosh_engine.engine import WhooshEngine

    with open_archive(data) as archive:
        try:
            reader = WhooshEngine(data).reader()
        except NewsArchiveError:
            return archive.last_change
        stamp = reader.stamp
        reader.close()
        return archive.last_change - (stamp.change if stamp.epoch == archive.epoch else 0)


def update(data: Path, screen: Screen, rebuild: bool = False) -> UpdateReport:
    """Brings the index up and says so in one line."""
    from index.update import rebuild_index, update_index

    with Progress(screen, "indexing articles") as progress:
        report = (rebuild_index if rebuild else update_index)(data, progress.tell)
    documents, seconds = f"{report.documents:,}", f"{report.seconds:.1f}"
    if report.articles or report.rebuilt:
        text = "index: {articles} articles written, {documents} in it, {seconds} s"
        screen.say(tr(text, articles=f"{report.articles:,}", documents=documents, seconds=seconds))
    else:
        screen.say(tr("index: up to date, {documents} in it, {seconds} s", documents=documents, seconds=seconds))
    return report


def _stats(data: Path, call: Call, screen: Screen) -> int:
    from index.search import open_index

    with open_index(data) as index:
        figures = {**index.reader.figures(), "behind": index.changes_behind()}
    if call.options.on("json"):
        screen.json([figures], as_lines=False)
        return 0
    for name, value in figures.items():
        shown = tr("another catalogue") if value is None else f"{value:,}" if isinstance(value, int) else value
        screen.line(pad(tr(name), 12) + shown)
    return 0
