"""Spans of text that cannot be what was written: GBK read one byte late. Text in, spans with the likeliest reading out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged span as it stands in the text, what happened to it, and the likeliest reading ("" when none can be told)."""

    start: int
    found: str
    note: str
    conjecture: str = ""


def find_damage(text: str) -> list[Damage]:
    """Every damaged span, in order."""
    return []
