"""The index made anew so that nothing of removed articles is left in its files.

An update only marks documents as deleted, and the commit before stays for readers that are opening; a purge may leave
neither.
"""

from __future__ import annotations

from pathlib import Path

from index.lock import IndexLock
from index.update import UpdateReport, rebuild_index
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.toc import clean, read_toc


def rebuild_without_trace(data: Path | str) -> UpdateReport:
    """Builds the index from the archive and removes every file of the one before.

    Raises:
        DataMissing: no archive. LockHeld: another writer; what is deleted is then still in the files.
    """
    report = rebuild_index(data)
    folder = WhooshEngine(Path(data)).folder
    lock = IndexLock(folder)
    try:
        clean(folder, read_toc(folder).files())
    finally:
        lock.release()
    return report
