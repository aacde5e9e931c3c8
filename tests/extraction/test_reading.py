"""The one boundary: whatever the bytes are, a reading comes back, in bounded time and memory."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extraction.reading
from archive.records import Article, Failed, Page, Part, Reading, Rejected, Repair
from extraction import EXTRACTOR_VERSION, Profiles, join_parts, load_profiles, read_page

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SENTENCE = "岚江市总工会在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位。"
PEOPLE = "http://politics.people.com.cn/n1/2024/0424/c1001-40223222.html"


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def page_of(payload: bytes, **more: str) -> Page:
    return Page(more.pop("url", "urn:sha256:00"), payload, **more)  # type: ignore[arg-type]  # only texts are passed


@pytest.mark.parametrize("name", ["noise.html", "noise.txt", "program.html"])
def test_bytes_that_are_no_text_are_no_article_whatever_the_file_is_called(name: str) -> None:
    rng = random.Random(name)
    noise = rng.randbytes(6000)
    payload = b"\x7fELF\x02\x01\x01" + b"\x00\x10text\x00table\x00" * 400 if name.startswith("program") else noise
    kind = "text/plain" if name.endswith(".txt") else "text/html"

    reading = read_page(page_of(payload, content_type=kind))

    assert isinstance(reading, Rejected) and reading.reason == "not-text"


def test_a_page_is_read_by_what_its_bytes_are() -> None:
    html = f"<html><title>招聘会</title><h1>招聘会进城南</h1><p>{SENTENCE}</p><p>{SENTENCE}</p></html>".encode()
    text = f"招聘会进城南\n2016年01月06日09:58 来源：样江日报\n{SENTENCE}\n{SENTENCE}\n".encode()
    row = json.dumps({"id": "1", "title": "招聘会进城南", "body": SENTENCE}).encode()

    readings = [
        read_page(page_of(html)),
        read_page(page_of(html, content_type="text/plain")),  # a server that says text of markup
        read_page(page_of(text, content_type="text/plain")),
        read_page(page_of(text, url="http://x.example/1.txt")),
        read_page(page_of(row, content_type="application/json")),
    ]

    assert [reading.title for reading in readings if isinstance(reading, Article)] == ["招聘会进城南"] * 5


def test_an_article_says_which_extractor_read_it_and_how_it_was_decoded() -> None:
    html = f"<meta charset=gb2312><title>招聘会</title><h1>招聘会进城南</h1><p>{SENTENCE}</p>"
    reading = read_page(page_of(html.encode("gb18030"), content_type="text/html"))

    assert isinstance(reading, Article)
    assert reading.extractor == EXTRACTOR_VERSION
    assert (reading.encoding.chosen, reading.encoding.meta) == ("gb18030", "gb2312")


@pytest.mark.parametrize(
    "payload", [b"%PDF-1.4 x", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"PK\x03\x04zip", b"\0\0\0\x18ftyp"]
)
def test_bytes_that_are_no_text_are_rejected(payload: bytes) -> None:
    reading = read_page(page_of(payload))

    assert isinstance(reading, Rejected)
    assert reading.reason == "not-text"


def test_a_fault_of_ours_is_an_outcome_of_that_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> tuple[str, str]:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(extraction.reading, "decode_page", broken)

    assert read_page(page_of(b"<p>x")) == Failed("fault", "ZeroDivisionError: division by zero")


def test_further_pages_are_joined_in_order_with_their_provenance() -> None:
    first = Article("题", "一\n二", part_urls=("http://x.example/1_2.html", "http://x.example/1_3.html"))
    second = Article("题", "三", repairs=(Repair("gloss", "body", 0, "(sān)"),))
    third = Article("题", "四\n五", editors=("陶然",))
    pages = [Page("http://x.example/1_2.html", b"2"), Page("http://x.example/1_3.html", b"3")]

    whole = join_parts(first, [(pages[0], second), (pages[1], third)])

    assert whole.body == "一\n二\n三\n四\n五"
    assert [(part.url, part.paragraphs) for part in whole.pages] == [("", 2), (pages[0].url, 1), (pages[1].url, 2)]
    assert all(part.digest.startswith("sha256:") for part in whole.pages[1:])
    assert whole.pages[0] == Part("", "", 2)
    assert whole.part_urls == ()
    assert whole.editors == ("陶然",)
    assert whole.repairs[0].offset == whole.body.index("三")


@pytest.mark.parametrize(
    ("payload", "seconds"),
    [
        (b"<html><body>" + b"<div>" * 10_000 + SENTENCE.encode() + b"</div>" * 10_000, 5),
        (b"<html><body>" + b"<b>" * 10_000 + SENTENCE.encode(), 5),
        (b"<html><body>" + b"<table><tr><td>" * 10_000 + SENTENCE.encode(), 5),
        (b"<" * 50_000_000, 20),
        (b"<div>" * 1_000_000, 20),
        (b"<p>x</p>" * 150_000, 20),
        (b"<a href=x>y</a> " * 100_000, 20),
        (b"<p " + b"a=b " * 1_000_000 + b">x", 20),
        (b"\xff" * 2_000_000, 20),
        (b"\0" * 5_000_000, 20),
        (b"<html><p>x" + b"<br>" * 300_000, 20),
        (b"[" * 100_000, 5),
    ],
    ids=["div", "b", "table", "lt", "unclosed", "p", "links", "attributes", "ff", "nul", "br", "json"],
)  # fmt: skip
def test_no_page_costs_without_bound(payload: bytes, seconds: float, profiles: Profiles) -> None:
    began = time.process_time()
    for url in ("urn:sha256:00", PEOPLE):
        reading = read_page(page_of(payload, url=url), profiles)
        assert not (isinstance(reading, Failed) and reading.reason == "fault"), reading

    assert time.process_time() - began < seconds


@pytest.mark.parametrize("tag", ["div", "b", "font", "table><tr><td"])
def test_text_below_ten_thousand_elements_is_not_lost(tag: str) -> None:
    reading = read_page(page_of(f"<html><body>{f'<{tag}>' * 10_000}<p>{SENTENCE}</p><p>{SENTENCE}</p>".encode()))

    assert isinstance(reading, Article)
    assert reading.body.count(SENTENCE) == 2


markup = st.recursive(
    st.text(max_size=30),
    lambda inner: st.builds(
        lambda tag, name, parts: f"<{tag} class='{name}'>{''.join(parts)}</{tag}>",
        st.sampled_from(["div", "p", "h1", "a href=/x", "td", "ul", "li", "span", "article", "b", "pre", "font", "br"]),
        st.sampled_from(["", "content", "related", "date", "title", "comment", "nav", "caption", "summary", "crumb"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(markup)
def test_any_markup_gives_a_reading(html: str) -> None:
    reading = read_page(
        page_of(f"<html><body>{html}</body></html>".encode("utf-8", "replace"), content_type="text/html")
    )

    assert isinstance(reading, Article | Rejected)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/plain", "application/json", "image/png"]))
def test_any_bytes_give_a_reading(payload: bytes, content_type: str) -> None:
    reading: Reading = read_page(page_of(payload, content_type=content_type))

    assert not (isinstance(reading, Failed) and reading.reason == "fault"), reading


@pytest.mark.skipif(not (SHARED / "pages").is_dir(), reason="the shared pages are not on this machine")
def test_every_saved_page_gives_a_body_or_a_reason(profiles: Profiles) -> None:
    import gzip

    for path in sorted((SHARED / "pages").rglob("*.gz")):
        reading = read_page(page_of(gzip.decompress(path.read_bytes())), profiles)

        assert not isinstance(reading, Failed), path
        assert reading.body if isinstance(reading, Article) else reading.reason, path


def test_glosses_of_a_mirror_are_taken_out_of_every_field_of_a_page() -> None:
    glossed = "".join(
        f"{sign}({sound})" for sign, sound in zip("農業縣總會", ("nóng", "yè", "xiàn", "zǒng", "huì"), strict=True)
    )
    body = f"<p>{(glossed + '職工在這裡開會，') * 6}</p>" * 3
    text = f"{body[:200]}<img src='1.jpg' alt='{glossed}的會場'>{body}"
    page = f"<html><body><h1>{glossed}開會</h1><p>2024-03-05 來源：農會報</p><div>{text}</div></body></html>"

    reading = read_page(page_of(page.encode()))

    assert isinstance(reading, Article)
    assert "(" not in "".join((reading.title, reading.images[0].caption, reading.body))
    assert {"title", "body", "images.0.caption"} <= {repair.field for repair in reading.repairs}
