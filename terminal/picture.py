"""Counts over time as an SVG file: bars, a label where there is room, the numbers as titles. No library, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from terminal.cells import clean

WIDE, HIGH, EDGE = 960, 320, 40
_LABELS = 16


def bars(rows: Sequence[tuple[str, int]], title: str) -> str:
    """The picture."""
    title = escape(clean(title))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{title}">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        f'<text x="{EDGE}" y="24" font-family="sans-serif" font-size="16" fill="#222">{title}</text>',
    ]
    most = max((count for _, count in rows), default=0)
    step = (WIDE - 2 * EDGE) / max(len(rows), 1)
    every = max(1, -(-len(rows) // _LABELS))
    for number, (name, count) in enumerate(rows):
        height = (HIGH - 2 * EDGE) * count / most if most else 0
        x, y = EDGE + number * step, HIGH - EDGE - height
        lines.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{step * 0.85:.1f}" height="{height:.1f}" fill="#a4262c">'
            f"<title>{escape(name)}: {count:,}</title></rect>"
        )
        if number % every == 0:
            lines.append(
                f'<text x="{x:.1f}" y="{HIGH - EDGE + 16}" font-family="sans-serif" font-size="11" fill="#444">'
                f"{escape(name)}</text>"
            )
    lines.append(
        f'<text x="{EDGE - 6}" y="{EDGE + 4}" text-anchor="end" font-family="sans-serif" font-size="11" fill="#444">'
        f"{most:,}</text>"
    )
    return "\n".join([*lines, "</svg>"]) + "\n"
