"""The index follows the archive: by change number, at least once, the same result however often. Also as a process of
its own.

`python -m index.update DATA [--rebuild]` is what a crawl starts when it ends; a fault here harms nothing that was
kept.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from archive import open_archive
from archive.errors import DamagedData, LockHeld, NewsArchiveError, StaleIndex
from index.engine import Engine, Stamp, Writer

if TYPE_CHECKING:
    from archive.asking import Asking


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did: articles written, documents the index then had, and how long it took."""

    articles: int
    documents: int
    stamp: Stamp
    rebuilt: bool
    seconds: float


Tell = Callable[[int, int], None]  # so many articles of so many are written


def _tell_nobody(done: int, total: int) -> None:
    """Nobody waits for it."""


def engine_of(data: Path) -> Engine:
    """The engine of a data directory.

    Raises:
        DamagedData: what stands in the place of the index is no folder.
    """
    from index.whoosh_engine.engine import WhooshEngine

    engine = WhooshEngine(data)
    if engine.folder.exists() and not engine.folder.is_dir():
        raise DamagedData(
            f"{engine.folder}: no folder, as the index is; move it away, then: search_cli.py index rebuild"
        )
    return engine


def update_index(data: Path | str, tell: Tell = _tell_nobody) -> UpdateReport:
    """Brings the index up to the archive; begins anew when it followed another catalogue or was made with another
    analysis, for it is a view and a scheduled job must not stop at it.

    Raises:
        DataMissing: no archive. LockHeld: another writer. DamagedData, NewerFormat: the index must be built again.
    """
    began, folder = time.monotonic(), Path(data)
    with open_archive(folder) as archive:
        try:
            writer = engine_of(folder).writer()
        except StaleIndex:
            return rebuild_index(folder, tell)
        try:
            held = writer.stamp
            if held.epoch and held.epoch != archive.epoch:
                writer.close()
                return rebuild_index(folder, tell)
            changes = archive.changes(held.change if held.epoch else 0)
            if held.epoch:
                articles = len(changes.article_ids)
                for done, article_id in enumerate(changes.article_ids):
                    tell(done, articles)
                    writer.replace(article_id, archive.versions(article_id))
            else:
                articles = _write_all(archive, writer, tell)
            stamp = Stamp(changes.epoch, changes.last)
            if stamp != held or articles:
                writer.commit(stamp)
            return _report(folder, articles, stamp, False, began)
        finally:
            writer.close()


def rebuild_index(data: Path | str, tell: Tell = _tell_nobody) -> UpdateReport:
    """Builds the index anew beside the old one, which answers until the new one takes its place in one step."""
    began, folder = time.monotonic(), Path(data)
    with open_archive(folder) as archive:
        writer = engine_of(folder).writer(fresh=True)
        try:
            changes = archive.changes(0)
            articles = _write_all(archive, writer, tell)
            writer.commit(Stamp(changes.epoch, changes.last))
            return _report(folder, articles, Stamp(changes.epoch, changes.last), True, began)
        finally:
            writer.close()


def _write_all(archive: Asking, writer: Writer, tell: Tell) -> int:
    """Every article of the archive, read in its order, a fourth faster than one by one; gives how many."""
    articles, total = 0, archive.counts().articles
    for article_id, versions in groupby(archive.every_version(), key=lambda version: version.id):
        tell(articles, total)
        writer.replace(article_id, list(versions))
        articles += 1
    return articles


def _report(folder: Path, articles: int, stamp: Stamp, rebuilt: bool, began: float) -> UpdateReport:
    reader = engine_of(folder).reader()
    try:
        return UpdateReport(articles, reader.count(), stamp, rebuilt, time.monotonic() - began)
    finally:
        reader.close()


def main(arguments: list[str]) -> int:
    """Exit status: 0 done, 3 another writer has the index (it is left to the next update), 2 an error."""
    paths = [argument for argument in arguments if not argument.startswith("-")]
    if len(paths) != 1 or set(arguments) - set(paths) - {"--rebuild"}:
        print("use: python -m index.update DATA [--rebuild]", file=sys.stderr)
        return 2
    try:
        report = (rebuild_index if "--rebuild" in arguments else update_index)(paths[0])
    except LockHeld as error:
        print(error, file=sys.stderr)
        return 3
    except NewsArchiveError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    print(
        f"index: {report.articles} articles written, {report.documents} documents, {report.seconds:.1f} s",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
