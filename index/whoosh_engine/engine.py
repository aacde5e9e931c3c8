"""The engine over Whoosh's storage: readers of one commit, the one writer. What they do lies in the modules beside
this one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np

from archive.errors import DamagedData, NewerFormat
from archive.records import Version
from index.document import Document, document_of, micros
from index.engine import EngineHit, EngineHits, Row, Sort, Stamp
from index.lock import IndexLock
from index.tree import Tree
from index.whoosh_engine.build import build_segment
from index.whoosh_engine.container import Array, damaged
from index.whoosh_engine.matching import Matcher
from index.whoosh_engine.merge import merge_segments, to_merge
from index.whoosh_engine.postings import Ints
from index.whoosh_engine.ranking import Found, Ranking, View, best, by_date, ranked_terms
from index.whoosh_engine.schema import LISTED, MADE_WITH
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.toc import (
    SegmentEntry,
    Toc,
    clean,
    generations,
    older_files,
    read_toc,
    sync_folder,
    write_synced,
    write_toc,
)

CURRENT, HISTORY = "current", "history"
BATCH_CHARS = 6_000_000  # of text that one batch inverts at once; about 600 MB of arrays


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


def _other_analysis(folder: Path) -> NewerFormat:
    return NewerFormat(f"{folder}: made with another analysis; make the index again with `index rebuild`")


class WhooshReader:
    """One commit, unmoved by later ones: its files stay mapped even when a writer removes their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for attempt in range(20):
            self.toc = read_toc(folder)
            try:
                self.segments = open_segments(folder, self.toc)
                break
            except FileNotFoundError as error:
                # A writer went two commits further meanwhile; if not, the file is truly gone.
                if generations(folder)[-1] == self.toc.generation or attempt == 19:
                    raise damaged(Path(str(error.filename)), "a file of the index is missing") from error
        if dict(self.toc.made_with) != MADE_WITH:
            raise _other_analysis(folder)

    @property
    def stamp(self) -> Stamp:
        return self.toc.stamp

    @cached_property
    def _current(self) -> tuple[list[View], Ranking]:
        views = [View(s, s.live) for s in self.segments if s.kind == CURRENT]
        return views, Ranking(views)

    def _views(self, at: datetime | None) -> tuple[list[View], Ranking]:
        if at is None:
            return self._current
        moment, views = micros(at), []
        for segment in self.segments:
            seen = (segment.column("valid_from") <= moment) & (segment.column("valid_to") > moment)
            if segment.live is not None:
                seen &= segment.live
            views.append(View(segment, seen))
        return views, Ranking(views)

    @staticmethod
    def _matching(view: View, tree: Tree) -> Ints:
        docs = Matcher(view.segment).node(tree).docs()
        return docs if view.seen is None else docs[view.seen[docs]]

    def search(
        self, tree: Tree, *, limit: int = 10, offset: int = 0, sort: Sort = "relevance", at: datetime | None = None
    ) -> EngineHits:
        """The matching versions, see index.engine.Reader."""
        views, ranking = self._views(at)
        terms = ranked_terms(tree) if sort == "relevance" else []
        weighed = [(term, ranking.weight(term)) for term in terms] if limit > 0 else []
        found = []
        for view in views:
            docs = self._matching(view, tree)
            if not docs.size:
                continue
            if limit <= 0:
                found.append(Found(view.segment, docs, docs))
            elif weighed:
                found.append(Found(view.segment, docs, ranking.scores(view.segment, docs, weighed)))
            else:
                found.append(Found(view.segment, docs, by_date(view.segment, docs, sort)))
        hits = best(found, limit, offset)
        return hits if weighed else EngineHits(hits.total, tuple(_unscored(hits)))

    def count(self) -> int:
        return self._current[1].documents

    def facet(self, tree: Tree, field: str) -> dict[str, int]:
        """How many matching current documents carry each value of `field`, or fall into each year."""
        counted: Counter[str] = Counter()
        for view in self._current[0]:
            docs, segment = self._matching(view, tree), view.segment
            if field == "year":
                days = segment.column("first_day")[docs].astype("M8[D]")
                names, sizes = np.unique(days.astype("M8[Y]").astype(str), return_counts=True)
                counted.update(dict(zip(names.tolist(), sizes.tolist(), strict=True)))
            elif field in LISTED:
                of, values = segment.column(f"{field}.of").astype(np.int64), segment.values(field)
                marked = np.zeros(segment.documents, np.int64)
                marked[docs] = 1
                own = segment.column(f"{field}.ordinals")[np.repeat(marked, np.diff(of)) > 0]
                for number, size in enumerate(np.bincount(own, minlength=len(values)).tolist()):
                    if size:
                        counted[values[number]] += size
        return dict(counted)

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
        yield EngineHit(hit.article_id, hit.version, 0.0)


class WhooshWriter:
    """The one writer; holds the index lock from opening to close."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self.folder = folder
        self._lock = IndexLock(folder)
        try:
            self._toc = self._start(fresh)
            self._segments = open_segments(folder, self._toc)
        except BaseException:
            self._lock.release()
            raise
        self._counter = self._toc.counter
        self._waiting: dict[str, list[list[Document]]] = {CURRENT: [[]], HISTORY: [[]]}
        self._chars = 0
        self._gone: set[str] = set()

    def _start(self, fresh: bool) -> Toc:
        found = generations(self.folder)
        if not found:
            return Toc(0, Stamp())
        if not fresh:
            toc = read_toc(self.folder)
            if dict(toc.made_with) != MADE_WITH:
                raise _other_analysis(self.folder)
            clean(self.folder, toc.files() | older_files(self.folder, toc.generation))
            return toc
        try:
            counter = read_toc(self.folder).counter
        except (DamagedData, NewerFormat):
            counter = 0
        return Toc(found[-1], Stamp(), counter=max(counter, _highest(self.folder)))

    @property
    def stamp(self) -> Stamp:
        return self._toc.stamp

    def replace(self, article_id: str, versions: Sequence[Version]) -> None:
        """Makes `versions` all that the index holds of that article."""
        self._gone.add(article_id)
        for version in versions:
            document = document_of(version)
            self._waiting[CURRENT if document.current else HISTORY][0].append(document)
            self._chars += sum(map(len, document.texts.values()))
        if self._chars >= BATCH_CHARS:
            self._flush()

    def _flush(self) -> None:
        """Deletes what the waiting documents replace, then writes them as segments; no reader sees it before commit."""
        if self._gone:
            wanted = np.frombuffer(bytes.fromhex("".join(sorted(self._gone))), np.uint8).reshape(-1, 32)
            for i, segment in enumerate(self._segments):
                self._segments[i] = _without(segment, wanted)
        self._gone.clear()
        for kind, waiting in self._waiting.items():
            documents, waiting[0] = waiting[0], []
            if documents:
                path = self._next_path()
                build_segment(path, documents, kind)
                self._segments.append(Segment(path))
        self._chars = 0

    def _next_path(self) -> Path:
        self._counter += 1
        return self.folder / f"_union_{self._counter}.seg"

    def commit(self, stamp: Stamp) -> None:
        """Everything since the last commit becomes visible, durably, together with the stamp."""
        self._flush()
        self._merge()
        generation = self._toc.generation + 1
        entries = []
        for segment in self._segments:
            if segment.deleted.size == segment.documents:
                continue
            listed = segment.deleted.astype("<u4").tobytes()
            name = self._deleted_file(segment, generation, listed)
            size = int(segment.deleted.size)
            entries.append(SegmentEntry(segment.name, segment.documents, segment.kind, name, size, crc32(listed)))
        toc = Toc(generation, stamp, tuple(entries), self._counter)
        write_toc(self.folder, toc)
        kept = {entry.name for entry in entries}
        self._segments = [segment for segment in self._segments if segment.name in kept]
        self._toc = toc
        clean(self.folder, toc.files() | older_files(self.folder, generation))

    def _deleted_file(self, segment: Segment, generation: int, listed: bytes) -> str:
        """The file that lists a segment's deleted documents: the one it has, when nothing was added to it."""
        if not segment.deleted.size:
            return ""
        for entry in self._toc.segments:
            if entry.name == segment.name and entry.deleted_count == segment.deleted.size:
                return entry.deleted
        name = f"{segment.name.removesuffix('.seg')}.del.{generation}"
        write_synced(self.folder / name, listed)
        return name

    def _merge(self) -> None:
        while group := to_merge(self._segments):
            path = self._next_path()
            merge_segments(path, group)
            self._segments = [s for s in self._segments if s not in group] + [Segment(path)]

    def close(self) -> None:
        """Lets the lock go; what was not committed is forgotten."""
        self._segments = []
        self._lock.release()


def _front(ids: Array) -> Array:
    """The first eight bytes of each id: enough to find few that may be equal."""
    return ids[:, :8].copy().view(">u8").ravel()


def _without(segment: Segment, gone: Array) -> Segment:
    """The segment with the documents of these articles deleted."""
    near = np.flatnonzero(np.isin(_front(segment.ids), _front(gone)))
    whole = {bytes(one) for one in gone}
    hit = np.array([doc for doc in near.tolist() if bytes(segment.ids[doc]) in whole], np.int64)
    fresh = np.setdiff1d(hit, segment.deleted)
    return Segment(segment.held.path, np.union1d(segment.deleted, hit)) if fresh.size else segment


def _highest(folder: Path) -> int:
    """The highest number that a segment file has, whatever wrote it."""
    found = (re.match(r"_union_(\d+)\.seg", path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in found if match), default=0)


class WhooshEngine:
    """The index of one data directory."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "index"

    def reader(self) -> WhooshReader:
        return WhooshReader(self.folder)

    def writer(self, *, fresh: bool = False) -> WhooshWriter:
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            sync_folder(self.folder.parent)
        return WhooshWriter(self.folder, fresh)
