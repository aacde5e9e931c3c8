"""How large an archive is, part by part, how fast it grows, and when its disk will be full."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.catalogue import sizes
from archive.catalogue.connection import NAME, Catalogue
from archive.times import to_text

SPAN = timedelta(days=28)
SHORTEST = timedelta(days=3)  # of past; the first days bring all that a site has


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the parts, and what they will become."""

    warc: int
    catalogue: int
    index: int
    other: int  # reports of runs, notes, tails set aside
    free: int  # on the disk
    growth_a_day: float | None  # all parts together, while crawls go on as they did; None while too young to tell

    @property
    def total(self) -> int:
        """All parts."""
        return self.warc + self.catalogue + self.index + self.other

    @property
    def full_in_days(self) -> float | None:
        """When the disk will be full; None when nobody can tell, or nothing grows."""
        return self.free / self.growth_a_day if self.growth_a_day else None


def sizes_of(data: Path, now: datetime) -> Sizes:
    """The sizes of today; growth is what was fetched in the last four weeks, with the catalogue and index for it."""
    catalogue = Catalogue(data, write=False)
    try:
        with catalogue.reading() as db:
            kept = sizes.warc_bytes(db)
            grown, first = sizes.fetched_since(db, to_text(now - SPAN))
    finally:
        catalogue.close()
    parts = {
        "warc": _under(data / "warc"),
        "catalogue": sum(_size(path) for path in data.glob(f"{NAME}*")),
        "index": _under(data / "index"),
    }
    total = _under(data)
    growth = None
    if first is not None and now - first >= SHORTEST and kept:
        share = total / kept  # the catalogue and the index grow with the files
        growth = grown * share / (min(SPAN, now - first) / timedelta(days=1))
    return Sizes(**parts, other=total - sum(parts.values()), free=shutil.disk_usage(data).free, growth_a_day=growth)


def _under(folder: Path) -> int:
    return sum(_size(Path(place) / name) for place, _, names in os.walk(folder) for name in names)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:  # gone while we counted
        return 0
