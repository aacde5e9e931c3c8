"""One crawl of one site while it lasts: the open archive, the site's judge, the counts, and how it ended.

In: workplace, profile, what is wanted. Middlewares, spider and pipeline meet here; each asks it to keep, judge or
settle.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from archive import Archive
from archive.errors import SettingError
from archive.records import Article, Failed, Outcome, Page, Role
from crawler.arguments import Wanted
from crawler.discovery import MAX_LINKS
from crawler.findings import Findings
from crawler.jobs import reports
from crawler.judgement import Judge, Judgement
from crawler.keeping import Keeping
from crawler.payload import LIMIT_BYTES
from crawler.reading_again import read_capture
from crawler.reading_beside import Beside
from crawler.report import Seen, coverage_of, keep_report
from crawler.workplace import Workplace
from extraction import Profile, Profiles

log = logging.getLogger(__name__)
SAMPLED_ONE_IN = 20
REMEMBERED_RUNS = 200
DISK_BYTES = 100 * 1024 * 1024  # free space below which nothing is begun
# Outcomes after which the archive holds a version of the article.
IS_ARTICLE = {Outcome.NEW, Outcome.UNCHANGED, Outcome.CHANGED}


@dataclass
class Run:
    """Open resources and counts of one crawl."""

    workplace: Workplace
    profile: Profile
    profiles: Profiles
    wanted: Wanted
    archive: Archive
    judge: Judge
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    shift: timedelta = timedelta()
    counts: Counter[str] = field(default_factory=Counter)
    outside: int = 0  # new articles dated outside what was wanted
    shown: set[str] = field(default_factory=set)  # articles that listings showed
    bytes_kept: int = 0
    bytes_received: int = 0
    requests: int = 0
    blocked: str = ""  # why, when the site refused us
    faults: list[str] = field(default_factory=list)  # the first reasons of failures, for the report
    distrusted: set[str] = field(default_factory=set)  # hosts whose ETag and Last-Modified lied
    crawl_delay_s: float = 0.0  # as robots.txt asks for it
    left_alone: dict[str, str] = field(default_factory=dict)  # hosts that the breaker cut off, and why
    seen: Seen = field(default_factory=Seen)
    findings: Findings = field(default_factory=Findings)  # of the finished run
    reason: str = ""
    closed: bool = False

    def __post_init__(self) -> None:
        """Where pages are judged, and how what is kept reaches the disk."""
        self.beside = Beside(self.judge)
        self.keeping = Keeping(self.archive)

    def now(self) -> datetime:
        """The time, aware, UTC; shifted when a test lives through simulated days."""
        return datetime.now(UTC) + self.shift

    def judged(self, page: Page, role: Role, *, was: Article | None) -> Judgement:
        """The judgement; a fault of ours is an outcome too, so that one page never ends a run."""
        try:
            return self._noted(self.judge.judge(page, role, was=was), page, role, was)
        except Exception as error:  # the per-page boundary
            return self._fault(page, error)

    async def judged_beside(self, page: Page, role: Role, *, was: Article | None) -> Judgement:
        """The same, made on another core where that is worth it."""
        try:
            return self._noted(await self.beside.judged(page, role, was), page, role, was)
        except Exception as error:  # the per-page boundary
            return self._fault(page, error)

    def _noted(self, judgement: Judgement, page: Page, role: Role, was: Article | None) -> Judgement:
        self.seen.add(page, role, judgement, was, self.profile)
        return judgement

    def _fault(self, page: Page, error: Exception) -> Judgement:
        log.error("%s: a fault while reading it", page.url, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        return Judgement(Outcome.FAILED, Failed("fault", reason), detail=f"fault of ours: {reason}")

    def is_sampled(self, key: str) -> bool:
        """Whether a revisit asks for the whole page, to test the site's validators: one in twenty, others every day."""
        return crc32(f"{self.now():%Y-%m-%d} {key}".encode()) % SAMPLED_ONE_IN == 0

    def count(self, outcome: Outcome, url: str, detail: str = "") -> None:
        """Counts what one URL came to, and remembers the first reasons."""
        self.counts[outcome.value] += 1
        if outcome is Outcome.BLOCKED and not self.blocked:
            self.blocked = f"{url}: {detail}"
        if outcome in (Outcome.FAILED, Outcome.BLOCKED):
            if len(self.faults) < 20:
                self.faults.append(f"{url}: {detail}")
            log.info("%s: %s: %s", outcome.value, url, detail)

    def close(self, reason: str) -> None:
        """Writes the report and lets go of the archive and its lock; safe to call twice."""
        if self.closed:
            return
        self.closed = True
        self.reason = reason = "disk_full" if self.keeping.disk_is_full else reason
        self.beside.close()
        coverage = None
        try:
            coverage = coverage_of(self)
            self.archive.close(failed=reason == "disk_full")  # what cannot be finished is found by the next run
        finally:
            keep_report(self, coverage)


def open_run(
    workplace: Workplace,
    profile: Profile,
    profiles: Profiles,
    wanted: Wanted,
    *,
    max_links: int = MAX_LINKS,
    max_bytes: int = LIMIT_BYTES,
    clock: str = "",
) -> Run:
    """Takes the site's lock and opens its archive.

    Raises LockHeld, NewerFormat, SettingError and what else an archive may say.
    """
    if not profile.crawl.start and not profile.crawl.sitemaps:
        raise SettingError(
            f"{profile.name}: the profile names no start page; add start under [crawl] in {profile.file}"
        )
    _require_space(workplace.data)
    shift = clock_shift(clock)
    info = {"operator": workplace.contact, "http-header-user-agent": workplace.user_agent, "robots": "obey"}
    archive = Archive(
        workplace.data,
        write=True,
        create=True,
        reader=lambda archive, capture: read_capture(archive, capture, profiles),
        info={key: value for key, value in info.items() if value},
        clock=lambda: datetime.now(UTC) + shift,
    )
    try:
        archive.lock_site(profile.name)
    except BaseException:
        archive.close(failed=True)
        raise
    judge = Judge(profile, profiles, max_links, max_bytes)
    run = Run(workplace, profile, profiles, wanted, archive, judge, shift=shift)
    for report in reports(workplace.data, profile.name, REMEMBERED_RUNS):
        run.distrusted.update(report.get("distrusted", ()))
    return run


def _require_space(data: Path) -> None:
    """Raises OSError when the disk is nearly full: a crawl that begins can end well."""
    place = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if free < DISK_BYTES:
        raise OSError(errno.ENOSPC, f"only {free // 1024 // 1024} MB are free; make room first", str(place))


def clock_shift(clock: str) -> timedelta:
    """How far a simulated clock (setting CLOCK, or $UNION_NEWS_CLOCK) is from the real one."""
    clock = clock or os.environ.get("UNION_NEWS_CLOCK", "")
    if not clock:
        return timedelta()
    try:
        simulated = datetime.fromisoformat(clock)
        if simulated.tzinfo is None:
            raise ValueError
    except ValueError:
        raise SettingError(f"CLOCK={clock}: not a time with zone; write 2026-11-23T07:40:00Z") from None
    return simulated - datetime.now(UTC)
