"""One page has one identity, however its address was written."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import article_id, canonical_url, exact_uri, from_exact, host_of

SAME = [
    (
        "http://acftu.people.sample.example/n1/2016/0106/c67502-1.html",
        "https://acftu.people.sample.example/n1/2016/0106/c67502-1.html",
    ),
    ("HTTP://News.Workers.Sample.Example:80/a", "https://news.workers.sample.example/a"),
    ("https://news.workers.sample.example:443/a", "https://news.workers.sample.example/a"),
    ("http://news.workers.sample.example:8080/a", "https://news.workers.sample.example:8080/a"),
    ("http://city.union.sample.example", "https://city.union.sample.example/"),
    ("http://city.union.sample.example./a", "https://city.union.sample.example/a"),
    ("http://city.union.sample.example/a#zoom", "https://city.union.sample.example/a"),
    ("http://city.union.sample.example/a?utm_source=x&id=7&utm_medium=y", "https://city.union.sample.example/a?id=7"),
    ("http://city.union.sample.example/a?7OkeOa4k=qAq.abc", "https://city.union.sample.example/a"),
    ("http://city.union.sample.example/a?", "https://city.union.sample.example/a"),
    (
        "http://city.union.sample.example/工会?栏=要闻",
        "https://city.union.sample.example/%E5%B7%A5%E4%BC%9A?%E6%A0%8F=%E8%A6%81%E9%97%BB",
    ),
    ("http://工会.example/", "https://xn--6oq837a.example/"),
    ("  http://city.union.sample.example/a ", "https://city.union.sample.example/a"),
    ("urn:import:people:7", "urn:import:people:7"),
    ("http://[::1]:8000/a", "https://[::1]:8000/a"),
]


@pytest.mark.parametrize(("written", "known"), SAME)
def test_addresses_of_one_page_have_one_form(written: str, known: str) -> None:
    assert canonical_url(written) == known


@pytest.mark.parametrize(
    "url",
    [
        "http://h.example/a?b=1&c=2",
        "http://h.example/A",
        "http://h.example/a/",
        "http://h.example/%7Ea",
        "http://h.example/a?C=1",
    ],
)
def test_what_may_name_another_page_stays(url: str) -> None:
    assert canonical_url(url) == url.replace("http:", "https:")


@pytest.mark.parametrize(
    "url", ["http://h:port/", "http://[::1/", "", "news", "http://", "mailto:a@b", "http://\ud800/", "HTTP://："]
)
def test_an_address_that_is_none_raises_nothing(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(st.one_of(st.text(), st.builds("http://{}/{}?{}#{}".format, st.text(), st.text(), st.text(), st.text())))
def test_the_canonical_form_is_its_own(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_an_article_id_is_the_digest_of_the_canonical_url() -> None:
    expected = hashlib.sha256(b"https://city.union.sample.example/a").hexdigest()

    assert article_id("http://CITY.union.sample.example/a#x") == expected


def test_a_url_without_host_has_none() -> None:
    assert [host_of("urn:sha256:ab"), host_of("http://[::1/"), host_of("http://A.example./")] == ["", "", "a.example"]


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" %\t\u3000\u00a0\u0085\u2028\x1c"))))
def test_the_exact_form_of_an_address_has_no_blank_and_gives_it_back(url: str) -> None:
    """Ids with an ideographic space came out of a rebuild with a plain one."""
    assert from_exact(exact_uri(url)) == url
    assert "".join(exact_uri(url).split()) == exact_uri(url)
