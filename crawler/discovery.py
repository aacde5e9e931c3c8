"""From a page to the links that matter, as data: articles, listings, next pages, sitemap entries. Pure and bounded.

In: a decoded page and the profile's crawl rules. Out: Links with what each is taken for. Which of them are asked for,
and when, is left to the spider and the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from archive.records import Link, Role
from archive.urls import canonical_url
from crawler.payload import Undecodable, inflate
from extraction.profiles import CrawlRules
from extraction.tree import fewer_attributes

MAX_LINKS = 2000
MAX_URL = 2083
MAX_PLACES = 50_000  # URLs remembered; a site that makes new ones for ever is read without memory
_ORIGIN = re.compile(r"https?://[^/?#]+")
_SPACE = re.compile(r"\s+")
# Ways sites write a day into a path: /2016/0106/, /2016-01/06/, /2016/01-06/, /201601/06/, t20160106_12,
# /c/2022-10-20/, /20160106/.
_DAY_IN_URL = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s1>[-/_.]?)(?P<m>0[1-9]|1[0-2])(?P<s2>[-/_.]?)(?P<d>0[1-9]|[12]\d|3[01])(?=\D|\d{4,}|$)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The links of one page, in page order, each once; `over` counts what the bound left out."""

    links: tuple[Link, ...] = ()
    next_page: Link | None = None
    over: int = 0


Places = dict[str, tuple[Role | None, str]]  # what a URL is taken for, and its canonical form


def find_links(
    markup: str, url: str, rules: CrawlRules, *, limit: int = MAX_LINKS, places: Places | None = None
) -> Found:
    """The articles, listings and the next page that a listing, or an article with boxes, points to.

    Args:
        markup: the page as decoded text.
        url: where it was fetched; relative links and <base> start there.
        places: what earlier pages of the same site taught of its URLs; added to.
    """
    places = {} if places is None else places
    tree = parse(markup)
    if tree is None:
        return Found()
    base = base_url(tree, url)
    here = canonical_url(url)
    found: dict[str, Link] = {}
    over = 0
    for element in tree.iter("a", "area", "iframe", "frame"):
        target = absolute(base, element.get("href") or element.get("src") or "")
        if target is None:
            continue
        role, key = places[target] if target in places else places.setdefault(target, _place_of(target, rules))
        if role not in (Role.ARTICLE, Role.LISTING):
            continue
        title = _SPACE.sub(" ", element.get("title") or "".join(element.itertext())).strip()[:300]
        if key == here:
            continue
        if key in found:
            if len(title) > len(found[key].title):  # a picture link comes first, the headline after it
                found[key] = Link(found[key].url, role, title)
        elif len(found) >= limit:
            over += 1
        else:
            found[key] = Link(target, role, title)
    return Found(tuple(found.values()), _next_page(tree, base, here, rules), over)


def _place_of(target: str, rules: CrawlRules) -> tuple[Role | None, str]:
    role = rules.role_of(target) if rules.allows(target) else None
    return role, canonical_url(target) if role in (Role.ARTICLE, Role.LISTING) else ""


def find_in_sitemap(payload: bytes, url: str, rules: CrawlRules, *, limit: int = MAX_LINKS) -> Found:
    """The articles and further sitemaps that a sitemap names; gzip'd ones too, root and entry tags in any letter case.

    A sitemap in plain text, one URL a line, is read as well. Unreadable ones give nothing.
    """
    if payload[:2] == b"\x1f\x8b":
        try:
            payload = inflate(payload, 31)
        except Undecodable:
            return Found()
    found: dict[str, Link] = {}
    over = 0
    for is_map, location in _locations(payload):
        target = absolute(url, location)
        if target is None:
            continue
        role = Role.SITEMAP if is_map else rules.role_of(target)
        # A sitemap of sitemaps may lie on another host than the articles (www for acftu); articles keep to the crawl's
        # hosts.
        if role is None or (role is not Role.SITEMAP and not rules.allows(target)):
            continue
        key = canonical_url(target)
        if key in found:
            continue
        if len(found) >= limit:
            over += 1
        else:
            found[key] = Link(target, role)
    return Found(tuple(found.values()), None, over)


def _locations(payload: bytes) -> Iterator[tuple[bool, str]]:
    """(is it another sitemap, URL) for each entry."""
    stripped = payload.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped[:4] == b"http":
        for line in stripped.decode("utf-8", "replace").splitlines():
            yield False, line.strip()
        return
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(stripped, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None:
        return
    for element in root.iter(etree.Element):
        # 人民网 spells the root <sitemapIndex>; names are compared without namespace and letter case.
        if etree.QName(element).localname.lower() != "loc" or not element.text:
            continue
        parent = element.getparent()
        kind = "" if parent is None else etree.QName(parent).localname.lower()
        yield kind == "sitemap", element.text.strip()


def parse(markup: str) -> html.HtmlElement | None:
    """The tree of a page, or None for a text that holds no element."""
    # A declaration in the text would contradict its being text; lxml refuses it.
    text = fewer_attributes(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\x00", ""), count=1))
    if not text.strip():
        return None
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, recover=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def base_url(tree: html.HtmlElement, url: str) -> str:
    """Where relative links of the page start."""
    named = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return (absolute(url, named) if named else None) or url


def absolute(base: str, reference: str) -> str | None:
    """The http(s) URL that a reference means, without its fragment; None for scripts, mail and nonsense.

    Most links of a page stand on every page of its site: what does not depend on the page's own path is remembered.
    """
    if reference.startswith(("http://", "https://")):
        return _absolute("", reference)
    if reference.startswith("/") and (origin := _ORIGIN.match(base)):
        return _absolute(origin[0], reference)
    return _absolute.__wrapped__(base, reference)


@lru_cache(maxsize=8192)
def _absolute(base: str, reference: str) -> str | None:
    reference = re.sub(r"[\t\r\n]", "", reference).strip()
    if not reference or reference.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "about:")):
        return None
    try:
        target = urldefrag(urljoin(base, reference.replace("\\", "/") if "?" not in reference else reference)).url
        parts = urlsplit(target)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or len(target) > MAX_URL:
        return None
    return target.replace(" ", "%20")


def day_in_url(url: str) -> date | None:
    """The day that a URL's path carries, as article URLs of most sites do.

    >>> day_in_url("http://acftu.people.com.cn/n1/2016/0106/c67502-28018921.html")
    datetime.date(2016, 1, 6)
    >>> day_in_url("https://www.workercn.cn/c/2022-10-20/7201030.shtml")
    datetime.date(2022, 10, 20)
    >>> day_in_url("http://right.workercn.cn/147/201601/06/160106094512345.shtml")
    datetime.date(2016, 1, 6)
    """
    for match in _DAY_IN_URL.finditer(urlsplit(url).path):
        try:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
    return None


def _next_page(tree: html.HtmlElement, base: str, here: str, rules: CrawlRules) -> Link | None:
    for selector in rules.next_page:
        for item in selector.find(tree):
            reference = item if isinstance(item, str) else (item.get("href") or "")
            target = absolute(base, reference)
            if target and rules.allows(target) and canonical_url(target) != here:
                return Link(target, Role.LISTING)
    return None
