"""The one door to what is kept: keep bytes, settle what they say, read both back.

Bytes go to a WARC file and its disk first, then one SQLite transaction speaks of them; a second one settles what they
say. Between the two a capture is `fetched`, and a run that was killed goes on from there.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.asking import Asking
from archive.catalogue import captures, urls
from archive.catalogue.connection import Catalogue
from archive.errors import Purged
from archive.holdings import Capture, Settled
from archive.records import Article, Link, Outcome, Page, Reading, Role, WarcRef
from archive.times import from_text, to_text, utc_now
from archive.urls import canonical_url

# What only writing needs is imported where it writes: a search that starts cold pays for reading alone.
if TYPE_CHECKING:
    from archive.settling import Reader
    from archive.tombstones import Graveyard
    from archive.warc_files import SiteWriter

# A batch is brought to the disk and committed after so many steps or so long: other writers wait no longer than that.
BATCH_STEPS = 1000
BATCH_S = 0.5
LET_IN_S = 0.004  # the gap in which another writer's next try falls
# Files open at once: an import may bring pages of thousands of hosts.
MAX_WRITERS = 32
SOFTWARE = "Union News Archive"
CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@contextmanager
def open_archive(
    data: Path | str,
    write: bool = False,
    create: bool = False,
    *,
    reader: Reader | None = None,
    info: Mapping[str, str] | None = None,
    rotate_at: int | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Archive]:
    """The archive in a data directory, closed at the end.

    Args:
        data: the data directory.
        write: whether anything will be kept or settled; readers are never held up by writers.
        create: make what is missing.
        reader: reads a capture again, where an edit must be told from a better extractor.
        info: fields for the warcinfo record of files written (operator, http-header-user-agent, robots).
        rotate_at: bytes after which another WARC file is begun.
        clock: the time of keeping; for tests.

    Raises:
        DataMissing: no archive there. DamagedData, NewerFormat: the catalogue cannot be used.
    """
    archive = Archive(Path(data), write, create, reader=reader, info=info, rotate_at=rotate_at, clock=clock)
    try:
        yield archive
    except BaseException:
        archive.close(failed=True)
        raise
    archive.close()


class Archive(Asking):
    """An open archive; made by `open_archive`. What it answers without writing is in archive/asking.py."""

    def __init__(
        self,
        data: Path,
        write: bool = False,
        create: bool = False,
        *,
        reader: Reader | None = None,
        info: Mapping[str, str] | None = None,
        rotate_at: int | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """As `open_archive`, which see."""
        if create:
            data.mkdir(parents=True, exist_ok=True)
        super().__init__(data, Catalogue(data, write=write, create=create))
        self._reader = reader
        self._info = {"software": SOFTWARE, "format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO, **(info or {})}
        self._rotate_at = rotate_at
        self._clock = clock
        self._writers: dict[str, SiteWriter] = {}
        self._last: Capture | None = None
        self._graveyard: Graveyard | None = None
        self._batch_depth = 0
        self._group_began: Callable[[], None] = lambda: None
        self._steps = 0
        self._began = self._pause_s = 0.0

    def close(self, failed: bool = False) -> None:
        """Finish the WARC files and close the catalogue; after a failure as far as the disk allows."""
        try:
            if self._batch_depth and not failed:
                self.flush()
            for writer in self._writers.values():
                try:
                    writer.close()
                except OSError:
                    if not failed:
                        raise
        finally:
            self._writers.clear()
            self._catalogue.close()

    def lock_site(self, site: str) -> None:
        """Take the site's lock now, not at the first page; LockHeld names who has it."""
        self._writer(site)

    def keep(
        self,
        page: Page,
        role: Role,
        request: bytes | None = None,
        http_head: bytes | None = None,
        metadata: Mapping[str, object] | None = None,
        once: bool = False,
        kept_at: datetime | None = None,
    ) -> Capture:
        """Keep a page's bytes; when this returns (outside a batch) they survive power loss.

        A 304, or bytes kept before for the same URL, becomes a revisit record. A file that was imported before, with
        the same bytes, URL and time, gives the capture that it was then; so does, with `once`, an answer of HTTP.

        Args:
            page: bytes as sent; `site` may be empty, then the host stands for it.
            role: what it was asked for.
            request: the request as sent, head and body.
            http_head: status line and headers as they came; rebuilt from the page where missing.
            metadata: more that is known of this capture, kept as a metadata record.
            once: the page comes from a file, not from the web: the same again is no second capture.
            kept_at: when another archive kept it, from which it comes; now when None.

        Raises:
            LockHeld: another process writes this site. OSError: the disk is full; nothing kept before is lost.
            Purged: it was removed on purpose.
        """
        from archive.pages import completed, members_of

        page = completed(page)
        now = kept_at or self._clock()
        digest = "sha256:" + hashlib.sha256(page.payload).hexdigest()
        self._refuse_purged(page.url, digest)
        key = canonical_url(page.url)
        number = urls.number_of(self._catalogue.db, key)
        if number is not None and (page.status is None or once):
            held = captures.same_file(self._catalogue.db, number, digest, page.captured_at, page.status)
            if held:
                return held
        first = self._kept_before(number, page, digest, now)
        writer = self._writer(page.site)
        if writer.full:
            self.flush()
            writer.finish_file()
        at = page.captured_at or now
        digest = first.digest if first else digest
        since = (first.url, from_text(first.at)) if first else None
        members = members_of(
            page, role, at, digest, request=request, http_head=http_head, metadata=metadata, first=since
        )
        offset = writer.append(members)
        try:
            with self._step(writer) as db:
                if number is None:
                    number = urls.add_url(db, key, page.url, page.site, role, to_text(now))
                elif page.status is not None:
                    urls.mark_fetched(db, number, role)
                place = WarcRef(writer.name, offset, len(members[0]), digest)
                captures.set_committed(db, writer.name, page.site, writer.end)
                self._last = captures.add_capture(db, number, page, role, place, now, first)
        except BaseException:
            self._undo(writer, offset)
            raise
        return self._last

    def _refuse_purged(self, url: str, digest: str) -> None:
        if self._graveyard is None:
            from archive.tombstones import Graveyard

            self._graveyard = Graveyard(self.data)
        stone = self._graveyard.stone_of(url, digest)
        if stone is not None:
            raise Purged(f"{url}: purged {stone.at:%Y-%m-%d} ({stone.reason}); its tombstone keeps it out")

    def settle(
        self,
        capture_id: int,
        reading: Reading | None,
        *,
        links: Sequence[Link] = (),
        outcome: Outcome | None = None,
        detail: str = "",
    ) -> Settled:
        """Record in one transaction what became of a capture: outcome, version, links, the URL's state, the change.

        Settling a capture again puts its new reading in the place of the one before.

        Args:
            capture_id: of a capture kept before.
            reading: what the extractor made of it; None for listings, redirects, 304 and errors.
            links: what it points to; unknown ones go to the frontier.
            outcome: what the caller knows better than status and reading tell.
            detail: a sentence for people; for MOVED by a canonical link, the URL it leads to.
        """
        from archive.settling import settle_capture

        held = self._last  # mostly the one that was kept just now
        capture = (
            held if held and held.id == capture_id and held.outcome is Outcome.FETCHED else self.capture(capture_id)
        )
        self._last = None
        with self._step() as db:
            return settle_capture(
                db,
                capture,
                reading,
                links=links,
                outcome=outcome,
                detail=detail,
                now=self._clock(),
                reread=self._reread if self._reader else None,
            )

    def settle_rereadings(self, rereadings: Sequence[tuple[Capture, Article]]) -> None:
        """Put new readings of an article's captures in the place of the old ones, in one transaction.

        Args:
            rereadings: captures of one article that had a reading, each with what it is read to say now. The change
                is a `reread`, never an edit by the site.
        """
        from archive.settling import settle_rereadings

        with self._step() as db:
            settle_rereadings(db, rereadings, self._clock())

    def discover(self, site: str, links: Sequence[Link], found_on: str = "") -> int:
        """Put links on the site's frontier; gives how many nobody knew."""
        with self._step() as db:
            return urls.add_links(db, site, links, found_on, to_text(self._clock()))

    def missed(
        self,
        url: str,
        site: str,
        role: Role,
        detail: str,
        outcome: Outcome = Outcome.FAILED,
        now: datetime | None = None,
    ) -> None:
        """A request that brought no response: counted, and due again later."""
        from archive.revisits import next_due

        moment, key = now or self._clock(), canonical_url(url)
        with self._step() as db:
            number = urls.number_of(db, key) or urls.add_url(db, key, url, site, role, to_text(moment))
            attempts = urls.attempts_of(db, number) + 1
            due = next_due(role, outcome, moment, moment, attempts)
            urls.add_failure(db, number, urls.STATES[outcome], attempts, moment, due, detail)

    def hold_off(self, url: str, detail: str, until: datetime) -> None:
        """Nobody asked for it, and why: it stands where it stood, and is due then."""
        with self._step() as db:
            urls.hold_off(db, url, to_text(until), detail)

    def group(self, began: Callable[[], None]) -> None:
        """From now on what is kept and settled is durable after `flush`; `began` hears when there is something."""
        self._batch_depth, self._group_began = 1, began

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Group what is kept and settled into few syncs and commits; durable when the block ends.

        An exception in the block keeps what was done before it. Captures given inside may be lost by a crash until
        then: the import of a file says so by coming to no end.
        """
        if self._batch_depth:
            yield
            return
        self._batch_depth = 1
        try:
            yield
        finally:
            self._batch_depth = 0
            self.flush()

    def _reread(self, capture: Capture) -> Reading:
        assert self._reader is not None
        return self._reader(self, capture)

    def _writer(self, site: str) -> SiteWriter:
        writer = self._writers.pop(site, None)
        if writer is None:
            from archive.warc_files import ROTATE_AT, SiteWriter

            while len(self._writers) >= MAX_WRITERS:
                self.flush()
                self._writers.pop(next(iter(self._writers))).close()
            writer = SiteWriter(
                self.data,
                site,
                lambda name: captures.committed(self._catalogue.db, name),
                self._info,
                self._rotate_at or ROTATE_AT,
                self._clock,
            )
        self._writers[site] = writer  # at the end: the one not used for longest stands first
        return writer

    def _kept_before(self, number: int | None, page: Page, digest: str, now: datetime) -> captures.Kept | None:
        """The capture whose record holds the bytes of this page already."""
        if number is None:
            return None
        if page.status == 304:
            return captures.last_whole(self._catalogue.db, number, to_text(page.captured_at or now))
        return captures.same_payload(self._catalogue.db, number, digest) if page.payload else None

    def _undo(self, writer: SiteWriter, offset: int) -> None:
        """Put the file in order after a row that could not be written."""
        if self._catalogue.db.in_transaction:  # a batch goes on without this step
            writer.take_back(offset)
        else:  # whether the commit went through is for the catalogue to say
            writer.abandon()

    def flush(self) -> None:
        """Bring an open batch or group to the disk and commit it. Raises OSError; then all of it is undone."""
        if not self._catalogue.db.in_transaction:
            return
        try:
            for writer in self._writers.values():
                writer.sync()
            self._catalogue.commit()
        except BaseException:
            self._catalogue.roll_back()
            self._forget_batch()
            raise
        self._steps = 0

    def _forget_batch(self) -> None:
        """Put the files in order after a batch that did not reach the catalogue: its records go aside."""
        self._last = None
        for writer in self._writers.values():
            writer.abandon()

    @contextmanager
    def _step(self, writer: SiteWriter | None = None) -> Iterator[sqlite3.Connection]:
        """One transaction, after `writer` reached the disk; in a batch a part of a longer one."""
        if not self._batch_depth:
            if writer:
                writer.sync()
            with self._catalogue.writing() as db:
                yield db
            return
        if not self._catalogue.db.in_transaction:
            time.sleep(self._pause_s)
            self._catalogue.begin()
            self._group_began()
            self._steps, self._began, self._pause_s = 0, time.monotonic(), 0.0
        try:
            with self._catalogue.writing() as db:
                yield db
        except BaseException:
            if not self._catalogue.db.in_transaction:  # a full disk took the whole batch back, not this step alone
                self._forget_batch()
            raise
        self._steps += 1
        if self._steps >= BATCH_STEPS or time.monotonic() - self._began > BATCH_S:
            self.flush()
            self._pause_s = LET_IN_S
