"""Fingerprints: carriers of one text are known by them, other texts are not."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from index.prints import NO_NUMBER, SIZE, alike, clusters, fingerprints

LETTERS = "工会职培训农民车间安全合同津贴学习夜班食堂证书矿区码头会员票数主席代表孩子老师焊接电缆"
OTHER_SCRIPT = str.maketrans("会职训农民车间证书矿区码头员数学习", "會職訓農民車間證書礦區碼頭員數學習")


def story(seed: int, size: int = 400) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice(LETTERS) + ("，" if rng.random() < 0.1 else "") for _ in range(size))


def prints(*texts: str) -> list[list[int]]:
    found: list[list[int]] = fingerprints(texts).tolist()
    return found


def test_the_other_script_other_punctuation_and_a_byline_make_no_other_text() -> None:
    text = story(1)
    own, *others = prints(
        text, text.translate(OTHER_SCRIPT), text.replace("，", "。\n"), "云溪报讯" + text + "（完）", text[30:]
    )

    assert [alike(own, other) for other in others] == [True] * 4


def test_two_hundred_different_texts_are_no_copies() -> None:
    assert clusters(prints(*map(story, range(200)))) == list(range(200))


def test_short_texts_are_copies_of_none() -> None:
    assert clusters(prints("工会送清凉", "工会送清凉", "")) == [0, 1, 2]


def test_a_copy_belongs_to_the_first_of_its_text() -> None:
    assert clusters(prints(story(1), story(2), story(1) + "完", story(2), story(3))) == [0, 1, 0, 1, 4]


def test_hits_without_a_print_are_copies_of_none() -> None:
    assert clusters([(), (1, 2), ()]) == [0, 1, 2]


@given(st.lists(st.lists(st.integers(0, 12), max_size=SIZE, unique=True).map(sorted), max_size=12))
def test_clusters_are_what_comparing_every_pair_gives(rows: list[list[int]]) -> None:
    prints = [row + [NO_NUMBER] * (SIZE - len(row)) for row in rows]
    expected: list[int] = []
    for at, own in enumerate(prints):
        firsts = [n for n in range(at) if expected[n] == n and alike(own, prints[n])]
        expected.append(firsts[0] if firsts else at)

    assert clusters(prints) == expected


@given(st.lists(st.text("工会农a1，\n ", max_size=80), max_size=5))
def test_a_print_does_not_depend_on_the_texts_beside_it(texts: list[str]) -> None:
    together = prints(*texts)

    assert together == [prints(text)[0] for text in texts]
    assert all(own == sorted(own) and len(own) == SIZE for own in together)
