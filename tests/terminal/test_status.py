"""`status` and `runs`: how each site stands, what it takes on the disk, and the crawls there were."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.alarms import note_alarms
from archive.records import Link, Page, Role
from archive.sizes import sizes_of

Say = Callable[..., Any]
NOW = datetime.now(UTC)


def report(hours_ago: float, **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
    row = {"schema": 1, "site": "tiny", "started_at": at, "ended_at": at, "seconds": 3.0, "reason": "finished"}
    return {**row, "requests": 7, "outcomes": {"listed": 1, "new": 2}, "status": 0, "findings": {}, **more}


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with three enabled sites: one that ran, one that nobody runs any more, one that never did."""
    data = tmp_path / "data"
    with open_archive(data, write=True, create=True, clock=lambda: NOW - timedelta(days=10)) as archive:
        body, at = random.Random(1).randbytes(500_000), NOW - timedelta(days=10)
        page = Page("http://t.example/", body, "text/html", at, 200, site="tiny")
        links = [Link(f"http://t.example/{number}", Role.ARTICLE) for number in range(4)]
        archive.settle(archive.keep(page, Role.LISTING).id, None, links=links)
    (data / "runs").mkdir()
    write(data, "tiny", report(30), report(1, status=5, findings={"field body": "body: selector .x empty"}))
    write(data, "old", report(24 * 30, site="old"), report(24 * 20, site="old"))
    (tmp_path / "union-news.toml").write_text('enabled = ["tiny", "old", "fresh"]\ndata_dir = "data"\n')
    return data


def write(data: Path, site: str, *rows: dict[str, Any]) -> None:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (data / "runs" / f"{site}.jsonl").write_text(text, encoding="utf-8")


def states(say: Say, data: Path) -> dict[str, str]:
    (row,) = json.loads(say("status", "--json", data=data).out)
    return {site["site"]: site["state"] for site in row["sites"]}


def test_each_site_s_health_is_told_those_in_trouble_first(say: Say, lived: Path) -> None:
    note_alarms(lived, "tiny", (), {"blocked": "refused: HTTP 412"}, NOW)

    out = say("status", data=lived).out

    assert states(say, lived) == {"tiny": "blocked", "old": "late", "fresh": "never run"}
    day = f"{NOW:%Y-%m-%d}"
    assert out.index(f"tiny   blocked since {day}") < out.index("old    late since") < out.index("fresh  never run")
    assert "nothing kept yet; next: scrapy probe fresh" in out
    assert "alarms   1 open" in out and f"tiny   since {NOW:%Y-%m-%d %H:%M}: refused: HTTP 412" in out


@pytest.mark.parametrize(
    ("kind", "state"), [("failed", "failing"), ("robots", "failing"), ("yield", "alarm"), ("field body", "alarm")]
)
def test_alarms_decide_the_state_of_a_site(say: Say, lived: Path, kind: str, state: str) -> None:
    well = states(say, lived)["tiny"]
    note_alarms(lived, "tiny", (), {kind: "said"}, NOW)

    assert (well, states(say, lived)["tiny"]) == ("ok", state)


def test_backlog_and_coverage_are_told(say: Say, lived: Path) -> None:
    (row,) = json.loads(say("status", "--json", data=lived).out)
    tiny = next(site for site in row["sites"] if site["site"] == "tiny")

    assert (tiny["due"], tiny["enabled"]) == ({"new": 4, "again": 0}, True)
    assert "due 4 new, 0 to look at again" in say("status", data=lived).out


def test_size_by_part_growth_and_the_day_the_disk_is_full_are_told(
    say: Say, lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = sizes_of(lived, NOW)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: type("Usage", (), {"free": int(1000 * (sizes.growth_a_day or 0))})
    )

    out = say("status", data=lived).out

    assert sizes.total == sum(path.stat().st_size for path in lived.rglob("*") if path.is_file())
    assert sizes.growth_a_day == pytest.approx(sizes.total / 10, rel=0.2)
    assert "full in 1,000 days, " in out and " in WARC files · " in out


def test_an_archive_of_files_alone_does_not_grow(say: Say, kept: Path) -> None:
    assert "crawled too little to tell how it grows" in say("status", data=kept).out


def test_home_keeps_to_five_lines_and_names_the_trouble(say: Say, lived: Path) -> None:
    note_alarms(lived, "tiny", (), {"blocked": "refused: HTTP 412"}, NOW)

    lines = say(data=lived).out.splitlines()

    assert lines[1].startswith(f"tiny  blocked since {NOW:%Y-%m-%d} (refused: HTTP 412)")
    assert len(lines) <= 5


def test_runs_are_listed_newest_first_with_outcome_and_end(say: Say, lived: Path) -> None:
    shown = say("runs", data=lived)

    lines = shown.out.splitlines()
    assert shown.status == 0
    assert lines[0].split()[2:] == ["tiny", "yield", "2", "new", "·", "7", "requests,", "3", "s"]
    assert lines[1].strip() == "body: selector .x empty"
    assert [line.split()[2] for line in (lines[2], *lines[3:])] == ["tiny", "old", "old"]


def test_runs_of_one_site_as_objects(say: Say, lived: Path) -> None:
    rows = [json.loads(line) for line in say("runs", "tiny", "--limit", "1", "--jsonl", data=lived).out.splitlines()]

    assert [(row["site"], row["status"], row["schema"]) for row in rows] == [("tiny", 5, 1)]


def test_a_site_that_never_ran_is_one_clear_line(say: Say, lived: Path, kept: Path) -> None:
    unknown, none = say("runs", "nowhere", data=lived), say("runs", data=kept)

    assert (unknown.status, unknown.err.count("\n")) == (2, 1) and "recorded are old, tiny" in unknown.err
    assert (none.status, none.out) == (1, "")


def test_a_report_that_is_torn_or_strange_harms_nothing(say: Say, lived: Path) -> None:
    with open(lived / "runs" / "tiny.jsonl", "a", encoding="utf-8") as file:
        file.write('{"site": "tiny", "status": 99}\n[1]\n{"torn')

    shown = say("runs", "tiny", data=lived)

    assert shown.status == 0 and len(shown.out.splitlines()) == 4
    assert say("status", data=lived).status == 0
