"""How each site stands, at a glance: from its alarms, its last runs, and whether it is crawled on schedule.

In: the open archive, the workspace. Out: SiteHealth, those in trouble first. What is an alarm was decided by the
crawler, after each run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Alarm, SiteCounts

OK, BLOCKED, FAILING, ALARM, LATE, NEVER = "ok", "blocked", "failing", "alarm", "late", "never run"
_ORDER = (BLOCKED, FAILING, ALARM, LATE, NEVER, OK)
_FAILURES = ("failed", "robots", "fault", "configuration")
_LATE_AFTER = timedelta(hours=2)  # beside the site's own interval
_PLANNED_RUNS = 60


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """One site."""

    site: str
    state: str
    since: datetime | None = None
    why: str = ""
    enabled: bool = False
    counts: SiteCounts | None = None  # None for a site of which nothing was kept yet
    last_run: dict[str, Any] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()


def healths(archive: Archive, now: datetime | None = None) -> list[SiteHealth]:
    """Every site that is kept or enabled."""
    from archive.alarms import open_alarms
    from archive.errors import SettingError
    from archive.workspace import load_workspace

    now = now or datetime.now(UTC)
    try:
        enabled = load_workspace().sites
    except SettingError:  # `config` says so
        enabled = ()
    counts = {counts.site: counts for counts in archive.sites()}
    alarms = open_alarms(archive.data)
    found = [
        _health(archive, site, counts.get(site), tuple(a for a in alarms if a.site == site), site in enabled, now)
        for site in sorted({*counts, *enabled})
    ]
    return sorted(found, key=lambda one: (_ORDER.index(one.state), one.site))


def _health(
    archive: Archive, site: str, counts: SiteCounts | None, alarms: tuple[Alarm, ...], enabled: bool, now: datetime
) -> SiteHealth:
    from crawler.jobs import reports

    runs = reports(archive.data, site, _PLANNED_RUNS if enabled else 1)
    state, since, why = OK, None, ""
    named = {alarm.kind: alarm for alarm in alarms}
    if BLOCKED in named:
        state, since, why = BLOCKED, named[BLOCKED].raised_at, named[BLOCKED].message
    elif counts is not None and counts.blocked_since is not None:
        state, since, why = BLOCKED, counts.blocked_since, counts.blocked_detail
    elif failing := next((named[kind] for kind in _FAILURES if kind in named), None):
        state, since, why = FAILING, failing.raised_at, failing.message
    elif alarms:
        state, since, why = ALARM, alarms[0].raised_at, alarms[0].message
    elif enabled and not runs:
        state = NEVER
    elif enabled and (due_at := _overdue(site, runs, now)):
        state, since, why = LATE, due_at, "no run since then: does cron or the timer run `scrapy due`?"
    return SiteHealth(site, state, since, why, enabled, counts, runs[-1] if runs else {}, alarms)


def _overdue(site: str, runs: list[dict[str, Any]], now: datetime) -> datetime | None:
    """When a run was due that nobody made; None while there is time, or while it is under way."""
    from crawler.schedule import Backlog, plan

    one = plan(site, 0.0, runs, Backlog(), now)
    return one.due_at if now - one.due_at > one.interval + _LATE_AFTER else None
