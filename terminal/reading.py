"""One file read without keeping it: bytes, page, reading, as the keys that `extract` writes."""

from __future__ import annotations

import gzip
import lzma
import os
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.records import Article, Page

if TYPE_CHECKING:
    from extraction import Profiles

_TYPES = {
    ".txt": "text/plain",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
}
LARGEST = 64 * 1024 * 1024  # bytes of one page, unpacked


def read_file(entry: Mapping[str, Any], folders: tuple[Path, ...] = ()) -> dict[str, Any]:
    """`status` and, for an article, its fields; for anything else the reason. Never raises for what the file holds."""
    from crawler.saved_files import MANY, NO_FILE, kind_of

    path = Path(entry["file"])
    if not _can_be(entry["file"]):
        return _failed("unreadable", "no file has such a name: NUL, or half a character, stands in it")
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            return _failed("unreadable", NO_FILE.format(verb="read"))
    except OSError as error:  # a name too long, say
        return _failed("unreadable", f"{error.strerror or error}")
    kind = kind_of(path)
    if kind in MANY:
        return _failed("container", f"many pages in one file; next: search_cli.py import {path}")
    if kind == "mhtml":
        return _read_snapshot(path, entry, folders)
    try:
        payload = unpacked(path)
    except OSError as error:
        return _failed("unreadable", f"{error.strerror or error}")
    except (EOFError, zlib.error, lzma.LZMAError) as error:
        return _failed("damaged", f"{path.suffix} file: {error}")
    if len(payload) > LARGEST:
        return _failed("too-large", f"more than {LARGEST >> 20} MB")
    page = page_of(entry, payload)
    return read_page_row(page, folders)


def _read_snapshot(path: Path, entry: Mapping[str, Any], folders: tuple[Path, ...]) -> dict[str, Any]:
    """The page in an MHTML file; what the manifest says goes before what the file says."""
    from crawler.saved_files import Unreadable
    from crawler.saved_pages import snapshot

    try:
        page = snapshot(path).page
    except Unreadable as error:
        return _failed("unreadable", str(error).removeprefix(f"{path}: "))
    said = page_of(entry, page.payload)
    return read_page_row(
        replace(
            said,
            url=entry.get("url") or page.url or said.url,
            content_type=said.content_type or page.content_type,
            captured_at=said.captured_at or page.captured_at,
        ),
        folders,
    )


def page_of(entry: Mapping[str, Any], payload: bytes) -> Page:
    """The page that a manifest line and its bytes make."""
    from hashlib import sha256

    name = Path(entry["file"]).name.lower()
    for packed in (".gz", ".xz"):
        name = name.removesuffix(packed)
    captured = entry.get("captured_at") or None
    moment = datetime.fromisoformat(captured) if captured else None
    if moment is not None:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Page(
        url=entry.get("url") or f"urn:sha256:{sha256(payload).hexdigest()}",
        payload=payload,
        content_type=entry.get("content_type") or _TYPES.get(Path(name).suffix, ""),
        captured_at=moment,
        charset=entry.get("charset") or "",
    )


def read_page_row(page: Page, folders: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The reading of a page as the keys of an extract line."""
    from archive.article_json import contract_dict
    from extraction import read_page

    reading = read_page(page, profiles_in(folders))
    if isinstance(reading, Article):
        profile = profiles_in(folders).for_url(page.url)
        row = contract_dict(None, reading, page)
        row["site"] = row["site"] or (profile.name if profile else "")
        del row["schema"]
        # `status` says what became of the file here; the article's own comes with keeping it.
        return {**row, "status": "article"}
    return {"status": type(reading).__name__.lower(), "reason": reading.reason, "detail": reading.detail}


def unpacked(path: Path) -> bytes:
    """The bytes of a file, .gz and .xz undone, at most one byte more than LARGEST."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        with gzip.open(path) as file:
            return file.read(LARGEST + 1)
    if suffix == ".xz":
        with lzma.open(path) as file:
            return file.read(LARGEST + 1)
    with path.open("rb") as plain:
        return plain.read(LARGEST + 1)


@cache
def profiles_in(folders: tuple[Path, ...]) -> Profiles:
    """The shipped profiles and those of one's own, read once."""
    from extraction import load_profiles

    return load_profiles(folders)


def _can_be(name: str) -> bool:
    """Whether the system could have a file of that name."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def _failed(reason: str, detail: str) -> dict[str, Any]:
    return {"status": "failed", "reason": reason, "detail": detail}
