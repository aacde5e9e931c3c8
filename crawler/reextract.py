"""Old bytes, new reading: kept articles read again with the extractor of today, and what each field gains or loses.

In: an open archive and profiles. Out: a Comparison field by field, before anything is changed; then the readings
settled in place of the old ones. A better extractor is no edit by the site: versions keep their captures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.errors import SettingError
from archive.records import Article, Outcome, Reading, Role
from crawler.reading_again import read_capture
from extraction import Profiles

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture

FIELDS = (
    "title",
    "pretitle",
    "subtitle",
    "published",
    "source",
    "reporters",
    "editors",
    "byline",
    "channel",
    "topics",
    "body",
)
_ENOUGH = 20  # filled fields below which losing one or two proves nothing
_FEW_MAY_LOSE = 1 / 3


@dataclass
class Comparison:
    """What reading again changes, by field: filled before, filled after, different."""

    articles: int = 0
    gone: list[str] = field(default_factory=list)  # URLs whose bytes give no article any more, with the reason
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    different: Counter[str] = field(default_factory=Counter)

    def add(self, old: Article, new: Reading, url: str) -> None:
        """Compares one article with its new reading."""
        self.articles += 1
        if not isinstance(new, Article):
            self.gone.append(f"{url}: {new.reason} {new.detail}".strip())
        for name in FIELDS:
            had = getattr(old, name)
            has = getattr(new, name) if isinstance(new, Article) else type(had)()
            self.before[name] += bool(had)
            self.after[name] += bool(has)
            self.different[name] += had != has

    def losses(self, bound: float) -> list[str]:
        """Fields whose coverage falls by more than the bound (a share of what was filled)."""
        found = []
        for name in FIELDS:
            had, has = self.before[name], self.after[name]
            allowed = bound if had >= _ENOUGH else max(bound, _FEW_MAY_LOSE)
            if had - has > allowed * had:
                found.append(f"{name}: filled in {had} articles before, in {has} now")
        return found

    def lines(self) -> Iterator[str]:
        """The comparison as a table."""
        yield f"{self.articles} articles read again, {len(self.gone)} no longer read as articles"
        for name in FIELDS:
            if self.different[name]:
                had, has = self.before[name], self.after[name]
                yield f"  {name:<10} {self.different[name]} different, filled {had} → {has} ({has - had:+d})"
        yield from (f"  lost: {line}" for line in self.gone[:20])


def captures_read(archive: Archive, site: str = "") -> Iterator[tuple[Capture, Article]]:
    """The captures that hold the bytes of an article's versions, with what they were read to say."""
    for version in archive.every_version():
        if site and version.site != site:
            continue
        for capture in archive.captures(version.url):
            if capture.warc == version.warc and capture.role in (Role.ARTICLE, Role.ATTACHMENT):
                yield capture, version.article
                break


def refuse_unread(archive: Archive, profiles: Profiles, site: str = "") -> None:
    """Refuses a site of which nothing is kept, and articles whose profile is not loaded: read without it, they would
    lose what it gave them.

    Raises:
        SettingError: says which, and what to name.
    """
    kept, missing = set(), set()
    for version in archive.every_version():
        kept.add(version.site)
        name = version.article.profile.partition("/")[0]
        if (not site or version.site == site) and name and profiles.by_name(name) is None:
            missing.add(name)
    if site and site not in kept:
        raise SettingError(f"{site}: no article of it is kept; kept are {', '.join(sorted(kept)) or 'none'}")
    if missing:
        names = ", ".join(sorted(missing))
        raise SettingError(f"articles were read by profiles not loaded: {names}; name their folder: SITE_PROFILES")


def compare(archive: Archive, profiles: Profiles, site: str = "") -> Comparison:
    """What reading everything again would change; nothing is changed."""
    comparison = Comparison()
    for capture, old in captures_read(archive, site):
        comparison.add(old, read_capture(archive, capture, profiles), capture.url)
    return comparison


def settle_again(archive: Archive, profiles: Profiles, site: str = "") -> int:
    """Puts the new readings in the place of the old ones, articles only; how many."""
    done = 0
    for capture, _ in list(captures_read(archive, site)):
        reading = read_capture(archive, capture, profiles)
        if isinstance(reading, Article) and capture.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED):
            archive.settle(capture.id, reading)
            done += 1
    return done
