"""Which fields the pages of one run gave, and which selectors of the profile found anything.

In: pages asked for as articles, what was read from them, what the archive held before. Out: counts for the run's
report, from which coverage is told. Two tallies are kept apart: new articles of these weeks, to be compared with those
of the weeks before; and pages read again, which should give what they gave. Old articles that a backfill brings are in
neither: pages of 2008 have other fields. A field may be filled by the generic reading long after the site's own
selector went blind; so selectors are tried by themselves, on the first pages of a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from archive.records import Article, Page, Reading, Rejected, Role
from crawler.discovery import day_in_url
from crawler.payload import Undecodable, decoded
from extraction.decode import decode_page
from extraction.tree import parse_html

if TYPE_CHECKING:
    from lxml import etree

    from extraction.profiles import Era, Profile

FIELDS = ("title", "body", "published", "source", "reporters", "correspondents", "photographers", "editors", "channel")
TEMPLATE = "template"  # counted like a field: whether an era of the profile knew the page
PLACES = ("title", "published", "source", "byline", "editors", "body")
FRESH = timedelta(days=14)
TRIED_PAGES = 40  # of a run; a second parse costs, and forty pages tell
# What a page is read as when its template changed under us; a video or a login wall is something else.
_UNREAD = frozenset({"no-article", "empty", "listing"})

Tally = dict[str, list[int]]  # name → pages that should give it, pages that gave it


@dataclass
class FieldCounts:
    """Counts over the article pages of one run."""

    fresh: Tally = field(default_factory=dict)  # of new articles
    again: Tally = field(default_factory=dict)  # of pages read again, by what they gave before
    places: Tally = field(default_factory=dict)  # "ERA/match.0", "ERA/body": whether the selectors found anything
    chars: list[int] = field(default_factory=list)  # of the bodies of new articles
    tried: int = 0

    def add(self, page: Page, role: Role, reading: Reading | None, was: Article | None, profile: Profile) -> None:
        """Counts one judged page; others than article pages with text are left out."""
        read = isinstance(reading, Article) and reading.kind != "attachment"
        unread = isinstance(reading, Rejected) and reading.reason in _UNREAD
        if role is not Role.ARTICLE or page.status not in (200, 304) or not (read or unread):
            return
        article = reading if isinstance(reading, Article) else None
        names = (*FIELDS, TEMPLATE) if profile.eras else FIELDS
        if was is not None:
            for name in names:
                if _gives(was, name):
                    _count(self.again, name, _gives(article, name))
        elif is_fresh(article, page):
            for name in names:
                _count(self.fresh, name, _gives(article, name))
            if article is not None:
                self.chars.append(len(article.body))
        else:
            return
        if profile.eras and self.tried < TRIED_PAGES:
            self.tried += 1
            known = next((a.profile for a in (article, was) if a is not None and a.profile), "")
            self._try_places(page, known.partition("#")[2], profile)

    def as_report(self) -> dict[str, Any]:
        """The counts as the run's report keeps them; what is empty is left out."""
        rows = {"fresh": self.fresh, "again": self.again, "places": dict(sorted(self.places.items()))}
        told: dict[str, Any] = {key: tally for key, tally in rows.items() if tally}
        return {**told, "chars": int(median(self.chars))} if self.chars else told

    def _try_places(self, page: Page, era_name: str, profile: Profile) -> None:
        try:
            page = decoded(page)
        except Undecodable:
            return
        root = parse_html(decode_page(page.payload, page.content_type, hint=profile.encoding)[0])
        if root is None:
            return
        era = next((era for era in profile.eras if era.name == era_name), None) or nearest_era(root, profile.eras)
        for key, found in _places(root, era):
            _count(self.places, key, found)


def is_fresh(article: Article | None, page: Page) -> bool:
    """Whether a page is of these weeks, as far as it or its address says; one that does not say is taken for new."""
    day = _day(article.published) if article is not None else None
    day = day or day_in_url(page.url)
    return day is None or page.captured_at is None or page.captured_at.date() - day <= FRESH


def nearest_era(root: etree._Element, eras: tuple[Era, ...]) -> Era:
    """The era that a page most likely belongs to though not all that it asks for is there; of equals the newest."""

    def fit(era: Era) -> tuple[float, int, str]:
        matched = sum(bool(selector.find(root)) for selector in era.match)
        places = sum(any(selector.find(root) for selector in getattr(era, name)) for name in PLACES)
        return matched / max(1, len(era.match)), places, era.since

    return max(eras, key=fit)


def selectors_of(profile: Profile, place: str) -> str:
    """The selectors that a place of the report names, as the profile writes them; "" when it has none there.

    Args:
        place: `ERA/match.1`, `ERA/body`.
    """
    era_name, _, rest = place.rpartition("/")
    name, _, number = rest.partition(".")
    era = next((era for era in profile.eras if era.name == era_name), None)
    chosen = getattr(era, name, ())
    if number:
        chosen = chosen[int(number) : int(number) + 1]
    return ", ".join(selector.text for selector in chosen)


def _count(tally: Tally, name: str, given: bool) -> None:
    pair = tally.setdefault(name, [0, 0])
    pair[0] += 1
    pair[1] += given


def _gives(article: Article | None, name: str) -> bool:
    return article is not None and bool(article.profile if name == TEMPLATE else getattr(article, name))


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def _places(root: etree._Element, era: Era) -> Iterator[tuple[str, bool]]:
    for number, selector in enumerate(era.match):
        yield f"{era.name}/match.{number}", bool(selector.find(root))
    for name in PLACES:
        if selectors := getattr(era, name):
            yield f"{era.name}/{name}", any(_says(item) for selector in selectors for item in selector.find(root))


def _says(item: etree._Element | str) -> bool:
    return bool((item if isinstance(item, str) else "".join(map(str, item.itertext()))).strip())
