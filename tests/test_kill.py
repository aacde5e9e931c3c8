"""A crawl killed at any moment and run again leaves the archive and the index that an undisturbed crawl leaves.

"The same" is DESIGN's: equal sets of (url, outcome, payload digest, version digests), and of (version, fields).
Times and file names aside. The moments are seeded; `make soak` takes many more.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.verify import verify_archive
from index.update import update_index
from index.verify import index_rows, verify_index
from sample_site.server import SampleSite

ROOT = Path(__file__).resolve().parents[1]
SITES = ("sample-people", "sample-workers")
SEED = 20260106


def crawl(data: Path, proxy: str, site: str) -> subprocess.Popen[bytes]:
    """Starts the real command in a process group of its own, so that a kill takes all of it."""
    settings = (f"DATA_DIR={data}", "SITE_PROFILES=sample_site/profiles", f"UNION_NEWS_PROXY={proxy}")
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", site, "--nolog", *(word for s in settings for word in ("-s", s))],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def whole(data: Path, proxy: str) -> float:
    """Crawls every site to its end; returns the seconds it took."""
    began = time.monotonic()
    for site in SITES:
        assert crawl(data, proxy, site).wait(timeout=120) == 0
    return time.monotonic() - began


def killed(data: Path, proxy: str, after_s: float) -> None:
    """Runs the sites in turn and kills what is running when the time has come."""
    ends = time.monotonic() + after_s
    for site in SITES:
        process = crawl(data, proxy, site)
        try:
            process.wait(timeout=max(0.0, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return


def state(data: Path) -> tuple[set[Any], set[Any]]:
    update_index(data)
    with open_archive(data) as archive:
        return set(archive.state_rows()), set(index_rows(data))


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite(day=2) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(site: SampleSite, tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[set[Any], set[Any]], float]:
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    took = whole(data, site.proxy_url)
    return state(data), took


def check(moments: range, undisturbed: Any, site: SampleSite, tmp_path: Path, kills: int = 1) -> None:
    expected, took = undisturbed
    assert len(expected[0]) > 20
    assert len(expected[1]) > 10
    for moment in moments:
        rng = random.Random(SEED + moment)
        data = tmp_path / str(moment)
        for _ in range(kills):
            killed(data, site.proxy_url, rng.uniform(0.05, 0.98) * took)
        whole(data, site.proxy_url)

        assert state(data) == expected, f"moment {moment}"
        assert verify_archive(data) == [], f"moment {moment}"
        assert verify_index(data) == [], f"moment {moment}"


@pytest.mark.parametrize("group", range(4))
def test_a_killed_crawl_run_again_equals_an_undisturbed_one(
    group: int, undisturbed: Any, site: SampleSite, tmp_path: Path
) -> None:
    check(range(group * 5, group * 5 + 5), undisturbed, site, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("group", range(20))
def test_many_kills_in_a_row_change_nothing(group: int, undisturbed: Any, site: SampleSite, tmp_path: Path) -> None:
    check(range(1000 + group * 10, 1010 + group * 10), undisturbed, site, tmp_path, kills=2)
