"""Inverts one field of a batch of documents, as arrays: code points in, terms with their postings out.

The same bag as index.analysis.bag, document by document; a test holds the two together. Left to others: how postings
lie on the disk (postings.py), which fields there are (schema.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from index.analysis import ACCENT, HANZI, LATIN, LINE, SEPARATOR, is_cjk, kind_of, latin_term, segmenter
from index.fold import fold_table
from index.whoosh_engine.postings import ALONE, EDGE, SHIFT, Block, Ints, Mask

_ACCENT_IN_WORD = re.compile("(?<=[^\\W_])[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Inverted:
    """The terms of one field of a batch. `grams` are keys of code points, ascending; `words` ascend as bytes."""

    grams: Ints
    words: list[str]
    block: Block  # grams first, then words
    lengths: Ints  # units of each document
    longest: int  # the last position used, and one


@cache
def _fold_array() -> Ints:
    table = np.arange(0x110000, dtype=np.uint32)
    for char, folded in fold_table().items():
        table[char] = folded if isinstance(folded, int) else ord(folded)
    return table  # type: ignore[return-value]


_classes = np.full(0x110000, 255, np.uint8)


def _classify(points: Ints) -> Ints:
    """The class of each code point; each distinct one is looked at once a process."""
    found = _classes[points]
    if (found == 255).any():
        for point in np.unique(points[found == 255]).tolist():
            kind = kind_of(chr(point))
            _classes[point] = SEPARATOR if kind == ACCENT else kind  # those within words are gone by now
        found = _classes[points]
    return found  # type: ignore[return-value]


def _loose_accents_dropped(folded: str) -> str:
    """Accents that stand alone, within or behind a Latin word, taken away: they are no part of its term."""

    def drop(found: re.Match[str]) -> str:
        return found.group() if is_cjk(folded[found.start() - 1]) else ""

    return _ACCENT_IN_WORD.sub(drop, folded)


def _groups(sorted_values: Ints) -> Ints:
    """Where each stretch of equal values begins."""
    if not sorted_values.size:
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], sorted_values[1:] != sorted_values[:-1])))


def invert(texts: Sequence[str]) -> Inverted:
    """The terms of one field; `texts` are its values, one a document, not folded."""
    points = np.frombuffer("\n".join(texts).encode("utf-32-le", "replace"), "<u4")
    points = _fold_array()[points]
    folded = points.tobytes().decode("utf-32-le")
    sizes = [len(text) for text in texts]
    if _ACCENT_IN_WORD.search(folded):
        clean, at = [], 0
        for size in sizes:
            clean.append(_loose_accents_dropped(folded[at : at + size]))
            at += size + 1
        sizes, folded = [len(text) for text in clean], "\n".join(clean)
        points = np.frombuffer(folded.encode("utf-32-le"), "<u4")
    kinds = _classify(points)
    begins = np.concatenate(([0], np.cumsum(np.array(sizes, np.int64) + 1)))[:-1]

    cjk, latin = (kinds & 1).astype(np.bool_) & (kinds != LINE), kinds == LATIN
    latin_first = latin & ~np.concatenate(([False], latin[:-1]))
    unit = cjk | latin_first
    places = np.cumsum(unit | (kinds == LINE)) - (unit | (kinds == LINE))  # positions used before each character
    at_unit = np.flatnonzero(unit)
    number = np.cumsum(unit) - unit  # of the unit that a character begins
    owner = np.searchsorted(begins, at_unit, side="right") - 1
    base = places[np.minimum(begins, max(points.size - 1, 0))] if points.size else np.zeros(len(texts), np.int64)
    position = places[at_unit] - base[owner]
    lengths = np.bincount(owner, minlength=len(texts))

    words, word_key, word_unit, bonus = _dictionary(folded, kinds, number, at_unit.size)
    latin_words, latin_unit = _latin(folded, latin, latin_first, number)
    names = sorted({*words, *latin_words})
    rank = {name: i for i, name in enumerate(names)}
    ranks = np.array([rank[w] for w in words], np.int64)

    chars = np.flatnonzero(cjk)
    key = points[chars].astype(np.uint64) << np.uint64(SHIFT)
    units = number[chars].astype(np.uint64)
    joined_next = np.concatenate((chars[1:] == chars[:-1] + 1, [False])) if chars.size else np.empty(0, np.bool_)
    joined_last = np.concatenate(([False], joined_next[:-1])) if chars.size else np.empty(0, np.bool_)
    edge = ~(joined_next & joined_last)
    second = np.concatenate((points[chars[1:]], [0])).astype(np.uint64) if chars.size else key
    keys = np.concatenate((key | np.uint64(ALONE), (key | np.uint64(EDGE))[edge], (key | second)[joined_next]))
    where = np.concatenate((units, units[edge], units[joined_next]))
    order = _order(keys, where)
    keys, where = keys[order], where[order].astype(np.int64)
    gram_part = _posted(keys.astype(np.int64), where, owner, position, bonus, (keys & np.uint64((1 << SHIFT) - 1)) > 0)

    latin_rank = np.array([rank[w] for w in latin_words], np.int64)
    keys2 = np.concatenate((ranks[word_key], latin_rank))
    where2 = np.concatenate((word_unit, latin_unit))
    has_place = np.concatenate((np.zeros(word_key.size, np.bool_), np.ones(latin_rank.size, np.bool_)))
    order = np.lexsort((where2, keys2))
    word_part = _posted(keys2[order], where2[order], owner, position, None, has_place[order])
    block = Block(*(np.concatenate(pair) for pair in zip(gram_part[1:], word_part[1:], strict=True)))
    return Inverted(gram_part[0], names, block, lengths, int(position.max(initial=-1)) + 1)


def _order(keys: Ints, where: Ints) -> Ints:
    return np.lexsort((where, keys))


def _dictionary(folded: str, kinds: Ints, number: Ints, unit_count: int) -> tuple[list[str], Ints, Ints, Ints]:
    """Dictionary words of three and more (distinct words, then number of the word and unit of each occurrence), and
    for each unit whether a word of two begins there.
    """
    bonus = np.zeros(unit_count, np.int64)
    parts = segmenter().cut(folded, hmm=False)
    sizes = np.fromiter(map(len, parts), np.int64, len(parts))
    begins = np.cumsum(sizes) - sizes
    foreign = np.concatenate(([0], np.cumsum(kinds != HANZI)))
    whole = (sizes > 1) & (foreign[begins + sizes] == foreign[begins])
    bonus[number[begins[whole & (sizes == 2)]]] = 1
    long = np.flatnonzero(whole & (sizes > 2))
    ids: dict[str, int] = {}
    word = np.array([ids.setdefault(parts[i], len(ids)) for i in long.tolist()], np.int64)
    return list(ids), word, number[begins[long]], bonus


def _latin(folded: str, latin: Ints, first: Ints, number: Ints) -> tuple[list[str], Ints]:
    """Latin words and numbers as terms, and the unit of each."""
    begins = np.flatnonzero(first)
    ends = np.flatnonzero(latin & ~np.concatenate((latin[1:], [False]))) + 1 if latin.size else begins
    words = [latin_term(folded[b:e]) for b, e in zip(begins.tolist(), ends.tolist(), strict=True)]
    return words, number[begins]


def _posted(
    keys: Ints, where: Ints, owner: Ints, position: Ints, bonus: Ints | None, has_place: Mask
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """(terms, sizes, docs, places, counts, positions) of occurrences that are sorted by key and unit."""
    docs = owner[where] if where.size else where.astype(np.int64)
    if not keys.size:
        none = np.empty(0, np.int64)
        return none, none, none, none, none, none
    begins = np.flatnonzero(np.concatenate(([True], (keys[1:] != keys[:-1]) | (docs[1:] != docs[:-1]))))
    occurrences = np.diff(np.concatenate((begins, [keys.size])))
    places = np.where(has_place[begins], occurrences, 0)
    counts = occurrences
    if bonus is not None:
        added = np.where(has_place & ((keys & ((1 << SHIFT) - 1)) > EDGE), bonus[where], 0)
        counts = counts + np.add.reduceat(added, begins)
    posting_keys = keys[begins]
    term_begins = _groups(posting_keys)
    sizes = np.diff(np.concatenate((term_begins, [begins.size])))
    return posting_keys[term_begins], sizes, docs[begins], places, counts, position[where][has_place]
