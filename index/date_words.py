"""Dates as people write them in a query: 2016, 2016-01, 2015..2016, 2016年1月, 近7天, last-month, 1week.. .

In comes the text and today's date, out goes the span as a pair of ISO prefixes (None: open end). Pure.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

Span = tuple[str | None, str | None]

WANTED = "write date:2016, 2016-01, 2016-01-06, 2015..2016, ..2012, today, last-month, 近7天"

_DOTS = re.compile(r"\.\.\.?|…|．．|‥")
_NUMERIC = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)|年)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COUNT = r"(\d{1,4}|[一二两兩三四五六七八九十百]{1,5}|半)"
_UNIT = r"(天|日|个?星期|個星期|周|週|个?月|個月|年)"
_AGO = re.compile(rf"(\d{{1,4}})(d|days?|w|weeks?|m|months?|y|years?|天|日|周|週|个?月|個月|年)|{_COUNT}{_UNIT}以?前")
_RECENT = re.compile(rf"(?:最?近|过去|過去){_COUNT}{_UNIT}|(?:last|past)-?(\d{{1,4}})-?(days?|weeks?|months?|years?)")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full width to plain


def read_span(text: str, today: date) -> Span:
    """The days that a date expression covers.

    Raises:
        ValueError: with a message for the person who typed it.

    >>> read_span("2015..2016-03", date(2026, 11, 23))
    ('2015', '2016-03')
    >>> read_span("近7天", date(2026, 11, 23))
    ('2026-11-17', '2026-11-23')
    """
    parts = _DOTS.split(text.strip())
    if len(parts) == 1:
        return _read_alone(parts[0], today)
    if len(parts) > 2 or not any(part.strip() for part in parts):
        raise ValueError(f'"{text}" is no span of dates; {WANTED}')
    low, high = (part.strip() for part in parts)
    span = (_read_end(low, today)[0] if low else None, _read_end(high, today)[1] if high else None)
    if span[0] and span[1] and _first_day(span[0]) > _last_day(span[1]):
        raise ValueError(f'"{text}" ends before it begins')
    return span


def last_moment(text: str, today: date) -> str:
    """The last day of a date expression as YYYY-MM-DD; what `as-of:` stands on."""
    high = read_span(text, today)[1]
    if high is None:
        raise ValueError(f'"{text}" has no last day; {WANTED}')
    return _last_day(high)


def _read_alone(text: str, today: date) -> Span:
    plain = _plain(text)
    recent = _RECENT.fullmatch(plain) or (None if plain.endswith("前") else _AGO.fullmatch(plain))
    if recent and not _NUMERIC.fullmatch(plain):
        count, unit = _amount(recent)
        if not count:
            raise ValueError(f'"{text}" is no time at all; {WANTED}')
        first = _before(today, count, unit) + timedelta(days=1)
        return min(first, today).isoformat(), today.isoformat()
    return _read_end(text, today)


def _amount(match: re.Match[str]) -> tuple[int, str]:
    """How many of what: (7, "天"); half a year is six months, half of anything else one day of it at least."""
    number, unit = (part for part in match.groups() if part)
    if number == "半":
        return {"年": (6, "月"), "月": (15, "天")}.get(unit[-1], (1, "天"))
    return (int(number) if number.isdecimal() else _chinese_number(number)), unit


def _chinese_number(text: str) -> int:
    """十五 is 15, 两百 200.

    >>> [_chinese_number(text) for text in ("七", "十", "十五", "三十", "一百二十")]
    [7, 10, 15, 30, 120]
    """
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _read_end(text: str, today: date) -> tuple[str, str]:
    """One end of a span: the first and the last day it covers, as ISO prefixes."""
    plain = _plain(text)
    named = _named(plain, today)
    if named:
        return named
    match = _COMPACT.fullmatch(plain) or _NUMERIC.fullmatch(plain)
    ago = None if match else _AGO.fullmatch(plain)
    if ago:
        day = _before(today, *_amount(ago)).isoformat()
        return day, day
    if not match:
        raise ValueError(f'"{text}" is no date; {WANTED}')
    iso = "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])
    try:
        date.fromisoformat((iso + "-01-01")[:10])
    except ValueError:
        raise ValueError(f'"{text}" is no day of the calendar') from None
    return iso, iso


def _named(text: str, today: date) -> tuple[str, str] | None:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    days = {"today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2}
    if text in days:
        day = (today - timedelta(days=days[text])).isoformat()
        return day, day
    if text in ("this-week", "本周", "本週", "这周", "這週", "本星期", "这星期", "这个星期"):
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    if text in ("last-week", "上周", "上週", "上星期", "上个星期", "上個星期"):
        return (monday - timedelta(days=7)).isoformat(), (monday - timedelta(days=1)).isoformat()
    if text in ("this-month", "本月", "这个月", "這個月"):
        return first.isoformat()[:7], first.isoformat()[:7]
    if text in ("last-month", "上月", "上个月", "上個月"):
        month = (first - timedelta(days=1)).isoformat()[:7]
        return month, month
    years = {"this-year": 0, "今年": 0, "本年": 0, "last-year": 1, "去年": 1, "前年": 2}
    if text in years:
        year = str(today.year - years[text]).zfill(4)
        return year, year
    return None


def _plain(text: str) -> str:
    return text.strip().translate(_WIDE).lower().replace(" ", "").replace("_", "-")


def _before(today: date, count: int, unit: str) -> date:
    unit = unit.lstrip("-")
    try:
        if unit[0] in "dD天日":
            return today - timedelta(days=count)
        if unit[0] in "w周週" or unit.endswith("星期"):
            return today - timedelta(weeks=count)
        months = count * 12 if unit[0] in "y年" else count
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        start = date(year, month + 1, 1)
        return start + timedelta(days=min(today.day, int(_last_day(start.isoformat()[:7])[8:])) - 1)
    except (OverflowError, ValueError):  # before the calendar begins
        return date.min


def _first_day(prefix: str) -> str:
    return (prefix + "-01-01")[:10]


def _last_day(prefix: str) -> str:
    if len(prefix) == 10:
        return prefix
    if len(prefix) == 4:
        return prefix + "-12-31"
    year, month = int(prefix[:4]), int(prefix[5:])
    if (year, month) == (9999, 12):
        return prefix + "-31"
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - timedelta(days=1)).isoformat()
