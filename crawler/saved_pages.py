"""From one saved file to Pages: a web page, a text copy, an MHTML snapshot, the rows of JSONL; WARC is in saved_warcs.

In: a file. Out: SavedPage values, and Unreadable for each part that cannot be one; reading goes on after it where it
can.
"""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from archive.records import Page
from crawler.saved_files import Saved, SavedFile, SavedPage, Unreadable, opened, whole
from crawler.saved_urls import url_in_page
from crawler.saved_warcs import pages_of_warc

_TYPES = {"html": "text/html", "text": "text/plain"}


def pages_in(file: SavedFile) -> Iterator[Saved]:
    """Every page of a file. A page without a known address has url ""."""
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
            yield from _rows(file.path)
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
    # RFC 5322 (3.3): -0000 is a time in UTC of which the zone of its writer is not known; Python gives it without zone.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


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
