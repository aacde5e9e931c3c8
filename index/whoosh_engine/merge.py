"""Segments to one segment: lists are put behind each other, term by term, without the deleted documents.

Postings are merged by field_merge.py; columns and tables here. `to_merge` is the policy: tiers by size, so that every
document is written about as often as there are tiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.engine import TEXT_FIELDS
from index.prints import SIZE
from index.whoosh_engine.arrays import Ints, distinct
from index.whoosh_engine.bounds import impacts
from index.whoosh_engine.build import strings
from index.whoosh_engine.container import Array, ContainerWriter
from index.whoosh_engine.field_merge import FieldMerge, Source
from index.whoosh_engine.newest import SECTION, newest_first
from index.whoosh_engine.schema import LISTED, MADE_WITH, POSTED
from index.whoosh_engine.segment import Segment

FAN = 6  # segments of a tier before they become one of the next
SMALLEST_TIER = 1 << 10
MOST_POSTINGS = (1 << 32) - 1  # of a field of one segment, and positions: its places are 32 bits wide
MOST_DELETED = 0.3  # of a segment's documents, before it is written anew


def tier(segment: Segment) -> int:
    live = segment.documents - segment.deleted.size
    return max(0, int(np.log(max(live, 1) / SMALLEST_TIER) / np.log(FAN)) + 1) if live > SMALLEST_TIER else 0


def to_merge(segments: Sequence[Segment], whole: bool = False) -> list[Segment]:
    """Segments to make one of now; none when all is well. History never meets the present."""
    for segment in segments:
        if segment.documents > segment.deleted.size > MOST_DELETED * segment.documents:
            return [segment]
    groups: dict[tuple[str, int], list[Segment]] = {}
    for segment in segments:
        if segment.deleted.size < segment.documents:
            groups.setdefault((segment.kind, 0 if whole else tier(segment)), []).append(segment)
    full = [_that_fit(group) for group in groups.values() if len(group) >= (2 if whole else FAN)]
    return next((group for group in full if len(group) > 1), [])


def _that_fit(group: Sequence[Segment]) -> list[Segment]:
    """Of some segments the smallest, as many as one segment can hold, in their order."""
    chosen, left = list[Segment](), MOST_POSTINGS
    for size, segment in sorted(((_postings(one), one) for one in group), key=lambda pair: pair[0]):
        left -= size
        if left < 0:
            break
        chosen.append(segment)
    return [segment for segment in group if segment in chosen]


def _postings(segment: Segment) -> int:
    """Of its largest field, or positions."""
    return max(segment.field(name).postings.lists.ends for name in POSTED)


def merge_segments(path: Path, sources: Sequence[Segment]) -> int:
    """Writes one segment with the live documents of the sources, in their order; gives its size in bytes."""
    live = [source.live_docs() for source in sources]
    documents = sum(docs.size for docs in live)
    out = ContainerWriter(path)
    for name, width in (("id", 32), ("digest", 16), ("print", SIZE)):
        for source, docs in zip(sources, live, strict=True):
            out.append(name, source.column(name).reshape(-1, width)[docs].ravel())
    for name in ("first_day", "last_day", "moment", "valid_from", "valid_to"):
        for source, docs in zip(sources, live, strict=True):
            out.append(name, source.column(name)[docs])
    days, moments = (_joined(name, sources, live) for name in ("first_day", "moment"))
    out.append(SECTION, newest_first(days, moments))
    for name in ("version", *(f"{field}.length" for field in TEXT_FIELDS)):
        for source, docs in zip(sources, live, strict=True):
            out.append(name, source.column(name)[docs].astype("<u4"), narrow=True)
    renumber, at = [], 0
    for source, docs in zip(sources, live, strict=True):
        new = np.full(source.documents, -1, np.int32)
        new[docs] = np.arange(at, at + docs.size)
        renumber.append(new)
        at += docs.size
    chars = distinct(np.concatenate([source.chars for source in sources])).astype(np.int64)
    out.append("chars", chars.astype("<u4"))
    lengths = {name: sum(source.total_length(name) for source in sources) for name in TEXT_FIELDS}
    for name in POSTED:
        impact = None
        if name in TEXT_FIELDS:
            impact = impacts(name, _joined(f"{name}.length", sources, live), lengths[name])
        parts = []
        for source, new in zip(sources, renumber, strict=True):
            postings = source.field(name).postings
            postings.check_tables()
            parts.append(Source(source.held, name, postings, source.chars, new))
            source.held.release()  # what was read to be checked or copied: of a million articles hundreds of megabytes
        FieldMerge(out, name, parts, chars).run(documents, impact)
    for name in LISTED:
        _merge_listed(out, name, sources, live)
    return out.finish(documents=documents, kind=sources[0].kind, lengths=lengths, made_with=MADE_WITH)


def _joined(name: str, sources: Sequence[Segment], live: Sequence[Ints]) -> Array:
    """A column of numbers as the merged segment has it."""
    return np.concatenate([source.column(name)[docs] for source, docs in zip(sources, live, strict=True)])


def _merge_listed(out: ContainerWriter, name: str, sources: Sequence[Segment], live: Sequence[Ints]) -> None:
    tables = [source.values(name) for source in sources]
    values = sorted({table[n] for table in tables for n in range(len(table))})
    number = {value: i for i, value in enumerate(values)}
    strings(out, f"{name}.values", values)
    sizes, ordinals = [np.zeros(1, np.int64)], [np.empty(0, np.int64)]
    for source, table, docs in zip(sources, tables, live, strict=True):
        of = source.column(f"{name}.of").astype(np.int64)
        new = np.array([number[table[n]] for n in range(len(table))], np.int64)
        kept = np.zeros(source.documents, np.bool_)
        kept[docs] = True
        ordinals.append(new[source.column(f"{name}.ordinals")[np.repeat(kept, np.diff(of))]])
        sizes.append(np.diff(of)[docs])
    out.append(f"{name}.of", np.cumsum(np.concatenate(sizes)).astype("<u4"), narrow=True)
    out.append(f"{name}.ordinals", np.concatenate(ordinals).astype("<u4"), narrow=True)
