"""The one boundary between a page and its reading: dispatch by what the bytes are, and no page ever raises."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.records import Article, Encoding, Failed, Page, Reading, Rejected
from archive.visible import visible
from extraction import EXTRACTOR_VERSION
from extraction.decode import decode_page
from extraction.pdf import SIGNATURE, read_pdf
from extraction.plausible import is_noise
from extraction.profiles import Profile, Profiles

MAX_BYTES = 16_000_000
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|table|script|meta|title|br|span|article|h1|a)\b", re.I)
# What archive.visible leaves out, as entities: HTML standard, named character references.
_INVISIBLE = re.compile(r"&(?:shy|ZeroWidthSpace|NoBreak|#0*(?:173|8203|8288|65279)|#x0*(?:ad|200b|2060|feff));", re.I)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # Word files since 2007 are ZIP files, those before are OLE files
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", _ZIP, b"\x1f\x8b", b"Rar!", _OLE, b"RIFF", b"ID3", b"\x00\x00\x00",
)  # fmt: skip


def read_page(page: Page, profiles: Profiles | None = None) -> Reading:
    """What a page says. See extraction.read_page."""
    try:
        return _read(page, profiles)
    except Exception as error:  # the one per-page boundary: a page that breaks us is an outcome, never a crash
        return Failed("fault", f"{type(error).__name__}: {error}"[:300])


def _read(page: Page, profiles: Profiles | None) -> Reading:
    if not page.payload.strip():
        return Rejected("empty", "the page has no bytes")
    kind = page.content_type.partition(";")[0].strip().lower()
    if page.payload.startswith(SIGNATURE):
        pdf = read_pdf(page)
        return replace(pdf, extractor=EXTRACTOR_VERSION) if isinstance(pdf, Article) else pdf
    if page.payload.startswith((_ZIP, _OLE)):
        from extraction.docx import OLD_FORM, read_docx

        word = read_docx(page) if page.payload.startswith(_ZIP) else Rejected("not-text", OLD_FORM)
        if word is not None:
            return replace(word, extractor=EXTRACTOR_VERSION) if isinstance(word, Article) else word
    if page.payload.startswith(_BINARY) or kind.startswith(("image/", "video/", "audio/", "font/")):
        return Rejected("not-text", f"the bytes are no text ({kind or 'unknown type'})")
    profile = _profile_of(page, profiles)
    offset = profile.timezone if profile else "+08:00"
    text, encoding = decode_page(
        page.payload[:MAX_BYTES], page.content_type, page.charset, profile.encoding if profile else ""
    )
    if is_noise(text):
        return Rejected("not-text", "the bytes are no text in any known encoding", encoding)
    reading = _by_kind(page, kind, visible(text.replace("\0", "")), encoding, profile, offset)
    if isinstance(reading, Rejected) and reading.encoding is None:
        return replace(reading, encoding=encoding)
    if isinstance(reading, Article):
        # A row of an export carries the evidence of the page it was once read from.
        held = reading.encoding if reading.encoding.why else encoding
        return replace(reading, encoding=held, extractor=EXTRACTOR_VERSION)
    return reading


def _by_kind(page: Page, kind: str, text: str, encoding: Encoding, profile: Profile | None, offset: str) -> Reading:
    if kind in ("application/json", "application/x-ndjson", "application/jsonl") or (
        not kind and text[:100].lstrip()[:1] == "{"
    ):
        from extraction.jsonrow import read_row

        return read_row(page, text, encoding, offset, profile is not None)
    plain = kind == "text/plain" or page.url.lower().endswith(".txt")
    if (plain or not kind) and not _MARKUP.search(text[:50_000]):
        if len(text) > 2_000 and len(set(text[:20_000])) < 8:
            return Rejected("not-text", "the same few characters over and over")
        from extraction.plaintext import read_plaintext

        return read_plaintext(page, text, encoding, offset)
    from extraction.markup import read_markup

    return read_markup(page, _INVISIBLE.sub("", text), profile, offset)


def _profile_of(page: Page, profiles: Profiles | None) -> Profile | None:
    """By the address, else by the name that was given on import."""
    if profiles is None:
        return None
    return profiles.for_url(page.url) or (profiles.by_name(page.site) if page.site else None)
