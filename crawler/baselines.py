"""What is usual for a site, from its own past: new articles by weekday, and when fewer are far fewer. Pure.

In: counts by day. Out: an expectation, or why there is none yet. Each weekday is compared with the same weekday of the
eight weeks before; holidays and the weekends worked for them (crawler/holidays.py) are neither baseline nor, with the
same measure, compared. News comes in bursts: the spread of the site's own past widens what is taken for chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, sqrt
from statistics import median

from crawler.holidays import DayKind, kind_of

DAY = timedelta(days=1)
WEEKS = 8  # of past that make a baseline
FEWEST = 3  # days of the same weekday that must be known
# The chance, under the baseline, below which a lack is told. A hundred sites are looked at daily: one false alarm in
# some years.
CHANCE = 1e-5
FAR_FEWER = 0.35  # of what is usual; a lack that is certain and small is no alarm
WINDOWS = (1, 2, 3, 5, 7, 10, 14, 21, 28)  # complete days looked at together: sparse sites need long ones


@dataclass(frozen=True, slots=True)
class Lack:
    """Far fewer new articles than usual: over how many complete days, found and usual."""

    days: int
    first: date
    found: int
    usual: float


def usual_on(day: date, past: Mapping[date, int]) -> float | None:
    """How many new articles that day brings as a rule, rather too few than too many; None without a baseline.

    Args:
        past: new articles of the days before that were watched; a day on which nothing could be fetched is not in it.
    """
    kind = kind_of(day)
    if kind in (DayKind.HOLIDAY, DayKind.UNSURE):
        # A holiday is at most as quiet as half a Sunday; nothing else is known of it.
        pool = [count for other, count in past.items() if kind_of(other) is DayKind.HOLIDAY or other.weekday() == 6]
        return low_mean(pool) / 2 if len(pool) >= FEWEST else None
    if kind is DayKind.WORKDAY and day.weekday() >= 5:
        pool = [count for other, count in past.items() if kind_of(other) is DayKind.WORKDAY and other.weekday() < 5]
    else:
        pool = [count for other, count in past.items() if other.weekday() == day.weekday() and kind_of(other) is kind]
    return low_mean(pool) if len(pool) >= FEWEST else None


def low_mean(counts: list[int]) -> float:
    """The mean without the largest, less its own uncertainty: a baseline of three weeks is no law.

    >>> low_mean([0, 0, 1, 0]), round(low_mean([40, 42, 38, 400]), 1)
    (0.0, 36.3)
    """
    rest = sorted(counts)[:-1] if len(counts) > 2 else sorted(counts)
    mean = sum(rest) / len(rest) if rest else 0.0
    return max(0.0, mean - sqrt(mean / len(rest))) if rest else 0.0


def spread(past: Mapping[date, int]) -> float:
    """How much more than by chance (1.0, as of Poisson) the counts of a weekday differ from one another."""
    by_weekday: dict[int, list[int]] = {}
    for day, count in past.items():
        if kind_of(day) in (DayKind.WORKDAY, DayKind.WEEKEND):
            by_weekday.setdefault(day.weekday(), []).append(count)
    ratios = []
    for counts in by_weekday.values():
        mean = sum(counts) / len(counts)
        if len(counts) >= FEWEST and mean > 0:
            ratios.append(sum((count - mean) ** 2 for count in counts) / (len(counts) - 1) / mean)
    return max(1.0, median(ratios)) if ratios else 1.0


def find_lack(counts: Mapping[date, int], today: date, before: date | None = None) -> Lack | None:
    """The shortest span of complete days that brought far fewer articles than usual; None when all is as usual.

    Args:
        counts: new articles by day, of the days that were watched; today, which is not over, included.
        today: in the site's own time.
        before: the baseline ends there, when a lack is known to have begun.
    """
    watched = sorted(day for day in counts if day < today)
    for span in WINDOWS:
        window = watched[-span:]
        if len(window) < span or (today - window[0]).days > 2 * span + 7:
            break
        # The first day a site is known brings what is years old.
        end = min(window[0], before or window[0])
        past = {day: counts[day] for day in watched[1:] if day < end and (end - day).days <= 7 * WEEKS}
        expected = [usual_on(day, past) for day in window]
        known = [(day, usual) for day, usual in zip(window, expected, strict=True) if usual is not None]
        if len(known) < (span + 1) // 2:
            continue
        usual = sum(value for _, value in known)
        found = sum(counts[day] for day, _ in known)
        wide = spread(past)
        if found < FAR_FEWER * usual and chance_of_at_most(found / wide, usual / wide) < CHANCE:
            last = [usual for day, usual in known if day == window[-1]]
            lately = counts[window[-1]] + counts.get(today, 0)
            if lately and last and lately >= last[0] / 2:
                return None  # it has come back
            return Lack(span, window[0], found, usual)
    return None


def weeks_known(counts: Mapping[date, int], today: date) -> int:
    """Weeks of baseline so far, the first day left out."""
    watched = sorted(day for day in counts if day < today)
    return min(WEEKS, (today - watched[1]).days // 7) if len(watched) > 1 else 0


def chance_of_at_most(found: float, mean: float) -> float:
    """How likely so few are by chance where `mean` are usual (Poisson, its sum continued to fractions).

    >>> round(chance_of_at_most(0, 3), 4), round(chance_of_at_most(3, 3), 2)
    (0.0498, 0.65)
    """
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(int(found) + 1)))


def chance_of_coverage(found: int, count: int, usual: float) -> float:
    """How likely at most `found` of `count` pages give a field that `usual` of them give (binomial).

    >>> round(chance_of_coverage(0, 3, 0.9), 6)
    0.001
    """
    usual = min(max(usual, 1e-9), 1 - 1e-9)
    total = 0.0
    for k in range(found + 1):
        ways = lgamma(count + 1) - lgamma(k + 1) - lgamma(count - k + 1)
        total += exp(ways + k * log(usual) + (count - k) * log(1 - usual))
    return min(1.0, total)
