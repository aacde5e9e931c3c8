"""The rows of a JSONL file to Pages: each one JSON object, with the address and capture time that it says.

In: a file. Out: SavedPage values; Unreadable for a row that has no address or id. What could not be used of a row goes
along as the page's `note`, a time that cannot be read, which would order its versions, as its `untimed`. What else the
row holds is read by extraction/jsonrow.py.
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
from extraction.dates import read_date
from extraction.decode import utf8_text
from extraction.jsonrow import known_kind
from extraction.reading import MAX_BYTES

_KEYS = "`url` or `id`, `title`, `body`, `date`"
_SCHEMA = 1  # of our own export
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
    left_out: list[str] = []
    url, evidence = _address(row, left_out)
    site = _site(row, left_out)
    captured_at, untimed = _captured_at(row)
    page = Page(url, line, "application/json", captured_at=captured_at, site=site)
    kind, schema = row.get("kind"), row.get("schema")
    if kind and not known_kind(row):
        left_out.append(f"`kind` {_shown(kind)} is none of ours, kept as article")
    if isinstance(schema, int) and schema > _SCHEMA:
        left_out.append(f"`schema` {schema} is not known here, read as {_SCHEMA}")
    return SavedPage(where, page, evidence, note="; ".join(left_out), untimed=untimed)


def _shown(value: object) -> str:
    return repr(value)[:80]


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


def _address(row: dict[str, Any], left_out: list[str]) -> tuple[str, str]:
    """Where the row lives, and which key says so. An `id` stands in for a `url` that is no address."""
    url = row.get("url")
    if isinstance(url, str) and _ADDRESS.match(url.strip()):
        return _whole("url", url.strip()), "url key"
    why = ""
    if url is not None and not isinstance(url, str):
        why = "`url`: must be text, http://HOST/…"
    elif url and url.strip():
        said = repr(url.strip()[:80])
        why = f"`url` {said}: not a web address; write it whole, http://HOST/…, or give an `id` alone"
    if identity := _identity(row, why):
        if url and why:
            left_out.append(f"`url` {_shown(url)} is no web address, kept under its `id`")
        # It becomes urn:import:<site>:<id> once the site is known.
        return f"id:{_whole('id', identity)}", "id key"
    if why:
        raise _BadRow(why)
    return "", ""


def _identity(row: dict[str, Any], why: str) -> str:
    """The row's `id` as text, "" for none; `why` its `url` is no address comes before what is wrong with the id."""
    identity = row.get("id")
    if isinstance(identity, float) and identity.is_integer():  # as pandas writes the whole numbers of a gappy column
        identity = int(identity)
    if identity is not None and (isinstance(identity, bool) or not isinstance(identity, str | int)):
        raise _BadRow(why or "`id`: must be text or a whole number")
    return "" if identity is None else str(identity).strip()


def _site(row: dict[str, Any], left_out: list[str]) -> str:
    site = row.get("site")
    if isinstance(site, float) and site.is_integer():
        site = int(site)
    if not site:
        return ""
    if isinstance(site, bool) or not isinstance(site, str | int):
        left_out.append(f"`site` {_shown(site)} is no name of a site")
        return ""
    return str(site)


def _whole(key: str, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # stored as ? it could be another row's
        raise _BadRow(
            f"`{key}`: holds half a character (an escape \\ud800 to \\udfff without its other half)"
        ) from None
    return text


def _captured_at(row: dict[str, Any]) -> tuple[datetime | None, str]:
    """When the row says that it was captured, and what is wrong where that cannot be read; a time of ours without zone
    is in UTC.
    """
    said = row.get("captured_at")
    if not said or (isinstance(said, str) and said.strip() in ("", "0")):
        return None, ""
    try:
        if not isinstance(said, str | int | float) or isinstance(said, bool):
            raise ValueError
        moment = _moment(str(int(said)) if isinstance(said, float) else str(said).strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC), ""
    except (ValueError, OverflowError):
        told = repr(str(said)[:80])
        return None, f"`captured_at` {told}: no time that can be read; write 2016-01-06T09:58+08:00"


def _moment(text: str) -> datetime:
    """ISO 8601, else what dates.py reads when it is all that the text says. Raises ValueError."""
    # datetime takes the ninth of thirteen figures for the T between date and clock.
    if not (text.isdigit() and len(text) > 8):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    found = read_date(text, None, "+00:00")
    if found is None or found.precision in ("year", "month") or found.end != len(text):
        raise ValueError
    if any(letter.isdigit() for letter in text[: found.start]):
        raise ValueError
    return datetime.fromisoformat(found.published)
