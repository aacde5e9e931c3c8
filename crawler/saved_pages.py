"""From one saved file to Pages: a web page, a text copy, an MHTML snapshot; saved_warcs and saved_rows have the rest.

In: a file. Out: SavedPage values, and Unreadable for each part that cannot be one; reading goes on after it where it
can.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from archive.records import Page
from crawler.saved_files import LeftOut, Saved, SavedFile, SavedPage, Unreadable, whole
from crawler.saved_rows import pages_of_rows
from crawler.saved_urls import url_in_page, with_plain_scheme
from crawler.saved_warcs import pages_of_warc

EMPTY = "empty: no page in it"
OPEN_END = "kept, its page is whole; the MHTML file ends without its closing boundary, pictures may be missing"
_TYPES = {"html": "text/html", "text": "text/plain"}


def pages_in(file: SavedFile) -> Iterator[Saved]:
    """Every page of a file. A page without a known address has url "". A file of which nothing comes is told.

    Empty files lie about in every folder; one that the person named was meant to hold something.
    """
    is_empty = True
    for saved in _pages_in(file):
        is_empty = False
        yield saved
    if is_empty:
        yield Unreadable(f"{file.path}: {EMPTY}") if file.named else LeftOut(str(file.path), EMPTY, is_all=True)


def _pages_in(file: SavedFile) -> Iterator[Saved]:
    try:
        if file.kind in _TYPES:
            payload = whole(file.path)
            url, evidence = url_in_page(payload) if file.kind == "html" else ("", "")
            yield SavedPage(str(file.path), Page(url, payload, _TYPES[file.kind]), evidence)
        elif file.kind == "mhtml":
            yield snapshot(file.path)
        elif file.kind == "warc":
            yield from pages_of_warc(file.path)
        elif file.kind == "jsonl":
            yield from pages_of_rows(file.path)
        else:
            raise Unreadable(f"{file.path}: not a kind of file that is read; see `search_cli.py help import`")
    except Unreadable as error:
        yield error


def snapshot(path: Path) -> SavedPage:
    """The page of an MHTML snapshot; its pictures and styles stay in the file. Raises Unreadable."""
    message: Message[str, str] = email.message_from_bytes(whole(path), policy=email.policy.compat32)
    root = str(message.get("Snapshot-Content-Location") or message.get("Content-Location") or "").strip()
    parts = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        raise Unreadable(f"{path}: an MHTML file without a page in it")
    main = next((part for part in parts if str(part.get("Content-Location", "")).strip() == root), parts[0])
    is_open = any(isinstance(fault, CloseBoundaryNotFoundDefect) for part in message.walk() for fault in part.defects)
    # A part is whole when another begins behind it; of the last one nobody knows how much is missing.
    if is_open and main is [part for part in message.walk() if not part.is_multipart()][-1]:
        raise Unreadable(f"{path}: torn, the MHTML file ends before its closing boundary")
    url = root or str(main.get("Content-Location", "")).strip()
    payload = main.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise Unreadable(f"{path}: the page in this MHTML file cannot be decoded")
    evidence = "Content-Location" if with_plain_scheme(url).startswith(("http://", "https://")) else ""
    if not evidence:
        url, evidence = url_in_page(payload)
    charset = main.get_content_charset()
    declared = main.get_content_type() + (f"; charset={charset}" if charset else "")
    page = Page(url, payload, declared, captured_at=_mail_date(message))
    return SavedPage(str(path), page, evidence, note=OPEN_END if is_open else "")


def _mail_date(message: Message[str, str]) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    # RFC 5322 (3.3): -0000 is a time in UTC of which the zone of its writer is not known; Python gives it without zone.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
