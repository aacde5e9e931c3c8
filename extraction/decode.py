"""Bytes to text, with the evidence kept: what was said, declared and found, what decided, how much was lost.

Header, meta and bytes may each lie. Valid multi-byte UTF-8 beats every declaration; a declaration whose text reads
badly loses to a reading that reads well. Bytes in, text and `Encoding` out; nothing is raised.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from archive.records import Encoding
from extraction.charset_labels import codec_for, label_in_bytes, label_in_header
from extraction.mixed import decode_mixed, has_utf8_words, is_mostly_utf8, may_hold_utf8
from extraction.plausible import count_lost, count_lost_utf8, plausibility
from extraction.redecode import gb18030_2022, undo_double_encoding

_GOOD = 0.25  # a declared encoding whose text reads at least this well is believed without a contest
_FEW = 1000  # and of so many characters it may lose one
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Three bytes or more for one character: chance almost never makes them from GBK or Big5 text of any length.
_CHINESE = ("gb18030", "big5hkscs")
_TWO_BYTES = frozenset({*_CHINESE, "cp949", "euc_jp", "shift_jis"})
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_LONG_UTF8 = re.compile(rb"[\xe0-\xf4]")


@dataclass(frozen=True, slots=True)
class _Evidence:
    header: str = ""
    meta: str = ""
    bom: str = ""
    hint: str = ""

    def declared(self) -> list[tuple[str, str]]:
        """(codec, why) in the order they are believed, without repeats and unknown names."""
        told = ((self.header, "header"), (self.meta, "meta"), (self.hint, "hint"))
        codecs: dict[str, str] = {}
        for label, why in told:
            codec = codec_for(label)
            if why == "meta" and codec.startswith("utf-16"):
                codec = "utf-8"  # a meta read as ASCII cannot be UTF-16; WHATWG rules the same
            if codec:
                codecs.setdefault(codec, why)
        return list(codecs.items())

    def why(self, codec: str, otherwise: str) -> str:
        return dict(self.declared()).get(codec, otherwise)


def decode_page(payload: bytes, content_type: str = "", said: str = "", hint: str = "") -> tuple[str, Encoding]:
    """Decode a page and tell how.

    Args:
        payload: the bytes as kept, transfer and content encodings already undone.
        content_type: the header, WARC or manifest value, charset included.
        said: an encoding named by the person who imports; believed before anything else when it is a known name.
        hint: what the site's profile expects; weaker than a declaration.

    Returns:
        The text without BOM, and the evidence. `chosen` names Python's codec; `why` is one of said, bom, validity,
        header, meta, hint, sniffed, mixed, double; "cesu-8" is none of Python's.
    """
    evidence = _Evidence(label_in_header(content_type), label_in_bytes(payload), "", hint)
    if said and (codec := codec_for(said)):
        text = _decode(_without_bom(payload, codec), codec)
        return _done(text, codec, "said", evidence)
    for mark, codec in _BOMS:
        if payload.startswith(mark):
            evidence = _Evidence(evidence.header, evidence.meta, codec, hint)
            text = _decode(payload[len(mark) :], codec)
            if "\ufffd" not in text or _decently(text):
                return _done(text, codec, "bom", evidence)
            payload = payload[len(mark) :]
            break
    if payload.isascii():
        return _decode_ascii(payload, evidence)
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        paired = utf8_text(payload)
        if paired is not None:
            return _done(paired, "cesu-8", "validity", evidence, sniffed="cesu-8")
        return _decode_legacy(payload, evidence)
    repaired = undo_double_encoding(payload, text)
    if repaired is not None:
        return _done(repaired[0], f"utf-8>{repaired[1]}", "double", evidence, sniffed="utf-8")
    if any(codec in _TWO_BYTES for codec, _ in evidence.declared()) and _LONG_UTF8.search(payload) is None:
        # Only two-byte sequences: a few GBK characters can look like that, so the declaration gets its chance.
        rival, rival_evidence = _decode_legacy(payload, evidence)
        if rival_evidence.lost == 0 and plausibility(rival) > plausibility(text):
            return rival, rival_evidence
    why = evidence.why("utf-8", "validity")
    return _done(text, "utf-8", why, evidence, sniffed="utf-8", lost=count_lost_utf8(payload))


def utf8_text(payload: bytes) -> str | None:
    """The text of UTF-8; None for what is none.

    CESU-8, which databases of two-byte characters write, has a pair of surrogates for a character beyond U+FFFF
    (https://www.unicode.org/reports/tr26/): it becomes that character, half a pair becomes U+FFFD.

    >>> utf8_text(b"\xed\xa0\xbd\xed\xb8\x80") == "\N{GRINNING FACE}"
    True
    """
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        if _SURROGATE.search(payload) is None:
            return None
    try:
        halves = payload.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode_ascii(payload: bytes, evidence: _Evidence) -> tuple[str, Encoding]:
    """Seven-bit pages: plain, HZ or ISO-2022 when declared so, or UTF-16 without a mark."""
    text = payload.decode("ascii")
    for codec, why in evidence.declared():
        if (codec == "hz" and "~{" in text) or (codec == "iso2022_jp" and "\x1b$" in text):
            return _done(_decode(payload, codec), codec, why, evidence)
    if utf16 := _utf16_without_bom(payload):
        return _done(_decode(payload, utf16), utf16, "sniffed", evidence, sniffed=utf16)
    return _done(text, "utf-8", evidence.why("utf-8", "validity"), evidence, sniffed="ascii")


def _decode_legacy(payload: bytes, evidence: _Evidence) -> tuple[str, Encoding]:
    """Bytes that are no valid UTF-8: believe a declaration that reads well, else let every candidate compete."""
    if utf16 := _utf16_without_bom(payload):
        return _done(_decode(payload, utf16), utf16, "sniffed", evidence, sniffed=utf16)
    declared = evidence.declared()
    for codec, why in declared:
        if codec not in _CHINESE:
            continue  # rare here, and too easily plausible: let it compete
        text = _decode(payload, codec)
        if text.count("\ufffd") <= len(text) // _FEW + 2 and plausibility(text) >= _GOOD:
            return _finish_legacy(payload, text, codec, why, evidence)
    candidates = dict.fromkeys([codec for codec, _ in declared] + ["gb18030", "utf-8", "big5hkscs", "cp1252"])
    readings = {codec: _decode(payload, codec) for codec in candidates}
    if is_mostly_utf8(payload) and (has_utf8_words(payload) or not any(_reads_well(readings[c]) for c in _CHINESE)):
        mixed = decode_mixed(payload, "utf-8")
        readings["utf-8"] = mixed[0] if mixed else readings["utf-8"]
    best = max(readings, key=lambda codec: plausibility(readings[codec]))
    if plausibility(readings[best]) < _GOOD:
        for codec in _CHINESE:  # UTF-8 or GBK shown as Latin letters, and those saved as GBK
            undone = undo_double_encoding(readings[codec].encode("utf-8", "replace"), readings[codec])
            if undone is not None and plausibility(undone[0]) >= _GOOD:
                return _done(undone[0], f"{codec}>{undone[1]}", "double", evidence, sniffed=codec)
    why = evidence.why(best, "sniffed")
    return _finish_legacy(payload, readings[best], best, why, evidence, sniffed=best)


def _finish_legacy(
    payload: bytes,
    text: str,
    codec: str,
    why: str,
    evidence: _Evidence,
    sniffed: str = "",
) -> tuple[str, Encoding]:
    lost = count_lost(text)
    mixed = decode_mixed(payload, codec) if lost or may_hold_utf8(payload) else None
    if mixed is not None:
        return _done(mixed[0], f"{codec}+{mixed[1]}", "mixed", evidence, sniffed=codec)
    return _done(text, codec, why, evidence, sniffed=sniffed, lost=lost)


def _decode(payload: bytes, codec: str) -> str:
    text = payload.decode(codec, "replace")
    if codec in _CHINESE and 0 < text.count("\ufffd") <= _FEW:  # a handler of our own costs a call for each
        return payload.decode(codec, "extraction-windows")
    return text


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """What Windows has where the standards have nothing: the euro sign at 80 of its GBK, at A3E1 of its Big5."""
    assert isinstance(error, UnicodeDecodeError)
    if error.encoding == "gb18030" and error.object[error.start] == 0x80:
        return "€", error.start + 1
    if error.encoding == "big5hkscs":
        try:
            return error.object[error.start : error.start + 2].decode("cp950"), error.start + 2
        except UnicodeDecodeError:
            pass
    return "\ufffd", error.end


codecs.register_error("extraction-windows", _of_windows)


def _without_bom(payload: bytes, codec: str) -> bytes:
    for mark, marked in _BOMS:
        if marked == codec and payload.startswith(mark):
            return payload[len(mark) :]
    return payload


def _reads_well(text: str) -> bool:
    """Nothing is lost, and it reads as Chinese."""
    return plausibility(text) >= _GOOD and count_lost(text) == 0


def _decently(text: str) -> bool:
    """A text with errors still reads as what its mark says: fewer than one character in fifty is lost."""
    return plausibility(text) >= _GOOD or text.count("\ufffd") * 50 < len(text)


def _utf16_without_bom(payload: bytes) -> str:
    """UTF-16 shows as NUL in every other byte of its markup; no other encoding of text has any."""
    head = payload[: 2 * 1024]
    if head.count(0) < 4:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    codec = "utf-16-le" if odd > 9 * even else "utf-16-be" if even > 9 * odd else ""
    if not codec:
        return ""
    text = _decode(head, codec)
    return codec if plausibility(text) >= _GOOD or sum(map(str.isascii, text)) * 2 > len(text) else ""


def _done(
    text: str, codec: str, why: str, evidence: _Evidence, sniffed: str = "", lost: int | None = None
) -> tuple[str, Encoding]:
    lost = count_lost(text) if lost is None else lost
    if lost and "gb18030" in codec:
        text = gb18030_2022(text)
        lost = count_lost(text)
    encoding = Encoding(
        chosen=codec,
        why=why,
        header=evidence.header,
        meta=evidence.meta,
        bom=evidence.bom,
        sniffed=sniffed,
        lost=lost,
    )
    return text, encoding
