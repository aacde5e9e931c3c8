"""WARC records of our own files read back, strictly: every digest checked, every byte accounted for.

Needs no warcio, so showing an article stays cheap. A torn or altered record is DamagedData; `warcio check` sees no
torn tail.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import DamagedData

_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"
# A gzip bomb in our own files can only come from outside; pages are capped far below by the crawler.
MAX_RECORD = 1 << 30


@dataclass(frozen=True, slots=True)
class Record:
    """One record: headers by lower-case name, the block apart into HTTP head and payload."""

    kind: str
    headers: dict[str, str]
    head: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    offset: int = 0
    length: int = 0

    @property
    def url(self) -> str:
        """The record's target."""
        return self.headers.get("warc-target-uri", "")


def read_record(path: Path, offset: int, length: int) -> Record:
    """The record at this place, digests checked.

    Raises:
        DamagedData: the file ends before it, or it does not read as it was written.
    """
    with path.open("rb") as file:
        file.seek(offset)
        raw = file.read(length)
    if len(raw) != length:
        raise DamagedData(_damage(path, offset, f"the file ends {length - len(raw)} bytes too early"))
    try:
        return parse_member(raw, offset)
    except ValueError as error:
        raise DamagedData(_damage(path, offset, str(error))) from error


def read_records(path: Path, end: int | None = None, start: int = 0) -> Iterator[Record]:
    """Every record of a file from the byte `start` up to the byte `end`, in order.

    Raises:
        DamagedData: at the first record that does not read; its offset is in the message, nothing after it is tried.
    """
    offset = start
    with path.open("rb") as file:
        while end is None or offset < end:
            file.seek(offset)
            try:
                raw = _one_member(file.read, None if end is None else end - offset)
                if not raw:
                    return
                record = parse_member(raw, offset)
            except ValueError as error:
                raise DamagedData(_damage(path, offset, str(error))) from error
            yield record
            offset += len(raw)


def next_member(path: Path, start: int) -> int | None:
    """Where the next gzip member stands that begins like a record, from the byte `start` on; None for none."""
    with path.open("rb") as file:
        position = start
        while True:
            file.seek(position)
            chunk = file.read(_CHUNK + len(_MAGIC))
            at = chunk.find(_MAGIC)
            if at < 0:
                if len(chunk) <= _CHUNK:
                    return None
                position += _CHUNK
                continue
            position += at
            file.seek(position)
            try:
                if zlib.decompressobj(wbits=31).decompress(file.read(_CHUNK), 7) == b"WARC/1.":
                    return position
            except zlib.error:
                pass
            position += 1


def parse_member(raw: bytes, offset: int = 0) -> Record:
    """The record in one whole gzip member; ValueError says what is wrong with it."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        text = inflate.decompress(raw, MAX_RECORD)
    except zlib.error as error:
        raise ValueError(f"gzip does not unpack: {error}") from error
    if not inflate.eof:
        raise ValueError("the gzip member is cut off")
    if inflate.unused_data:
        raise ValueError("bytes stand after the gzip member")
    return parse_record(text, offset, len(raw))


def parse_record(text: bytes, offset: int = 0, length: int = 0) -> Record:
    """The record in these bytes, unpacked; ValueError says what is wrong with it."""
    top, gap, block = text.partition(b"\r\n\r\n")
    lines = top.decode("utf-8", "replace").split("\r\n")
    if not gap or not lines[0].startswith("WARC/1."):
        raise ValueError("no WARC header")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    size = int(headers.get("content-length", "-1"))
    if size < 0 or len(block) != size + 4 or block[size:] != b"\r\n\r\n":
        raise ValueError("the record is shorter or longer than its Content-Length")
    block = block[:size]
    _check(headers.get("warc-block-digest"), block, "block")
    kind = headers.get("warc-type", "")
    head, payload = b"", block
    if headers.get("content-type", "").startswith("application/http"):
        head, gap, payload = block.partition(b"\r\n\r\n")
        head += gap
    if kind == "revisit" and not block:
        head = b64decode(headers.get("x-archive-head", ""))
    if kind in ("response", "resource"):
        _check(headers.get("warc-payload-digest"), payload, "payload")
    return Record(kind, headers, head, payload, offset, length)


def http_status(head: bytes) -> int | None:
    """The status in an HTTP head, None where there is none."""
    try:
        return int(head.split(b" ", 2)[1])
    except (IndexError, ValueError):
        return None


def http_headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """Names and values of an HTTP head; bytes beyond ASCII survive as surrogates."""
    found = []
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            found.append((_text(name), _text(value)))
    return tuple(found)


def _text(raw: bytes) -> str:
    return raw.strip().decode("utf-8", "surrogateescape")


def _check(digest: str | None, content: bytes, what: str) -> None:
    if digest is None:
        raise ValueError(f"no {what} digest")
    algorithm, _, value = digest.partition(":")
    if algorithm == "sha256" and hashlib.sha256(content).hexdigest() != value:
        raise ValueError(f"the {what} digest is not that of its bytes")


def _one_member(read: object, limit: int | None) -> bytes:
    """The bytes of the gzip member that begins here; as many as there are when it is cut off."""
    assert callable(read)
    inflate = zlib.decompressobj(wbits=31)
    raw = bytearray()
    while not inflate.eof:
        want = _CHUNK if limit is None else min(_CHUNK, limit - len(raw))
        chunk: bytes = read(want)
        if not chunk:
            break
        raw += chunk
        try:
            rest = chunk
            while rest and not inflate.eof:
                inflate.decompress(rest, _CHUNK)
                rest = inflate.unconsumed_tail
        except zlib.error as error:
            raise ValueError(f"gzip does not unpack: {error}") from error
    if inflate.unused_data:
        del raw[-len(inflate.unused_data) :]
    return bytes(raw)


def _damage(path: Path, offset: int, what: str) -> str:
    return f"{path}: record at byte {offset}: {what}; `search_cli.py verify` lists all damage"
