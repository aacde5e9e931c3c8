"""The rows of a JSONL file to Pages: each one JSON object, with the address and capture time that it says.

In: a file. Out: SavedPage values, and Unreadable for each row whose address or time cannot be what it says; nothing of
it is left out in silence. What else the row holds is read by extraction/jsonrow.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from archive.records import Page
from crawler.saved_files import Saved, SavedPage, Unreadable, opened
from extraction.decode import utf8_text
from extraction.reading import MAX_BYTES

_KEYS = "`url` or `id`, `title`, `body`, `date`"
_ADDRESS = re.compile(r"https?://[^/?#\s]|urn:[^\s]", re.I)


def pages_of_rows(path: Path) -> Iterator[Saved]:
    """The rows of a JSONL file, read one after the other."""
    is_first = True
    with opened(path) as stream:
        for number, line in _lines(stream):
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not line:
                continue
            where = f"{path}:{number}"
            if is_first and line.startswith(b"["):
                raise Unreadable(f"{where}: a JSON array; write one object a line, as --jsonl does")
            is_first = False
            try:
                yield _page(where, line)
            except _BadRow as why:
                yield Unreadable(f"{where}: {why}")


class _BadRow(Exception):
    """What is wrong with a row, in words for people. Never leaves this module."""


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of one beyond the bound so much that it shows to be too long."""
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        yield number, line
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES + 1)


def _page(where: str, line: bytes) -> SavedPage:
    row = _object(line)
    url, evidence = _address(row)
    site = row.get("site")
    if site is not None and not isinstance(site, str):
        raise _BadRow("`site`: must be text, the name of a site")
    page = Page(url, line, "application/json", captured_at=_captured_at(row), site=site or "")
    return SavedPage(where, page, evidence)


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_BYTES:
        raise _BadRow(f"more than {MAX_BYTES // 1_000_000} MB; a row is one article")
    text = utf8_text(line)
    if text is None:
        raise _BadRow("not UTF-8; write the file so first: iconv -f GB18030 -t UTF-8")
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise _BadRow(f"not JSON at character {error.pos + 1}; write one object a line, with {_KEYS}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; nested without end
        raise _BadRow(f"not JSON that can be read; write one object a line, with {_KEYS}") from None
    if not isinstance(row, dict):
        raise _BadRow(f"a row is a JSON object, with {_KEYS}")
    return row


def _address(row: dict[str, Any]) -> tuple[str, str]:
    """Where the row lives, and which key says so."""
    url = row.get("url")
    if url is not None and not isinstance(url, str):
        raise _BadRow("`url`: must be text, http://HOST/…")
    if url and (url := url.strip()):
        if not _ADDRESS.match(url):
            raise _BadRow(
                f"`url` {url[:80]!r}: not a web address; write it whole, http://HOST/…, or give an `id` alone"
            )
        return _whole("url", url), "url key"
    identity = row.get("id")
    if identity is not None and (isinstance(identity, bool) or not isinstance(identity, str | int)):
        raise _BadRow("`id`: must be text or a whole number")
    if identity is not None and str(identity).strip():
        # It becomes urn:import:<site>:<id> once the site is known.
        return f"id:{_whole('id', str(identity).strip())}", "id key"
    return "", ""


def _whole(key: str, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # stored as ? it could be another row's
        raise _BadRow(
            f"`{key}`: holds half a character (an escape \\ud800 to \\udfff without its other half)"
        ) from None
    return text


def _captured_at(row: dict[str, Any]) -> datetime | None:
    """When the row says that it was captured; a time of ours without zone is in UTC."""
    said = row.get("captured_at")
    if said is None or said == "":
        return None
    try:
        moment = datetime.fromisoformat(str(said).strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _BadRow(f"`captured_at` {str(said)[:80]!r}: not ISO 8601; write 2016-01-06T09:58+08:00") from None
