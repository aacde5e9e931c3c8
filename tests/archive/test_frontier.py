"""What is due comes in its order, and a URL's next time follows from what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive import Archive
from archive.records import Link, Outcome, Rejected, Role
from archive.revisits import YEAR, next_due

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST, ONE, TWO = "http://h.example/list", "http://h.example/1", "http://h.example/2"


def due_at(archive: Archive, url: str) -> Any:
    known = archive.known(url)
    assert known
    return known.due_at


def visit(archive: Archive, page: Any, reading: Any = None, role: Role = Role.ARTICLE, **more: Any) -> None:
    archive.settle(archive.keep(page, role).id, reading, **more)


def test_a_run_begins_with_listings_then_news_then_revisits(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("甲", url=TWO), sample.article())
    archive.discover("workers", [Link(ONE, Role.ARTICLE), Link(LIST, Role.LISTING)], found_on="http://h.example/")

    assert [k.url for k in archive.due("workers", sample.after(48))] == [LIST, ONE, TWO]
    assert list(archive.due("another", sample.after(48))) == []


def test_what_is_not_due_yet_is_left_alone(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("甲", url=TWO), sample.article())

    assert list(archive.due("workers", sample.after(0.9))) == []
    assert [k.url for k in archive.due("workers", sample.after(1))] == [TWO]


def test_what_is_kept_and_unread_is_not_due(archive: Archive, sample: Any) -> None:
    archive.discover("workers", [Link(ONE, Role.ARTICLE)])
    archive.keep(sample.page("甲", url=ONE), Role.ARTICLE)

    assert list(archive.due("workers", sample.after(99999))) == []


def test_a_listing_is_due_at_every_run(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("list", url=LIST), role=Role.LISTING)

    assert due_at(archive, LIST) == sample.NOW


def test_a_long_backlog_is_read_in_chunks_while_it_is_settled(archive: Archive, sample: Any) -> None:
    urls = [f"http://h.example/{n}" for n in range(1201)]
    archive.discover("workers", [Link(url, Role.ARTICLE) for url in urls])

    seen = []
    for known in archive.due("workers", sample.NOW):
        seen.append(known.url)
        if len(seen) % 300 == 0:
            visit(archive, sample.page(known.url, url=known.url), sample.article(known.url))

    assert seen == urls


def test_a_link_seen_twice_is_one_url_and_keeps_where_it_was_found_first(archive: Archive, sample: Any) -> None:
    assert archive.discover("workers", [Link(ONE, Role.ARTICLE), Link(ONE + "#a", Role.ARTICLE)], LIST) == 1
    assert archive.discover("workers", [Link(ONE, Role.ARTICLE)], TWO) == 0

    known = archive.known(ONE)
    assert known and (known.found_on, known.found_at) == (LIST, sample.NOW)


def test_a_link_of_unknown_kind_takes_the_kind_that_is_learned(archive: Archive) -> None:
    archive.discover("workers", [Link(ONE, Role.OTHER)])
    archive.discover("workers", [Link(ONE, Role.ARTICLE)])
    archive.discover("workers", [Link(ONE, Role.LISTING)])

    known = archive.known(ONE)
    assert known and known.role is Role.ARTICLE


def test_an_imported_article_is_due_once_a_page_points_to_it(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("甲", url=ONE, status=None, captured_at=None), sample.article())
    assert due_at(archive, ONE) is None

    archive.discover("workers", [Link(ONE, Role.ARTICLE)])

    assert due_at(archive, ONE) == sample.NOW


def test_importing_an_old_copy_leaves_the_next_visit_as_it_is(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("乙", url=ONE), sample.article("乙"))
    before = archive.known(ONE)

    visit(archive, sample.page("甲", hours=-999, url=ONE, status=None), sample.article("甲"))

    after = archive.known(ONE)
    assert before and after
    assert (after.state, after.attempts, after.last_digest) == (before.state, before.attempts, before.last_digest)
    assert after.due_at and after.due_at <= sample.NOW + YEAR


def test_validators_for_a_conditional_request_are_those_of_the_last_good_capture(archive: Archive, sample: Any) -> None:
    stamp = "Sun, 01 Mar 2026 08:00:00 GMT"
    visit(archive, sample.page("甲", headers=(("etag", '"1"'), ("Last-Modified", stamp))), sample.article())
    visit(archive, sample.page(b"", 1, status=304))
    visit(archive, sample.page("busy", 2, status=503, headers=(("ETag", '"bad"'),)))

    known = archive.known(sample.URL)

    assert known and (known.etag, known.last_modified, known.attempts) == ('"1"', stamp, 1)
    assert (known.last_captured_at, known.state) == (sample.after(1), "failed")


def test_a_request_without_response_is_counted_and_due_later(archive: Archive, sample: Any) -> None:
    archive.discover("workers", [Link(ONE, Role.ARTICLE)])

    archive.missed(ONE, "workers", Role.ARTICLE, "timed out")
    archive.missed(ONE, "workers", Role.ARTICLE, "timed out")

    known = archive.known(ONE)
    assert known and (known.attempts, known.state, known.detail) == (2, "failed", "timed out")
    assert known.due_at == sample.NOW + timedelta(hours=6)


def test_success_forgets_failures(archive: Archive, sample: Any) -> None:
    archive.missed(sample.URL, "workers", Role.ARTICLE, "timed out")

    visit(archive, sample.page("甲"), sample.article())

    known = archive.known(sample.URL)
    assert known and known.attempts == 0


def test_a_blocked_site_says_since_when(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("list", url=LIST), role=Role.LISTING)
    visit(archive, sample.page("no", 5, url=LIST, status=412), role=Role.LISTING)
    visit(archive, sample.page("no", 9, url=LIST, status=412), role=Role.LISTING)

    (site,) = archive.sites()

    assert (site.site, site.blocked_since, site.blocked_detail) == ("workers", sample.after(5), "HTTP 412")


def test_counts_and_the_newest_article(archive: Archive, sample: Any) -> None:
    visit(archive, sample.page("甲", url=ONE), sample.article("甲", published="2026-02-27"))
    visit(archive, sample.page("乙", url=TWO), sample.article("乙", published="2026-02-28T09:00+08:00"))
    visit(archive, sample.page("丙", url=TWO + "3"), sample.article("丙", published="9999-01-01"))
    visit(archive, sample.page("list", url=LIST), Rejected("listing"), role=Role.ARTICLE)

    counts = archive.counts()

    assert (counts.articles, counts.versions, counts.captures, counts.unread) == (3, 3, 4, 0)
    assert counts.newest == "2026-02-28T09:00+08:00"
    assert [v.article.title for v in archive.newest(5)] == ["题乙", "题甲"]
    assert [(s.site, s.articles, s.urls) for s in archive.sites()] == [("workers", 3, {"article": 3, "rejected": 1})]


T0 = datetime(2026, 3, 1, tzinfo=UTC)
AGES = [
    (timedelta(0), HOUR),
    (HOUR, timedelta(hours=6)),
    (timedelta(hours=6), DAY),
    (DAY, timedelta(days=7)),
    (timedelta(days=7), timedelta(days=30)),
    (timedelta(days=20), timedelta(days=30)),
    (timedelta(days=30), timedelta(days=30) + YEAR),
    (timedelta(days=400), timedelta(days=400) + YEAR),
]


@pytest.mark.parametrize(("age", "due"), AGES)
def test_an_article_is_seen_again_by_its_age_then_yearly(age: timedelta, due: timedelta) -> None:
    assert next_due(Role.ARTICLE, Outcome.UNCHANGED, T0, T0 + age) == T0 + due


@pytest.mark.parametrize(
    ("role", "outcome", "attempts", "wait"),
    [
        (Role.LISTING, Outcome.LISTED, 0, timedelta(0)),
        (Role.SITEMAP, Outcome.LISTED, 0, timedelta(0)),
        (Role.ARTICLE, Outcome.MOVED, 0, None),
        (Role.ARTICLE, Outcome.FAILED, 1, HOUR),
        (Role.ARTICLE, Outcome.FAILED, 3, DAY),
        (Role.ARTICLE, Outcome.FAILED, 99, timedelta(days=30)),
        (Role.LISTING, Outcome.BLOCKED, 1, DAY),
        (Role.ARTICLE, Outcome.BLOCKED, 4, timedelta(days=7)),
        (Role.ARTICLE, Outcome.WITHDRAWN, 1, timedelta(days=7)),
        (Role.ARTICLE, Outcome.REJECTED, 3, YEAR),
        (Role.ATTACHMENT, Outcome.LISTED, 0, None),
    ],
)
def test_waiting_times_by_outcome(role: Role, outcome: Outcome, attempts: int, wait: timedelta | None) -> None:
    expected = None if wait is None else T0 + wait

    assert next_due(role, outcome, T0, T0, attempts) == expected
