"""GBK read one byte late is named, worked back as a conjecture, and nothing else is taken for it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.damage import find_damage
from extraction.repair import repair_text
from sample_site.truth import truth

# A speech of our own, long enough to lend the model its words.
SPEECH = (
    "河灣市總工會今天在農民工夜校召開現場會,省總工會副主席林遠山出席。他說,“各級工會組織要把技能培訓作為服務農民工的總抓手,"
    "幫助農民工穩定就業。我們要聽工人的話,解決工人的困難！”省委副書記陳遠航在會上強調。"
    "會議還介紹了各縣工會開辦夜校的經驗,職工代表紛紛發言,表示要把學到的技術帶回工廠。"
)
SIMPLE = (
    "河湾市总工会今天召开现场会，介绍开办农民工夜校的经验。会议指出，各级工会组织要把技能培训作为服务农民工的总抓手，"
    "帮助农民工稳定就业、积极创业，努力提高他们的收入。职工代表纷纷发言，表示要把学到的技术带回工厂。"
)


def misread(text: str, at: int) -> str:
    """What a reader of GBK shows who lost the first byte of character `at` and drops the pairs he does not know."""
    lost = len(text[:at].encode("gbk"))
    payload = text.encode("gbk")
    payload = payload[:lost] + payload[lost + 1 :]
    shown: list[str] = []
    place = 0
    while place < len(payload):
        width = 1 if payload[place] < 0x80 else 2
        shown.append(payload[place : place + width].decode("gbk", "ignore"))
        place += width
    return "".join(shown)


def broken_part(shown: str, text: str) -> tuple[str, str]:
    """What differs: as it is shown, and as it was."""
    head = next(i for i, (a, b) in enumerate(zip(shown, text, strict=False)) if a != b)
    tail = next(i for i, (a, b) in enumerate(zip(reversed(shown), reversed(text), strict=False)) if a != b)
    return shown[head : len(shown) - tail], text[head : len(text) - tail]


def test_a_span_read_one_byte_late_is_found_whole_and_worked_back() -> None:
    at = SPEECH.index("”省委")
    shown = misread(SPEECH, at)
    found, meant = broken_part(shown, SPEECH)

    damage = find_damage(shown)

    assert [found] == [d.found for d in damage]
    assert shown[damage[0].start :].startswith(found)
    assert meant == damage[0].conjecture


def test_a_half_width_mark_at_which_reading_slipped_belongs_to_the_span() -> None:
    text = SPEECH.replace("！", "!")
    shown = misread(text, text.index("”省委"))

    damage = find_damage(shown)

    assert damage[0].found[0] == "!"
    assert damage[0].conjecture.startswith("！”省委副")


def test_a_long_span_of_simplified_text_is_found() -> None:
    shown = misread(SIMPLE, SIMPLE.index("各级工会"))

    damage = find_damage(shown)

    assert len(damage) == 1
    assert "农民工" in damage[0].conjecture


def test_most_slips_of_some_length_are_found_and_mostly_read_right() -> None:
    rng = random.Random(7)
    tried = found = right = length = 0
    for text in (SPEECH, SIMPLE):
        for _ in range(14):
            at = rng.randrange(10, len(text) - 30)
            if not "一" <= text[at] <= "龥":
                continue
            shown = misread(text, at)
            broken, meant = broken_part(shown, text)
            if len(broken) < 6:
                continue
            tried += 1
            damage = find_damage(shown)
            if damage:
                found += 1
                length += len(meant)
                right += len(set(pairwise(meant)) & set(pairwise(damage[0].conjecture)))

    assert found >= 0.7 * tried
    assert right >= 0.5 * length


def test_nearly_every_slip_of_a_sentence_in_sound_news_is_found_and_nothing_beside_it() -> None:
    """A span is shifted by one byte until the next ASCII sign; what then lies in user-defined areas is lost."""
    rng = random.Random(5)
    texts = [text for story in truth(1) if len(text := "\n".join(story.body)) > 200 and "的" in text]
    tried = found = beside = 0
    while tried < 60:
        text = rng.choice(texts).encode("gbk", "ignore").decode("gbk")
        at = rng.randrange(10, len(text) - 20)
        if not "一" <= text[at] <= "龥":
            continue
        shown = misread(text, at)
        broken, _ = broken_part(shown + " ", text + " ")
        if len(broken) < 20:
            continue
        place = shown.index(broken)
        hits = [d for d in find_damage(shown) if d.start <= place + len(broken) and d.start + len(d.found) >= place]
        tried += 1
        found += bool(hits)
        beside += len(find_damage(shown)) - len(hits)

    assert found >= 0.9 * tried
    assert beside == 0


def test_no_story_of_the_sample_site_has_damage_that_nobody_made() -> None:
    assert [d for story in truth(1) for d in find_damage("\n".join((story.title, *story.body)))] == []


def test_a_run_of_utf8_read_as_gbk_is_found_and_read() -> None:
    shown = "河湾市消息：" + "工会的会员们".encode().decode("gbk") + "。大家都来了。"

    damage = find_damage(shown)

    assert [(d.start, d.conjecture) for d in damage] == [(6, "工会的会员们")]


def test_what_is_lost_twice_over_is_named_without_conjecture() -> None:
    damage = find_damage("河湾市锟斤拷锟斤拷的夜校锟斤拷开学了")

    assert [(d.start, d.found, d.conjecture) for d in damage] == [(3, "锟斤拷锟斤拷", ""), (12, "锟斤拷", "")]


def test_damage_is_recorded_and_the_text_left_alone() -> None:
    shown = misread(SPEECH, SPEECH.index("”省委"))

    text, repairs = repair_text(shown, "body")

    assert text == shown
    assert [(r.kind, r.put, r.field) for r in repairs] == [("damage", repairs[0].found, "body")]
    assert shown[repairs[0].offset :].startswith(repairs[0].found)


@pytest.mark.parametrize(
    "text",
    [
        SPEECH,
        SIMPLE,
        "饕餮纹、夔龙纹和蟠螭纹的青铜彝器在河湾市博物馆展出",
        "蜈蚣、蟋蟀、蚂蚱、蝙蝠、螳螂a",
        "他写下 αυγαστ 这个词",
        "踟蹰、徜徉、踯躅X",
        "ㄅㄆㄇㄈ注音符號，カタカナ也有",
        "┌──┬──┐│工会│会员│└──┴──┘",
        "①②③④⑤⑥⑦⑧⑨⑩A",
        "鄠邑区、盩厔县、郫都区、邗江区",
        "",
    ],
)
def test_rare_words_signs_and_other_scripts_are_no_damage(text: str) -> None:
    assert find_damage(text) == []


def test_a_text_of_nothing_but_rare_characters_costs_little() -> None:
    assert isinstance(find_damage("睍泴∥" * 100_000), list)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=80))
def test_no_text_makes_it_raise_and_every_span_is_where_it_says(text: str) -> None:
    for damage in find_damage(text):
        assert text[damage.start : damage.start + len(damage.found)] == damage.found


@given(st.text(st.sampled_from("睍泴∥焙鲜O! 工会的会员，"), max_size=60))
def test_spans_do_not_overlap(text: str) -> None:
    end = 0
    for damage in find_damage(text):
        assert damage.start >= end
        end = damage.start + len(damage.found)
