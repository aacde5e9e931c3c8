"""The oracle: the same searches by brute force, unit by unit, document by document. Slow, and plain enough to be
believed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from archive.records import Version
from index import closeness
from index.analysis import Unit, bag, query_phrase, query_terms, query_words, units
from index.document import FOREVER, UNDATED, Document, days_of, document_of, micros
from index.engine import TEXT_FIELDS, EngineHit, EngineHits
from index.fold import fold
from index.tree import All, And, Filter, Loose, Near, Not, Nothing, Or, Prefix, Present, Range, Text, Tree
from index.whoosh_engine.schema import K1, LENGTH_SHARE, LISTED, WEIGHTS, term_weight

f32 = np.float32


def joined(one: Unit, other: Unit) -> bool:
    return one.cjk and other.cjk and one.offset + 1 == other.offset


def occurrences(text: str, quoted: str) -> list[tuple[int, int]]:
    """(first position, number of units) of each place where the units of `quoted` follow each other in `text`."""
    held, wanted = list(units(fold(text))), list(units(fold(quoted).replace("\n", " ")))
    found = []
    for start in range(len(held) - len(wanted) + 1):
        part = held[start : start + len(wanted)]
        same = all(a.term == b.term and a.cjk == b.cjk for a, b in zip(part, wanted, strict=True))
        row = all(a.position + 1 == b.position for a, b in itertools.pairwise(part))
        tight = all(joined(part[i], part[i + 1]) for i in range(len(part) - 1) if joined(wanted[i], wanted[i + 1]))
        if wanted and same and row and tight:
            found.append((part[0].position, len(part)))
    return found


def within(first: int, last: int, low: str | None, high: str | None) -> bool:
    """Whether the days lie inside of the bounds."""
    lowest, highest = days_of(low or "0001"), days_of(high or "9999")
    assert lowest and highest
    return lowest[0] <= first and last <= highest[1]


class PlainEngine:
    """What a catalogue holds, searched plainly."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self.documents = [document_of(version) for version in versions]
        self.bags = {id(d): {f: bag(d.texts[f]) for f in TEXT_FIELDS} for d in self.documents}

    def _text(self, document: Document, field: str) -> str:
        return document.texts[field] if field in TEXT_FIELDS else document.names[field]

    def matches(self, document: Document, tree: Tree) -> bool:
        match tree:
            case All():
                return True
            case Nothing():
                return False
            case And(children):
                return all(self.matches(document, child) for child in children)
            case Or(children):
                return any(self.matches(document, child) for child in children)
            case Not(child):
                return not self.matches(document, child)
            case Text(field, text, quoted):
                return self._matches_text(document, field, text, quoted)
            case Loose(field, text):
                fields = TEXT_FIELDS if field is None else (field,)
                return any(term in self.bags[id(document)][f][0] for f in fields for term in query_terms(text))
            case Near(field, texts, distance):
                fields = TEXT_FIELDS if field is None else (field,)
                return any(self._near(self._text(document, f), texts, distance) for f in fields)
            case Prefix(field, text):
                return self._prefix(document, field, text)
            case Present("captured"):
                return True
            case Present("changed"):
                return document.version > 1
            case Present(field):
                return (
                    document.first_day != UNDATED
                    if field == "date"
                    else bool(list(units(fold(self._text(document, field)))))
                )
            case Range("date", low, high):
                return document.first_day != UNDATED and within(document.first_day, document.last_day, low, high)
            case Range(field, low, high):
                day = document.valid_from // 86_400_000_000
                return (field == "captured" or document.version > 1) and within(day, day, low, high)
            case Filter("id", value):
                return bool(value) and document.article_id.startswith(value.lower())
            case Filter(field, value):
                values = filter(None, document.names[field].split("\n"))
                return field in LISTED and fold(value) in {fold(own) for own in values}

    def _matches_text(self, document: Document, field: str | None, text: str, quoted: bool) -> bool:
        if quoted:
            wanted = [text] if query_phrase(text) else []
        else:
            wanted = [text[p.offset : p.offset + p.length] for p in query_words(text)]
        fields = TEXT_FIELDS if field is None else (field,)
        return bool(wanted) and all(any(occurrences(self._text(document, f), w) for f in fields) for w in wanted)

    @staticmethod
    def _near(text: str, texts: tuple[str, ...], distance: int) -> bool:
        found = [occurrences(text, one) for one in texts]
        span = distance + sum(own[0][1] for own in found if own)

        def fits(chosen: list[tuple[int, int]], left: list[list[tuple[int, int]]]) -> bool:
            if left:
                return any(fits([*chosen, one], left[1:]) for one in left[0])
            return max(at + size for at, size in chosen) - min(at for at, _ in chosen) <= span

        return bool(texts) and all(found) and fits([], found)

    def _prefix(self, document: Document, field: str | None, text: str) -> bool:
        listed = list(units(fold(text)))
        fields = TEXT_FIELDS if field is None else (field,)
        if len(listed) == 1 and not listed[0].cjk:
            held = (u for f in fields for u in units(fold(self._text(document, f))))
            return any(u.term.startswith(listed[0].term) for u in held if not u.cjk)
        return bool(listed) and any(occurrences(self._text(document, f), text) for f in fields)

    def _ranked(self, tree: Tree) -> set[tuple[str | None, str]]:
        match tree:
            case And(children) | Or(children):
                return {one for child in children for one in self._ranked(child)}
            case Loose(field, text):
                return {(field, term) for term in query_terms(text)} if field in (None, *TEXT_FIELDS) else set()
            case Text(field, text, quoted):
                pieces = [query_phrase(text)] if quoted else query_words(text)
            case Near(field, texts, _):
                pieces = [query_phrase(text) for text in texts]
            case _:
                return set()
        if field not in (None, *TEXT_FIELDS):
            return set()
        return {(field, term) for piece in pieces if piece for term in piece.ranked}

    def search(
        self, tree: Tree, limit: int = 10, offset: int = 0, sort: str = "relevance", at: datetime | None = None
    ) -> EngineHits:
        if at is None:
            view = [d for d in self.documents if d.valid_to == FOREVER]
        else:
            view = [d for d in self.documents if d.valid_from <= micros(at) < d.valid_to]
        found = [d for d in view if self.matches(d, tree)]
        terms = sorted(self._ranked(tree), key=lambda one: (one[0] or "", one[1])) if sort == "relevance" else []
        if terms:
            scores = self._scores(view, found, terms)
            found.sort(key=lambda d: (-scores[id(d)], d.first_day == UNDATED, -d.moment, d.article_id, d.version))
        else:
            scores = {id(d): 0.0 for d in found}
            sign = 1 if sort == "date-asc" else -1
            found.sort(key=lambda d: (d.first_day == UNDATED, sign * d.moment, d.article_id, d.version))
        hits = [EngineHit(d.article_id, d.version, scores[id(d)]) for d in found[offset : offset + limit]]
        return EngineHits(len(found), tuple(hits))

    def _scores(
        self, view: list[Document], found: list[Document], terms: list[tuple[str | None, str]]
    ) -> dict[int, float]:
        average = {f: sum(self.bags[id(d)][f][2] for d in view) / len(view) if view else 0.0 for f in TEXT_FIELDS}
        totals = {id(d): f32(0) for d in found}
        for field, term in terms:
            fields = TEXT_FIELDS if field is None else (field,)
            df = sum(any(term in self.bags[id(d)][f][0] for f in fields) for d in view)
            idf = f32(term_weight(term) * math.log(1 + (len(view) - df + 0.5) / (df + 0.5)))
            for document in found:
                counted = f32(0)
                for f in fields:
                    weights, _, length = self.bags[id(document)][f]
                    if term in weights:
                        slope = f32(LENGTH_SHARE[f] / average[f])
                        norm = f32(1 - LENGTH_SHARE[f]) + slope * f32(length)
                        counted = counted + f32(WEIGHTS[f]) * f32(weights[term]) / norm
                totals[id(document)] = totals[id(document)] + idf * (counted / (f32(K1) + counted))
        return {key: float(value) for key, value in totals.items()}

    def search_closely(
        self, tree: Tree, limit: int = 10, offset: int = 0, sort: str = "relevance", at: datetime | None = None
    ) -> EngineHits:
        """The final order: as `search`, the first WINDOW by what their texts say too."""
        whole = self.search(tree, 10**6, 0, sort, at)
        hits = list(whole.hits)
        asked = sought(tree)
        if sort == "relevance" and asked and hits and hits[0].score and len(hits) > 1:
            by_key = {(d.article_id, d.version): d for d in self.documents}
            first = [
                EngineHit(h.article_id, h.version, h.score * (1 + plain_gain(by_key[h.article_id, h.version], asked)))
                for h in hits[: closeness.WINDOW]
            ]
            hits[: closeness.WINDOW] = sorted(first, key=lambda h: -h.score)
        return EngineHits(whole.total, tuple(hits[offset : offset + limit]))


Sought = tuple[str | None, str, float]  # field, text as typed, weight


def sought(tree: Tree) -> list[Sought]:
    """What a query looks for in texts, each thing once: 1 a Chinese character, 2 a Latin word."""
    found: dict[tuple[str | None, str], Sought] = {}

    def look(field: str | None, text: str, end: str = "") -> None:
        listed = list(units(fold(text)))
        key = "".join((" " if not u.cjk else "") + u.term for u in listed) + end
        if field in (None, *TEXT_FIELDS) and listed:
            weight = 2.0 if end else sum(1.0 if u.cjk else 2.0 for u in listed)
            found.setdefault((field, key), (field, text + end, weight))

    def walk(tree: Tree) -> None:
        match tree:
            case And(children) | Or(children):
                for child in children:
                    walk(child)
            case Text(field, text, True):
                look(field, text)
            case Text(field, text, False):
                for piece in query_words(text):
                    look(field, text[piece.offset : piece.offset + piece.length])
            case Near(field, texts, _):
                for one in texts:
                    look(field, one)
            case Loose(field, text):
                pieces = query_words(text)
                for piece in [p for p in pieces if p.length > 1] or pieces:
                    look(field, text[piece.offset : piece.offset + piece.length])
            case Prefix(field, text):
                listed = list(units(fold(text)))
                look(field, text, "" if not listed or listed[-1].cjk else "*")

    walk(tree)
    return list(found.values())


def plain_gain(document: Document, asked: list[Sought]) -> float:
    """How much a score grows: by the best passage of one text, and by what stands in any of them as it was typed."""
    texts = {f: document.texts[f].strip() for f in ("title", "subtitle", "body")}
    whole = sum(weight for _, _, weight in asked)
    typed = sum(
        weight
        for field, text, weight in asked
        if any(text.rstrip("*") in t for f, t in texts.items() if field in (None, f))
    )
    closest = 0.0
    for name, text in texts.items() if len(asked) > 1 else ():
        starts = [beginnings(text, one) if field in (None, name) else [] for field, one, _ in asked]
        shares = 0.0
        for size in closeness.PASSAGES:
            shares += max(
                (
                    sum(w for (_, _, w), own in zip(asked, starts, strict=True) if any(s <= x < s + size for x in own))
                    for s in itertools.chain(*starts)
                ),
                default=0.0,
            )
        closest = max(closest, shares / len(closeness.PASSAGES) / whole)
    return closeness.CLOSE * closest + closeness.TYPED * typed / whole


def beginnings(text: str, one: str) -> list[int]:
    """Where in a text something begins."""
    held = list(units(fold(text)))
    if one.endswith("*"):
        last = list(units(fold(one)))[-1].term
        return [u.offset for u in held if not u.cjk and u.term.startswith(last)]
    at = {unit.position: unit.offset for unit in held}
    return [at[position] for position, _ in occurrences(text, one)]
