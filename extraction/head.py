"""What a page says about itself out of sight: title element, meta elements, JSON-LD. Evidence, not truth.

A meta author may be a staff number, a headline may be written for search engines, a date may be that of the template:
whoever uses these facts prefers what readers see. In: root element. Out: HeadFacts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urljoin

from lxml import etree

_MAX_JSON = 300_000
_ARTICLES = re.compile(r"article|posting|report|newsitem", re.I)
_DATES = (
    "article:published_time", "og:published_time", "og:release_date", "datepublished", "publishdate",
    "publish_date", "pubdate", "publish-date", "publishedtime", "published_time", "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "date", "parsely-pub-date", "sailthru.date",
    "weibo:article:create_at", "bytedance:published_time", "article.published", "originalpublicationdate",
    "datecreated", "releasedate", "firstpublishedtime", "createdate", "apub:time", "publishtime", "publish-time",
    "publish_time",
    "publication_date", "publicationdate", "article:publish_time", "article:published_date", "article:published",
    "citation_publication_date", "citation_date", "dc.date.created", "dc.date.published", "dcterms.issued",
    "dcterms.available", "prism.publicationdate", "articlepubdate", "contentpubdate",
)  # fmt: skip
_SOURCES = ("source", "contentsource", "article:source", "mediaid", "og:article:source", "laiyuan")


@dataclass(slots=True)
class HeadFacts:
    """The facts, "" or empty where the page says nothing."""

    title: str = ""  # of the title element
    metas: dict[str, str] = field(
        default_factory=dict
    )  # by lower-case name, property or itemprop; the first one counts
    headline: str = ""  # of JSON-LD
    body: str = ""  # of JSON-LD, which pages made by scripts may carry while they show nothing
    authors: tuple[str, ...] = ()  # of JSON-LD, persons or of unknown kind
    bodies: tuple[str, ...] = ()  # of JSON-LD, organisations that sign as authors
    publisher: str = ""
    section: str = ""
    kinds: tuple[str, ...] = ()  # JSON-LD types
    dates: tuple[tuple[str, str], ...] = ()  # (evidence, text), most trusted first
    canonical: str = ""
    base: str = ""
    lang: str = ""

    def meta(self, *names: str) -> str:
        """The first meta element of these names that says anything."""
        return next((self.metas[name] for name in names if self.metas.get(name)), "")

    @property
    def site_name(self) -> str:
        """What the site calls itself."""
        return self.meta("og:site_name", "application-name", "apple-mobile-web-app-title") or self.publisher

    @property
    def source(self) -> str:
        """The outlet named by a meta element."""
        return self.meta(*_SOURCES)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Keywords of the meta element, in order."""
        words = re.split(r"[,，;；、|]\s*", self.meta("news_keywords", "keywords"))
        words = words[0].split() if len(words) == 1 else words
        return tuple(dict.fromkeys(word.strip() for word in words if 0 < len(word.strip()) <= 30 and "--" not in word))[
            :20
        ]


def read_head(root: etree._Element, url: str) -> HeadFacts:
    """The facts of a parsed page."""
    facts = HeadFacts(lang=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    scripts: list[str] = []
    for element in root.iter("title", "meta", "link", "base", "script"):
        tag = element.tag
        if tag == "meta":
            name = (
                element.get("name") or element.get("property") or element.get("itemprop") or element.get("http-equiv")
            )
            content = element.get("content")
            if name and content:
                facts.metas.setdefault(name.lower(), " ".join(content.split())[:1000])
        elif tag == "script":
            if "ld+json" in (element.get("type") or "") and element.text and len(element.text) <= _MAX_JSON:
                scripts.append(element.text)
        elif tag == "title":
            facts.title = facts.title or " ".join("".join(cast("Iterator[str]", element.itertext())).split())[:500]
        elif tag == "link":
            if element.get("rel") == "canonical" and not facts.canonical:
                facts.canonical = element.get("href") or ""
        elif not facts.base:
            facts.base = element.get("href") or ""
    for text in scripts:
        _read_json_ld(text, facts)
    seen = [(f"meta {name}", facts.metas[name]) for name in _DATES if facts.metas.get(name)]
    facts.dates = (*facts.dates, *seen)
    facts.base = absolute(url, facts.base) if facts.base else url
    return facts


def absolute(base: str, link: str) -> str:
    """A link resolved against its page; as it stands when the page has no address or the link is no address."""
    link = link.strip()
    if link.startswith(("http://", "https://")) or not base.startswith(("http://", "https://")):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _read_json_ld(text: str, facts: HeadFacts) -> None:
    try:
        value = json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    things = list(_things(value))
    known = {str(thing["@id"]): thing for thing in things if isinstance(thing.get("@id"), str)}
    for thing in things:
        kind = thing.get("@type")
        kinds = [str(k) for k in kind] if isinstance(kind, list) else [str(kind)]
        facts.kinds = (*facts.kinds, *kinds)
        if not any(_ARTICLES.search(k) for k in kinds):
            continue
        facts.headline = facts.headline or _text(thing.get("headline"))
        body = thing.get("articleBody")
        facts.body = facts.body or (body if isinstance(body, str) else "")
        facts.section = facts.section or _text(thing.get("articleSection"))
        facts.publisher = facts.publisher or _text(thing.get("publisher"))
        if not facts.authors and not facts.bodies:
            signed = [*_authors(thing.get("author"), known), *_authors(thing.get("creator"), known)]
            facts.authors = tuple(dict.fromkeys(name for name, body in signed if not body))
            facts.bodies = tuple(dict.fromkeys(name for name, body in signed if body))
        for key in ("datePublished", "dateCreated"):
            if _text(thing.get(key)):
                facts.dates = (*facts.dates, (f"json-ld {key}", _text(thing.get(key))))


_ORGANISATION = re.compile(r"organi[sz]ation|corporation|agency|newsmedia|brand", re.I)
_MOST_AUTHORS = 20


def _authors(value: object, known: dict[str, dict[str, object]], depth: int = 0) -> Iterator[tuple[str, bool]]:
    """Each author a value names, and whether it is an organisation: a text, an object, a list of them, or a pointer."""
    if depth > 4:
        return
    if isinstance(value, str):
        if text := _text(value):
            yield text, False
    elif isinstance(value, list):
        for each in value[:_MOST_AUTHORS]:
            yield from _authors(each, known, depth + 1)
    elif isinstance(value, dict):
        named = value.get("name") or value.get("author") or value.get("@list")
        if not named and isinstance(value.get("@id"), str) and known.get(value["@id"]) is not value:
            yield from _authors(known.get(value["@id"]), known, depth + 1)
            return
        body = _ORGANISATION.search(str(value.get("@type"))) is not None
        for name, inner in _authors(named, known, depth + 1):
            yield name, inner or body


def _things(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            if isinstance(value.get(key), list | dict):
                yield from _things(value[key], depth + 1)


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(value.split())[:500] if isinstance(value, str) else ""
