"""Articles like one: about the same thing (`similar`), or the same text carried elsewhere (`copies`).

Candidates come from the index by the article's own words; copies are told by shingles over folded text, so that another
script, other punctuation and small edits make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.fold import fold
from index.tree import Loose

if TYPE_CHECKING:
    from archive.records import Version
    from index.search import Index

LEAD = 300  # characters of the body: news says what it is about in its first paragraphs
SHINGLE = 5
COPY_FROM = 0.5  # share of the shorter text's shingles that a copy has in common
_CANDIDATES = 100
_SHORTEST = 30  # characters below which two texts agree by accident


@dataclass(frozen=True, slots=True)
class Copy:
    """One carrier of a text, and how much of the shorter of both texts is common."""

    version: Version
    share: float


def likeness_query(version: Version) -> str:
    """Plain text that finds what is like an article."""
    return f"{version.article.title}\n{version.article.body[:LEAD]}"


def copies_of(index: Index, version: Version) -> list[Copy]:
    """Every carrier of the article's text, the article itself among them, the earliest published first."""
    own = shingles(version.article.body)
    found = {version.id: Copy(version, 1.0)}
    hits = index.reader.search(Loose(None, likeness_query(version)), limit=_CANDIDATES).hits
    for other in index.archive.readings([(hit.article_id, hit.version) for hit in hits]).values():
        share = common_share(own, shingles(other.article.body))
        if other.id != version.id and share >= COPY_FROM:
            found[other.id] = Copy(other, share)
    return sorted(found.values(), key=lambda c: (c.version.article.published or "9999", c.version.url))


def shingles(text: str) -> frozenset[str]:
    """Runs of SHINGLE letters of the folded text, punctuation and blanks left out; none for a very short text."""
    letters = "".join(filter(str.isalnum, fold(text)))
    if len(letters) < _SHORTEST:
        return frozenset()
    return frozenset(letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1))


def common_share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set the other holds; 0 for an empty one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
