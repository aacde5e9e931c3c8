"""Width, cutting and breaking of text; what strangers' characters become."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from terminal.cells import break_points, char_width, clean, clip, pad, width, wrap

MIXED = st.text(
    alphabet=st.one_of(st.sampled_from("工会農民工，。“”（）《》abc 123.:/-é…\u3000ｶﾅ한😀"), st.characters()),
    max_size=80,
)


def test_every_character_is_as_wide_as_wcwidth_says() -> None:
    wrong = [hex(c) for c in range(sys.maxunicode + 1) if char_width(chr(c)) != max(wcwidth(chr(c)), 0)]

    assert wrong == []


@given(st.text())
def test_what_may_reach_a_terminal_steers_nothing(text: str) -> None:
    shown = clean(text)

    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert not any(c in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for c in shown)
    assert clean(shown) == shown


@pytest.mark.parametrize("text", ["工会新闻", "農民工精準脫貧", "工会abc“职工”。"])
def test_ordinary_text_passes_unchanged(text: str) -> None:
    assert clean(text) == text


@given(MIXED.map(clean), st.integers(1, 60))
def test_a_cut_text_is_never_wider_than_its_room(text: str, cells: int) -> None:
    assert width(clip(text, cells)) <= cells


@given(MIXED.map(clean), st.integers(0, 60))
def test_a_padded_text_fills_its_room(text: str, cells: int) -> None:
    assert width(pad(text, cells)) == max(cells, width(text))


@given(MIXED.map(clean), st.integers(2, 60))
def test_broken_lines_fit_and_lose_nothing_but_blanks(text: str, cells: int) -> None:
    lines = wrap(text, cells)

    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert break_points(text, cells) == sorted(break_points(text, cells))


def test_lines_begin_with_no_closing_sign_and_end_with_no_opening_one() -> None:
    assert wrap("工会新闻，职工（农民工）大会", 10) == ["工会新闻，", "职工（农民", "工）大会"]
    assert wrap("工会新闻大（会）", 10) == ["工会新闻大", "（会）"]
    assert wrap("工会新闻（大会）", 10) == ["工会新闻", "（大会）"]


def test_words_and_numbers_stay_whole() -> None:
    assert wrap("union 1204 members voted", 12) == ["union 1204", "members", "voted"]


def test_an_address_without_a_place_to_break_is_cut_at_the_edge() -> None:
    assert wrap("https://workers.example/2016", 10) == ["https://wo", "rkers.exam", "ple/2016"]
