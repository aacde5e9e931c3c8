"""`make demo`: a first day with three searches, a second that fetches what is new, one clear line for a failure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from sample_site import demo
from sample_site.commands import CommandFailed, run, typed
from sample_site.demo import Demo, Tally

ROOT = Path(__file__).resolve().parents[2]


def live(data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sample_site.demo", str(data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)


def test_two_days_of_the_demo(tmp_path: Path) -> None:
    first = live(tmp_path)

    assert first.returncode == 0, first.stderr
    assert first.stdout.count("$ ") == 3
    for query in ("农民工 培训", "農民工 技能培訓", "source:岚江工人报 date:2024..2026 工会"):
        assert query in first.stdout
    assert "岚江工会把技校搬进工棚" in first.stdout.replace("【", "").replace("】", "")
    files = 3 if find_spec("pypdf") else 1  # a Word file; two PDF files, whose text needs the extra
    assert f"day 1: {64 + files} new, 0 changed, 0 unchanged" in first.stderr
    count = [sys.executable, "search_cli.py", "--data", str(tmp_path), "kind:attachment", "--count"]
    assert subprocess.run(count, cwd=ROOT, capture_output=True, text=True, check=False).stdout == f"{files}\n"
    assert "Type next:" in first.stderr

    second = live(tmp_path)

    assert second.returncode == 0, second.stderr
    (line,) = [line for line in second.stderr.splitlines() if line.startswith("day 2:")]
    assert "2 changed" in line and "2 withdrawn" in line and "1 moved" in line
    assert line.endswith("only what is new or changed was fetched again")
    bodies = [sum(day["bytes_received"] for day in reports(tmp_path, n)) for n in (0, 1)]
    assert bodies[1] < bodies[0] / 2


def reports(data: Path, number: int) -> list[dict[str, int]]:
    """The reports of one day's crawls."""
    return [
        json.loads(path.read_text("utf-8").splitlines()[number]) for path in sorted((data / "runs").glob("*.jsonl"))
    ]


def test_an_interrupted_demo_leaves_no_process_and_does_the_same_day_again(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample_site.demo", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        deadline = time.monotonic() + 20
        while not (tmp_path / "demo.log").exists() and time.monotonic() < deadline:
            os.sched_yield()
        process.send_signal(signal.SIGTERM)
        said += process.stderr.read()
        status = process.wait(30)

    running = subprocess.run(["ps", "ax", "-o", "command"], capture_output=True, text=True, check=True).stdout
    assert status == 130
    assert str(tmp_path) not in running
    assert "demo: stopped; nothing that was archived is lost" in said
    assert Demo(tmp_path).next_day() == (1, False)


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")

    assert demo.main(tmp_path / "file" / "data") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("demo: ") and "it needs to write in" in line


def test_a_spoilt_memory_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sample-day").write_text("soon\n")

    assert demo.main(tmp_path) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "sample-day: should hold the number of a day; remove" in line


@pytest.mark.parametrize(("written", "day", "again"), [("1", 2, False), ("13", 14, False), ("14", 14, True)])
def test_each_run_goes_on_one_day_and_stays_at_the_last(tmp_path: Path, written: str, day: int, again: bool) -> None:
    (tmp_path / "sample-day").write_text(f"{written}\n")

    assert Demo(tmp_path).next_day() == (day, again)


def test_a_failing_command_is_named_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('first'); sys.exit('no such thing')"]

    with pytest.raises(CommandFailed, match=r"^looking failed \(exit 1\): no such thing \(log: .*talk\)$"):
        run("looking", command, tmp_path / "talk")


def test_commands_do_not_see_the_settings_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNION_NEWS_DATA", "/elsewhere")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:1")
    probe = "import os; print([k for k in os.environ if k.startswith('UNION') or k.lower() == 'http_proxy'])"

    run("asking", [sys.executable, "-c", probe], tmp_path / "talk")

    assert (tmp_path / "talk").read_text() == "[]\n"


def test_a_command_is_shown_as_it_would_be_typed() -> None:
    command = [str(ROOT / ".venv/bin/python"), str(ROOT / "search_cli.py"), "工会 -培训", "--sort", "date"]

    assert typed(command) == ".venv/bin/python search_cli.py '工会 -培训' --sort date"


def test_a_day_in_words() -> None:
    tally = Tally(Counter(new=2, unchanged=60, withdrawn=1, listed=9), requests=90, received=250_000)

    assert demo.summary(tally, 1, False) == (
        "day 1: 2 new, 0 changed, 60 unchanged, 1 withdrawn (90 requests, 0.2 MB), every byte archived"
    )
    assert demo.told_of(Tally(), frozenset()) == "nothing due"
    assert demo.told_of(tally, frozenset({"blocked"})) == "refused us (HTTP 403), as it does on this day"
