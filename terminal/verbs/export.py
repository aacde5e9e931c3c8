"""Export: articles as JSON lines with every key of the contract, all of them or those that a query finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.asked import Asked, read_asked
from terminal.json_lines import json_text
from terminal.messages import tr
from terminal.place import data_directory
from terminal.progress import Progress
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive.records import Version

FOUND, NOTHING = 0, 1
_CHUNK = 500


def run(call: Call, screen: Screen) -> int:
    """0 written, 1 none. A file given with --output appears whole or not at all."""
    data = data_directory(call.options)
    asked = read_asked(call.words)
    rows = (json_text(row) for row in _rows(data, asked))
    output = call.options.text("output")
    count = 0
    if output is None:
        for row in rows:
            screen.out.write(row + "\n")
            count += 1
    else:
        part = Path(f"{output}.part")
        try:
            with part.open("w", encoding="utf-8") as file, Progress(screen, "writing articles") as progress:
                for row in rows:
                    file.write(row + "\n")
                    count += 1
                    progress.tell(count)
            os.replace(part, output)
        except OSError as error:
            raise SettingError(f"{output}: {error.strerror or error}") from error
        screen.say(tr("{count} articles written to {file}", count=f"{count:,}", file=output))
    return asked.settle(FOUND if count else NOTHING, screen)


def _rows(data: Path, asked: Asked) -> Iterator[dict[str, Any]]:
    from archive.article_json import contract_dict

    for version in _found(data, asked) if asked.text else _all(data):
        yield contract_dict(version, version.article)


def _all(data: Path) -> Iterator[Version]:
    """The current version of every article."""
    from archive import open_archive

    with open_archive(data) as archive:
        for version in archive.every_version():
            if version.valid_to is None:
                yield version


def _found(data: Path, asked: Asked) -> Iterator[Version]:
    from index.search import open_index

    with open_index(data) as index:
        offset = 0
        while True:
            found = index.reader.search(asked.tree, limit=_CHUNK, offset=offset, sort="date-asc", at=asked.at)
            kept = index.archive.readings([(hit.article_id, hit.version) for hit in found.hits])
            yield from kept.values()
            offset += _CHUNK
            if offset >= found.total:
                return
