"""Language and script are told from the characters alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("河湾市总工会为农民工开办夜校", "zh-Hans"),
        ("河灣市總工會為農民工開辦夜校", "zh-Hant"),
        ("河灣市總工會開辦夜校，用户可登录", "zh-Hant"),
        ("工人日子好", "zh"),
        ("总工会为农民工开办夜校。" * 3 + "總工會為農民工開辦夜校。" * 3, "mixed"),
        ("The union said that the school is open to everybody in the bay.", "en"),
        ("河湾市的夜校开学了 School of River Bay", "zh-Hans"),
        ("労働組合のニュースをお伝えします", "ja"),
        ("노동조합 소식입니다", "ko"),
        ("Профсоюз объявил забастовку", "ru"),
        ("", ""),
        ("2016-01-06 09:58", ""),
    ],
)
def test_language_and_script_are_told(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(st.text(max_size=200))
def test_every_text_has_an_answer(text: str) -> None:
    assert detect_language(text) in {"zh-Hans", "zh-Hant", "zh", "mixed", "en", "ja", "ko", "ru", "und-Latn", ""}
