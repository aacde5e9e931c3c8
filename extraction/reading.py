"""The one boundary between a page and its reading: dispatch by what the bytes are, and no page ever raises."""

from __future__ import annotations

from archive.records import Failed, Page, Reading
from extraction.profiles import Profiles


def read_page(page: Page, profiles: Profiles | None = None) -> Reading:
    """What a page says. See extraction.read_page."""
    return Failed("not-yet", "reading is not written yet")
