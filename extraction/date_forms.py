"""The written forms of dates and times, as patterns and the numbers they mean; dates.py puts them together.

Patterns are bounded (no unlimited repetition next to another), so a hostile text costs time in proportion to its size.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_SP = r"[ \t\u00a0\u3000]{0,4}"
_M = r"(1[0-2]|0?[1-9])"
_D = r"(3[01]|[12]\d|0?[1-9])"
_HAN_NUMBER = "([〇零一二三四五六七八九十廿卅]{1,4})"
_MONTH_NAME = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"

# Each gives year, month, day as its groups, in the order named beside it.
DAY_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(rf"(?<![\d.])((?:19|20)\d\d){_SP}年{_SP}{_M}{_SP}月{_SP}{_D}(?!\d){_SP}[日号號]?")),
    ("ymd", re.compile(rf"(?<![\d./-])((?:19|20)\d\d){_SP}([-/.]){_SP}{_M}{_SP}\2{_SP}{_D}(?!\d|[-/.]\d)")),
    ("ymd", re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$|[012]\d[0-5]\d)")),
    ("ymd", re.compile(rf"([〇○零一二三四五六七八九]{{4}})年{_HAN_NUMBER}月{_HAN_NUMBER}[日号號]")),
    ("roc", re.compile(rf"(?:民[國国]){_SP}(\d{{2,3}}){_SP}年{_SP}{_M}{_SP}月{_SP}{_D}(?!\d){_SP}日?")),
    ("mdy", re.compile(rf"\b{_MONTH_NAME}{_SP}{_D}{_ORDINAL}(?!\d),?{_SP}((?:19|20)\d\d)\b", re.I)),
    ("dmy", re.compile(rf"(?<![\d.]){_D}{_ORDINAL}(?:{_SP}|[-/]){_MONTH_NAME},?(?:{_SP}|[-/])((?:19|20)\d\d)\b", re.I)),
    ("m/d/y", re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\d./-])")),
)
MONTH_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ym", re.compile(rf"(?<![\d.])((?:19|20)\d\d){_SP}年{_SP}{_M}{_SP}月(?!{_SP}\d)")),
    ("my", re.compile(rf"\b{_MONTH_NAME},?{_SP}((?:19|20)\d\d)\b", re.I)),
)
WHOLE_MONTH = re.compile(r"((?:19|20)\d\d)[-/](0[1-9]|1[0-2])")
WHOLE_YEAR = re.compile(r"((?:19|20)\d\d)年?")
# Month and day without a year. Numbers alone must be followed by a time, or they are scores and fractions.
YEARLESS_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("md", re.compile(rf"(?<![\d年./-]){_M}{_SP}月{_SP}{_D}(?!\d){_SP}[日号號]")),
    ("md", re.compile(rf"(?<![\d年./-]){_M}[-/]{_D}(?=[ \t\u00a0\u3000]{{1,4}}[0-2]?\d[:：][0-5]\d)")),
    ("Md", re.compile(rf"\b{_MONTH_NAME}{_SP}{_D}{_ORDINAL}(?![\d:])\b", re.I)),
)
_UNIT = r"(秒|分钟|分鐘|小时|小時|天|日|周|週|星期|月|年|second|minute|hour|day|week|month|year)"
RELATIVE = re.compile(
    rf"(?P<ago>(\d{{1,3}}|半|an?|one){_SP}[个個]?{_UNIT}(?:s|鐘|钟)?{_SP}(?:之?前|以前|ago))"
    r"|(?P<now>刚刚|剛剛|刚才|剛才|just now)"
    r"|(?P<day>今天|今日|昨天|昨日|前天|today|yesterday)",
    re.I,
)
RELATIVE_DAYS = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}

# What may stand between a date and its time: blanks, T, a weekday, a bar, a comma, "at".
_BETWEEN = (
    r"(?:[ \t\r\n\u00a0\u3000]{1,8}|T|[|,，·]|[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?|at\b"
    r"|[(（]?(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?[)）]?|北京时间|发布|發布|时间[:：]){0,6}"
)
_HALF = r"(上午|下午|晚上|晚间|晚間|夜间|傍晚|凌晨|中午|早上|早晨|清晨|[ap]\.?m\b\.?)"
_CLOCK = (
    rf"(?:{_HALF}{_SP})?([01]?\d|2[0-4]){_SP}(?:[:：]{_SP}([0-5]\d)(?:[:：]([0-5]\d)(?:[.,]\d{{1,9}})?)?"
    rf"|[时時点點]{_SP}(?:([0-5]?\d){_SP}分?{_SP}(?:([0-5]?\d){_SP}秒)?)?)(?!\d){_SP}(?:{_HALF})?"
)
_ZONE = rf"(?:{_SP}[(（]?(Z\b|(?:UTC|GMT)?[+-][01]?\d(?::?[0-5]\d)?(?!\d)|[A-Z]{{2,4}}\b|北京时间))?"
CLOCK_AFTER = re.compile(f"{_BETWEEN}{_CLOCK}{_ZONE}", re.I)
CLOCK_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?!\d)")
CLOCK_ONLY_HOUR = re.compile(rf"{_BETWEEN}([01]?\d|1[0-2]){_SP}([ap]\.?m\b\.?){_ZONE}", re.I)
CLOCK_BEFORE = re.compile(rf"{_CLOCK}{_ZONE}[,，]?{_SP}(?:on{_SP})?(?:[A-Z][a-z]{{2,8}}\.?,?{_SP})?$", re.I)

_HAN_VALUES = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "hkt": 480, "sgt": 480, "cst": 480, "北京时间": 480,
    "jst": 540, "kst": 540, "ist": 330, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "aest": 600, "aedt": 660,
}  # fmt: skip
_AMERICAN = {"et": -300, "ct": -360, "mt": -420, "pt": -480}


def han_number(text: str) -> int:
    """The number that Chinese numerals mean, by position (二〇二四) or with tens (二十四, 廿四); -1 when none.

    >>> han_number("二〇二四"), han_number("二十四"), han_number("十"), han_number("卅一")
    (2024, 24, 10, 31)
    """
    if all(c in _HAN_VALUES for c in text):
        return int("".join(str(_HAN_VALUES[c]) for c in text)) if text else -1
    tens, mark, ones = text.partition("十")
    if not mark:
        tens, ones = {"廿": "二", "卅": "三"}.get(text[0], ""), text[1:]
        if not tens:
            return -1
    if len(tens) > 1 or len(ones) > 1 or any(c not in _HAN_VALUES for c in tens + ones):
        return -1
    return (_HAN_VALUES[tens] if tens else 1) * 10 + (_HAN_VALUES[ones] if ones else 0)


def month_number(name: str) -> int:
    """1 to 12 for an English month name or its abbreviation."""
    return _MONTHS.index(name[:3].lower()) + 1


def zone_minutes(name: str, day: date, twelve_hours: bool) -> int | None:
    """Minutes east of UTC for a zone as written, None when it names none.

    CST means China on a page that counts twenty-four hours and the American Midwest beside a.m. or p.m.
    """
    name = name.lower()
    if name == "cst" and twelve_hours:
        return -360
    if name in _ZONES:
        return _ZONES[name]
    if name in _AMERICAN:
        return _AMERICAN[name] + (60 if _american_summer(day) else 0)
    digits = name.removeprefix("utc").removeprefix("gmt")
    if digits[:1] not in ("+", "-") or not digits[1:]:
        return None
    hours, _, minutes = digits[1:].partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    value = int(hours) * 60 + int(minutes or 0)
    return None if value > 14 * 60 else (value if digits[0] == "+" else -value)


def _american_summer(day: date) -> bool:
    """Second Sunday of March to first Sunday of November, the American rule since 2007."""

    def sunday(month: int, nth: int) -> date:
        first = date(day.year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))

    return sunday(3, 2) <= day < sunday(11, 1)
