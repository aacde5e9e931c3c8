"""Crawling: this program with archive, extraction and catalogue on, beside a bare Scrapy spider that keeps nothing.

Both fetch the same pages of 30 KB and more from the same loopback site in the same run, and take turns. Pages a second
are counted at the site, from the first request to the last; CPU seconds are those of the whole process and of what it
began. What a run costs that finds nothing due is measured last.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.loopback import FRONT, Loopback, Served

ROOT = Path(__file__).resolve().parents[1]
STORIES = 1000
ROUNDS = 3
FLOOR = 0.3  # of the bare spider's pages a second
SITE = "sample-people"


@dataclass(frozen=True)
class Ran:
    """One process: what the site saw of it, and what it cost."""

    served: Served
    seconds: float
    cpu_s: float

    @property
    def pages_s(self) -> float:
        """Articles a second while requests came."""
        return self.served.stories / self.served.seconds if self.served.seconds else 0.0


def compare_crawls(stories: int = STORIES, rounds: int = ROUNDS) -> float:
    """Prints what each costs; gives our share of the bare spider's pages a second, the middle one of the rounds."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as folder, Loopback(stories) as site:
        for number in range(rounds):
            bare.append(run(site, bare_command()))
            ours.append(run(site, our_command(Path(folder) / str(number), site.proxy)))
        run(
            site, our_command(Path(folder) / "0", site.proxy)
        )  # goes on with listings that the first one had no room for
        idle = run(site, our_command(Path(folder) / "0", site.proxy))
        due = due_run(site, Path(folder))
    fetched = ours[0].served.stories
    size = ours[0].served.bytes // max(1, fetched)
    print(f"crawl: {fetched} articles of {size / 1000:.0f} kB, {rounds} rounds in turn, the middle one of each")
    for name, runs in (("bare spider", bare), ("this program", ours)):
        pages_s = statistics.median(one.pages_s for one in runs)
        cpu_ms = statistics.median(one.cpu_s / one.served.stories for one in runs) * 1000
        print(f"  {name:14} {pages_s:7.1f} pages/s  {cpu_ms:6.2f} ms of CPU a page  {runs[0].served.stories} articles")
    share = statistics.median(one.pages_s / other.pages_s for one, other in zip(ours, bare, strict=True))
    print(f"  share of the bare spider's pages a second: {share:.2f} (wanted: {FLOOR})")
    print(
        f"  a crawl of an unchanged site: {idle.served.requests} requests, {idle.served.not_modified} answered 304, "
        f"{idle.seconds:.2f} s, {idle.cpu_s:.2f} s of CPU"
    )
    print(
        f"  `scrapy due` with nothing due: {due.served.requests} requests, {due.seconds:.2f} s, "
        f"{due.cpu_s:.2f} s of CPU"
    )
    return share


def run(site: Loopback, command: list[str], cwd: Path = ROOT) -> Ran:
    """Runs a command to its end. Raises RuntimeError with what it said when it fails."""
    site.served()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNION_NEWS", "SCRAPY"))}
    environment = {k: v for k, v in kept.items() if "proxy" not in k.lower()} | {
        "http_proxy": site.proxy,
        "PYTHONPATH": str(ROOT),
        "SCRAPY_SETTINGS_MODULE": "crawler.settings",
    }
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(site.served(), seconds, cpu_s)


def bare_command() -> list[str]:
    """Scrapy as it comes, told to be as fast as it can."""
    return [sys.executable, "-m", "benchmarks.bare", FRONT]


def our_command(data: Path, proxy: str) -> list[str]:
    """Our crawl with its own settings; the sample site's profile asks for no delay."""
    settings = (f"DATA_DIR={data}", "SITE_PROFILES=sample_site/profiles", f"UNION_NEWS_PROXY={proxy}")
    flags = [part for setting in (*settings, "INDEX_AFTER_CRAWL=no") for part in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", "crawl", SITE, *flags]


def due_run(site: Loopback, folder: Path) -> Ran:
    """What cron pays every ten minutes: the workspace's one site was crawled just now."""
    (folder / "union-news.toml").write_text(
        f'contact = "archive@union.example"\nenabled = ["{SITE}"]\ndata_dir = "0"\n'
        f'profiles = ["{ROOT}/sample_site/profiles"]\nproxy = "{site.proxy}"\n',
        encoding="utf-8",
    )
    return run(site, [sys.executable, "-m", "scrapy", "due"], folder)
