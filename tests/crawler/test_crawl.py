"""The real `scrapy crawl` against a small site: what is kept, read, settled, and what a second run does."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from archive import Archive, open_archive
from archive.records import Outcome

A1, A2, A3 = "/a/2026-03-05/one.html", "/a/2026-03-04/two.html", "/a/2026-03-03/three.html"
SITE = "http://news.tiny.example"


@contextmanager
def kept(scrapy: Any) -> Iterator[Archive]:
    with open_archive(scrapy.data) as archive:
        yield archive


def edit_profile(scrapy: Any, old: str, new: str) -> None:
    file = scrapy.profiles / "tiny.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def three_stories(tiny: Any, **headers: str) -> None:
    tiny.listing("/", A1, A2, "/list/1.html", "/about.html")
    tiny.listing("/list/1.html", A2, A3)
    tiny.story(A1, "工会送温暖", **headers)
    tiny.story(A2, "职工技能大赛开幕", **headers)
    tiny.story(A3, "女职工书屋建成", **headers)


def test_a_crawl_keeps_reads_and_says_so_in_one_line(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)

    ran = scrapy.crawl()

    assert ran.err.startswith("tiny: 3 new, 0 changed, 0 withdrawn, 0 unchanged, 0 failed; ")
    assert (ran.status, ran.err.count("\n")) == (0, 1)
    with kept(scrapy) as archive:
        version = archive.article(SITE + A1)
        assert (version.article.title, version.article.published) == ("工会送温暖", "2026-03-05T09:30+08:00")
        assert version.site == "tiny"
        assert list(archive.unread()) == []


def test_every_answer_is_kept_robots_and_listings_too(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)
    scrapy.crawl()

    with kept(scrapy) as archive:
        outcomes = {url: archive.captures(SITE + url)[0].outcome for url in ("/robots.txt", "/", "/list/1.html", A1)}

    assert list(outcomes.values()) == [Outcome.LISTED, Outcome.LISTED, Outcome.LISTED, Outcome.NEW]


def test_a_second_crawl_of_an_unchanged_site_stores_no_body_twice(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)
    scrapy.crawl()
    with kept(scrapy) as archive:
        before = archive.state_rows()

    ran = scrapy.crawl("-a", "revisit=all")

    assert ran.err == "tiny: 0 new, 0 changed, 0 withdrawn, 3 unchanged, 0 failed; 0 bytes kept\n"
    with kept(scrapy) as archive:
        assert archive.state_rows() == before
        assert all(len([c for c in archive.captures(SITE + url) if c.same_as is None]) == 1 for url in (A1, A2, "/"))


def test_an_unchanged_page_is_asked_for_with_its_validators(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny, ETag='"v1"')

    whole = tiny.pages[SITE + A1]

    def answer(handler: BaseHTTPRequestHandler) -> Any:
        return make_reply("", 304) if handler.headers["If-None-Match"] == '"v1"' else whole

    tiny.put(A1, answer)
    # On one day in twenty a page is asked for whole; which day follows from its address.
    scrapy.crawl(CLOCK="2027-03-01T08:00:00Z")
    scrapy.crawl("-a", "revisit=all", CLOCK="2027-03-02T08:00:00Z")

    assert [status for url, status in tiny.answered if url == SITE + A1] == [200, 304]
    with kept(scrapy) as archive:
        assert [c.outcome for c in archive.captures(SITE + A1)] == [Outcome.NEW, Outcome.UNCHANGED]


def test_an_article_that_is_not_due_is_not_asked_for_again(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)
    scrapy.crawl()

    scrapy.crawl()

    assert (tiny.asked(A1), tiny.asked("/")) == (1, 2)


def test_an_edit_is_a_new_version_and_a_404_a_withdrawal(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)
    scrapy.crawl()
    tiny.story(A1, "工会送清凉")
    del tiny.pages[SITE + A2]

    ran = scrapy.crawl("-a", "revisit=all")

    assert ran.err.startswith("tiny: 0 new, 1 changed, 1 withdrawn, 1 unchanged, 0 failed")
    with kept(scrapy) as archive:
        assert archive.article(SITE + A1).article.title == "工会送清凉"
        assert archive.article(SITE + A2).status == "withdrawn"


def test_a_404_that_never_was_an_article_fails(tiny: Any, scrapy: Any) -> None:
    tiny.listing("/", A1, A2)
    tiny.story(A1, "工会送温暖")

    ran = scrapy.crawl()

    assert ran.err.startswith("tiny: 1 new, 0 changed, 0 withdrawn, 0 unchanged, 1 failed")


def test_a_redirect_moves_to_the_new_address(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    tiny.listing("/", A1)
    tiny.put(A1, make_reply("", 301, {"Location": A2}))
    tiny.story(A2, "职工技能大赛开幕")

    scrapy.crawl()

    with kept(scrapy) as archive:
        assert archive.captures(SITE + A1)[0].outcome is Outcome.MOVED
        assert archive.article(SITE + A2).article.title == "职工技能大赛开幕"


def test_a_redirect_to_the_front_page_is_a_withdrawal(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    tiny.listing("/", A1)
    tiny.story(A1, "工会送温暖")
    scrapy.crawl()
    tiny.put(A1, make_reply("", 302, {"Location": "/"}))

    scrapy.crawl("-a", "revisit=all")

    with kept(scrapy) as archive:
        assert archive.article(SITE + A1).status == "withdrawn"


def test_an_emptied_article_is_a_withdrawal_and_one_we_cannot_read_is_not(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)
    scrapy.crawl()
    links = "".join(f'<li><a href="/x/{number}.html">要闻之{number}，职工朋友看过来</a></li>' for number in range(40))
    body = tiny.pages[SITE + A2].body
    tiny.put(A1, f"<html><body><h1>工会送温暖</h1><div class='story'></div><ul>{links}</ul></body></html>")
    paragraph = (
        body[body.index("<p>") : body.index("</p>") + 4].replace("<p>", "<li><a href='/'>").replace("</p>", "</a></li>")
    )
    tiny.put(A2, f"<html><body><ul>{paragraph}{links}</ul></body></html>")

    scrapy.crawl("-a", "revisit=all")

    with kept(scrapy) as archive:
        assert [archive.article(SITE + path).status for path in (A1, A2)] == ["withdrawn", "current"]


def test_a_redirect_to_another_form_of_the_same_address_is_one_article(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    tiny.listing("/", A1)
    tiny.put(A1, make_reply("", 302, {"Location": A1 + "?utm_source=front"}))
    tiny.story(A1 + "?utm_source=front", "工会送温暖")

    scrapy.crawl()

    with kept(scrapy) as archive:
        version = archive.article(SITE + A1)
        outcomes = sorted(capture.outcome.value for capture in archive.captures(SITE + A1))
    assert (version.status, version.article.title, outcomes) == ("current", "工会送温暖", ["moved", "new"])


def test_redirects_in_a_circle_end(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    tiny.listing("/", A1)
    tiny.put(A1, make_reply("", 302, {"Location": A2}))
    tiny.put(A2, make_reply("", 302, {"Location": A1}))

    ran = scrapy.crawl()

    assert ran.status == 0
    assert tiny.asked(A1) + tiny.asked(A2) < 8


def test_gzipped_bytes_are_kept_as_sent_and_read_unpacked(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    plain = tiny.pages[SITE + A1].body.encode()
    packed = gzip.compress(plain, mtime=0)
    tiny.put(A1, make_reply(packed, 200, {"Content-Encoding": "gzip"}))

    scrapy.crawl()

    with kept(scrapy) as archive:
        capture = archive.captures(SITE + A1)[0]
        assert archive.page(capture).payload == packed
        assert archive.article(SITE + A1).article.title == "工会送温暖"


def test_a_bomb_is_a_failure_with_a_reason_and_the_crawl_goes_on(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    tiny.put(A1, make_reply(gzip.compress(bytes(3_000_000)), 200, {"Content-Encoding": "gzip"}))

    ran = scrapy.crawl(DOWNLOAD_MAXSIZE=1_000_000)

    assert ran.err.splitlines()[-1].startswith("tiny: 2 new, 0 changed, 0 withdrawn, 0 unchanged, 1 failed")


def test_a_charset_that_lies_loses_no_character(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    body = tiny.pages[SITE + A1].body.replace("工会送温暖", "陈喆镕慰问职工").encode("gb18030")
    tiny.put(A1, make_reply(body, 200, {"Content-Type": "text/html; charset=iso-8859-1"}))

    scrapy.crawl()

    with kept(scrapy) as archive:
        assert archive.article(SITE + A1).article.title == "陈喆镕慰问职工"


def test_what_robots_txt_forbids_is_not_asked_for(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    tiny.put("/robots.txt", make_reply("User-agent: *\nDisallow: /a/2026-03-05/\n", 200))

    ran = scrapy.crawl()

    assert ran.err.startswith("tiny: 2 new, 0 changed, 0 withdrawn, 0 unchanged, 0 failed, 1 disallowed")
    assert tiny.asked(A1) == 0


def test_what_robots_txt_forbade_for_a_while_is_asked_for_as_soon_as_it_allows_it(
    tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    """Five runs under `Disallow: /a/` made every article that they showed a failure, to be asked for a month later."""
    three_stories(tiny)
    scrapy.crawl("-a", "limit=1", CLOCK="2026-03-05T04:00:00Z")
    open_rules = tiny.pages[SITE + "/robots.txt"]
    tiny.put("/robots.txt", make_reply("User-agent: *\nDisallow: /a/\n", 200))
    closed = [scrapy.crawl(CLOCK=f"2026-03-{day:02}T04:00:00Z") for day in range(6, 11)]
    with kept(scrapy) as archive:
        states = {url: archive.known(SITE + url).state for url in (A1, A2, A3)}
        why = archive.known(SITE + A2).detail
    tiny.put("/robots.txt", open_rules)

    ran = scrapy.crawl(CLOCK="2026-03-10T05:00:00Z")

    assert closed[0].status == 3  # all that its listing shows is forbidden
    assert tiny.asked(A2) + tiny.asked(A3) == 2  # in the last run
    assert (states, why) == ({A1: "article", A2: "found", A3: "found"}, "Forbidden by robots.txt")
    assert ran.err.startswith("tiny: 2 new, 0 changed")


def test_no_request_slips_past_a_robots_txt_that_is_still_on_its_way(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    """Pages due from the run before were asked for at once with the first listing, and the rules reached only it."""
    paths = [f"/a/2026-03-0{day}/s.html" for day in range(1, 9)]
    tiny.listing("/", *paths)
    tiny.put("/robots.txt", make_reply("User-agent: *\nDisallow: /a/\n", 200))

    for day in (8, 9):
        scrapy.crawl("-a", "limit=8", CLOCK=f"2026-03-0{day}T04:00:00Z")

    assert [path for path in paths if tiny.asked(path)] == []


def test_a_robots_txt_with_a_server_error_leaves_the_site_alone(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    tiny.put("/robots.txt", make_reply("", 503))

    ran = scrapy.crawl()

    assert tiny.asked("/") == 0
    assert ran.status == 3


def test_items_can_be_written_to_a_file(tiny: Any, scrapy: Any, tmp_path: Any) -> None:
    three_stories(tiny)

    scrapy.crawl("-O", str(tmp_path / "items.jsonl"))

    rows = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text("utf-8").splitlines()]
    assert sorted(row["title"] for row in rows) == ["女职工书屋建成", "工会送温暖", "职工技能大赛开幕"]
    assert {row["schema"] for row in rows} == {1}


def test_articles_kept_from_outside_the_wanted_days_are_told_when_no_address_could_tell(tiny: Any, scrapy: Any) -> None:
    edit_profile(scrapy, "article = [", "article = ['/b/\\w+\\.html$', ")
    tiny.listing("/", A1, "/b/undated.html")
    tiny.story(A1, "工会送温暖")
    tiny.story("/b/undated.html", "工会送清凉")  # it says 2026-03-05 inside

    within = scrapy.crawl("-a", "until=2026-03")
    outside = scrapy.crawl("-a", "until=2026-02", DATA_DIR=scrapy.data.with_name("other"))

    assert (within.err[:11], "outside" in within.err) == ("tiny: 2 new", False)
    assert outside.err.startswith("tiny: 1 new")
    assert "; 1 dated outside since/until, their addresses carry no day" in outside.err


def test_since_until_and_limit_choose_articles(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)

    first = scrapy.crawl("-a", "since=2026-03-04", "-a", "until=2026-03-04")
    second = scrapy.crawl("-a", "limit=1")

    assert first.err.startswith("tiny: 1 new") and tiny.asked(A2) == 1
    assert second.err.startswith("tiny: 1 new") and tiny.asked(A1) + tiny.asked(A3) == 1


def test_a_refusal_is_named_and_never_an_article(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    for path in ("/", A1):
        tiny.put(path, make_reply("<script>$_ts=window['$_ts'];</script>", 412))

    ran = scrapy.crawl()

    assert ran.status == 4
    assert ran.err.splitlines()[-1] == (
        "tiny: 0 new, 0 changed, 0 withdrawn, 0 unchanged, 0 failed, 1 blocked; 71 bytes kept; "
        f"blocked: {SITE}/: HTTP 412, 瑞数 challenge"
    )


def test_a_private_address_is_refused_also_behind_a_redirect(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    edit_profile(scrapy, 'hosts = ["news.tiny.example"]', 'hosts = ["*.tiny.example", "127.0.0.1"]')
    tiny.listing("/", A1, f"{tiny.proxy}/a/2026-03-05/inside.html")
    tiny.put(A1, make_reply("", 302, {"Location": f"{tiny.proxy}/a/2026-03-05/other.html"}))

    ran = scrapy.crawl()

    assert not [url for url, _ in tiny.log if "127.0.0.1" in url]
    assert "2 failed, 1 moved" in ran.err


def test_without_a_proxy_names_of_private_addresses_are_refused(tiny: Any, scrapy: Any) -> None:
    local = tiny.proxy.replace("127.0.0.1", "localhost")
    edit_profile(scrapy, f"{SITE}/", f"{local}/")
    edit_profile(scrapy, 'hosts = ["news.tiny.example"]', 'hosts = ["localhost"]')
    scrapy.proxy = ""

    refused = scrapy.crawl()
    allowed = scrapy.crawl(ALLOW_PRIVATE_ADDRESSES=1)

    assert refused.status == 3 and "1 failed" in refused.err
    assert allowed.status == 3 and [url for url, _ in tiny.log][-1] == f"{local}/"


def test_an_endless_listing_is_bounded(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    def page(handler: BaseHTTPRequestHandler) -> Any:
        number = int(handler.path.rpartition("/")[2].removesuffix(".html"))
        return make_reply(f'<a href="{A1}">甲</a><a class="next" href="/list/{number + 1}.html">下一页</a>', 200)

    three_stories(tiny)
    for number in range(100):
        tiny.put(f"/list/{number}.html", page)

    scrapy.crawl()

    assert 5 < sum("/list/" in url for url, _ in tiny.log) <= 14


def test_a_calendar_without_articles_leads_nowhere(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    three_stories(tiny)
    for number in range(1, 100):
        tiny.put(f"/list/{number}.html", make_reply(f'<a href="/list/{number + 1}.html">下月</a>', 200))

    scrapy.crawl()
    scrapy.crawl()

    assert {url for url, _ in tiny.log if "/list/" in url} == {f"{SITE}/list/1.html"}


def test_listings_that_suddenly_show_nothing_are_told(tiny: Any, scrapy: Any) -> None:
    three_stories(tiny)
    scrapy.crawl()
    tiny.listing("/")

    ran = scrapy.crawl()

    assert ran.status == 5
    assert "no links on it at all; as a rule 3 articles are shown" in ran.err
