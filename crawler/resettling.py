"""What is kept and unread settled from the archive, without network: after a lost catalogue was made again, say.

In: an open archive and profiles. Out: counts, and how much each unknown site leaves unread. Pages that a crawl asked
for are judged as the crawl judged them, imported ones read as the import read them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.errors import DamagedData
from archive.pages import was_requested
from archive.records import Article, Failed, Outcome, Role
from archive.urls import canonical_url
from crawler.arguments import Wanted
from crawler.imported import settle_imported
from crawler.judgement import Judge, Judgement, with_next
from crawler.reading_again import nearest_part, read_capture
from crawler.run import Run
from crawler.walk import Walk
from crawler.wholes import Whole, Wholes
from crawler.workplace import Workplace
from extraction import Profile, Profiles

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture


@dataclass
class Resettled:
    """How many captures were settled, and those left unread, by the site whose profile is missing."""

    settled: int = 0
    left: Counter[str] = field(default_factory=Counter)


def settle_unread(archive: Archive, profiles: Profiles) -> Resettled:
    """Settles every unread capture that can be read; the same captures give the same archive as the crawls gave.

    Args:
        archive: open for writing.
        profiles: a crawled page whose site has none here is left for a run that knows it.
    """
    unread = list(archive.unread())
    for site in {capture.site for capture in unread}:
        archive.lock_site(site)  # no crawl is settling them at this moment
    done = Resettled()
    walks: dict[str, Walk | None] = {}
    with archive.batch():
        # What a page amounts to depends on what was known when it came.
        for capture in sorted(unread, key=lambda c: (c.captured_at or c.kept_at, c.id)):
            if not _was_crawled(archive, capture):
                _settle_imported(archive, capture, profiles)
            elif capture.role is Role.ROBOTS:
                archive.settle(capture.id, None, outcome=Outcome.LISTED, detail=f"HTTP {capture.status}")
            else:
                if capture.site not in walks:
                    walks[capture.site] = _walk(archive, profiles.by_name(capture.site), profiles)
                walk = walks[capture.site]
                if walk is None:
                    done.left[capture.site] += 1
                    continue
                _settle_crawled(walk, capture)
            done.settled += 1
    return done


def _was_crawled(archive: Archive, capture: Capture) -> bool:
    """Whether a crawl asked for it; what cannot be told is taken for crawled, so that nothing is read by guessing."""
    if capture.status is None:
        return False
    try:
        return was_requested(archive.data, capture)
    except DamagedData:
        return True


def _settle_imported(archive: Archive, capture: Capture, profiles: Profiles) -> None:
    is_page = capture.status is None or 200 <= capture.status < 300
    settle_imported(archive, capture, read_capture(archive, capture, profiles) if is_page else None)


def _walk(archive: Archive, profile: Profile | None, profiles: Profiles) -> Walk | None:
    """The decisions of a crawl of that site which asks for nothing."""
    if profile is None:
        return None
    return Walk(Run(Workplace(archive.data), profile, profiles, Wanted(), archive, Judge(profile, profiles)))


def _settle_crawled(walk: Walk, capture: Capture) -> None:
    run = walk.run
    judgement = _judged(walk, capture)
    reading = judgement.reading
    if capture.role is Role.PART and isinstance(reading, Article):
        judgement = Judgement(Outcome.PART)
    elif isinstance(reading, Article) and judgement.parts:
        judgement = _joined(run, capture, judgement, reading)
    run.archive.settle(
        capture.id,
        judgement.reading,
        links=judgement.links,
        outcome=judgement.outcome,
        detail=judgement.detail,
    )


def _judged(walk: Walk, capture: Capture) -> Judgement:
    """As the spider judges an answer when it comes (spiders/site.py)."""
    run, role = walk.run, capture.role
    version = walk.version_of(capture.url) if role is Role.ARTICLE else None
    in_parts = version is not None and bool(version.article.pages or version.article.part_urls)
    if capture.status == 304 and role is Role.ARTICLE and not in_parts:
        return Judgement()  # says what the capture said that it speaks of
    try:
        page = run.archive.page(capture)
    except DamagedData as error:
        return Judgement(Outcome.FAILED, Failed("damaged", str(error)), detail=str(error))
    judgement = run.judged(page, role, was=version.article if version else None)
    if role in (Role.LISTING, Role.SITEMAP) and judgement.outcome is Outcome.LISTED:
        judgement = with_next(judgement, walk.goes_on(page.url, judgement))
        judgement = walk.bounded(page.url, judgement, walk.depth_of(page.url))
    return judgement


def _joined(run: Run, capture: Capture, judgement: Judgement, first: Article) -> Judgement:
    """The article with its further pages, as far as they are kept."""
    wholes: Wholes[Capture] = Wholes()
    whole = wholes.begin(capture.url, capture, first, judgement.parts)
    for url in _wanted(whole):
        for part, page in nearest_part(run.archive, capture, url):
            further = run.judged(page, Role.PART, was=None).reading
            if isinstance(further, Article):
                wholes.add(url, part, page, further)
                break
        else:
            wholes.give_up(url, "not kept")
    missing = "; ".join(f"{url} missing: {why}" for url, why in whole.lost.items())
    return Judgement(reading=whole.joined(), links=judgement.links, detail=missing)


def _wanted(whole: Whole[Capture]) -> Iterator[str]:
    """Its further pages one after the other; each may name the next."""
    while rest := [url for url in whole.part_urls if canonical_url(url) not in {*whole.got, *whole.lost}]:
        yield rest[0]
