"""The whole site on one day: every address and what it answers, without any network.

In: a day from 1 to 14 and how many filler stories to add. Out: Answer values; server.py puts them on a socket.
Pages are static as on the sites they imitate: a page changes when its story or its host's dress changes, not daily.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from sample_site import listings
from sample_site.boxes import boxes_of
from sample_site.charset import Claims, claims
from sample_site.days import OFFSET, Standing, Trouble, clock, in_trouble, standing, troubles
from sample_site.filler import filler_stories
from sample_site.hosts import Host, hosts
from sample_site.pictures import picture_bytes
from sample_site.refusals import CHALLENGE, DOWN, FORBIDDEN, LOGIN, MISSING
from sample_site.shapes import article_page, part_path
from sample_site.stories import LAST_DAY, Story, written_stories


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answers. `changed` is None where the server sends no validators."""

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


@cache
def odd_addresses() -> tuple[Odd, ...]:
    """The addresses of odd.toml."""
    rows = tomllib.loads((Path(__file__).parent / "odd.toml").read_text("utf-8"))["odd"]
    return tuple(Odd(**row) for row in rows)


class Site:
    """The site on one day. `crawl_delay` is what robots.txt asks for, in seconds."""

    def __init__(self, day: int, extra: int = 0, crawl_delay: float = 0.0) -> None:
        self.day = max(1, min(day, LAST_DAY))
        self.extra = extra
        self.crawl_delay = crawl_delay

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every story published so far, withdrawn ones included."""
        stories = (*written_stories(), *filler_stories(self.extra))
        return tuple(found for story in stories if (found := standing(story, self.day)))

    def answer(self, host_name: str, target: str, form: str = "") -> Answer | None:
        """What `target` (path and query) of a host answers; None when there is no such host. `form`: a POST's body."""
        host = hosts().get(host_name.lower())
        if host is None:
            return None
        trouble = in_trouble(host.name, self.day)
        if target == "/robots.txt" and "outage" not in trouble:
            return Answer(200, "text/plain", listings.robots(host, self.crawl_delay).encode(), clock(1))
        if walled := self.wall(host, trouble):
            return walled
        if form and (number := parse_qs(form).get("pgno")):
            target = f"{target.split('&pgno=')[0]}&pgno={number[0]}"
        found = self.pages[host.name].get(target)
        if found is None and target.split("?")[0] != target:
            found = self.pages[host.name].get(target.split("?")[0])  # a query nobody asked for changes nothing
        return found() if found else self.missing(host)

    @cached_property
    def pages(self) -> Mapping[str, Mapping[str, Callable[[], Answer]]]:
        """Every address of every host, and how its answer is made."""
        return {host.name: self.host_pages(host) for host in hosts().values()}

    def host_pages(self, host: Host) -> Mapping[str, Callable[[], Answer]]:
        """The addresses of one host."""
        pages: dict[str, Callable[[], Answer]] = {}
        empty = "empty-listing" in in_trouble(host.name, self.day)
        here = [s for s in self.standings if s.story.host == host.name]
        listed = (
            []
            if empty
            else sorted(
                (s.story for s in here if s.story.listed and not s.gone),
                key=lambda s: (s.published, s.path),
                reverse=True,
            )
        )
        changed = clock(self.day) if empty else max((clock(s.changed_on) for s in here), default=clock(1))
        told = claims(host)
        others = [(odd.title, odd.path) for odd in odd_addresses() if odd.host == host.name and odd.title]
        for path in host.front:
            pages[path] = lambda: self.html(listings.front_page(host, listed, others, told.element), told, changed)
        for column in host.columns:
            for number in range(1, listings.listing_pages(host, listed, column) + 1):
                pages[host.listing_path(column, number)] = lambda column=column, number=number: self.html(  # type: ignore[misc]
                    listings.listing_page(host, listed, column, number, told.element), told, changed
                )
        for href, about in topics_of(listed).items():
            pages[href] = lambda about=about: self.html(  # type: ignore[misc]
                listings.topic_page(host, about.title, about.stories, told.element), told, changed
            )
        child = f"http://{host.name}/sitemap/cn/news_sitemap.xml"
        entries = [(s.story.url, self.changed(s, host)) for s in here if not s.gone]
        pages["/sitemap_index.xml"] = lambda: xml(listings.sitemap_index([child]), clock(1))
        pages["/sitemap/cn/news_sitemap.xml"] = lambda: xml(listings.sitemap(entries), changed)
        for found in here:
            pages.update(self.story_pages(found, host))
        for odd in odd_addresses():
            if odd.host == host.name and odd.kind != "missing":
                pages[odd.path] = lambda odd=odd: self.odd(odd, host)  # type: ignore[misc]
        return pages

    def story_pages(self, now: Standing, host: Host) -> Mapping[str, Callable[[], Answer]]:
        """The addresses of one story: its pages, its pictures and files, and where it lived before."""
        story = now.story
        pages: dict[str, Callable[[], Answer]] = {}
        for path in now.old_paths:
            pages[path] = lambda: Answer(301, "text/html", headers={"Location": story.url})
        for item in (*(p.src for p in story.images), *(a.href for a in story.attachments)):
            pages[item] = lambda item=item: file(item, clock(story.day))  # type: ignore[misc]
        for part in range(1, max(1, len(story.parts)) + 1):
            pages[part_path(story, part)] = lambda part=part: self.story_page(now, host, part)  # type: ignore[misc]
        return pages

    def story_page(self, now: Standing, host: Host, part: int) -> Answer:
        """One page of a story, or what a withdrawn story answers."""
        match now.gone:
            case "404" | "410":
                return self.missing(host, int(now.gone))
            case "soft-404":
                return self.missing(host, 200)
            case "front":
                return Answer(302, "text/html", headers={"Location": f"http://{host.name}/"})
        told = claims(host, now.story)
        trouble = in_trouble(host.name, self.day)
        text = self.render(now, host, part, told.element, "break-template" in trouble)
        return self.html(text, told, self.changed(now, host))

    def render(self, now: Standing, host: Host, part: int, element: str, broken: bool) -> str:
        """The HTML of a story's page."""
        story = now.story
        if now.gone == "emptied":
            story, part = replace(story, body=(), parts=(), images=(), promos=(), attachments=()), 1
        boxes = story.boxes or boxes_of(story, host)
        worn = f"{'b' if 'new-footer' in in_trouble(host.name, self.day) else 'a'}{rechromed(now.story, self.day)}"
        return article_page(story, host, boxes, element, part, worn, broken)

    def changed(self, now: Standing, host: Host) -> datetime:
        """When the story's page last changed, whatever changed on it."""
        trouble = in_trouble(host.name, self.day)
        written = datetime.fromisoformat(now.story.published[:10]).replace(tzinfo=OFFSET)
        moments = [written + timedelta(hours=20)]
        if now.changed_on > 1:
            moments = [clock(now.changed_on)]
        if "break-template" in trouble | in_trouble(host.name, self.day - 1):
            moments.append(clock(self.day))
        moments.extend(clock(t.day) for t in dress_changes(host.name) if t.day <= self.day)
        return max(moments)

    def html(self, text: str, told: Claims, changed: datetime | None) -> Answer:
        """An HTML page as it goes out."""
        return Answer(200, told.content_type, told.encode(text), changed)

    def odd(self, odd: Odd, host: Host) -> Answer:
        """A redirect or a login page."""
        if odd.kind == "redirect":
            return Answer(odd.status, "text/html", headers={"Location": f"http://{odd.host}{odd.to}"})
        told = claims(host)
        return self.html(listings.notice_page(host, f"用户登录-{host.brand}", LOGIN, told.element), told, clock(1))

    def missing(self, host: Host, status: int = 0) -> Answer:
        """The page for an address that is not there; one host says so with status 200."""
        told = claims(host)
        status = status or (200 if host.listing == "city" else 404)
        heading, notice = MISSING.get(host.listing, MISSING["zh"])
        page = told.encode(listings.notice_page(host, f"{heading}-{host.brand}", notice, told.element))
        return Answer(status, told.content_type, page)

    def wall(self, host: Host, trouble: frozenset[str]) -> Answer | None:
        """What a host answers to everything while it is blocked or down."""
        if "blocked" in trouble:
            return Answer(403, "text/html", FORBIDDEN)
        if "outage" in trouble:
            return Answer(503, "text/html", DOWN, headers={"Retry-After": "1"})
        if "challenge" in trouble:
            return Answer(412, "text/html; charset=utf-8", CHALLENGE)
        return None


@lru_cache(maxsize=32)
def site(day: int, extra: int = 0, crawl_delay: float = 0.0) -> Site:
    """The site on a day, made once."""
    return Site(day, extra, crawl_delay)


@dataclass(frozen=True, slots=True)
class Topic:
    """A special subject and its stories, newest first."""

    title: str
    stories: tuple[Story, ...]


def topics_of(stories: Sequence[Story]) -> Mapping[str, Topic]:
    """The special subjects of these stories by the path of their page."""
    found: dict[str, Topic] = {}
    for story in stories:
        for lead in story.topics:
            before = found[lead.href].stories if lead.href in found else ()
            found[lead.href] = Topic(lead.title, (*before, story))
    return found


def rechromed(story: Story, day: int) -> int:
    """How often the page was served anew around an unchanged text."""
    return sum(change.do == "correct-chrome" and change.day <= day for change in story.changes)


def dress_changes(host: str) -> tuple[Trouble, ...]:
    """The redesigns of a host."""
    return tuple(t for t in troubles() if t.host == host and t.do == "new-footer")


def xml(text: str, changed: datetime) -> Answer:
    """A sitemap as it goes out."""
    return Answer(200, "text/xml", text.encode(), changed)


def file(path: str, changed: datetime) -> Answer:
    """A picture or a file of a story."""
    kind, content = picture_bytes(path)
    return Answer(200, kind, content, changed)
