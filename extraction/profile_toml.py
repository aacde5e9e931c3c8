"""TOML text → Profile: every key checked, every complaint naming file, line and key.

The keys are the fields of the dataclasses in profiles.py; docs/add-a-site.md explains them. `like` is resolved here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from archive.errors import ProfileError
from extraction.profiles import BoxRule, CrawlRules, Era, Profile
from extraction.selectors import Selector, UrlRule

_Compiled = TypeVar("_Compiled", Selector, UrlRule)

_TOP = {
    "name": str, "title": str, "version": int, "like": str, "verified": str, "hosts": list, "timezone": str,
    "encoding": str, "source_default": str, "crawl": dict, "era": list,
}  # fmt: skip
_CRAWL = {
    "start": list, "hosts": list, "delay_s": float, "listing": list, "article": list, "part": list, "ignore": list,
    "follow_boxes": bool, "attachments": bool, "sitemaps": list, "max_listing_pages": int, "next_page": list,
    "dated_listings": list, "window": str,
}  # fmt: skip
_SELECTORS = (
    "match", "title", "pretitle", "subtitle", "published", "source", "byline", "editors", "channel", "topics", "body",
    "drop", "images", "parts", "part_count",
)  # fmt: skip
_ERA = {"name": str, "since": str, "until": str, "url_date": str, "related": list} | dict.fromkeys(_SELECTORS, list)
_BOX = {"box": str, "kind": str, "heading": list, "title": str, "links": list}
_KINDS = {
    str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list of texts",
    dict: "a table",
}  # fmt: skip
_TABLES = {
    "era": "written as [[era]], a table for each", "crawl": "written as [crawl], one table",
    "related": 'a list of tables, as [{ box = ".side" }]',
}  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_ZONE = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d\Z")
_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d\Z")
_PLACE = re.compile(r"{([^}]*)}")
_PLACES = {"year", "month", "day"}
_DAY = re.compile(r"\d{4}(-(?:0[1-9]|1[0-2])(-(?:0[1-9]|[12]\d|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """One file, parsed and checked for form, before what it inherits is known."""

    file: str
    text: str
    table: Mapping[str, object]

    @property
    def name(self) -> str:
        return str(self.table["name"])

    @property
    def like(self) -> str:
        return str(self.table.get("like", ""))

    def error(
        self, key: str, complaint: str, known: Sequence[str] = (), section: str = "", number: int = 0
    ) -> ProfileError:
        """A complaint at the line of a key; `known` is searched for what was probably meant."""
        label = section + (f"[{number + 1}]" if section == "era" else "")
        where = ".".join(part for part in (label, key) if part)
        line = self._line(key, section, number)
        return ProfileError(f"{self.file or 'profile'}:{line}: {where}: {complaint}{_hint(key, complaint, known)}")

    def _line(self, key: str, section: str, number: int) -> int:
        here, seen, best = "", {"era": -1}, 1
        for at, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(#.*)?$", line)
            if header:
                here = header[1]
                seen[here] = seen.get(here, -1) + 1
            if header and not section and header[1] == key:
                return at
            inside = here == section and (section != "era" or seen["era"] == number)
            if inside and header:
                best = at
            if inside and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
                return at
        return best


def _hint(key: str, complaint: str, known: Iterable[str]) -> str:
    import difflib

    meant = re.search(r'"([^"]*)"$', complaint)
    close = difflib.get_close_matches(meant[1] if meant else key, list(known), 1, 0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def draft_profile(text: str, file: str) -> Draft:
    """Parses and checks names and types of all keys. Raises ProfileError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)|\(at end of document\)", str(error))
        line = at[1] if at and at[1] else str(len(text.splitlines()) or 1)
        raise ProfileError(f"{file or 'profile'}:{line}: not TOML: {error}") from error
    draft = Draft(file, text, table)
    _check_table(draft, table, _TOP)
    if not _NAME.match(str(table.get("name", ""))):
        raise draft.error("name", "give the profile a name of small letters, digits, - and _")
    crawl = table.get("crawl", {})
    _check_table(draft, crawl, _CRAWL, "crawl")
    for number, era in enumerate(table.get("era", [])):
        if not isinstance(era, dict):
            raise draft.error("era", "write eras as [[era]] tables")
        _check_table(draft, era, _ERA, "era", number)
        if not era.get("name"):
            raise draft.error("name", "every era has a name", (), "era", number)
        for box in era.get("related", []):
            _check_box(draft, box, number)
    return draft


def _check_box(draft: Draft, box: object, number: int) -> None:
    if not isinstance(box, dict) or not box.get("box"):
        complaint = 'each entry is a table with "box", and perhaps heading, title, links, kind'
        raise draft.error("related", complaint, (), "era", number)
    _check_table(draft, box, _BOX, "era", number)
    if box.get("kind", "box") not in ("topic", "box", "article"):
        raise draft.error("related", f'kind must be topic, box or article, not "{box["kind"]}"', (), "era", number)


def _check_table(
    draft: Draft, table: Mapping[str, object], known: Mapping[str, type], section: str = "", number: int = 0
) -> None:
    for key, value in table.items():
        if key not in known:
            raise draft.error(key, f'no such key "{key}"', sorted(known), section, number)
        want = known[key]
        good = isinstance(value, want) and (want is bool or not isinstance(value, bool))
        if want is float:
            good = isinstance(value, int | float) and not isinstance(value, bool)
        if want is list and key not in ("era", "related"):
            good = isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
        if not good:
            shape = _TABLES.get(key, _KINDS[want])
            raise draft.error(key, f"must be {shape}", (), section, number)


def build_profile(draft: Draft, base: Profile | None, check: bool) -> Profile:
    """The profile of a draft; what it does not say comes from `base`. `check` compiles every selector and pattern."""
    table, old = draft.table, base or Profile("", ())
    hosts = tuple(host.lower() for host in _texts(table.get("hosts", ())))
    if not hosts:
        raise draft.error("hosts", 'name the hosts of the site, such as ["*.example.org"]')
    for host in hosts:
        if not re.match(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\Z", host):
            raise draft.error("hosts", f'not a host, nor *. and a domain: "{host}"')
    version = table.get("version", 1)
    verified = str(table.get("verified", ""))
    zone = str(table.get("timezone", old.timezone))
    encoding = str(table.get("encoding", old.encoding))
    if not isinstance(version, int) or version < 1:
        raise draft.error("version", "counts from 1; raise it when a rule changes")
    if verified and not _is_day(verified):
        raise draft.error("verified", 'is the day of a live check, such as "2026-01-31", or ""')
    if not _ZONE.match(zone):
        raise draft.error("timezone", 'is an offset such as "+08:00"')
    if encoding and not _is_codec(encoding):
        raise draft.error("encoding", f'Python knows no encoding "{encoding}"')
    eras = tuple(_era(draft, era, number, check) for number, era in enumerate(_tables(table.get("era"))))
    names = [era.name for era in eras]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise draft.error("name", f'two eras are named "{name}"', (), "era", number)
    return Profile(
        name=draft.name,
        hosts=hosts,
        title=str(table.get("title", "")),
        version=version,
        like=draft.like,
        verified=verified,
        timezone=zone,
        encoding=encoding,
        source_default=str(table.get("source_default", old.source_default)),
        crawl=_crawl(draft, table.get("crawl"), old.crawl, hosts, check),
        eras=eras + tuple(era for era in old.eras if era.name not in names),
        file=draft.file,
    )


def _crawl(draft: Draft, table: object, old: CrawlRules, hosts: tuple[str, ...], check: bool) -> CrawlRules:
    """Where a crawl starts and stays is never inherited; how it knows an article from a listing is."""
    said: Mapping[str, object] = table if isinstance(table, dict) else {}

    def rules(key: str, inherited: tuple[UrlRule, ...]) -> tuple[UrlRule, ...]:
        return _compiled(draft, UrlRule, said[key], key, "crawl", 0, check) if key in said else inherited

    delay = said.get("delay_s", old.delay_s)
    pages = said.get("max_listing_pages", old.max_listing_pages)
    if not isinstance(delay, int | float) or delay < 0:
        raise draft.error("delay_s", "seconds between two requests, not negative", (), "crawl")
    if not isinstance(pages, int) or pages < 1:
        raise draft.error("max_listing_pages", "at least 1", (), "crawl")
    window = str(said.get("window", old.window))
    if window and not _WINDOW.match(window):
        raise draft.error("window", f'hours of the site\'s own day, as "22:00-06:00", not "{window}"', (), "crawl")
    for url in _texts(said.get("dated_listings", ())):
        if not re.match(r"https?://[^/\s{}]+/", url) or set(_PLACE.findall(url)) - _PLACES or "{year}" not in url:
            raise draft.error("dated_listings", f'a URL with {{year}}, {{month}}, {{day}} in it: "{url}"', (), "crawl")
    for key in ("start", "sitemaps"):
        for url in _texts(said.get(key, ())):
            if not re.match(r"https?://[^/\s]+", url):
                raise draft.error(key, f'not an http or https URL: "{url}"', (), "crawl")
    steps = old.next_page
    if "next_page" in said:
        steps = _compiled(draft, Selector, said["next_page"], "next_page", "crawl", 0, check)
    return CrawlRules(
        start=_texts(said.get("start", ())),
        hosts=_texts(said.get("hosts", hosts)),
        delay_s=float(delay),
        listing=rules("listing", old.listing),
        article=rules("article", old.article),
        part=rules("part", old.part),
        ignore=rules("ignore", old.ignore),
        follow_boxes=bool(said.get("follow_boxes", old.follow_boxes)),
        attachments=bool(said.get("attachments", old.attachments)),
        sitemaps=_texts(said.get("sitemaps", ())),
        max_listing_pages=pages,
        dated_listings=_texts(said.get("dated_listings", ())),
        window=window,
        next_page=steps,
    )


def _era(draft: Draft, table: Mapping[str, object], number: int, check: bool) -> Era:
    def selectors(key: str) -> tuple[Selector, ...]:
        return _compiled(draft, Selector, table.get(key, ()), key, "era", number, check)

    found = {key: selectors(key) for key in _SELECTORS}
    if not found["body"]:
        raise draft.error("body", "every era says where the body is", (), "era", number)
    for key in ("since", "until"):
        if table.get(key) and not _DAY.match(str(table[key])):
            raise draft.error(key, 'is a day, month or year such as "2013"', (), "era", number)
    url_date = None
    if table.get("url_date"):
        (url_date,) = _compiled(draft, UrlRule, table["url_date"], "url_date", "era", number, True)
        if "year" not in url_date.compile().groupindex:
            complaint = "names at least the group (?P<year>…), and perhaps month, day, hour, minute"
            raise draft.error("url_date", complaint, (), "era", number)
    boxes = tuple(
        BoxRule(
            box=_compiled(draft, Selector, box["box"], "related", "era", number, check)[0],
            kind=str(box.get("kind", "box")),
            heading=_compiled(draft, Selector, box.get("heading", ()), "related", "era", number, check),
            title=str(box.get("title", "")),
            links=_compiled(draft, Selector, box.get("links", "a"), "related", "era", number, check),
        )
        for box in _tables(table.get("related"))
    )
    return Era(
        name=str(table["name"]),
        match=found.pop("match") or found["body"],
        since=str(table.get("since", "")),
        until=str(table.get("until", "")),
        related=boxes,
        url_date=url_date,
        **found,
    )


def _compiled(
    draft: Draft, make: type[_Compiled], value: object, key: str, section: str, number: int, check: bool
) -> tuple[_Compiled, ...]:
    made = tuple(make(text) for text in _texts(value))
    if any(not item.text.strip() for item in made):
        raise draft.error(key, "an empty text fits everything or nothing; leave it out", (), section, number)
    for item in made if check else ():
        try:
            item.compile()
        except ValueError as error:
            raise draft.error(key, f"{item.text!r} is {error}", (), section, number) from error
    return made


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _tables(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_codec(name: str) -> bool:
    import codecs

    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
