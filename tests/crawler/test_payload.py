"""Content codings undone within bounds, refusals told from pages, private addresses told from public ones."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import SettingError
from archive.records import Page
from crawler.addresses import is_public, literal_address
from crawler.arguments import Wanted, parse_wanted
from crawler.blocked import why_blocked
from crawler.jobs import summary_line
from crawler.payload import Undecodable, decoded
from crawler.politeness import retry_after_s

PRIVATE = """127.0.0.1 10.1.2.3 192.168.0.9 172.20.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1
::1 fe80::1%eth0 fd00::1 ::ffff:127.0.0.1 2002:7f00:1:: ::"""


def page(payload: bytes, coding: str) -> Page:
    return Page("http://a.example/", payload, headers=(("Content-Encoding", coding), ("Content-Type", "text/html")))


@given(st.binary(max_size=2000))
def test_what_was_coded_is_read_again(payload: bytes) -> None:
    bare = zlib.compressobj(wbits=-15)

    assert decoded(page(gzip.compress(payload), "gzip")).payload == payload
    assert decoded(page(zlib.compress(payload), "deflate")).payload == payload
    assert decoded(page(bare.compress(payload) + bare.flush(), "deflate")).payload == payload
    assert decoded(page(zlib.compress(gzip.compress(payload)), "gzip, deflate")).payload == payload


def test_the_coding_is_no_longer_claimed_afterwards() -> None:
    assert decoded(page(gzip.compress(b"x"), "gzip")).headers == (("Content-Type", "text/html"),)


def test_plain_text_that_claims_to_be_gzip_is_read_as_it_is() -> None:
    assert decoded(page(b"<html>", "gzip")).payload == b"<html>"


def test_a_bomb_a_torn_stream_and_an_unknown_coding_are_refused() -> None:
    bomb = gzip.compress(bytes(5_000_000))

    with pytest.raises(Undecodable, match="more than 1000000 bytes"):
        decoded(page(bomb, "gzip"), limit=1_000_000)
    with pytest.raises(Undecodable, match="torn gzip"):
        decoded(page(gzip.compress(b"some text that is long enough")[:-9], "gzip"))
    with pytest.raises(Undecodable, match="br is not one we asked for"):
        decoded(page(b"x", "br"))


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (403, b"", "HTTP 403, forbidden"),
        (412, b"<script>$_ts=window['$_ts'];</script>", "HTTP 412, 瑞数 challenge"),
        (521, b"<script>document.cookie='__jsl_clearance=1'</script>", "HTTP 521, 加速乐 challenge"),
        (200, b"<script>$_ts=window['$_ts'];</script>", "瑞数 challenge (HTTP 200)"),
        (200, b"<p>one</p>" * 9 + b"<script>$_ts=window['$_ts']</script>" + b" " * 20_000, ""),
        (200, b"<html><p>news</p></html>", ""),
        (404, b"<script>$_ts=window['$_ts'];</script>", ""),
        (500, b"", ""),
    ],
)
def test_a_refusal_is_named(status: int, body: bytes, says: str) -> None:
    assert why_blocked(status, body) == says


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.9",
        "172.20.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "::",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_public_and_names_are_no_addresses() -> None:
    assert is_public("1.1.1.1") and is_public("2606:4700:4700::1111")
    assert literal_address("[::1]") == "::1"
    assert literal_address("localhost") is None


def test_arguments_are_read_as_spans() -> None:
    wanted = parse_wanted(since="2016", until="2016-02", limit="3")

    assert wanted == Wanted(date(2016, 1, 1), date(2016, 2, 29), 3)
    assert wanted.covers(date(2016, 2, 29)) and not wanted.covers(date(2016, 3, 1)) and wanted.covers(None)


@pytest.mark.parametrize(
    "typed",
    [
        {"since": "last week"},
        {"until": "2016-13"},
        {"limit": "0"},
        {"limit": "many"},
        {"revisit": "maybe"},
        {"since": "2016-02", "until": "2016-01"},
    ],
)
def test_wrong_arguments_are_named(typed: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=next(iter(typed))):
        parse_wanted(**typed)


def test_retry_after_is_seconds_or_a_date() -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    assert retry_after_s(b"120", now) == 120
    assert retry_after_s(b"Mon, 23 Nov 2026 08:02:00 GMT", now) == 120
    assert retry_after_s(b"Mon, 23 Nov 2026 07:00:00 GMT", now) == 0
    assert retry_after_s(b"soon", now) is None
    assert retry_after_s(None, now) is None


def test_the_summary_says_what_is_seldom_only_when_it_happened() -> None:
    assert summary_line({"new": 1}, 999) == "1 new, 0 changed, 0 withdrawn, 0 unchanged, 0 failed; 999 bytes kept"
    assert summary_line({"blocked": 2}, 0).endswith("0 failed, 2 blocked; 0 bytes kept")
