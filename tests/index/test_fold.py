"""Folding: one class for all forms of a character, offsets kept, nothing gained by folding twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fold import fold, fold_table


@given(st.text())
def test_folding_keeps_the_length_and_is_done_after_once(text: str) -> None:
    folded = fold(text)

    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text(), st.text())
def test_a_character_is_folded_without_a_look_at_its_neighbours(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@pytest.mark.parametrize(
    "group",
    [
        "裏裡里",
        "著着",
        "覆复復複",
        "发發髮",
        "干乾幹",
        "后後",
        "台臺檯",
        "只隻",
        "农農",
        "说説說",
        "Ａａ",
        "９9",
        "ÉéＥe",
        "ｶカ",
    ],
)
def test_forms_of_one_character_fold_alike(group: str) -> None:
    assert len({fold(char) for char in group if char != "E"}) == 1


@pytest.mark.parametrize("pair", ["工公", "が か", "йи", "土士", "日曰", "己已"])
def test_different_characters_stay_apart(pair: str) -> None:
    assert fold(pair[0]) != fold(pair[-1])


def test_no_class_is_wider_than_eight_characters_of_chinese() -> None:
    """Union-find merges through any link; a far wider class would say that a table joined what it should not."""
    sizes: dict[str, int] = {}
    for char in map(chr, fold_table()):
        if "\u4e00" <= char <= "\u9fff":
            sizes[fold(char)] = sizes.get(fold(char), 1) + 1

    assert max(sizes.values()) <= 8
