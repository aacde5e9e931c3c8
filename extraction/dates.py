"""Dates as sites write them: text in, ISO 8601 as precise as the text out, with the span that was read as evidence.

Forms: 2016年01月06日09:58, 2016-01-06 09:58:03, 2016/1/6, 二〇二四年一月五日, Nov. 21, 2019, 5:30 p.m. EST, ISO 8601,
epoch seconds; yearless and relative forms (昨天, 3小时前) only against a capture time. No clock is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from extraction.date_forms import (
    CLOCK_AFTER,
    CLOCK_BEFORE,
    CLOCK_COMPACT,
    CLOCK_ONLY_HOUR,
    DAY_FORMS,
    MONTH_FORMS,
    RELATIVE,
    RELATIVE_DAYS,
    WHOLE_MONTH,
    WHOLE_YEAR,
    YEARLESS_FORMS,
    han_number,
    month_number,
    zone_minutes,
)

PRECISIONS = ("year", "month", "day", "minute", "second")
_READ_AT_MOST = 200_000  # a date line is short; whoever passes a whole book gets the dates of its first pages
_NARROW = str.maketrans("０１２３４５６７８９：－／．　", "0123456789:-/. ")
_EPOCH = re.compile(r"\s*(1\d{9}|[2-9]\d{8})(?:\d{3})?\s*")
# Zones differ by up to 26 hours, and some sites stamp the coming morning's paper: a day and a half of tolerance.
_FUTURE = timedelta(hours=36)
_PM = ("下午", "晚上", "晚间", "晚間", "夜间", "傍晚")


@dataclass(frozen=True, slots=True)
class Found:
    """One date as read.

    `published` and `precision` are those of `Article`; `span` is the text that was read, at `start`; `inferred` says
    that the capture time supplied what the text leaves out (the year, the day).
    """

    published: str
    precision: str
    span: str
    start: int = 0
    inferred: bool = False

    @property
    def day(self) -> str:
        """The date alone, as precise as it is known."""
        return self.published[:10]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may hold the date, and which element or line it is; `offset` when that place has its own zone."""

    evidence: str
    text: str


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    second: int | None
    zone: int | None  # minutes east of UTC
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


def find_dates(text: str, captured_at: datetime | None = None, offset: str = "+08:00") -> Iterator[Found]:
    """Every date of a text: whole dates in the order they stand, and only if there is none, the vaguer forms."""
    text = text[:_READ_AT_MOST]
    narrow = text.translate(_NARROW)  # one character for one: places stay what they are
    for found in _find(narrow, captured_at, offset):
        if not _is_future(found, captured_at):
            yield found if narrow == text else replace(found, span=text[found.start : found.start + len(found.span)])


def _find(text: str, captured_at: datetime | None, offset: str) -> list[Found]:
    if epoch := _read_epoch(text, offset):
        return [epoch]
    exact = _whole_dates(text, offset)
    if any(not _is_future(found, captured_at) for found in exact):
        return exact
    if captured_at is not None and (inferred := list(_inferred_dates(text, captured_at, offset))):
        return sorted(inferred, key=lambda found: found.start)
    return list(_vague_dates(text))


def best_date(
    candidates: Sequence[Candidate], captured_at: datetime | None = None, offset: str = "+08:00", url: str = ""
) -> tuple[Found, str] | None:
    """Choose among places that may hold the date, given in order of trust; return it and its evidence.

    The first place that gives a day wins. A later place that gives the same day more precisely completes it. When the
    URL holds a date, a place within two days of it is preferred to one that is not.
    """
    read = [(found, c.evidence) for c in candidates if (found := read_date(c.text, captured_at, offset)) is not None]
    in_url = date_in_url(url) if url else None
    if in_url is not None and _is_future(in_url, captured_at):
        in_url = None
    days = [(f, e) for f, e in read if len(f.published) >= 10]
    if in_url is not None and len(in_url.published) == 10:
        near = [(f, e) for f, e in days if _days_apart(f.day, in_url.day) <= 2]
        days = near or days
    if not days:
        if in_url is not None:
            return in_url, "url"
        return max(read, key=lambda pair: PRECISIONS.index(pair[0].precision)) if read else None
    first, evidence = days[0]
    for other, its_evidence in days[1:]:
        if first.precision == "day" and other.day == first.day and other.precision != "day":
            first, evidence = other, its_evidence
    return first, evidence


_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?=\D|$|[012]\d[0-5]\d(?:[0-5]\d\d{0,4})?(?!\d))"
)
_URL_LOOSE_DAY = re.compile(r"/((?:19|20)\d\d)/(1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])(?=/)")
_URL_STAMP = re.compile(r"/(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}(?=\.)")
_URL_SHORT_YEAR = re.compile(r"/(\d\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/(?=\d\d/)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?=/)")


def date_in_url(url: str) -> Found | None:
    """The date that a URL's path carries: /2016/0106/, /201601/06/, /2016-01-06/, t20160106_, /160106095812345.shtml.

    >>> date_in_url("http://x.example/n1/2016/0106/c67502-28019653.html").published
    '2016-01-06'
    """
    path = re.sub(r"^[a-z+]+://[^/]*", "", url[:2000], flags=re.I).partition("?")[0]
    for pattern in (_URL_DAY, _URL_LOOSE_DAY, _URL_STAMP, _URL_SHORT_YEAR):
        for match in pattern.finditer(path):
            year = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
            if day := _day(year, int(match[2]), int(match[3])):
                return Found(day.isoformat(), "day", match[0].strip("/"), match.start())
    month = _URL_MONTH.search(path)
    return Found(f"{month[1]}-{month[2]}", "month", month[0].strip("/"), month.start()) if month else None


def _whole_dates(text: str, offset: str) -> list[Found]:
    places: dict[int, tuple[date, re.Match[str], bool]] = {}
    for form, pattern in DAY_FORMS:
        for match in pattern.finditer(text):
            day = _day_of(form, match)
            if day is not None and match.start() not in places:
                compact = len(match[0]) == 8 and match[0].isdigit()
                places[match.start()] = (day, match, compact)
    found: list[Found] = []
    end = -1
    for start in sorted(places):
        day, match, compact = places[start]
        if start < end:
            continue
        clock = _clock_after(text, match.end(), day, compact) or _clock_before(text, start, day)
        end = max(match.end(), clock.end if clock else 0)
        found.append(_found(day, clock, text[start:end], start, offset))
    return found


def _day_of(form: str, match: re.Match[str]) -> date | None:
    parts = [g for g in match.groups() if g is not None and g not in ("-", "/", ".")]
    if form == "ymd" and not parts[0].isascii():
        year, month, day = (han_number(p) for p in parts)
    elif form == "ymd":
        year, month, day = (int(p) for p in parts)
    elif form == "roc":
        year, month, day = int(parts[0]) + 1911, int(parts[1]), int(parts[2])
    elif form == "mdy":
        year, month, day = int(parts[2]), month_number(parts[0]), int(parts[1])
    elif form == "dmy":
        year, month, day = int(parts[2]), month_number(parts[1]), int(parts[0])
    else:
        first, second, year = (int(p) for p in parts)
        month, day = (second, first) if first > 12 else (first, second)
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2099 else None
    except ValueError:
        return None


def _clock_after(text: str, end: int, day: date, compact: bool) -> _Clock | None:
    if compact and (stamp := CLOCK_COMPACT.match(text, end)):
        return _Clock(int(stamp[1]), int(stamp[2]), int(stamp[3]) if stamp[3] else None, None, stamp.end())
    if hour := CLOCK_ONLY_HOUR.match(text, end):
        return _clock(day, hour[2], hour[1], "0", None, hour[3], hour.end())
    match = CLOCK_AFTER.match(text, end)
    return _clock_of(match, day) if match else None


def _clock_before(text: str, start: int, day: date) -> _Clock | None:
    """Some English sites put the time first: 10:15 AM EDT, Thu April 5, 2018."""
    head = text[max(0, start - 40) : start]
    match = CLOCK_BEFORE.search(head)
    if not match or head[max(0, match.start() - 1) : match.start()].isdigit():
        return None
    clock = _clock_of(match, day)
    return _Clock(clock.hour, clock.minute, clock.second, clock.zone, 0) if clock else None


def _clock_of(match: re.Match[str], day: date) -> _Clock | None:
    before, hour, minute, second, han_minute, han_second, after, zone = match.groups()
    return _clock(day, before or after, hour, minute or han_minute or "0", second or han_second, zone, match.end())


def _clock(
    day: date, half: str | None, hour: str, minute: str, second: str | None, zone: str | None, end: int
) -> _Clock | None:
    hours = int(hour)
    half = (half or "").lower().replace(".", "")
    if ((half in _PM or half == "pm") and hours < 12) or (half == "中午" and hours < 3):
        hours += 12
    elif half in ("am", "凌晨") and hours == 12:
        hours = 0
    if hours > 23:
        return None
    minutes = zone_minutes(zone, day, half in ("am", "pm")) if zone else None
    if zone and minutes is None:
        end -= len(zone)
    return _Clock(hours, int(minute), int(second) if second else None, minutes, end)


def _found(day: date, clock: _Clock | None, span: str, start: int, offset: str, inferred: bool = False) -> Found:
    span = span.strip()
    if clock is None:
        return Found(day.isoformat(), "day", span, start, inferred)
    zone = offset if clock.zone is None else _offset(clock.zone)
    time = f"{clock.hour:02d}:{clock.minute:02d}"
    if clock.second is None:
        return Found(f"{day.isoformat()}T{time}{zone}", "minute", span, start, inferred)
    return Found(f"{day.isoformat()}T{time}:{clock.second:02d}{zone}", "second", span, start, inferred)


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _zone_of(offset: str) -> timezone:
    minutes = zone_minutes(offset, date(2000, 1, 1), False)
    return timezone(timedelta(minutes=minutes or 0))


def _read_epoch(text: str, offset: str) -> Found | None:
    match = _EPOCH.fullmatch(text)
    if not match:
        return None
    local = datetime.fromtimestamp(int(match[1]), _zone_of(offset))
    return Found(local.strftime("%Y-%m-%dT%H:%M:%S") + offset, "second", text.strip())


def _inferred_dates(text: str, captured_at: datetime, offset: str) -> Iterator[Found]:
    here = captured_at.astimezone(_zone_of(offset))
    for form, pattern in YEARLESS_FORMS:
        for match in pattern.finditer(text):
            month = month_number(match[1]) if form == "Md" else int(match[1])
            day = _day(here.year, month, int(match[2]))
            if day is None or day > here.date() + timedelta(days=1):
                day = _day(here.year - 1, month, int(match[2]))
            if day is not None:
                clock = _clock_after(text, match.end(), day, False)
                end = clock.end if clock else match.end()
                yield _found(day, clock, text[match.start() : end], match.start(), offset, inferred=True)
    for match in RELATIVE.finditer(text):
        if match["day"]:
            day = here.date() - timedelta(days=RELATIVE_DAYS[match["day"].lower()])
            clock = _clock_after(text, match.end(), day, False)
            end = clock.end if clock else match.end()
            yield _found(day, clock, text[match.start() : end], match.start(), offset, inferred=True)
        else:
            yield _ago(match, here, offset)


def _ago(match: re.Match[str], here: datetime, offset: str) -> Found:
    """ "3小时前" is as precise as its unit: minutes give a minute, hours and days a day, weeks and months a month."""
    if match["now"]:
        count, unit = 0.0, "minute"
    else:
        count = {"半": 0.5, "a": 1.0, "an": 1.0, "one": 1.0}.get(match[2].lower()) or float(match[2])
        unit = match[3].lower()
    span, start = match[0], match.start()
    if unit in ("秒", "second", "分钟", "分鐘", "minute"):
        seconds = count * (1 if unit in ("秒", "second") else 60)
        when = here - timedelta(seconds=seconds)
        return Found(when.strftime("%Y-%m-%dT%H:%M") + offset, "minute", span, start, True)
    if unit in ("小时", "小時", "hour"):
        return Found((here - timedelta(hours=count)).date().isoformat(), "day", span, start, True)
    if unit in ("天", "日", "day"):
        return Found((here - timedelta(days=count)).date().isoformat(), "day", span, start, True)
    if unit in ("周", "週", "星期", "week"):
        return Found((here - timedelta(weeks=count)).strftime("%Y-%m"), "month", span, start, True)
    if unit in ("月", "month"):
        months = here.year * 12 + here.month - 1 - int(count)
        return Found(f"{months // 12:04d}-{months % 12 + 1:02d}", "month", span, start, True)
    return Found(f"{here.year - int(count):04d}", "year", span, start, True)


def _vague_dates(text: str) -> Iterator[Found]:
    for form, pattern in MONTH_FORMS:
        for match in pattern.finditer(text):
            year, month = (match[1], int(match[2])) if form == "ym" else (match[2], month_number(match[1]))
            yield Found(f"{year}-{month:02d}", "month", match[0], match.start())
    if whole := WHOLE_MONTH.fullmatch(text.strip()):
        yield Found(f"{whole[1]}-{whole[2]}", "month", whole[0])
    elif whole := WHOLE_YEAR.fullmatch(text.strip()):
        yield Found(whole[1], "year", whole[0])


def _is_future(found: Found, captured_at: datetime | None) -> bool:
    if captured_at is None:
        return False
    latest = (captured_at.astimezone(UTC) + _FUTURE).date().isoformat()
    return found.published[:10] > latest[: len(found.published[:10])]


def _days_apart(first: str, second: str) -> int:
    return abs((date.fromisoformat(first) - date.fromisoformat(second)).days)
