"""From one saved file to Pages: a web page, a text copy, an MHTML snapshot, the records of a WARC file, the rows of
JSONL.

In: a file. Out: SavedPage values, and Unreadable for each part that cannot be one; reading goes on after it where it
can.
"""

from __future__ import annotations

import email
import email.policy
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO

from archive.records import Page
from crawler.saved_files import PAGE_BYTES, SavedFile, Unreadable, opened, whole
from crawler.saved_urls import url_in_page

_TYPES = {"html": "text/html", "text": "text/plain"}
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page from a file, and how its address is known. `head` is the HTTP head where a WARC had one."""

    where: str
    page: Page
    evidence: str = ""
    head: bytes | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Parts of a file that are no pages, told once a file."""

    where: str
    detail: str


Saved = SavedPage | LeftOut | Unreadable


def pages_in(file: SavedFile) -> Iterator[Saved]:
    """Every page of a file. A page without a known address has url ""."""
    try:
        if file.kind in _TYPES:
            payload = whole(file.path)
            url, evidence = url_in_page(payload) if file.kind == "html" else ("", "")
            yield SavedPage(str(file.path), Page(url, payload, _TYPES[file.kind]), evidence)
        elif file.kind == "mhtml":
            yield _snapshot(file.path)
        elif file.kind == "warc":
            yield from _records(file.path)
        elif file.kind == "jsonl":
            yield from _rows(file.path)
        else:
            raise Unreadable(f"{file.path}: not a kind of file that is read; see `search_cli.py help import`")
    except Unreadable as error:
        yield error


def _snapshot(path: Path) -> SavedPage:
    """The page of an MHTML snapshot; its pictures and styles stay in the file."""
    message: Message[str, str] = email.message_from_bytes(whole(path), policy=email.policy.compat32)
    root = str(message.get("Snapshot-Content-Location") or message.get("Content-Location") or "").strip()
    parts = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        raise Unreadable(f"{path}: an MHTML file without a page in it")
    main = next((part for part in parts if str(part.get("Content-Location", "")).strip() == root), parts[0])
    url = root or str(main.get("Content-Location", "")).strip()
    payload = main.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise Unreadable(f"{path}: the page in this MHTML file cannot be decoded")
    evidence = "Content-Location" if url.startswith(("http://", "https://")) else ""
    if not evidence:
        url, evidence = url_in_page(payload)
    charset = main.get_content_charset()
    declared = main.get_content_type() + (f"; charset={charset}" if charset else "")
    return SavedPage(str(path), Page(url, payload, declared, captured_at=_mail_date(message)), evidence)


def _mail_date(message: Message[str, str]) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _rows(path: Path) -> Iterator[Saved]:
    """The rows of a JSONL file, read one after the other."""
    with opened(path) as stream:
        for number, line in enumerate(stream, start=1):
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not line:
                continue
            where = f"{path}:{number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Unreadable(f"{where}: not JSON: {error}")
                continue
            if not isinstance(row, dict):
                yield Unreadable(f"{where}: a row is a JSON object, with `url` or `id`, `title`, `body`, `date`")
                continue
            url, evidence = _row_address(row)
            page = Page(url, line, "application/json", captured_at=_row_time(row), site=str(row.get("site") or ""))
            yield SavedPage(where, page, evidence)


def _row_address(row: dict[str, Any]) -> tuple[str, str]:
    url = row.get("url")
    if isinstance(url, str) and url.startswith(("http://", "https://", "urn:")):
        return url, "url key"
    identity = row.get("id")
    if isinstance(identity, str | int) and str(identity).strip():
        return f"id:{str(identity).strip()}", "id key"  # becomes urn:import:<site>:<id> once the site is known
    return "", ""


def _row_time(row: dict[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(row.get("captured_at") or ""))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _records(path: Path) -> Iterator[Saved]:
    """The pages of a WARC file: responses with their heads and times, resources; the rest is counted."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with opened(path) as stream:
        if stream.read(5) != b"WARC/":
            raise Unreadable(f"{path}: not a WARC file; it must begin with WARC/1.0 or WARC/1.1")
    left_out: Counter[str] = Counter()
    offset = 0
    with opened(path, unwrap=path.suffix.lower() == ".xz") as stream:
        records = ArchiveIterator(stream, check_digests=True)
        try:
            for record in records:
                offset = records.offset  # get_record_offset() would read the record to its end
                yield from _record(f"{path}@{offset}", record, left_out)
        except ArchiveLoadFailed as error:
            yield Unreadable(f"{path}: not a WARC record after byte {offset}: {str(error).splitlines()[0].strip()}")
    if left_out:
        told = ", ".join(f"{number} {kind}" for kind, number in left_out.most_common(6))
        yield LeftOut(str(path), f"no pages, left out: {told}")


def _record(where: str, record: Any, left_out: Counter[str]) -> Iterator[Saved]:
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
    payload, torn = _payload(record, heads)
    if torn:
        yield Unreadable(f"{where}: {torn}")
        return
    if not url.startswith(("http://", "https://", "urn:")):
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
                return b"", f"more than {PAGE_BYTES // 1024 // 1024} MB; not a page"
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
