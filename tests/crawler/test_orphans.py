"""An import that was killed leaves no process behind, and one purged page does not end an import."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from archive import open_archive
from archive.purge import purge_article
from crawler.saved import import_paths

ROOT = Path(__file__).resolve().parents[2]


def test_a_killed_import_leaves_no_reader_with_its_stdout_open(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    text = "港口工会把雨棚搭到了候工点。" * 40
    rows.write_text(
        "".join(json.dumps({"id": n, "title": f"雨棚{n}", "body": f"{n}{text}"}) + "\n" for n in range(6000)),
        encoding="utf-8",
    )
    command = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(tmp_path / "data"), "import", str(rows)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None and not (children.exists() and children.read_text()):
        time.sleep(0.02)

    os.kill(process.pid, signal.SIGKILL)

    process.communicate(timeout=30)  # ends only when nobody has the pipe open any more


def test_a_purged_page_is_refused_and_the_rest_of_an_import_goes_on(tmp_path: Path) -> None:
    data, url = tmp_path / "data", "https://news.example/1"
    rows = tmp_path / "rows.jsonl"
    told = [
        {"url": f"https://news.example/{n}", "title": f"题{n}", "body": "港口工会把雨棚搭到了候工点。"} for n in (1, 2)
    ]
    rows.write_text("".join(json.dumps(row) + "\n" for row in told), encoding="utf-8")
    with open_archive(data, write=True, create=True) as archive:
        list(import_paths(archive, [rows]))
    purge_article(data, url, "asked", datetime(2026, 11, 23, tzinfo=UTC))

    with open_archive(data, write=True) as archive:
        outcomes = [(str(one.outcome), "tombstone" in one.detail) for one in import_paths(archive, [rows])]

    assert outcomes == [("rejected", True), ("unchanged", False)]
