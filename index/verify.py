"""Whether the index says what the archive says: equal sets of (version, fields), and files that read as they were
written.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive import open_archive
from index.document import document_of
from index.engine import Reader, Row
from index.update import engine_of


def index_rows(data: Path | str) -> set[tuple[str, int, str]]:
    """ "The same index": every document, as its version and a digest of all its fields, times of ours aside."""
    reader = engine_of(Path(data)).reader()
    try:
        return {(row.article_id, row.version, row.digest) for row in reader.rows()}
    finally:
        reader.close()


def verify_index(data: Path | str) -> list[str]:
    """What differs between archive and index, a line each; empty when nothing does.

    Raises:
        DataMissing, DamagedData, NewerFormat: there is nothing to compare.
    """
    folder = Path(data)
    reader = engine_of(folder).reader()
    try:
        with open_archive(folder) as archive:
            found = [f"index: {line}; `index rebuild` makes it again" for line in reader.check()]
            if found:
                return found  # what is damaged cannot be compared
            if reader.stamp.epoch != archive.epoch:
                return [*found, "index: it follows another catalogue; run `index rebuild`"]
            behind = set(archive.changes(reader.stamp.change).article_ids)
            if behind:
                found.append(f"index: {len(behind)} changed articles are not in it yet; run `index update`")
            kept = (document_of(version).row for version in archive.every_version() if version.id not in behind)
            return found + _differences(kept, reader, behind)
    finally:
        reader.close()


def _differences(kept: Iterable[Row], reader: Reader, behind: set[str]) -> list[str]:
    indexed = {(row.article_id, row.version): row for row in reader.rows() if row.article_id not in behind}
    found = []
    for row in kept:
        same = indexed.pop((row.article_id, row.version), None)
        name = f"{row.article_id[:12]} version {row.version}"
        if same is None:
            found.append(f"index: {name} is missing; run `index rebuild`")
        elif same != row:
            found.append(f"index: {name} has other fields than the archive; run `index rebuild`")
    found += [f"index: {i[:12]} version {n} is not in the archive; run `index rebuild`" for i, n in sorted(indexed)]
    return found
