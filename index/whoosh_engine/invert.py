"""Inverts one field of a batch of documents, as arrays: code points in, terms with their postings out.

The same bag as index.analysis.bag, document by document; a test holds the two together. Left to others: how postings
lie on the disk (postings.py), which fields there are (schema.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import ACCENT, CJK, HANZI, LATIN, LINE, LONGEST_WORD, SEPARATOR, is_cjk, kind_of, segmenter
from index.fold import fold_array
from index.whoosh_engine.arrays import Array, Ints, Mask, begins
from index.whoosh_engine.postings import ALONE, EDGE, FIRST_CHAR, SHIFT, Block

CUT_AT_ONCE = 200_000  # characters, and the rest of the line
_ACCENT_IN_WORD = re.compile("(?<=[^\\W_])[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Inverted:
    """The terms of one field of a batch. `grams` are keys of code points, ascending; `words` ascend as bytes."""

    grams: Ints
    words: list[str]
    block: Block  # grams first, then words
    lengths: Ints  # units of each document


_classes = np.full(0x110000, 255, np.uint8)


def _classify(points: Ints) -> Ints:
    """The class of each code point; each distinct one is looked at once a process."""
    found = _classes[points]
    if (found == 255).any():
        seen = np.zeros(0x110000, np.bool_)
        seen[points[found == 255]] = True
        for point in np.flatnonzero(seen).tolist():
            kind = kind_of(chr(point))
            _classes[point] = SEPARATOR if kind == ACCENT else kind  # those within words are gone by now
        found = _classes[points]
    return found  # type: ignore[return-value]


def _loose_accents_dropped(folded: str) -> str:
    """Accents that stand alone, within or behind a Latin word, taken away: they are no part of its term."""

    def drop(found: re.Match[str]) -> str:
        return found.group() if is_cjk(folded[found.start() - 1]) else ""

    return _ACCENT_IN_WORD.sub(drop, folded)


def invert(texts: Sequence[str]) -> Inverted:
    """The terms of one field; `texts` are its values, one a document, not folded."""
    points = np.frombuffer("\n".join(texts).encode("utf-32-le", "replace"), "<u4")
    points = fold_array()[points]
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
    ends = np.cumsum(np.array(sizes, np.int64) + 1)

    cjk, latin = (kinds == CJK) | (kinds == HANZI), kinds == LATIN
    latin_first = latin.copy()
    latin_first[1:] &= ~latin[:-1]
    unit = cjk | latin_first
    used = np.cumsum(unit | (kinds == LINE), dtype=np.int32)  # positions, this character's included
    number = np.cumsum(unit, dtype=np.int32)  # units, this character's included
    until = np.concatenate(([0], number))[np.minimum(ends - 1, points.size)]
    lengths = np.diff(until, prepend=0)
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    base = np.concatenate(([0], used[(ends[:-1] - 1).clip(0, points.size)])).astype(np.int32)[: len(texts)]
    position = used[unit] - (base + 1)[owner]
    number -= 1

    words, word_key, word_unit, twos = _dictionary(folded, kinds, number, owner.size)
    latin_words, latin_unit = _latin(folded, latin, latin_first, number)
    names = sorted({*words, *latin_words})
    rank = {name: i for i, name in enumerate(names)}

    keys, where, chars = _grams(points, cjk, number)
    half = keys.dtype.type(keys.itemsize * 4)  # bits of a character's number
    low = (keys.dtype.type(1) << half) - keys.dtype.type(1)
    second = keys & low
    bonus = np.flatnonzero((second > EDGE) & twos[where])
    gram_part = _posted(keys, where, owner, position, bonus, second > ALONE)
    first = chars[gram_part[0] >> half] << SHIFT
    grams = first | chars[gram_part[0] & low]

    keys2 = np.array([rank[w] for w in words], np.int64)[word_key]
    keys2 = np.concatenate((keys2, np.array([rank[w] for w in latin_words], np.int64)))
    where2 = np.concatenate((word_unit, latin_unit))
    has_place = np.arange(keys2.size) >= word_key.size
    order = np.lexsort((where2, keys2))
    none = np.empty(0, np.int64)
    word_part = _posted(keys2[order], where2[order], owner, position, none, has_place[order])
    block = Block(*(np.concatenate(pair) for pair in zip(gram_part[1:], word_part[1:], strict=True)))
    return Inverted(grams, names, block, lengths)


def _grams(points: Array, cjk: Mask, number: Array) -> tuple[Array, Ints, Ints]:
    """Every occurrence of a gram, in order: its key (first character and second, which is ALONE, EDGE or a character,
    half of the bits each) and its unit. With them the code point of each character's number.
    """
    at = np.flatnonzero(cjk)
    own = points[at]
    seen = np.zeros(0x110000, np.bool_)
    seen[own] = True
    chars = np.concatenate(([ALONE, EDGE], np.flatnonzero(seen)))
    # Sixteen bits sort fastest; a page with a table of all characters has more of them.
    small, large = ("u2", "u4") if chars.size <= 1 << 16 else ("u4", "u8")
    numbers = np.zeros(0x110000, small)
    numbers[chars[FIRST_CHAR:]] = np.arange(FIRST_CHAR, chars.size)
    ids, unit = numbers[own], number[at]
    to_next, to_last = np.zeros(at.size, np.bool_), np.zeros(at.size, np.bool_)
    to_next[:-1] = at[1:] == at[:-1] + 1
    to_last[1:] = to_next[:-1]
    edge = np.flatnonzero(~(to_next & to_last))
    behind = ids[to_last]
    # Two passes of a stable sort, which numpy does by counting for 16 bits; units ascend already.
    order = np.argsort(behind, kind="stable")
    pair = np.flatnonzero(to_next)[order]
    first = np.concatenate((ids, ids[edge], ids[pair]))
    kinds = (np.full(at.size, ALONE, small), np.full(edge.size, EDGE, small))
    second = np.concatenate((*kinds, behind[order]))
    units = np.concatenate((unit, unit[edge], unit[pair]))
    order = np.argsort(first, kind="stable")
    keys = first[order].astype(large)
    keys <<= keys.dtype.type(keys.itemsize * 4)
    keys |= second[order]
    return keys, units[order], chars


def _dictionary(folded: str, kinds: Ints, number: Array, unit_count: int) -> tuple[list[str], Ints, Ints, Mask]:
    """Dictionary words of three and more (distinct words, then number of the word and unit of each occurrence), and
    for each unit whether a word of two begins there.
    """
    twos = np.zeros(unit_count, np.bool_)
    foreign = np.concatenate(([0], np.cumsum(kinds != HANZI, dtype=np.int32)))
    ids: dict[str, int] = {}
    words, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    begin = 0
    while begin < len(folded):  # no word crosses a line, and a list of words takes thirty times their text
        end = folded.find("\n", begin + CUT_AT_ONCE) + 1 or len(folded)
        parts = segmenter().cut(folded[begin:end], hmm=False)
        sizes = np.fromiter(map(len, parts), np.int64, len(parts))
        starts = np.cumsum(sizes) - sizes + begin
        whole = (sizes > 1) & (foreign[starts + sizes] == foreign[starts])
        twos[number[starts[whole & (sizes == 2)]]] = True
        long = np.flatnonzero(whole & (sizes > 2))
        words.append(np.array([ids.setdefault(parts[i], len(ids)) for i in long.tolist()], np.int64))
        places.append(number[starts[long]])
        begin = end
    return list(ids), np.concatenate(words), np.concatenate(places), twos


def _latin(folded: str, latin: Ints, first: Ints, number: Array) -> tuple[list[str], Ints]:
    """Latin words and numbers as terms, and the unit of each."""
    starts = np.flatnonzero(first)
    ends = np.flatnonzero(latin & ~np.concatenate((latin[1:], [False]))) + 1 if latin.size else starts
    words = [folded[b : min(e, b + LONGEST_WORD)] for b, e in zip(starts.tolist(), ends.tolist(), strict=True)]
    return words, number[starts]


def _posted(
    keys: Array, where: Ints, owner: Array, position: Ints, bonus: Ints, has_place: Mask
) -> tuple[Array, Ints, Mask, Ints, Ints, Ints, Ints]:
    """(terms, sizes, which have positions, docs, places, counts, positions) of occurrences that are sorted by key and
    unit. Those numbered in `bonus`, ascending, count twice.
    """
    if not keys.size:
        none = np.empty(0, np.int64)
        return none.astype(keys.dtype), none, none.astype(np.bool_), none, none, none, none
    docs = owner[where]
    starts = np.ones(keys.size, np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=starts[1:])
    starts[1:] |= docs[1:] != docs[:-1]
    at = np.flatnonzero(starts)
    occurrences = np.diff(at, append=keys.size)
    placed = has_place[at]
    counts = occurrences
    if bonus.size:
        counts = occurrences + np.bincount(at.searchsorted(bonus, side="right") - 1, minlength=at.size)
    posting_keys = keys[at]
    term_at = begins(posting_keys)
    sizes = np.diff(term_at, append=at.size)
    spots = position[where[has_place]].astype(np.int64)
    return posting_keys[term_at], sizes, placed[term_at], docs[at].astype(np.int64), occurrences * placed, counts, spots
