"""Which date around an article is that of its publication: places and an address in, a date and its evidence out.

The head before anything else, 发布 before 更新, never what is announced (截止, 活动时间) or the clock of the site
(今天是), never the future. The date in the address is a cross-check, a bound, and the last resort.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from extraction.dates import PRECISIONS, Found, day_or_none, find_dates, is_future, offset_text, zone_of

_NEAR = 2  # days between address and page that need no explanation
_LATE = 62  # days that a page may say it was published after the day in its address: drafts, series


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may hold the date, and which element or line it is. `rank` below 0: as its own words say."""

    evidence: str
    text: str
    rank: int = -1


PUBLISHED, PLAIN, UPDATED, SIGNED, NEVER = range(5)
_LABEL = re.compile(
    r"(?P<never>今[天日](?:是|[:：]|(?=\s*20\d\d))|[现現]在(?:是|[时時][间間])|[当當]前(?:日期|[时時][间間])|"
    r"(?:系[统統]|服[务務]器|本地)[时時][间間]|北京[时時][间間]\s*[:：是]|[农農][历曆]|截[止至]\w{0,2}|[报報]名\w{0,4}|"
    r"(?:活[动動]|[会會][议議]|[开開][会會幕]|考[试試]|培[训訓]|[举舉][办辦行]|演出|比[赛賽]|施工|放假|起止|有效|公示)(?:日?期|[时時][间間])|"
    r"(?:[实實]施|生效|施行|[开開]始|[结結]束|成立|[创創][办辦刊]|建站|注[册冊]|[访訪][问問]|登[录錄]|[统統][计計])\w{0,2}[:：]?|"
    r"(?:失效|到期)\w{0,2}|版[权權]|[备備]案|ICP|©|copyright|\(c\)|since|deadline|expires?|"
    r"event|when:|due\b|joined|valid|today(?:'s date| is)?\b|current (?:date|time)|local time|established|founded)"
    r"|(?P<updated>(?:最[后後近新])?(?:更新|修改|修[订訂]|[编編][辑輯])(?:[于於]|[时時][间間]|日期)?|"
    r"(?:last )?(?:updated|modified|edited|revised|changed|reviewed)(?: on| at)?)"
    r"|(?P<published>(?:首次)?(?:[发發][布表稿]|刊[发發登載载]|上[传傳線线]|[张張][贴貼]|公[布告]|[录錄]入|添加|[创創]建|"
    r"推送|播出|上[网網])(?:[于於]|[时時][间間]|日期)?|(?:first |originally )?(?:published|posted|released?|issued|"
    r"created|filed)(?: on| at| date)?)"
    r"|(?P<signed>成文日期|印[发發]日期|[发發]文日期|落款|签[发發]日期)"
    r"|(?P<plain>日期|[时時][间間]|\bdate\b|\btime\b)",
    re.I,
)
_RANKS = {"never": NEVER, "updated": UPDATED, "published": PUBLISHED, "signed": SIGNED, "plain": PLAIN}
_STANDING = re.compile(r"\s*[\[(（]?\s*(?:[发發]布|[发發]表|刊[发發登]|更新|修改|published|posted|updated)", re.I)


def rank_dates(
    text: str, captured_at: datetime | None = None, offset: str = "+08:00", near: date | None = None
) -> Iterator[tuple[int, Found]]:
    """Every date of a line with what the words before it, or where it comes first behind it, say of it."""
    end = 0
    behind: bool | None = None
    dates = list(find_dates(text, captured_at, offset, near))
    for at, found in enumerate(dates):
        before = text[end : found.start]
        label = _last_label(before)
        if behind is None:
            # 2024-01-05 09:00 发布 2024-01-06 10:00 更新: the words stand behind
            behind = label is None and _STANDING.match(text, found.end) is not None
        if behind:
            until = dates[at + 1].start if at + 1 < len(dates) else found.end + 12
            label = _LABEL.search(text[found.end : until]) or label
        end = found.end
        yield (_RANKS[label.lastgroup or "plain"] if label else PLAIN), found


def _last_label(text: str) -> re.Match[str] | None:
    return max(_LABEL.finditer(text[-40:]), key=lambda match: match.end(), default=None)


def read_published(text: str, captured_at: datetime | None = None, offset: str = "+08:00") -> Found | None:
    """The date of publication in a line that may hold others.

    >>> read_published("更新时间：2024-01-06 10:00 发布时间：2024-01-05 09:00").published
    '2024-01-05T09:00+08:00'
    """
    ranked = [pair for pair in rank_dates(text, captured_at, offset) if pair[0] != NEVER]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def best_date(
    candidates: Sequence[Candidate], captured_at: datetime | None = None, offset: str = "+08:00", url: str = ""
) -> tuple[Found, str] | None:
    """Choose among places that may hold the date, given in order of trust; return it and its evidence.

    The first place that gives a day wins. A later place that gives the same day more precisely completes it, or the
    zone that it leaves out. When the URL holds a date, a place within two days of it is preferred to one that is not,
    and one that lies long after it is not believed.
    """
    in_url = date_in_url(url) if url else None
    if in_url is not None and is_future(in_url, captured_at):
        in_url = None
    near = _near(in_url)
    read = _ranked(candidates, captured_at, offset, near)
    days = [one for one in read if len(one[1].published) >= 10]
    if in_url is not None and in_url.precision == "day":
        close = [one for one in days if _days_between(in_url.day, one[1].day) <= _NEAR]
        days = close or [one for one in days if _believed(one, in_url)]
    if not days:
        if in_url is not None and in_url.precision == "day":
            return in_url, "url"
        rough = [one for one in read if one[0] != UPDATED]
        if rough:
            _, found, evidence = max(rough, key=lambda one: PRECISIONS.index(one[1].precision))
            return found, evidence
        return (in_url, "url") if in_url is not None else None
    return _completed(days, offset)


def _ranked(
    candidates: Sequence[Candidate], captured_at: datetime | None, offset: str, near: date | None
) -> list[tuple[int, Found, str]]:
    """What the places say: publications in order of trust, then guesses, then changes and signatures."""
    read: list[tuple[int, Found, str]] = []
    for candidate in candidates:
        ranked = [
            (rank if candidate.rank < 0 else candidate.rank, found)
            for rank, found in rank_dates(candidate.text, captured_at, offset, near)
        ]
        ranked = [pair for pair in ranked if pair[0] != NEVER]
        if ranked:
            best = min(rank for rank, _ in ranked)
            read.append((*next(pair for pair in ranked if pair[0] == best), candidate.evidence))
            if best == PUBLISHED:
                continue
            read += [(rank, found, candidate.evidence) for rank, found in ranked if rank > best]
    return sorted(read, key=lambda one: (one[0] >= UPDATED, one[1].inferred, max(one[0], UPDATED)))


def _near(in_url: Found | None) -> date | None:
    if in_url is None:
        return None
    year, month, *day = (int(part) for part in in_url.published.split("-"))
    return day_or_none(year, month, day[0] if day else 15)


def _believed(one: tuple[int, Found, str], in_url: Found) -> bool:
    """A day long after that of the address is a change, an announcement, or wrong."""
    rank, found, _ = one
    late = (date.fromisoformat(found.day) - date.fromisoformat(in_url.day)).days
    return rank <= PLAIN and late <= (_LATE if rank == PUBLISHED else _LATE // 2)


def _completed(days: list[tuple[int, Found, str]], offset: str) -> tuple[Found, str]:
    rank, first, evidence = days[0]
    others = [(found, its) for its_rank, found, its in days[1:] if its_rank == rank or its_rank <= PLAIN]
    if first.precision == "day":
        for other, its_evidence in others:
            local = _in_zone(other, offset)
            for same in (other, local):
                if same.day == first.day and same.precision in ("minute", "second") and not _is_midnight(same):
                    return _in_zone(same, offset) if same is local else same, its_evidence
    elif not first.zoned:
        for other, its_evidence in others:
            zone = _zone_between(first, other)
            if zone and not (offset and zone == "+00:00"):  # local times marked Z are common in Chinese systems
                if zone == offset:
                    break
                place = evidence if evidence == its_evidence else f"{evidence}; zone: {its_evidence}"
                if other.published.endswith(zone):  # the same minute, said whole
                    return other, place
                shown = first.published.removesuffix(offset)
                return replace(first, published=shown + zone, zoned=True), place
    return _in_zone(first, offset) if _is_utc(first) else first, evidence


def _is_utc(found: Found) -> bool:
    return found.zoned and found.published.endswith("+00:00")


def _in_zone(found: Found, offset: str) -> Found:
    """A time in UTC as the site's clock has it, where the site's zone is known."""
    if not offset or not _is_utc(found) or found.precision not in ("minute", "second"):
        return found
    local = datetime.fromisoformat(found.published).astimezone(zone_of(offset))
    form = "%Y-%m-%dT%H:%M:%S" if found.precision == "second" else "%Y-%m-%dT%H:%M"
    return replace(found, published=local.strftime(form) + offset)


def _is_midnight(found: Found) -> bool:
    return found.published[11:19] == "00:00:00" or found.published[11:] == "00:00"


def _zone_between(shown: Found, said: Found) -> str:
    """The zone in which the clock that is shown tells the moment that is said with its zone; "" when none does."""
    if not said.zoned or len(said.published) < 16:
        return ""
    moment = datetime.fromisoformat(said.published)
    local = datetime.fromisoformat(shown.published[:16])
    if moment.replace(tzinfo=None, second=0) == local:
        return said.published[-6:]
    if not _is_utc(said):
        return ""
    difference = local - moment.astimezone(UTC).replace(tzinfo=None, second=0)
    if difference % timedelta(minutes=15) or abs(difference) > timedelta(hours=14):
        return ""
    return offset_text(int(difference.total_seconds()) // 60)


def _days_between(first: str, second: str) -> int:
    return abs((date.fromisoformat(first) - date.fromisoformat(second)).days)


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
            if day := day_or_none(year, int(match[2]), int(match[3])):
                return Found(day.isoformat(), "day", match[0].strip("/"), match.start())
    month = _URL_MONTH.search(path)
    return Found(f"{month[1]}-{month[2]}", "month", month[0].strip("/"), month.start()) if month else None
