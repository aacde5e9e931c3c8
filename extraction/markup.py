"""An HTML page: parse once, read by the profile where one fits, complete and repair. Text in, reading out."""

from __future__ import annotations

from dataclasses import replace

from archive.records import Article, Page, Reading, Rejected
from extraction.generic import Source, read_generic
from extraction.profiles import Profile
from extraction.rejections import reject_markup
from extraction.tree import parse_html


def read_markup(page: Page, text: str, profile: Profile | None, offset: str) -> Reading:
    """The article of an HTML page, or why it is none."""
    refused = reject_markup(text, len(page.payload))
    if refused is not None:
        return refused
    root = parse_html(text)
    if root is None:
        return Rejected("empty", "nothing in the page is markup or text")
    source = Source(root, page.url, page.captured_at, offset, profile is not None)
    reading: Article | Rejected | None = None
    if profile is not None and profile.eras:
        from extraction.profiled import read_profiled

        reading = read_profiled(source, profile)
    if reading is None:
        reading = read_generic(source)
        if profile is not None and isinstance(reading, Article) and not reading.source:
            reading = replace(reading, source=profile.source_default)
    return _repaired(reading)


# Glosses and misread GBK are faults of Chinese text; "" is a text too short to tell.
_REPAIRED = ("zh", "mixed", "ja")


def _repaired(reading: Article | Rejected) -> Reading:
    if isinstance(reading, Rejected) or (reading.lang and not reading.lang.startswith(_REPAIRED)):
        return reading
    from extraction.repair import repair_article

    return repair_article(reading)
