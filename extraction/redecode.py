"""Second looks at decoded pages: text encoded twice, pages of two encodings, GB 18030 points read as private.

Text or bytes come in; a better text with the names of the codecs used goes out, or None when the first look was right.
"""

from __future__ import annotations

import re

from extraction.plausible import plausibility

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


# What cp1252 shows for bytes 80 to 9F, and the bytes it leaves open, which decoders pass through as C1 controls.
_CP1252 = {bytes((code,)).decode("cp1252", "ignore"): code for code in range(0x80, 0xA0)}
_CP1252.pop("", None)
_SPECIALS = "".join(_CP1252)
_ONE_BYTE = re.compile(rf"([\x00-\xff{_SPECIALS}]+)")
_HIGH_RUN = re.compile(rf"[\x80-\xff{_SPECIALS}]{{2,}}")
# The commonest characters of a page as each mistake shows them, written in UTF-8: 的, the comma, the full stop and the
# quote of UTF-8 shown as Latin (çš„ ï¼ ã€ â€ Ã Â) or as GBK (鐨 锛 銆); 的 and the comma of GBK and Big5 shown as Latin
# (µÄ £¬ ªº ¡A). Each pattern begins with one certain byte: such searches are fast.
_UTF8_AS_LATIN = re.compile(
    rb"\xc3(?:\xa7(?:\xc5\xa1|\xc2\x9a)|\xaf\xc2\xbc"
    rb"|[\xa2\xa3](?:\xe2\x82\xac|\xc2\x80)|[\x82\x83]\xc2)"
)
_UTF8_AS_GBK = re.compile(rb"\xe9(?:\x94\x9b|\x8a\x86|\x90\xa8)")
_GBK_AS_LATIN = re.compile(rb"\xc2(?:\xb5\xc3\x84|\xa3\xc2\xac)")
_BIG5_AS_LATIN = re.compile(rb"\xc2(?:\xaa\xc2\xba|\xa1A)")
_HANZI = re.compile("[一-鿿]")
_READABLE, _GAIN = 0.25, 0.3


def undo_double_encoding(payload: bytes, text: str) -> tuple[str, str] | None:
    """Undo one wrong decoding that was then saved as UTF-8.

    Args:
        payload: well-formed UTF-8.
        text: the same, decoded.

    Returns:
        The text as it was meant and the codecs undone, or None when there is nothing to undo.
    """
    if len(_UTF8_AS_LATIN.findall(payload)) >= 2:
        undone = _utf8_from_latin(text)
        if undone is not None:
            return undone, "cp1252>utf-8"
    if len(_UTF8_AS_GBK.findall(payload)) >= 3:
        undone = text.replace("\ufffd", "?").encode("gb18030", "replace").decode("utf-8", "replace")
        if undone.count("\ufffd") * 8 < len(undone) and _reads_better(undone, text):
            return undone, "gb18030>utf-8"
    for sign, codec in ((_GBK_AS_LATIN, "gb18030"), (_BIG5_AS_LATIN, "big5hkscs")):
        if len(sign.findall(payload)) >= 2:
            undone = "".join(
                part if number % 2 == 0 else _bytes_of(part).decode(codec, "replace")
                for number, part in enumerate(_ONE_BYTE.split(text))
            )
            if len(_HANZI.findall(undone[:_MOSTLY])) >= 6 and _reads_better(undone, text):
                return undone, f"cp1252>{codec}"
    return None


def _utf8_from_latin(text: str) -> str | None:
    """Every run that is UTF-8 shown as Latin, read as UTF-8; None when much of such runs is something else."""
    right = wrong = 0

    def undo(run: re.Match[str]) -> str:
        nonlocal right, wrong
        try:
            undone = _bytes_of(run[0]).decode("utf-8")
        except UnicodeDecodeError:
            wrong += len(run[0])
            return run[0]
        right += len(run[0])
        return undone

    undone = _HIGH_RUN.sub(undo, text)
    return undone if right > 3 and right > 2 * wrong else None


def _bytes_of(text: str) -> bytes:
    """The bytes that somebody read as cp1252 or Latin-1."""
    return bytes(_CP1252.get(character, ord(character) & 0xFF) for character in text)


def _reads_better(undone: str, text: str) -> bool:
    likely = plausibility(undone)
    return likely >= _READABLE and likely > plausibility(text) + _GAIN


# Two characters and more of three bytes each, between ASCII: in GBK or Big5 text chance makes them very seldom.
_UTF8_RUN = re.compile(rb"(?<![\x80-\xff])(?:[\xe2-\xe9\xef][\x80-\xbf]{2}){2,}(?![\x80-\xff])")
_UTF8_SIGNS = tuple(character.encode() for character in "，的")  # one of them is in nearly any passage
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_GBK_RUN = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")
_UTF8_SEQUENCES = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_LARGEST_MIXED = 4_000_000  # bytes; pages put together from parts are small, and every run costs
_MOSTLY = 200_000  # bytes that tell whether a page is mostly UTF-8


def is_mostly_utf8(payload: bytes) -> bool:
    """Of the bytes outside ASCII half and more belong to well-formed UTF-8; GBK text has about one in seven."""
    head = payload[:_MOSTLY]
    high = sum(len(run) for run in _HIGH_BYTES.findall(head))
    return 2 * sum(len(run) for run in _UTF8_SEQUENCES.findall(head)) >= high


def decode_mixed(payload: bytes, codec: str) -> tuple[str, str] | None:
    """Read a page that changes its encoding in the middle, run by run: text and the other codec, or None."""
    if len(payload) > _LARGEST_MIXED:
        return None
    if codec == "utf-8":
        return _utf8_with_strangers(payload)
    if codec not in ("gb18030", "big5hkscs"):
        return None
    if not any(sign in payload for sign in _UTF8_SIGNS):
        return None
    parts: list[str] = []
    end = 0
    for run in _UTF8_RUN.finditer(payload):
        as_utf8, as_codec = run[0].decode("utf-8", "replace"), run[0].decode(codec, "replace")
        if _reads_better(as_utf8, as_codec):
            parts.extend((payload[end : run.start()].decode(codec, "replace"), as_utf8))
            end = run.end()
    if not parts:
        return None
    parts.append(payload[end:].decode(codec, "replace"))
    return "".join(parts), "utf-8"


def _utf8_with_strangers(payload: bytes) -> tuple[str, str] | None:
    """UTF-8 with runs of GBK (a box included from elsewhere) or single bytes of cp1252 (pasted quotes and accents)."""
    parts: list[str] = []
    codecs: set[str] = set()
    end = 0
    for run in _HIGH_BYTES.finditer(payload):
        if run.start() < end:
            continue
        try:
            text, after = run[0].decode("utf-8"), run.end()
        except UnicodeDecodeError:
            text, codec, after = _stranger(payload, run)
            if codec:
                codecs.add(codec)
        parts.append(payload[end : run.start()].decode("utf-8", "replace"))  # a GBK pair may end inside a run
        parts.append(text)
        end = after
    if not codecs:
        return None
    parts.append(payload[end:].decode("utf-8", "replace"))
    return "".join(parts), "+".join(sorted(codecs))


def _stranger(payload: bytes, run: re.Match[bytes]) -> tuple[str, str, int]:
    """The text of bytes that are no UTF-8, the codec that reads them, and where they end: GBK may end in ASCII."""
    if (pairs := _GBK_RUN.match(payload, run.start())) and pairs.end() >= run.end() and len(pairs[0]) >= 4:
        text = pairs[0].decode("gb18030", "replace")
        if plausibility(text) >= _READABLE:
            return text, "gb18030", pairs.end()
    if len(run[0]) == 1:
        text = run[0].decode("cp1252", "replace")
        if text != "\ufffd":
            return text, "cp1252", run.end()
    return run[0].decode("utf-8", "replace"), "", run.end()
