"""Finding saved files and opening them: folders walked in a fixed order, .gz and .xz undone while reading.

In: paths as typed. Out: files with what they are (html, text, mhtml, warc, jsonl), and their bytes as a stream. Raises
Unreadable, with a reason for people; one bad file is no reason to stop.
"""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from archive.errors import NewsArchiveError
from archive.records import Page, Role
from archive.warc_files import OPEN, SUFFIX

KINDS = {
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".warc": "warc",
    ".jsonl": "jsonl",
}
MANY = ("warc", "jsonl")  # kinds of files that hold many pages, each with its own address
PAGE_BYTES = 64 * 1024 * 1024  # of one saved page after decompression
TOO_LARGE = f"more than {PAGE_BYTES // 1024 // 1024} MB; not a page"
# Opening a pipe waits until somebody writes into it, perhaps for ever.
NO_FILE = "a pipe or device, not a file; save what comes out of it and {verb} that"
_WRAPPED = (".gz", ".xz")


class Unreadable(NewsArchiveError):
    """A saved file, or a part of it, that cannot be taken in."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file to be imported. `kind` is "" when its name says nothing we know."""

    path: Path
    kind: str
    named: bool  # typed by the person, not met while walking a folder


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page from a file, and how its address is known. `head` is the HTTP head where a WARC had one."""

    where: str
    page: Page
    evidence: str = ""
    head: bytes | None = None
    role: Role | None = None  # as a record of our own tells it
    bytes_of: str = ""  # of a revisit of ours: the digest of the bytes that it leaves out
    kept_at: datetime | None = None  # of a record of ours that nobody knows the time of: when that archive kept it
    note: str = ""  # what is wrong with the file, or was left out of the row, where its page is kept all the same
    untimed: str = ""  # what is wrong with the time that it gives; refused where the person says none


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Parts of a file that are no pages, told once a file."""

    where: str
    detail: str
    is_all: bool = False  # nothing else came of the file


Saved = SavedPage | LeftOut | Unreadable


def find_files(paths: Sequence[Path | str]) -> Iterator[SavedFile | Unreadable]:
    """The files that the paths mean; in folders those of the kinds we read, hidden ones left alone."""
    for given in paths:
        path = Path(given)
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield SavedFile(path, kind_of(path), named=True)
        elif path.exists():
            yield Unreadable(f"{path}: {NO_FILE.format(verb='import')}")
        else:
            yield Unreadable(f"{path}: no such file or folder")


def kind_of(path: Path) -> str:
    """What a file's name says it is.

    >>> kind_of(Path("a/2016.HTML.gz")), kind_of(Path("notes.doc"))
    ('html', '')
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if path.name.endswith(SUFFIX + OPEN):  # an archive of ours that is being written, or was killed
        suffixes.pop()
    if suffixes and suffixes[-1] in _WRAPPED:
        suffixes.pop()
    return KINDS.get(suffixes[-1], "") if suffixes else ""


def _walk(folder: Path) -> Iterator[SavedFile | Unreadable]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield Unreadable(f"{folder}: {error.strerror or error}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry)
        elif entry.is_file() and (kind := kind_of(entry)):
            yield SavedFile(entry, kind, named=False)


@contextmanager
def opened(path: Path, *, unwrap: bool = True) -> Iterator[BinaryIO]:
    """The file's bytes as a stream. Raises Unreadable for what the system or the compression cannot read."""
    try:
        with path.open("rb") as raw:
            suffix = path.suffix.lower() if unwrap else ""
            if suffix == ".gz":
                with gzip.GzipFile(fileobj=raw) as stream:
                    yield cast(BinaryIO, stream)
            elif suffix == ".xz":
                with lzma.LZMAFile(raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw
    except EOFError as error:
        raise Unreadable(f"{path}: torn, the compressed file ends early") from error
    except (zlib.error, gzip.BadGzipFile, lzma.LZMAError) as error:
        raise Unreadable(f"{path}: damaged compression: {error}") from error
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


def whole(path: Path) -> bytes:
    """All bytes of one saved page. Raises Unreadable, also for one beyond the bound."""
    with opened(path) as stream:
        payload = stream.read(PAGE_BYTES + 1)
    if len(payload) > PAGE_BYTES:
        raise Unreadable(f"{path}: {TOO_LARGE}")
    return payload
