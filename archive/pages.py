"""Captures and pages: the records that a page becomes in a WARC file, and the page that comes back out of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive.errors import DamagedData
from archive.holdings import Capture
from archive.records import Headers, Page, Role
from archive.times import from_text
from archive.urls import from_exact, host_of, record_uri
from archive.warc_files import existing_path
from archive.warc_reading import Record, http_headers, http_status, read_record, read_records

# Headers of a stored response that a 304 does not replace: they tell how its bytes are to be read (RFC 9111, 3.2).
_OF_THE_BYTES = frozenset({"content-encoding", "content-type", "content-length", "content-range"})


def members_of(
    page: Page,
    role: Role,
    at: datetime,
    digest: str,
    *,
    request: bytes | None = None,
    http_head: bytes | None = None,
    metadata: Mapping[str, object] | None = None,
    first: tuple[str, datetime] | None = None,
) -> list[bytes]:
    """The gzip members of a capture: response, resource or revisit first, then request and metadata.

    Args:
        page: the bytes, their URL, site, status.
        role: what was asked for.
        at: the time that stands in the records.
        digest: of the payload; for a 304 that of the bytes kept before.
        request: as sent.
        http_head: as it came; rebuilt from the page where missing.
        metadata: more that is known.
        first: URL and time of the capture that holds these bytes already.
    """
    from archive import warc_records

    head = None
    if page.status is not None:
        head = warc_records.storable_head(http_head if http_head is not None else warc_records.head_of(page))
    if first is None:
        member, identity = warc_records.page_member(page, role, at, digest, head)
    else:
        member, identity = warc_records.revisit_member(page, role, at, digest, head, *first)
    members = [member]
    if request is not None:
        members.append(warc_records.request_member(page.url, at, request, identity))
    if metadata:
        members.append(warc_records.metadata_member(page.url, at, metadata, identity))
    return members


def completed(page: Page) -> Page:
    """The page with a site and without half surrogate pairs, which no file format takes."""
    url = _storable(page.url)
    return replace(
        page,
        url=url,
        asked_url=_storable(page.asked_url),
        site=_storable(page.site) or host_of(url) or "saved",
        content_type=_storable(page.content_type),
        charset=_storable(page.charset),
    )


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def page_of(data: Path, capture: Capture, first: Capture | None, *, asked_url: str, charset: str) -> Page | None:
    """The page of a capture; `first` holds its bytes when it is a revisit. None when the bytes have another digest."""
    record = _record(data, capture)
    holder = _record(data, first) if first else record
    if "sha256:" + hashlib.sha256(holder.payload).hexdigest() != capture.digest:
        return None
    headers = http_headers(record.head)
    if capture.status == 304 and first:
        headers = _freshened(http_headers(holder.head), headers)
    return Page(
        url=capture.url,
        payload=holder.payload,
        content_type=(first.content_type if capture.status == 304 and first else capture.content_type),
        captured_at=capture.captured_at,
        status=capture.status,
        headers=headers,
        asked_url=asked_url,
        site=capture.site,
        charset=charset,
    )


def page_of_record(record: Record, site: str) -> tuple[Page, Role, datetime]:
    """The page that a record was made of, what it was asked for, and the time in the record."""
    headers = record.headers
    date = from_text(headers["warc-date"])
    http = http_headers(record.head)
    content_type = next((value for name, value in http if name.lower() == "content-type"), "")
    try:
        role = Role(headers.get("x-archive-role", Role.OTHER))
    except ValueError:  # written by a later version
        role = Role.OTHER
    page = Page(
        url=_url_of(record, headers.get("x-archive-site", site)),
        payload=record.payload,
        content_type=headers.get("x-archive-content-type", content_type),
        captured_at=None if headers.get("x-archive-captured") == "unknown" else date,
        status=http_status(record.head) if record.head else None,
        headers=http,
        asked_url=headers.get("x-archive-asked-uri", ""),
        site=headers.get("x-archive-site", site),
        charset=headers.get("x-archive-charset", ""),
    )
    return page, role, date


def _url_of(record: Record, site: str) -> str:
    """The URL that was kept: its target has no blanks or line ends, which the id of a row may have."""
    exact = record.headers.get("x-archive-exact-uri")
    if exact:
        return from_exact(exact)
    if "%" in record.url and record.headers.get("x-archive-content-type") == "application/json":
        return _url_in_row(record, site)  # written before there was that header
    return record.url


def _url_in_row(record: Record, site: str) -> str:
    try:
        row = json.loads(record.payload)
    except (ValueError, RecursionError):
        return record.url
    if not isinstance(row, dict):
        return record.url
    said = [str(row.get("url")), f"urn:import:{site}:{str(row.get('id')).strip()}"]
    if record.url in said:
        return record.url
    return next((url for url in said if record_uri(url) == record.url), record.url)


def was_requested(data: Path, capture: Capture) -> bool:
    """Whether a request stands beside the capture, as beside everything that a crawl asked for; imports have none.

    Raises:
        DamagedData: what stands there does not read.
    """
    after = capture.warc.offset + capture.warc.length
    path = existing_path(data, capture.warc.file)
    try:
        beside = next(read_records(path, start=after), None)
    except FileNotFoundError as error:
        raise DamagedData(f"{path}: the file is gone; restore it from a backup") from error
    return beside is not None and beside.kind == "request"


def _record(data: Path, capture: Capture) -> Record:
    place = capture.warc
    for _ in range(2):
        try:
            return read_record(existing_path(data, place.file), place.offset, place.length)
        except FileNotFoundError:  # the writer gave the file its final name just now
            continue
    return read_record(data / place.file, place.offset, place.length)


def _freshened(stored: Headers, newer: Headers) -> Headers:
    """Stored headers with those of a 304 in their place, as RFC 9111 (3.2) has it."""
    replaced = {name.lower() for name, _ in newer} - _OF_THE_BYTES
    kept = tuple(item for item in stored if item[0].lower() not in replaced)
    return kept + tuple(item for item in newer if item[0].lower() in replaced)
