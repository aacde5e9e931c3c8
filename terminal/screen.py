"""Where a verb writes: results to stdout, talk to stderr; how wide, in colour or not, in which language.

What measures and cleans text loads with the first line that people read: JSON wants none of it. Everything of a page
passes `clean` on its way out. JSON is written in UTF-8 and holds no raw control character.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from terminal.arguments import Options

NARROWEST, WIDEST = 20, 120  # lines longer than that are hard to read back to their beginning
Range = tuple[int, int]

_SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "mark": "1;31"}


class Screen:
    """The two streams of one run, and what they can show."""

    def __init__(self, out: TextIO, err: TextIO, columns: int = 80, colour: bool = False) -> None:
        self.out = out
        self.err = err
        self.columns = columns
        self.colour = colour

    @property
    def width(self) -> int:
        """Cells of a line that people read."""
        return max(NARROWEST, min(self.columns, WIDEST))

    def line(self, text: str = "") -> None:
        """One line of result, already clean."""
        self.out.write(text.rstrip(" ") + "\n")

    def tell(self, text: str) -> None:
        """One line of result in our own words, in the reader's language where it is known there."""
        from terminal.cells import clean
        from terminal.messages import said

        self.line(clean(said(text)))

    def say(self, text: str) -> None:
        """One line of talk: progress, notices, errors; in the reader's language where it is known there."""
        from terminal.cells import clean
        from terminal.messages import said

        self.out.flush()
        try:
            self.err.write(clean(said(text)) + "\n")
            self.err.flush()
        except OSError:  # talk that cannot be heard changes neither result nor exit status
            self._fall_silent()

    def _fall_silent(self) -> None:
        """Talk goes nowhere from now on; what Python still holds of it must not fail at its exit either."""
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.err.fileno())
        except (OSError, ValueError):
            self.err = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for as long as we run

    def json(self, rows: Iterable[Mapping[str, Any]], as_lines: bool) -> None:
        """Objects, one a line or as one array; each carries its schema number."""
        from terminal.json_lines import json_text

        if not as_lines:
            self.out.write("[")
        for count, text in enumerate(map(json_text, rows)):
            if not as_lines:
                self.out.write(",\n " if count else "\n ")
            self.out.write(text)
            if as_lines:
                self.out.write("\n")
        if not as_lines:
            self.out.write("\n]\n")

    def style(self, text: str, kind: str) -> str:
        """A clean text in bold, dim or a colour where colour is shown."""
        return f"\x1b[{_SGR[kind]}m{text}\x1b[0m" if self.colour and text else text

    def marked(self, text: str, marks: Iterable[Range]) -> str:
        """A text of the archive, cleaned, its marked ranges bold, or in 【】 where no colour is shown."""
        from terminal.cells import clean

        parts, at = [], 0
        for start, end in marks:
            parts.append(clean(text[at:start]))
            inner = clean(text[start:end])
            parts.append(self.style(inner, "mark") if self.colour else f"【{inner}】")
            at = end
        parts.append(clean(text[at:]))
        return "".join(parts)

    def marked_lines(self, text: str, marks: Iterable[Range], cells: int, most: int = 0) -> list[str]:
        """As `marked`, broken into lines of so many cells; of more than `most` lines the last ends with …"""
        from terminal.cells import break_points, clip

        plain, inside = self._with_marks(text, marks)
        spans = break_points(plain, cells)
        lines = []
        for number, (start, end) in enumerate(spans):
            piece = plain[start:end]
            if most and number == most - 1 and len(spans) > most:
                piece = clip(plain[start:], cells)
                while len(piece) > 1 and not self.colour and piece.count("【") > piece.count("】"):
                    piece = piece[: piece.rindex("【")].rstrip("… ") + "…"
                lines.append(self._coloured(piece, inside[start : start + len(piece)]))
                break
            lines.append(self._coloured(piece, inside[start:end]))
        return lines

    def pad(self, line: str, cells: int) -> str:
        """A line that may hold colour, with blanks up to so many cells."""
        from terminal.cells import pad, width

        return pad(line, cells + width(line) - width(re.sub("\x1b\\[[0-9;]*m", "", line)))

    def _with_marks(self, text: str, marks: Iterable[Range]) -> tuple[str, list[bool]]:
        """The clean text, and for each of its characters whether it is coloured; without colour it holds 【】."""
        if not self.colour:
            plain = self.marked(text, marks)
            return plain, [False] * len(plain)
        from terminal.cells import clean

        parts, inside, at = [], [], 0
        for start, end in [*marks, (len(text), len(text))]:
            before, within = clean(text[at:start]), clean(text[start:end])
            parts += [before, within]
            inside += [False] * len(before) + [True] * len(within)
            at = end
        return "".join(parts), inside

    def _coloured(self, piece: str, inside: list[bool]) -> str:
        if not any(inside):
            return piece
        parts, at = [], 0
        while at < len(piece):
            on, start = inside[at], at
            while at < len(piece) and inside[at] == on:
                at += 1
            parts.append(self.style(piece[start:at], "mark") if on else piece[start:at])
        return "".join(parts)


def open_screen(options: Options, environ: Mapping[str, str]) -> Screen:
    """The screen of this process: width from COLUMNS or the terminal, colour as asked for.

    NO_COLOR (https://no-color.org) and TERM=dumb turn colour off unless `--color always` says otherwise.
    """
    wanted = options.text("color") or "auto"
    colour = wanted == "always" or (
        wanted == "auto"
        and not environ.get("NO_COLOR")
        and environ.get("TERM", "") not in ("dumb", "")
        and sys.stdout is not None
        and sys.stdout.isatty()
    )
    return Screen(sys.stdout, sys.stderr, columns_of(environ), colour)


def columns_of(environ: Mapping[str, str]) -> int:
    """Columns of the terminal; COLUMNS decides where it is set, 80 where nobody knows."""
    said = environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and stream.isatty():
                return os.get_terminal_size(stream.fileno()).columns or 80
        except (OSError, ValueError):
            continue
    return 80
