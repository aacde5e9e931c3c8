"""Folding: text to the form that is compared. One character in, one character out, whatever stands beside it.

Traditional, simplified and variant forms share one character; width, case and Latin accents go where one character
stays one. Offsets in folded text are offsets in the text itself, so highlights fall on what was stored. Folded text is
never stored or shown.

Over-merging is the price of looking at no neighbour: 炼/鍊/链, 沈/沉/瀋, 里/哩, 周/週/賙 are one class each, as
OpenCC's tables relate them. It finds a little more than was asked for and never less.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

FOLD_VERSION = 1
_TABLE = Path(__file__).with_name("fold_table.txt")


@cache
def fold_table() -> dict[int, int]:
    """Code point to code point, for every character that folding changes."""
    head, *_, keys, values = _TABLE.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert head == f"union-news fold {FOLD_VERSION}", f"{_TABLE.name}: {head!r} is not table {FOLD_VERSION}"
    return str.maketrans(keys, values)


@cache
def fold_array() -> Any:
    """The table as an array of all code points, for long texts; numpy is loaded by the first to ask."""
    import numpy as np

    table = fold_table()
    array = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    array[np.fromiter(table.keys(), np.uint32, len(table))] = np.fromiter(table.values(), np.uint32, len(table))
    return array


def fold(text: str) -> str:
    """The text as it is compared; as long as `text`, and folding again changes nothing.

    >>> fold("農民工ＡＢＣ後臺")
    '农民工abc后台'
    """
    return text if text.isascii() and text.islower() else text.translate(fold_table())
