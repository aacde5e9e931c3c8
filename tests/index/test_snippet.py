"""Passages and marks: on the stored original, best place first, never beyond the text."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import marks
from index.fold import fold
from index.marks import Marker, fold_long, join_ranges
from index.query import parse_query
from index.snippet import make_snippet
from index.tree import And, Loose, Text

BODY = (
    "云溪市总工会昨天宣布，今年继续开办夜间课堂。" + "这一段与所问无关，只为把两处隔开。" * 12 + "\n"
    "工会主席梁望说，農民工的技能培訓要排在下班以后。" + "后面还有许多别的话。" * 10
)


def marked(query: str, text: str, field: str = "body") -> list[str]:
    return [text[a:b] for a, b in Marker(parse_query(query).tree).marks(text, field)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("农民工", "農民工與农民工", ["農民工", "农民工"]),
        ("農民工", "农民工", ["农民工"]),
        ("后台", "後臺、后台", ["後臺", "后台"]),
        ("农民工技能培训", "培训农民工的技能", ["培训农民工", "技能"]),
        ('"工会 主席"', "工会主席、工会，主席", ["工会主席", "工会，主席"]),
        ("union", "Union reunion UNION's unions", ["Union", "UNION"]),
        ("union*", "Unions reunion", ["Unions"]),
        ("cafe", "a café", ["café"]),
        ("工会 OR 职工", "工会与职工", ["工会", "职工"]),
        ("工会 -职工", "工会与职工", ["工会"]),
        ('"工会 职工"~5', "工会和职工", ["工会", "职工"]),
        ("ABC", "ＡＢＣ与abc", ["ＡＢＣ", "abc"]),
        ("é", "e\u0301gdp e\u0301 xe\u0301", ["e\u0301"]),
        ("نقاب", "نقابة نقاب", ["نقاب"]),
        ("工会 gdp", "工会 GDP 工会GDPs", ["工会", "GDP", "工会"]),
    ],
)  # fmt: skip
def test_marks_fall_on_the_stored_text(query: str, text: str, found: list[str]) -> None:
    assert marked(query, text) == found


def test_words_of_one_field_are_marked_there_alone() -> None:
    assert marked("title:工会", "工会", "title") == ["工会"]
    assert marked("title:工会", "工会", "body") == []
    assert marked("source:工会", "工会", "title") == []


def test_the_passage_holds_both_words_though_they_stand_far_apart() -> None:
    snippet = make_snippet(BODY, Marker(parse_query("夜间 培训").tree), 60)

    assert [snippet.text[a:b] for a, b in snippet.marks] == ["夜间", "培訓"]
    assert len(snippet.text) <= 70


def test_without_a_place_the_beginning_is_shown() -> None:
    snippet = make_snippet(BODY, Marker(parse_query("date:2016").tree), 30)

    assert snippet.text.startswith("云溪市总工会")
    assert (snippet.text[-1], snippet.marks) == ("…", ())


def test_a_short_text_is_shown_whole() -> None:
    assert make_snippet("工会送清凉。", Marker(parse_query("工会").tree), 80).text == "工会送清凉。"


def test_plain_text_marks_its_words_and_not_every_character() -> None:
    found = Marker(Loose(None, "哪一年工会开办了课堂")).marks("工会的课堂在开会", "body")

    assert found == ((0, 2), (3, 5))


@given(st.text(min_size=100, max_size=300))
def test_a_long_text_is_folded_as_a_short_one(text: str) -> None:
    marks._folded = count(marks._FEW)

    assert fold_long(text) == fold(text)


def test_ranges_that_touch_are_one() -> None:
    assert join_ranges([(0, 2), (2, 3), (5, 6)]) == ((0, 3), (5, 6))


WORDS = st.sampled_from(["工会", "農民工", "技能", "union", "会", "、", "。", "\n", "a b", "臺灣", "…", "😀"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(WORDS, max_size=60).map("".join),
    st.lists(st.sampled_from(["工会", "农民工", "union", "台湾", "会"]), min_size=1),
    st.integers(5, 80),
)
def test_a_passage_is_made_of_the_text_and_its_marks_are_what_was_asked(text: str, words: list[str], size: int) -> None:
    tree = And(tuple(Text(None, word, True) for word in words))

    snippet = make_snippet(text, Marker(tree), size)

    asked = {fold(word) for word in words}
    flat = text.replace("\n", " ")
    assert all(part in flat for part in snippet.text.split("…"))
    assert all(any(word in fold(snippet.text[a:b]) for word in asked) for a, b in snippet.marks)
    assert all(0 <= a < b <= len(snippet.text) for a, b in snippet.marks)
