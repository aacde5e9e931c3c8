"""The sample profiles and what the program's own reading makes of the site: the truth, page by page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.records import Article, Page, Rejected, Role
from extraction import Profiles, load_profiles, read_page
from index.fold import fold
from sample_site.hosts import hosts
from sample_site.site import Site
from sample_site.truth import Expected, Oddity, oddities, truth

ROOT = Path(__file__).resolve().parents[2]
FIRST = list(truth(1))
# The login page asks for a 验证码 too, as a challenge does.
REASONS = {"video": {"video"}, "login": {"login", "challenge"}, "missing": {"soft-404"}}


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles([ROOT / "sample_site" / "profiles"])


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(1)


def page_of(url: str, site: Site) -> Page:
    parts = urlsplit(url)
    found = site.answer(parts.netloc, parts.path + (f"?{parts.query}" if parts.query else ""))
    assert found is not None
    return Page(url=url, payload=found.body, content_type=found.content_type, status=found.status)


def test_every_host_has_its_profile_without_delay(profiles: Profiles) -> None:
    for host in hosts().values():
        profile = profiles.for_url(f"http://{host.name}/")
        assert profile is not None and profile.name == host.profile
        assert profile.crawl.delay_s == 0
        assert profile.crawl.start


def test_the_rules_of_the_profiles_know_articles_parts_and_listings_by_their_addresses(profiles: Profiles) -> None:
    for story in truth(14):
        profile = profiles.for_url(story.url)
        assert profile is not None
        assert profile.crawl.role_of(story.url) is Role.ARTICLE, story.url
        if story.shape != "workers_new":
            assert {profile.crawl.role_of(url) for url in story.part_urls} <= {Role.PART}, story.part_urls
    for host in hosts().values():
        profile = profiles.for_url(f"http://{host.name}/")
        assert profile is not None
        for column in host.columns:
            for number in (1, 2, 3):
                url = f"http://{host.name}{host.listing_path(column, number)}"
                assert profile.crawl.role_of(url) is Role.LISTING, url


@pytest.mark.parametrize("story", FIRST, ids=lambda s: s.key)
def test_a_page_is_read_as_its_story_was_written(story: Expected, site: Site, profiles: Profiles) -> None:
    reading = read_page(page_of(story.url, site), profiles)

    assert isinstance(reading, Article)
    assert reading.title == story.title
    assert (reading.pretitle, reading.subtitle) == (story.pretitle, story.subtitle)
    assert reading.published == story.published
    assert reading.source == story.source
    assert reading.encoding.lost == 0
    if story.part_urls:
        assert reading.part_urls == story.part_urls
    else:
        assert tuple(reading.body.split("\n")) == story.body


@pytest.mark.parametrize("odd", [o for o in oddities(1) if o.reason in REASONS], ids=lambda o: o.reason)
def test_what_is_no_article_is_rejected_for_its_reason(odd: Oddity, site: Site, profiles: Profiles) -> None:
    reading = read_page(page_of(odd.url, site), profiles)

    assert isinstance(reading, Rejected)
    assert reading.reason in REASONS[odd.reason]


def test_the_saved_copy_is_the_story_with_glosses_and_one_damaged_place() -> None:
    text = (ROOT / "sample_site" / "saved" / "training-at-the-shed.txt").read_text("utf-8")
    story = next(s for s in FIRST if s.key == "people-2016-training-at-the-shed")
    without, glosses = re.subn(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", "", text)
    folded = fold(without).translate(str.maketrans("，：；（）！？", ",:;()!?"))

    def plain(said: str) -> str:
        return fold(said).translate(str.maketrans("，：；（）！？", ",:;()!?"))

    assert glosses >= 25
    assert all(plain(line) in folded for line in (story.title, story.subtitle, *story.body[:4]))
    assert all(plain(lead.title) in folded for lead in story.related)
    assert plain(story.body[4]) not in folded  # bytes were lost there
    assert plain(story.body[4])[-12:] in folded
