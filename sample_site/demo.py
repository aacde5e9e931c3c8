"""What `make demo` runs: one simulated day of the sample site, crawled by the real spiders, indexed and searched.

In: nothing but the project and, from the run before, demo-data/. Out: progress on stderr, three searches with their
output on stdout. It only types commands, as a person would; every part of the program is reached as from a shell.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sample_site.days import clock, in_trouble
from sample_site.hosts import Host, hosts
from sample_site.server import SampleSite
from sample_site.stories import LAST_DAY

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "demo-data"
LOG = DATA / "demo.log"
DAY_FILE = DATA / "sample-day"  # the last simulated day that was crawled whole
PROFILES = PROJECT / "sample_site" / "profiles"

SEARCHES = (
    ("in simplified characters", ("农民工", "培训")),
    ("in traditional characters", ("農民工", "技能培訓")),
    ("one field and a span of years", ("source:岚江工人报", "date:2024..2026", "协商")),
)

TROUBLE_WORDS = {
    "blocked": "refused us (HTTP 403), as it does on this simulated day",
    "challenge": "hid behind a wall (HTTP 412), as it does on this simulated day",
    "outage": "was down (HTTP 503), as it is on this simulated day",
}


TOLD = ("new", "changed", "unchanged", "moved", "withdrawn")  # outcomes that people care about, in this order


class DemoFailed(Exception):
    """A step did not work; the message is the one line that people see."""


@dataclass
class Tally:
    """What one crawl, or those of one day together, came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    received: int = 0

    def add(self, other: Tally) -> None:
        """Takes another crawl in."""
        self.outcomes.update(other.outcomes)
        self.requests += other.requests
        self.received += other.received


def main() -> int:
    """Runs one simulated day; 0 well, 1 a step failed, 130 interrupted."""
    signal.signal(signal.SIGTERM, stop)
    started = time.monotonic()
    try:
        DATA.mkdir(exist_ok=True)
        day, again = next_day()
        tally = crawl_day(day)
        DAY_FILE.write_text(f"{day}\n", "utf-8")
        say(summary(tally, day, again))
        run("indexing", search_cli("index", "update"))
        search()
        farewell(day, time.monotonic() - started)
    except DemoFailed as failure:
        say(f"demo: {failure}")
        return 1
    except KeyboardInterrupt:
        say("demo: stopped; nothing that was archived is lost, `make demo` goes on from here")
        return 130
    except OSError as error:
        say(f"demo: {error.filename or DATA}: {error.strerror}; the demo needs to write in {shown(DATA)}/")
        return 1
    return 0


def stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends the demo as Ctrl-C does."""
    raise KeyboardInterrupt


def next_day() -> tuple[int, bool]:
    """The simulated day to crawl, and whether it was crawled before; raises DemoFailed on a memory it cannot read."""
    if not DAY_FILE.exists():
        return 1, False
    text = DAY_FILE.read_text("utf-8").strip()
    if not text.isdigit():
        raise DemoFailed(f"{shown(DAY_FILE)}: should hold the number of a day; remove {shown(DATA)}/ to begin anew")
    day = int(text)
    return min(day + 1, LAST_DAY), day >= LAST_DAY


def crawl_day(day: int) -> Tally:
    """Serves the site as it is on that day and crawls every host; raises DemoFailed when a crawl does."""
    tally = Tally()
    with SampleSite(day) as sample:
        date = clock(day)
        say(f"sample site: day {day} of {LAST_DAY} ({date:%Y-%m-%d}), {len(hosts())} invented hosts on 127.0.0.1")
        for number, host in enumerate(hosts().values(), 1):
            began = time.monotonic()
            report = crawl(host, sample.proxy_url, day)
            told = told_of(report, in_trouble(host.name, day))
            say(f"  [{number}/{len(hosts())}] {host.profile:<22}{told:<50}{time.monotonic() - began:5.1f} s")
            tally.add(report)
    return tally


def crawl(host: Host, proxy: str, day: int) -> Tally:
    """Runs `scrapy crawl` for one host and reads the report that it leaves; raises DemoFailed."""
    settings = {
        "DATA_DIR": str(DATA),
        "SITE_PROFILES": str(PROFILES),
        "UNION_NEWS_PROXY": proxy,
        "CLOCK": (clock(day) + timedelta(hours=1, minutes=10 * day)).isoformat(),  # a little over a day apart
        "AUTOTHROTTLE_ENABLED": "False",  # it begins with five seconds of patience, which loopback does not need
        "INDEX_AFTER_CRAWL": "no",  # once, when all are done
    }
    command = [sys.executable, "-m", "scrapy", "crawl", host.profile]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    troubled = bool(TROUBLE_WORDS.keys() & in_trouble(host.name, day))
    run(f"crawling {host.profile}", command, may_fail=troubled)
    try:
        lines = (DATA / "runs" / f"{host.profile}.jsonl").read_text("utf-8").splitlines()
        report = json.loads(lines[-1])
        return Tally(Counter(report["outcomes"]), report["requests"], report["bytes_received"])
    except (OSError, ValueError, LookupError) as error:
        raise DemoFailed(f"crawling {host.profile} left no report: {error!r} (log: {shown(LOG)})") from error


def told_of(report: Tally, trouble: frozenset[str]) -> str:
    """One crawl in a few words."""
    for word in sorted(trouble & TROUBLE_WORDS.keys()):
        return TROUBLE_WORDS[word]
    counts = [f"{count} {key}" for key in TOLD if (count := report.outcomes[key])]
    return ", ".join(counts) or "nothing due"


def summary(tally: Tally, day: int, again: bool) -> str:
    """The day in one line."""
    outcomes = tally.outcomes
    told = f"{outcomes['new']} new, {outcomes['changed']} changed, {outcomes['unchanged']} unchanged"
    if outcomes["withdrawn"] or outcomes["moved"]:
        told += f", {outcomes['withdrawn']} withdrawn, {outcomes['moved']} moved"
    size = f"{tally.requests} requests, {tally.received / 1e6:.1f} MB"
    if again:
        return f"day {day} once more, the site's last: {told} ({size})"
    if day > 1:
        return f"day {day}: {told} ({size}): only what is new or changed was fetched, the rest was asked after"
    return f"day {day}: {told} ({size}), every byte archived in {shown(DATA)}/warc"


def search() -> None:
    """Types the three searches; raises DemoFailed when one finds nothing."""
    for what, words in SEARCHES:
        say(f"\n# {what}")
        command = search_cli(*words)
        print(f"$ {as_typed(command)}", flush=True)
        with child(command) as process:
            status = process.wait()
        if status == 1:
            raise DemoFailed(f"{' '.join(words)}: found nothing; remove {shown(DATA)}/ and try again")
        if status != 0:
            raise DemoFailed(f"{as_typed(command)}: failed (exit {status})")


def farewell(day: int, seconds: float) -> None:
    """What to type next."""
    say(f"\nDone in {seconds:.0f} s. Type next:")
    saved = "sample_site/saved"
    for line, why in (
        (as_typed(search_cli("show", "1")), "the first article found, whole"),
        (
            as_typed(search_cli("工会 -培训 date:2009..2016", "--sort", "date")),
            "newest first, one word left out",
        ),
        (as_typed(search_cli("import", saved)), "a copy damaged by a mirror, put in the archive and repaired"),
        (as_typed(search_cli()), "how the archive is doing"),
        ("make demo", f"day {min(day + 1, LAST_DAY)}: what changed since" if day < LAST_DAY else "day 14 again"),
    ):
        say(f"  {line}\n      {why}")


def search_cli(*words: str) -> list[str]:
    """The command line of search_cli.py on the demo's data."""
    return [sys.executable, str(PROJECT / "search_cli.py"), "--data", str(DATA), *words]


def as_typed(command: list[str]) -> str:
    """The command as a person would type it from the project's folder."""
    words = [shown(Path(word)) if word.startswith("/") else word for word in command]
    return " ".join(f"'{word}'" if re.search(r"[\s()|*]", word) or not word else word for word in words)


def shown(path: Path) -> str:
    """The path from the project's folder, where it lies there."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)


def run(what: str, command: list[str], may_fail: bool = False) -> None:
    """Runs one command with its talk in the log; raises DemoFailed with the command's last words."""
    with LOG.open("ab") as log:
        start = log.tell()
        with child(command, log.fileno()) as process:
            status = process.wait()
    if status == 0 or may_fail:
        return
    if status in (-signal.SIGINT, -signal.SIGTERM):
        raise KeyboardInterrupt
    with LOG.open("rb") as log:
        log.seek(start)
        lines = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    last = f": {lines[-1].strip()}" if lines else ""
    raise DemoFailed(f"{what} failed (exit {status}){last} (log: {shown(LOG)})")


@contextmanager
def child(command: list[str], output: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not outlive the demo, without the settings that a person may have in the environment."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("UNION_NEWS_") and key.lower() not in ("http_proxy", "https_proxy", "all_proxy")
    }
    environment["PYTHONUTF8"] = "1"
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def say(line: str) -> None:
    """Talk goes to stderr; a reader that went away is no reason to stop."""
    try:
        print(line, file=sys.stderr, flush=True)
    except BrokenPipeError:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for the rest of this process


if __name__ == "__main__":
    sys.exit(main())
