"""`scrapy due`: exit statuses, alarms told together, metrics, no site twice, an end when asked to."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from archive.alarms import open_alarms
from crawler.alarms import disk_finding
from crawler.exits import Exit, worst

ROOT = Path(__file__).resolve().parents[2]
A1, A2 = "/a/2026-03-05/one.html", "/a/2026-03-04/two.html"


class Workspace:
    """A folder as `init` makes it, and `scrapy` run in it as cron would."""

    def __init__(self, folder: Path, profiles: Path, proxy: str) -> None:
        self.folder, self.profiles, self.proxy = folder, profiles, proxy
        self.hours = 0.0
        self.write()

    def write(self, more: str = "") -> None:
        text = f'data_dir = "data"\ncontact = "a@union.example"\nenabled = ["tiny"]\nprofiles = ["{self.profiles}"]\n'
        (self.folder / "union-news.toml").write_text(
            text + 'metrics = "union.prom"\n' + (more or '[notify]\ncommand = "tee -a told.txt"\n'), encoding="utf-8"
        )

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self, *words: str) -> subprocess.Popen[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNION_NEWS", "SCRAPY"))}
        environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "SCRAPY_SETTINGS_MODULE": "crawler.settings",
            "UNION_NEWS_PROXY": self.proxy,
            "UNION_NEWS_CLOCK": (datetime.now(UTC) + timedelta(hours=self.hours)).isoformat(),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", *words, "-s", "INDEX_AFTER_CRAWL=no"],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def __call__(self, *words: str) -> tuple[int, str]:
        with self.start(*words) as process:
            out, err = process.communicate(timeout=100)
        assert "Traceback" not in err, err
        return process.returncode, out + err

    def told(self) -> list[str]:
        file = self.folder / "told.txt"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line for line in lines if line.startswith(("ALARM", "still", "well again"))]


@pytest.fixture
def workspace(tiny: Any, scrapy: Any, tmp_path: Path) -> Workspace:
    """The tiny site, enabled in a workspace."""
    tiny.listing("/", A1, A2)
    tiny.story(A1, "工会送温暖")
    tiny.story(A2, "职工技能大赛开幕")
    folder = tmp_path / "workspace"
    folder.mkdir()
    return Workspace(folder, scrapy.profiles, tiny.proxy)


def test_a_refusal_is_told_once_repeated_daily_and_cleared(tiny: Any, workspace: Workspace, make_reply: Any) -> None:
    listing = tiny.pages["http://news.tiny.example/"]
    said = []
    for hours, wall in ((0, False), (25, True), (51, True), (77, False)):
        workspace.hours = hours
        tiny.put("/", make_reply("<script>$_ts=window['$_ts'];</script>", 412) if wall else listing)
        status, _ = workspace("due")
        said.append((status, [line.partition(":")[0] for line in workspace.told()]))

    assert said == [(0, []), (4, ["ALARM"]), (4, ["still"]), (0, ["well again"])]
    assert open_alarms(workspace.data) == []


def test_a_wrong_name_that_a_person_typed_raises_no_alarm(workspace: Workspace) -> None:
    workspace("due")

    status, said = workspace("due", "tinny")

    assert (status, workspace.told()) == (2, [])
    assert said == "scrapy due: tinny: no such site; `scrapy list` shows them\n"


def test_a_look_at_one_site_takes_no_alarm_of_another_back(workspace: Workspace) -> None:
    workspace.write()
    file = workspace.folder / "union-news.toml"
    file.write_text(file.read_text("utf-8").replace('["tiny"]', '["tiny", "gone"]'), "utf-8")
    workspace("due")
    workspace("due")  # now there is an archive, and nothing due
    raised = workspace.told()

    status, _ = workspace("due", "tiny")

    assert [line.partition(",")[0] for line in raised] == ["ALARM: gone: gone: enabled"]
    assert (status, workspace.told()) == (0, [])
    assert [alarm.site for alarm in open_alarms(workspace.data)] == ["gone"]


def test_in_a_folder_without_a_workspace_nothing_being_due_is_a_wrong_setting(workspace: Workspace) -> None:
    """A cron line with the wrong folder ended with 0 for ever."""
    (workspace.folder / "union-news.toml").unlink()

    status, said = workspace("due")

    assert status == 2
    assert said.startswith("scrapy due: no union-news.toml in ")


def test_an_alarm_that_could_not_be_told_is_told_by_the_next_run(
    tiny: Any, workspace: Workspace, make_reply: Any
) -> None:
    workspace("due")
    tiny.put("/", make_reply("", 403))
    workspace.hours = 25
    workspace.write('[notify]\ncommand = "/no/such/command"\n')
    status, said = workspace("due")
    workspace.write()
    again, _ = workspace("due")

    assert (status, again) == (4, 0)  # the second finds nothing due
    assert "alarms: notify.command /no/such/command: No such file or directory" in said
    assert [line[:11] for line in workspace.told()] == ["ALARM: tiny"]


def test_a_site_that_is_refused_instead_of_down_is_not_called_well(
    tiny: Any, workspace: Workspace, make_reply: Any
) -> None:
    said = []
    for hours, status in ((0, 200), (25, 500), (51, 403)):
        workspace.hours = hours
        if status != 200:
            tiny.put("/", make_reply("", status))
        workspace("due")
        said.append([line[:19] for line in workspace.told()])

    assert said == [[], ["ALARM: tiny: HTTP 5"], ["ALARM: tiny: refuse"]]


def test_a_crawl_by_hand_tells_its_alarms_itself(tiny: Any, workspace: Workspace, make_reply: Any) -> None:
    tiny.put("/", make_reply("", 403))

    status, _ = workspace("crawl", "tiny")

    assert status == 4
    assert workspace.told() == [
        f"ALARM: tiny: refused: HTTP 403, forbidden, since {datetime.now(UTC):%Y-%m-%d}; what else can be done: "
        "docs/operations.md, When a site blocks"
    ]


def test_the_numbers_of_a_run_are_written_as_a_textfile(workspace: Workspace) -> None:
    workspace("due")

    text = (workspace.folder / "union.prom").read_text("utf-8")
    assert 'union_news_last_run_status{site="tiny"} 0\n' in text
    assert 'union_news_last_run_pages{site="tiny",outcome="new"} 2\n' in text
    assert re.search(r'^union_news_bytes\{part="warc"\} [1-9]\d+$', text, re.M)
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+]+', line), line
    assert [path.name for path in workspace.folder.glob("union.prom*")] == ["union.prom"]


def test_a_trial_alarm_is_sent_on_request(workspace: Workspace) -> None:
    sent = workspace("due", "--test-notify")
    told = workspace.told()
    workspace.write('[notify]\nwebhook = "http://127.0.0.1:9/"\n')
    failed = workspace("due", "--test-notify")
    workspace.write("\n")
    nothing = workspace("due", "--test-notify")

    assert sent == (0, "the trial alarm was taken\n")
    assert told == ["ALARM: the archive: this is a trial; alarms would come this way"]
    assert failed[0] == 2 and "notify.webhook 127.0.0.1:" in failed[1]
    assert nothing == (2, "scrapy due: no [notify] command or webhook in union-news.toml; nothing was sent\n")


def test_an_enabled_site_without_profile_is_an_alarm_and_stops_no_other(workspace: Workspace) -> None:
    file = workspace.folder / "union-news.toml"
    file.write_text(file.read_text("utf-8").replace('["tiny"]', '["gone", "tiny"]'), encoding="utf-8")

    workspace("due")
    workspace.hours = 25
    status, said = workspace("due")

    assert status == 2 and "tiny: 0 new" in said
    assert workspace.told()[0].startswith("ALARM: gone: gone: enabled, but no such site")


def test_two_at_the_same_time_crawl_a_site_once(tiny: Any, workspace: Workspace) -> None:
    both = [workspace.start("due"), workspace.start("due")]
    ended = [process.communicate(timeout=100) for process in both]

    assert [process.returncode for process in both] == [0, 0], ended
    assert tiny.asked("/") == 1


def test_sigterm_ends_the_crawls_under_way_and_what_waited_stays_due(
    tiny: Any, workspace: Workspace, make_reply: Any
) -> None:
    reply = make_reply("<html></html>", 200)

    def slow(handler: Any) -> Any:
        time.sleep(1.5)
        return reply

    for number in range(20):
        tiny.put(f"/a/2026-03-05/slow{number}.html", slow)
    tiny.listing("/", *(f"/a/2026-03-05/slow{number}.html" for number in range(20)))
    process = workspace.start("due")
    deadline = time.monotonic() + 60
    while not any("slow" in url for url, _ in tiny.log) and time.monotonic() < deadline:
        time.sleep(0.05)
    _, during = workspace("due", "--dry-run")
    os.killpg(process.pid, signal.SIGTERM)  # as a terminal's Ctrl-C: crawls must not hear it twice
    _, said = process.communicate(timeout=60)
    asked = len(tiny.log)
    workspace.hours = 0.1
    _, dry = workspace("due", "--dry-run")

    assert process.returncode == Exit.INTERRUPTED, said
    assert "Traceback" not in said and "(shutdown)" in said
    assert re.match(rf"tiny\tbeing crawled by process \d+ on {os.uname().nodename} \(since 2\S+Z, 0 min\)\t", during)
    assert asked < 16 and dry.startswith("tiny\tdue now")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are found in /proc")
def test_a_crawl_that_is_killed_is_an_alarm_until_the_next_is_well(
    tiny: Any, workspace: Workspace, make_reply: Any
) -> None:
    release = threading.Event()
    well = make_reply("<html><body><h1>x</h1></body></html>", 200)
    tiny.put(A2, lambda _: release.wait(60) and well)
    process = workspace.start("due")
    deadline = time.monotonic() + 60
    while not tiny.asked(A2) and time.monotonic() < deadline:
        time.sleep(0.05)
    # The thread that waits for the crawl has begun it.
    children = [
        pid for task in Path(f"/proc/{process.pid}/task").iterdir() for pid in (task / "children").read_text().split()
    ]
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    release.set()
    killed, told = process.returncode, workspace.told()
    at_once = workspace("due")
    workspace.hours = 2
    again, _ = workspace("due")

    assert (killed, at_once, again) == (Exit.FAULT, (Exit.WELL, ""), Exit.WELL), said
    assert told == ["ALARM: tiny: its crawl broke off with status -9; see the log"]
    assert workspace.told()[0].startswith("well again: tiny: its crawl broke off")


def test_a_disk_that_is_nearly_full_is_found_before_a_crawl_would_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plenty = disk_finding(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=300 * 1024 * 1024))

    assert plenty == ""
    assert "is nearly full, 300 MB are free" in disk_finding(tmp_path)


@pytest.mark.parametrize(
    ("statuses", "ends_with"),
    [
        ([], Exit.WELL),
        ([Exit.WELL, Exit.BUSY], Exit.WELL),
        ([Exit.YIELD, Exit.BLOCKED, Exit.FAILED], Exit.FAILED),
        ([Exit.INTERRUPTED, Exit.YIELD], Exit.YIELD),
        ([Exit.FAULT, Exit.DISK, Exit.BLOCKED], Exit.DISK),
        ([Exit.DISK, Exit.CONFIGURATION], Exit.CONFIGURATION),
    ],
)
def test_the_gravest_status_wins(statuses: list[Exit], ends_with: Exit) -> None:
    assert worst(statuses) is ends_with
