"""The passage of a stored text that answers a query best, with what to highlight in it.

In come the text as kept and the places of the query's pieces, out goes one passage or two, cut at sentences where they
are near. Offsets of the marks count characters of the passage itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.values import frozen
from index.marks import Mark, Marker, Range, join_ranges

if TYPE_CHECKING:
    from archive.records import Article

GAP = "…"
_SENTENCE_ENDS = "。！？!?；;\n"


@frozen
class Snippet:
    """A passage in one line, and the ranges of it that matched."""

    text: str
    marks: tuple[Range, ...] = ()


def make_snippet(text: str, marker: Marker, size: int = 100) -> Snippet:
    """The best passage of about `size` Chinese characters, or twice as many Latin ones.

    The beginning of the text where nothing of the query stands in it.
    """
    if text[:200].isascii():
        size *= 2
    places = marker.places(text, "body")
    if not places:
        return _assemble(text, [_widen(text, 0, 0, size)], [])
    weights = {n: sought.weight for n, sought in enumerate(marker.sought)}
    wanted = {m.piece for m in places}
    first = _best(places, weights, wanted, size)
    held = {m.piece for m in first}
    missing = wanted - held
    if not missing:
        return _assemble(text, [_widen(text, first[0].start, _end(first), size)], places)
    # Two passages of half the size say more than one when the words stand far apart.
    half = size // 2
    first = _best(places, weights, wanted, half)
    missing = wanted - {m.piece for m in first}
    second = _best([m for m in places if m.piece in missing], weights, missing, half)
    spans = sorted(_widen(text, part[0].start, _end(part), half) for part in (first, second))
    if spans[1][0] <= spans[0][1] + 1:
        spans = [(spans[0][0], max(spans[0][1], spans[1][1]))]
    return _assemble(text, spans, places)


def make_conjecture(article: Article, marker: Marker) -> Snippet | None:
    """The damaged span that may have said what was asked, named as such, where nothing in the text says it."""
    for repair in article.repairs:
        marks = marker.marks(repair.conjecture, "conjecture") if repair.conjecture else ()
        if marks:
            told = f"{repair.found} (damaged; perhaps "
            return Snippet(
                f"{told}{repair.conjecture})", tuple((len(told) + start, len(told) + end) for start, end in marks)
            )
    return None


def _best(places: list[Mark], weights: dict[int, float], wanted: set[int], size: int) -> list[Mark]:
    """The run of places, no wider than `size`, that holds most of what is wanted; the earliest of equals."""
    counts: dict[int, int] = {}
    score, best_score, best = 0.0, -1.0, (0, 1)
    low = 0
    for high, mark in enumerate(places):
        if not counts.get(mark.piece):
            score += weights[mark.piece] if mark.piece in wanted else 0.0
        counts[mark.piece] = counts.get(mark.piece, 0) + 1
        while low < high and mark.end - places[low].start > size:
            gone = places[low].piece
            counts[gone] -= 1
            if not counts[gone]:
                score -= weights[gone] if gone in wanted else 0.0
            low += 1
        # Several places of one piece say a little more than one, never more than another piece does.
        here = score + 0.01 * min(high - low, 50)
        if here > best_score:
            best_score, best = here, (low, high + 1)
    return places[best[0] : best[1]]


def _end(part: list[Mark]) -> int:
    return max(m.end for m in part)


def _widen(text: str, start: int, end: int, size: int) -> Range:
    """A span of about `size` characters around [start, end): from a sentence's beginning where one is near."""
    end = min(end, start + 2 * size)
    slack = max(size - (end - start), 0)
    earliest = max(0, start - slack // 2)
    begin = earliest
    if earliest > 0:
        cuts = [at for at in range(earliest, start) if text[at - 1] in _SENTENCE_ENDS]
        if cuts:
            begin = cuts[0]
        else:
            while begin < start and _inside_word(text, begin):
                begin += 1
    stop = min(len(text), max(end, begin + size))
    if len(text) - stop <= 3:
        stop = len(text)
    while end < stop < len(text) and _inside_word(text, stop):
        stop -= 1
    while begin < start and text[begin].isspace():
        begin += 1
    while stop > end and stop > begin and text[stop - 1].isspace():
        stop -= 1
    return begin, stop


def _inside_word(text: str, at: int) -> bool:
    """Whether a cut here would part a Latin word or a number."""
    return 0 < at < len(text) and _is_latin(text[at]) and _is_latin(text[at - 1])


def _is_latin(char: str) -> bool:
    return char < "\u2e80" and char.isalnum()


def _assemble(text: str, spans: list[Range], places: list[Mark]) -> Snippet:
    parts: list[str] = []
    marks: list[Range] = []
    length = 0
    for begin, stop in spans:
        if begin > 0 and not (parts and parts[-1] == GAP):
            parts.append(GAP)
            length += len(GAP)
        for mark in places:
            if mark.start >= begin and mark.end <= stop:
                marks.append((mark.start - begin + length, mark.end - begin + length))
        parts.append(text[begin:stop].replace("\n", " ").replace("\r", " "))
        length += stop - begin
        if stop < len(text):
            parts.append(GAP)
            length += len(GAP)
    return Snippet("".join(parts), join_ranges(sorted(marks)))
