"""Old bytes, new reading: kept articles read again with the extractor of today, settled in place of the old readings.

In: an open archive and profiles. Out: a Comparison, before anything is changed; then all captures of an article
together, marked as re-extraction. A better extractor is no edit by the site: versions keep their captures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import SettingError
from archive.records import Article, Reading
from crawler.comparison import Comparison
from crawler.reading_again import read_capture
from extraction import Profiles

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture


@dataclass
class Rewritten:
    """How far writing has come."""

    done: int = 0  # articles that read otherwise now
    same: int = 0  # articles whose readings are already those of today
    left: int = 0  # articles left as they were: a capture of theirs reads as no article any more


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
    for identity, url, of_site in archive.article_urls(site):
        rereadings = {capture.warc: new for capture, _, new in _read_again(archive, identity, profiles)}
        for version in archive.versions(identity):
            if version.warc in rereadings:
                name = identity[:12] + (f" version {version.number}" if version.number > 1 else "")
                comparison.add(of_site, name, version.article, rereadings[version.warc], url)
    return comparison


def settle_again(archive: Archive, profiles: Profiles, site: str = "") -> Rewritten:
    """Puts the new readings in the place of the old ones, article by article.

    What reads as it is kept is left alone, so that a run begun again goes on where the last one ended.
    """
    wanted = archive.article_urls(site)
    for name in sorted({of_site for _, _, of_site in wanted}):
        archive.lock_site(name)  # no crawl is settling captures of it at this moment
    so_far = Rewritten()
    for identity, _, _ in wanted:
        again = list(_read_again(archive, identity, profiles))
        new = [(capture, reading) for capture, _, reading in again if isinstance(reading, Article)]
        if len(new) < len(again):
            so_far.left += 1  # some captures read by one extractor, some by another, would look like an edit
        elif all(old == reading for _, old, reading in again):
            so_far.same += 1
        else:
            archive.settle_rereadings(new)
            so_far.done += 1
    return so_far


def _read_again(archive: Archive, identity: str, profiles: Profiles) -> Iterator[tuple[Capture, Article, Reading]]:
    """Each capture of an article with its reading of before and that of now; equal bytes are read once."""
    known: dict[str, Article] = {}
    for capture, old in archive.read_captures(identity):
        reading: Reading | None = known.get(capture.digest)
        if reading is None:
            reading = read_capture(archive, capture, profiles)
            # Further pages are those kept at the time of each capture.
            if isinstance(reading, Article) and not (reading.pages or reading.part_urls):
                known[capture.digest] = reading
        yield capture, old, reading
