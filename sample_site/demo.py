"""What `make demo` runs: one simulated day of the sample site, crawled by the real spiders, indexed and searched.

In: nothing but the project and, from the run before, demo-data/. Out: progress on stderr, three searches with their
output on stdout. It only types commands, as a person would; every part of the program is reached as from a shell.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sample_site.commands import PROJECT, CommandFailed, run, shown, typed
from sample_site.days import clock, in_trouble
from sample_site.hosts import Host, hosts
from sample_site.server import SampleSite
from sample_site.stories import LAST_DAY

SEARCHES = (
    ("in simplified characters", ("农民工", "培训")),
    ("in traditional characters", ("農民工", "技能培訓")),
    ("one field and a span of years", ("source:岚江工人报", "date:2024..2026", "工会")),
)
TROUBLE_WORDS = {
    "blocked": "refused us (HTTP 403), as it does on this day",
    "challenge": "hid behind a wall (HTTP 412), as it does on this day",
    "outage": "was down (HTTP 503), as it is on this day",
}
TOLD = ("new", "changed", "unchanged", "moved", "withdrawn")  # outcomes that people care about, in this order


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

    def counts(self, always: tuple[str, ...] = ()) -> str:
        """The outcomes in words, those of `always` even where there are none."""
        told = [f"{self.outcomes[key]} {key}" for key in TOLD if self.outcomes[key] or key in always]
        return ", ".join(told) or "nothing due"


@dataclass(frozen=True)
class Demo:
    """One run of the demo in a data directory of its own."""

    data: Path

    @property
    def log(self) -> Path:
        """Where the talk of the commands goes."""
        return self.data / "demo.log"

    @property
    def memory(self) -> Path:
        """Holds the last simulated day that was crawled whole."""
        return self.data / "sample-day"

    def live(self) -> None:
        """Crawls the next day, indexes, searches; raises CommandFailed, OSError, KeyboardInterrupt."""
        started = time.monotonic()
        self.data.mkdir(parents=True, exist_ok=True)
        day, again = self.next_day()
        tally = self.crawl_day(day)
        self.memory.write_text(f"{day}\n", "utf-8")
        say(summary(tally, day, again))
        run("indexing", self.search_cli("index", "update"), self.log)
        for what, words in SEARCHES:
            self.search(what, words)
        self.farewell(day, time.monotonic() - started)

    def next_day(self) -> tuple[int, bool]:
        """The simulated day to crawl, and whether it was crawled before; raises CommandFailed on a spoilt memory."""
        if not self.memory.exists():
            return 1, False
        text = self.memory.read_text("utf-8", "replace").strip()
        if not (text.isascii() and text.isdigit()):
            raise CommandFailed(
                f"{shown(self.memory)}: should hold the number of a day; remove {shown(self.data)}/ to begin anew"
            )
        return min(int(text) + 1, LAST_DAY), int(text) >= LAST_DAY

    def crawl_day(self, day: int) -> Tally:
        """Serves the site as it is on that day and crawls every host; raises CommandFailed when a crawl fails."""
        tally = Tally()
        total = len(hosts())
        with SampleSite(day) as sample:
            say(f"sample site: day {day} of {LAST_DAY} ({clock(day):%Y-%m-%d}), {total} invented hosts on 127.0.0.1")
            for number, host in enumerate(hosts().values(), 1):
                began = time.monotonic()
                crawled = self.crawl(host, sample.proxy_url, day)
                told = told_of(crawled, in_trouble(host.name, day))
                say(f"  [{number}/{total}] {host.profile:<22}{told:<54}{time.monotonic() - began:5.1f} s")
                tally.add(crawled)
        return tally

    def crawl(self, host: Host, proxy: str, day: int) -> Tally:
        """Runs `scrapy crawl` for one host and reads the report that it leaves; raises CommandFailed."""
        settings = {
            "DATA_DIR": str(self.data),
            "SITE_PROFILES": str(PROJECT / "sample_site" / "profiles"),
            "UNION_NEWS_PROXY": proxy,
            "CLOCK": (clock(day) + timedelta(hours=1, minutes=10 * day)).isoformat(),  # a little over a day apart
            "AUTOTHROTTLE_ENABLED": "False",  # it begins with five seconds of patience, which loopback does not need
            "INDEX_AFTER_CRAWL": "no",  # once, when all are done
        }
        command = [sys.executable, "-m", "scrapy", "crawl", host.profile]
        for name, value in settings.items():
            command += ["-s", f"{name}={value}"]
        troubled = bool(TROUBLE_WORDS.keys() & in_trouble(host.name, day))
        run(f"crawling {host.profile}", command, self.log, may_fail=troubled)
        try:
            lines = (self.data / "runs" / f"{host.profile}.jsonl").read_text("utf-8").splitlines()
            report = json.loads(lines[-1])
            return Tally(Counter(report["outcomes"]), report["requests"], report["bytes_received"])
        except (OSError, ValueError, LookupError) as error:
            raise CommandFailed(
                f"crawling {host.profile} left no report: {error!r} (log: {shown(self.log)})"
            ) from error

    def search(self, what: str, words: tuple[str, ...]) -> None:
        """Types one search and shows what it finds; raises CommandFailed when it finds nothing."""
        command = self.search_cli(*words)
        say(f"\n# {what}")
        print(f"$ {typed(command)}", flush=True)
        if run("searching", command, None, may_find_nothing=True) == 1:
            raise CommandFailed(f"{' '.join(words)}: found nothing; remove {shown(self.data)}/ and try again")

    def farewell(self, day: int, seconds: float) -> None:
        """What to type next."""
        say(f"\nDone in {seconds:.0f} s. Type next:")
        tomorrow = f"day {day + 1}: only what is new or changed" if day < LAST_DAY else f"day {LAST_DAY} again"
        for line, why in (
            (typed(self.search_cli("show", "1")), "the first article found, whole"),
            (typed(self.search_cli("工会 -培训 date:2009..2016", "--sort", "date")), "newest first, one word left out"),
            (
                typed(self.search_cli("import", "sample_site/saved")),
                "a copy that a mirror damaged, repaired on its way in",
            ),
            (typed(self.search_cli()), "how the archive is doing"),
            ("make demo", tomorrow),
        ):
            say(f"  {line}\n      {why}")

    def search_cli(self, *words: str) -> list[str]:
        """The command line of search_cli.py on the demo's data."""
        return [sys.executable, str(PROJECT / "search_cli.py"), "--data", str(self.data), *words]


def told_of(crawled: Tally, trouble: frozenset[str]) -> str:
    """One crawl in a few words."""
    for word in sorted(trouble & TROUBLE_WORDS.keys()):
        return TROUBLE_WORDS[word]
    return crawled.counts()


def summary(tally: Tally, day: int, again: bool) -> str:
    """The day in one line."""
    told = tally.counts(always=("new", "changed", "unchanged"))
    size = f"{tally.requests} requests, {tally.received / 1e6:.1f} MB"
    if again:
        return f"day {day} once more, the site's last: {told} ({size})"
    if day > 1:
        return f"day {day}: {told} ({size}); only what is new or changed was fetched again"
    return f"day {day}: {told} ({size}), every byte archived"


def stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends the demo as Ctrl-C does."""
    raise KeyboardInterrupt


def say(line: str) -> None:
    """Talk goes to stderr; a reader that went away is no reason to stop."""
    try:
        print(line, file=sys.stderr, flush=True)
    except BrokenPipeError:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for the rest of this process


def one_line(text: str) -> str:
    """The text without line breaks."""
    return re.sub(r"\s+", " ", text).strip()


def main(data: Path = PROJECT / "demo-data") -> int:
    """Runs one simulated day; 0 well, 1 a step failed, 130 interrupted."""
    signal.signal(signal.SIGTERM, stop)
    try:
        Demo(data).live()
    except CommandFailed as failure:
        say(one_line(f"demo: {failure}"))
        return 1
    except KeyboardInterrupt:
        say("demo: stopped; nothing that was archived is lost, `make demo` goes on from here")
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(
            one_line(f"demo: {where}{error.strerror or error}; it needs to write in {shown(data)}/ and a loopback port")
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
