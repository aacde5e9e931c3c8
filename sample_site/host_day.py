"""One host on one day: every address it has, and how each answer is made.

In: the host, the day, the stories that stand there. Out: a table from path to a function that makes the Answer.
Pages are static as on the sites they imitate: a page changes when its story or its host's dress changes, not daily.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from sample_site import listings
from sample_site.boxes import boxes_of
from sample_site.charset import Claims, claims
from sample_site.days import OFFSET, Standing, clock, in_trouble, troubles
from sample_site.hosts import Host
from sample_site.pictures import picture_bytes
from sample_site.refusals import LOGIN, MISSING
from sample_site.shapes import article_page, part_path
from sample_site.stories import Story


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answers. `changed` is None where there is nothing to validate."""

    status: int
    content_type: str
    body: bytes = field(default=b"", repr=False)
    changed: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Odd:
    """An address that is no story."""

    host: str
    path: str
    kind: str
    to: str = ""
    status: int = 200
    title: str = ""  # under which the front links there

    @property
    def url(self) -> str:
        """The address in full."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A special subject and its stories, newest first."""

    title: str
    stories: tuple[Story, ...]


@cache
def odd_addresses() -> tuple[Odd, ...]:
    """The addresses of odd.toml."""
    rows = tomllib.loads((Path(__file__).parent / "odd.toml").read_text("utf-8"))["odd"]
    return tuple(Odd(**row) for row in rows)


class HostDay:
    """A host on a day with the stories published there so far, withdrawn ones included."""

    def __init__(self, host: Host, day: int, standings: Sequence[Standing]) -> None:
        self.host = host
        self.day = day
        self.standings = standings
        self.trouble = in_trouble(host.name, day)
        self.claims = claims(host)
        self.listed = self._listed()

    def _listed(self) -> list[Story]:
        if "empty-listing" in self.trouble:
            return []
        shown = [now.story for now in self.standings if now.story.listed and not now.gone]
        return sorted(shown, key=lambda story: (story.published, story.path), reverse=True)

    def pages(self) -> dict[str, Callable[[], Answer]]:
        """Every path of the host."""
        host = self.host
        pages: dict[str, Callable[[], Answer]] = dict.fromkeys(host.front, self.front)
        for column in host.columns:
            for number in range(1, listings.listing_pages(host, self.listed, column) + 1):
                pages[host.listing_path(column, number)] = partial(self.listing, column, number)
        for path, topic in topics_of(self.listed).items():
            pages[path] = partial(self.topic, topic)
        pages["/sitemap_index.xml"] = self.sitemap_index
        pages["/sitemap/cn/news_sitemap.xml"] = self.sitemap
        for now in self.standings:
            pages.update(self.story_pages(now))
        for odd in odd_addresses():
            if odd.host == host.name and odd.kind != "missing":
                pages[odd.path] = partial(self.odd, odd)
        return pages

    def front(self) -> Answer:
        """The front page, which links to odd addresses too."""
        others = [(odd.title, odd.path) for odd in odd_addresses() if odd.host == self.host.name and odd.title]
        text = listings.front_page(self.host, self.listed, others, self.claims.element)
        return html(text, self.claims, self.lists_changed())

    def listing(self, column: str, number: int) -> Answer:
        """One page of a column's listing."""
        text = listings.listing_page(self.host, self.listed, column, number, self.claims.element)
        return html(text, self.claims, self.lists_changed())

    def topic(self, topic: Topic) -> Answer:
        """The page of a special subject."""
        text = listings.topic_page(self.host, topic.title, topic.stories, self.claims.element)
        return html(text, self.claims, self.lists_changed())

    def sitemap_index(self) -> Answer:
        """The index of the one sitemap."""
        child = f"http://{self.host.name}/sitemap/cn/news_sitemap.xml"
        return Answer(200, "text/xml", listings.sitemap_index([child]).encode(), clock(1))

    def sitemap(self) -> Answer:
        """The sitemap: every story that stands, listed or not."""
        entries = [(now.story.url, self.changed(now)) for now in self.standings if not now.gone]
        return Answer(200, "text/xml", listings.sitemap(entries).encode(), self.lists_changed())

    def story_pages(self, now: Standing) -> Iterator[tuple[str, Callable[[], Answer]]]:
        """The addresses of one story: where it lived before, its pictures and files, its pages."""
        story = now.story
        for path in now.old_paths:
            yield path, partial(Answer, 301, "text/html", headers={"Location": story.url})
        for picture in story.images:
            yield picture.src, partial(file, picture.src, clock(story.day))
        for offer in story.attachments:
            yield offer.href, partial(file, offer.href, clock(story.day), offer.lines)
        for part in range(1, max(1, len(story.parts)) + 1):
            yield part_path(story, part), partial(self.story_page, now, part)

    def story_page(self, now: Standing, part: int) -> Answer:
        """One page of a story, or what a withdrawn story answers."""
        match now.gone:
            case "404" | "410":
                return self.missing(int(now.gone))
            case "soft-404":
                return self.missing(200)
            case "front":
                return Answer(302, "text/html", headers={"Location": f"http://{self.host.name}/"})
        story = now.story
        if now.gone == "emptied":
            story, part = replace(story, body=(), parts=(), images=(), promos=(), attachments=()), 1
        told = claims(self.host, story)
        boxes = story.boxes or boxes_of(now.story, self.host)
        broken = "break-template" in self.trouble
        text = article_page(story, self.host, boxes, told.element, part, self.dress(story), broken)
        return html(text, told, self.changed(now))

    def dress(self, story: Story) -> str:
        """What the page wears: a letter for the host's design, a number for every time it was served anew."""
        anew = sum(change.do == "correct-chrome" and change.day <= self.day for change in story.changes)
        return f"{'b' if 'new-footer' in self.trouble else 'a'}{anew}"

    def changed(self, now: Standing) -> datetime:
        """When the story's page last changed, whatever changed on it."""
        written = datetime.fromisoformat(now.story.published[:10]).replace(tzinfo=OFFSET) + timedelta(hours=20)
        own = clock(now.changed_on) if now.changed_on > 1 else written
        return max(own, *self.passed("break-template", "new-footer"))

    def lists_changed(self) -> datetime:
        """When the listings last changed."""
        return max(clock(1), *(clock(now.changed_on) for now in self.standings), *self.passed("empty-listing"))

    def passed(self, *kinds: str) -> list[datetime]:
        """The moments at which such troubles began and, where they are over, ended; at least one, long ago."""
        moments = [datetime(2000, 1, 1, tzinfo=OFFSET)]
        for trouble in troubles():
            if trouble.host == self.host.name and trouble.do in kinds:
                moments += [clock(day) for day in (trouble.day, trouble.until + 1) if day <= self.day]
        return moments

    def odd(self, odd: Odd) -> Answer:
        """A redirect or a login page."""
        if odd.kind == "redirect":
            return Answer(odd.status, "text/html", headers={"Location": f"http://{odd.host}{odd.to}"})
        page = listings.notice_page(self.host, f"用户登录-{self.host.brand}", LOGIN, self.claims.element)
        return html(page, self.claims, clock(1))

    def missing(self, status: int = 0) -> Answer:
        """The page for an address that is not there; one host says so with status 200."""
        status = status or (200 if self.host.listing == "city" else 404)
        heading, notice = MISSING.get(self.host.listing, MISSING["zh"])
        page = listings.notice_page(self.host, f"{heading}-{self.host.brand}", notice, self.claims.element)
        return Answer(status, self.claims.content_type, self.claims.encode(page))


def topics_of(stories: Sequence[Story]) -> dict[str, Topic]:
    """The special subjects of these stories by the path of their page."""
    found: dict[str, Topic] = {}
    for story in stories:
        for lead in story.topics:
            before = found[lead.href].stories if lead.href in found else ()
            found[lead.href] = Topic(lead.title, (*before, story))
    return found


def html(text: str, told: Claims, changed: datetime | None) -> Answer:
    """An HTML page as it goes out."""
    return Answer(200, told.content_type, told.encode(text), changed)


def file(path: str, changed: datetime, lines: tuple[str, ...] = ()) -> Answer:
    """A picture or a file of a story."""
    kind, content = picture_bytes(path, lines)
    return Answer(200, kind, content, changed)
