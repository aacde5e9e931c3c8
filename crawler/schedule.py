"""When a site's time has come, and how much a run may ask: decided from its own past runs and its delay. Pure.

In: run reports, the profile's delay, counts of what waits. Out: a Plan. Listings are looked at as often as they bring
news, between half an hour and a day; a site that fails or refuses is asked ever more seldom, up to once a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from crawler.windows import opening, opening_length

DAY = timedelta(days=1)
SHORTEST, LONGEST, FIRST = timedelta(minutes=30), DAY, timedelta(hours=3)
NEWS_A_LOOK = 3.0  # new articles that one look at the listings should find
REMEMBERED = 30  # runs
AHEAD = timedelta(minutes=10)  # that clocks are set back as a matter of course


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits to be asked for."""

    new: int = 0  # known and never kept
    revisits: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.revisits


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with one site now."""

    site: str
    due_at: datetime
    interval: timedelta
    budget_day: int  # requests a day that the delay allows
    budget: int  # requests of the next run
    spent: int  # requests in the last 24 hours
    backlog: Backlog
    why: str

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come."""
        return now >= self.due_at and self.budget > 0

    @property
    def days_left(self) -> float:
        """How long the backlog takes at the budget of a day."""
        return self.backlog.total / self.budget_day if self.budget_day else 0.0


def plan(
    site: str,
    delay_s: float,
    runs: Sequence[dict[str, Any]],
    backlog: Backlog,
    now: datetime,
    window: str = "",
    zone: str = "+00:00",
) -> Plan:
    """What to do with a site.

    Args:
        delay_s: between two requests, the site's own Crawl-delay included as far as the last run learned it.
        runs: reports, oldest first.
        window: hours in which it is crawled, by the clock of `zone`; a run ends with them.
    """
    # Of a night in which the clock stood years ahead nothing is believed: the site would wait for these years.
    recent = [run for run in runs if (moment := _started(run)) is not None and moment <= now + AHEAD][-REMEMBERED:]
    interval, why = _interval(recent)
    last = _started(recent[-1]) if recent else None
    asked_delay = max([delay_s, *(float(run.get("crawl_delay_s") or 0) for run in recent[-1:])])
    budget_day = int(opening_length(window).total_seconds() // asked_delay) if asked_delay else 86_400
    spent = sum(int(run.get("requests") or 0) for run in recent if now - (_started(run) or now) < DAY)
    # A run ends before the next look at the listings is due, so that a long backlog never hides what is new.
    span = max(interval.total_seconds(), asked_delay) / asked_delay if asked_delay else float(budget_day)
    budget = max(0, min(budget_day - spent, ceil(span)))
    due_at = last + interval if last else now
    if last and recent[-1].get("reason") == "shutdown":
        due_at, why = last, "the last run was interrupted"
    opens, lasts = opening(window, zone, max(now, due_at))
    if window:
        due_at = max(due_at, opens) if opens > now else due_at
        why += f", between {window}"
        if asked_delay:
            budget = min(budget, int(lasts.total_seconds() // asked_delay))
    return Plan(site, due_at, interval, budget_day, budget, spent, backlog, why)


def _interval(runs: Sequence[dict[str, Any]]) -> tuple[timedelta, str]:
    """How long to wait between two runs, and why."""
    troubles = 0
    for run in reversed(runs):
        if not _troubled(run):
            break
        troubles += 1
    if troubles:
        last = runs[-1]
        if last.get("blocked"):
            return LONGEST, f"blocked {troubles} times in a row"
        return min(LONGEST, SHORTEST * 2 ** min(troubles, 10)), f"failed {troubles} times in a row"
    if len(runs) < 2:
        return FIRST, "too few runs to know how often it brings news"
    first, last_started = _started(runs[0]), _started(runs[-1])
    assert first is not None and last_started is not None
    hours = (last_started - first).total_seconds() / 3600
    # A first walk and a backfill bring what is old: that is no pace.
    news = sum(
        int(run.get("fresh", run.get("outcomes", {}).get("new", 0))) for run in runs[1:] if not run.get("narrow")
    )
    if hours <= 0:
        return FIRST, "too few runs to know how often it brings news"
    if not news:
        # As long as nothing came, so that the wait grows with each look.
        return min(LONGEST, max(FIRST, timedelta(hours=hours))), f"nothing new in {hours:.0f} h"
    rate = news / hours
    interval = min(LONGEST, max(SHORTEST, timedelta(hours=NEWS_A_LOOK / rate)))
    return interval, f"{rate * 24:.1f} new a day"


def _troubled(run: dict[str, Any]) -> bool:
    outcomes = run.get("outcomes", {})
    useful = sum(int(outcomes.get(word, 0)) for word in ("listed", "new", "changed", "unchanged"))
    return bool(run.get("blocked") or run.get("left_alone") or not useful) and run.get("reason") != "shutdown"


def _started(run: dict[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(run.get("started_at")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
