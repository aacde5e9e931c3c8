"""A reader: one commit of the index, unmoved by later ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np

from archive.errors import DamagedData, StaleIndex
from index.document import UNDATED, micros
from index.engine import EngineHit, EngineHits, Row, Sort, Stamp
from index.tree import Tree
from index.whoosh_engine.container import damaged
from index.whoosh_engine.matches import Matches, packed
from index.whoosh_engine.matching import Matcher
from index.whoosh_engine.newest import by_date, first_by_date
from index.whoosh_engine.ranking import Found, Ranking, View, best
from index.whoosh_engine.said import Said
from index.whoosh_engine.schema import CURRENT, LISTED, MADE_WITH, WHOLE
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.toc import Toc, generations, read_toc
from index.whoosh_engine.topk import candidates

MISREAD = (ArithmeticError, LookupError, ValueError, MemoryError)  # what reading torn bytes may come to


def open_segments(folder: Path, toc: Toc) -> list[Segment]:
    found = []
    for entry in toc.segments:
        try:
            deleted = (folder / entry.deleted).read_bytes() if entry.deleted else b""
            segment = Segment(folder / entry.name, np.frombuffer(deleted, "<u4"))
        except FileNotFoundError:
            raise
        except (ValueError, KeyError) as error:
            raise damaged(folder / entry.name, "it cannot be read") from error
        if (segment.documents, segment.deleted.size, crc32(deleted)) != (
            entry.documents,
            entry.deleted_count,
            entry.deleted_crc,
        ):
            raise damaged(folder / entry.name, "it is not the segment its table of contents means")
        found.append(segment)
    return found


def file_missing(error: FileNotFoundError) -> DamagedData:
    return damaged(Path(str(error.filename)), "a file of the index is missing")


def other_analysis(folder: Path) -> StaleIndex:
    return StaleIndex(f"{folder}: made by another version of this program; `index update` makes the index again")


class WhooshReader:
    """One commit, unmoved by later ones: its files stay mapped even when a writer removes their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for attempt in range(20):
            self.toc = read_toc(folder)
            if dict(self.toc.made_with) != MADE_WITH:
                raise other_analysis(folder)
            try:
                self.segments = open_segments(folder, self.toc)
                break
            except FileNotFoundError as error:
                # A writer went two commits further meanwhile; if not, the file is truly gone.
                if generations(folder)[-1:] in ([], [self.toc.generation]) or attempt == 19:
                    raise file_missing(error) from error

    @property
    def stamp(self) -> Stamp:
        return self.toc.stamp

    @cached_property
    def _current(self) -> tuple[list[View], Ranking]:
        views = [View(s, s.live, s.live_words) for s in self.segments if s.kind == CURRENT]
        return views, Ranking(views)

    def _views(self, at: datetime | None) -> tuple[list[View], Ranking]:
        if at is None:
            return self._current
        moment, views = micros(at), []
        for segment in self.segments:
            seen = (segment.column("valid_from") <= moment) & (segment.column("valid_to") > moment)
            if segment.live is not None:
                seen &= segment.live
            views.append(View(segment, seen, packed(seen)))
        return views, Ranking(views)

    @staticmethod
    def _matching(view: View, tree: Tree, said: Said) -> Matches:
        node = Matcher(view.segment, said).node(tree)
        return Matches.of(node, view.segment.documents, view.seen, view.words)

    def search(
        self, tree: Tree, *, limit: int = 10, offset: int = 0, sort: Sort = "relevance", at: datetime | None = None
    ) -> EngineHits:
        """The matching versions, see index.engine.Reader."""
        try:
            return self._search(tree, limit, offset, sort, at)
        except MISREAD as error:
            self._tell_damage(error)
            raise

    def _tell_damage(self, error: Exception) -> None:
        """What cannot be read is damage if a checksum says so, else a fault of ours."""
        for segment in self.segments:
            for line in segment.held.check():
                raise damaged(segment.held.path, line) from error

    def _search(self, tree: Tree, limit: int, offset: int, sort: Sort, at: datetime | None) -> EngineHits:
        views, ranking = self._views(at)
        said = Said()
        terms = said.ranked(tree) if sort == "relevance" else []
        weighed = [(term, ranking.weight(term)) for term in terms] if limit > 0 else []
        found, total = [], 0
        for view in views:
            matches, segment = self._matching(view, tree, said), view.segment
            total += matches.count
            if not matches.count or limit <= 0:
                continue
            if weighed:
                found.append(Found(segment, *candidates(ranking, segment, matches, weighed, limit + offset)))
            else:
                docs = first_by_date(segment, matches, sort, limit + offset)
                found.append(Found(segment, docs, by_date(segment, docs, sort)))
        hits = best(found, total, limit, offset)
        for view in views:
            view.segment.forget()
        return hits if weighed else EngineHits(hits.total, tuple(_unscored(hits)))

    def newest(self) -> int:
        """When the youngest version was captured, in microseconds; 0 in an empty index."""
        return max((int(segment.column("valid_from").max(initial=0)) for segment in self.segments), default=0)

    def count(self) -> int:
        return self._current[1].documents

    def facet(self, tree: Tree, field: str) -> dict[str, int]:
        """How many matching current documents carry each value of `field`, or fall into each year."""
        try:
            return self._facet(tree, field)
        except MISREAD as error:
            self._tell_damage(error)
            raise

    def _facet(self, tree: Tree, field: str) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for view in self._current[0]:
            docs, segment = self._matching(view, tree, Said()).docs(), view.segment
            if field == "year":
                days = segment.column("first_day")[docs]
                years = days[days != UNDATED].astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
                counted.update({f"{n:04}": size for n, size in enumerate(np.bincount(years).tolist()) if size})
                if years.size < docs.size:
                    counted[""] += docs.size - years.size
            elif field in LISTED:
                of, values = segment.column(f"{field}.of").astype(np.int64), segment.values(field)
                marked = np.zeros(segment.documents, np.int64)
                marked[docs] = 1
                own = segment.column(f"{field}.ordinals")[np.repeat(marked, np.diff(of)) > 0]
                for number, size in enumerate(np.bincount(own, minlength=len(values)).tolist()):
                    if size:
                        counted[values[number]] += size
            segment.forget()
        return dict(counted)

    def words(self, length: int) -> list[str]:
        """See index.engine.Reader."""
        try:
            held = {word for s in self.segments if s.kind == CURRENT for word in s.field(WHOLE).words.every()}
        except MISREAD as error:
            self._tell_damage(error)
            raise
        return sorted(w for w in held if abs(len(w) - length) <= (2 if w.isascii() else 0))

    def rows(self) -> Iterator[Row]:
        for segment in self.segments:
            yield from segment.rows()

    def figures(self) -> dict[str, int | str]:
        """What `index stats` prints."""
        sizes = sum(segment.held.size for segment in self.segments)
        return {
            "documents": self.count(),
            "versions": sum(s.documents - int(s.deleted.size) for s in self.segments),
            "segments": len(self.segments),
            "deleted": sum(int(s.deleted.size) for s in self.segments),
            "bytes": sizes,
            "generation": self.toc.generation,
            "epoch": self.stamp.epoch,
            "change": self.stamp.change,
        }

    def check(self) -> list[str]:
        return [line for segment in self.segments for line in segment.held.check()]

    def close(self) -> None:
        self.segments = []


def _unscored(hits: EngineHits) -> Iterator[EngineHit]:
    for hit in hits.hits:
        yield EngineHit(hit.article_id, hit.version, 0.0, hit.text_print)
