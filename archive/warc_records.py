"""Records as gzip members, ready to be appended: made through warcio, read back by archive/warc_reading.py.

Headers of our own (`X-Archive-…`, ignored by other readers) carry what a catalogue needs to be made again from files.
warcio is imported with this module; import it only where something is written.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from http.client import responses
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.records import Page, Role
from archive.times import to_text
from archive.urls import exact_uri, record_uri

VERSION = "WARC/1.1"
# https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/#warc-profile
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

HEAD = "X-Archive-Head"  # the HTTP head of a 304, in base64


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """An HTTP head that is written as the bytes it came in."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("", [])
        self._raw = raw

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """warcio asks for the bytes here."""
        self.headers_buff = self._raw

    def __bool__(self) -> bool:
        return True


def head_of(page: Page) -> bytes:
    """An HTTP head rebuilt from a page that brings none as bytes."""
    lines = [
        f"HTTP/1.1 {page.status} {responses.get(page.status or 0, '')}",
        *(f"{name}: {value}" for name, value in page.headers),
    ]
    clean = [line.replace("\r", " ").replace("\n", " ") for line in lines]
    return "\r\n".join([*clean, "", ""]).encode("utf-8", "surrogateescape")


def storable_head(head: bytes) -> bytes:
    """The head as it may stand before bytes that are no longer chunked, ended by one empty line.

    Replay reads `Transfer-Encoding: chunked` as a promise about the bytes that follow; crawlers keep the name aside.
    """
    lines = head.rstrip(b"\r\n").split(b"\r\n")
    kept = [b"X-Archive-Orig-" + line if line[:18].lower() == b"transfer-encoding:" else line for line in lines]
    return b"\r\n".join(kept) + b"\r\n\r\n"


def warcinfo_member(name: str, made_at: datetime, info: Mapping[str, str]) -> bytes:
    """The record that opens a file: software, format, operator, robots policy, user agent."""
    writer = _writer()
    record = writer.create_warcinfo_record(name, {key: _line(value) for key, value in info.items()})
    record.rec_headers.replace_header("WARC-Date", to_text(made_at))
    block = hashlib.sha256(record.raw_stream.getvalue()).hexdigest()
    record.rec_headers.replace_header("WARC-Block-Digest", "sha256:" + block)
    return _written(writer, record)


def page_member(page: Page, role: Role, date: datetime, digest: str, head: bytes | None) -> tuple[bytes, str]:
    """A response record (with `head`) or a resource record, and its record id."""
    kind = "response" if head is not None else "resource"
    headers = {**_own_headers(page, role), "WARC-Payload-Digest": digest}
    content_type = "" if head is not None else _line(page.content_type) or "application/octet-stream"
    return _member(kind, page.url, date, headers, page.payload, head, content_type)


def revisit_member(
    page: Page, role: Role, date: datetime, digest: str, head: bytes | None, first_url: str, first_date: datetime
) -> tuple[bytes, str]:
    """A revisit record: these bytes were kept before, at that URL and time; and its record id.

    The head of a 304 stands in a header of our own and the block is empty: replay shows a block that says 304 as an
    empty page, and one without head as the page it speaks of (tried with pywb 2.10).
    """
    own_head = {}
    if page.status == 304 and head is not None:
        own_head, head = {HEAD: b64encode(head).decode()}, None
    headers = {
        **own_head,
        **_own_headers(page, role),
        "WARC-Profile": NOT_MODIFIED if page.status == 304 else SAME_PAYLOAD,
        "WARC-Refers-To-Target-URI": record_uri(first_url),
        "WARC-Refers-To-Date": to_text(first_date),
        "WARC-Payload-Digest": digest,
    }
    content_type = "" if head is not None else _line(page.content_type) or "application/octet-stream"
    return _member("revisit", page.url, date, headers, b"", head, content_type)


def request_member(url: str, date: datetime, request: bytes, concurrent_to: str) -> bytes:
    """The request that the record `concurrent_to` answered."""
    head, gap, body = request.partition(b"\r\n\r\n")
    return _member("request", url, date, {"WARC-Concurrent-To": concurrent_to}, body, head + (gap or b"\r\n\r\n"), "")[
        0
    ]


def metadata_member(url: str, date: datetime, metadata: Mapping[str, object], concurrent_to: str) -> bytes:
    """What else is known about a capture, as warc-fields."""
    lines = [f"{_line(str(key))}: {_line(str(value))}\r\n" for key, value in metadata.items()]
    block = "".join(lines).encode("utf-8", "replace")
    headers = {"WARC-Concurrent-To": concurrent_to}
    return _member("metadata", url, date, headers, block, None, "application/warc-fields")[0]


def _member(
    kind: str,
    url: str,
    date: datetime,
    headers: dict[str, str],
    payload: bytes,
    head: bytes | None,
    content_type: str,
) -> tuple[bytes, str]:
    block = hashlib.sha256(head or b"")
    block.update(payload)
    headers = {
        **headers,
        "WARC-Date": to_text(date),
        "WARC-Block-Digest": "sha256:" + block.hexdigest(),
    }
    headers.setdefault("WARC-Payload-Digest", "sha256:" + hashlib.sha256(payload).hexdigest())
    writer = _writer()
    record = writer.create_warc_record(
        record_uri(url),
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type=content_type,
        warc_headers_dict=headers,
        http_headers=_Head(head) if head is not None else None,
    )
    return _written(writer, record), record.rec_headers.get_header("WARC-Record-ID")


def _own_headers(page: Page, role: Role) -> dict[str, str]:
    own = {"X-Archive-Site": page.site, "X-Archive-Role": role.value}
    if _line(record_uri(page.url)) != page.url:  # the id of its article is made from it as it is
        own["X-Archive-Exact-URI"] = exact_uri(page.url)
    if page.asked_url and page.asked_url != page.url:
        own["X-Archive-Asked-URI"] = record_uri(page.asked_url)
    if page.charset:
        own["X-Archive-Charset"] = page.charset
    if page.captured_at is None:
        own["X-Archive-Captured"] = "unknown"  # WARC-Date is the time of keeping then
    if page.status is None:
        own["X-Archive-Content-Type"] = page.content_type
    return {name: _line(value) for name, value in own.items() if value}


def _writer() -> WARCWriter:
    return WARCWriter(BytesIO(), gzip=False, warc_version=VERSION)


def _written(writer: WARCWriter, record: object) -> bytes:
    writer.write_record(record)
    # In one call: warcio's own compressing stream takes three times as long for a small record, and level 9 half as
    # long again for a page, for one byte in a hundred.
    return zlib.compress(writer.out.getvalue(), 6, wbits=31)


def _line(text: str) -> str:
    """Text that cannot end its header line."""
    return " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
