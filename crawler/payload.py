"""Undoing a content coding: the bytes kept are those sent (gzip, deflate), the bytes read are those meant. Pure,
bounded.

In: a Page whose headers name a coding. Out: the same Page decoded, or Undecodable with a reason. Nothing here is kept.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

from archive.errors import NewsArchiveError
from archive.records import Headers, Page

LIMIT_BYTES = 64 * 1024 * 1024  # what one page may become; a gzip bomb ends here


class Undecodable(NewsArchiveError):
    """A payload that its own Content-Encoding cannot read, or that grows beyond the limit."""


def header(headers: Headers, name: str) -> str:
    """The values of a header, joined by commas; "" when it is absent."""
    return ", ".join(value for key, value in headers if key.lower() == name)


def decoded(page: Page, limit: int = LIMIT_BYTES) -> Page:
    """The page with its content codings undone. Raises Undecodable."""
    codings = header(page.headers, "content-encoding")
    if codings.strip().lower() in ("", "identity"):
        return page
    try:
        payload = unpacked(page.payload, codings, limit)
    except Undecodable as error:
        raise Undecodable(f"{page.url}: {error}") from error
    kept = tuple(
        (key, value) for key, value in page.headers if key.lower() not in ("content-encoding", "content-length")
    )
    return replace(page, payload=payload, headers=kept)


def unpacked(payload: bytes, codings: str, limit: int = LIMIT_BYTES, at_most: int | None = None) -> bytes:
    """Bytes without the content codings that a header names. Raises Undecodable.

    Args:
        limit: a payload that becomes longer is none.
        at_most: so many bytes are wanted, whatever follows.
    """
    for coding in reversed([c.strip().lower() for c in codings.split(",") if c.strip()]):
        if coding == "identity":
            continue
        if coding in ("gzip", "x-gzip"):
            # Some servers announce gzip and send plain text; browsers look at the first bytes too.
            payload = inflate(payload, 31, limit, at_most) if payload[:2] == b"\x1f\x8b" else payload
        elif coding == "deflate":
            payload = inflate(payload, 15 if _has_zlib_header(payload) else -15, limit, at_most)
        else:
            raise Undecodable(f"Content-Encoding {coding} is not one we asked for")
    return payload if at_most is None else payload[:at_most]


def inflate(data: bytes, wbits: int, limit: int = LIMIT_BYTES, at_most: int | None = None) -> bytes:
    """What the deflate streams in `data` hold, several members one after the other too. Raises Undecodable."""
    found = bytearray()
    rest = data
    while rest:
        stream = zlib.decompressobj(wbits)
        try:
            found += stream.decompress(rest, (limit if at_most is None else at_most) - len(found) + 1)
        except zlib.error as error:
            if found and wbits == 31:
                break  # padding after the last member
            raise Undecodable(f"damaged {'gzip' if wbits == 31 else 'deflate'}: {error}") from error
        if at_most is not None and len(found) > at_most:
            break
        if len(found) > limit:
            raise Undecodable(f"more than {limit} bytes after decompression")
        if not stream.eof:
            raise Undecodable(f"torn {'gzip' if wbits == 31 else 'deflate'}: the stream ends early")
        rest = stream.unused_data if wbits == 31 else b""
    return bytes(found)


def _has_zlib_header(data: bytes) -> bool:
    return len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
