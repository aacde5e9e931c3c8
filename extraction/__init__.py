"""Bytes → Article: decode, read by profile or generically, repair. Pure: values in, values out, nothing is stored.

`read_page` is the door. Importing this package is cheap; lxml and the tables load with the first page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extraction.profiles import Profile, Profiles, load_profiles, parse_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.records import Article, Page, Reading

# Raised whenever the same bytes may read differently; every stored version says which extractor read it.
EXTRACTOR_VERSION = "3"

__all__ = ["EXTRACTOR_VERSION", "Profile", "Profiles", "join_parts", "load_profiles", "parse_profile", "read_page"]


def read_page(page: Page, profiles: Profiles | None = None) -> Reading:
    """What a page says: Article, Rejected with the reason, or Failed. Never raises for a bad page.

    Without `profiles` every page is read generically.
    """
    from extraction.reading import read_page as read

    return read(page, profiles)


def join_parts(first: Article, others: Sequence[tuple[Page, Article]]) -> Article:
    """An article in several pages as one, in the order given; provenance in `pages`."""
    from extraction.parts import join_parts as join

    return join(first, others)
