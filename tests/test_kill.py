"""A crawl killed again and again, and taken up each time, leaves the archive and the index of an undisturbed crawl.

"The same" is DESIGN's: equal sets of (url, outcome, payload digest, version digests), and of (version, fields). Times
and file names aside. After each kill some of what no sync had brought to the disk is cut off, as power loss does.
Moments are seeded; `make soak` takes ten times as many.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import open_archive
from archive.catalogue.connection import catalogue_path
from archive.verify import verify_archive
from index.update import update_index
from index.verify import index_rows, verify_index
from sample_site.server import Request, SampleSite

ROOT = Path(__file__).resolve().parents[1]
SITES = ("sample-people", "sample-workers")
STORIES = 290  # beside the written ones
SEED = 20260106
PATIENCE_S = 300.0


def profiles_without_bound() -> Path:
    """The sample site's profiles, without a bound on listing pages: taken up, a run may look at as many again."""
    folder = Path(tempfile.mkdtemp(prefix="profiles-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in SITES:
        text = (ROOT / "sample_site" / "profiles" / f"{name}.toml").read_text(encoding="utf-8")
        text = text.replace("[crawl]", "[crawl]\nmax_listing_pages = 500")
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


PROFILES = profiles_without_bound()


def crawl(data: Path, proxy: str, site: str) -> subprocess.Popen[bytes]:
    """Starts the real command in a process group of its own, so that a kill takes all of it."""
    settings = (f"DATA_DIR={data}", f"SITE_PROFILES={PROFILES}", f"UNION_NEWS_PROXY={proxy}")
    flags = [word for setting in (*settings, "INDEX_AFTER_CRAWL=no") for word in ("-s", setting)]
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", site, "--nolog", *flags],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def whole(data: Path, proxy: str) -> None:
    """Crawls every site to its end."""
    for site in SITES:
        assert crawl(data, proxy, site).wait(timeout=PATIENCE_S) == 0


def state(data: Path) -> tuple[set[Any], set[Any]]:
    update_index(data)
    with open_archive(data) as archive:
        return set(archive.state_rows()), set(index_rows(data))


@dataclass(frozen=True)
class Undisturbed:
    """The crawl that nothing happened to."""

    state: tuple[set[Any], set[Any]]
    pages: int  # of stories, asked for


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite(day=2, extra=STORIES) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(site: SampleSite, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    before = len(site.requests)
    whole(data, site.proxy_url)
    return Undisturbed(state(data), len(stories(site.requests[before:])))


def stories(requests: list[Request]) -> list[str]:
    """The articles among what was asked for."""
    return [r.url for r in requests if r.method == "GET" and ("/n1/" in r.url or "/c/" in r.url)]


def killed(data: Path, site: SampleSite, name: str, rng: random.Random) -> bool:
    """Runs a crawl and kills it some requests, or some moments, after its start; False when it came to its end."""
    before = len(site.requests)
    by_requests = rng.random() < 0.75
    requests, delay_s = rng.randint(1, 30), rng.uniform(0, 0.03)
    ends = time.monotonic() + (PATIENCE_S if by_requests else rng.uniform(0, 2.0))
    process = crawl(data, site.proxy_url, name)
    while process.poll() is None and time.monotonic() < ends:
        if by_requests and len(site.requests) - before >= requests:
            time.sleep(delay_s)
            break
        time.sleep(0.001)
    if process.poll() is not None:
        return False
    # The whole group, or the crawl alone: what it had begun beside itself must not live on.
    (os.killpg if rng.random() < 0.5 else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    return True


def lose_power(data: Path, rng: random.Random) -> None:
    """Cuts off some of the bytes that no sync had brought to the disk: those past what the catalogue speaks of."""
    if not catalogue_path(data).exists():
        return
    with open_archive(data) as archive, archive._catalogue.reading() as db:
        committed = dict(db.execute("SELECT name, committed FROM warc_files").fetchall())
    for path in data.glob("warc/*/*.warc.gz.open"):
        durable = committed.get(str(path.relative_to(data)).removesuffix(".open"), 0)
        os.truncate(path, rng.randint(durable, path.stat().st_size))


def kept_stories(data: Path) -> set[str]:
    """The addresses whose bytes the catalogue speaks of."""
    if not catalogue_path(data).exists():
        return set()
    try:
        with open_archive(data) as archive, archive._catalogue.reading() as db:
            return {url for (url,) in db.execute("SELECT url FROM captures WHERE status = 200")}
    except Exception as error:  # killed while the catalogue was being made
        assert "no archive here" in str(error)
        return set()


def check(seed: int, kills: int, undisturbed: Undisturbed, site: SampleSite, data: Path) -> None:
    rng = random.Random(SEED + seed)
    before, done, again = len(site.requests), 0, []
    while done < kills:
        for name in SITES:
            have, asked = kept_stories(data), len(site.requests)
            was_killed = killed(data, site, name, rng)
            again += [url for url in stories(site.requests[asked:]) if url in have]
            if was_killed:
                done += 1
                if rng.random() < 0.5:
                    lose_power(data, rng)
                break
        else:  # it is whole: what is left of the kills falls on runs that have nothing to do
            assert done > kills // 2, "the crawl was whole long before the last kill; kill it sooner"
    whole(data, site.proxy_url)

    assert [sorted(mine ^ theirs) for mine, theirs in zip(state(data), undisturbed.state, strict=True)] == [[], []]
    assert again == [], "what was kept when the crawl was killed was fetched again"
    assert len(stories(site.requests[before:])) <= undisturbed.pages + 17 * kills  # a group and one request in flight
    assert verify_archive(data) == []
    assert verify_index(data) == []
    records = 0
    for path in data.glob("warc/*/*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
                records += 1
    assert records > 2 * undisturbed.pages


def test_the_undisturbed_crawl_is_of_three_hundred_pages(undisturbed: Undisturbed) -> None:
    assert undisturbed.pages > 300
    assert len(undisturbed.state[0]) > 320
    assert len(undisturbed.state[1]) > 300


@pytest.mark.parametrize("group", range(2))
def test_a_crawl_killed_ten_times_equals_an_undisturbed_one(
    group: int, undisturbed: Undisturbed, site: SampleSite, tmp_path: Path
) -> None:
    check(group, 10, undisturbed, site, tmp_path / "data")


@pytest.mark.soak
@pytest.mark.parametrize("group", range(20))
def test_many_more_kills_change_nothing(group: int, undisturbed: Undisturbed, site: SampleSite, tmp_path: Path) -> None:
    check(1000 + group, 10, undisturbed, site, tmp_path / "data")
