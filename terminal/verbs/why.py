"""Why: why a query does not show a page. Never seen, not fetched, not read, not indexed, or which clause fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archive.errors import NotFound
from archive.times import for_people
from index.tree import And, Filter, Tree
from terminal.arguments import Call
from terminal.cells import clean, clip
from terminal.place import command, data_directory
from terminal.screen import Screen

if TYPE_CHECKING:
    from pathlib import Path

    from archive.asking import Asking
    from archive.records import Version
    from index.search import Index

MATCHES, DOES_NOT = 0, 1
_STATES = {
    "found": "known, never fetched",
    "fetched": "kept, not yet read; the next crawl or import of its site reads it",
    "moved": "moved",
    "withdrawn": "withdrawn by its site",
    "gone": "gone (404 or 410) before it was ever read",
    "blocked": "the site refused it",
    "rejected": "no article",
    "failed": "could not be read",
    "listed": "a listing, not an article",
    "part": "a further page of an article; ask for its first page",
}


def run(call: Call, screen: Screen) -> int:
    """0 the query finds it, 1 it does not, and why."""
    from index.search import open_index
    from terminal.last_search import resolve

    data = data_directory(call.options)
    ref, query = resolve(call.words[0], data, os.environ), " ".join(call.words[1:])
    with open_index(data) as index:
        version = _article(index.archive, ref)
        if version is None:
            screen.line(_never_read(index.archive, ref))
            return DOES_NOT
        screen.line(screen.style(clip(clean(version.article.title), screen.width), "bold"))
        if version.id in _waiting(index):
            screen.line(f"changed since the index was brought up; next: {command(data, 'index update')}")
            return DOES_NOT
        if not query:
            screen.line(f"kept and indexed, version {version.number}; add a query to see which part of it fails")
            return MATCHES
        return _clauses(index, version, query, screen, data)


def _article(archive: Asking, ref: str) -> Version | None:
    try:
        return archive.article(ref)
    except NotFound:
        if ":" not in ref:
            raise
        return None


def _never_read(archive: Asking, url: str) -> str:
    known = archive.known(url)
    if known is None:
        return f"never seen: no listing, page or file named {clean(url)}"
    what = _STATES.get(known.state, known.state)
    detail = f": {clean(known.detail)}" if known.detail else ""
    moved = f" to {clean(known.moved_to)}" if known.moved_to else ""
    last = f"; last tried {for_people(known.last_captured_at)}" if known.last_captured_at else ""
    found = f"; first named on {clean(known.found_on)}" if known.found_on else ""
    return f"{what}{moved}{detail}{last}{found}"


def _waiting(index: Index) -> frozenset[str]:
    """Articles that changed since the index was brought up."""
    stamp, archive = index.reader.stamp, index.archive
    since = stamp.change if stamp.epoch == archive.epoch else 0
    return frozenset(archive.changes(since).article_ids)


def _clauses(index: Index, version: Version, query: str, screen: Screen, data: Path) -> int:
    """Each clause of the query with whether the article meets it."""
    from index.query import parse_query
    from index.query_text import query_text
    from index.search import end_of_day

    parsed = parse_query(query)
    at = end_of_day(parsed.as_of)

    def holds(tree: Tree) -> bool:
        return index.reader.search(And((Filter("id", version.id), tree)), limit=0, at=at).total > 0

    parts = parsed.tree.children if isinstance(parsed.tree, And) else (parsed.tree,)
    meets = [(part, holds(part)) for part in parts]
    for part, is_met in meets:
        screen.line(f"{'meets' if is_met else 'fails'}  {clean(query_text(part))}")
    if not all(is_met for _, is_met in meets):
        return DOES_NOT
    total = index.reader.search(parsed.tree, limit=0, at=at).total
    rank = _rank(index, version.id, parsed.tree, total)
    screen.line(f"found, number {rank:,} of {total:,}" if rank else f"found, among {total:,}")
    return MATCHES


def _rank(index: Index, article_id: str, tree: Tree, total: int) -> int | None:
    """At which place relevance puts the article, None beyond the first thousands."""
    from index.closeness import Closely

    hits = Closely(index.reader, index.archive.readings, tree).hits(min(total, 5000)).hits
    return next((rank for rank, hit in enumerate(hits, 1) if hit.article_id == article_id), None)
