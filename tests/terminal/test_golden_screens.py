"""The main screens to the byte: three widths, on a terminal and piped, from the real program on invented stories.

One file of goldens for each width and kind holds all commands, so that one process makes it. `REMAKE_SCREENS=1 pytest
tests/terminal/test_golden_screens.py` writes them anew; read the diff before committing it.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDENS = Path(__file__).with_name("screens")
COMMANDS = [
    ["农民工", "培训"],
    ["農民工", "--limit", "1"],
    ["农名工"],
    ["工会", "--sort", "date", "--limit", "2"],
    ["云溪人 夜间课堂"],
    ["titel:工会"],
    ["农民工 title:("],
    ["--explain", "农民工技能培训 -title:通知"],
    ["农民工", "--kwic"],
    ["工会", "--count"],
    ["工会", "--jsonl", "--limit", "1"],
    ["show", "https://news.workers.example/2016/0106/a1.html"],
    ["show", "https://tw.labor.example/2018/b1.html", "--plain"],
    ["similar", "https://tw.labor.example/2018/b1.html", "--limit", "2"],
    ["copies", "https://old.union.example/c1.htm"],
    ["facets", "source", "工会"],
    ["facets", "year"],
    ["timeline", "--by", "year"],
    ["why", "https://old.union.example/c1.htm", "农民工 工会"],
    ["why", "https://nowhere.example/1", "工会"],
    ["timeline", "--by", "month", "工会 date:2016..2017"],
    ["facets", "reporter", "工会 title:("],
    ["工会", "date:近0天"],
    ["new", "--limit", "3"],
    ["控制字符"],
    ["help", "query"],
    ["help", "search"],
    ["show", "ffffff"],
]
PROGRAM = """
import sys
from terminal.main import main
for command in {commands!r}:
    print("$ search_cli.py", *command, flush=True)
    status = main(["--data", {data!r}, *command])
    sys.stdout.flush()
    print("exit", status, flush=True)
"""


def screens(data: Path, state: Path, columns: int, on_terminal: bool) -> bytes:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS") and k not in ("NO_COLOR", "LINES")}
    settings = {"LC_ALL": "C.UTF-8", "COLUMNS": str(columns), "TERM": "xterm", "PAGER": "cat", "PYTHONPATH": str(ROOT)}
    environment = {**kept, **settings, "XDG_STATE_HOME": str(state)}
    command = [sys.executable, "-c", PROGRAM.format(commands=COMMANDS, data=str(data))]
    if not on_terminal:
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, cwd=state, timeout=120
        ).stdout
    main, side = pty.openpty()
    process = subprocess.Popen(command, stdout=side, stderr=side, stdin=subprocess.DEVNULL, env=environment, cwd=state)
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
    process.wait(timeout=60)
    return seen.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("on_terminal", [False, True], ids=["piped", "terminal"])
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_main_screens_are_the_same_to_the_byte(kept: Path, tmp_path: Path, columns: int, on_terminal: bool) -> None:
    golden = GOLDENS / f"{columns}-{'terminal' if on_terminal else 'piped'}.txt"

    seen = screens(kept, tmp_path, columns, on_terminal).replace(os.fsencode(kept), b"DATA")
    # The moment at which the stories were kept, in cursors and in words: as long, always the same.
    seen = re.sub(rb"(?<=-)6[0-9a-f]{12}(?=-)", b"6moment000000", seen)
    seen = re.sub(rb"kept \d{4}-\d\d-\d\dT[\d:]{8}Z", b"kept 2026-01-01T00:00:00Z", seen)

    if os.environ.get("REMAKE_SCREENS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_bytes(seen)
    assert seen.decode() == golden.read_bytes().decode()


def test_what_steers_a_terminal_is_in_no_screen_but_our_own_colours() -> None:
    for golden in GOLDENS.glob("*.txt"):
        text = re.sub(r"\x1b\[[0-9;]*m", "", golden.read_text(encoding="utf-8"))
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), golden.name
