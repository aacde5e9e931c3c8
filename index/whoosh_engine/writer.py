"""The one writer: takes articles, writes segments, commits. Nothing is seen before the commit, and nothing half of
it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from archive.errors import DamagedData, NewerFormat
from archive.records import Version
from index.document import Document, document_of
from index.engine import Stamp
from index.lock import IndexLock
from index.whoosh_engine.arrays import missing
from index.whoosh_engine.build import build_segment
from index.whoosh_engine.container import Array
from index.whoosh_engine.merge import merge_segments, to_merge
from index.whoosh_engine.reader import file_missing, open_segments, other_analysis
from index.whoosh_engine.schema import CURRENT, HISTORY, MADE_WITH
from index.whoosh_engine.segment import Segment
from index.whoosh_engine.toc import (
    SegmentEntry,
    Toc,
    clean,
    generations,
    older_files,
    read_toc,
    toc_name,
    write_synced,
    write_toc,
)
from index.whoosh_engine.workers import Builders

BATCH_CHARS = 2_500_000  # of text that one batch inverts at once; some 450 MB of arrays
WORTH_WAITING = 50_000  # documents of a merge that a commit does before anybody sees what it brings; some seconds


class WhooshWriter:
    """The one writer; holds the index lock from opening to close."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self.folder = folder
        self._lock = IndexLock(folder)
        try:
            self._toc = self._start(fresh)
            self._segments = open_segments(folder, self._toc)
        except FileNotFoundError as error:
            self._lock.release()
            raise file_missing(error) from error
        except BaseException:
            self._lock.release()
            raise
        self._counter, self._mark = self._toc.counter, secrets.token_hex(3)
        self._fresh = not self._segments
        self._waiting: dict[str, list[Document]] = {}  # by article; an empty list only takes away
        self._chars = 0
        self._builders: Builders | None = None
        self._building: list[Path] = []
        self._sent: set[int] = set()  # hashes of the articles in segments that are being built

    def _start(self, fresh: bool) -> Toc:
        """The commit to go on from. What writers left that were killed is removed: a rebuild that is killed each night
        fills no disk.
        """
        found = generations(self.folder)
        if not found:
            clean(self.folder, set())
            return Toc(0, Stamp())
        try:
            toc = read_toc(self.folder)
        except (DamagedData, NewerFormat) as error:
            if not fresh:
                raise
            if isinstance(error, DamagedData):  # nobody can read that commit
                clean(self.folder, {toc_name(found[-1])} | older_files(self.folder, found[-1]))
            return Toc(found[-1], Stamp(), counter=_highest(self.folder))
        if not fresh and dict(toc.made_with) != MADE_WITH:
            raise other_analysis(self.folder)
        clean(self.folder, toc.files() | older_files(self.folder, toc.generation))
        if not fresh:
            return toc
        return Toc(toc.generation, Stamp(), counter=max(toc.counter, _highest(self.folder)))

    @property
    def stamp(self) -> Stamp:
        return self._toc.stamp

    def replace(self, article_id: str, versions: Sequence[Version]) -> None:
        """Makes `versions` all that the index holds of that article."""
        documents = [document_of(version) for version in versions]
        self._waiting[article_id] = documents
        self._chars += sum(len(text) for document in documents for text in document.texts.values())
        if self._chars >= BATCH_CHARS:
            self._flush(more=True)

    def _flush(self, more: bool = False) -> None:
        """Deletes what the waiting documents replace, then has them written as segments; no reader sees it before
        commit. `more`: other batches follow, so it is worth to build this one in a process of its own.
        """
        own = set(map(hash, self._waiting))
        if self._sent & own:
            self._collect()
        if self._waiting and self._segments:
            wanted = np.frombuffer(bytes.fromhex("".join(sorted(self._waiting))), np.uint8).reshape(-1, 32)
            self._segments = [_without(segment, wanted) for segment in self._segments]
        for kind in (CURRENT, HISTORY):
            documents = [d for own in self._waiting.values() for d in own if d.current == (kind == CURRENT)]
            if documents:
                self._build(documents, kind, more)
        self._sent |= own
        self._waiting = {}
        self._chars = 0

    def _build(self, documents: list[Document], kind: str, more: bool) -> None:
        path = self._next_path()
        self._building.append(path)
        if more and self._builders is None:
            self._builders = Builders()
        if self._builders is not None:
            self._builders.build((path, documents, kind))
        else:
            build_segment(path, documents, kind)

    def _collect(self) -> None:
        """Waits for the segments that are being built, and takes them in."""
        if self._builders is not None:
            self._builders.finish()
        self._segments += [Segment(path) for path in self._building]
        self._building.clear()
        self._sent.clear()

    def _next_path(self) -> Path:
        # The mark keeps a name from a worker that outlives its killed writer by a moment, and still writes.
        self._counter += 1
        return self.folder / f"_union_{self._counter}_{self._mark}.seg"

    def commit(self, stamp: Stamp) -> None:
        """Everything since the last commit becomes visible, durably, together with the stamp."""
        self._flush()
        self._collect()
        self._end_builders()  # what they keep of memory is worth more to merging
        if self._fresh:
            while group := to_merge(self._segments, whole=True):  # one segment of each kind answers fastest
                self._merge(group)
        is_found = self._fresh = False
        while group := to_merge(self._segments):
            if not is_found and sum(segment.documents for segment in group) > WORTH_WAITING:
                self._publish(stamp)  # what is new is found now; large segments are merged behind it
                is_found = True
            self._merge(group)
        self._publish(stamp)

    def _publish(self, stamp: Stamp) -> None:
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

    def _merge(self, group: list[Segment]) -> None:
        path = self._next_path()
        merge_segments(path, group)
        self._segments = [s for s in self._segments if s not in group] + [Segment(path)]

    def close(self) -> None:
        """Lets the lock go; what was not committed is forgotten."""
        self._segments = []
        self._end_builders()
        self._lock.release()

    def _end_builders(self) -> None:
        if self._builders is not None:
            self._builders.close()
        self._builders = None


def _front(ids: Array) -> Array:
    """The first eight bytes of each id: enough to find few that may be equal."""
    return ids[:, :8].copy().view("<u8").ravel()


def _without(segment: Segment, gone: Array) -> Segment:
    """The segment with the documents of these articles deleted."""
    near = np.flatnonzero(np.isin(_front(segment.ids), _front(gone), kind="sort"))
    whole = {bytes(one) for one in gone}
    hit = np.array([doc for doc in near.tolist() if bytes(segment.ids[doc]) in whole], np.int64)
    fresh = missing(hit, segment.deleted)
    return Segment(segment.held.path, np.sort(np.concatenate((segment.deleted, fresh)))) if fresh.size else segment


def _highest(folder: Path) -> int:
    """The highest number that a segment file has, whatever wrote it."""
    found = (re.match(r"_union_(\d+)(?:_\w+)?\.seg", path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in found if match), default=0)
