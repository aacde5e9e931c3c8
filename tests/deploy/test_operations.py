"""What deploy/ and docs/operations.md promise is what the program does: exit statuses, units, cron lines, verbs."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.exits import Exit, worst
from crawler.metrics import HELP
from terminal.declared import VERBS

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "docs" / "operations.md"
METRICS = re.compile(r"<!-- metrics -->\n.*?<!-- end -->", re.S)
EXITS = re.compile(r"<!-- exits -->\n.*?<!-- end -->", re.S)


def exit_table() -> str:
    """The table as crawler/exits.py has it: each name with its comment."""
    source = (ROOT / "crawler" / "exits.py").read_text(encoding="utf-8")
    told = dict(re.findall(r"^    (\w+) = \d+(?:  # (.*))?$", source, re.M))
    rows = [f"| {int(one)} | {one.name} | {told[one.name]} |".replace("|  |", "| |") for one in Exit]
    head = "| status | name | what to look at |\n|---|---|---|"
    return "<!-- exits -->\n" + "\n".join([head, *rows]) + "\n<!-- end -->"


def test_the_exit_statuses_are_those_of_the_program() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")

    now = EXITS.sub(lambda _: exit_table(), text)

    if os.environ.get("REMAKE_DOCS"):
        OPERATIONS.write_text(now, encoding="utf-8")
    assert now == text or os.environ.get("REMAKE_DOCS"), "run REMAKE_DOCS=1 pytest tests/deploy/test_operations.py"


def test_the_metrics_are_those_of_the_program() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    rows = "\n".join(f"| `{name}` | {said} |" for name, said in HELP.items())

    now = METRICS.sub(lambda _: f"<!-- metrics -->\n| name | what |\n|---|---|\n{rows}\n<!-- end -->", text)

    if os.environ.get("REMAKE_DOCS"):
        OPERATIONS.write_text(now, encoding="utf-8")
    assert now == text or os.environ.get("REMAKE_DOCS"), "run REMAKE_DOCS=1 pytest tests/deploy/test_operations.py"


def test_the_order_of_the_exit_statuses_is_that_of_the_program() -> None:
    told = re.search(r"the first of these counts: ([\d, ]+)\.", OPERATIONS.read_text(encoding="utf-8"))

    order = [Exit(int(number)) for number in told[1].split(", ")] if told else []
    assert [worst([*order[place:], Exit.WELL, Exit.BUSY]) for place in range(len(order))] == order
    assert {*order, Exit.WELL, Exit.BUSY} == set(Exit)


@pytest.mark.parametrize("document", ["operations.md", "legal.md"])
def test_verbs_and_flags_named_in_the_docs_exist(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")

    for line in re.findall(r"search_cli\.py (?:--data \S+ )?([a-z]+[^`#\n]*)", text):
        verb = VERBS[line.split()[0]]
        assert set(re.findall(r"--([a-z-]+)", line)) <= {*verb.flags, "data"}


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # configparser's way to keep case
    parser.read(ROOT / "deploy" / name, encoding="utf-8")
    return parser


def test_the_timer_makes_up_for_missed_runs_and_the_service_stops_cleanly() -> None:
    timer, service = unit("union-news.timer"), unit("union-news.service")

    assert timer["Timer"]["Persistent"] == "true"
    assert service["Service"]["ExecStart"].endswith("/scrapy due")
    assert service["Service"]["SuccessExitStatus"] == str(int(Exit.INTERRUPTED))
    assert service["Service"]["WorkingDirectory"] == service["Service"]["ReadWritePaths"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in ("union-news.service", "union-news.timer"):
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/union-news/.venv/bin/scrapy", "/bin/true"), encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())], capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if "union-news" in line]
    assert ours == []


def cron_lines() -> list[str]:
    text = (ROOT / "deploy" / "crontab.example").read_text(encoding="utf-8")
    return re.findall(r"^#?[*\d/]+(?: [*\d/]+){4}  (.+)$", text, re.M)


def test_every_line_of_the_crontab_runs_with_the_little_that_cron_gives(tmp_path: Path) -> None:
    (tmp_path / "program" / ".venv").mkdir(parents=True)
    (tmp_path / "program" / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    given = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    environment = {**given, "PROGRAM": str(tmp_path / "program"), "WORKSPACE": str(tmp_path / "news")}
    if not (Path(sys.executable).parent / "union-news").exists():
        pytest.skip("the program is not installed here")
    made = subprocess.run(
        [sys.executable, str(ROOT / "search_cli.py"), "init", str(tmp_path / "news")], capture_output=True, env=given
    )
    assert made.returncode == 0

    lines = cron_lines()
    told = {}
    for line in lines:
        command = line.replace("/mnt/backup", str(tmp_path / "backup"))
        done = subprocess.run(["/bin/sh", "-c", command], env=environment, capture_output=True, text=True)
        told[line] = done.returncode, done.stdout + done.stderr

    assert len(lines) == 3
    # The last line's verify finds no index yet; all of them are commands that the program knows.
    assert [status for status, _ in told.values()] == [0, 0, 1], told
    assert all("Traceback" not in text for _, text in told.values())


def test_a_workspace_brings_its_own_line_for_cron_and_is_a_project_to_scrapy(tmp_path: Path) -> None:
    """Issue 4: init made neither scrapy.cfg nor sites/ nor a crontab line."""
    given = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    program, folder = [sys.executable, str(ROOT / "search_cli.py")], tmp_path / "50% of it"

    made = subprocess.run([*program, "init", folder], capture_output=True, text=True, env=given)
    line = (folder / "crontab").read_text(encoding="utf-8").splitlines()[-1]
    command = re.fullmatch(r"\*/10 \* \* \* \*  (.+)", line)
    assert command is not None
    done = subprocess.run(["/bin/sh", "-c", command[1].replace(r"\%", "%")], env=given, capture_output=True, text=True)

    assert made.returncode == 0, made.stderr
    assert "\\%" in line and not re.search(r"(?<!\\)%", line)
    assert (done.returncode, done.stderr) == (0, "scrapy due: no site is enabled; next: search_cli.py enable SITE\n")
    assert sorted(path.name for path in folder.iterdir()) == [
        "crontab",
        "data",
        "scrapy.cfg",
        "sites",
        "union-news.toml",
    ]
