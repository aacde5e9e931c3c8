"""Why: why a query does not show a page. Never seen, not fetched, not read, not indexed, or which clause fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archive.errors import NotFound
from archive.times import for_people
from index.tree import And, Filter, Text, Tree
from terminal.arguments import Call
from terminal.asked import Asked, read_asked
from terminal.cells import clean, clip
from terminal.messages import said, tr
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
    "robots": "barred by robots.txt; it is not fetched",
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
    ref, asked = resolve(call.words[0], data, os.environ), read_asked(call.words[1:])
    with open_index(data) as index:
        version = _article(index.archive, ref)
        if version is None:
            screen.line(_never_read(index.archive, data, ref))
            return DOES_NOT
        screen.line(screen.style(clip(clean(version.article.title), screen.width), "bold"))
        if version.id in _waiting(index):
            text = "changed since the index was brought up; next: {command}"
            screen.line(tr(text, command=command(data, "index update")))
            return DOES_NOT
        if not asked.text:
            text = "kept and indexed, version {number}; add a query to see which part of it fails"
            screen.line(tr(text, number=version.number))
            return MATCHES
        return asked.settle(_clauses(index, version, asked, screen), screen)


def _article(archive: Asking, ref: str) -> Version | None:
    try:
        return archive.article(ref)
    except NotFound:
        if ":" not in ref:
            raise
        return None


def _never_read(archive: Asking, data: Path, url: str) -> str:
    """What is known of a URL that no article was read from."""
    from archive.tombstones import Graveyard

    stone = Graveyard(data).stone_of(url, "")
    if stone is not None:
        return tr("purged {day}: {reason}", day=f"{stone.at:%Y-%m-%d}", reason=clean(stone.reason))
    known = archive.known(url)
    if known is None:
        return tr("never seen: no listing, page or file named {url}", url=clean(url))
    is_barred = known.detail.startswith("Forbidden by robots.txt")
    what = tr(_STATES["robots" if is_barred else known.state] if known.state in _STATES else known.state)
    parts = [f"{what}: {clean(said(known.detail))}" if known.detail and not is_barred else what]
    if known.moved_to and known.moved_to != known.detail:
        parts.append(tr("to {url}", url=clean(known.moved_to)))
    if known.last_captured_at:
        parts.append(tr("last tried {day}", day=for_people(known.last_captured_at.replace(microsecond=0))))
    if known.found_on:
        parts.append(tr("first named on {url}", url=clean(known.found_on)))
    return "; ".join(parts)


def _waiting(index: Index) -> frozenset[str]:
    """Articles that changed since the index was brought up."""
    stamp, archive = index.reader.stamp, index.archive
    since = stamp.change if stamp.epoch == archive.epoch else 0
    return frozenset(archive.changes(since).article_ids)


def _clauses(index: Index, version: Version, asked: Asked, screen: Screen) -> int:
    """Each clause of the query with whether the article meets it."""
    from index.query_text import query_text

    def holds(tree: Tree) -> bool:
        return index.reader.search(And((Filter("id", version.id), tree)), limit=0, at=asked.at).total > 0

    first = index.archive.versions(version.id)[0].valid_from
    if asked.at is not None and first > asked.at:
        day, began = asked.at.date().isoformat(), for_people(first.replace(microsecond=0))
        screen.line(tr("not in the archive as of {day}; its first version is of {first}", day=day, first=began))
        return DOES_NOT
    parts = asked.tree.children if isinstance(asked.tree, And) else (asked.tree,)
    meets = [(part, holds(part)) for part in parts]
    for part, is_met in meets:
        screen.line(f"{tr('meets') if is_met else tr('fails')}  {clean(query_text(part))}")
        for word in () if is_met else _words(part):
            screen.line(f"         {tr('meets') if holds(word) else tr('fails')}  {clean(word.text)}")
    if not all(is_met for _, is_met in meets):
        return DOES_NOT
    total = index.reader.search(asked.tree, limit=0, at=asked.at).total
    rank = _rank(index, version.id, asked, total)
    if rank is None:
        screen.line(tr("found, among {total}", total=f"{total:,}"))
    else:
        screen.line(tr("found, number {rank} of {total}", rank=f"{rank:,}", total=f"{total:,}"))
    return MATCHES


def _words(part: Tree) -> list[Text]:
    """The words that a run was cut into; none where it is wanted as it stands."""
    from index.analysis import query_words

    if not isinstance(part, Text) or part.quoted:
        return []
    pieces = query_words(part.text)
    words = [Text(part.field, part.text[piece.offset : piece.offset + piece.length], True) for piece in pieces]
    return words if len(words) > 1 else []


def _rank(index: Index, article_id: str, asked: Asked, total: int) -> int | None:
    """At which place relevance puts the article, None beyond the first thousands."""
    from index.closeness import Closely

    hits = Closely(index.reader, index.archive.readings, asked.tree).hits(min(total, 5000), at=asked.at).hits
    return next((rank for rank, hit in enumerate(hits, 1) if hit.article_id == article_id), None)
