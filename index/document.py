"""A document: one version of an article as the index sees it. Made from what the archive keeps, the same way by every
engine.

Texts and names are as kept, not folded; several names of one field are lines, so that no phrase crosses them. The
digest covers all but the times of our own clock, so that two crawls of the same pages have the same digests.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, timedelta, timezone

from archive.records import Version
from archive.values import frozen
from index.engine import Row

UNDATED = -(1 << 31)  # the day of a document without a date; no range reaches it
DAY = 86_400_000_000  # microseconds
FOREVER = (1 << 62) - 1  # valid_to of a current version, in microseconds
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?)?)?")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class Document:
    """`texts` and `names` by field name; days count from 1970-01-01; moments are microseconds from there, in UTC."""

    article_id: str
    version: int
    texts: dict[str, str]
    names: dict[str, str]
    first_day: int
    last_day: int
    moment: int
    valid_from: int
    valid_to: int
    digest: str

    @property
    def current(self) -> bool:
        return self.valid_to == FOREVER

    @property
    def row(self) -> Row:
        return Row(self.article_id, self.version, self.digest, self.valid_from, self.valid_to)


def days_of(iso: str) -> tuple[int, int] | None:
    """First and last day that a year, month or day means (a time of day is left aside); None when it is none.

    >>> days_of("2016-02")
    (16832, 16860)
    """
    found = _ISO.match(iso.strip())
    if not found:
        return None
    from calendar import monthrange  # brings the locales along, and few searches ask for a date

    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    try:
        first = date(year or 1, month or 1, day or 1)
        last = date(year or 1, month or 12, day or monthrange(year or 1, month or 12)[1])
    except ValueError:
        return None
    return (first - _EPOCH.date()).days, (last - _EPOCH.date()).days


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(iso: str) -> int:
    """When a published date begins, as far as it is said; without an offset it counts as UTC. UNDATED when it is
    none.
    """
    found = _ISO.match(iso.strip())
    days = days_of(iso)
    if not found or days is None:
        return UNDATED
    hour, minute, second = (int(part or 0) for part in found.groups()[3:])
    zone = _OFFSET.search(iso)
    offset = timedelta(0)
    if zone and found.group(4):
        offset = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (1 if zone[1] == "+" else -1)
    try:
        whole = datetime(1970, 1, 1, hour, minute, min(second, 59), tzinfo=timezone(offset))
    except ValueError:
        whole = _EPOCH
    return micros(whole + timedelta(days=days[0]))


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def document_of(version: Version) -> Document:
    """What the index holds of one version."""
    article = version.article
    texts = {
        "title": article.title,
        "subtitle": _lines(article.pretitle, article.subtitle),
        "body": article.body,
        # What damaged spans may have said: searchable, and never part of the text.
        "conjecture": _lines(*(repair.conjecture for repair in article.repairs)),
    }
    names = {
        "source": article.source,
        "reporter": _lines(*article.reporters, *article.correspondents, *article.photographers),
        "editor": _lines(*article.editors),
        "channel": article.channel,
        "topic": _lines(*article.topics, *article.keywords),
        "url": version.url,
        "site": version.site,
        "kind": article.kind,
        "status": version.status,
    }
    first, last = days_of(article.published) or (UNDATED, UNDATED)
    valid_to = FOREVER if version.valid_to is None else micros(version.valid_to)
    held = [*texts.items(), *names.items(), ("date", article.published), ("current", str(version.valid_to is None))]
    told = "\x00".join(f"{name}\x01{value}" for name, value in held)
    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16)
    return Document(
        article_id=version.id,
        version=version.number,
        texts=texts,
        names=names,
        first_day=first,
        last_day=last,
        moment=moment_of(article.published),
        valid_from=micros(version.valid_from),
        valid_to=valid_to,
        digest=digest.hexdigest(),
    )
