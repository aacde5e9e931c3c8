"""What is found wrong after a run, and that the sentence names the likely cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.findings import BLOCKED, COVERAGE, FAILED, LISTING, ROBOTS, WITHDRAWALS, YIELD, findings_of
from extraction.profiles import parse_profile

PROFILE = parse_profile(
    """
name = "tiny"
hosts = ["news.tiny.example"]
[crawl]
start = ["http://news.tiny.example/"]
hosts = ["news.tiny.example"]
[[era]]
name = "B"
match = ["h1.title", ".article-box"]
title = ["h1.title"]
body = [".article-content"]
source = [".from"]
byline = [".writer"]
""",
    "sites/tiny.toml",
)
FIRST = datetime(2026, 8, 3, 4, tzinfo=UTC)  # a Monday
SITE = "http://news.tiny.example/"
EVERY = ("title", "body", "published", "source", "template")
NONE = {"B/body": [5, 5], "B/match.0": [5, 5], "B/match.1": [5, 5], "B/byline": [5, 4], "B/source": [5, 5]}


def run(day: int = 0, *, new: int = 30, **more: Any) -> dict[str, Any]:
    """A run that is well, on a day counted from the first."""
    at = (FIRST + timedelta(days=day)).isoformat()
    fields = {name: [5, 5] for name in EVERY} | {"reporters": [5, 4]}
    return {
        "started_at": at,
        "reason": "finished",
        "outcomes": {"listed": 3, "new": new, "unchanged": 20, **more.pop("outcomes", {})},
        "fresh": new,
        "shown": 34,
        "listings": {SITE: [34, 120]},
        "readings": {"fresh": fields, "places": dict(NONE)},
        **more,
    }


def weeks(count: int, **more: Any) -> list[dict[str, Any]]:
    return [run(day, **more) for day in range(7 * count)]


def refused(day: int, **more: Any) -> dict[str, Any]:
    return {**run(day, new=0), "outcomes": {}, "shown": 0, "listings": {}, "readings": {}, **more}


def found(report: dict[str, Any], earlier: list[dict[str, Any]], coverage: tuple[int, int] | None = None) -> Any:
    return findings_of(report, earlier, PROFILE, coverage)


def test_a_run_that_is_well_finds_nothing_and_clears_everything_it_can_tell_of() -> None:
    told = found(run(42), weeks(6), (90, 88))

    assert told.found == {}
    assert {BLOCKED, FAILED, ROBOTS, LISTING, YIELD, COVERAGE, "field body", "field source"} <= told.looked_at


def test_a_refusal_is_named_with_its_first_day_and_says_nothing_about_fields() -> None:
    blocked = {"blocked": f"{SITE}: HTTP 412, 瑞数 challenge"}

    told = found(refused(44, **blocked), [*weeks(6), refused(42, **blocked), refused(43, **blocked)])

    assert told.found == {
        BLOCKED: "refused: HTTP 412, 瑞数 challenge, since 2026-09-14; what else can be done: docs/operations.md, "
        "When a site blocks"
    }
    assert "field body" not in told.looked_at and YIELD not in told.looked_at


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("CannotResolveHostError: DNS lookup failed", "its name is not known (DNS)"),
        ("ResponseNeverReceived: certificate verify failed", "no secure connection (certificate)"),
        ("DownloadTimeoutError: took longer than 60 s", "it does not answer in time"),
        ("ConnectionRefusedError: refused", "no connection"),
    ],
)
def test_a_site_that_cannot_be_reached_is_told_with_the_cause(fault: str, says: str) -> None:
    report = refused(43, faults=[f"{SITE}: {fault}"], outcomes={"failed": 1})

    told = found(report, [*weeks(6), refused(42, outcomes={"failed": 1})])

    assert told.found[FAILED].startswith(says)


def test_one_failure_shortly_after_a_good_run_is_neither_told_nor_forgotten() -> None:
    report = refused(41, outcomes={"failed": 1}, started_at=(FIRST + timedelta(days=41, hours=1)).isoformat())

    told = found(report, weeks(6))

    assert (told.found, told.looked_at) == ({}, frozenset())


def test_robots_that_disallow_most_articles_are_named_though_the_listings_may_be_read() -> None:
    told = found(run(42, new=0, shown=30, outcomes={"listed": 3, "disallowed": 25}), weeks(6))

    assert (
        told.found[ROBOTS] == "robots.txt forbids 25 of the 30 articles that its listings show; they are not asked for"
    )


def test_robots_that_now_disallow_the_listings_are_named() -> None:
    told = found(refused(42, faults=[f"{SITE}: Forbidden by robots.txt"], outcomes={"failed": 1}), weeks(6))

    assert told.found == {
        ROBOTS: "robots.txt of news.tiny.example now disallows its listings, since 2026-09-14; they are not asked for"
    }


@pytest.mark.parametrize(
    ("links", "says"),
    [
        (0, "listing empty since 2026-09-14: no links on it at all"),
        (120, "no link matched since 2026-09-14: 120 links"),
    ],
)
def test_listings_without_articles_are_told_apart(links: int, says: str) -> None:
    told = found(run(42, new=0, shown=0, listings={SITE: [0, links]}), weeks(6))

    assert told.found[LISTING].startswith(says)
    assert YIELD not in told.looked_at  # one cause, one alarm


def test_one_listing_of_several_that_fell_silent_is_named() -> None:
    both = {SITE: [34, 120], f"{SITE}b/": [12, 60]}

    told = found(run(42, listings={SITE: [34, 120], f"{SITE}b/": [0, 60]}), weeks(6, listings=both))

    assert f"{SITE}b/ (as a rule 12)" in told.found[LISTING]


def test_the_usual_number_is_not_forgotten_while_a_listing_stays_empty() -> None:
    bad = [run(42 + n, new=0, shown=0, listings={SITE: [0, 0]}, findings={LISTING: "x"}) for n in range(30)]

    told = found(run(72, new=0, shown=0, listings={SITE: [0, 0]}), [*weeks(6), *bad])

    assert told.found[LISTING] == (
        "listing empty since 2026-09-14: no links on it at all; as a rule 34 articles are shown"
    )


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({}, "all known: the listings show 34 articles and none that is new"),
        ({"outcomes": {"put off": 9}}, "budget exhausted: 9 requests were put off"),
        ({"outcomes": {"failed": 40, "unchanged": 0}, "faults": ["u: HTTP 500"]}, "40 pages failed"),
    ],
)
def test_far_fewer_articles_than_usual_are_told_with_the_likely_cause(more: dict[str, Any], cause: str) -> None:
    told = found(run(43, new=0, **more), [*weeks(6), run(42, new=0)])

    assert told.found[YIELD].startswith("0 new articles in 1 day where ")
    assert cause in told.found[YIELD]


def test_a_run_that_was_asked_for_some_days_only_says_nothing_about_what_is_usual() -> None:
    told = found(run(42, new=0, shown=0, narrow=True), weeks(6))

    assert told.found == {} and LISTING not in told.looked_at


def test_a_field_that_new_articles_no_longer_give_is_told_with_its_selector_and_first_day() -> None:
    bad = {
        "fresh": {**{name: [5, 5] for name in EVERY}, "source": [5, 0]},
        "places": {**NONE, "B/source": [5, 0]},
    }

    told = found(run(43, readings=bad), [*weeks(6), run(42, readings=bad, findings={"field source": "x"})])

    assert told.found == {
        "field source": "source: selector .from (era B in tiny.toml) empty since 2026-09-14; "
        "coverage fell from 1.00 to 0.00"
    }


def test_a_page_that_the_profile_no_longer_knows_is_one_alarm_and_not_one_for_each_field() -> None:
    bad = {
        "fresh": {name: [5, 0] for name in EVERY},
        "places": {"B/match.0": [5, 5], "B/match.1": [5, 0], "B/body": [5, 0]},
    }

    told = found(run(42, readings=bad), weeks(6))

    assert list(told.found) == ["field template"]
    assert "selector .article-box (era B in tiny.toml) empty since 2026-09-14" in told.found["field template"]


def test_pages_read_again_that_lost_a_field_need_no_history() -> None:
    bad = {"again": {"body": [6, 0], "title": [6, 6]}, "places": {"B/body": [6, 0]}}

    told = found(run(1, readings=bad), [run(0, readings={})])

    assert told.found["field body"].startswith("body: selector .article-content (era B in tiny.toml) empty since")


def test_a_selector_that_went_blind_is_told_though_the_field_is_filled_without_it() -> None:
    bad = {"again": {"body": [6, 6]}, "places": {"B/body": [6, 0]}}

    told = found(run(1, readings=bad), [run(0, readings={})])

    assert told.found["field body"].endswith("meanwhile the field is guessed without it")


def test_a_field_that_is_seldom_given_is_never_missed() -> None:
    seldom = {"fresh": {**{name: [5, 5] for name in EVERY}, "photographers": [5, 1]}}
    none = {"fresh": {**{name: [5, 5] for name in EVERY}, "photographers": [5, 0]}}

    assert found(run(42, readings=none), weeks(6, readings=seldom)).found == {}


def test_two_articles_without_a_field_are_no_alarm() -> None:
    few = {"fresh": {**{name: [2, 2] for name in EVERY}, "source": [2, 0]}}

    assert found(run(42, readings=few), weeks(6)).found == {}


def test_a_field_alarm_stays_while_nothing_new_tells_of_it_and_clears_with_good_pages() -> None:
    bad = {"fresh": {**{name: [5, 5] for name in EVERY}, "source": [5, 0]}, "places": {"B/source": [5, 0]}}
    past = [*weeks(6), run(42, readings=bad, findings={"field source": "x"}), run(43, readings={})]

    silent, good = found(run(44, readings={}), past), found(run(44), past)

    assert "field source" not in silent.looked_at and silent.found == {}
    assert "field source" in good.looked_at and good.found == {}


def test_texts_that_became_far_shorter_are_told() -> None:
    long = [run(day, readings={"chars": 1200}) for day in range(30)]
    short = [run(30 + day, readings={"chars": 80}) for day in range(2)]

    told = found(run(32, readings={"chars": 80}), [*long, *short])

    assert told.found["field length"].startswith("texts of new articles fell from 1200 to 80 characters")


def test_articles_gone_by_the_dozen_and_articles_not_kept_in_time_are_told() -> None:
    report = run(42, outcomes={"withdrawn": 30, "unchanged": 2, "put off": 50})

    told = found(report, weeks(6), (90, 40))

    assert told.found[WITHDRAWALS].startswith("30 articles are gone at once, 2 still stand")
    assert told.found[COVERAGE] == (
        "of 90 articles that listings showed in three days 40 were kept within 24 hours; budget exhausted, 50 requests "
        "were put off"
    )


def test_reports_of_an_older_program_are_read_too(tmp_path: Path) -> None:
    old = [
        {"started_at": run(day)["started_at"], "reason": "finished", "outcomes": {"listed": 1, "new": 30}}
        for day in range(42)
    ]

    told = found({**old[0], "started_at": run(43)["started_at"], "outcomes": {"listed": 1}}, old)

    assert told.found == {}
