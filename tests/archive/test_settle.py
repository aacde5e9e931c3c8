"""Outcomes, versions and status follow from what was captured, in capture order."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive, open_archive
from archive.errors import NotFound
from archive.holdings import Capture
from archive.records import Article, Failed, Link, Outcome, Page, Part, Rejected, Role
from archive.urls import article_id
from archive.verify import verify_archive


def settled(archive: Archive, page: Page, reading: Any = None, role: Role = Role.ARTICLE, **more: Any) -> Any:
    return archive.settle(archive.keep(page, role).id, reading, **more)


def story(archive: Archive, url: str) -> list[tuple[int, str]]:
    """Number and title of every version."""
    known = [v for v in archive.every_version() if v.url == url]
    return [(v.number, v.article.title) for v in known]


def test_the_first_reading_is_new(archive: Archive, sample: Any) -> None:
    done = settled(archive, sample.page(), sample.article())

    version = archive.article(sample.URL)

    assert (done.outcome, done.version_no) == (Outcome.NEW, 1)
    assert (version.id, version.number, version.status) == (done.article_id, 1, "current")
    assert version.article == sample.article()
    assert version.captured_at == version.valid_from == sample.NOW
    assert archive.page(archive.captures(sample.URL)[0]).payload == sample.page().payload


def test_other_boxes_are_unchanged_and_another_text_is_changed(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))

    boxes = settled(archive, sample.page("甲 box", 1), sample.article("甲", topics=("专题",)))
    edit = settled(archive, sample.page("乙", 2), sample.article("乙"))

    assert [boxes.outcome, edit.outcome] == [Outcome.UNCHANGED, Outcome.CHANGED]
    assert story(archive, sample.URL) == [(1, "题甲"), (2, "题乙")]
    assert archive.versions(edit.article_id)[0].valid_to == sample.after(2)


def test_a_304_is_unchanged_without_being_read(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))

    assert settled(archive, sample.page(b"", 1, status=304)).outcome is Outcome.UNCHANGED


def test_an_old_capture_imported_later_slots_in_before(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("丙", 9), sample.article("丙"))
    settled(archive, sample.page("甲", 0, status=None), sample.article("甲"))
    settled(archive, sample.page("乙", 5, status=None), sample.article("乙"))

    assert story(archive, sample.URL) == [(1, "题甲"), (2, "题乙"), (3, "题丙")]
    assert archive.article(sample.URL).article.title == "题丙"


def test_a_better_extractor_never_counts_as_an_edit(archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page("甲"), Role.ARTICLE)
    archive.settle(capture.id, sample.article("甲", extractor="1"))
    before = archive.last_change

    done = archive.settle(capture.id, sample.article("更好", extractor="2"))

    assert (done.outcome, story(archive, sample.URL)) == (Outcome.UNCHANGED, [(1, "题更好")])
    assert archive.last_change == before + 1


def test_equal_bytes_fetched_again_and_read_better_are_no_edit(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲", extractor="1"))

    done = settled(archive, sample.page("甲", 1), sample.article("更好", extractor="2"))

    assert (done.outcome, story(archive, sample.URL)) == (Outcome.UNCHANGED, [(1, "题更好")])


def test_before_an_edit_counts_the_old_bytes_are_read_by_the_same_extractor(opened: Any, sample: Any) -> None:
    asked = []

    def reader(archive: Archive, capture: Capture) -> Article:
        asked.append(archive.page(capture).payload.decode())
        article: Article = sample.article("同", extractor="2")
        return article

    with opened(reader=reader) as archive:
        settled(archive, sample.page("甲"), sample.article("甲", extractor="1"))
        settled(archive, sample.page("甲'", 1), sample.article("甲", extractor="1"))
        done = settled(archive, sample.page("甲''", 2), sample.article("同", extractor="2"))

        assert asked == ["<html><p>甲</p>", "<html><p>甲'</p>"]
        assert (done.outcome, story(archive, sample.URL)) == (Outcome.UNCHANGED, [(1, "题同")])


def test_an_edit_of_the_second_page_of_an_article_is_a_version(archive: Archive, sample: Any) -> None:
    def whole(second: str) -> Article:
        parts = (Part(sample.URL, "sha256:1"), Part(sample.URL + "-2", f"sha256:{second}"))
        article: Article = sample.article(second, pages=parts)
        return article

    part = settled(archive, sample.page("二", url=sample.URL + "-2"), sample.article("二"), role=Role.PART)
    settled(archive, sample.page("一"), whole("二"))
    edit = settled(archive, sample.page("一", 1), whole("三"))

    assert (part.outcome, part.article_id) == (Outcome.PART, None)
    assert (edit.outcome, story(archive, sample.URL)) == (Outcome.CHANGED, [(1, "题二"), (2, "题三")])


def test_a_first_page_settled_again_with_its_parts_is_the_same_version(archive: Archive, sample: Any) -> None:
    first = archive.keep(sample.page("一"), Role.ARTICLE)
    archive.settle(first.id, sample.article("一", part_urls=("u2",)))

    done = archive.settle(first.id, sample.article("一二", pages=(Part("u1"), Part("u2", "sha256:2"))))

    assert (done.outcome, story(archive, sample.URL)) == (Outcome.UNCHANGED, [(1, "题一二")])


@pytest.mark.parametrize("status", [404, 410])
def test_gone_after_having_been_an_article_is_withdrawn(archive: Archive, sample: Any, status: int) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))

    done = settled(archive, sample.page("no", 1, status=status))

    assert (done.outcome, archive.article(sample.URL).status) == (Outcome.WITHDRAWN, "withdrawn")
    assert archive.known(sample.URL).state == "withdrawn"  # type: ignore[union-attr]


def test_gone_without_ever_having_been_an_article_is_a_failure(archive: Archive, sample: Any) -> None:
    done = settled(archive, sample.page("no", status=404))

    assert (done.outcome, done.article_id) == (Outcome.FAILED, None)
    assert archive.known(sample.URL).state == "gone"  # type: ignore[union-attr]


def test_a_page_that_comes_back_is_restored_without_a_new_version(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))
    settled(archive, sample.page("no", 1, status=404))

    done = settled(archive, sample.page("甲", 2), sample.article("甲"))

    assert (done.outcome, archive.article(sample.URL).status) == (Outcome.UNCHANGED, "current")
    assert len(archive.versions(done.article_id)) == 1


def test_a_soft_404_after_an_article_is_withdrawn(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))

    assert settled(archive, sample.page("没有", 1), Rejected("soft-404", "页面不存在")).outcome is Outcome.WITHDRAWN


def test_a_redirect_moves_the_article_and_puts_its_target_on_the_frontier(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))

    done = settled(archive, sample.page(b"", 1, status=301, headers=(("Location", "/c/2.shtml"),)))

    known, target = archive.known(sample.URL), archive.known("http://news.workers.sample.example/c/2.shtml")
    assert (done.outcome, archive.article(sample.URL).status) == (Outcome.MOVED, "moved")
    assert known and known.moved_to == "https://news.workers.sample.example/c/2.shtml"
    assert target and (target.state, target.role) == ("found", Role.ARTICLE)


def test_a_redirect_from_http_to_https_moves_nothing(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))
    there = sample.URL.replace("http:", "https:")

    settled(archive, sample.page(b"", 1, status=301, headers=(("Location", there),)))

    assert archive.article(sample.URL).status == "current"


def test_a_url_that_moved_answers_for_the_article_there(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page(b"", status=302, headers=(("Location", "/2"),)))
    settled(archive, sample.page("甲", url="http://news.workers.sample.example/2"), sample.article("甲"))

    assert archive.article(sample.URL).article.title == "题甲"


@pytest.mark.parametrize("status", [403, 412, 521])
def test_a_site_that_refuses_is_blocked_and_says_nothing_about_the_article(
    archive: Archive, sample: Any, status: int
) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))

    done = settled(archive, sample.page("请", 1, status=status))

    assert (done.outcome, archive.article(sample.URL).status) == (Outcome.BLOCKED, "current")
    assert archive.captures(sample.URL)[-1].detail == f"HTTP {status}"


@pytest.mark.parametrize(
    ("reading", "outcome", "detail"),
    [
        (Rejected("video", "a player and no text"), Outcome.REJECTED, "video: a player and no text"),
        (Rejected("challenge"), Outcome.BLOCKED, "challenge"),
        (Failed("container", "cut off"), Outcome.FAILED, "container: cut off"),
    ],
)
def test_what_is_no_article_has_its_reason_kept(
    archive: Archive, sample: Any, reading: Any, outcome: Outcome, detail: str
) -> None:
    done = settled(archive, sample.page(), reading)

    capture = archive.captures(sample.URL)[0]
    assert (done.outcome, capture.outcome, capture.detail) == (outcome, outcome, detail)


def test_a_reading_found_to_be_no_article_is_taken_back(archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page("甲"), Role.ARTICLE)
    identity = archive.settle(capture.id, sample.article("甲")).article_id
    assert identity
    before = archive.last_change

    archive.settle(capture.id, Rejected("listing"))

    assert archive.versions(identity) == []
    assert archive.changes(before).article_ids == (identity,)


def test_a_fault_of_the_extractor_takes_no_reading_away(archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page("甲"), Role.ARTICLE)
    archive.settle(capture.id, sample.article("甲"))

    archive.settle(capture.id, Failed("fault"))

    assert archive.article(sample.URL).article.title == "题甲"


def test_a_page_of_an_article_settled_without_reading_is_a_programmer_s_mistake(archive: Archive, sample: Any) -> None:
    capture = archive.keep(sample.page(), Role.ARTICLE)

    with pytest.raises(ValueError, match="without a reading"):
        archive.settle(capture.id, None)

    assert [c.id for c in archive.unread("workers")] == [capture.id]


def test_nothing_settled_is_unread_any_more(archive: Archive, sample: Any) -> None:
    kept = [archive.keep(sample.page(f"{n}", url=f"http://h.example/{n}"), Role.ARTICLE) for n in range(3)]
    archive.settle(kept[1].id, sample.article())

    assert [c.id for c in archive.unread()] == [kept[0].id, kept[2].id]
    assert list(archive.unread("another")) == []


def test_links_go_to_the_frontier_with_the_outcome(archive: Archive, sample: Any) -> None:
    links = (Link("http://h.example/1", Role.ARTICLE, "题"), Link("mailto:a@b.example", Role.OTHER))

    settled(archive, sample.page("list"), None, role=Role.LISTING, links=links)

    known = archive.known("https://h.example/1")
    assert known and (known.state, known.found_on, known.site) == ("found", sample.URL, "workers")
    assert archive.known("mailto:a@b.example") is None


def test_changes_name_each_article_once_after_a_number(archive: Archive, sample: Any) -> None:
    one = settled(archive, sample.page("甲"), sample.article("甲")).article_id
    first = archive.last_change
    two = settled(archive, sample.page("乙", url="http://h.example/2"), sample.article("乙")).article_id
    settled(archive, sample.page("甲'", 1), sample.article("甲'"))
    settled(archive, sample.page("甲''", 2), sample.article("甲''"))

    changes = archive.changes(first)

    assert changes.article_ids == (two, one)
    assert (changes.last, changes.epoch) == (archive.last_change, archive.epoch)
    assert archive.changes(changes.last).article_ids == ()


def test_an_unchanged_visit_is_no_change(archive: Archive, sample: Any) -> None:
    settled(archive, sample.page("甲"), sample.article("甲"))
    before = archive.last_change

    settled(archive, sample.page("甲", 1), sample.article("甲"))

    assert archive.last_change == before


def test_articles_answer_to_id_prefix_and_url(archive: Archive, sample: Any) -> None:
    ids = [
        settled(archive, sample.page(f"{n}", url=f"http://h.example/{n}"), sample.article(f"{n}")).article_id
        for n in range(40)
    ]
    prefix = next(ids[0][:n] for n in range(1, 64) if sum(i.startswith(ids[0][:n]) for i in ids) == 1)

    assert archive.article(ids[0]).id == archive.article(prefix.upper()).id == archive.article("http://H.example/0").id


def test_a_beginning_of_several_ids_is_said_to_be_so(archive: Archive, sample: Any) -> None:
    for n in range(20):
        settled(archive, sample.page(f"{n}", url=f"http://h.example/{n}"), sample.article(f"{n}"))
    twice = next(c for c in "0123456789abcdef" if sum(v.id.startswith(c) for v in archive.every_version()) > 1)

    with pytest.raises(NotFound, match="more than one article begins so"):
        archive.article(twice)


@pytest.mark.parametrize("ref", ["", "zz", "ffffffff", "http://nowhere.example/", "3"])
def test_what_is_not_kept_is_not_found(archive: Archive, ref: str) -> None:
    with pytest.raises(NotFound):
        archive.article(ref)


STEPS = ["甲", "乙", "甲2", "box", "404", "301", "403"]


def play(archive: Archive, sample: Any, step: str, hours: int) -> None:
    if step == "404":
        settled(archive, sample.page("no", hours, status=404))
    elif step == "304":
        settled(
            archive,
            sample.page(b"", hours, status=304),
            outcome=None if archive.captures(sample.URL) else Outcome.FAILED,
        )
    elif step == "301":
        settled(archive, sample.page(b"x", hours, status=301, headers=(("Location", "/2"),)))
    elif step == "403":
        settled(archive, sample.page("请", hours, status=403))
    else:
        settled(archive, sample.page(step, hours), sample.article(step[0] if step != "box" else "甲", topics=(step,)))


def seen(archive: Archive, url: str) -> list[Any]:
    known = [v for v in archive.every_version() if v.url == url]
    return [(v.number, v.article, v.valid_from, v.valid_to, v.status, v.captured_at) for v in known]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=6), st.data())
def test_any_order_of_insertion_gives_the_same_archive(
    tmp_path_factory: pytest.TempPathFactory, sample: Any, steps: list[str], draw: Any
) -> None:
    captures = list(enumerate(steps))
    orders = [captures, draw.draw(st.permutations(captures))]
    found = []
    for order in orders:
        data = tmp_path_factory.mktemp("order")
        with open_archive(data, write=True, create=True) as archive:
            with archive.batch():
                for hours, step in order:
                    play(archive, sample, step, hours)
            rows = {row for row in archive.state_rows() if row[0].endswith("1.shtml")}
            found.append((seen(archive, sample.URL), rows))
        assert verify_archive(data) == []

    assert found[0] == found[1]


def test_every_order_of_a_small_story_is_the_same(tmp_path: Path, sample: Any) -> None:
    found = []
    for number, order in enumerate(itertools.permutations(enumerate(["甲", "乙", "甲2", "404"]))):
        with open_archive(tmp_path / str(number), write=True, create=True) as archive, archive.batch():
            for hours, step in order:
                play(archive, sample, step, hours)
            found.append(seen(archive, sample.URL))

    assert all(story == found[0] for story in found)


def test_many_versions_are_read_at_once_in_the_order_asked_without_those_unknown(archive: Archive, sample: Any) -> None:
    """More than one statement asks for; each is the version that it is when asked for alone."""
    urls = [f"http://news.workers.sample.example/{number}" for number in range(120)]
    for number, url in enumerate(urls):
        for again in range(1 + number % 2):
            page = sample.page(f"{number} {again}", hours=again, url=url)
            archive.settle(archive.keep(page, Role.ARTICLE).id, sample.article(f"{number} {again}"))
    keys = [(article_id(url), number) for url in reversed(urls) for number in (2, 1, 3)] + [("f" * 64, 1)]

    found = archive.readings(keys)

    held = [(article_id(url), n) for at, url in reversed(list(enumerate(urls))) for n in ((2, 1) if at % 2 else (1,))]
    assert list(found) == held
    assert all(found[identity, number] == archive.version(identity, number) for identity, number in held)
