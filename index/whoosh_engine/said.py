"""What the texts of one query come to: each is analysed once, for finding in every segment and for ranking."""

from __future__ import annotations

from collections.abc import Iterator

from index.analysis import Piece, query_phrase, query_terms, query_words
from index.engine import TEXT_FIELDS
from index.tree import And, Loose, Near, Or, Text, Tree

Ranked = tuple[str | None, str]  # field, or None for the whole text, and term


class Said:
    """The texts of one query, analysed."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, bool], list[Piece]] = {}
        self._terms: dict[str, list[str]] = {}

    def pieces(self, text: str, quoted: bool) -> list[Piece]:
        """What a text requires: one piece for all of it when it is quoted, else one for each word."""
        found = self._pieces.get((text, quoted))
        if found is None:
            whole = query_phrase(text) if quoted else None
            found = ([whole] if whole else []) if quoted else query_words(text)
            self._pieces[text, quoted] = found
        return found

    def terms(self, text: str) -> list[str]:
        """The terms of a text of which any will do."""
        if text not in self._terms:
            self._terms[text] = query_terms(text)
        return self._terms[text]

    def ranked(self, tree: Tree) -> list[Ranked]:
        """What a tree ranks by, each once, in the order of the sum: texts outside of NOT; no names, no filters."""
        found = list(dict.fromkeys(self._ranked(tree)))
        if len(found) > 1:
            found.sort(key=lambda one: (one[0] or "", one[1]))
        return found

    def _ranked(self, tree: Tree) -> Iterator[Ranked]:
        match tree:
            case And(children) | Or(children):
                for child in children:
                    yield from self._ranked(child)
            case Text(field, text, quoted) if field is None or field in TEXT_FIELDS:
                yield from ((field, term) for piece in self.pieces(text, quoted) for term in piece.ranked)
            case Near(field, texts, _) if field is None or field in TEXT_FIELDS:
                pieces = [piece for text in texts for piece in self.pieces(text, True)]
                yield from ((field, term) for piece in pieces for term in piece.ranked)
            case Loose(field, text) if field is None or field in TEXT_FIELDS:
                yield from ((field, term) for term in self.terms(text))
            case _:
                return
