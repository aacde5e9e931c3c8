"""Damaged pages: each gives a reading that can be stored, in time that follows its size, and no fault of ours.

A thousand a run, a hundred thousand under `make soak`. A failure names seed and number: `mutant` gives that page again.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.article_json import article_to_dict
from archive.records import Article, Failed, Page, Reading
from extraction import Profiles, load_profiles, read_page
from tests.golden_pages import SAMPLE_PROFILES
from tests.mutants import giants, mutant, pages_in

ROOT = Path(__file__).resolve().parents[2]
SHELF = ROOT / "tests" / "goldens"
ADDRESSES = (
    "urn:sha256:00",
    "http://politics.people.com.cn/n1/2024/0424/c1001-40223222.html",
    "http://acftu.people.sample.example/n1/2014/0121/c81002-24180963.html",
    "http://right.workers.sample.example/147/201805/03/180503091241207.shtml",
    "http://city.union.sample.example/ghdt/jcgh/202411/t20241105_39902.html",
    "http://x.example/1.txt",
)
PUBLISHED = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?)?)?\Z")
START_S, PER_KB_S = 1.5, 0.02  # CPU; a page of 40 KB takes about .01 s
GIANT_S = 25.0
PEAK_MB = 1_500


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles([SAMPLE_PROFILES])


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    return list(pages_in(SHELF, 16_000))


def faults_of(reading: Reading) -> list[str]:
    """What is wrong with a reading, whatever page it is of."""
    if isinstance(reading, Failed):
        return [f"failed: {reading.reason} {reading.detail}"] if reading.reason in ("fault", "") else []
    if not isinstance(reading, Article):
        return [] if reading.reason else ["rejected without a reason"]
    found = []
    text = json.dumps(article_to_dict(reading), ensure_ascii=False)
    if re.search("[\ud800-\udfff]", text):
        found.append("half a surrogate pair, which cannot be stored")
    if "\0" in reading.title + reading.body:
        found.append("NUL in the text")
    if not reading.title and not reading.body:
        found.append("an article without title and text")
    if reading.published and not PUBLISHED.match(reading.published):
        found.append(f"published: {reading.published}")
    for repair in reading.repairs:
        if repair.field == "body" and not reading.body.startswith(repair.put, repair.offset):
            found.append(f"a repair that is not where it says: {repair}")
    return found


def run(count: int, seed: int, pages: list[bytes], profiles: Profiles) -> list[str]:
    """The faults of that many mutants, each named by seed and number."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        payload, content_type = mutant(pages, dice)
        page = Page(dice.choice(ADDRESSES), payload, content_type)
        began = time.process_time()
        faults = faults_of(read_page(page, profiles))
        took = time.process_time() - began
        if took > START_S + PER_KB_S * len(payload) / 1024:
            faults.append(f"{took:.1f} s for {len(payload) // 1024} KB")
        found += [f"seed {seed}, mutant {number}, {page.url}, {content_type!r}: {fault}" for fault in faults]
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_damaged_pages_in_all_are_read_without_a_fault(
    seed: int, pages: list[bytes], profiles: Profiles
) -> None:
    assert run(250, seed, pages, profiles) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_100))
def test_a_hundred_thousand_damaged_pages_are_read_without_a_fault(
    seed: int, pages: list[bytes], profiles: Profiles
) -> None:
    assert run(1_000, seed, pages, profiles) == []


def test_the_same_seed_gives_the_same_mutants(pages: list[bytes]) -> None:
    one, other = random.Random(7), random.Random(7)

    assert [mutant(pages, one) for _ in range(30)] == [mutant(pages, other) for _ in range(30)]


@pytest.mark.parametrize("name", giants())
def test_a_page_made_to_cost_is_read_in_bounded_time(name: str, profiles: Profiles) -> None:
    payload = giants()[name]()
    began = time.process_time()
    faults = faults_of(read_page(Page(ADDRESSES[0], payload, "text/html"), profiles))

    assert faults == []
    assert time.process_time() - began < GIANT_S


def test_pages_made_to_cost_are_read_in_bounded_memory() -> None:
    script = (
        "import resource, sys\n"
        "from archive.records import Page\n"
        "from extraction import read_page\n"
        "from tests.mutants import giants\n"
        "for name in ('50 MB of <', 'an attribute of 20 MB', '20 MB of NUL', 'a million references'):\n"
        "    read_page(Page('urn:x', giants()[name](), 'text/html'))\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(peak // (1024 * 1024 if sys.platform == 'darwin' else 1024))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(done.stdout) < PEAK_MB
