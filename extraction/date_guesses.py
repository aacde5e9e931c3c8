"""Dates that leave out the year or the day: 12月3日, 去年12月3日, 昨天 13:20, 上周五, 3小时前. Text in, dates out.

What is left out comes from the capture time, or for the year from another day that is known. Never from a clock.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from extraction.date_forms import (
    DAY,
    HAN,
    HAN_NUMBER,
    MONTH,
    MONTH_NAME,
    ORDINAL,
    SP,
    han_number,
    month_number,
    number,
)
from extraction.dates import Clock, Found, clock_after, day_or_none, make_found, zone_of

# Month and day without a year. Numbers alone must be followed by a time, or they are scores and fractions.
_YEARLESS_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("md", re.compile(rf"(?:(?P<year>今年|去年|前年){SP}|(?<![\d年./-])){MONTH}{SP}月{SP}{DAY}(?!\d){SP}[日号號]")),
    (
        "md",
        re.compile(
            rf"(?:(?P<year>今年|去年|前年)|(?<![\d年十〇零]))(十[一二]?|[一二三四五六七八九元])月{HAN_NUMBER}[日号號]"
        ),
    ),
    ("md", re.compile(rf"(?P<year>$^)?(?<![\d年./-]){MONTH}[-/]{DAY}(?=[ \t\u00a0\u3000]{{1,4}}[0-2]?\d[:：][0-5]\d)")),
    ("Md", re.compile(rf"(?P<year>$^)?\b{MONTH_NAME}{SP}{DAY}{ORDINAL}(?![\d:])\b", re.I)),
    ("dM", re.compile(rf"(?P<year>$^)?(?<![\d.:]){DAY}{ORDINAL}{SP}(?:of )?{MONTH_NAME}\b(?!{SP}\d)", re.I)),
)
_YEAR_WORDS = {"今年": 0, "去年": 1, "前年": 2}
_UNIT = (
    r"(?P<unit>秒钟?|分钟|分鐘|小时|小時|钟头|鐘頭|天|日|周|週|星期|月|年"
    r"|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
)
_COUNT = rf"(?P<count>\d{{1,3}}|半|[{HAN}两兩十]{{1,3}}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_RELATIVE = re.compile(
    rf"(?P<ago>(?<![\d第]){_COUNT}{SP}[个個]?多?{_UNIT}{SP}(?:之?前|以前|ago))"
    r"|(?P<now>刚刚|剛剛|刚才|剛才|just now)"
    r"|(?P<day>今[天日晨早晚夜]|昨[天日晨晚夜]|大前天|前[天日晚]|\btoday\b|\byesterday\b)"
    r"|(?P<week>上上|[上本这這])(?:[个個])?(?:周|週|星期|礼拜|禮拜)(?P<weekday>[一二三四五六日天])"
    r"|(?P<lastday>\blast (?P<name>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
    r"|(?P<month>[上本])[个個]?月(?P<mday>3[01]|[12]\d|0?[1-9])(?!\d) ?[日号號]",
    re.I,
)
# Said alone they tell a week, a month or a year; within a sentence they tell nothing of its page.
_WHOLE_VAGUE = re.compile(r"(?:上[个個]?(?P<span>[周週月])|(?P<lastyear>去年)|last (?P<name>week|month|year))", re.I)
_RELATIVE_DAYS = {"今": 0, "昨": 1, "前": 2, "大": 3, "t": 0, "y": 1}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEKDAY_NAMES = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_COUNTS = {"半": 0.5, "a": 1.0, "an": 1.0} | {
    word: float(number)
    for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)  # noqa: SIM905
}

_MOST_NEAR = 45  # days between a day without year and the day that lends it one


def guess_dates(text: str, captured_at: datetime | None, near: date | None, offset: str) -> list[Found]:
    """Every such date of a text, in order."""
    here = captured_at.astimezone(zone_of(offset)) if captured_at is not None else None
    found: dict[int, Found] = {}
    for form, pattern in _YEARLESS_FORMS:
        for match in pattern.finditer(text):
            _, one, two = match.groups()
            month, day_number = (
                (month_number(one), int(two))
                if form == "Md"
                else (month_number(two), int(one))
                if form == "dM"
                else (number(one), number(two))
            )
            day = _with_year(month, day_number, match["year"], here, near)
            if day is not None and match.start() not in found:
                found[match.start()] = _timed(text, match, day, offset)
    if here is not None:
        for match in _RELATIVE.finditer(text):
            if (guess := _relative(text, match, here, offset)) is not None:
                found.setdefault(match.start(), guess)
        if not found and (whole := _WHOLE_VAGUE.fullmatch(text.strip())):
            return [_vague(whole, here)]
    return [found[start] for start in sorted(found)]


def _with_year(month: int, day: int, word: str | None, here: datetime | None, near: date | None) -> date | None:
    """The day in the year that is said, else in the one closest to `near`, else the latest that is past."""
    if word is not None:
        return day_or_none(here.year - _YEAR_WORDS[word], month, day) if here is not None else None
    if near is not None:
        years = [found for year in (-1, 0, 1) if (found := day_or_none(near.year + year, month, day)) is not None]
        closest = min(years, key=lambda found: abs((found - near).days), default=None)
        if closest is not None and abs((closest - near).days) <= _MOST_NEAR:
            return closest
    if here is None:
        return None
    for year in range(here.year + 1, here.year - 9, -1):  # the last leap day may be eight years ago
        found = day_or_none(year, month, day)
        if found is not None and found <= here.date() + timedelta(days=1):
            return found
    return None


def _timed(text: str, match: re.Match[str], day: date, offset: str, half: str = "") -> Found:
    clock = clock_after(text, match.end(), day)
    if clock is not None and half in ("晚", "夜") and 0 < clock.hour < 12:
        clock = Clock(clock.hour + 12, clock.minute, clock.second, clock.zone, clock.end)
    end = max(match.end(), clock.end) if clock else match.end()
    return make_found(day, clock, text[match.start() : end], match.start(), offset, inferred=True)


def _relative(text: str, match: re.Match[str], here: datetime, offset: str) -> Found | None:
    today = here.date()
    if match["day"]:
        word = match["day"].lower()
        return _timed(text, match, today - timedelta(days=_RELATIVE_DAYS[word[0]]), offset, word[-1])
    if match["week"]:
        monday = today - timedelta(days=today.weekday() + 7 * match["week"].count("上"))
        day = monday + timedelta(days=_WEEKDAYS[match["weekday"]])
        return _timed(text, match, day, offset) if day <= today else None
    if match["lastday"]:
        back = (today.weekday() - _WEEKDAY_NAMES.index(match["name"].lower()) - 1) % 7 + 1
        return _timed(text, match, today - timedelta(days=back), offset)
    if match["month"]:
        first = today.replace(day=1)
        first = (first - timedelta(days=1)).replace(day=1) if match["month"] == "上" else first
        in_month = day_or_none(first.year, first.month, int(match["mday"]))
        return _timed(text, match, in_month, offset) if in_month is not None and in_month <= today else None
    return _ago(text, match, here, offset)


_UNITS = {
    "秒": "second", "分": "minute", "小": "hour", "钟": "hour", "鐘": "hour", "天": "day", "日": "day", "周": "week",
    "週": "week", "星": "week", "月": "month", "年": "year", "s": "second", "h": "hour", "d": "day", "w": "week",
    "y": "year",
}  # fmt: skip


def _ago(text: str, match: re.Match[str], here: datetime, offset: str) -> Found | None:
    """ "3小时前" is as precise as its unit: minutes give a minute, hours and days a day, weeks and months a month."""
    if match["now"]:
        count, unit = 0.0, "minute"
    else:
        said = match["count"].lower()
        count = _COUNTS.get(said) or float(said if said.isdecimal() else han_number(said))
        word = match["unit"].lower()
        unit = ("month" if word.startswith("mo") else "minute") if word[0] == "m" else _UNITS[word[0]]
    if count < 0:
        return None
    span, start = match[0], match.start()
    if unit in ("second", "minute"):
        when = here - timedelta(seconds=count * (1 if unit == "second" else 60))
        return Found(when.strftime("%Y-%m-%dT%H:%M") + offset, "minute", span, start, True)
    if unit == "hour":
        return Found((here - timedelta(hours=count)).date().isoformat(), "day", span, start, True)
    if unit == "day":
        return _timed(text, match, (here - timedelta(days=count)).date(), offset)
    if unit == "week":
        return Found((here - timedelta(weeks=count)).strftime("%Y-%m"), "month", span, start, True)
    if unit == "month":
        return Found(_months_before(here, int(count)), "month", span, start, True)
    return Found(f"{here.year - int(count):04d}", "year", span, start, True)


def _months_before(here: datetime, count: int) -> str:
    months = here.year * 12 + here.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _vague(whole: re.Match[str], here: datetime) -> Found:
    """上周, last month, 去年: the month or the year they lie in."""
    unit = (whole["span"] or whole["name"] or "year").lower()
    if unit in ("year",):
        return Found(f"{here.year - 1:04d}", "year", whole[0], 0, True)
    if unit in ("月", "month"):
        return Found(_months_before(here, 1), "month", whole[0], 0, True)
    return Found((here - timedelta(weeks=1)).strftime("%Y-%m"), "month", whole[0], 0, True)
