"""Open: an article's live page in the browser, or with --archived the page as it was kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import NotFound
from terminal.arguments import Call
from terminal.place import data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from archive import Archive
    from archive.records import Version


def run(call: Call, screen: Screen) -> int:
    """0 opened, or shown where there is no browser; NotFound where there is no page to open."""
    import webbrowser

    from archive import open_archive
    from terminal.last_search import resolve

    data = data_directory(call.options)
    with open_archive(data) as archive:
        version = archive.article(resolve(call.words[0], data, os.environ))
        if call.options.on("archived"):
            address = _kept_copy(archive, version).as_uri()
        elif version.url.startswith(("http://", "https://")):
            address = version.url
        else:
            raise NotFound(f"{version.id[:12]}: came from a file, no live page is known; try --archived")
    screen.line(address)
    webbrowser.open(address)
    return 0


def _kept_copy(archive: Archive, version: Version) -> Path:
    """The bytes as they were kept, in a file of its own that scripts in it cannot leave."""
    captures = [c for c in archive.captures(version.url) if version.warc and c.warc == version.warc]
    if not captures:
        raise NotFound(f"{version.id[:12]}: its page is not in the archive; see: search_cli.py verify")
    page = archive.page(captures[0])
    folder = Path(tempfile.mkdtemp(prefix="union-news-"))
    kind = "html" if "html" in page.content_type or page.payload.lstrip()[:1] == b"<" else "txt"
    path = folder / f"{version.id[:12]}.{kind}"
    path.write_bytes(page.payload)
    return path
