"""Golden pages of our own: single pages with what they say, and the sample site against its own truth.

`floors.json` pins body F1 and the share of right fields; it may only rise. A page that forces a lower floor needs a
note in docs/decisions.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.records import Article, Page, Rejected
from extraction import Profiles, load_profiles, read_page
from sample_site.days import clock
from sample_site.site import site
from sample_site.truth import Expected, truth

GOLDENS = Path(__file__).parent / "goldens"
EXPECTED = json.loads((GOLDENS / "expected.json").read_text(encoding="utf-8"))
FLOORS = json.loads((GOLDENS / "floors.json").read_text(encoding="utf-8"))
OWN_PROFILES = Path(__file__).resolve().parents[2] / "sample_site" / "profiles"


@pytest.mark.parametrize("name", [name for name, said in EXPECTED.items() if "reject" not in said])
def test_a_golden_page_says_what_it_should(name: str) -> None:
    said = EXPECTED[name]
    reading = read_page(Page(said["url"] or "urn:sha256:00", (GOLDENS / name).read_bytes()))

    assert isinstance(reading, Article), reading
    found = {
        "title": reading.title,
        "published": reading.published,
        "source": reading.source,
        "reporters": list(reading.reporters),
        "photographers": list(reading.photographers),
        "editors": list(reading.editors),
        "channel": reading.channel,
        "topics": list(reading.topics),
        "kind": reading.kind,
        "attachments": [attachment.url for attachment in reading.attachments],
        "body": [line for line in reading.body.split("\n") if line not in said.get("optional", ())],
    }
    assert {key: said[key] for key in found if key in said} == {key: found[key] for key in found if key in said}


@pytest.mark.parametrize("name", [name for name, said in EXPECTED.items() if "reject" in said])
def test_a_golden_page_that_is_no_article_is_rejected_with_the_right_reason(name: str) -> None:
    said = EXPECTED[name]
    reading = read_page(Page(said.get("url") or "urn:sha256:00", (GOLDENS / name).read_bytes()))

    assert isinstance(reading, Rejected), reading
    assert reading.reason == said["reject"]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"[㐀-鿿]|[a-z0-9]+", text.lower())
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def f1(wanted: str, found: str) -> float:
    one, other = shingles(wanted), shingles(found)
    return 2 * (one & other).total() / (one.total() + other.total())


def pages_of_the_sample_site() -> Iterator[tuple[Expected, Page]]:
    served = site(1)
    for story in truth(1):
        address = urlsplit(story.url)
        answer = served.answer(address.hostname or "", address.path + (f"?{address.query}" if address.query else ""))
        assert answer is not None
        yield story, Page(story.url, answer.body, content_type=answer.content_type, captured_at=clock(1))


def scores(profiles: Profiles | None) -> dict[str, float]:
    """The share of stories whose field is right, and the mean F1 of the bodies of those in one page."""
    right: dict[str, list[float]] = {}
    for story, page in pages_of_the_sample_site():
        reading = read_page(page, profiles)
        article = reading if isinstance(reading, Article) else Article("", "")
        facts = {
            "read": (True, isinstance(reading, Article)),
            "title": (story.title, article.title),
            "pretitle": (story.pretitle, article.pretitle),
            "subtitle": (story.subtitle, article.subtitle),
            "published": (story.published[:16], article.published[:16]),
            "source": (story.source, article.source),
            "reporters": (story.reporters, article.reporters),
            "correspondents": (story.correspondents, article.correspondents),
            "photographers": (story.photographers, article.photographers),
            "editors": (story.editors, article.editors),
            "channel": (story.channel, article.channel),
            "topics": (story.topics, article.topics),
            "images": (story.images, tuple((image.url, image.caption) for image in article.images)),
            "attachments": (story.attachments, tuple((file.url, file.title) for file in article.attachments)),
            "part_urls": (story.part_urls, article.part_urls),
        }
        for key, (wanted, found) in facts.items():
            right.setdefault(key, []).append(float(wanted == found))
        if not story.part_urls:
            right.setdefault("body_f1", []).append(f1("\n".join(story.body), article.body))
            inside = [promo for promo in story.promos if promo in article.body]
            right.setdefault("no_promos", []).append(float(not inside))
    return {key: sum(values) / len(values) for key, values in right.items()}


@pytest.mark.parametrize("way", ["profiled", "generic"])
def test_no_score_on_the_sample_site_falls_below_its_floor(way: str) -> None:
    found = scores(load_profiles([OWN_PROFILES]) if way == "profiled" else None)

    fallen = {key: (round(found[key], 4), floor) for key, floor in FLOORS[way].items() if found[key] < floor}
    assert not fallen, f"{way}: (found, floor) {fallen}"


def test_every_floor_is_for_something_that_is_measured() -> None:
    assert set(FLOORS) == {"profiled", "generic"}
    assert set(FLOORS["profiled"]) == set(FLOORS["generic"]) == set(scores(None))
