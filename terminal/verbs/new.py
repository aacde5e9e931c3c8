"""New: what came or changed since this person last looked, by change number; then remembers where it stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from terminal.arguments import Call
from terminal.cells import clean, clip, pad, width
from terminal.last_look import last_look, look_again
from terminal.last_search import remember
from terminal.messages import tr
from terminal.place import data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive.records import Version

SOME, NONE = 0, 1
_FIRST_TIME = 10
_LEAST_TITLE = 12  # cells; less goes on a line of its own


def run(call: Call, screen: Screen) -> int:
    """0 something came, 1 nothing. The first time the newest are shown."""
    from archive import open_archive
    from archive.article_json import contract_dict

    options = call.options
    data = data_directory(options)
    with open_archive(data) as archive:
        epoch, last = archive.epoch, archive.last_change
        since = last_look(data, os.environ, epoch)
        if since is None:
            versions = archive.newest(options.number("limit", _FIRST_TIME))
            screen.say(tr("first look here; from now on `new` shows what came since"))
        else:
            ids = archive.news(since)  # what was only read again is no news
            found = (archive.versions(identity) for identity in reversed(ids))
            versions = [several[-1] for several in found if several]
            count = len(versions)
            versions = versions[: options.number("limit", count)]
            if len(versions) < count:
                last = since  # what was not shown is shown next time
                text = "{shown} of {total} shown; all count as new until `new` has shown them"
                screen.say(tr(text, shown=len(versions), total=f"{count:,}"))
    if options.on("json") or options.on("jsonl"):
        screen.json((contract_dict(v, v.article) for v in versions), options.on("jsonl"))
    else:
        for rank, version in enumerate(versions, 1):
            _line(version, rank, screen)
        if not versions:
            screen.say(tr("nothing new"))
    remember(data, os.environ, [version.id for version in versions], 1)
    look_again(data, os.environ, epoch, last)
    return SOME if versions else NONE


def _line(version: Version, rank: int, screen: Screen) -> None:
    what = tr(version.status if version.status != "current" else "new" if version.number == 1 else "edited")
    head = f"{rank:>2} {pad(version.article.published[:10], 10)} "
    end = f" {what} · {clean(version.site)}"
    room = screen.width - width(head) - width(end)
    title = clean(version.article.title)
    if room >= _LEAST_TITLE:
        screen.line(f"{screen.style(head, 'dim')}{pad(clip(title, room), room)}{screen.style(end, 'dim')}")
        return
    screen.line(screen.style(head, "dim") + clip(title, screen.width - width(head)))
    screen.line("   " + screen.style(clip(end.strip(), screen.width - 3), "dim"))
