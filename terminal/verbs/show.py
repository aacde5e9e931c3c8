"""Show: an article whole, as kept: title, provenance, body, what stood beside it, what was repaired."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import NotFound, SettingError
from terminal.arguments import Call
from terminal.place import data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive import Archive
    from archive.records import Version


def run(call: Call, screen: Screen) -> int:
    """0 shown; NotFound otherwise."""
    from archive import open_archive

    options = call.options
    data = data_directory(options)
    with open_archive(data) as archive:
        versions = [_version(archive, word, call, data) for word in call.words]
        if options.on("json") or options.on("jsonl"):
            from archive.article_json import version_dict

            screen.json(map(version_dict, versions), options.on("jsonl"))
            return 0
        from terminal.article_lines import article_lines, plain_lines

        for count, version in enumerate(versions):
            if count:
                screen.line()
            if options.on("plain"):
                plain_lines(version, screen)
            else:
                article_lines(version, len(archive.versions(version.id)), screen)
    return 0


def _version(archive: Archive, ref: str, call: Call, data: Path) -> Version:
    from terminal.last_search import resolve

    current = archive.article(resolve(ref, data, os.environ))
    if call.options.on("number"):
        return archive.version(current.id, call.options.number("number", 1))
    day = call.options.text("as-of")
    if not day:
        return current
    from datetime import date

    from index.date_words import last_moment
    from index.search import end_of_day

    try:
        moment = end_of_day(last_moment(day, date.today()))
    except ValueError as error:
        raise SettingError(f"--as-of: {error}") from None
    assert moment is not None
    for version in archive.versions(current.id):
        if version.valid_from <= moment and (version.valid_to is None or moment < version.valid_to):
            return version
    raise NotFound(f"{ref}: the archive had no version of it on {day}; see: search_cli.py history {ref}")
