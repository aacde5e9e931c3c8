"""A catalogue lost after crawls is made again whole: repair reads what the crawls kept, as they read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.records import Role
from index.update import update_index
from index.verify import index_rows
from sample_site.server import SampleSite

ROOT = Path(__file__).resolve().parents[1]
PROFILES = ROOT / "sample_site" / "profiles"
SITES = ("sample-people", "sample-city")


def crawl(data: Path, proxy: str, site: str) -> None:
    settings = (
        f"DATA_DIR={data}",
        f"SITE_PROFILES={PROFILES}",
        f"UNION_NEWS_PROXY={proxy}",
        "AUTOTHROTTLE_ENABLED=False",
        "INDEX_AFTER_CRAWL=no",
    )
    command = [sys.executable, "-m", "scrapy", "crawl", site, *(word for s in settings for word in ("-s", s))]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr


def environment(**more: object) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS")}
    return {**kept, "LC_ALL": "C.UTF-8", **{key: str(value) for key, value in more.items()}}


def search_cli(data: Path, cwd: Path, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(data), *words]
    return subprocess.run(command, cwd=cwd, env=environment(**more), capture_output=True, encoding="utf-8", timeout=120)


def rows(data: Path) -> tuple[Any, Any]:
    with open_archive(data) as archive:
        state = archive.state_rows()
    return state, index_rows(data)


def lose_catalogue(data: Path) -> None:
    for path in data.glob("catalogue.sqlite3*"):
        path.unlink()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A data directory with one day of two hosts, and its rows."""
    data = tmp_path_factory.mktemp("lost") / "data"
    with SampleSite(day=1) as site:
        for name in SITES:
            crawl(data, site.proxy_url, name)
    update_index(data)
    return data, rows(data)


def test_repair_after_a_lost_catalogue_leaves_no_crawled_article_unread(
    crawled: tuple[Path, Any], tmp_path: Path
) -> None:
    data, before = crawled
    lose_catalogue(data)

    without = search_cli(data, tmp_path, "verify", "--repair")

    # Without the profiles nobody knows which of these pages are articles: none becomes one, and that is said.
    assert without.returncode == 1
    for name in SITES:
        assert f"archive: unread: {name}: " in without.stdout
    assert "UNION_NEWS_SITES" in without.stdout
    with open_archive(data) as archive:
        assert archive.counts().articles == 0
        assert {c.site for c in archive.unread()} == set(SITES)
        assert Role.ROBOTS not in {c.role for c in archive.unread()}

    mended = search_cli(data, tmp_path, "verify", "--repair", UNION_NEWS_SITES=PROFILES)

    assert (mended.returncode, mended.stdout) == (0, "good: WARC files, catalogue and index agree\n")
    assert "kept pages read again" in mended.stderr
    assert rows(data) == before
