"""The default engine's door: what reads and what writes the index of a data directory. Neither loads the other's
modules.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.whoosh_engine.reader import WhooshReader
    from index.whoosh_engine.writer import WhooshWriter


class WhooshEngine:
    """The index of one data directory."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "index"

    def reader(self) -> WhooshReader:
        """Raises DataMissing, DamagedData or NewerFormat."""
        from index.whoosh_engine.reader import WhooshReader

        return WhooshReader(self.folder)

    def writer(self, *, fresh: bool = False) -> WhooshWriter:
        """`fresh`: begins empty beside the old index. Raises LockHeld, and as `reader` does when not fresh."""
        from index.whoosh_engine.toc import sync_folder
        from index.whoosh_engine.writer import WhooshWriter

        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            sync_folder(self.folder.parent)
        return WhooshWriter(self.folder, fresh)
