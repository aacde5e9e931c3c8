"""Links of listings, boxes and sitemaps, as data."""

from __future__ import annotations

import gzip
import time
from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from archive.records import Link, Role
from crawler.discovery import absolute, day_in_url, find_in_sitemap, find_links
from extraction import parse_profile

RULES = parse_profile(
    """
name = "made"
hosts = ["news.made.example"]
[crawl]
start = ["http://news.made.example/"]
hosts = ["news.made.example", "*.other.example"]
listing = ['/list/']
article = ['/\\d{4}/\\d{4}/\\w+\\.html$']
part = ['/\\d{4}/\\d{4}/\\w+-\\d+\\.html$']
ignore = ['/video/']
next_page = ["a.next", "//a[contains(., '下页')]/@href"]
[[era]]
name = "only"
match = "div"
title = "h1"
body = "div"
"""
).crawl
HERE = "http://news.made.example/list/1.html"


def links(markup: str, **more: int) -> list[tuple[str, str, str]]:
    return [(link.url, link.role.value, link.title) for link in find_links(markup, HERE, RULES, **more).links]


def test_articles_and_listings_are_told_apart_and_the_rest_is_left() -> None:
    markup = """<a href="/2026/0305/a1.html">甲</a> <a href="/list/2.html">乙</a> <a href="/about.html">丙</a>
    <a href="javascript:void(0)">丁</a> <a href="http://elsewhere.example/2026/0305/a2.html">戊</a>
    <a href="/video/2026/0305/a3.html">己</a> <a href="/2026/0305/a1-2.html">2</a>"""

    assert links(markup) == [
        ("http://news.made.example/2026/0305/a1.html", "article", "甲"),
        ("http://news.made.example/list/2.html", "listing", "乙"),
    ]


def test_a_picture_link_takes_the_headline_of_the_second_link() -> None:
    markup = '<a href="/2026/0305/a1.html"><img src="x.jpg"></a><a href="/2026/0305/a1.html#top">工会  办实事</a>'

    assert links(markup) == [("http://news.made.example/2026/0305/a1.html", "article", "工会 办实事")]


def test_relative_links_start_at_the_base() -> None:
    markup = '<base href="http://www.other.example/x/"><a href="../2026/0305/a1.html">甲</a>'

    assert links(markup)[0][0] == "http://www.other.example/2026/0305/a1.html"


def test_the_next_page_is_found_by_css_or_by_xpath() -> None:
    by_class = find_links('<a class="next" href="2.html?x">下一页</a>'.replace("2.html?x", "/list/2.html"), HERE, RULES)
    by_text = find_links('<a href="/list/3.html">下页</a>', HERE, RULES)
    itself = find_links('<a class="next" href="1.html">下一页</a>', HERE, RULES)

    assert by_class.next_page == Link("http://news.made.example/list/2.html", Role.LISTING)
    assert by_text.next_page == Link("http://news.made.example/list/3.html", Role.LISTING)
    assert itself.next_page is None


def test_ten_thousand_links_are_bounded_and_the_rest_is_counted() -> None:
    markup = "".join(f'<a href="/2026/0305/a{n}.html">{n}</a>' for n in range(10_000))

    found = find_links(markup, HERE, RULES, limit=2000)

    assert (len(found.links), found.over) == (2000, 8000)


@pytest.mark.parametrize(
    "markup", ["", "   ", "<", "\x00\x00", "<?xml version='1.0' encoding='gbk'?><p>x", "<!-- only a comment -->", "<a>"]
)
def test_no_markup_is_too_poor(markup: str) -> None:
    assert find_links(markup, HERE, RULES).links == ()


PIECES = (
    """<a href='|<a href="|//news.made.example|http://|/2026/0305/a1.html|'>|">|</a>|<base href='"""
    "|<url><loc>|</loc></url>|<urlset>|&amp;|&#0;|\x00|javascript:|mailto:x|?|#|[|]|other.example|evil.example"
    "|<a href='http://evil.example/2026/0305/a1.html'>|<url><loc>http://evil.example/2026/0305/a1.html</loc></url>"
)
MARKUP = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=9), max_size=30).map("".join)


@given(MARKUP)
def test_whatever_the_markup_links_are_web_addresses_of_the_sites_own_hosts(markup: str) -> None:
    sitemap = find_in_sitemap(markup.encode("utf-8", "replace"), HERE, RULES)

    for link in (*find_links(markup, HERE, RULES).links, *sitemap.links):
        host = urlsplit(link.url).hostname or ""
        assert link.url.startswith(("http://", "https://"))
        assert host == "news.made.example" or host.endswith("other.example"), link


def test_such_markup_has_links() -> None:
    """Else the law above would hold of nothing."""
    find(MARKUP, lambda markup: bool(find_links(markup, HERE, RULES).links), settings=settings(max_examples=20_000))


@given(st.text(max_size=100))
def test_a_reference_gives_an_http_url_or_nothing(reference: str) -> None:
    target = absolute(HERE, reference)

    assert target is None or target.startswith(("http://", "https://"))


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> http://news.made.example/2026/0305/a1.html </loc></url>
<url><loc>http://news.made.example/about.html</loc></url>
<url><loc>http://news.made.example/2026/0305/a1.html</loc></url></urlset>"""


def test_a_sitemap_names_articles_once() -> None:
    found = find_in_sitemap(SITEMAP.encode(), HERE, RULES)

    assert found.links == (Link("http://news.made.example/2026/0305/a1.html", Role.ARTICLE),)


def test_a_gzipped_sitemap_is_read_and_a_torn_one_gives_nothing() -> None:
    packed = gzip.compress(SITEMAP.encode())

    assert len(find_in_sitemap(packed, HERE, RULES).links) == 1
    assert find_in_sitemap(packed[:40], HERE, RULES).links == ()


def test_root_tags_in_odd_letter_case_are_known() -> None:
    index = (
        "<sitemapIndex><SITEMAP><Loc>http://www.made.example/sitemap/acftu/news_sitemap.xml</Loc></SITEMAP>"
        "<sitemap><loc>http://www.made.example/sitemap/acftu/news_sitemap.xml</loc></sitemap></sitemapIndex>"
    )

    assert find_in_sitemap(index.encode(), HERE, RULES).links == (
        Link("http://www.made.example/sitemap/acftu/news_sitemap.xml", Role.SITEMAP),
    )


def test_a_sitemap_with_entities_that_grow_does_not_grow() -> None:
    bomb = (
        '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><urlset><url><loc>&c;</loc></url></urlset>'
    )

    assert find_in_sitemap(bomb.encode(), HERE, RULES).links == ()


def test_a_sitemap_in_plain_text_is_read() -> None:
    text = "http://news.made.example/2026/0305/a1.html\r\nhttp://news.made.example/2026/0306/a2.html\r\n"

    assert len(find_in_sitemap(text.encode(), HERE, RULES).links) == 2


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/n1/2016/0106/c67502-28018921.html", date(2016, 1, 6)),
        ("/c/2022-10-20/7201030.shtml", date(2022, 10, 20)),
        ("/147/201601/06/160106094512345.shtml", date(2016, 1, 6)),
        ("/rmrb/html/2023-01/09/nw.D110000renmrb_20230109_1-01.htm", date(2023, 1, 9)),
        ("/art/2021/3/9/art_3577_12.html", None),
        ("/GB/81001/81011/17753306.html", None),
        ("/t20160230_12.html", None),
        ("/about.html", None),
    ],
)
def test_the_day_in_a_path_is_read_or_left(path: str, day: date | None) -> None:
    assert day_in_url(f"http://news.made.example{path}") == day


def test_a_tag_of_400000_attributes_takes_no_minutes() -> None:
    """libxml2 walks all attributes of an element for each one it adds."""
    markup = '<a href="/2026/0305/a1.html">甲</a><p ' + " ".join(f"a{n}" for n in range(400_000)) + ">"
    began = time.process_time()

    assert links(markup) == [("http://news.made.example/2026/0305/a1.html", "article", "甲")]
    assert time.process_time() - began < 5
