"""Somebody else's WARC file cut into its records: gzip by record, gzip as a whole, xz, plain; torn and damaged ones.

In: a file. Out: one Frame for each record in order, with the fault of what is not whole; reading goes on behind a fault
at the next record that can be found. Our own files are read strictly, by archive/warc_reading.py.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from archive.warc_reading import next_member
from crawler.saved_files import Unreadable, opened

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

NO_WARC = "not a WARC file; it must begin with WARC/1.0 or WARC/1.1"
NO_RECORD = "not a WARC record; what stands here was left out"
TORN = "torn record: the file ends inside it"
DAMAGED = "damaged record: its gzip member does not unpack"
_CHUNK = 1 << 16
_HEADER_BYTES = 1 << 20
# Of a record too large to be a page only this much is looked at, for its type.
_BEGINNING = 1 << 16
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d+)[ \t]*$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Frame:
    """One record as it stands in the file, header and block; `where` is its offset, `fault` why it is not whole."""

    where: str
    raw: bytes
    fault: str = ""
    too_large: bool = False  # `raw` is the beginning of a sound record


class Lines(Protocol):
    """What a record is cut from."""

    def readline(self, size: int, /) -> bytes:
        """A line with its end, or as much of it."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer only at the end."""


def frames_in(path: Path, largest: int) -> Iterator[Frame]:
    """The records of a file; those longer than `largest` bytes in their beginning only.

    Raises:
        Unreadable: no WARC file at all, or one that the system or xz cannot read.
    """
    with opened(path, unwrap=False) as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    if is_gzip:
        yield from _from_members(path, largest)
        return
    with opened(path, unwrap=path.suffix.lower() == ".xz") as stream:
        lines = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
        known = False
        for at, frame in _cut(lines, largest):
            if not known and frame.fault == NO_RECORD:
                raise Unreadable(f"{path}: {NO_WARC}")
            known = True
            yield replace(frame, where=str(at))


def _from_members(path: Path, largest: int) -> Iterator[Frame]:
    offset: int | None = 0
    known = False
    size = path.stat().st_size
    while offset is not None and offset < size:
        with opened(path, unwrap=False) as file:
            file.seek(offset)
            member = _Member(file)
            for frame in _of_member(member, offset, largest):
                if not known and frame.fault == NO_RECORD and next_member(path, offset) is None:
                    raise Unreadable(f"{path}: {NO_WARC}")
                known = True
                yield frame
            offset = next_member(path, offset + 1) if member.fault else offset + member.length


def _of_member(member: _Member, offset: int, largest: int) -> Iterator[Frame]:
    """The records of one member, the last held back until the check sum behind it was read."""
    if member.is_padding():
        return
    held: Frame | None = None
    for at, frame in _cut(io.BufferedReader(member, _CHUNK), largest):
        if held:
            yield held
        held = replace(frame, where=f"{offset}+{at}" if at else str(offset))
    if held is None or member.fault:
        held = replace(held or Frame(str(offset), b""), fault=member.fault or NO_RECORD)
    yield held


def _cut(stream: Lines, largest: int) -> Iterator[tuple[int, Frame]]:
    """Records from plain bytes with their offsets; lines that begin none are one fault up to the next that does."""
    at = 0
    lost = False
    while line := stream.readline(_CHUNK):
        start, at = at, at + len(line)
        if not line.startswith(b"WARC/"):
            if line.strip() and not lost:
                is_torn = not line.endswith(b"\n") and b"WARC/1.1".startswith(line[:8])
                yield start, Frame("", line, TORN if is_torn else NO_RECORD)
                lost = True
            continue
        lost = False
        header = bytearray(line)
        while (line := stream.readline(_CHUNK)).strip() and len(header) < _HEADER_BYTES:
            header += line
        header += line
        at = start + len(header)
        if not line.endswith(b"\n"):
            yield start, Frame("", bytes(header), TORN)
            continue
        found = _LENGTH.search(header.replace(b"\r", b""))
        if line.strip() or not found:
            yield start, Frame("", bytes(header), NO_RECORD)
            lost = True
            continue
        frame, length = _with_block(stream, bytes(header), int(found[1]), largest)
        at += length
        yield start, frame


def _with_block(stream: Lines, header: bytes, length: int, largest: int) -> tuple[Frame, int]:
    """The record and how many bytes of its block the stream had."""
    too_large = length > largest
    block = stream.read(min(length, _BEGINNING if too_large else length))
    got = len(block)
    while got < length and (more := stream.read(min(_CHUNK, length - got))):
        got += len(more)
    return Frame("", header + block, TORN if got < length else "", too_large), got


class _Member(io.RawIOBase):
    """One gzip member unpacked while reading. `fault` says how it ended too early, `length` how long it was."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(wbits=31)
        self._rest = b""
        self._taken = 0
        self.fault = ""

    @property
    def length(self) -> int:
        """Bytes of the file that belong to this member, once it was read to its end."""
        return self._taken - len(self._inflate.unused_data)

    def is_padding(self) -> bool:
        """Whether nothing but zeros follows, as on tapes and in files set aside in advance."""
        start = self._file.tell()
        zeros = True
        while zeros and (chunk := self._file.read(_CHUNK)):
            zeros = not chunk.strip(b"\0")
        self._taken = self._file.tell() - start if zeros else 0
        if not zeros:
            self._file.seek(start)
        return zeros

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not (self.fault or self._inflate.eof):
            chunk = self._rest or self._file.read(_CHUNK)
            if not self._rest:
                self._taken += len(chunk)
            if not chunk:
                self.fault = TORN
                break
            try:
                found = self._inflate.decompress(chunk, len(view))
            except zlib.error:
                self.fault = DAMAGED
                break
            self._rest = self._inflate.unconsumed_tail
            if found:
                view[: len(found)] = found
                return len(found)
        return 0
