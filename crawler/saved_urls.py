"""Where a saved page came from: what the page, or the program that saved it, says about its address. Pure.

In: bytes. Out: a URL and which evidence gave it, or nothing. Evidence is kept with the capture; a wrong guess can be
seen later.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# What browsers write into a saved page: <!-- saved from url=(0042)http://… -->
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)\s*(\S+?)\s*-->", re.I)
_SAVE_PAGE_WE = re.compile(rb"<meta[^>]+name=[\"']?savepage-url[\"']?[^>]+content=[\"']([^\"']+)", re.I)
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)", re.I)
_TAG = re.compile(rb"<(link|meta|base)\b([^>]*)>", re.I)
_ATTRIBUTE = re.compile(rb"([a-zA-Z:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SCHEME = re.compile(r"\Ahttps?:", re.I)
_HEAD_BYTES = 65_536


def url_in_page(payload: bytes) -> tuple[str, str]:
    """(URL, evidence) as the page tells it, ("", "") when it does not."""
    head = payload[:_HEAD_BYTES]
    for pattern, evidence in (
        (_SAVED_FROM, "saved-from comment"),
        (_SINGLE_FILE, "SingleFile comment"),
        (_SAVE_PAGE_WE, "savepage meta"),
    ):
        match = pattern.search(head)
        if match and (url := _usable(match[1])):
            return url, evidence
    found: dict[str, str] = {}
    for tag, text in _TAG.findall(head):
        attributes = {name.lower(): (a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}
        kind = tag.lower()
        if kind == b"link" and b"canonical" in attributes.get(b"rel", b"").lower().split():
            found.setdefault("canonical link", _usable(attributes.get(b"href", b"")))
        elif kind == b"meta" and attributes.get(b"property", b"").lower() == b"og:url":
            found.setdefault("og:url", _usable(attributes.get(b"content", b"")))
        elif kind == b"base":
            found.setdefault("base", _usable(attributes.get(b"href", b"")))
    for evidence in ("canonical link", "og:url"):
        # Some sites give every page the front page as its canonical form; that would make one article of them all.
        if found.get(evidence) and urlsplit(found[evidence]).path.strip("/"):
            return found[evidence], evidence
    base = found.get("base", "")
    # A <base> is a folder as a rule; only one that names a file can be the page itself.
    if base and re.search(r"\.\w{3,5}\Z", urlsplit(base).path):
        return base, "base"
    return "", ""


def with_plain_scheme(url: str) -> str:
    """The URL with http or https in lower case, as profiles know it; schemes are one in any case (RFC 3986, 3.1).

    >>> with_plain_scheme("HTTP://EXAMPLE.com/X")
    'http://EXAMPLE.com/X'
    """
    return _SCHEME.sub(lambda found: found[0].lower(), url)


def is_address(url: str) -> bool:
    """Whether it begins as a web address or one of our own does."""
    return url.lower().startswith(("http://", "https://", "urn:"))


def _usable(raw: bytes) -> str:
    try:
        url = raw.decode("utf-8").strip().replace("&amp;", "&")
        parts = urlsplit(url)
    except (UnicodeDecodeError, ValueError):
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and " " not in url else ""
