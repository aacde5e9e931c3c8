"""The first hits put in a better order: those first that have the words close together, and as they were typed.

The engine counts words (BM25F). Of its first WINDOW hits the stored texts are read, and each score grows by what they
say: by how much of the query stands in one short passage, and by how much of it stands there in the very script that
was typed. A score only grows, so the first WINDOW are the engine's first WINDOW in another order, and what follows them
stays; every page of one query sees the same order. docs/decisions has the measurements behind the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from index.engine import TEXT_FIELDS, EngineHit, EngineHits, Reader, Sort
from index.marks import Mark, Marker
from index.tree import Tree

if TYPE_CHECKING:
    from archive.records import Article, Version

WINDOW: Final = 10  # hits whose texts are read, as many as a page shows
PASSAGES: Final = (12, 60)  # characters in which words begin, to stand in one passage: nearly a phrase, and a sentence
CLOSE: Final = 0.5  # what a score gains at most when all the words stand in one passage
TYPED: Final = 0.01  # and when all of them stand there as they were typed: it decides between equals

Key = tuple[str, int]
Read = Callable[[Sequence[Key]], Mapping[Key, "Version"]]


class Closely:
    """One query's hits in their final order, page by page.

    `reorders` says whether the texts have a say in it, `first` is then what the last page was cut from, `versions` what
    was read for it.
    """

    def __init__(self, reader: Reader, read: Read, tree: Tree, sort: Sort = "relevance") -> None:
        self.reader, self.tree, self.sort = reader, tree, sort
        self.marker = Marker(tree)
        self.reorders = sort == "relevance" and bool(_weights(self.marker))
        self.first: tuple[EngineHit, ...] = ()
        self.versions: dict[Key, Version] = {}
        self._read = read

    def hits(self, limit: int, offset: int = 0, at: datetime | None = None) -> EngineHits:
        """What `reader.search` finds, the first WINDOW in the better order."""
        if not self.reorders or offset >= WINDOW or limit <= 0:
            return self.reader.search(self.tree, limit=limit, offset=offset, sort=self.sort, at=at)
        found = self.reader.search(self.tree, limit=max(WINDOW, offset + limit), at=at)
        first, rest = list(found.hits[:WINDOW]), found.hits[WINDOW:]
        if len(first) > 1 and first[0].score:
            missing = [key for hit in first if (key := (hit.article_id, hit.version)) not in self.versions]
            self.versions.update(self._read(missing))
            # Of equal scores the engine's order holds: the newest first.
            first = sorted(map(self._gained, first), key=lambda hit: -hit.score)
        self.first = (*first, *rest)
        return EngineHits(found.total, self.first[offset : offset + limit])

    def _gained(self, hit: EngineHit) -> EngineHit:
        version = self.versions.get((hit.article_id, hit.version))
        if version is None:  # removed since the index was written
            return hit
        score = hit.score * (1 + gain(version.article, self.marker))
        return EngineHit(hit.article_id, hit.version, score, hit.text_print)


def _weights(marker: Marker) -> dict[int, float]:
    """How much each piece of the query says that is looked for in the text."""
    return {n: one.weight for n, one in enumerate(marker.sought) if one.field is None or one.field in TEXT_FIELDS}


def gain(article: Article, marker: Marker) -> float:
    """By what share an article's score grows."""
    weights = _weights(marker)
    whole = sum(weights.values())
    beside = f"{article.pretitle}\n{article.subtitle}".strip()
    texts = [(f, t) for f, t in (("title", article.title), ("subtitle", beside), ("body", article.body)) if t]
    typed = sum(
        weight
        for number, weight in weights.items()
        if any(
            marker.sought[number].typed in text for field, text in texts if marker.sought[number].field in (None, field)
        )
    )
    closest = 0.0
    if len(weights) > 1:
        for field, text in texts:
            places = [mark for mark in marker.places(text, field) if mark.piece in weights]
            closest = max(closest, closeness(places, weights) / whole)
    return CLOSE * closest + TYPED * typed / whole


def closeness(places: Sequence[Mark], weights: Mapping[int, float]) -> float:
    """The weight of the pieces that begin in the best passage of a text, a mean over PASSAGES. `places` ascend."""
    most = sum(weights[piece] for piece in {mark.piece for mark in places})
    return sum(_best(places, weights, size, most) for size in PASSAGES) / len(PASSAGES)


def _best(places: Sequence[Mark], weights: Mapping[int, float], size: int, most: float) -> float:
    """The greatest weight that begins within `size` characters; `most` is what all of them come to."""
    held = dict.fromkeys(weights, 0)
    here = best = 0.0
    low = 0
    for mark in places:
        if not held[mark.piece]:
            here += weights[mark.piece]
        held[mark.piece] += 1
        while mark.start - places[low].start >= size:
            gone = places[low].piece
            held[gone] -= 1
            if not held[gone]:
                here -= weights[gone]
            low += 1
        if here > best:
            best = here
            if best == most:
                break
    return best
