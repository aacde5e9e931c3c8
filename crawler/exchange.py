"""A Scrapy request and response as the bytes of an HTTP exchange, and as a Page. Pure.

Scrapy hands over headers, not the wire: their order and letter case are rebuilt, the payload is as sent.
"""

from __future__ import annotations

from datetime import datetime
from http.client import responses as reasons
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from archive.records import Headers, Page

if TYPE_CHECKING:
    from scrapy.http import Headers as ScrapyHeaders
    from scrapy.http import Request, Response

# What a proxy needed is no part of the exchange with the site, and would put its password in the archive.
_NOT_OURS = {b"proxy-authorization"}


def request_bytes(request: Request) -> bytes:
    """The request head and body, query string included."""
    parts = urlsplit(urldefrag(request.url).url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]  # Scrapy has made the URL ASCII already
    lines = [
        f"{request.method} {target} HTTP/1.1".encode("latin-1", "replace"),
        b"Host: " + host.encode("latin-1", "replace"),
    ]
    lines += [
        name + b": " + value for name, value in _pairs(request.headers) if name.lower() not in _NOT_OURS | {b"host"}
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.body


def response_head(response: Response) -> bytes:
    """Status line and headers, ended by an empty line."""
    version = response.protocol if (response.protocol or "").startswith("HTTP/1") else "HTTP/1.1"
    lines = [f"{version} {response.status} {reasons.get(response.status, '')}".rstrip().encode()]
    lines += [name + b": " + value for name, value in _pairs(response.headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def page_of(request: Request, response: Response, site: str, now: datetime) -> Page:
    """The answer as a Page: payload as sent, address as asked."""
    headers = text_headers(response.headers)
    declared = next((value for name, value in headers if name.lower() == "content-type"), "")
    return Page(
        url=urldefrag(request.url).url,
        payload=response.body,
        content_type=declared,
        captured_at=now,
        status=response.status,
        headers=headers,
        asked_url=request.meta.get("first_url", ""),
        site=site,
    )


def text_headers(headers: ScrapyHeaders) -> Headers:
    """Headers as text; bytes that are no ASCII survive as Latin-1, as HTTP means them."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in _pairs(headers))


def _pairs(headers: ScrapyHeaders) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in headers.items() for value in values]
