"""Filler stories for tests that want hundreds of pages: seeded combinations of the sentences in filler.toml.

In: how many. Out: Story values on the people host, spread over 2024 and 2025, the same ones every time. Their
text is no part of the written stories, so that a search for those is not disturbed.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from sample_site.chrome import dice
from sample_site.stories import Story

FILLER_HOST = "acftu.people.sample.example"
COLUMNS = ("81001", "81002", "81003", "81004")
SLOTS = {"town": "towns", "deed": "deeds", "month": "months", "body": "bodies"}
NEWEST = date(2025, 12, 28)


@cache
def sentences() -> dict[str, list[str]]:
    """The parts of filler.toml."""
    return tomllib.loads((Path(__file__).parent / "filler.toml").read_text("utf-8"))


@lru_cache(maxsize=8)
def filler_stories(count: int) -> tuple[Story, ...]:
    """That many filler stories."""
    return tuple(filler_story(number) for number in range(count))


def filler_story(number: int) -> Story:
    """One filler story; the number is its seed."""
    chance = dice(f"filler {number}")
    parts = sentences()
    told = {word: chance.choice(parts[many]) for word, many in SLOTS.items()}
    day = NEWEST - timedelta(days=number)

    def write(sentence: str) -> str:
        return sentence.format(**told, n=chance.randrange(11, 1900))

    opening, closing = chance.choice(parts["openings"]), chance.choice(parts["closings"])
    body = tuple(write(s) for s in (opening, *chance.sample(parts["middles"], chance.randrange(3, 7)), closing))
    column = chance.choice(COLUMNS)
    return Story(
        key=f"filler-{number:04}",
        host=FILLER_HOST,
        path=f"/n1/{day.year}/{day:%m%d}/c{column}-{60_000_000 + number}.html",
        shape="people2020",
        column=column,
        title=f"{told['town']}{told['body']}{told['deed']} 编号{number:04}",
        published=f"{day.isoformat()}T{chance.randrange(7, 21):02}:{chance.randrange(60):02}+08:00",
        body=body,
        source="样报资料员",
        editors=("资料甲", "资料乙"),
        keywords=(told["town"], told["deed"]),
    )
