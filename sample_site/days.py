"""What a story is on a simulated day: its text, whether it is still there, and when it last changed.

In: a Story as written and a day from 1 to 14. Out: a Standing. Day 1 is 1 June 2026 in the site's own time, +08:00.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from sample_site.stories import LAST_DAY, Change, SourceError, Story

OFFSET = timezone(timedelta(hours=8))
DAY_ONE = datetime(2026, 6, 1, 21, 0, tzinfo=OFFSET)  # in the evening: whatever is dated that day has been written

TROUBLES = ("break-template", "blocked", "challenge", "outage", "new-footer", "empty-listing")


@dataclass(frozen=True, slots=True)
class Standing:
    """A story on one day. `gone` is "" or how it is withdrawn; `old_paths` answer with a redirect to `story.path`."""

    story: Story
    gone: str = ""
    changed_on: int = 1  # the day of the last change that anybody can see
    old_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that befalls a whole host from day `day` to day `until`, both included; `do` is one of TROUBLES."""

    host: str
    day: int
    do: str
    until: int = LAST_DAY


def standing(story: Story, day: int) -> Standing | None:
    """The story on that day; None while it is not published yet."""
    if day < story.day:
        return None
    now = Standing(story, changed_on=story.day)
    for change in story.changes:
        if change.day <= day:
            now = after(now, change)
    return now


def after(now: Standing, change: Change) -> Standing:
    """The standing once one change has happened."""
    story, gone, old_paths = now.story, now.gone, now.old_paths
    place = change.paragraph - 1
    match change.do:
        case "edit":
            story = replace(story, body=(*story.body[:place], change.text, *story.body[place + 1 :]))
        case "append":
            story = replace(story, body=(*story.body, change.text))
        case "drop":
            story = replace(story, body=(*story.body[:place], *story.body[place + 1 :]))
        case "retitle":
            story = replace(story, title=change.title)
        case "redate":
            story = replace(story, published=change.published)
        case "byline":
            story = replace(
                story,
                author=change.author or story.author,
                reporters=change.reporters or story.reporters,
                correspondents=change.correspondents or story.correspondents,
                editors=change.editors or story.editors,
            )
        case "move":
            old_paths = (*old_paths, story.path)
            story = replace(story, path=change.path)
        case "withdraw":
            gone = change.how
        case "restore":
            gone = ""
        case "correct-chrome":
            pass  # the page is served anew around the same text: no edit
    return Standing(story, gone, change.day, old_paths)


@cache
def troubles() -> tuple[Trouble, ...]:
    """The troubles of days.toml."""
    rows = tomllib.loads((Path(__file__).parent / "days.toml").read_text("utf-8")).get("trouble", [])
    found = tuple(Trouble(**row) for row in rows)
    for trouble in found:
        if trouble.do not in TROUBLES:
            raise SourceError(f"days.toml: trouble.do: {trouble.do!r} is none of {', '.join(TROUBLES)}")
    return found


def in_trouble(host: str, day: int) -> frozenset[str]:
    """What befalls this host on this day."""
    return frozenset(t.do for t in troubles() if t.host == host and t.day <= day <= t.until)


def clock(day: int) -> datetime:
    """The moment at which the site publishes on that day."""
    return DAY_ONE + timedelta(days=day - 1)
