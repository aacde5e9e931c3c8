"""One file of named sections: how a segment lies on the disk. Sections are arrays, read straight from the memory map.

Layout: magic, format number, length and CRC-32 of the head; the head (JSON: sections with their place, type and
CRC-32, and whatever the segment says of itself); sections, each at a multiple of 64 bytes; a CRC-32 of each block of
them, and of those. No pickle anywhere.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
import zlib
from array import array
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from archive.errors import DamagedData, NewerFormat
from index.whoosh_engine.arrays import Ints

MAGIC = b"UNIONSEG"
FORMAT = 2
BLOCK_SHIFT = 14  # of the bytes that have a checksum of their own: four microseconds
_FRONT = struct.Struct("<8sIIQ")  # magic, format, CRC-32 of the head, length of the head
_CRC = struct.Struct("<I")
_ALIGN = 64
_CHUNK = 1 << 20
_MANY_ROWS = 1024
_SPILL = 1 << 22

Array = NDArray[Any]


def damaged(path: Path, what: str) -> DamagedData:
    return DamagedData(f"{path}: {what}; make the index again with `index rebuild`")


class _Part:
    """One section while it grows: in memory while small, then in a file beside the target."""

    def __init__(self, kind: str, target: Path, number: int, narrow: bool) -> None:
        self.kind = kind
        self._narrow = narrow
        self.size = self.crc = 0
        self._target, self._number = target, number
        self._held = bytearray()
        self._file: BinaryIO | None = None

    def add(self, block: bytes | memoryview) -> None:
        self.size += len(block)
        self.crc = zlib.crc32(block, self.crc)
        self._held += block
        if len(self._held) > _SPILL:
            self._file = self._file or self._place.open("w+b")
            self._file.write(self._held)
            self._held.clear()

    def finish(self) -> None:
        """Nothing more comes: in memory, a section that may be narrow takes no more bytes a value than it needs."""
        if self._narrow and self._file is None and self._held:
            values = np.frombuffer(bytes(self._held), self.kind)
            narrow = values.astype(np.min_scalar_type(values.max()).newbyteorder("<"))
            self.kind, self._held = narrow.dtype.str, bytearray(narrow.tobytes())
            self.size, self.crc = len(self._held), zlib.crc32(self._held)

    @property
    def _place(self) -> Path:
        return self._target.with_name(f"{self._target.name}.{self._number}.part")

    def copy_to(self, out: BinaryIO) -> None:
        if self._file:
            import shutil  # brings compressors along, which a search does without

            self._file.seek(0)
            shutil.copyfileobj(self._file, out, _CHUNK)
        out.write(self._held)
        self.drop()

    def drop(self) -> None:
        if self._file:
            self._file.close()
            self._place.unlink(missing_ok=True)
        self._file, self._held = None, bytearray()


class ContainerWriter:
    """Sections are appended to in any order and interleaved; `finish` puts them together and syncs the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts: dict[str, _Part] = {}

    def append(self, name: str, values: Array, narrow: bool = False) -> None:
        """Adds to the end of a section; the first call says its type, and whether a narrower unsigned one will do where
        it is read.
        """
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = _Part(values.dtype.str, self.path, len(self._parts), narrow)
        assert part.kind == values.dtype.str, f"{name}: {values.dtype.str} after {part.kind}"
        if values.size:
            part.add(np.ascontiguousarray(values).data.cast("B"))

    def finish(self, **said: Any) -> int:
        """Writes the file; `said` goes into the head. Returns its size in bytes."""
        places: dict[str, list[Any]] = {}
        at = 0
        for name, part in self._parts.items():
            part.finish()
            places[name] = [part.kind, at, part.size, part.crc]
            at += -(-part.size // _ALIGN) * _ALIGN
        head = json.dumps({**said, "sections": places}, ensure_ascii=False).encode()
        base = -(-(_FRONT.size + len(head)) // _ALIGN) * _ALIGN
        with self.path.open("w+b") as out:
            out.write(_FRONT.pack(MAGIC, FORMAT, zlib.crc32(head), len(head)) + head)
            for name, part in self._parts.items():
                if part.size:
                    out.seek(base + places[name][1])
                    part.copy_to(out)
            out.truncate(base + at)
            out.flush()
            sums = array("I")
            out.seek(base)
            while block := out.read(1 << BLOCK_SHIFT):
                sums.append(zlib.crc32(block))
            if sys.byteorder == "big":
                sums.byteswap()
            out.seek(base + at)
            out.write(sums.tobytes() + _CRC.pack(zlib.crc32(sums)))
            out.flush()
            os.fsync(out.fileno())
            return out.tell()

    def abandon(self) -> None:
        for part in self._parts.values():
            part.drop()


class Container:
    """An open file of sections. Opening checks head and size; reading checks the blocks that it reads, once each;
    `check` reads every byte.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            front = file.read(_FRONT.size)
            if len(front) < _FRONT.size or front[:8] != MAGIC:
                raise damaged(path, "not an index segment")
            _, number, crc, length = _FRONT.unpack(front)
            if number > FORMAT:
                raise NewerFormat(f"{path}: format {number}, this program reads up to {FORMAT}; use a newer program")
            if number < FORMAT:
                raise damaged(path, f"a segment of format {number} amid those of {FORMAT}")
            head = file.read(length) if length < size else b""
            if len(head) < length or zlib.crc32(head) != crc:
                raise damaged(path, "its head is torn")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.said: dict[str, Any] = json.loads(head)
        self._places: dict[str, list[Any]] = self.said.pop("sections")
        self._arrays: dict[str, Array] = {}
        self._unchecked: set[str] = set()  # of those, what was never checked as a whole
        self._base = -(-(_FRONT.size + length) // _ALIGN) * _ALIGN
        end = max((at + -(-size_ // _ALIGN) * _ALIGN for _, at, size_, _ in self._places.values()), default=0)
        self.size = size
        self._end, blocks = end, -(-end >> BLOCK_SHIFT)
        expected = self._base + end + 4 * blocks + _CRC.size
        if size != expected:
            raise damaged(path, f"{size} bytes instead of {expected}")
        sums = self._map[self._base + end : size - _CRC.size]
        if _CRC.pack(zlib.crc32(sums)) != self._map[size - _CRC.size :]:
            raise damaged(path, "its checksums are damaged")
        self._sums = np.frombuffer(sums, "<u4").data
        self._unseen = bytearray(b"\1" * blocks)  # blocks that nobody has read yet

    def array(self, name: str, checked: bool = True) -> Array:
        """A section, without copying it. Not `checked`: who reads of it calls `touch` before.

        Raises:
            DamagedData: its bytes are not those that were written.
        """
        found = self._arrays.get(name)
        if found is None or (checked and name in self._unchecked):
            kind, at, size, _ = self._places[name]
            if checked:
                self.touch(at, at + size)
                self._unchecked.discard(name)
            else:
                self._unchecked.add(name)
            dtype = np.dtype(kind)
            found = self._arrays[name] = np.frombuffer(self._map, dtype, size // dtype.itemsize, self._base + at)
        return found

    def start(self, name: str) -> int:
        """Where a section begins, in bytes, for `touch`."""
        found: int = self._places[name][1]
        return found

    def touch(self, begin: int, end: int) -> None:
        """Checks the blocks of these bytes that were not read before. Raises DamagedData."""
        first, last = begin >> BLOCK_SHIFT, (end - 1 >> BLOCK_SHIFT) + 1
        if self._unseen.find(1, first, last) >= 0:
            self._see(first, last)

    def touch_rows(self, name: str, rows: Ints) -> None:
        """Checks what rows of a section of 32 bytes each lie in."""
        at = self._places[name][1]
        if rows.size > _MANY_ROWS:
            self.touch(at, at + self._places[name][2])
        for row in rows.tolist() if rows.size <= _MANY_ROWS else ():
            block = at + (row << 5) >> BLOCK_SHIFT
            if self._unseen[block]:
                self._see(block, block + 1)

    def _see(self, first: int, last: int) -> None:
        for block in range(first, last):
            begin = block << BLOCK_SHIFT
            end = min(begin + (1 << BLOCK_SHIFT), self._end)
            if self._unseen[block] and self._crc(begin, end - begin) != self._sums[block]:
                for name, (_, at, size, crc) in self._places.items():
                    if at < end and begin < at + size and self._crc(at, size) != crc:
                        raise damaged(self.path, f"section {name} is damaged")
            self._unseen[block] = 0

    def release(self) -> None:
        """Lets go of the pages that were read so far; they are read again when asked for. For those who read all."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def sizes(self) -> dict[str, int]:
        return {name: place[2] for name, place in self._places.items()}

    def _crc(self, at: int, size: int) -> int:
        return zlib.crc32(memoryview(self._map)[self._base + at : self._base + at + size])

    def check(self) -> list[str]:
        """A line for each section whose bytes are not those that were written."""
        found = []
        for name, (_, at, size, crc) in self._places.items():
            if self._crc(at, size) != crc:
                found.append(f"{self.path.name}: section {name} is damaged")
        return found
