"""`scrapy reextract`: what reading again gains and loses, what it refuses, and that it never looks like an edit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive
from archive.errors import SettingError
from archive.records import Article, Attachment, Image, Page, Related, Role
from crawler.comparison import FIELDS, Bounds, Comparison
from crawler.reextract import compare, settle_again
from extraction import Profiles, parse_profile, read_page

A1, A2 = "/a/2026-03-05/one.html", "/a/2026-03-04/two.html"
ROOT = Path(__file__).resolve().parents[2]
SITE = "http://news.tiny.example"
FIRST = datetime(2026, 3, 6, tzinfo=UTC)
BARE = 'name = "tiny"\nhosts = ["news.tiny.example"]\n[[era]]\nname = "now"\nmatch = "div.story"\n'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", write=True, create=True) as opened:
        yield opened


def profiles_with(**selectors: str) -> Profiles:
    lines = "".join(f"{name} = '{selector}'\n" for name, selector in selectors.items())
    return Profiles([parse_profile(f"{BARE}title = 'h1'\nbody = 'div.story'\n{lines}", "tiny.toml")])


def kept(archive: Archive, profiles: Profiles, html: str, hours: int = 0, url: str = SITE + A1) -> None:
    page = Page(url, html.encode(), "text/html", FIRST + timedelta(hours=hours), 200, site="tiny")
    archive.settle(archive.keep(page, Role.ARTICLE).id, read_page(page, profiles))


def test_two_visits_that_said_the_same_say_the_same_after_reading_again(archive: Archive, make_story: Any) -> None:
    """The footer alone differed: reading only the first visit again would look like an edit at the second."""
    for hours, footer in enumerate(("<p>甲</p>", "<p>乙</p>")):
        kept(archive, profiles_with(), make_story("工会送温暖", more=f"<address>{footer}</address>"), hours)
    identity = archive.article(SITE + A1).id
    before = archive.last_change

    done = settle_again(archive, profiles_with(pretitle=".from"))

    (version,) = archive.versions(identity)
    assert (done.done, version.article.pretitle, version.times_read) == (1, "小站日报", 2)
    assert archive.news(before) == ()


def test_a_real_edit_stays_one_and_stays_dated_by_its_visit(archive: Archive, make_story: Any) -> None:
    kept(archive, profiles_with(), make_story("工会送温暖"))
    kept(archive, profiles_with(), make_story("工会送清凉"), 5)

    settle_again(archive, profiles_with(pretitle=".from"))

    versions = archive.versions(archive.article(SITE + A1).id)
    assert [v.article.title for v in versions] == ["工会送温暖", "工会送清凉"]
    assert [v.valid_from for v in versions] == [FIRST, FIRST + timedelta(hours=5)]


def test_what_already_reads_so_is_left_alone_and_a_stopped_run_goes_on(archive: Archive, make_story: Any) -> None:
    for number in range(3):
        kept(archive, profiles_with(), make_story(f"工会{number}"), url=f"{SITE}/a/{number}.html")
    new = profiles_with(pretitle=".from")

    class Stopped(Exception):
        pass

    def stops_at_the_second(rereadings: Any, told: Any = archive.settle_rereadings) -> None:
        if archive.last_change > before:
            raise Stopped
        told(rereadings)

    before = archive.last_change
    archive.settle_rereadings = stops_at_the_second  # type: ignore[method-assign]  # a fault in the middle
    with pytest.raises(Stopped):
        settle_again(archive, new)
    del archive.settle_rereadings
    after_the_first = archive.last_change

    done = settle_again(archive, new)

    assert (after_the_first - before, done.done, done.same) == (1, 2, 1)
    assert [v.times_read for v in archive.every_version()] == [2, 2, 2]
    assert settle_again(archive, new).same == 3


def test_an_article_whose_bytes_are_none_any_more_is_left_as_it_was(archive: Archive, make_story: Any) -> None:
    html = make_story("工会送温暖")
    page = Page(SITE + A1, b"<html><body><p>x</p></body></html>", "text/html", FIRST, 200, site="tiny")
    archive.settle(archive.keep(page, Role.ARTICLE).id, read_page(replace(page, payload=html.encode())))

    comparison, done = compare(archive, profiles_with()), settle_again(archive, profiles_with())

    assert len(comparison.gone) == 1 and done.left == 1
    assert comparison.losses(Bounds(0)) and not comparison.losses(Bounds(1))
    assert archive.article(SITE + A1).article.title == "工会送温暖"


FULL = Article(
    "题", "第一段。\n第二段写得长些。", kind="notice", pretitle="引", subtitle="副", published="2026-03-05T09:30+08:00",
    source="小站日报", reporters=("甲乙",), correspondents=("丙丁",), photographers=("戊己",), editors=("庚辛",),
    byline="记者 甲乙", original_title="原", channel="要闻", topics=("送温暖",),
    keywords=("工会",), related=(Related("box", "", "另一篇"),), images=(Image("http://h.example/1.jpg"),),
    attachments=(Attachment("http://h.example/1.pdf"),), lang="zh-Hans",
)  # fmt: skip
COMPARED = sorted(set(FIELDS) - {"repairs", "kind", "lang", "pages"})


def emptied(name: str, value: Any = None) -> Article:
    changes: dict[str, Any] = {name: type(getattr(FULL, name))() if value is None else value}
    return replace(FULL, **changes)


@pytest.mark.parametrize("name", COMPARED)
def test_no_field_is_lost_in_silence(name: str) -> None:
    comparison = Comparison()
    for number in range(40):
        lost = emptied(name) if number < 4 else FULL
        comparison.add("tiny", f"{number:012}", FULL, lost, "")

    assert comparison.losses(Bounds()) == [f"tiny: {name} filled in 40 before, in 36 now"]
    assert comparison.losses(Bounds(0.02, {name: 0.1})) == []
    assert f"  {name:<14} 4 different, filled 40 → 36 (-4)" in "\n".join(comparison.lines())


@pytest.mark.parametrize(
    ("name", "less", "says"),
    [
        ("body", "第一段。", "body held 520 characters before, 160 now"),
        ("published", "2026-03-05", "published held 880 characters before, 400 now"),
    ],
)
def test_a_field_that_keeps_only_a_part_has_lost(name: str, less: str, says: str) -> None:
    comparison = Comparison()
    for _ in range(40):
        comparison.add("tiny", "8f3a21", FULL, emptied(name, less), "")

    assert comparison.losses(Bounds()) == [f"tiny: {says}"]


def test_the_loss_of_one_site_is_not_hidden_by_the_gain_of_another() -> None:
    comparison = Comparison()
    bare = replace(FULL, source="")
    for _ in range(40):
        comparison.add("one", "8f3a21", FULL, bare, "")
        comparison.add("other", "8f3a22", bare, FULL, "")

    assert comparison.losses(Bounds()) == ["one: source filled in 40 before, in 0 now"]


def test_each_article_has_its_lines_cut_to_the_screen() -> None:
    comparison = Comparison()
    comparison.add(
        "tiny", "8f3a21", FULL, replace(FULL, source="晚报", reporters=(), body=FULL.body + "\x1b[31m红"), ""
    )

    lines = list(comparison.lines(60))

    assert "  8f3a21  source: 小站日报 → 晚报  · 题" in lines
    assert "  8f3a21  reporters: 甲乙 → (none)  · 题" in lines
    assert not any("\x1b" in line for line in lines)
    assert any(line.endswith("…") for line in comparison.lines(30))
    assert "  … 2 more differences; --all shows them" in list(comparison.lines(60, 1))


def test_pictures_and_files_are_told_by_their_names() -> None:
    comparison = Comparison()
    named = replace(FULL, attachments=(Attachment("http://h.example/1.pdf", "附件1"), *FULL.attachments))
    comparison.add("tiny", "8f3a21", named, FULL, "")

    assert "  8f3a21  attachments: 附件1、http://h.example/1.pdf → http://h.example/1.pdf  · 题" in list(
        comparison.lines()
    )


@pytest.mark.parametrize("words", ["2", "x", "editors=", "editors=-1", "colour=0.5"])
def test_a_bound_that_is_none_is_said_to_be(words: str) -> None:
    with pytest.raises(SettingError, match="--max-loss"):
        Bounds.parsed(words)


def test_bounds_are_read_from_the_flag() -> None:
    bounds = Bounds.parsed("0.1, editors=0.5,body=0")

    assert [bounds.of(name) for name in ("title", "editors", "body")] == [0.1, 0.5, 0.0]


# The command itself.


def search_cli(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "search_cli.py"), *words]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False
    )


def two_stories(tiny: Any) -> None:
    tiny.listing("/", A1, A2)
    tiny.story(A1, "工会送温暖")
    tiny.story(A2, "职工技能大赛开幕")


def with_source(scrapy: Any, selector: str) -> None:
    file = scrapy.profiles / "tiny.toml"
    file.write_text(file.read_text("utf-8").replace('source = ".from"', f'source = "{selector}"'), "utf-8")


def test_a_dry_run_tells_what_another_profile_would_read_and_writes_nothing(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)
    scrapy.crawl()
    with_source(scrapy, "h1")
    before = {file: file.read_bytes() for file in scrapy.data.rglob("*") if file.is_file()}

    dry = scrapy("reextract", "--dry-run")

    assert dry.status == 0 and dry.err == ""
    assert "2 versions read again, 0 no longer read as articles" in dry.out
    assert "source         2 different, filled 2 → 2 (+0)" in dry.out
    assert "source: 小站日报 → 工会送温暖  · 工会送温暖" in dry.out
    assert {file: file.read_bytes() for file in before} == before


def test_what_was_re_extracted_is_marked_and_is_neither_new_nor_edited(tiny: Any, scrapy: Any, tmp_path: Any) -> None:
    from index import open_index

    two_stories(tiny)
    scrapy.crawl()
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    search_cli("new", "--data", str(scrapy.data), **home)
    with_source(scrapy, "h1")

    done = scrapy("reextract", INDEX_AFTER_CRAWL="yes")

    assert done.status == 0 and done.err.startswith("2 articles re-extracted, 0 as before\n")
    new = search_cli("new", "--data", str(scrapy.data), **home)
    history = search_cli("history", SITE + A1, "--data", str(scrapy.data), **home)
    shown = search_cli("show", SITE + A1, "--data", str(scrapy.data), **home)
    marked = "profile tiny/1#now, reading 2: re-extracted on "
    assert (new.returncode, new.stdout) == (1, "")
    assert history.stdout.count("version ") == 1
    assert all(marked in " ".join(text.split()) for text in (history.stdout, shown.stdout))
    with open_index(scrapy.data) as index:
        totals = [index.search(query).total for query in ("送温暖", "is:edited", "changed:2000..2100")]
    assert totals == [1, 0, 0]


def test_a_loss_beyond_the_bound_is_refused_and_allowed_by_a_flag(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)
    file = scrapy.profiles / "tiny.toml"
    was = file.read_text("utf-8")
    file.write_text(was + "subtitle = '.from'\n", "utf-8")
    scrapy.crawl()
    file.write_text(was, "utf-8")
    catalogue = scrapy.data / "catalogue.sqlite3"
    before = catalogue.read_bytes()

    dry, refused = scrapy("reextract", "--dry-run"), scrapy("reextract", "--max-loss", "0.1")

    assert (dry.status, refused.status, catalogue.read_bytes() == before) == (1, 1, True)
    assert "tiny: subtitle filled in 2 before, in 0 now" in refused.err
    assert "nothing was changed; mend the profile, or allow it: --max-loss 1" in refused.err
    assert scrapy("reextract", "--max-loss", "subtitle=1").err == "2 articles re-extracted, 0 as before\n"


def test_the_named_site_alone_is_read_and_an_unknown_one_refused(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)
    scrapy.crawl()

    named, unknown, two = scrapy("reextract", "tiny"), scrapy("reextract", "nosuch"), scrapy("reextract", "tiny", "x")

    assert (named.status, named.err) == (0, "0 articles re-extracted, 2 as before\n")
    assert "tiny: 2 versions, nothing reads otherwise" in named.out
    assert (unknown.status, two.status) == (2, 2)
    assert "nosuch: no article of it is kept; kept are tiny" in unknown.err


def test_a_profile_that_read_the_articles_must_be_loaded(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)
    scrapy.crawl()
    (scrapy.profiles / "tiny.toml").unlink()

    ran = scrapy("reextract")

    assert ran.status == 2
    assert "profiles not loaded: tiny" in ran.err
