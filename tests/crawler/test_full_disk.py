"""A disk that takes nothing more ends a crawl with status 6 and one line; the next run goes on from there."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("limit", [200, 400])  # of any file, in blocks: hit by the catalogue at different moments
def test_a_full_disk_ends_the_crawl_without_a_traceback(tiny: Any, scrapy: Any, limit: int) -> None:
    paths = [f"/a/2026-03-{day:02}/story{day}.html" for day in range(1, 21)]
    tiny.listing("/", *paths)
    for path in paths:
        tiny.story(path, f"报道{path[-7:-5]}", "工会为职工办的一件实事，参加的人很多。" * 40)
    command = shlex.join(scrapy.command("crawl", "tiny"))

    full = subprocess.run(
        ["sh", "-c", f"ulimit -f {limit}; exec {command}"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )

    assert (full.returncode, "Traceback" in full.stderr) == (6, False), full.stderr
    assert scrapy.crawl().status == 0
    with open_archive(scrapy.data) as archive:
        assert (archive.counts().articles, list(archive.unread())) == (20, [])


def test_a_data_folder_that_cannot_be_made_is_a_wrong_setting(scrapy: Any) -> None:
    ran = scrapy.crawl(DATA_DIR="/dev/null/data")

    assert (ran.status, ran.err.count("\n")) == (2, 1)
