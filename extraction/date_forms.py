"""The written forms of dates and times, as patterns and the numbers they mean.

Patterns only and the arithmetic of numerals, months and zones; what a match means as a date, dates.py decides.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_SP = r"[ \t\u00a0\u3000]{0,4}"
_M = r"(1[0-2]|0?[1-9])"
_D = r"(3[01]|[12]\d|0?[1-9])"
_YEAR = r"((?:19|20)\d\d)"
_HAN = "〇○零一二三四五六七八九"
_HAN_NUMBER = f"([{_HAN}十廿卅元]{{1,4}})"
_MONTH_NAME = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"

# Each gives year, month, day as its groups, in the order named beside it.
DAY_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(rf"(?<![\d.]){_YEAR}{_SP}年{_SP}(1[0-2]|0?[1-9]|元){_SP}月{_SP}{_D}(?!\d){_SP}[日号號]?")),
    ("ymd", re.compile(rf"(?<![\d./-]){_YEAR}{_SP}([-/.]){_SP}{_M}{_SP}\2{_SP}{_D}(?!\d|[-/.]\d)")),
    ("ymd", re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$|[012]\d[0-5]\d)")),
    ("ymd", re.compile(rf"([{_HAN}]{{4}}){_SP}年{_SP}{_HAN_NUMBER}{_SP}月{_SP}{_HAN_NUMBER}{_SP}[日号號]")),
    ("roc", re.compile(rf"民[國国]{_SP}(\d{{2,3}}){_SP}年{_SP}{_M}{_SP}月{_SP}{_D}(?!\d){_SP}日?")),
    ("roc", re.compile(rf"民[國国]([{_HAN}十百]{{2,6}})年{_HAN_NUMBER}月{_HAN_NUMBER}日")),
    ("roc", re.compile(rf"(?<![\d.])(1[0-4]\d){_SP}年{_SP}{_M}{_SP}月{_SP}{_D}(?!\d){_SP}日")),
    ("mdy", re.compile(rf"\b{_MONTH_NAME}{_SP}{_D}{_ORDINAL}(?!\d),?{_SP}{_YEAR}\b", re.I)),
    (
        "dmy",
        re.compile(
            rf"(?<![\d.]){_D}{_ORDINAL}(?:{_SP}(?:of\b{_SP})?|[-/]){_MONTH_NAME},?(?:{_SP}|[-/]){_YEAR}\b", re.I
        ),
    ),
    ("yMd", re.compile(rf"(?<![\d.]){_YEAR}[-, ]{{1,2}}{_MONTH_NAME}[- ]{_D}{_ORDINAL}(?!\d)", re.I)),
    ("m/d/y", re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\d./-])")),
)
# Years of two or three digits: believed alone on the line or behind a word that announces a date.
_ANNOUNCED = r"(?:^|[:：(（\[【]|[时時][间間]|日期|[发發]布|[发發]表|刊登|posted|published|date|on)[ \t\u3000]{0,3}"
SHORT_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(rf"{_ANNOUNCED}(?P<whole>(\d\d|1[0-4]\d)([-/.])(\d\d?)\3(\d\d?)(?![\d./-]))", re.I)),
    ("ymd", re.compile(rf"(?<!\d)(?P<whole>(\d\d){_SP}年{_SP}{_M}{_SP}月{_SP}{_D}(?!\d){_SP}[日号號])")),
    ("dMy", re.compile(rf"(?<![\d.])(?P<whole>{_D}[- ]{_MONTH_NAME}[- ]['’]?(\d\d))(?![\d:])", re.I)),
    ("Mdy", re.compile(rf"\b(?P<whole>{_MONTH_NAME} {_D}, ?['’]?(\d\d))(?![\d:])", re.I)),
)
# Fri Jan 05 10:22:33 CST 2024, as Java and the command date write it.
WITH_CLOCK_INSIDE = re.compile(
    rf"\b{_MONTH_NAME} {{1,2}}{_D} ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?: ([A-Z]{{2,4}}|[+-]\d{{4}}))? {_YEAR}\b"
)
# A calendar leaf: the day in large figures over or under its month.
LEAF = re.compile(
    rf"\s*(?:(?P<d>{_D[1:-1]})\s*[日/]?\s+(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])月?"
    rf"|(?P<y2>20\d\d)\s*[-/.年]\s*(?P<m2>1[0-2]|0?[1-9])月?\s+(?P<d2>{_D[1:-1]})日?)\s*"
)
MONTH_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ym", re.compile(rf"(?<![\d.]){_YEAR}{_SP}年{_SP}{_M}{_SP}月(?!{_SP}\d)")),
    ("my", re.compile(rf"\b{_MONTH_NAME},?{_SP}{_YEAR}\b", re.I)),
)
WHOLE_MONTH = re.compile(r"((?:19|20)\d\d)[-/.](0[1-9]|1[0-2])")
WHOLE_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:第?\s?\d{1,3}期)?")
# Month and day without a year. Numbers alone must be followed by a time, or they are scores and fractions.
YEARLESS_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("md", re.compile(rf"(?:(?P<year>今年|去年|前年){_SP}|(?<![\d年./-])){_M}{_SP}月{_SP}{_D}(?!\d){_SP}[日号號]")),
    (
        "md",
        re.compile(
            rf"(?:(?P<year>今年|去年|前年)|(?<![\d年十〇零]))(十[一二]?|[一二三四五六七八九元])月{_HAN_NUMBER}[日号號]"
        ),
    ),
    ("md", re.compile(rf"(?P<year>$^)?(?<![\d年./-]){_M}[-/]{_D}(?=[ \t\u00a0\u3000]{{1,4}}[0-2]?\d[:：][0-5]\d)")),
    ("Md", re.compile(rf"(?P<year>$^)?\b{_MONTH_NAME}{_SP}{_D}{_ORDINAL}(?![\d:])\b", re.I)),
    ("dM", re.compile(rf"(?P<year>$^)?(?<![\d.:]){_D}{_ORDINAL}{_SP}(?:of )?{_MONTH_NAME}\b(?!{_SP}\d)", re.I)),
)
YEAR_WORDS = {"今年": 0, "去年": 1, "前年": 2}
_UNIT = (
    r"(?P<unit>秒钟?|分钟|分鐘|小时|小時|钟头|鐘頭|天|日|周|週|星期|月|年"
    r"|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
)
_COUNT = rf"(?P<count>\d{{1,3}}|半|[{_HAN}两兩十]{{1,3}}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
RELATIVE = re.compile(
    rf"(?P<ago>(?<![\d第]){_COUNT}{_SP}[个個]?多?{_UNIT}{_SP}(?:之?前|以前|ago))"
    r"|(?P<now>刚刚|剛剛|刚才|剛才|just now)"
    r"|(?P<day>今[天日晨早晚夜]|昨[天日晨晚夜]|大前天|前[天日晚]|\btoday\b|\byesterday\b)"
    r"|(?P<week>上上|[上本这這])(?:[个個])?(?:周|週|星期|礼拜|禮拜)(?P<weekday>[一二三四五六日天])"
    r"|(?P<lastday>\blast (?P<name>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
    r"|(?P<month>[上本])[个個]?月(?P<mday>3[01]|[12]\d|0?[1-9])(?!\d) ?[日号號]",
    re.I,
)
# Said alone they tell a week, a month or a year; within a sentence they tell nothing of its page.
WHOLE_VAGUE = re.compile(r"(?:上[个個]?(?P<span>[周週月])|(?P<lastyear>去年)|last (?P<name>week|month|year))", re.I)
RELATIVE_DAYS = {"今": 0, "昨": 1, "前": 2, "大": 3, "t": 0, "y": 1}
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
WEEKDAY_NAMES = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
COUNTS = {"半": 0.5, "a": 1.0, "an": 1.0} | {
    word: float(number)
    for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)  # noqa: SIM905
}

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
    rf"(?:{_HALF}{_SP})?([01]?\d|2[0-4]){_SP}(?:[:：]{_SP}([0-5]\d)(?:[:：]([0-5]\d)(?:[.,]\d{{1,9}})?)?"
    rf"|[时時点點]{_SP}(?:([0-5]?\d){_SP}分?{_SP}(?:([0-5]?\d){_SP}秒)?)?)(?!\d){_SP}(?:{_HALF})?"
)
_ZONE = (
    rf"(?:{_SP}[(（]?(Z\b|(?:UTC|GMT)?{_SP}[+-][01]?\d(?::?[0-5]\d)?(?!\d)|北京时间|北京時間|香港時間|台北時間"
    r"|(?:Eastern|Central|Mountain|Pacific)(?: (?:Standard|Daylight))? Time|[A-Z]{2,4}\b))?"
)
CLOCK_AFTER = re.compile(f"{_BETWEEN}{_CLOCK}{_ZONE}", re.I)
CLOCK_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?!\d)")
CLOCK_ONLY_HOUR = re.compile(rf"{_BETWEEN}([01]?\d|1[0-2]){_SP}([ap]\.?m\b\.?){_ZONE}", re.I)
CLOCK_BEFORE = re.compile(
    rf"{_CLOCK}{_ZONE}[)）]?(?:{_SP}[,，·|–—-])?{_SP}(?:on{_SP})?(?:[A-Z][a-z]{{2,8}}\.?,?{_SP})?$", re.I
)
# 上午十时三十分, 下午3点半; hours in figures and minutes in figures are CLOCK_AFTER's.
CLOCK_HAN = re.compile(
    rf"{_BETWEEN}(?:{_HALF}{_SP})?(?:([{_HAN}十]{{1,3}})[时時点點](?:整|(半|[一三]刻|[{_HAN}十]{{1,3}}分))?"
    r"|([01]?\d|2[0-4])[时時点點](半|[一三]刻))"
)

_HAN_VALUES = {c: max(0, n - 2) for n, c in enumerate(_HAN)} | {"元": 1, "两": 2, "兩": 2}
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
