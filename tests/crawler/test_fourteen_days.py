"""The sample site lives fourteen days, and `scrapy due` looks at it each evening, as cron would have it.

What is published, edited, withdrawn and restored, which template breaks and who refuses when is written in
sample_site/articles and sample_site/days.toml. Every day the ledger, the alarms that people hear and the exit status
are what that day deserves, and on the days between nothing is said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from archive import open_archive
from crawler.exits import Exit
from sample_site.days import clock
from sample_site.server import SampleSite
from sample_site.stories import LAST_DAY

ROOT = Path(__file__).resolve().parents[2]

WORKSPACE = """\
data_dir = "data"
contact = "archive@union.example"
enabled = {enabled}
profiles = ["{profiles}"]

[notify]
command = "tee -a told.txt"
"""
# On which evenings each site is enabled; the others would only take time.
ENABLED = {
    "sample-people": {1, 2, 3, 4, 6, 7, 8, 9, 10, 13, 14},
    "sample-workers": {1, 2, 8, 9, 11, 12},
    "sample-tw": {9, 11, 12, 13},
}


@dataclass(frozen=True)
class Evening:
    """What one look at the sites is to bring: exit status, events of the ledger, beginnings of what people are told."""

    befell: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()
    status: Exit = Exit.WELL


def evening(*befell: str, told: tuple[str, ...] = (), status: Exit = Exit.WELL) -> Evening:
    return Evening(frozenset(befell), told, status)


HEAT_INDEX, EXAM, PASSPORT = "0602/c81004-40733120", "0606/c81001-40736518", "0609/c81003-40738007"
COURT, COURT_MOVED = "0613/c81002-40741266", "0613/c81002-40741299"
COLD, SIGNS = "2026-06-02/8815540", "2026-06-11/8821975"
BLIND = "sample-workers: body: selector .article-content (era B in sample-workers.toml) empty since 2026-06-08"
REFUSED = "sample-tw: refused: HTTP 403, forbidden, since 2026-06-11"
# A page is looked at again after an hour, six hours, a day, a week: what an evening can see of the site's changes.
EVENINGS = {
    2: evening(
        f"new {HEAT_INDEX}",
        f"new {COLD}",
        "moved 2022-10-20/7201033",
        "new 2022-10-20/7201933",
        "withdrawn 0528/c81001-27071440",  # 410
    ),
    3: evening(f"changed {HEAT_INDEX}"),  # another byline
    6: evening(f"new {EXAM}"),
    7: evening(f"withdrawn {EXAM}"),  # 404; and a new footer on every page, which is no edit
    8: evening(
        "changed 0418/c81002-40218803",
        "changed 1016/c81002-40583120",
        "withdrawn 0729/c81001-28595310",  # redirected to the front page
        told=(f"ALARM: {BLIND}",),  # and none of its articles is edited or gone
        status=Exit.YIELD,
    ),
    9: evening(
        f"new {PASSPORT}",
        f"changed {HEAT_INDEX}",
        "restored 0528/c81001-27071440",
        *(f"new {name}" for name in ("2017/0619-08", "2018/0903-21", "2019/1104-12")),
        *(f"new {name}" for name in ("2020/0325-05", "2022/0511-33", "2024/0708-14")),
        told=(f"well again: {BLIND}",),
    ),
    10: evening(f"changed {PASSPORT}"),
    11: evening(f"new {SIGNS}", told=(f"ALARM: {REFUSED}",), status=Exit.BLOCKED),
    12: evening(f"withdrawn {SIGNS}", "new 2026/0612-02", told=(f"well again: {REFUSED}",)),  # its text was emptied
    13: evening(f"new {COURT}", "changed 2026/0612-02"),
    14: evening(f"moved {COURT}", f"new {COURT_MOVED}", f"restored {EXAM}"),
}


class Life:
    """A workspace and the site that it collects, day by day."""

    def __init__(self, folder: Path, site: SampleSite) -> None:
        self.folder = folder
        self.site = site
        self.before: dict[str, tuple[str, int]] = {}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def look(self, day: int) -> tuple[int, set[str], list[str]]:
        """Exit status of `scrapy due`, what befell articles, what people were told."""
        self.site.day = day
        enabled = json.dumps([name for name, days in ENABLED.items() if day in days])
        text = WORKSPACE.format(enabled=enabled, profiles=ROOT / "sample_site" / "profiles")
        (self.folder / "union-news.toml").write_text(text, encoding="utf-8")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNION_NEWS", "SCRAPY"))}
        environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "SCRAPY_SETTINGS_MODULE": "crawler.settings",
            "UNION_NEWS_PROXY": self.site.proxy_url,
            "UNION_NEWS_CLOCK": (clock(day) + timedelta(hours=1, minutes=10 * day)).isoformat(),
        }
        flags = ["-s", "AUTOTHROTTLE_ENABLED=False", "-s", "INDEX_AFTER_CRAWL=no"]
        command = [sys.executable, "-m", "scrapy", "due", "--at-once", "3", *flags]
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, encoding="utf-8", timeout=100
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, self.events(), self.told()

    def events(self) -> set[str]:
        """What befell articles since the evening before."""
        with open_archive(self.data) as archive:
            now = {version.url: (version.status, version.number) for version in archive.every_version()}
        befell = set()
        for url, (status, number) in now.items():
            was_status, was_number = self.before.get(url, ("current", 0))
            if number > was_number:
                befell.add(f"{'changed' if was_number else 'new'} {_short(url)}")
            if status != was_status:
                befell.add(f"{'restored' if status == 'current' else status} {_short(url)}")
        self.before = now
        return befell

    def told(self) -> list[str]:
        """The lines about alarms that the notify command was given since the evening before."""
        file = self.folder / "told.txt"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line for line in lines if line.startswith(("ALARM", "still", "well again"))]


def _short(url: str) -> str:
    """The end of an address: enough to know the article by.

    >>> _short("http://tw.labor.sample.example/news/2017/0619-08.htm")
    '2017/0619-08'
    """
    return "/".join(url.split("/")[-2:]).rpartition(".")[0]


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The first day of a workspace."""
    with SampleSite(1) as site:
        yield Life(tmp_path, site)


def test_every_evening_of_fourteen_days_brings_what_the_day_deserves(life: Life) -> None:
    first = life.look(1)
    days = {day: life.look(day) for day in range(2, LAST_DAY + 1)}

    assert (first[0], len(first[1]), first[2]) == (Exit.WELL, 33, [])
    for day, (status, befell, told) in days.items():
        expected = EVENINGS.get(day, Evening())
        assert (day, befell) == (day, set(expected.befell))
        assert (day, [line.partition(";")[0] for line in told]) == (day, list(expected.told))
        assert (day, status) == (day, expected.status)
