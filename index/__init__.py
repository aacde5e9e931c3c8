"""The archive as answers: fold, cut, index, search. `open_index` is the door; nothing is loaded before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.search import Hit, Index, Results, open_index

__all__ = ["Hit", "Index", "Results", "open_index"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from index import search

        return getattr(search, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
