"""Second looks at decoded pages: text encoded twice or thrice, GB 18030 points read as private.

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
# The comma and its neighbours of GBK shown as Big5 (bopomofo: ㄛ), and the comma of Big5 shown as GBK, where it lies in
# a user-defined area.
_GBK_AS_BIG5 = re.compile("ㄛ".encode()[:2])  # a pattern, for bytes.count takes three times as long
_BIG5_AS_GBK = re.compile("\ue4c7".encode())
_HANZI = re.compile("[一-鿿]")
_READABLE, _GAIN = 0.25, 0.3
_NONSENSE = 0.1  # so little makes no sense as the encoding that was chosen
_TIMES = 3  # that a page can have gone through the same mistake
_MOSTLY = 200_000


def undo_double_encoding(payload: bytes, text: str) -> tuple[str, str] | None:
    """Undo one wrong decoding that was then saved as UTF-8.

    Args:
        payload: well-formed UTF-8.
        text: the same, decoded.

    Returns:
        The text as it was meant and the codecs undone, or None when there is nothing to undo.
    """
    undone = _undo_once(payload, text)
    if undone is None:
        return None
    text, codecs = undone
    for _ in range(_TIMES):
        again = _undo_once(text.encode("utf-8", "replace"), text)
        if again is None:
            break
        text, codecs = again[0], f"{codecs}>{again[1]}"
    return text, codecs


def _undo_once(payload: bytes, text: str) -> tuple[str, str] | None:
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
    for mark, shown, codec in ((_GBK_AS_BIG5, "big5hkscs", "gb18030"), (_BIG5_AS_GBK, "gb18030", "big5hkscs")):
        if len(mark.findall(payload)) >= 2 and plausibility(text) < _NONSENSE:
            undone = _shown_wrongly(text, shown, codec)
            if undone.count("\ufffd") * 5 < len(undone) and _reads_better(undone, text):
                return undone, f"{shown}>{codec}"
    return None


def _shown_wrongly(text: str, shown: str, codec: str) -> str:
    """A text that was decoded as `shown` and is `codec`; what was lost stays lost and shifts nothing."""
    # U+FFFD stands for the lead byte of a pair. FE leads little but user-defined pairs: with it in that place the trail
    # byte stays in step, and the character that comes out is known to be made up.
    payload = b"".join(b"\xfe" if character == "\ufffd" else character.encode(shown, "replace") for character in text)
    undone = payload.decode(codec, "replace")
    made_up = {c for c in set(undone) if c > "\x7f" and c.encode(codec, "ignore")[:1] == b"\xfe"}
    return "".join("\ufffd" if c in made_up else c for c in undone)


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
