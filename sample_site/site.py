"""The whole site on one day: every address and what it answers, without any network.

In: a day from 1 to 14 and how many filler stories to add. Out: Answer values; server.py puts them on a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from urllib.parse import parse_qs

from sample_site import listings
from sample_site.days import Standing, clock, in_trouble, standing
from sample_site.filler import filler_stories
from sample_site.host_day import Answer, HostDay
from sample_site.hosts import hosts
from sample_site.refusals import CHALLENGE, DOWN, FORBIDDEN
from sample_site.stories import LAST_DAY, written_stories

WALLS = {
    "blocked": Answer(403, "text/html", FORBIDDEN),
    "outage": Answer(503, "text/html", DOWN, headers={"Retry-After": "1"}),
    "challenge": Answer(412, "text/html; charset=utf-8", CHALLENGE),
}


class Site:
    """The site on one day. `crawl_delay` is what robots.txt asks for, in seconds."""

    def __init__(self, day: int, extra: int = 0, crawl_delay: float = 0.0) -> None:
        self.day = max(1, min(day, LAST_DAY))
        self.extra = extra
        self.crawl_delay = crawl_delay
        self.made: dict[tuple[str, str], Answer] = {}

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every story published so far, withdrawn ones included."""
        stories = (*written_stories(), *filler_stories(self.extra))
        return tuple(found for story in stories if (found := standing(story, self.day)))

    @cached_property
    def pages(self) -> Mapping[str, Mapping[str, Callable[[], Answer]]]:
        """Every address of every host, and how its answer is made."""
        return {name: here.pages() for name, here in self.host_days.items()}

    @cached_property
    def host_days(self) -> Mapping[str, HostDay]:
        """Every host on this day."""
        return {
            host.name: HostDay(host, self.day, [now for now in self.standings if now.story.host == host.name])
            for host in hosts().values()
        }

    def answer(self, host_name: str, target: str, form: str = "") -> Answer | None:
        """What `target` (path and query) of a host answers; None when there is no such host. `form`: a POST's body."""
        name = host_name.lower()
        host = hosts().get(name)
        if host is None:
            return None
        trouble = in_trouble(name, self.day)
        if target == "/robots.txt" and "outage" not in trouble:
            return Answer(200, "text/plain", listings.robots(host, self.crawl_delay).encode(), clock(1))
        for wall in sorted(trouble & WALLS.keys()):
            return WALLS[wall]
        if form and (number := parse_qs(form).get("pgno")):
            target = f"{target.split('&pgno=')[0]}&pgno={number[0]}"
            target = target.removesuffix("&pgno=1")
        return self.page(name, target)

    def page(self, name: str, target: str) -> Answer:
        """The page at an address of a host, made once; a query that nobody asked for changes nothing."""
        pages = self.pages[name]
        place = next((path for path in (target, target.split("?")[0]) if path in pages), "")
        if not place:
            return self.host_days[name].missing()
        if (name, place) not in self.made:
            self.made[name, place] = pages[place]()
        return self.made[name, place]


@lru_cache(maxsize=32)
def site(day: int, extra: int = 0, crawl_delay: float = 0.0) -> Site:
    """The site on a day, made once."""
    return Site(day, extra, crawl_delay)
