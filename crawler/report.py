"""The report of one run: what it came to, what it found wrong, the status it ends with.

In: a Run that is over. Out: the dict that is kept as a line of DATA/runs/SITE.jsonl. Its keys are described in
docs/operations.md; `findings` are sentences by kind, from crawler/findings.py.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.errors import NewsArchiveError
from archive.records import Article, Outcome, Page, Role
from crawler.exits import Exit
from crawler.fields import FieldCounts, is_fresh
from crawler.findings import BLOCKED, ROBOTS, Findings, findings_of, weeks_of
from crawler.jobs import add_report, as_counts, reports
from crawler.payload import Undecodable, decoded

if TYPE_CHECKING:
    from crawler.judgement import Judgement
    from crawler.run import Run
    from extraction import Profile

log = logging.getLogger(__name__)
COMPARED_RUNS = 3000  # two months of looking every half hour
COVERED_DAYS = timedelta(days=3)
_LISTINGS = 30  # of a run, told one by one


@dataclass
class Seen:
    """What a run saw of the site, beside its outcomes."""

    fields: FieldCounts = field(default_factory=FieldCounts)
    listings: dict[str, list[int]] = field(default_factory=dict)  # URL → links to articles, links
    fresh: int = 0  # new articles of these weeks

    def add(self, page: Page, role: Role, judgement: Judgement, was: Article | None, profile: Profile) -> None:
        """Takes in one judged page."""
        self.fields.add(page, role, judgement.reading, was, profile)
        if role is Role.ARTICLE and was is None and isinstance(judgement.reading, Article):
            self.fresh += is_fresh(judgement.reading, page)
        if role is Role.LISTING and judgement.outcome is Outcome.LISTED and len(self.listings) < _LISTINGS:
            articles = sum(link.role is Role.ARTICLE for link in judgement.links)
            self.listings[page.url] = [articles, _links_on(page)]


def keep_report(run: Run, coverage: tuple[int, int] | None) -> None:
    """Writes the report of a run that is over; its findings and status are the run's from then on."""
    ended = datetime.now(UTC)
    report: dict[str, Any] = {
        "schema": 1,
        "site": run.profile.name,
        "started_at": (run.started_at + run.shift).isoformat(timespec="seconds"),
        "ended_at": (ended + run.shift).isoformat(timespec="seconds"),
        "seconds": round((ended - run.started_at).total_seconds(), 3),
        "reason": run.reason,
        "requests": run.requests,
        "budget": run.wanted.budget,
        "narrow": run.wanted.limit is not None or run.wanted.is_backfill,
        "crawl_delay_s": run.crawl_delay_s,
        "bytes_received": run.bytes_received,
        "bytes_kept": run.bytes_kept,
        "outcomes": as_counts(run.counts),
        "fresh": run.seen.fresh,
        "shown": len(run.shown),
        "listings": run.seen.listings,
        "readings": run.seen.fields.as_report(),
        "coverage": list(coverage) if coverage else None,
        "blocked": run.blocked,
        "left_alone": run.left_alone,
        "distrusted": sorted(run.distrusted),
        "faults": run.faults,
    }
    try:
        earlier = reports(run.workplace.data, run.profile.name, COMPARED_RUNS)
        run.findings = findings_of(report, earlier, run.profile, coverage)
        report["baseline_weeks"] = weeks_of([*earlier, report], run.profile)
    except Exception:  # what is wrong with the site is told or not; the run is kept all the same
        log.exception("%s: a fault while comparing this run with those before it", run.profile.name)
    report["findings"] = run.findings.found
    report["status"] = int(exit_of(run.reason, run.counts, run.findings, run.blocked, run.left_alone))
    try:
        add_report(run.workplace.data, run.profile.name, report)
    except OSError as error:
        log.warning("the report of this run could not be kept: %s", error)


def coverage_of(run: Run) -> tuple[int, int] | None:
    """Of the articles that listings showed lately: shown, kept within 24 hours; None where nobody can tell."""
    try:
        return run.archive.coverage(run.profile.name, run.now() - COVERED_DAYS, run.now())
    except (NewsArchiveError, OSError):
        return None


def exit_of(reason: str, counts: Counter[str], findings: Findings, blocked: str, left_alone: Mapping[str, str]) -> Exit:
    """How a finished run is told to scripts."""
    if reason == "disk_full":
        return Exit.DISK
    if reason not in ("finished", ""):
        return Exit.INTERRUPTED if reason == "shutdown" else Exit.FAULT
    useful = sum(counts[word] for word in ("new", "changed", "unchanged", "listed", "withdrawn"))
    if (blocked and not counts["listed"]) or BLOCKED in findings.found:
        return Exit.BLOCKED
    if left_alone or ROBOTS in findings.found or (counts["failed"] and not useful):
        return Exit.BLOCKED if blocked else Exit.FAILED
    return Exit.YIELD if findings.is_yield else Exit.WELL


def _links_on(page: Page) -> int:
    try:
        return decoded(page).payload.lower().count(b"<a ")
    except Undecodable:
        return 0
