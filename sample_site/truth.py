"""What a reader should find: for every story that stands on a day, the fields that its template was given.

In: a day. Out: Expected values, one a story, pages of one story joined. Tests compare extraction and crawls with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from sample_site.boxes import boxes_of
from sample_site.charset import claims
from sample_site.host_day import odd_addresses
from sample_site.hosts import hosts
from sample_site.shapes import part_path
from sample_site.site import site
from sample_site.stories import Lead, Story


@dataclass(frozen=True, slots=True)
class ExpectedLead:
    """A pointer beside the text: `kind` is topic or box."""

    kind: str
    heading: str
    title: str
    url: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What one story says on that day, and how its bytes came."""

    key: str
    url: str
    host: str
    profile: str
    shape: str
    title: str
    pretitle: str
    subtitle: str
    published: str
    source: str
    author: str
    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]
    photographers: tuple[str, ...]
    editors: tuple[str, ...]
    channel: str
    topics: tuple[str, ...]
    keywords: tuple[str, ...]
    body: tuple[str, ...]  # paragraphs
    related: tuple[ExpectedLead, ...]
    promos: tuple[str, ...]  # titles that stand inside the body's element and are no part of the text
    images: tuple[tuple[str, str], ...]  # URL and caption
    attachments: tuple[tuple[str, str], ...]  # URL and title
    part_urls: tuple[str, ...]
    old_urls: tuple[str, ...]
    lang: str
    codec: str  # of the bytes, whatever is claimed
    listed: bool
    same_as: str
    changed_on: int  # the simulated day of the last change
    first_day: int


@dataclass(frozen=True, slots=True)
class Oddity:
    """An address that is no article: `reason` is video, login, redirect, missing or withdrawn; `how` a withdrawal."""

    url: str
    reason: str
    how: str = ""


def truth(day: int = 1, extra: int = 0) -> Iterator[Expected]:
    """Every article that a perfect reader would find on that day."""
    for now in site(day, extra).standings:
        if not now.gone and now.story.kind != "video":
            yield expected(now.story, now.old_paths, now.changed_on)


def oddities(day: int = 1) -> Iterator[Oddity]:
    """Every address of the site that must not become an article."""
    for now in site(day).standings:
        if now.gone:
            yield Oddity(now.story.url, "withdrawn", now.gone)
        elif now.story.kind == "video":
            yield Oddity(now.story.url, "video")
    for odd in odd_addresses():
        yield Oddity(odd.url, odd.kind)


def expected(story: Story, old_paths: tuple[str, ...] = (), changed_on: int = 1) -> Expected:
    """The fields of one story."""
    host = hosts()[story.host]

    def lead(kind: str, heading: str, row: Lead) -> ExpectedLead:
        url = urljoin(story.url, row.href) if row.href else ""
        return ExpectedLead(kind, heading, row.title, url, row.cut)

    topic_word = {"tw": "相關專題", "en": "Topics"}.get(story.shape, "相关专题")
    related = [lead("topic", topic_word, row) for row in story.topics]
    related += [lead("box", box.heading, row) for box in story.boxes or boxes_of(story, host) for row in box.leads]
    return Expected(
        key=story.key,
        url=story.url,
        host=story.host,
        profile=host.profile,
        shape=story.shape,
        title=story.title,
        pretitle=story.pretitle,
        subtitle=story.subtitle,
        published=story.published,
        source=story.source,
        author=story.author,
        reporters=story.reporters,
        correspondents=story.correspondents,
        photographers=story.photographers,
        editors=story.editors,
        channel=host.columns.get(story.column, ""),
        topics=tuple(t.title for t in story.topics),
        keywords=story.keywords,
        body=tuple(p.removeprefix("## ") for p in story.body),
        related=tuple(related),
        promos=tuple(p.title for p in story.promos),
        images=tuple((urljoin(story.url, p.src), p.caption) for p in story.images),
        attachments=tuple((urljoin(story.url, a.href), a.title) for a in story.attachments),
        part_urls=tuple(urljoin(story.url, part_path(story, n)) for n in range(2, len(story.parts) + 1)),
        old_urls=tuple(urljoin(story.url, path) for path in old_paths),
        lang=story.lang,
        codec=claims(host, story).codec,
        listed=story.listed,
        same_as=story.same_as,
        changed_on=changed_on,
        first_day=story.day,
    )


def when(published: str) -> datetime:
    """The moment of a date as the site writes it, at the start of the day where it gives no time."""
    return datetime.fromisoformat(published if len(published) > 10 else f"{published}T00:00+08:00")
