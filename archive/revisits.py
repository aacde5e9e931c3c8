"""When a URL is due again: a table for articles, a learned pace for listings. Pure; budgets build on it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from archive.records import Outcome, Role

YEAR = timedelta(days=365)
# Ages of an article, counted from its first capture, at which it is looked at again; then once a year.
ARTICLE_AGES = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=30),
)
# Waiting times after the first, second, … failure in a row; the last holds from then on.
FAILURE_WAITS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=30),
)
# A listing shows what is new: after days of trouble it is still asked for daily, and seldom only where it is gone.
LISTING_FAILURE_WAITS = (*FAILURE_WAITS[:3], *[timedelta(days=1)] * 9, *FAILURE_WAITS[3:])
BLOCKED_WAIT = timedelta(days=1)
# What was gone or no article may come back; look seldom.
ABSENT_WAITS = (timedelta(days=7), timedelta(days=30), YEAR)

# A listing is looked at as often as it brings one article, within these bounds.
LISTING_BOUNDS = (timedelta(minutes=30), timedelta(days=1))
_FADING_H = 14 * 24.0  # what a listing did a fortnight ago counts a third

_ALWAYS = frozenset({Role.LISTING, Role.SITEMAP, Role.ROBOTS})


@dataclass(frozen=True, slots=True)
class Pace:
    """How many articles a listing brought that nobody knew, in how many hours; both fade with age."""

    news: float = 0.0
    hours: float = 0.0

    def after(self, span: timedelta, news: int) -> Pace:
        """The pace after one more look, so long after the last."""
        hours = max(0.0, span / timedelta(hours=1))
        left = exp(-hours / _FADING_H)
        return Pace(self.news * left + news, self.hours * left + hours)

    @property
    def interval(self) -> timedelta:
        """How long to wait until the next look; nothing while nothing is known.

        >>> str(Pace(12, 24).interval), str(Pace(0, 24).interval), str(Pace(90, 24).interval), str(Pace().interval)
        ('2:00:00', '1 day, 0:00:00', '0:30:00', '0:00:00')
        """
        shortest, longest = LISTING_BOUNDS
        if not self.hours:
            return timedelta()
        # Without any news the wait is as long as nothing came, so that it grows with each look.
        wanted = timedelta(hours=self.hours / self.news) if self.news else max(shortest, timedelta(hours=self.hours))
        return min(longest, max(shortest, wanted))


def next_due(
    role: Role,
    outcome: Outcome,
    first_at: datetime,
    captured_at: datetime,
    attempts: int = 0,
    pace: Pace | None = None,
) -> datetime | None:
    """When a URL is due again after this outcome; None: not before somebody points to it again.

    Args:
        role: what it was asked for.
        outcome: what became of the capture.
        first_at: when it was first captured as what it is.
        captured_at: of this capture.
        attempts: failures in a row, this one included.
        pace: of a listing, as far as it is known.
    """
    if outcome in (Outcome.FAILED, Outcome.BLOCKED):
        waits = LISTING_FAILURE_WAITS if role in _ALWAYS else FAILURE_WAITS
        wait = waits[min(max(attempts, 1), len(waits)) - 1]
        return captured_at + (max(wait, BLOCKED_WAIT) if outcome is Outcome.BLOCKED else wait)
    if outcome in (Outcome.WITHDRAWN, Outcome.REJECTED):
        return captured_at + ABSENT_WAITS[min(max(attempts, 1), len(ABSENT_WAITS)) - 1]
    if outcome in (Outcome.MOVED, Outcome.FETCHED):
        return None
    if role in _ALWAYS:
        return captured_at + (pace.interval if pace else timedelta())
    if outcome is Outcome.LISTED:
        return None
    for age in ARTICLE_AGES:
        if first_at + age > captured_at:
            return first_at + age
    return captured_at + YEAR
