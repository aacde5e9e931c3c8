"""What the sample site publishes: stories read from articles/*.toml, one file a story, checked while reading.

In: TOML files in our own words. Out: frozen Story values as written, before any day has changed them (see days.py).
Everything on this site is invented: unions, towns, firms and people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, cast

ARTICLES = Path(__file__).parent / "articles"

LAST_DAY = 14

CHANGES = ("edit", "append", "drop", "retitle", "redate", "byline", "move", "withdraw", "restore", "correct-chrome")
WAYS_OUT = ("404", "410", "soft-404", "front", "emptied")


class SourceError(ValueError):
    """A source file of the sample site breaks a rule; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the story, standing after paragraph `after` (0: before the first)."""

    src: str
    caption: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the story offers, and the text in it."""

    href: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """One line of a box, a topic list or a promo: the title as the page shows it, and where it leads."""

    title: str
    href: str = ""

    @property
    def cut(self) -> bool:
        """Whether the page shows only the beginning of the title."""
        return self.title.endswith("…")


@dataclass(frozen=True, slots=True)
class Box:
    """A list of leads under a heading, beside or below the story."""

    heading: str
    leads: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a story on one simulated day; `do` is one of CHANGES."""

    day: int
    do: str
    paragraph: int = 0  # which paragraph an edit replaces or a drop removes, counted from 1
    text: str = ""
    title: str = ""
    published: str = ""
    author: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    path: str = ""
    how: str = ""  # one of WAYS_OUT


@dataclass(frozen=True, slots=True)
class Story:
    """One article as its source file has it."""

    key: str
    host: str
    path: str
    shape: str  # which template
    column: str  # key of the listing that shows it
    title: str
    published: str  # ISO 8601, as precise as the page shows it
    body: tuple[str, ...]
    kind: str = "article"
    pretitle: str = ""
    subtitle: str = ""
    source: str = ""
    source_href: str = ""
    author: str = ""  # the byline above the text, as the page has it
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    topics: tuple[Lead, ...] = ()
    keywords: tuple[str, ...] = ()
    promos: tuple[Lead, ...] = ()  # links inside the body's element that are no part of the text
    boxes: tuple[Box, ...] = ()  # () means the host's usual boxes
    images: tuple[Picture, ...] = ()
    attachments: tuple[Download, ...] = ()
    parts: tuple[int, ...] = ()  # paragraphs on each page of a story in several pages
    day: int = 1  # first simulated day on which the site has it
    listed: bool = True  # False: only a box of another page leads here
    lang: str = "zh-Hans"
    same_as: str = ""  # key of the story that this one repeats with small edits
    bytes: str = ""  # codec of the bytes, "" for the host's
    meta: str = ""  # charset named in the page, "" for the host's, "none" for no word at all
    header: str = ""  # charset named in the Content-Type header, likewise
    changes: tuple[Change, ...] = ()

    @property
    def url(self) -> str:
        """Where the story lived when it was first published."""
        return f"http://{self.host}{self.path}"


@cache
def written_stories() -> tuple[Story, ...]:
    """Every story of articles/, in order of file name; raises SourceError when one breaks a rule."""
    stories = tuple(read_story(path) for path in sorted(ARTICLES.glob("*.toml")))
    seen: dict[str, str] = {}
    for story in stories:
        if story.url in seen:
            raise SourceError(f"{story.key}.toml: path: {story.url} belongs to {seen[story.url]}.toml already")
        seen[story.url] = story.key
    return stories


def read_story(path: Path) -> Story:
    """Reads one source file; raises SourceError naming file and key."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path.name}: {error}") from error
    table["body"] = paragraphs(table.get("body", ""))
    known = {f.name for f in fields(Story)} | {"image", "attachment", "box", "change"}
    for key in table:
        if key not in known:
            raise SourceError(f"{path.name}: {key}: no such key")
    for key in ("host", "path", "shape", "column", "title", "published"):
        if not table.get(key):
            raise SourceError(f"{path.name}: {key}: is missing")
    try:
        story = Story(
            key=path.stem,
            images=tuple(Picture(**row) for row in table.pop("image", ())),
            attachments=tuple(
                Download(row["href"], row["title"], tuple(row.get("lines", ()))) for row in table.pop("attachment", ())
            ),
            boxes=tuple(Box(row["heading"], leads(row["leads"])) for row in table.pop("box", ())),
            changes=tuple(read_change(row) for row in table.pop("change", ())),
            topics=leads(table.pop("topics", ())),
            promos=leads(table.pop("promos", ())),
            **cast(Any, frozen(table)),
        )
    except (TypeError, KeyError) as error:
        raise SourceError(f"{path.name}: {error}") from error
    check(story, path.name)
    return story


def read_change(row: Mapping[str, Any]) -> Change:
    """One [[change]] table."""
    return Change(**cast(Any, frozen(row)))


def check(story: Story, name: str) -> None:
    """Raises SourceError where a story contradicts itself."""
    if story.parts and sum(story.parts) != len(story.body):
        raise SourceError(f"{name}: parts: adds up to {sum(story.parts)}, the body has {len(story.body)} paragraphs")
    last = story.day
    for change in story.changes:
        if change.do not in CHANGES:
            raise SourceError(f"{name}: change.do: {change.do!r} is none of {', '.join(CHANGES)}")
        if change.do == "withdraw" and change.how not in WAYS_OUT:
            raise SourceError(f"{name}: change.how: {change.how!r} is none of {', '.join(WAYS_OUT)}")
        if not last <= change.day <= LAST_DAY:
            raise SourceError(f"{name}: change.day: {change.day} is out of order")
        last = change.day


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a body: one a line, blank lines between them do not count."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def leads(rows: Sequence[str | Mapping[str, str]]) -> tuple[Lead, ...]:
    """Titles with or without a link: `"标题"` or `{title = "标题", href = "/…"}`."""
    return tuple(Lead(row) if isinstance(row, str) else Lead(**row) for row in rows)


def frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its arrays as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
