"""Articles like one: about the same thing (`similar`), or the same text carried elsewhere (`copies`).

Candidates come from the index by the article's own words; copies are told by shingles over folded text, so that another
script, other punctuation and small edits make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.fold import fold
from index.tree import Filter, Loose

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
    """One carrier of a text, how much of the shorter of both texts is common, and the id of the carrier that it names
    as its source ("" when that is none of them).
    """

    version: Version
    share: float
    carried_from: str = ""


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
    copies = sorted(found.values(), key=lambda c: (c.version.article.published or "9999", c.version.url))
    return _chained(index, copies)


def _chained(index: Index, copies: list[Copy]) -> list[Copy]:
    """The carriers, each with the one it took the text from: the earlier one whose site goes by the name it gives."""
    owners = _owners(index, {copy.version.site for copy in copies})
    chained = []
    for place, copy in enumerate(copies):
        owner = owners.get(fold(copy.version.article.source), copy.version.site)
        before = (c.version for c in copies[:place] if c.version.site == owner != copy.version.site)
        chained.append(replace(copy, carried_from=next((version.id for version in before), "")))
    return chained


def _owners(index: Index, sites: set[str]) -> dict[str, str]:
    """Folded source to the site that goes by that name: of these sites the one that names it most often."""
    most: dict[str, tuple[int, str]] = {}
    for site in sorted(sites):
        for source, count in index.reader.facet(Filter("site", site), "source").items():
            most[fold(source)] = max(most.get(fold(source), (0, "")), (count, site))
    return {source: site for source, (_, site) in most.items() if source}


def shingles(text: str) -> frozenset[str]:
    """Runs of SHINGLE letters of the folded text, punctuation and blanks left out; none for a very short text."""
    letters = "".join(filter(str.isalnum, fold(text)))
    if len(letters) < _SHORTEST:
        return frozenset()
    return frozenset(letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1))


def common_share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set the other holds; 0 for an empty one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
