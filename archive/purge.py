"""Removing an article for good: its text, its bytes, every version; a tombstone stays that keeps it out.

The order makes every moment safe: tombstone, files aside, a note, new names, one transaction, catalogue without free
pages, old files gone. What was interrupted is finished by the next purge or repair. The index is left to the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive import purge_files
from archive.catalogue import captures, purges
from archive.catalogue.connection import Catalogue, catalogue_path
from archive.errors import DamagedData, DataMissing, LockHeld, NotFound, SettingError
from archive.locks import FolderLock
from archive.purge_files import Journal
from archive.times import to_text, utc_now
from archive.tombstones import Graveyard, Tombstone, add_tombstones, read_tombstones
from archive.urls import article_id, canonical_url
from archive.warc_files import OPEN, existing_path, settle_leftover, sync_folder

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Removal:
    """What a purge took out, and what it found beside."""

    ids: tuple[str, ...]  # of the article and of what hung on it
    captures: int
    files: int  # WARC files written anew
    bytes: int  # that went from them
    tails: int  # torn tails set aside that spoke of it, removed
    elsewhere: tuple[str, ...] = ()  # addresses at which the very same bytes are kept as another article
    unsearched: tuple[str, ...] = ()  # files that may still hold it


def purge_article(data: Path, ref: str, reason: str, now: datetime | None = None) -> Removal:
    """Remove the article that a full id or a URL names, with its further pages; its tombstone says when and why.

    Naming what was purged before finishes what was left of that. `purge_done` must follow when the index is made anew.

    Raises:
        NotFound: nothing of that id or URL was ever kept. LockHeld: a crawl, import, backup or reader is in the way;
        the purge is finished by the next one. SettingError: no reason, or too long a one.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON:
        raise SettingError(f"--reason: say why, in up to {MAX_REASON} characters; it is kept, so name no person in it")
    moment = now or utc_now()
    with _alone(data) as catalogue:
        with catalogue.reading() as db:
            first = purges.subject(db, canonical_url(ref)) or purges.subject_of_article(db, ref)
            subjects = purges.with_what_hangs_on(db, first) if first else []
            doomed = purges.doomed(db, [one.url_id for one in subjects]) if subjects else []
        buried = {stone.id for stone in read_tombstones(data)}
        if first is None and not buried & {ref, article_id(ref)}:
            raise NotFound(f"{ref}: no article of that id or URL in the archive {data}; give the whole id or URL")
        digests: dict[int, set[str]] = defaultdict(set)
        for one in doomed:
            if one.was_read or one.url_id != getattr(first, "url_id", None):
                digests[one.url_id].add(one.digest)
        add_tombstones(
            data, [Tombstone(one.id, moment, reason, tuple(sorted(digests[one.url_id]))) for one in subjects]
        )
        return _enforced(data, catalogue, moment)


def finish_purges(data: Path) -> Removal:
    """Finish what was interrupted, and remove what a tombstone keeps out and is there: after repair or restore.

    Raises:
        LockHeld: as `purge_article`.
    """
    with _alone(data) as catalogue:
        return _enforced(data, catalogue, utc_now())


def resume_files(data: Path) -> None:
    """Of WARC files that a purge was changing when it was interrupted, leave those that count."""
    journal = purge_files.read_journal(data)
    if journal is None:
        return
    known: set[str] = set()
    try:
        catalogue = Catalogue(data, write=False)
    except (DataMissing, DamagedData):
        pass  # it will be made again from the files that are left
    else:
        with closing(catalogue), catalogue.reading() as db:
            known = purges.names_among(db, [*journal.replaced, *journal.replaced.values()])
    purge_files.settle_journal(data, journal, known)


def is_unfinished(data: Path) -> bool:
    """Whether a purge was interrupted: what it promised is not wholly done."""
    return (data / purge_files.JOURNAL).exists()


def purge_done(data: Path) -> None:
    """The index was made anew: nothing is left to do."""
    purge_files.end_journal(data)


@contextmanager
def _alone(data: Path) -> Iterator[Catalogue]:
    """The catalogue, with no backup and no other purge at work."""
    catalogue = Catalogue(data, write=True)
    try:
        lock = FolderLock(data)
        try:
            yield catalogue
        finally:
            lock.release()
    finally:
        catalogue.close()


def _enforced(data: Path, catalogue: Catalogue, now: datetime) -> Removal:
    if not is_unfinished(data) and not read_tombstones(data):  # nothing was ever purged
        return Removal((), 0, 0, 0, 0)
    resume_files(data)
    graveyard = Graveyard(data)
    with catalogue.reading() as db:
        subjects = purges.subjects_where(db, lambda key: graveyard.stone_of(key) is not None)
        subjects += [
            one
            for one in purges.without_address(db, {d for stone in read_tombstones(data) for d in stone.digests})
            if one not in subjects
        ]
        numbers = [one.url_id for one in subjects]
        doomed = purges.doomed(db, numbers)
        elsewhere = purges.same_bytes_elsewhere(db, numbers)
    with ExitStack() as locks:
        for folder in sorted({(data / one.file).parent for one in doomed}):
            locks.callback(FolderLock(folder).release)
        _close_leftovers(data, catalogue, {one.file for one in doomed})
        rewritings = _rewritings(data, catalogue, doomed)
        for one in rewritings:
            purge_files.write_aside(data, one)
        # From here on a purge is unfinished until the index is made anew, even where no file is concerned.
        Journal({one.old: one.new for one in rewritings}).write(data)
        purge_files.put_in_place(data, rewritings)
        _commit(catalogue, subjects, doomed, rewritings, graveyard, now)
        _scrub(catalogue)
        for one in rewritings:
            (data / one.old).unlink(missing_ok=True)
            sync_folder((data / one.old).parent)
    return Removal(
        ids=tuple(one.id for one in subjects),
        captures=len(doomed),
        files=len(rewritings),
        bytes=sum(cut.end - cut.start for one in rewritings for cut in one.cuts),
        tails=_remove_tails(data, catalogue),
        elsewhere=tuple(elsewhere),
        unsearched=tuple(path.name for path in sorted(data.glob(catalogue_path(data).name + ".damaged-*"))),
    )


def _close_leftovers(data: Path, catalogue: Catalogue, names: set[str]) -> None:
    """Files that a crash left open get their final names; their folders are locked by us."""
    for name in names:
        path = existing_path(data, name)
        if path.name.endswith(OPEN):
            with catalogue.reading() as db:
                committed = captures.committed(db, name)
            settle_leftover(path, committed)


def _rewritings(data: Path, catalogue: Catalogue, doomed: Sequence[purges.Doomed]) -> list[purge_files.Rewriting]:
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in doomed:
        places[one.file].append((one.offset, one.length))
    found = []
    for name, cut in places.items():
        with catalogue.reading() as db:
            committed, known = captures.committed(db, name), purges.offsets_in(db, name)
        found.append(purge_files.planned(data, name, committed, cut, known))
    return found


def _commit(
    catalogue: Catalogue,
    subjects: Sequence[purges.Subject],
    doomed: Sequence[purges.Doomed],
    rewritings: Sequence[purge_files.Rewriting],
    graveyard: Graveyard,
    now: datetime,
) -> None:
    purges.overwrite_deleted(catalogue.db)
    with catalogue.writing() as db:
        numbers = [one.url_id for one in subjects]
        if purges.doomed(db, numbers) != list(doomed):
            raise LockHeld("the article was captured again meanwhile; end what writes to the archive, then purge again")
        details = {one.url_id: _told(graveyard.stone_of(one.key)) for one in subjects}
        purges.take_out(db, subjects, doomed, details, to_text(now))
        for one in rewritings:
            purges.move_records(db, one.old, one.new, one.committed, one.shifted)


def _told(stone: Tombstone | None) -> str:
    return f"purged {stone.at:%Y-%m-%d}: {stone.reason}" if stone else "purged"


def _scrub(catalogue: Catalogue) -> None:
    if not purges.scrub(catalogue.db):
        raise LockHeld(
            f"{catalogue.path}: purged, but another process still reads the catalogue's log, where the text stands; "
            "end it, then give the same command again"
        )


def _remove_tails(data: Path, catalogue: Catalogue) -> int:
    """Torn tails that speak of an address that went: nobody ever read them, so all of such a tail goes."""
    with catalogue.reading() as db:
        addresses = [key.removeprefix("https://").encode() for key in purges.purged_keys(db)]
    count = 0
    for path in list(purge_files.tails_about(data, addresses)):
        path.unlink()
        path.with_suffix(".txt").unlink(missing_ok=True)
        sync_folder(path.parent)
        count += 1
    return count
