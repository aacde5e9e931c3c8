"""Dates as sites write them: text in, ISO 8601 as precise as the text out, with the span that was read as evidence.

Forms: 2016年01月06日09:58, 2016-01-06 09:58:03, 2016/1/6, 二〇二四年一月五日, 民國113年1月5日, 113/01/05,
Nov. 21, 2019, 5:30 p.m. EST, ISO 8601, epoch seconds; yearless and relative forms against a capture
time only (date_guesses.py). No clock is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from extraction.date_forms import (
    CLOCK_AFTER,
    CLOCK_BEFORE,
    CLOCK_COMPACT,
    CLOCK_HAN,
    CLOCK_ONLY_HOUR,
    DAY_FORMS,
    LEAF,
    MONTH_FORMS,
    SHORT_FORMS,
    WHOLE_MONTH,
    WHOLE_YEAR,
    WITH_CLOCK_INSIDE,
    han_number,
    month_number,
    number,
    zone_minutes,
)

PRECISIONS = ("year", "month", "day", "minute", "second")
_READ_AT_MOST = 200_000  # a date line is short; whoever passes a whole book gets the dates of its first pages
_NARROW = str.maketrans("０１２３４５６７８９：－／．　", "0123456789:-/. ")
_EPOCH = re.compile(r"\s*(1\d{9}|[2-9]\d{8})(?:\d{3})?\s*")
# Zones differ by up to 26 hours, and some sites stamp the coming morning's paper: a day and a half of tolerance.
_FUTURE = timedelta(hours=36)
_PM = ("下午", "午后", "午後", "晚上", "晚间", "晚間", "夜间", "夜間", "深夜", "傍晚", "晚")
_NIGHT = ("晚上", "晚间", "晚間", "夜间", "夜間", "深夜", "晚")


@dataclass(frozen=True, slots=True)
class Found:
    """One date as read.

    `published` and `precision` are those of `Article`; `span` is the text that was read, at `start`; `inferred` says
    that the capture time supplied what the text leaves out (the year, the day), `zoned` that the text names the zone.
    """

    published: str
    precision: str
    span: str
    start: int = 0
    inferred: bool = False
    zoned: bool = False

    @property
    def day(self) -> str:
        """The date alone, as precise as it is known."""
        return self.published[:10]

    @property
    def end(self) -> int:
        """Where the span ends."""
        return self.start + len(self.span)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written; `zone` in minutes east of UTC, `end` where it ends in the text."""

    hour: int
    minute: int
    second: int | None
    zone: int | None
    end: int


def read_date(text: str, captured_at: datetime | None = None, offset: str = "+08:00") -> Found | None:
    """Read the first date of a text, with its time and zone when they stand beside it.

    Args:
        text: a date line, a meta value or the head of an article.
        captured_at: when the page was fetched; dates after it are no dates of publication, and forms without year or
            day are read against it. None: such forms are not read.
        offset: the site's zone, written to times that name none.

    >>> read_date("发布时间：2016年01月06日09:58  来源：某报").published
    '2016-01-06T09:58+08:00'
    >>> read_date("二〇二四年一月五日").published, read_date("Nov. 21, 2019, 5:30 p.m. EST").published
    ('2024-01-05', '2019-11-21T17:30-05:00')
    """
    return next(find_dates(text, captured_at, offset), None)


def find_dates(
    text: str, captured_at: datetime | None = None, offset: str = "+08:00", near: date | None = None
) -> Iterator[Found]:
    """Every date of a text: whole dates in the order they stand, and only if there is none, the vaguer forms.

    A day without a year belongs to the year in which it lies closest to `near`, a day known from elsewhere.
    """
    text = text[:_READ_AT_MOST]
    narrow = text.translate(_NARROW)  # one character for one: places stay what they are
    for found in _find(narrow, captured_at, offset, near):
        if not is_future(found, captured_at):
            yield found if narrow == text else replace(found, span=text[found.start : found.start + len(found.span)])


def _find(text: str, captured_at: datetime | None, offset: str, near: date | None) -> list[Found]:
    if epoch := _read_epoch(text, offset):
        return [epoch]
    exact = _whole_dates(text, offset) or _short_dates(text, offset)
    if any(not is_future(found, captured_at) for found in exact):
        return exact
    if captured_at is not None or near is not None:
        from extraction.date_guesses import guess_dates

        guesses = guess_dates(text, captured_at, near, offset)
        if any(not is_future(found, captured_at) for found in guesses):
            return guesses
    return list(_vague_dates(text))


def _whole_dates(text: str, offset: str) -> list[Found]:
    places: dict[int, tuple[date, re.Match[str], bool]] = {}
    for form, pattern in DAY_FORMS:
        for match in pattern.finditer(text):
            day = _day_of(form, match)
            if day is not None and match.start() not in places:
                compact = len(match[0]) == 8 and match[0].isdigit()
                places[match.start()] = (day, match, compact)
    found = [*_with_clock_inside(text, offset)]
    end = -1
    for start in sorted(places):
        day, match, compact = places[start]
        if start < end:
            continue
        clock = clock_after(text, match.end(), day, compact) or _clock_before(text, start, day)
        end = max(match.end(), clock.end if clock else 0)
        found.append(make_found(day, clock, text[start:end], start, offset))
    return sorted(found, key=lambda one: one.start) if found else found


def _with_clock_inside(text: str, offset: str) -> Iterator[Found]:
    for match in WITH_CLOCK_INSIDE.finditer(text):
        day = day_or_none(int(match[7]), month_number(match[1]), int(match[2]))
        if day is not None:
            zone = zone_minutes(match[6], day, False) if match[6] else None
            clock = Clock(int(match[3]), int(match[4]), int(match[5]) if match[5] else None, zone, match.end())
            yield make_found(day, clock, match[0], match.start(), offset)


def _short_dates(text: str, offset: str) -> list[Found]:
    """Dates whose year has two or three figures: 24-01-05, 113/01/05, 24年1月5日, 5-Jan-24, 1/5/24."""
    found: dict[int, Found] = {}
    for form, pattern in SHORT_FORMS:
        for match in pattern.finditer(text):
            parts = [g for g in match.groups()[1:] if g is not None and g not in ("-", "/", ".")]
            if form == "ymd":
                day = _short_day(parts, offset)
            elif form == "dMy":
                day = day_or_none(_century(int(parts[2])), month_number(parts[1]), int(parts[0]))
            else:
                day = day_or_none(_century(int(parts[2])), month_number(parts[0]), int(parts[1]))
            start, end = match.span("whole")
            if day is not None and start not in found:
                clock = clock_after(text, end, day, False)
                found[start] = make_found(day, clock, text[start : max(end, clock.end if clock else 0)], start, offset)
    if not found and (leaf := LEAF.fullmatch(text)):
        year, month, day_ = (leaf[a] or leaf[b] for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2")))
        if day := day_or_none(int(year), int(month), int(day_)):
            return [make_found(day, None, text, 0, offset)]
    return [found[start] for start in sorted(found)]


def _short_day(parts: list[str], offset: str) -> date | None:
    """Year first, as East Asia writes it; where the site's zone is unknown, month or day first."""
    one, two, three = (int(part) for part in parts)
    if one > 99:
        return day_or_none(one + 1911, two, three)
    if not offset and len(parts[2]) == 2:
        return day_or_none(_century(three), one, two) or day_or_none(_century(three), two, one)
    return day_or_none(_century(one), two, three)


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _day_of(form: str, match: re.Match[str]) -> date | None:
    parts = [g for g in match.groups() if g is not None and g not in ("-", "/", ".")]
    if form == "ymd":
        year, month, day = (number(p) for p in parts)
    elif form == "roc":
        year, month, day = (number(p) for p in parts)
        year += 1911
    elif form == "mdy":
        year, month, day = int(parts[2]), month_number(parts[0]), int(parts[1])
    elif form == "dmy":
        year, month, day = int(parts[2]), month_number(parts[1]), int(parts[0])
    elif form == "yMd":
        year, month, day = int(parts[0]), month_number(parts[1]), int(parts[2])
    else:
        first, second, year = (int(p) for p in parts)
        month, day = (second, first) if first > 12 else (first, second)
    return day_or_none(year, month, day)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The date, None when there is no such day."""
    try:
        return date(year, month, day) if 1900 <= year <= 2099 else None
    except ValueError:
        return None


def clock_after(text: str, end: int, day: date, compact: bool = False) -> Clock | None:
    """The time that follows a date which ends at `end`."""
    if compact and (stamp := CLOCK_COMPACT.match(text, end)):
        return Clock(int(stamp[1]), int(stamp[2]), int(stamp[3]) if stamp[3] else None, None, stamp.end())
    if hour := CLOCK_ONLY_HOUR.match(text, end):
        return _clock(day, hour[2], hour[1], "0", None, hour[3], hour.end())
    if han := CLOCK_HAN.match(text, end):
        half, hours, part, figures, piece = han.groups()
        value = number(figures or hours)
        minute = _han_minute(part or piece or "")
        if 0 <= value <= 24 and minute >= 0:
            return _clock(day, half, str(value), str(minute), None, None, han.end())
    match = CLOCK_AFTER.match(text, end)
    return _clock_of(match, day) if match else None


def _han_minute(part: str) -> int:
    if part.endswith("刻"):
        return 15 * han_number(part[0])
    return 30 if part == "半" else han_number(part[:-1]) if part else 0


def _clock_before(text: str, start: int, day: date) -> Clock | None:
    """Some English sites put the time first: 10:15 AM EDT, Thu April 5, 2018."""
    head = text[max(0, start - 40) : start]
    match = CLOCK_BEFORE.search(head)
    if not match or head[max(0, match.start() - 1) : match.start()].isdigit():
        return None
    clock = _clock_of(match, day)
    return Clock(clock.hour, clock.minute, clock.second, clock.zone, 0) if clock else None


def _clock_of(match: re.Match[str], day: date) -> Clock | None:
    before, hour, minute, second, han_minute, han_second, after, zone = match.groups()
    return _clock(day, before or after, hour, minute or han_minute or "0", second or han_second, zone, match.end())


def _clock(
    day: date, half: str | None, hour: str, minute: str, second: str | None, zone: str | None, end: int
) -> Clock | None:
    hours = int(hour)
    half = (half or "").lower().replace(".", "")
    if hours == 12 and (half in _NIGHT or half in ("am", "凌晨")):
        hours = 0
    elif ((half in _PM or half == "pm") and hours < 12) or (half == "中午" and hours < 3):
        hours += 12
    if hours > 23 or int(minute) > 59:
        return None
    minutes = zone_minutes(zone, day, half in ("am", "pm")) if zone else None
    if zone and minutes is None:
        end -= len(zone)
    return Clock(hours, int(minute), int(second) if second else None, minutes, end)


def make_found(day: date, clock: Clock | None, span: str, start: int, offset: str, inferred: bool = False) -> Found:
    """A date with its time, when it has one, in the zone that is written or that of the site."""
    span = span.strip()
    if clock is None:
        return Found(day.isoformat(), "day", span, start, inferred)
    zoned = clock.zone is not None
    zone = offset if clock.zone is None else offset_text(clock.zone)
    time = f"{clock.hour:02d}:{clock.minute:02d}"
    if clock.second is None:
        return Found(f"{day.isoformat()}T{time}{zone}", "minute", span, start, inferred, zoned)
    return Found(f"{day.isoformat()}T{time}:{clock.second:02d}{zone}", "second", span, start, inferred, zoned)


def zone_of_text(offset: str, wide: int, size: int, site_known: bool) -> str:
    """The zone of times that name none, in a text of `size` characters, `wide` of them Chinese: that of a known site,
    the default in Chinese texts, "" where nobody knows it.
    """
    return offset if site_known or wide > 0.2 * size else ""


def offset_text(minutes: int) -> str:
    """Minutes east of UTC as ISO 8601 writes them."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_of(offset: str) -> timezone:
    """The zone of an offset; UTC for none."""
    minutes = zone_minutes(offset, date(2000, 1, 1), False)
    return timezone(timedelta(minutes=minutes or 0))


def _read_epoch(text: str, offset: str) -> Found | None:
    match = _EPOCH.fullmatch(text)
    if not match:
        return None
    local = datetime.fromtimestamp(int(match[1]), zone_of(offset))
    return Found(local.strftime("%Y-%m-%dT%H:%M:%S") + (offset or "+00:00"), "second", text.strip(), zoned=True)


def _vague_dates(text: str) -> Iterator[Found]:
    for form, pattern in MONTH_FORMS:
        for match in pattern.finditer(text):
            year, month = (match[1], int(match[2])) if form == "ym" else (match[2], month_number(match[1]))
            yield Found(f"{year}-{month:02d}", "month", match[0], match.start())
    if whole := WHOLE_MONTH.fullmatch(text.strip()):
        yield Found(f"{whole[1]}-{whole[2]}", "month", whole[0])
    elif whole := WHOLE_YEAR.fullmatch(text.strip()):
        yield Found(whole[1], "year", whole[0])


def is_future(found: Found, captured_at: datetime | None) -> bool:
    """Whether a date lies after the capture, zones and morning papers allowed for."""
    if captured_at is None:
        return False
    latest = (captured_at.astimezone(UTC) + _FUTURE).date().isoformat()
    return found.published[:10] > latest[: len(found.published[:10])]
