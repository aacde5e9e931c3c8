"""What `-a since= -a until= -a limit=` ask of one crawl. Pure.

In: texts as typed. Out: a frozen Wanted, or SettingError saying what to write.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from archive.errors import SettingError

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles a crawl is for. Articles without a known day are always wanted."""

    since: date | None = None
    until: date | None = None
    limit: int | None = None  # of articles asked for
    revisit: str = "due"  # articles already kept: due, all, none
    budget: int | None = None  # of requests in this run; what is left over stays due

    @property
    def is_backfill(self) -> bool:
        """Whether listings are walked back to a day, known articles or not."""
        return self.since is not None or self.until is not None

    def covers(self, day: date | None) -> bool:
        """Whether an article of that day is wanted."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def leaves_out(self, published: str) -> bool:
        """Whether an article's own date, once it is read, lies outside: its address carried no day to tell before.

        >>> Wanted(since=date(2020, 1, 1)).leaves_out("2009-11-09T00:00+08:00"), Wanted().leaves_out("2009")
        (True, False)
        """
        try:
            first, last = (parse_day("published", published[:10], last=end) for end in (False, True))
        except SettingError:
            return False
        return bool((self.since and last < self.since) or (self.until and first > self.until))

    def is_past(self, days: list[date]) -> bool:
        """Whether a listing page that shows these days lies wholly before `since`, so that its next pages do too."""
        return self.since is not None and bool(days) and max(days) < self.since


NAMES = ("since", "until", "limit", "revisit", "budget")


def parse_wanted(since: str = "", until: str = "", limit: str = "", revisit: str = "", budget: str = "") -> Wanted:
    """The spider arguments as values. Raises SettingError."""
    wanted = Wanted(
        since=parse_day("since", since) if since else None,
        until=parse_day("until", until, last=True) if until else None,
        limit=_count("limit", limit) if limit else None,
        budget=_count("budget", budget) if budget else None,
        revisit=revisit or "due",
    )
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise SettingError(f"since={since} is later than until={until}; exchange them")
    if wanted.revisit not in ("due", "all", "none"):
        raise SettingError(f"revisit={revisit}: write due, all or none")
    return wanted


def parse_day(name: str, text: str, *, last: bool = False) -> date:
    """The first day, or the last, of a year, month or day as typed.

    >>> parse_day("since", "2016-02"), parse_day("until", "2016-02", last=True)
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29))
    """
    match = _DAY.match(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = int(match[1]), match[2], match[3]
        first_or_last_month = int(month) if month else (12 if last else 1)
        first_or_last_day = int(day) if day else (monthrange(year, first_or_last_month)[1] if last else 1)
        return date(year, first_or_last_month, first_or_last_day)
    except ValueError:
        raise SettingError(f"{name}={text}: not a date; write YYYY, YYYY-MM or YYYY-MM-DD") from None


def _count(name: str, text: str) -> int:
    if not text.strip().isdigit() or int(text) < 1:
        raise SettingError(f"{name}={text}: write a number from 1, or leave it out")
    return int(text)
