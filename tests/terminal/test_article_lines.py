"""What `show` says about where an article's text came from."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.records import Article, Part, Version
from terminal.article_lines import pages_joined, read_by

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def version(times_read: int, read_at: datetime | None) -> Version:
    article = Article("题", "文", extractor="2", profile="tiny/3#now")
    return Version(
        "0" * 64,
        1,
        "http://h.example/1",
        "tiny",
        article,
        NOW,
        NOW,
        "",
        NOW,
        None,
        "current",
        None,
        times_read,
        read_at,
    )


def test_extractor_profile_and_number_of_the_reading_are_told() -> None:
    assert read_by(version(1, NOW)) == "extractor 2, profile tiny/3#now, reading 1"


def test_a_re_extraction_says_so_and_that_the_site_edited_nothing() -> None:
    told = read_by(version(3, NOW))

    assert told == ("extractor 2, profile tiny/3#now, reading 3: re-extracted on 2026-11-20, not edited by the site")
    assert "re-extracted, not" in read_by(version(2, None))


def test_pages_that_are_not_kept_are_named() -> None:
    urls = ("http://h.example/1_2", "http://h.example/1_3")
    whole = Article("题", "文", pages=(Part("", "", 2), Part(urls[0], "sha256:0", 1), Part(urls[1], "sha256:1", 1)))
    torn = Article("题", "文", pages=(Part("", "", 2), Part(urls[0]), Part(urls[1], "sha256:1", 1)), part_urls=urls[:1])
    first_alone = Article("题", "文", part_urls=urls)

    assert pages_joined(Article("题", "文")) == ""
    assert pages_joined(whole) == "3 joined"
    assert pages_joined(torn) == "2 of 3 joined; missing: page 2 http://h.example/1_2"
    assert pages_joined(first_alone).startswith("1 of 3 joined; missing: page 2 http://h.example/1_2, page 3")
