"""The pages: as heavy as real ones, in the bytes that are declared, each showing what its story says and no more."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from lxml import html

from sample_site.host_day import Answer
from sample_site.hosts import hosts
from sample_site.site import Site
from sample_site.stories import LAST_DAY
from sample_site.truth import Expected, oddities, truth

HEAVY = 30_000  # bytes
FIRST = list(truth(1))
DAYS = range(1, LAST_DAY + 1)


def fetch(url: str, site: Site) -> Answer:
    parts = urlsplit(url)
    found = site.answer(parts.netloc, parts.path + (f"?{parts.query}" if parts.query else ""))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(1)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("story", FIRST, ids=lambda s: s.key)
def test_a_page_is_heavy_and_shows_title_date_and_every_paragraph(story: Expected, site: Site) -> None:
    pages = [fetch(url, site) for url in (story.url, *story.part_urls)]
    texts = [page.body.decode(story.codec) for page in pages]
    shown = squeezed("".join(html.fromstring(text).text_content() for text in texts))

    assert all(len(page.body) >= HEAVY and page.status == 200 for page in pages)
    assert all(squeezed(paragraph) in shown for paragraph in story.body)
    assert all(squeezed(text) in shown for text in (story.title, story.pretitle, story.subtitle, story.source))
    assert all(squeezed(name) in shown for name in (*story.editors, *story.topics, *story.promos))
    assert all(squeezed(lead.title) in shown for lead in story.related)
    assert "{{" not in "".join(texts)
    assert not re.search(r"&#\d+;", "".join(texts))  # every character fits the codec of its host


@pytest.mark.parametrize(
    ("key", "codec", "meta", "content_type"),
    [
        ("people-2008-heat-allowance", "gbk", "gb2312", "text/html"),
        ("city-2024-liar-utf8-meta", "gbk", "utf-8", "text/html"),
        ("city-2024-choir-hall-lie", "gbk", "gb2312", "text/html; charset=ISO-8859-1"),
        ("workers-right-2014-over-age-cleaner", "gbk", "gb2312", "text/html; charset=ISO-8859-1"),
        ("workers-new-2024-comment-heat", "utf-8", "gb2312", "text/html"),
        ("old-union-2008-winter-clothes", "gbk", "gb2312", "text/html; charset=GBK"),
        ("tw-2018-lift-technicians", "big5hkscs", "big5", "text/html"),
    ],
)
def test_pages_are_what_their_source_says_whatever_they_claim(
    key: str, codec: str, meta: str, content_type: str, site: Site
) -> None:
    story = next(s for s in FIRST if s.key == key)
    page = fetch(story.url, site)

    assert content_type == page.content_type
    assert f"charset={meta}".encode() in page.body
    assert story.title in page.body.decode(codec)
    for other in {"utf-8", "gbk", "big5hkscs"} - {codec}:
        assert story.title not in page.body.decode(other, "replace")


def test_the_hong_kong_page_has_characters_that_plain_big5_lacks(site: Site) -> None:
    story = next(s for s in FIRST if s.key == "tw-2018-lift-technicians")

    with pytest.raises(UnicodeDecodeError):
        fetch(story.url, site).body.decode("big5")


@pytest.mark.parametrize(
    ("shape", "selectors"),
    [
        ("people2009", ["#p_title", "#p_publishtime", "#p_origin", "#p_content p", "#p_editor", ".pci_title"]),
        ("people2013", [".text_title h1", ".text_title h4.sub", ".box01 .fl", "#rwb_zw p", ".edit.clearfix"]),
        ("people2020", [".rm_txt .col-1 h1", ".col-1-1", ".rm_txt_con p", ".edit.cf", ".paper_num", ".bza"]),
        ("workers_old", ["h1.ctitle", ".signdate span", ".ccontent p", ".editor"]),
        ("acftu_old", [".file_date", "#ArticleBody p"]),
    ],
)
def test_the_imitated_templates_have_the_marks_by_which_profiles_know_them(
    shape: str, selectors: list[str], site: Site
) -> None:
    story = next(s for s in FIRST if s.shape == shape and s.subtitle + s.source)
    tree = html.fromstring(fetch(story.url, site).body.decode(story.codec))

    assert [selector for selector in selectors if not tree.cssselect(selector)] == []


def test_the_toolbar_and_the_leads_inside_the_body_are_there_to_be_left_out(site: Site) -> None:
    story = next(s for s in FIRST if s.key == "people-2008-heat-allowance")
    tree = html.fromstring(fetch(story.url, site).body.decode("gbk"))
    (body,) = tree.cssselect("#p_content")

    assert "【字号 大 中 小】" in tree.text_content()
    assert all(promo in body.text_content() for promo in story.promos)


def test_the_story_in_the_shape_of_the_first_document_has_fifteen_leads_five_of_them_cut(site: Site) -> None:
    story = next(s for s in FIRST if s.key == "people-2016-training-at-the-shed")
    leads = [lead for lead in story.related if lead.kind == "box"]

    assert len(story.body) == 5 and story.body[-1].endswith("(记者骆一帆)")
    assert len(story.editors) == 2 and len(story.topics) == 1
    assert len({lead.heading for lead in leads}) == 2
    assert (len(leads), sum(lead.truncated for lead in leads)) == (15, 5)


def test_a_story_in_three_pages_links_to_them_or_leaves_that_to_a_script(site: Site) -> None:
    linked = next(s for s in FIRST if s.key == "people-2017-road-keepers")
    scripted = next(s for s in FIRST if s.key == "workers-right-2018-three-ledgers")

    assert [url[-7:] for url in linked.part_urls] == ["-2.html", "-3.html"]
    assert all(urlsplit(url).path in fetch(linked.url, site).body.decode("gbk") for url in linked.part_urls)
    page = fetch(scripted.url, site).body.decode("gbk")
    assert html.fromstring(page).xpath("//input[@name='__totalpage']/@value") == ["3"]
    assert not any(urlsplit(url).path in page for url in scripted.part_urls)


def test_listings_show_every_listed_story_once_and_boxes_show_the_rest(site: Site) -> None:
    for host in hosts().values():
        shown: list[str] = []
        for column in host.columns:
            number, more = 1, True
            while more:
                page = fetch(f"http://{host.name}{host.listing_path(column, number)}", site)
                shown += re.findall(r'href="([^"]+)"', page.body.decode(host.bytes))
                number += 1
                more = host.listing_path(column, number).replace("&", "&amp;") in page.body.decode(host.bytes)
        for story in (s for s in FIRST if s.host == host.name):
            path = story.url.removeprefix(f"http://{host.name}").replace("&", "&amp;")
            assert shown.count(path) == story.listed
    (hidden,) = [s for s in FIRST if not s.listed]
    assert any(lead.url == hidden.url for s in FIRST for lead in s.related)


def test_the_sitemap_names_every_standing_story(site: Site) -> None:
    for name in hosts():
        text = fetch(f"http://{name}/sitemap/cn/news_sitemap.xml", site).body.decode()
        for story in (s for s in FIRST if s.host == name):
            assert f"<loc>{story.url.replace('&', '&amp;')}</loc>" in text


@pytest.mark.parametrize("day", DAYS)
def test_what_is_no_article_answers_as_declared(day: int) -> None:
    expected = {"404": (404,), "410": (410,), "soft-404": (200,), "front": (302,), "emptied": (200,)}
    others = {"video": (200,), "login": (200,), "redirect": (301, 302), "missing": (200, 404)}
    site = Site(day)
    walls = {403, 412, 503}

    for odd in oddities(day):
        status = fetch(odd.url, site).status
        assert status in walls or status in (expected[odd.how] if odd.how else others[odd.reason])


@pytest.mark.parametrize("day", DAYS[1:])
def test_a_page_changes_only_when_its_story_or_its_dress_does_and_then_says_so(day: int) -> None:
    before, now = Site(day - 1), Site(day)
    old = {s.key: s for s in truth(day - 1)}

    for story in truth(day):
        was, is_now = fetch(story.url, before), fetch(story.url, now)
        if story.key not in old or was.status != 200 or is_now.status != 200:
            continue
        same_text = (old[story.key].body, old[story.key].title) == (story.body, story.title)
        assert (was.body == is_now.body) == (was.changed == is_now.changed), story.key
        assert was.changed is not None and is_now.changed is not None and was.changed <= is_now.changed
        if was.body == is_now.body:
            assert same_text


def test_a_redesign_changes_every_page_of_a_host_and_no_text() -> None:
    before, after = Site(6), Site(7)
    host = "acftu.people.sample.example"
    texts = {s.key: s.body for s in truth(6) if s.host == host}

    for story in truth(7):
        if story.host == host and story.key in texts:
            assert fetch(story.url, before).body != fetch(story.url, after).body
            assert texts[story.key] == story.body


def test_a_broken_template_lasts_one_day() -> None:
    story = next(s for s in truth(8) if s.host == "news.workers.sample.example")
    found = [len(html.fromstring(fetch(story.url, Site(day)).body).cssselect(".article-content")) for day in (7, 8, 9)]

    assert found == [1, 0, 1]


def test_a_moved_story_redirects_from_where_it_was() -> None:
    (story,) = [s for s in truth(2) if s.old_urls]
    answer = fetch(story.old_urls[0], Site(2))

    assert (301, story.url) == (answer.status, answer.headers["Location"])
    assert fetch(story.old_urls[0], Site(1)).status == 200
