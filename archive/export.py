"""The archive as JSON lines, one article a line, as `import` takes them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from archive.article_json import contract_line

if TYPE_CHECKING:
    from archive.asking import Asking
    from archive.records import Version


def export_jsonl(
    archive: Asking,
    out: TextIO,
    *,
    site: str = "",
    every_version: bool = False,
    wanted: Callable[[Version], bool] | None = None,
) -> int:
    """Write each article as one line with the contract's keys, ordered by id; gives how many lines.

    Args:
        archive: an open archive.
        out: a text stream, UTF-8.
        site: only this one; all when empty.
        every_version: every version instead of the current one.
        wanted: a further choice.
    """
    lines = 0
    for version in archive.every_version():
        if site and version.site != site:
            continue
        if not every_version and version.valid_to is not None:
            continue
        if wanted and not wanted(version):
            continue
        out.write(contract_line(version, version.article) + "\n")
        lines += 1
    return lines
