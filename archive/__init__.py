"""What was fetched and what it said: WARC files, the catalogue, versions. One door: `open_archive`.

Nothing is loaded before it is used, so `archive.records` stays a cheap import for every other stage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.archive import Archive, open_archive

__all__ = ["Archive", "open_archive"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from archive import archive

        return getattr(archive, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
