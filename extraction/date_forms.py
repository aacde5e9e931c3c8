"""The written forms of dates and times, as patterns and the numbers they mean.

Patterns only and the arithmetic of numerals, months and zones; what a match means as a date, dates.py decides.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

SP = r"[ \t\u00a0\u3000]{0,4}"
MONTH = r"(1[0-2]|0?[1-9])"
DAY = r"(3[01]|[12]\d|0?[1-9])"
_YEAR = r"((?:19|20)\d\d)"
HAN = "〇○零一二三四五六七八九"
HAN_NUMBER = f"([{HAN}十廿卅元]{{1,4}})"
MONTH_NAME = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
ORDINAL = r"(?:st|nd|rd|th)?"

# Each gives year, month, day as its groups, in the order named beside it.
DAY_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(rf"(?<![\d.]){_YEAR}{SP}年{SP}(1[0-2]|0?[1-9]|元){SP}月{SP}{DAY}(?!\d){SP}[日号號]?")),
    ("ymd", re.compile(rf"(?<![\d./-]){_YEAR}{SP}([-/.]){SP}{MONTH}{SP}\2{SP}{DAY}(?!\d|[-/.]\d)")),
    ("ymd", re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$|[012]\d[0-5]\d)")),
    ("ymd", re.compile(rf"([{HAN}]{{4}}){SP}年{SP}{HAN_NUMBER}{SP}月{SP}{HAN_NUMBER}{SP}[日号號]")),
    ("roc", re.compile(rf"民[國国]{SP}(\d{{2,3}}){SP}年{SP}{MONTH}{SP}月{SP}{DAY}(?!\d){SP}日?")),
    ("roc", re.compile(rf"民[國国]([{HAN}十百]{{2,6}})年{HAN_NUMBER}月{HAN_NUMBER}日")),
    ("roc", re.compile(rf"(?<![\d.])(1[0-4]\d){SP}年{SP}{MONTH}{SP}月{SP}{DAY}(?!\d){SP}日")),
    ("mdy", re.compile(rf"\b{MONTH_NAME}{SP}{DAY}{ORDINAL}(?!\d),?{SP}{_YEAR}\b", re.I)),
    (
        "dmy",
        re.compile(rf"(?<![\d.]){DAY}{ORDINAL}(?:{SP}(?:of\b{SP})?|[-/]){MONTH_NAME},?(?:{SP}|[-/]){_YEAR}\b", re.I),
    ),
    ("yMd", re.compile(rf"(?<![\d.]){_YEAR}[-, ]{{1,2}}{MONTH_NAME}[- ]{DAY}{ORDINAL}(?!\d)", re.I)),
    ("m/d/y", re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\d./-])")),
)
# Years of two or three digits: believed alone on the line or behind a word that announces a date.
_ANNOUNCED = r"(?:^|[:：(（\[【]|[时時][间間]|日期|[发發]布|[发發]表|刊登|posted|published|date|on)[ \t\u3000]{0,3}"
SHORT_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(rf"{_ANNOUNCED}(?P<whole>(\d\d|1[0-4]\d)([-/.])(\d\d?)\3(\d\d?)(?![\d./-]))", re.I)),
    ("ymd", re.compile(rf"(?<!\d)(?P<whole>(\d\d){SP}年{SP}{MONTH}{SP}月{SP}{DAY}(?!\d){SP}[日号號])")),
    ("dMy", re.compile(rf"(?<![\d.])(?P<whole>{DAY}[- ]{MONTH_NAME}[- ]['’]?(\d\d))(?![\d:])", re.I)),
    ("Mdy", re.compile(rf"\b(?P<whole>{MONTH_NAME} {DAY}, ?['’]?(\d\d))(?![\d:])", re.I)),
)
# Fri Jan 05 10:22:33 CST 2024, as Java and the command date write it.
WITH_CLOCK_INSIDE = re.compile(
    rf"\b{MONTH_NAME} {{1,2}}{DAY} ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?: ([A-Z]{{2,4}}|[+-]\d{{4}}))? {_YEAR}\b"
)
# A calendar leaf: the day in large figures over or under its month.
LEAF = re.compile(
    rf"\s*(?:(?P<d>{DAY[1:-1]})\s*[日/]?\s+(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])月?"
    rf"|(?P<y2>20\d\d)\s*[-/.年]\s*(?P<m2>1[0-2]|0?[1-9])月?\s+(?P<d2>{DAY[1:-1]})日?)\s*"
)
MONTH_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ym", re.compile(rf"(?<![\d.]){_YEAR}{SP}年{SP}{MONTH}{SP}月(?!{SP}\d)")),
    ("my", re.compile(rf"\b{MONTH_NAME},?{SP}{_YEAR}\b", re.I)),
)
WHOLE_MONTH = re.compile(r"((?:19|20)\d\d)[-/.](0[1-9]|1[0-2])")
WHOLE_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:第?\s?\d{1,3}期)?")
# What may stand between a date and its time: blanks, T, a weekday, a bar, a comma, "at".
_BETWEEN = (
    r"(?:[ \t\r\n\u00a0\u3000]{1,8}|T|[|,，·@]|[ ][-–—/][ ]|[(（\[]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）\]]?"
    r"|[(（][一二三四五六日][)）]|at\b"
    r"|[(（]?(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?[)）]?|北京时间|发布|發布|时间[:：]){0,6}"
)
_HALF = (
    r"(上午|下午|午[后後]|晚上|晚间|晚間|夜间|夜間|深夜|傍晚|凌晨|中午|早上|早晨|清晨"
    r"|[晚早](?=[\d一二三四五六七八九十])|[ap]\.?m\b\.?)"
)
_CLOCK = (
    rf"(?:{_HALF}{SP})?([01]?\d|2[0-4]){SP}(?:[:：]{SP}([0-5]\d)(?:[:：]([0-5]\d)(?:[.,]\d{{1,9}})?)?"
    rf"|[时時点點]{SP}(?:([0-5]?\d){SP}分?{SP}(?:([0-5]?\d){SP}秒)?)?)(?!\d){SP}(?:{_HALF})?"
)
_ZONE = (
    rf"(?:{SP}[(（]?(Z\b|(?:UTC|GMT)?{SP}[+-][01]?\d(?::?[0-5]\d)?(?!\d)|北京时间|北京時間|香港時間|台北時間"
    r"|(?:Eastern|Central|Mountain|Pacific)(?: (?:Standard|Daylight))? Time|[A-Z]{2,4}\b))?"
)
CLOCK_AFTER = re.compile(f"{_BETWEEN}{_CLOCK}{_ZONE}", re.I)
CLOCK_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?!\d)")
CLOCK_ONLY_HOUR = re.compile(rf"{_BETWEEN}([01]?\d|1[0-2]){SP}([ap]\.?m\b\.?){_ZONE}", re.I)
CLOCK_BEFORE = re.compile(
    rf"{_CLOCK}{_ZONE}[)）]?(?:{SP}[,，·|–—-])?{SP}(?:on{SP})?(?:[A-Z][a-z]{{2,8}}\.?,?{SP})?$", re.I
)
# 上午十时三十分, 下午3点半; hours in figures and minutes in figures are CLOCK_AFTER's.
CLOCK_HAN = re.compile(
    rf"{_BETWEEN}(?:{_HALF}{SP})?(?:([{HAN}十]{{1,3}})[时時点點](?:整|(半|[一三]刻|[{HAN}十]{{1,3}}分))?"
    r"|([01]?\d|2[0-4])[时時点點](半|[一三]刻))"
)

_HAN_VALUES = {c: max(0, n - 2) for n, c in enumerate(HAN)} | {"元": 1, "两": 2, "兩": 2}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "hkt": 480, "sgt": 480, "cst": 480, "北京时间": 480,
    "北京時間": 480, "香港時間": 480, "台北時間": 480,
    "jst": 540, "kst": 540, "ist": 330, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "aest": 600, "aedt": 660,
}  # fmt: skip
_AMERICAN = {"et": -300, "ct": -360, "mt": -420, "pt": -480}


def han_number(text: str) -> int:
    """The number below a thousand that Chinese numerals mean, or the year by position (二〇二四); -1 when none.

    >>> han_number("二〇二四"), han_number("二十四"), han_number("十"), han_number("卅一"), han_number("一百一十三")
    (2024, 24, 10, 31, 113)
    """
    if not text:
        return -1
    if all(c in _HAN_VALUES for c in text):
        return int("".join(str(_HAN_VALUES[c]) for c in text))
    hundreds, mark, rest = text.rpartition("百")
    if mark:
        if hundreds not in _HAN_VALUES:
            return -1
        below = han_number(rest.lstrip("零〇")) if rest else 0
        return -1 if below < 0 else _HAN_VALUES[hundreds] * 100 + below
    tens, mark, ones = text.partition("十")
    if not mark:
        tens, ones = {"廿": "二", "卅": "三"}.get(text[0], ""), text[1:]
        if not tens:
            return -1
    if len(tens) > 1 or len(ones) > 1 or any(c not in _HAN_VALUES for c in tens + ones):
        return -1
    return (_HAN_VALUES[tens] if tens else 1) * 10 + (_HAN_VALUES[ones] if ones else 0)


def number(text: str) -> int:
    """The number that figures or Chinese numerals mean."""
    return int(text) if text.isascii() else han_number(text)


def month_number(name: str) -> int:
    """1 to 12 for an English month name or its abbreviation."""
    return _MONTHS.index(name[:3].lower()) + 1


def zone_minutes(name: str, day: date, twelve_hours: bool) -> int | None:
    """Minutes east of UTC for a zone as written, None when it names none.

    CST means China on a page that counts twenty-four hours and the American Midwest beside a.m. or p.m.
    """
    name = "".join(name.lower().split())
    if name == "cst" and twelve_hours:
        return -360
    if name in _ZONES:
        return _ZONES[name]
    if name.endswith("time"):  # Eastern Time, Pacific Daylight Time
        name = name[0] + "t"
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
