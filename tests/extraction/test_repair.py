"""Glosses of converting mirrors are removed and recorded; a writer's own glosses, and clean text, stay as they are."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article, Related, Repair
from extraction.glosses import are_dense, find_glosses
from extraction.repair import repair_article, repair_fields, repair_text

GLOSSED = "河灣市的農(nóng)民工在夜校學(xué)技術,工會幫他們創(chuàng)業(yè),收入穩(wěn)定了。"
CLEAN = "河灣市的農民工在夜校學技術,工會幫他們創業,收入穩定了。"


def test_dense_glosses_go_and_each_is_recorded_where_it_stood() -> None:
    text, repairs = repair_text(GLOSSED, "body")

    assert text == CLEAN
    assert [r.found for r in repairs] == ["(nóng)", "(xué)", "(chuàng)", "(yè)", "(wěn)"]
    assert all((r.kind, r.field, r.put) == ("gloss", "body", "") for r in repairs)
    assert [text[r.offset - 1] for r in repairs] == list("農學創業穩")


def test_the_decoded_text_can_be_made_again_from_text_and_repairs() -> None:
    text, repairs = repair_text(GLOSSED, "body")
    for repair in reversed(repairs):
        text = text[: repair.offset] + repair.found + text[repair.offset :]

    assert text == GLOSSED


@pytest.mark.parametrize(
    "text",
    [
        "瞿(qú)先生到百(bo)色看望老會員,大家談起從前的夜校,都說那時的燈最亮。",
        "六(lù)安、蚌(bèng)埠、台(tāi)州、铅(yán)山的会员来河湾市交流,他们说地名的读法各有来历。",
        "講師姓仇(qiú),是河灣市總工會請來的老師傅。",
        "他念了三个生僻字：垚(yáo)、犇(bēn)、骉(biāo)，孩子们都笑了。",
        "农(nong)民工(gong)学(xue)技(ji)术(shu)",
        "农(dà)民工(xiǎo)学(hóng)技(lǜ)术(bái)",
        "工会(GH)、农民工(NMG)和职工(2016)",
    ],
    ids=[
        "one",
        "unusual readings",
        "a surname",
        "rare characters",
        "no tones",
        "readings that do not fit",
        "no pinyin",
    ],
)
def test_what_is_no_mirrors_gloss_stays(text: str) -> None:
    assert repair_text(text, "body") == (text, ())


def test_a_single_gloss_on_a_page_stays_and_many_take_it_along() -> None:
    title = "农(nóng)民工的夜校"

    assert repair_text(title, "title")[0] == title
    assert repair_text(title, "title", page=f"{title}\n{GLOSSED}")[0] == "农民工的夜校"
    assert repair_fields({"title": title, "body": GLOSSED})[0] == {"title": "农民工的夜校", "body": CLEAN}


def test_full_width_brackets_decomposed_marks_and_phonetic_letters_are_glosses_too() -> None:
    assert repair_text("農（nóng）民工學(xue\u0301)技術,創(chuànɡ)業(yè)", "body")[0] == "農民工學技術,創業"


def test_a_reading_with_u_umlaut_fits() -> None:
    assert [g.found for g in find_glosses("綠(lǜ)女(nǚ)呂(lǚ)")] == ["(lǜ)", "(nǚ)", "(lǚ)"]


def test_glosses_that_follow_one_another_all_go() -> None:
    once, _ = repair_text("農(nóng)(nóng)民工學(xué)技術,創(chuàng)業(yè)", "body")

    assert once == "農民工學技術,創業"


def test_density_is_judged_by_the_length_of_the_page() -> None:
    glosses = find_glosses(GLOSSED)

    assert are_dense(glosses, GLOSSED)
    assert not are_dense(glosses, GLOSSED + CLEAN * 100)


def test_an_article_is_repaired_in_every_text_it_has() -> None:
    article = Article(
        title="夜校的農(nóng)民工",
        body=GLOSSED,
        topics=("學(xué)技術",),
        editors=("業(yè)明",),
        related=(Related("box", "創(chuàng)業(yè)", "穩(wěn)定的收入"),),
    )

    repaired = repair_article(article)

    assert (repaired.title, repaired.body, repaired.topics) == ("夜校的農民工", CLEAN, ("學技術",))
    assert (repaired.editors, repaired.related) == (("業明",), (Related("box", "創業", "穩定的收入"),))
    assert sum(r.field == "related.0.heading" for r in repaired.repairs) == 2
    assert repair_article(repaired) == repaired


def test_a_clean_article_comes_back_as_it_is() -> None:
    article = Article(title="夜校", body="瞿(qú)先生來了。" + CLEAN)

    assert repair_article(article) is article


PIECES = st.sampled_from(
    [
        "農",
        "業",
        "民工",
        "(nóng)",
        "(yè)",
        "（nóng）",
        "(",
        ")",
        "nóng",
        "行",
        "(xíng)",
        "(háng)",
        "\n",
        "。",
        "(abc)",
        "创(chuàng)",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_repairing_twice_is_repairing_once(text: str) -> None:
    once, _ = repair_text(text, "body")

    assert repair_text(once, "body")[0] == once


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=300))
def test_nothing_but_glosses_is_taken_and_all_can_be_put_back(text: str) -> None:
    repaired, repairs = repair_text(text, "body")
    glosses = [r for r in repairs if r.kind == "gloss"]

    assert len(repaired) + sum(len(r.found) for r in glosses) == len(text)
    for repair in reversed(glosses):
        repaired = repaired[: repair.offset] + repair.found + repaired[repair.offset :]
    assert repaired == text


def corpus(shared: Path, name: str) -> list[str]:
    found = sorted((shared / "corpora").glob(f"{name}*.jsonl.xz"))
    if not found:
        pytest.skip("no corpora beside the project")
    texts: list[str] = []
    for path in found:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            texts.extend(f"{row['title']}\n{row['body']}" for row in map(json.loads, lines))
    return texts


@pytest.mark.parametrize("name", ["xwlb", "hkcnews"])
def test_no_rule_fires_on_clean_articles(shared: Path, name: str) -> None:
    fired: list[tuple[Repair, ...]] = []
    for text in corpus(shared, name)[::10]:
        repaired, repairs = repair_text(text, "body")
        fired.extend([repairs] if repairs or repaired != text else [])

    assert fired == []


@pytest.mark.soak
@pytest.mark.parametrize("name", ["xwlb", "hkcnews", "drcd"])
def test_no_rule_fires_on_any_clean_article(shared: Path, name: str) -> None:
    assert [r for text in corpus(shared, name) if (r := repair_text(text, "body")[1])] == []


def test_the_seeds_glosses_are_found_to_the_last(shared: Path) -> None:
    seeds = sorted((shared / "seed").glob("*.txt"))
    if not seeds:
        pytest.skip("no seed beside the project")
    text, repairs = repair_text(seeds[0].read_text(encoding="utf-8"), "body")

    assert sum(r.kind == "gloss" for r in repairs) == 128
    assert find_glosses(text) == []
