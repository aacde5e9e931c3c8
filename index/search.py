"""Searching: a query's text to hits that are whole, the engine and the archive asked once each.

Reading only. The index says which versions match and how well; titles, dates and snippets come from the archive, so
that what is shown is what was stored.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from archive.errors import DataMissing, QueryError
from archive.values import frozen
from archive.visible import visible
from index.engine import EngineHit, EngineHits, Reader, Sort
from index.query import parse_query
from index.query_scan import Complaint
from index.tree import And, Loose, Or, Text, Tree

if TYPE_CHECKING:
    from archive.asking import Asking
    from archive.records import Version
    from index.closeness import Closely
    from index.marks import Marker, Range

SNIPPET_SIZE: Final = 100  # characters
WINDOW: Final = 50  # hits, before and from the first shown on, among which copies of one text are looked for
LONGEST_TEXT: Final = 1000  # characters of match="any"; what follows is not asked for
MOST_RELAXED: Final = 64  # words of which any may do; a whole page pasted is not meant so
Match = Literal["all", "any"]


@frozen
class Hit:
    """One article found, everything in it. Marks are ranges of `title` and `snippet`; `copies` counts other hits near
    by with the same text.
    """

    id: str
    url: str
    title: str
    published: str
    source: str
    site: str
    score: float
    snippet: str
    copies: int = 0
    version: int = 1
    title_marks: tuple[Range, ...] = ()
    snippet_marks: tuple[Range, ...] = ()


@frozen
class Results:
    """What a search found. `total` is exact; `relaxed` says that nothing had all the words, so any of them did.

    `asked` is the tree of the query, `tree` the one searched for. The hits tell of the articles behind `offset` up to
    `through`; `cursor` goes on from there, "" when that was all.
    """

    total: int
    hits: tuple[Hit, ...]
    relaxed: bool = False
    complaints: tuple[Complaint, ...] = ()
    tree: Tree | None = None
    as_of: datetime | None = None
    asked: Tree | None = None
    offset: int = 0
    through: int = 0
    cursor: str = ""


class Index:
    """An index open for reading, as it stood when it was opened. Made by `open_index`; it belongs to that thread,
    others open one of their own.
    """

    def __init__(self, data: Path, reader: Reader, archive: Asking, close: Callable[[], None] = lambda: None) -> None:
        self.data = data
        self.reader = reader
        self.archive = archive
        self._close = close

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files; a second time does nothing."""
        close, self._close = self._close, lambda: None
        close()

    def search(
        self,
        query: str,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        match: Match = "all",
        *,
        today: date | None = None,
        snippet_size: int = 0,
        cursor: str = "",
        collapse: bool = False,
    ) -> Results:
        """The articles that a query finds.

        Args:
            query: in the query language; with `match="any"` plain text of any kind.
            limit: how many hits to fill; 0 counts only.
            offset: how many hits to leave out.
            sort: relevance, date (newest first, undated last) or date-asc.
            match: "all" reads the language and wants every word; "any" ranks by any of the words and never raises.
            today: what relative dates count from.
            snippet_size: characters of a snippet; 0 means as many as a hit of the contract has.
            cursor: where the page before ended, "start" for the first; it takes the place of `offset`.
            collapse: of copies of one text show the first alone.

        Raises:
            QueryError: nothing in the query can be searched for; never with `match="any"`.
            SettingError: the cursor is none of this query.
        """
        limit, offset = max(limit, 0), max(offset, 0)
        is_any = match == "any"
        parsed = None if is_any else parse_query(query, today)
        tree: Tree = parsed.tree if parsed else Loose(None, visible(query[:LONGEST_TEXT]))
        at = end_of_day(parsed.as_of) if parsed else None
        asked, is_relaxed = tree, False
        name, place = "\x00".join((query, sort, match)), None
        if cursor:
            from index.cursor import read_place

            offset, place = 0, read_place(cursor, name)

        def window(tree: Tree) -> tuple[Closely, EngineHits, int, datetime | None]:
            from index.closeness import Closely

            asking = Closely(self.reader, self.archive.readings, tree, sort)
            start, then = offset, at
            if place:
                from index.cursor import go_on

                start, then = go_on(asking, place, at)
            back = min(start, WINDOW) if collapse and limit else 0
            return asking, asking.hits(max(limit, WINDOW) + back if limit else 0, start - back, then), start, then

        asking, found, start, then = window(tree)
        if parsed and not found.total and (loose := any_of_words(tree)) is not None:
            again = window(loose)
            if again[1].total:
                (asking, found, start, then), tree, is_relaxed = again, loose, True
        back = min(start, WINDOW) if collapse and limit else 0
        page = _page(found, limit, collapse, back)
        hits = self._fill(page, asking, snippet_size)
        complaints = parsed.complaints if parsed else ()
        through = start + page.taken
        more = ""
        if page.taken and through < found.total:
            from index.cursor import place_behind

            more = place_behind(asking, through, found.hits[back + page.taken - 1], then).text(name)
        return Results(found.total, hits, is_relaxed, complaints, tree, at, asked, start, through, more)

    def changes_behind(self) -> int | None:
        """How many catalogue changes this index has not seen; None when it follows another catalogue altogether."""
        stamp = self.reader.stamp
        return self.archive.last_change - stamp.change if stamp.epoch == self.archive.epoch else None

    def _fill(self, page: _Page, asking: Closely, snippet_size: int) -> tuple[Hit, ...]:
        keys = [(hit.article_id, hit.version) for hit, _ in page.hits]
        versions = {**asking.versions, **self.archive.readings([key for key in keys if key not in asking.versions])}
        # An article removed since the index was written has no text any more; the next update forgets it.
        return tuple(
            make_hit(version, hit.score, asking.marker, snippet_size, copies)
            for key, (hit, copies) in zip(keys, page.hits, strict=True)
            if (version := versions.get(key)) is not None
        )


@frozen
class _Page:
    """The hits to show, each with how many copies of its text are near; `taken` articles of the window are told of."""

    hits: tuple[tuple[EngineHit, int], ...]
    taken: int


def _page(found: EngineHits, limit: int, collapse: bool, back: int) -> _Page:
    """`limit` hits of a window, behind the first `back`, which pages before have told of; collapsed, copies of one text
    are one hit.
    """
    from index.prints import clusters

    firsts = clusters([hit.text_print for hit in found.hits])
    copies = [firsts.count(first) - 1 for first in firsts]
    shown = [at for at in range(min(back, len(firsts)), len(firsts)) if firsts[at] == at or not collapse]
    end = shown[limit] if limit < len(shown) else len(firsts)
    return _Page(tuple((found.hits[at], copies[at]) for at in shown[:limit]), max(end - back, 0))


def open_index(data: str | Path) -> Index:
    """The index of a data directory, read-only.

    Raises:
        DataMissing: no data directory, archive or index there. DamagedData, NewerFormat, CannotOpen: it cannot be used.
    """
    # The reading half alone: what keeps pages takes longer to load than a search.
    from archive.asking import Asking
    from archive.catalogue.connection import Catalogue
    from index.whoosh_engine.engine import WhooshEngine

    folder = Path(data)
    with ExitStack() as stack:
        catalogue = Catalogue(folder, write=False)
        stack.callback(catalogue.close)
        archive = Asking(folder, catalogue)
        try:
            reader = WhooshEngine(folder).reader()
        except DataMissing as error:
            raise DataMissing(f"{folder}: no index yet; make it: search_cli.py --data {folder} index update") from error
        stack.callback(reader.close)
        return Index(folder, reader, archive, stack.pop_all().close)
    raise AssertionError("unreachable")


def make_hit(version: Version, score: float, marker: Marker, snippet_size: int = 0, copies: int = 0) -> Hit:
    """The hit for one version, its title and best passage marked."""
    from index.snippet import make_conjecture, make_snippet

    article = version.article
    snippet = make_snippet(article.body, marker, snippet_size or SNIPPET_SIZE)
    if not snippet.marks:
        snippet = make_conjecture(article, marker) or snippet
    return Hit(
        id=version.id,
        url=version.url,
        title=article.title,
        published=article.published,
        source=article.source,
        site=version.site,
        score=score,
        snippet=snippet.text,
        copies=copies,
        version=version.number,
        title_marks=marker.marks(article.title, "title"),
        snippet_marks=snippet.marks,
    )


def any_of_words(tree: Tree) -> Tree | None:
    """The tree with any of its plain words instead of all, or None where there are not two words to choose from.

    What is quoted, fielded, filtered or excluded stays as asked. Single characters do not count beside longer words:
    they stand everywhere and would find everything.
    """
    from index.analysis import query_words

    parts = tree.children if isinstance(tree, And) else (tree,)
    plain = [part for part in parts if isinstance(part, Text) and not part.quoted and part.field is None]
    pieces = [
        part.text[piece.offset : piece.offset + piece.length] for part in plain for piece in query_words(part.text)
    ]
    words = tuple(dict.fromkeys(word for word in pieces if len(word) > 1))
    if len(set(pieces)) < 2 or not words or len(words) > MOST_RELAXED:
        return None
    either = tuple(Text(None, word, True) for word in words)
    kept = tuple(part for part in parts if part not in plain)
    loose: Tree = either[0] if len(either) == 1 else Or(either)
    return And((loose, *kept)) if kept else loose


def end_of_day(day: str | None) -> datetime | None:
    """The last moment of a day, in UTC; None for None."""
    return (
        datetime.fromisoformat(day).replace(hour=23, minute=59, second=59, microsecond=999999, tzinfo=UTC)
        if day
        else None
    )


__all__ = ["Hit", "Index", "QueryError", "Results", "open_index"]
