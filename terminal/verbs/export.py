"""Export: articles as JSON lines with every key of the contract, all of them or those that a query finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.arguments import Call
from terminal.asked import Asked, read_asked
from terminal.json_lines import json_text
from terminal.messages import tr
from terminal.output_file import STDOUT, open_output
from terminal.place import data_directory
from terminal.progress import Progress
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive.records import Version

FOUND, NOTHING = 0, 1
_CHUNK = 500


def run(call: Call, screen: Screen) -> int:
    """0 written, 1 none. A file given with --output appears whole or not at all; without articles it stays."""
    data = data_directory(call.options)
    asked = read_asked(call.words)
    rows = (json_text(row) for row in _rows(data, asked))
    output = call.options.text("output") or STDOUT
    count = 0
    with open_output(output, screen) as file, Progress(screen, "writing articles") as progress:
        for count, row in enumerate(rows, 1):
            file.write(row + "\n")
            if output != STDOUT:
                progress.tell(count)
    if output != STDOUT and count:
        screen.say(tr("{count} articles written to {file}", count=f"{count:,}", file=output))
    elif output != STDOUT:
        screen.say(tr("nothing found; {file} is left as it was", file=output))
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
