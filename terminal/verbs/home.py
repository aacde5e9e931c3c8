"""Alone, without words: how things stand in five lines, and the newest five articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terminal.arguments import Call
from terminal.cells import clean, clip, pad, width, wrap
from terminal.health import archive_line, site_texts
from terminal.messages import tr
from terminal.place import command, data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive.records import Version

NEWEST = 5
_HEALTH_LINES = 5


def run(call: Call, screen: Screen) -> int:
    """0, also when nothing is kept yet."""
    from archive import open_archive

    data = data_directory(call.options, must_exist=False)
    if not data.is_dir():
        screen.line(tr("nothing kept yet; begin with: {command}", command=command(data, "import FILE…")))
        return 0
    with open_archive(data) as archive:
        for line in wrap(archive_line(archive, data), screen.width):
            screen.line(line)
        _sites(site_texts(archive), screen)
        newest = archive.newest(NEWEST)
    if newest:
        screen.line()
        for version in newest:
            _newest(version, screen)
    return 0


def _sites(texts: list[str], screen: Screen) -> None:
    """The sites in columns, trouble first, within the lines of health."""
    texts = [clip(text, screen.width) for text in texts]
    cells = max((width(text) for text in texts), default=0) + 2
    columns = max(1, min(screen.width // cells, 3)) if texts else 1
    room = (_HEALTH_LINES - 1) * columns
    shown = (
        texts
        if len(texts) <= room
        else [*texts[: room - 1], tr("… {count} more sites: status", count=len(texts) - room + 1)]
    )
    for start in range(0, len(shown), columns):
        screen.line("".join(pad(text, cells) for text in shown[start : start + columns]))


def _newest(version: Version, screen: Screen) -> None:
    article = version.article
    day = pad(article.published[:10], 10)
    end = " · ".join(part for part in (clean(article.source), version.site) if part)
    room = screen.width - 12
    if screen.width >= 60:
        end = clip(end, room // 2)
        title = clip(clean(article.title), room - width(end) - 2)
        screen.line(f"{screen.style(day, 'dim')}  {pad(title, room - width(end))}{end}")
    else:
        screen.line(f"{screen.style(day, 'dim')}  {clip(clean(article.title), room)}")
