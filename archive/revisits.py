"""When a URL is due again, as a table. Pure; budgets and learned intervals build on it elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

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
BLOCKED_WAIT = timedelta(days=1)
# What was gone or no article may come back; look seldom.
ABSENT_WAITS = (timedelta(days=7), timedelta(days=30), YEAR)

_ALWAYS = frozenset({Role.LISTING, Role.SITEMAP, Role.ROBOTS})


def next_due(
    role: Role, outcome: Outcome, first_at: datetime, captured_at: datetime, attempts: int = 0
) -> datetime | None:
    """When a URL is due again after this outcome; None: not before somebody points to it again.

    Args:
        role: what it was asked for.
        outcome: what became of the capture.
        first_at: when it was first captured as what it is.
        captured_at: of this capture.
        attempts: failures in a row, this one included.
    """
    if outcome in (Outcome.FAILED, Outcome.BLOCKED):
        wait = FAILURE_WAITS[min(max(attempts, 1), len(FAILURE_WAITS)) - 1]
        return captured_at + (max(wait, BLOCKED_WAIT) if outcome is Outcome.BLOCKED else wait)
    if outcome in (Outcome.WITHDRAWN, Outcome.REJECTED):
        return captured_at + ABSENT_WAITS[min(max(attempts, 1), len(ABSENT_WAITS)) - 1]
    if outcome in (Outcome.MOVED, Outcome.FETCHED):
        return None
    if role in _ALWAYS:
        return captured_at
    if outcome is Outcome.LISTED:
        return None
    for age in ARTICLE_AGES:
        if first_at + age > captured_at:
            return first_at + age
    return captured_at + YEAR
