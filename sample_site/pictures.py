"""The bytes of pictures and files that stories show or offer: small, valid, the same every time.

In: a path, and the lines of a file that has text. Out: content type and bytes. Nothing here depends on the day.
"""

from __future__ import annotations

import struct
import zlib

from sample_site.files import docx, pdf

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def picture_bytes(path: str, lines: tuple[str, ...] = ()) -> tuple[str, bytes]:
    """Content type and bytes for a path, by its suffix."""
    suffix = path.rsplit(".", 1)[-1].lower()
    if suffix in ("jpg", "jpeg", "png", "gif"):
        return "image/png", png(zlib.crc32(path.encode()))
    if suffix == "pdf":
        return "application/pdf", pdf(lines)
    if suffix == "docx":
        return _WORD, docx(lines)
    return "application/octet-stream", f"sample file {path}\n".encode() * 40


def png(seed: int) -> bytes:
    """A picture of one colour, 16 by 16."""
    row = b"\0" + bytes((seed & 255, seed >> 8 & 255, seed >> 16 & 255)) * 16
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(row * 16)),
            (b"IEND", b""),
        )
    )
