"""Screens as people see them, from the real program as a process: exact lines by width, piped and on a terminal."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terminal.cells import width

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Any]

AT_80 = """\
 1 云溪工会为【农民工】开办夜间技能课堂  2016-01-06 云溪工人报 · workers  0ce4a9
   …厂的食堂里，每周三个晚上，【农民工】凭会员证免费听课。去年有三百二十人学完焊
   接和电工两门课程。 工会主席梁望说，【培训】要排在下班以后，孩子也可以带…
 2 港灣碼頭工會要求改善夜班裝卸安全      2018-09-03 港灣勞動週報 · labor  c4c1ae
   …聲明說，【農民工】與臨時工同樣應當領到防護裝備，【培訓】不得少於八小時。
2 articles · 2016–2018 · newest first: --sort date
"""

AT_40 = """\
 1 云溪工会为【农民工】开办夜间技能课堂
   2016-01-06 云溪工人报 · worke… 0ce4a9
   …，今年继续为【农民工】开办夜间技能…
   主席梁望说，【培训】要排在下班以后…
 2 港灣碼頭工會要求改善夜班裝卸安全
   2018-09-03 港灣勞動週報 · lab… c4c1ae
   …聲明說，【農民工】與臨時工同樣應當領
   到防護裝備，【培訓】不得少於八小時。
2 articles · 2016–2018 · newest first:
--sort date
"""


@pytest.mark.parametrize("words", [("农民工", "培训"), ("農民工", "培訓")])
@pytest.mark.parametrize(("columns", "screen"), [("80", AT_80), ("40", AT_40)])
def test_hits_look_so_whichever_script_asks(
    kept: Path, run_program: Run, words: tuple[str, str], columns: str, screen: str
) -> None:
    done = run_program("--data", kept, *words, COLUMNS=columns)

    assert (done.status, done.out, done.err) == (0, screen, "")


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("words", [(), ("工会",), ("show", "https://tw.labor.example/2018/b1.html"), ("help",)])
def test_no_line_is_wider_than_the_screen(kept: Path, run_program: Run, columns: int, words: tuple[str, ...]) -> None:
    done = run_program("--data", kept, *words, COLUMNS=str(columns))

    assert done.out
    # An address is never broken; the usage lines of `help` are typed as they stand.
    wide = [x for x in done.out.splitlines() if width(x) > columns and "://" not in x and "search_cli.py" not in x]
    assert wide == []


def test_alone_it_tells_health_in_five_lines_and_the_newest_five(kept: Path, run_program: Run) -> None:
    done = run_program("--data", kept, COLUMNS="80")

    health, newest = done.out.split("\n\n")
    assert len(health.splitlines()) <= 5
    assert health.splitlines()[0].startswith("archive  6 articles from 4 sites · newest 2020-01-01 · ")
    assert health.splitlines()[0].endswith("index up to date")
    assert [line[:10] for line in newest.splitlines()] == [
        "2020-01-01",
        "2019-02-11",
        "2018-09-03",
        "2017-05-12",
        "2016-01-06",
    ]


def on_terminal(command: list[str], environment: dict[str, str]) -> bytes:
    """What a terminal is sent."""
    main, side = pty.openpty()
    process = subprocess.Popen(command, stdout=side, stderr=side, stdin=subprocess.DEVNULL, env=environment)
    os.close(side)
    seen = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # Linux answers so when the other side has closed
            break
        if not part:
            break
        seen += part
    os.close(main)
    assert process.wait(timeout=60) == 0
    return seen


@pytest.mark.parametrize(
    ("environment", "flags", "coloured"),
    [
        ({"TERM": "xterm"}, [], True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, [], False),
        ({"TERM": "dumb"}, [], False),
        ({"TERM": "xterm"}, ["--color", "never"], False),
        ({"TERM": "dumb", "NO_COLOR": "1"}, ["--color", "always"], True),
    ],
)
def test_a_terminal_gets_colour_unless_it_was_asked_not_to(
    kept: Path, tmp_path: Path, environment: dict[str, str], flags: list[str], coloured: bool
) -> None:
    base = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM", "COLUMNS")}
    base |= {"LC_ALL": "C.UTF-8", "COLUMNS": "80", "XDG_STATE_HOME": str(tmp_path)}

    seen = on_terminal(
        [sys.executable, str(ROOT / "search_cli.py"), "--data", str(kept), "农民工", *flags], {**base, **environment}
    ).decode()

    assert ("\x1b[1;31m农民工\x1b[0m" in seen) is coloured
    assert ("【农民工】" in seen) is not coloured
    assert not re.search(r"\x1b(?!\[[0-9;]*m)", seen)


def test_a_closed_pipe_is_silent(kept: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    command = f"{sys.executable} {ROOT}/search_cli.py --data {kept} export | true; echo ${{PIPESTATUS[0]}}"

    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment, encoding="utf-8", timeout=60)

    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "search_cli.py"), "help"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8"
        )

    assert (done.returncode, done.stderr) == (2, "search_cli.py: output: No space left on device\n")


@pytest.mark.parametrize(
    ("words", "status"), [("工会", 0), ("章鱼烧", 1), ("'title:('", 2), ("'农民工 title:('", 2), ("--no-such-flag", 2)]
)
def test_talk_that_cannot_be_heard_changes_no_exit_status(kept: Path, tmp_path: Path, words: str, status: int) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    for closed in ("2>&-", "2</dev/null"):  # reading only: what is written there fails
        command = f"{sys.executable} {ROOT}/search_cli.py --data {kept} {words} {closed}"
        done = subprocess.run(["sh", "-c", command], stdout=subprocess.DEVNULL, env=environment)

        assert done.returncode == status


@pytest.mark.parametrize("words", ["工会", "--jsonl 工会", "--count 工会", "help"])
def test_a_result_for_which_stdout_is_closed_is_lost_and_that_is_an_error(
    kept: Path, tmp_path: Path, words: str
) -> None:
    command = f"{sys.executable} {ROOT}/search_cli.py --data {kept} {words} >&-"
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, env=environment, encoding="utf-8")

    said = "search_cli.py: stdout is closed and the result lost; to throw it away: > /dev/null\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_interrupted_it_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    pipe = tmp_path / "never.jsonl"
    os.mkfifo(pipe)  # reading it waits until somebody writes, so the program stands still where we need it
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "search_cli.py"), "extract", "--manifest", str(pipe)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What a shell runs behind its back ignores Ctrl-C, and so does what that begins.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    writer = os.open(pipe, os.O_WRONLY)  # returns when the program has the other end open
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=3)
            break
        except subprocess.TimeoutExpired:
            continue  # it came between Python's last look at signals and the read, which then waits: pressed again
    else:
        process.kill()
        out, err = process.communicate()
    os.close(writer)

    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_terminal_of_another_encoding_gets_marks_of_doubt_not_a_crash(kept: Path, run_program: Run) -> None:
    done = run_program("--data", kept, "工会", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")

    assert done.status == 0
    assert "?" in done.out
