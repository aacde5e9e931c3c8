"""docs/add-a-site.md as a new user follows it: its files written, its commands typed, its tables against the parser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction import profile_toml
from sample_site.server import SampleSite

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "add-a-site.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|toml)(?: (\S+))?\n(.*?)^```", re.S | re.M)
PORT = "8642"
KNOWN = {
    "Top of the file": profile_toml._TOP,
    "`[crawl]`": profile_toml._CRAWL,
    "`[[era]]`": profile_toml._ERA,
    "Each entry of `related`": profile_toml._BOX,
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the checkout and may be written into."""
    folder = tmp_path_factory.mktemp("checkout")
    for entry in ROOT.iterdir():
        if not entry.name.startswith(".") and entry.name != "demo-data":
            (folder / entry.name).symlink_to(entry)
    program = folder / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    scrapy = program.with_name("scrapy")
    scrapy.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scrapy "$@"\n', encoding="utf-8")
    scrapy.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def typed(checkout: Path) -> Iterator[list[tuple[str, str]]]:
    """Every command of the guide with what it printed; one shell, as a person has one."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS") and "proxy" not in k.lower()}
    environment |= {
        "PATH": f"{checkout / '.venv' / 'bin'}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "XDG_STATE_HOME": str(checkout / "state"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    said: list[tuple[str, str]] = []
    with SampleSite(day=1) as site:
        before = ""
        for kind, name, text in BLOCK.findall(GUIDE):
            if kind == "toml":
                (checkout / name).parent.mkdir(exist_ok=True)
                (checkout / name).write_text(text, encoding="utf-8")
            elif name != "serve":
                for line in text.replace(PORT, str(site.port)).splitlines():
                    if line.startswith("export "):
                        before += line + "\n"
                        continue
                    script = f"{before}{line}"
                    done = subprocess.run(
                        ["sh", "-c", script], cwd=checkout, env=environment, capture_output=True, encoding="utf-8"
                    )
                    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
                    said.append((line, done.stdout))
        yield said


def said_by(typed: list[tuple[str, str]], command: str) -> list[str]:
    return [out for line, out in typed if line.startswith(command)]


def test_the_first_profile_already_reads_articles(typed: list[tuple[str, str]]) -> None:
    first = said_by(typed, "scrapy probe")[0]

    assert "FAIL" not in first
    assert re.search(r"article rule .*: [1-9]\d* links", first)
    assert "nothing was stored" in first


def test_the_era_reads_the_page_that_is_saved(typed: list[tuple[str, str]], checkout: Path) -> None:
    second = said_by(typed, "scrapy probe")[1]

    assert "yunting/1#2023" in second
    assert "1 pages saved in my-sites/goldens/yunting" in second
    assert (checkout / "my-sites/goldens/yunting/t20230608_33170.html").stat().st_size > 1000


def test_the_golden_page_has_its_reading(typed: list[tuple[str, str]], checkout: Path) -> None:
    golden = said_by(typed, "make golden")[0]
    read = json.loads((checkout / "my-sites/goldens/yunting/t20230608_33170.json").read_text("utf-8"))["read"]

    assert "made anew, read the diff" in golden
    assert (read["profile"], read["published"], read["source"]) == ("yunting#2023", "2023-06-08", "云汀市总工会")
    assert read["title"] in golden


def test_a_report_becomes_golden_pages(typed: list[tuple[str, str]], checkout: Path) -> None:
    told, golden = said_by(typed, "scrapy probe")[2], said_by(typed, "make golden")[1]
    report = json.loads((checkout / "my-report/findings.json").read_text("utf-8"))
    articles = [answer for answer in report["answers"] if answer["role"] == "article"]

    assert "report in my-report" in told
    assert [answer["role"] for answer in report["answers"][:2]] == ["robots", "listing"]
    assert len(articles) == golden.count(": from my-report")
    assert (checkout / "my-report/profile.toml").read_bytes() == (checkout / "my-sites/yunting.toml").read_bytes()
    assert (checkout / "my-report/findings.txt").read_text("utf-8").startswith("pass")


def test_the_site_is_listed_crawled_and_found(typed: list[tuple[str, str]]) -> None:
    assert any(line.startswith("yunting") for line in said_by(typed, "scrapy list")[0].splitlines())
    assert "yunting" in said_by(typed, "python search_cli.py")[0]


@pytest.mark.parametrize("heading", KNOWN)
def test_every_key_of_the_profile_language_is_explained_and_no_other(heading: str) -> None:
    section = GUIDE.split(f"### {heading}\n", 1)[1].split("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.M)

    assert sorted(key for key, _ in rows) == sorted(KNOWN[heading])
    assert all(text.endswith(".") for _, text in rows)
