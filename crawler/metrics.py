"""Numbers for those who watch machines: a textfile as the node exporter of Prometheus collects it.

In: reports, alarms, sizes. Out: the file named by `metrics` in union-news.toml, replaced at once and whole. The names
are a promise; docs/operations.md lists them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.alarms import open_alarms
from archive.errors import NewsArchiveError
from archive.sizes import sizes_of
from crawler.jobs import reports

if TYPE_CHECKING:
    from crawler.workplace import Workplace

FRESH_S = 3600  # without a crawl it is written anew no more often

HELP = {
    "union_news_due_timestamp_seconds": "When `scrapy due` last wrote this file.",
    "union_news_last_run_timestamp_seconds": "When the last run of the site ended.",
    "union_news_last_good_run_timestamp_seconds": "When the last run of the site ended that read a listing.",
    "union_news_last_run_status": "Exit status of the last run of the site.",
    "union_news_last_run_seconds": "How long it took.",
    "union_news_last_run_requests": "Requests it sent.",
    "union_news_last_run_pages": "Pages of it, by outcome.",
    "union_news_last_run_fresh": "New articles of these weeks that it found.",
    "union_news_coverage_ratio": "Of the articles that listings showed in three days, those kept within 24 hours.",
    "union_news_alarms_open": "Open alarms of the site; site is empty for those of the whole archive.",
    "union_news_bytes": "Size of the archive, by part.",
    "union_news_growth_bytes_per_day": "How much it grows a day.",
    "union_news_disk_free_bytes": "What is free on its disk.",
}


@dataclass
class Numbers:
    """Samples by name."""

    samples: dict[str, list[tuple[dict[str, str], float]]] = field(default_factory=dict)

    def add(self, name: str, value: float, **labels: str) -> None:
        """One sample."""
        self.samples.setdefault(name, []).append((labels, value))

    def lines(self) -> Iterator[str]:
        """The exposition format, https://prometheus.io/docs/instrumenting/exposition_formats/."""
        for name, said in HELP.items():
            if rows := self.samples.get(name):
                yield f"# HELP {name} {said}"
                yield f"# TYPE {name} gauge"
                for labels, value in rows:
                    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
                    yield f"{name}{{{inside}}} {value:.15g}" if inside else f"{name} {value:.15g}"


def write_metrics(workplace: Workplace, sites: Sequence[str], now: datetime, *, always: bool = True) -> None:
    """Writes the file, where one is wanted; what goes wrong there is told and harms nothing."""
    file = workplace.metrics
    if file is None or not (always or _is_old(file)):
        return
    try:
        text = "\n".join(numbers_of(workplace.data, sites, now).lines()) + "\n"
        part = file.with_name(f"{file.name}.{os.getpid()}")  # no .prom at its end: it is not collected
        part.write_text(text, encoding="utf-8")
        os.chmod(part, 0o644)
        os.replace(part, file)
    except (NewsArchiveError, OSError) as error:
        print(f"metrics: {file}: {error}", file=sys.stderr)


def numbers_of(data: Path, sites: Sequence[str], now: datetime) -> Numbers:
    """What is told of an archive."""
    numbers = Numbers()
    numbers.add("union_news_due_timestamp_seconds", now.timestamp())
    alarms = open_alarms(data)
    numbers.add("union_news_alarms_open", sum(not alarm.site for alarm in alarms), site="")
    for site in sites:
        numbers.add("union_news_alarms_open", sum(alarm.site == site for alarm in alarms), site=site)
        runs = reports(data, site, 200)
        if runs:
            _add_run(numbers, site, runs)
    sizes = sizes_of(data, now)
    for part in ("warc", "catalogue", "index", "other"):
        numbers.add("union_news_bytes", getattr(sizes, part), part=part)
    if sizes.growth_a_day is not None:
        numbers.add("union_news_growth_bytes_per_day", sizes.growth_a_day)
    numbers.add("union_news_disk_free_bytes", sizes.free)
    return numbers


def _add_run(numbers: Numbers, site: str, runs: Sequence[dict[str, Any]]) -> None:
    last = runs[-1]
    numbers.add("union_news_last_run_timestamp_seconds", _ended(last), site=site)
    good = next((run for run in reversed(runs) if run.get("outcomes", {}).get("listed")), None)
    if good is not None:
        numbers.add("union_news_last_good_run_timestamp_seconds", _ended(good), site=site)
    numbers.add("union_news_last_run_status", int(last.get("status", 0)), site=site)
    numbers.add("union_news_last_run_seconds", float(last.get("seconds", 0)), site=site)
    numbers.add("union_news_last_run_requests", int(last.get("requests", 0)), site=site)
    numbers.add("union_news_last_run_fresh", int(last.get("fresh", 0)), site=site)
    for outcome, count in last.get("outcomes", {}).items():
        numbers.add("union_news_last_run_pages", count, site=site, outcome=outcome)
    shown, held = last.get("coverage") or (0, 0)
    if shown:
        numbers.add("union_news_coverage_ratio", held / shown, site=site)


def _ended(run: dict[str, Any]) -> float:
    try:
        return datetime.fromisoformat(str(run.get("ended_at"))).timestamp()
    except ValueError:
        return 0.0


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _is_old(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime > FRESH_S
    except OSError:
        return True
