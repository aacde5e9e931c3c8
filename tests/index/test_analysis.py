"""Text to terms: the law of substrings, units and pairs, words the same way always."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import bag, dictionary_words, is_cjk, pairs, query_phrase, query_terms, query_words, units
from index.fold import fold
from index.lexicon import cut, lexicon
from index.whoosh_engine.invert import invert
from index.whoosh_engine.postings import EDGE, SHIFT

ALPHABET = st.sampled_from(
    [
        *"工会農农民发發著着裡的カが한",
        "農民工",
        "培训",
        "abc",
        "X1",
        "é",
        "e\u0301",
        "\u0301",
        "，",
        " ",
        "\n",
        "１",
        "𠮷",
    ]
)
mixed = st.lists(ALPHABET, max_size=20).map("".join)
anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def inverted(texts: list[str]) -> list[tuple[dict[str, int], dict[str, list[int]], int]]:
    """The writer's bags, spelled out as index.analysis.bag gives them."""
    found = invert(texts)
    names = []
    for key in found.grams.tolist():
        second = key & (1 << SHIFT) - 1
        names.append(chr(key >> SHIFT) + (chr(second) if second > EDGE else "|" * second))
    bags: list[tuple[dict[str, int], dict[str, list[int]], int]] = [({}, {}, int(n)) for n in found.lengths]
    posting = place = 0
    block = found.block
    for name, size in zip([*names, *found.words], block.sizes.tolist(), strict=True):
        for at in range(posting, posting + size):
            count, own = int(block.counts[at]), bags[int(block.docs[at])]
            if not name.endswith("|"):
                own[0][name] = count
            if block.places[at]:
                own[1][name] = block.positions[place : place + int(block.places[at])].tolist()
            place += int(block.places[at])
        posting += size
    return bags


@settings(deadline=None, max_examples=150)
@given(st.lists(mixed | anything, min_size=1, max_size=4))
def test_the_writer_makes_the_bag_that_the_analysis_means(texts: list[str]) -> None:
    for text, (weights, positions, length) in zip(texts, inverted(texts), strict=True):
        expected_weights, expected_positions, expected_length = bag(text)

        assert (expected_weights, expected_length) == (weights, length)
        for term, held in positions.items():
            if term.endswith("|"):
                assert set(held) <= set(expected_positions[term[:-1]])
            else:
                assert expected_positions[term] == held


@given(mixed)
def test_a_pair_spans_nothing_but_its_two_characters(text: str) -> None:
    listed = list(units(fold(text)))

    assert all(term in fold(text) for term, _ in pairs(listed))


@settings(deadline=None)
@given(mixed | anything)
def test_the_segmenter_gives_back_every_character(text: str) -> None:
    assert all(fold(text)[at : at + len(word)] == word for word, at in dictionary_words(fold(text)))


@given(st.text(st.sampled_from("工会农民培训中华人共和国的湖南省总㐀𠮷"), max_size=20))
def test_a_run_cut_into_words_is_still_the_run(run: str) -> None:
    assert "".join(cut(run)) == run


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("农民工技能培训", ["农民工", "技能", "培训"]),
        ("農民工技能培訓", ["农民工", "技能", "培训"]),
        ("工会", ["工会"]),
        ("著名", ["着名"]),
    ],
)
def test_a_query_run_is_cut_into_words_across_the_fold(run: str, words: list[str]) -> None:
    assert words == cut(fold(run))


def test_a_quoted_text_asks_for_pairs_and_for_what_stands_beside_a_number() -> None:
    piece = query_phrase("2016年工会，a")

    assert piece is not None
    assert [tuple(s) for s in piece.steps] == [
        ("2016", 0, False),
        ("年工", 1, False),
        ("工会", 2, False),
        ("a", 4, False),
    ]
    alone = query_phrase("2016年")
    assert alone is not None
    assert tuple(alone.steps[1]) == ("年", 1, True)


def test_pieces_say_where_in_the_typed_text_they_stand() -> None:
    text = "  農民工，ＧＤＰ培訓"

    assert [text[p.offset : p.offset + p.length] for p in query_words(text)] == ["農民工", "ＧＤＰ", "培訓"]


@pytest.mark.parametrize("text", ["", " ，。", "\n", "！？"])
def test_text_without_units_asks_for_nothing(text: str) -> None:
    assert query_words(text) == []
    assert query_phrase(text) is None
    assert query_terms(text) == []


@given(anything | mixed)
def test_any_text_can_be_asked(text: str) -> None:
    words, phrase = query_words(text), query_phrase(text)

    for piece in (*words, *([phrase] if phrase else [])):
        assert piece.steps and 0 <= piece.offset < piece.offset + piece.length <= len(text)
    assert bool(words) == bool(phrase) == bool(query_terms(text))


def test_the_lexicon_names_its_licence_and_fits() -> None:
    assert "MIT" in lexicon().head["note"]
    assert lexicon().cost("工会") is not None
    assert lexicon().cost("会工农") is None


def test_searching_loads_no_crawler_and_no_segmenter() -> None:
    program = "import sys, json, index.whoosh_engine.engine; print(json.dumps(sorted(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert not {"rjieba", "scrapy", "opencc", "lxml"} & set(json.loads(done.stdout))


@given(st.text("工会农民员发的一方大丰王说在北京培训a ，", max_size=16))
def test_pieces_of_a_run_are_words_or_phrases_no_two_single_characters_side_by_side(text: str) -> None:
    pieces = query_words(text)

    for one, other in pairwise(pieces):
        touch = one.offset + one.length == other.offset
        both = text[one.offset : other.offset + other.length]
        assert not (touch and one.length == other.length == 1 and all(map(is_cjk, both)))
    asked = "".join(fold(text)[piece.offset : piece.offset + piece.length] for piece in pieces)
    assert asked == "".join(unit.term for unit in units(fold(text)))


def test_a_name_that_no_lexicon_has_is_one_phrase() -> None:
    (piece,) = query_words("方大丰")

    assert [step.term for step in piece.steps] == ["方大", "大丰"]
