"""The written stories: enough of them, long enough, our own, each in its own words, consistent with themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from sample_site.days import standing, troubles
from sample_site.filler import filler_stories
from sample_site.hosts import hosts
from sample_site.stories import CHANGES, LAST_DAY, WAYS_OUT, SourceError, Story, read_story, written_stories
from sample_site.truth import truth

STORIES = written_stories()
SHARED = 14  # characters in a row that two stories may not share
GBK_ONLY = "喆镕堃玥昉旻翀婳"  # in GBK, not in GB2312


def has_in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def test_there_are_about_sixty_stories_on_seven_hosts() -> None:
    on_first_day = list(truth(1))

    assert 55 <= len(on_first_day) <= 70
    assert set(hosts()) == {story.host for story in on_first_day}


@pytest.mark.parametrize("story", [s for s in STORIES if s.kind != "video"], ids=lambda s: s.key)
def test_a_story_has_a_real_length_and_its_names_stand_on_the_page(story: Story) -> None:
    text = story.author + "".join(story.body) + "".join(p.caption for p in story.images)

    assert len("".join(story.body)) >= 290
    assert len(story.body) >= 4
    for name in (*story.reporters, *story.correspondents, *story.photographers):
        assert name in text


def test_no_two_stories_share_a_phrase_but_the_one_that_three_sites_carry() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for story in STORIES:
        text = "".join(story.body)
        width = SHARED if story.lang != "en" else 40
        for start in range(len(text) - width + 1):
            owners[text[start : start + width]].add(story.same_as or story.key)

    assert {phrase: keys for phrase, keys in owners.items() if len(keys) > 1} == {}


def test_one_story_is_carried_by_three_sites_with_small_edits() -> None:
    copies = [s for s in STORIES if s.same_as == "people-2025-three-sides"]
    original = next(s for s in STORIES if s.key == "people-2025-three-sides")

    assert {"news.workers.sample.example", "city.union.sample.example"} == {copy.host for copy in copies}
    assert all(copy.body != original.body and copy.title != original.title for copy in copies)


def test_there_are_characters_that_gbk_has_and_gb2312_lacks() -> None:
    text = "".join("".join(s.body) + "".join(s.editors) + s.author for s in STORIES if s.host.startswith("acftu"))

    assert [c for c in GBK_ONLY if has_in_gb2312(c)] == []
    assert len([c for c in GBK_ONLY if c in text]) >= 4


def test_the_sources_are_in_three_kinds_of_writing() -> None:
    assert {"zh-Hans", "zh-Hant", "en"} == {story.lang for story in STORIES}


def test_every_kind_of_change_withdrawal_and_trouble_happens_within_the_fourteen_days() -> None:
    changes = [change for story in STORIES for change in story.changes]

    assert set(CHANGES) == {change.do for change in changes}
    assert set(WAYS_OUT) == {change.how for change in changes if change.do == "withdraw"}
    assert {"break-template", "blocked", "challenge", "outage", "new-footer", "empty-listing"} == {
        trouble.do for trouble in troubles()
    }
    assert all(1 < change.day <= LAST_DAY for change in changes)


def test_a_story_is_not_there_before_its_day() -> None:
    late = next(story for story in STORIES if story.day == 6)

    assert standing(late, 5) is None
    assert standing(late, 6) is not None


def test_filler_stories_are_the_same_every_time_and_all_different() -> None:
    once, longer = filler_stories(300), filler_stories(320)

    assert once == longer[:300]
    assert len({story.url for story in longer}) == 320
    assert len({story.body for story in longer}) == 320


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('colour = "red"', "colour: no such key"),
        ('title = ""', "title: is missing"),
        ("parts = [1, 1]", "parts: adds up to 2, the body has 1 paragraphs"),
        ('[[change]]\nday = 3\ndo = "explode"', "change.do: 'explode' is none of"),
        ('[[change]]\nday = 3\ndo = "withdraw"\nhow = "quietly"', "change.how: 'quietly' is none of"),
        ('[[change]]\nday = 15\ndo = "restore"', "change.day: 15 is out of order"),
        ("[[image]]\nwidth = 3", "unexpected keyword argument 'width'"),
        ("= 3", "Invalid"),
    ],
)
def test_a_source_that_breaks_a_rule_is_named_with_its_key(tmp_path: Path, line: str, complaint: str) -> None:
    good = {
        "host": "h",
        "path": "/p",
        "shape": "city",
        "column": "c",
        "title": "t",
        "published": "2026-01-01",
        "body": "b",
    }
    key = line.split(" ")[0]
    path = tmp_path / "story.toml"
    path.write_text("\n".join(f'{k} = "{v}"' for k, v in good.items() if k != key) + f"\n{line}\n", "utf-8")

    with pytest.raises(SourceError, match=rf"^story\.toml: .*{re.escape(complaint)}"):
        read_story(path)
