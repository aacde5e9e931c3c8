"""`scrapy list`, `due`, `probe`, `reextract`, and what is said when a profile, a setting or an argument is wrong."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.jobs import add_report, reports
from crawler.schedule import FIRST, LONGEST, SHORTEST, Backlog, plan

A1, A2 = "/a/2026-03-05/one.html", "/a/2026-03-04/two.html"
SITE = "http://news.tiny.example"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def two_stories(tiny: Any) -> None:
    tiny.listing("/", A1, A2)
    tiny.story(A1, "工会送温暖")
    tiny.story(A2, "职工技能大赛开幕")


def test_list_names_every_site_with_delay_and_whether_it_was_verified(scrapy: Any) -> None:
    ran = scrapy("list")

    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert ran.status == 0
    assert ["tiny", "0 s", "unverified", "小站"] in rows
    assert ["people", "120 s", "unverified", "人民网 · 中国工会新闻"] in rows


def test_a_broken_profile_is_one_line_and_takes_no_other_site_down(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)
    (scrapy.profiles / "broken.toml").write_text('name = "broken"\nhosts = 5\n', encoding="utf-8")

    listed, broken, good = scrapy("list"), scrapy("crawl", "broken"), scrapy.crawl()

    assert listed.status == 2 and "tiny\t" in listed.out
    assert listed.err.count("\n") == 1 and "broken.toml" in listed.err
    assert broken.status == 2 and broken.err.count("\n") == 1 and "broken.toml" in broken.err
    assert good.status == 0 and "2 new" in good.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("crawl", "nowhere"), "nowhere: no such site"),
        (("crawl", "people"), "needs a contact in its user agent"),
        (("crawl", "tiny", "-a", "since=tomorrow"), "since=tomorrow: not a date"),
        (("crawl", "tiny", "-a", "colour=red"), "-a colour=…: not an argument"),
        (("crawl", "tiny", "-s", "UNION_NEWS_PROXY=ftp://x"), "UNION_NEWS_PROXY: 'ftp://x' is no proxy address"),
        (("crawl", "tiny", "-s", "INDEX_AFTER_CRAWL=maybe"), "INDEX_AFTER_CRAWL=maybe"),
        (("crawl", "tiny", "-s", "SITE_PROFILES=/no/such/folder"), "no such site"),
        (("probe", "nowhere"), "nowhere: no such site"),
        (("due", "nowhere"), "nowhere: no such site"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_with_status_2(scrapy: Any, arguments: tuple[str, ...], says: str) -> None:
    if "-s" in arguments:
        name, _, value = arguments[-1].partition("=")
        ran = scrapy(*arguments[:-2], **{name: value})
    else:
        ran = scrapy(*arguments)

    assert ran.status == 2
    assert says in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err and ran.err.count("\n") <= 2


def test_probe_says_what_matched_and_stores_nothing(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)

    ran = scrapy("probe", "tiny")

    assert ran.status == 0, ran.out
    assert f"pass  {SITE}/: 2 articles, 0 listings" in ran.out
    assert f"pass  {SITE}{A1}: tiny/1#now" in ran.out
    assert "note    published: 2026-03-05T09:30+08:00" in ran.out
    assert "4 of 5 requests used; nothing was stored" in ran.out
    assert not scrapy.data.exists()


def test_probe_asks_five_times_at_most_and_names_what_fails(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    tiny.listing("/", *(f"/a/2026-03-{day:02}/x.html" for day in range(1, 20)))
    tiny.put("/a/2026-03-01/x.html", make_reply("<script>$_ts=window['$_ts'];</script>", 412))

    ran = scrapy("probe", "tiny")

    assert ran.status == 1
    assert len(tiny.log) == 5
    assert "blocked: HTTP 412, 瑞数 challenge; what else can be done" in ran.out


def test_probe_tries_a_profile_that_lies_anywhere_and_leaves_it_as_it_is(tiny: Any, scrapy: Any, tmp_path: Any) -> None:
    two_stories(tiny)
    before = (scrapy.profiles / "tiny.toml").read_text("utf-8").replace('"tiny"', '"other"')
    mine = tmp_path / "other.toml"
    mine.write_text(before, encoding="utf-8")

    ran = scrapy("probe", "--profile", str(mine), f"{SITE}{A1}", SITE_PROFILES="")

    assert ran.status == 0, ran.err
    assert f"pass  {SITE}{A1}: other/1#now" in ran.out
    assert mine.read_text("utf-8") == before  # Scrapy's own --profile would have written into it


def test_probe_says_when_the_profile_does_not_fit_the_address(tiny: Any, scrapy: Any) -> None:
    mine = scrapy.profiles / "tiny.toml"

    ran = scrapy("probe", "--profile", str(mine), "http://elsewhere.example/1.html")

    assert ran.status == 2
    assert f"{mine}: no pattern of hosts covers http://elsewhere.example/1.html" in ran.err


def test_probe_saves_article_pages_as_golden_pages_when_asked(tiny: Any, scrapy: Any, tmp_path: Any) -> None:
    two_stories(tiny)
    folder = tmp_path / "goldens"
    (folder).mkdir()
    (folder / "one.json").write_text('{"right": {"title": "一"}}', encoding="utf-8")

    ran = scrapy("probe", "tiny", "--save", str(folder))

    known = json.loads((folder / "one.json").read_text("utf-8"))
    assert "2 pages saved in" in ran.out
    assert (folder / "one.html").read_bytes() == tiny.pages[f"{SITE}{A1}"].body.encode()
    assert (known["url"], known["right"]) == (f"{SITE}{A1}", {"title": "一"})
    assert not scrapy.data.exists()


def test_probe_reports_every_answer_also_of_a_site_that_refuses(
    tiny: Any, scrapy: Any, make_reply: Any, tmp_path: Any
) -> None:
    two_stories(tiny)
    tiny.put(A1, make_reply("<script>$_ts=window['$_ts'];</script>", 412))
    folder = tmp_path / "report"

    ran = scrapy("probe", "tiny", "--report", str(folder))

    with (folder / "pages.warc.gz").open("rb") as file:
        kept = [
            (one.rec_type, one.rec_headers["WARC-Target-URI"]) for one in ArchiveIterator(file, check_digests="raise")
        ]
    found = json.loads((folder / "findings.json").read_text("utf-8"))
    assert ran.status == 1
    assert ("response", f"{SITE}{A1}") in kept and len(kept) == 1 + 2 * len(tiny.log)
    assert [answer["status"] for answer in found["answers"]].count(412) == 1
    assert any(one["passed"] is False and "瑞数" in one["text"] for one in found["findings"])
    assert not scrapy.data.exists()

    again = scrapy("probe", "tiny", "--report", str(folder))
    assert (again.status, len(tiny.log)) == (2, len(kept) // 2)
    assert f"{folder}: a report is in it already" in again.err


def test_due_crawls_an_enabled_site_once_until_its_time_comes_again(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)

    first, again = scrapy("due", "tiny"), scrapy("due", "tiny")
    later = scrapy("due", "tiny", CLOCK=(datetime.now(UTC) + timedelta(hours=4)).isoformat())
    dry = scrapy("due", "--dry-run", "tiny")

    assert "tiny: 2 new" in first.err and (first.status, again.status, again.err) == (0, 0, "")
    assert "tiny: 0 new, 0 changed, 0 withdrawn, 2 unchanged" in later.err
    assert dry.out.startswith("tiny\tdue in ") and "backlog 0 new" in dry.out


def test_the_report_of_a_run_is_kept(tiny: Any, scrapy: Any) -> None:
    two_stories(tiny)
    scrapy.crawl()

    (line,) = (scrapy.data / "runs" / "tiny.jsonl").read_text("utf-8").splitlines()

    report = json.loads(line)
    assert report["outcomes"] == {"listed": 1, "new": 2}
    assert (report["site"], report["reason"], report["requests"]) == ("tiny", "finished", 4)


def test_reports_of_years_are_put_away_and_the_newest_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.jobs.ROTATE_BYTES", 1000)
    for number in range(100):
        add_report(tmp_path, "tiny", {"number": number, "more": "x" * 20})

    packed = b"".join(gzip.decompress(path.read_bytes()) for path in sorted((tmp_path / "runs").glob("*.gz")))
    kept = [report["number"] for report in reports(tmp_path, "tiny")]
    assert 10 < len(kept) < 40
    assert kept[-1] == 99 and [report["number"] for report in reports(tmp_path, "tiny", 3)] == [97, 98, 99]
    assert packed.count(b"\n") >= 1


def runs(*outcomes: dict[str, int], every: timedelta = timedelta(hours=6), **more: object) -> list[dict[str, Any]]:
    start = NOW - every * len(outcomes)
    return [
        {
            "started_at": (start + every * n).isoformat(),
            "outcomes": outcome,
            "requests": 10,
            "reason": "finished",
            **more,
        }
        for n, outcome in enumerate(outcomes)
    ]


NEWS = {"listed": 1, "new": 6}


@pytest.mark.parametrize(
    ("past", "interval"),
    [
        ([], FIRST),
        (runs(NEWS), FIRST),
        (runs(NEWS, NEWS, NEWS), timedelta(hours=3)),
        (runs(*[{"listed": 1, "new": 600}] * 3), SHORTEST),
        (runs(*[{"listed": 1}] * 3), timedelta(hours=12)),
        (runs(*[{"listed": 1}] * 9), LONGEST),
        (runs(NEWS, NEWS, {}), timedelta(hours=1)),
        (runs(NEWS, {}, {}, {}), timedelta(hours=4)),
        (runs({"blocked": 1}, blocked="HTTP 412"), LONGEST),
    ],
)
def test_a_site_is_looked_at_as_often_as_it_brings_news(past: list[dict[str, Any]], interval: timedelta) -> None:
    assert plan("s", 120, past, Backlog(), NOW).interval == interval


def test_a_budget_is_what_the_delay_allows_less_what_was_spent() -> None:
    one = plan("people", 120, runs(NEWS, NEWS, NEWS), Backlog(new=1440), NOW)

    assert (one.budget_day, one.spent, one.budget) == (720, 30, 90)
    assert one.days_left == 2.0


def test_a_delay_that_robots_txt_asks_for_counts() -> None:
    assert plan("s", 10, runs(NEWS, crawl_delay_s=240.0), Backlog(), NOW).budget_day == 360


def test_an_interrupted_run_is_due_at_once() -> None:
    past = runs(NEWS, NEWS, every=timedelta(minutes=10))
    past[-1]["reason"] = "shutdown"

    assert plan("s", 1, past, Backlog(), NOW).is_due(NOW)
