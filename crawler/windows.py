"""The hours of the day in which a site is crawled on schedule, `22:00-06:00` by the site's own clock. Pure.

In: the window of a profile, a time. Out: when it is open next and how long it stays so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

DAY = timedelta(days=1)


def opening(window: str, zone: str, now: datetime) -> tuple[datetime, timedelta]:
    """When the window is open next, which may be now, and for how long from then. Without a window: now, for a day.

    >>> night = "22:00-06:00"
    >>> opening(night, "+08:00", datetime(2026, 3, 1, 15, 30, tzinfo=UTC))  # 23:30 there
    (datetime.datetime(2026, 3, 1, 15, 30, tzinfo=datetime.timezone.utc), datetime.timedelta(seconds=23400))
    >>> opening(night, "+08:00", datetime(2026, 3, 1, 2, 0, tzinfo=UTC))  # 10:00 there
    (datetime.datetime(2026, 3, 1, 14, 0, tzinfo=datetime.timezone.utc), datetime.timedelta(seconds=28800))
    """
    if not window:
        return now, DAY
    begins, length = _of_day(window.partition("-")[0]), opening_length(window)
    sign = -1 if zone.startswith("-") else 1
    there = now.astimezone(timezone(sign * _of_day(zone.lstrip("+-"))))
    since = (timedelta(hours=there.hour, minutes=there.minute, seconds=there.second) - begins) % DAY
    if since < length:
        return now, length - since
    return (now + DAY - since).astimezone(UTC), length


def opening_length(window: str) -> timedelta:
    """How long it is open in a day.

    >>> str(opening_length("22:00-06:00")), str(opening_length(""))
    ('8:00:00', '1 day, 0:00:00')
    """
    if not window:
        return DAY
    begins, ends = (_of_day(text) for text in window.split("-"))
    return (ends - begins) % DAY or DAY


def _of_day(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
