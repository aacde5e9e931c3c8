"""When a site's time comes, and what a scheduled run spends its budget on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from scrapy import Request

from archive import open_archive
from archive.records import Role
from crawler.schedule import Backlog, plan
from crawler.turns import MOST, Turns
from crawler.walk import BACKFILL, PRIORITY, YOUNG_REVISIT

SITE = "http://news.tiny.example"
NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)  # in Beijing
RUNS = [
    {"started_at": (NOON - timedelta(hours=h)).isoformat(), "outcomes": {"listed": 3, "new": 4}, "requests": 5}
    for h in (9, 6, 3)
]


def test_a_site_with_night_hours_is_due_when_they_begin_and_its_run_ends_with_them() -> None:
    by_day = plan("s", 60, RUNS, Backlog(), NOON, "22:00-06:00", "+08:00")
    late = datetime(2026, 3, 1, 21, 50, tzinfo=UTC)  # 05:50 in Beijing
    at_night = plan("s", 60, RUNS, Backlog(), late, "22:00-06:00", "+08:00")

    assert not by_day.is_due(NOON)
    assert by_day.due_at == datetime(2026, 3, 1, 14, tzinfo=UTC)
    assert at_night.is_due(late)
    assert at_night.budget == 10  # minutes that are left
    assert at_night.budget_day == 8 * 60


def test_a_delay_of_two_minutes_is_a_budget_of_720_a_day_and_the_backlog_takes_that_long() -> None:
    one = plan("people", 120, RUNS, Backlog(new=1400, revisits=40), NOON)

    assert (one.budget_day, one.spent) == (720, 15)
    assert one.days_left == 2.0


def test_the_delay_that_robots_txt_asked_for_counts_where_it_is_longer() -> None:
    assert plan("s", 5, [*RUNS, {**RUNS[-1], "crawl_delay_s": 120}], Backlog(), NOON).budget_day == 720


def test_runs_that_began_in_the_future_do_not_keep_a_site_waiting_for_it() -> None:
    """A machine's clock stood years ahead for a night, and was set right."""
    ahead = {**RUNS[-1], "started_at": (NOON + timedelta(days=4000)).isoformat(), "requests": 86_400}

    one = plan("s", 60, [*RUNS, ahead], Backlog(), NOON)

    assert one.due_at == plan("s", 60, RUNS, Backlog(), NOON).due_at
    assert (one.spent, one.budget > 0) == (15, True)


def test_two_runs_of_one_hour_without_news_do_not_put_a_site_off_for_a_day() -> None:
    """A site tried twice by hand and then enabled was looked at only the day after."""
    moments = [(NOON - timedelta(hours=hours)).isoformat() for hours in (1, 0)]
    tried = [{"started_at": at, "outcomes": {"listed": 3, "unchanged": 1}} for at in moments]
    quiet = [{"started_at": (NOON - timedelta(hours=hours)).isoformat(), "outcomes": {"listed": 3}} for hours in (9, 0)]

    assert plan("s", 60, tried, Backlog(), NOON).interval == timedelta(hours=3)
    assert plan("s", 60, quiet, Backlog(), NOON).interval == timedelta(hours=9)


def test_what_a_first_walk_or_a_backfill_brings_is_no_pace() -> None:
    """Interrupted in its first minute and taken up again, a site was said to bring a million articles a day."""
    begun = [{"started_at": (NOON - timedelta(hours=hours)).isoformat()} for hours in (5, 4, 0)]
    first = {**begun[0], "outcomes": {"listed": 1, "new": 3}, "reason": "shutdown"}
    walked = {**begun[1], "outcomes": {"listed": 20, "new": 900}, "fresh": 1}
    filled = {**begun[2], "outcomes": {"listed": 9, "new": 5000}, "fresh": 0, "narrow": True}

    one = plan("s", 60, [first, walked, filled], Backlog(), NOON)

    assert (one.interval, one.why) == (timedelta(hours=15), "4.8 new a day")


def test_a_section_that_was_read_while_the_clock_stood_ahead_is_read_again(tiny: Any, scrapy: Any) -> None:
    """After a night in 2031 the sections of a site were not looked at for years."""
    tiny.listing("/list/one.html", "/a/2026-03-01/s.html")
    tiny.listing("/", "/a/2026-03-02/s.html", "/list/one.html")
    for day in (1, 2):
        tiny.story(f"/a/2026-03-0{day}/s.html", f"报道{day}")
    scrapy.crawl("-a", "budget=100", CLOCK="2031-03-05T08:00:00Z")

    scrapy.crawl("-a", "budget=100", CLOCK="2026-03-05T08:00:00Z")

    assert tiny.asked("/list/one.html") == 2


def test_young_revisits_keep_their_turn_before_a_backfill_longer_than_what_may_wait() -> None:
    """Revisits of this week were dropped for as long as a backfill of more than 20,000 pages lasted."""
    turns = Turns(SimpleNamespace(engine=SimpleNamespace(running=True)))  # type: ignore[arg-type]
    backfill = [Request(f"{SITE}/{n}", priority=BACKFILL, meta={"role": Role.ARTICLE}) for n in range(MOST)]
    young = Request(f"{SITE}/young", priority=YOUNG_REVISIT, meta={"role": Role.ARTICLE})

    for request in (*backfill, young):
        turns.goes_now(request)
    waited = asyncio.run(turns.rest())

    assert waited[0] is young
    assert waited[1:] == backfill[:-1]


def test_new_articles_beyond_what_fits_in_memory_stay_due() -> None:
    turns = Turns(SimpleNamespace(engine=SimpleNamespace(running=True)))  # type: ignore[arg-type]

    sent = sum(
        turns.goes_now(Request(f"{SITE}/{n}", priority=PRIORITY[Role.ARTICLE], meta={"role": Role.ARTICLE}))
        for n in range(MOST + 5)
    )
    turns.over(Role.ARTICLE)

    assert sent == MOST
    assert turns.goes_now(Request(f"{SITE}/one", priority=PRIORITY[Role.ARTICLE], meta={"role": Role.ARTICLE}))


def test_a_scheduled_run_spends_its_budget_on_listings_then_news_then_revisits(tiny: Any, scrapy: Any) -> None:
    """Young revisits come before backfill, backfill before old revisits."""
    old, far = "/a/2026-03-01/old.html", "/a/2019-01-01/far.html"
    tiny.listing("/", old)
    tiny.story(old, "去年的报道")
    scrapy.crawl(CLOCK="2025-11-01T08:00:00Z")
    young = "/a/2026-03-03/young.html"
    tiny.listing("/", old, young)
    tiny.story(young, "昨天的报道")
    scrapy.crawl("-a", "revisit=none", CLOCK="2026-12-01T08:00:00Z")
    new = "/a/2026-12-02/new.html"
    tiny.listing("/", far, old, young, new)
    tiny.story(far, "早年的报道")
    tiny.story(new, "今天的报道")
    before = len(tiny.log)

    scrapy.crawl("-a", "budget=100", CLOCK="2026-12-02T08:00:00Z")

    asked = [url.removeprefix(SITE) for url, _ in tiny.log[before:]]
    assert asked[:2] == ["/robots.txt", "/"]
    assert asked.index(new) < asked.index(young) < asked.index(far) < asked.index(old)


def test_a_scheduled_run_leaves_a_section_without_news_alone_and_a_person_does_not(tiny: Any, scrapy: Any) -> None:
    paths = [f"/a/2026-03-0{day}/s.html" for day in range(1, 10)]
    tiny.listing("/list/quiet.html", paths[0])
    for path in paths:
        tiny.story(path, f"报道{path[10:12]}")
    for day in range(1, 9):
        tiny.listing("/", *paths[: day + 1], "/list/quiet.html")
        scrapy.crawl("-a", "budget=100", CLOCK=f"2026-03-0{day}T08:00:00Z")
    so_far = tiny.asked("/list/quiet.html")

    scrapy.crawl("-a", "budget=100", CLOCK="2026-03-08T12:00:00Z")
    scheduled = tiny.asked("/list/quiet.html") - so_far
    scrapy.crawl(CLOCK="2026-03-08T13:00:00Z")

    assert scheduled == 0
    assert tiny.asked("/list/quiet.html") - so_far == 1


def test_a_second_crawl_of_an_unchanged_site_stores_no_body_twice(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    """Half of the pages have validators and answer 304; the others are kept as a mention of the first."""
    paths = [f"/a/2026-03-05/s{number}.html" for number in range(20)]
    tiny.listing("/", *paths)
    for number, path in enumerate(paths):
        tiny.story(path, f"第{number}篇报道", "这一段很长。" * 2000, **({"ETag": f'"{number}"'} if number % 2 else {}))
    whole = dict(tiny.pages)

    def validated(path: str) -> Any:
        def answer(handler: Any) -> Any:
            reply = whole[SITE + path]
            return make_reply("", 304) if handler.headers["If-None-Match"] == reply.headers["ETag"] else reply

        return answer

    for path in paths[1::2]:
        tiny.put(path, validated(path))
    scrapy.crawl(CLOCK="2027-03-01T08:00:00Z")
    size = sum(file.stat().st_size for file in scrapy.data.glob("warc/*/*"))

    ran = scrapy.crawl("-a", "revisit=all", CLOCK="2027-03-02T08:00:00Z")

    assert ran.err.startswith("tiny: 0 new, 0 changed, 0 withdrawn, 20 unchanged, 0 failed; 0 bytes kept")
    grown = sum(file.stat().st_size for file in scrapy.data.glob("warc/*/*")) - size
    with open_archive(scrapy.data) as archive:
        captures = [capture for path in paths for capture in archive.captures(SITE + path)]
        bodies = [capture.digest for capture in captures if capture.same_as is None]
    assert len(captures) == 40
    assert len(bodies) == len(set(bodies)) == 20
    assert grown < 22 * 2500  # heads, not bodies: those are of 12 000 characters
