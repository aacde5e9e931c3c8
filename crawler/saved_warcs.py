"""Pages of a WARC file: responses with heads and times, resources, and records of ours as saved_records.py reads them.

In: a file, cut into records by warc_frames.py. Out: SavedPage values, Unreadable for each record that is torn, damaged
or false, and at the end one LeftOut: for captures that are no pages, or for a file in which nothing is a capture.
Records beside captures (warcinfo, request, metadata) are passed over. warcio reads one whole record at a time and
prints nothing.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from archive.records import Page
from archive.verify import CAPTURES
from crawler.saved_files import PAGE_BYTES, TOO_LARGE, LeftOut, Saved, SavedPage, Unreadable
from crawler.saved_records import is_ours, own_page
from crawler.saved_urls import is_address
from crawler.warc_frames import NO_RECORD, Frame, frames_in

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")

# warcio sees an answer of HTTP only behind a scheme in lower case.
_TARGET = re.compile(rb"(?<=\nWARC-Target-URI: )HTTPS?(?=:)", re.I)


def pages_of_warc(path: Path) -> Iterator[Saved]:
    """The pages of a WARC file in its order. Raises Unreadable for what is no WARC file."""
    left_out: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    has_told = False
    for frame in frames_in(path, PAGE_BYTES):
        where = f"{path}@{frame.where}"
        record = None if frame.fault else _parsed(frame)
        if record is None:
            saved: list[Saved] = [Unreadable(f"{where}: {frame.fault or NO_RECORD}")]
        elif record.rec_type in CAPTURES and is_ours(frame):
            saved = [own_page(where, frame)]
        else:
            if record.rec_type not in CAPTURES:
                beside[record.rec_type] += 1
            saved = [*_record(where, record, left_out, frame.too_large)]
        yield from saved
        has_told = has_told or bool(saved)
    if left_out:
        yield LeftOut(str(path), f"no pages, left out: {_counted(left_out)}")
    elif beside and not has_told:  # what a purge leaves, or the file in which a crawler speaks of itself
        yield LeftOut(str(path), f"no page in it, only records of other types: {_counted(beside)}", is_all=True)


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in kinds.most_common(6))


def _parsed(frame: Frame) -> Any:
    """The record as warcio reads it; None for what it cannot read. It ships no types."""
    from warcio.bufferedreaders import BufferedReader
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader
    from warcio.statusandheaders import StatusAndHeadersParserException

    # It says in the log that it replaces blanks in addresses, as other programs write them; nobody can act on that.
    logging.getLogger("warcio").setLevel(logging.ERROR)
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    try:
        raw = _TARGET.sub(lambda found: found[0].lower(), frame.raw, count=1)
        return loader.parse_record_stream(BufferedReader(BytesIO(raw)), known_format="warc", check_digests=True)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError):
        return None


def _record(where: str, record: Any, left_out: Counter[str], too_large: bool) -> Iterator[Saved]:
    kind = record.rec_type
    if kind not in ("response", "resource"):
        if kind == "revisit":
            left_out["revisit records"] += 1
        return
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    heads = record.http_headers if kind == "response" else None
    declared = (heads.get_header("Content-Type") if heads else record.content_type) or ""
    status = _status(heads)
    if heads is not None and status is None:
        left_out["answers without HTTP"] += 1
        return
    if declared.split(";")[0].strip().lower() not in _PAGES and (declared or status == 200):
        left_out[declared.split(";")[0].strip().lower() or "without type"] += 1
        return
    if too_large:
        yield Unreadable(f"{where}: {TOO_LARGE}")
        return
    payload, fault = _payload(record, heads)
    if fault:
        yield Unreadable(f"{where}: {fault}")
        return
    if not is_address(url):
        url = ""
    page = Page(
        url,
        payload,
        declared,
        captured_at=_warc_date(record),
        status=status,
        headers=tuple((str(name), str(value)) for name, value in heads.headers) if heads else (),
    )
    head = heads.to_bytes() if heads else None
    yield SavedPage(where, page, "WARC-Target-URI" if url else "", head)


def _payload(record: Any, heads: Any) -> tuple[bytes, str]:
    """The payload, unchunked, content coding as it was; and what is wrong with it."""
    from warcio.bufferedreaders import ChunkedDataReader

    stream: BinaryIO = record.raw_stream
    coding = (heads.get_header("Transfer-Encoding") or "").lower() if heads else ""
    try:
        payload = bytearray()
        source = ChunkedDataReader(stream, raise_exceptions=False) if coding == "chunked" else stream
        while chunk := source.read(1 << 16):
            payload += chunk
            if len(payload) > PAGE_BYTES:
                return b"", TOO_LARGE
        rest = stream.read()
        payload += rest if coding != "chunked" else b""
    except (ValueError, EOFError, OSError, zlib.error) as error:
        return b"", f"damaged record: {error}"
    if getattr(stream, "limit", 0) > 0:
        return b"", f"torn record: {stream.limit} bytes are missing"  # type: ignore[attr-defined]
    checker = getattr(record, "digest_checker", None)
    if checker is not None and checker.passed is False:
        return b"", "the digest is not that of the bytes"
    return bytes(payload), ""


def _status(heads: Any) -> int | None:
    try:
        return int(heads.get_statuscode()) if heads else None
    except (TypeError, ValueError):
        return None


def _warc_date(record: Any) -> datetime | None:
    text = record.rec_headers.get_header("WARC-Date") or ""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
