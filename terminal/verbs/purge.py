"""Purge: an article removed from WARC files, catalogue and index for good; its tombstone keeps it out."""

from __future__ import annotations

import os

from archive.errors import NotFound, SettingError
from terminal.arguments import Call
from terminal.cells import clean
from terminal.place import command, data_directory
from terminal.screen import Screen

GONE, LOOK = 0, 1


def run(call: Call, screen: Screen) -> int:
    """0 gone, 1 gone from the archive, and something beside it must be looked at."""
    from archive.purge import purge_article, purge_done
    from index.purge import rebuild_without_trace

    data = data_directory(call.options)
    reason = call.options.text("reason")
    if reason is None:
        raise SettingError('--reason TEXT is wanted; it is kept with the tombstone, for example --reason "asked by …"')
    ref = _named(call)
    removal = purge_article(data, ref, reason)
    report = rebuild_without_trace(data)
    purge_done(data)
    screen.tell(
        f"{clean(ref)}: purged; {removal.captures:,} captures and {removal.bytes:,} bytes removed from "
        f"{removal.files:,} WARC files, {removal.tails:,} torn tails removed, index made anew "
        f"({report.documents:,} documents)"
    )
    for url in removal.elsewhere:
        screen.say(f"the very same page is kept as another article: {clean(url)}; purge that too, if it must go")
    for name in removal.unsearched:
        screen.say(f"{clean(name)}: a damaged catalogue set aside, not searched; delete it, it may hold the text")
    screen.say("older backups still hold it: the next `backup` to the same place removes those")
    return LOOK if removal.elsewhere or removal.unsearched else GONE


def _named(call: Call) -> str:
    """The full id or URL; a beginning of an id and the rank of a hit are never enough to remove something."""
    from archive import open_archive

    ref = call.words[0]
    if ":" in ref or len(ref) == 64:
        return ref.lower() if ":" not in ref else ref
    from terminal.last_search import resolve

    data = data_directory(call.options)
    with open_archive(data) as archive:
        version = archive.article(resolve(ref, data, os.environ))
    raise NotFound(
        f"{ref}: that is {version.id} ({version.article.title}); nothing was removed; to remove it give the whole id: "
        + command(data, f'purge {version.id} --reason "…"')
    )
