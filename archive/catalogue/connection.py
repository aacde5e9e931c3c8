"""Opening the catalogue, its format number, transactions, and SQLite's errors in our words.

Application id and user_version are in the file's header, so a newer format is seen before anything is touched.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import CannotOpen, DamagedData, DataMissing, LockHeld, NewerFormat
from archive.times import to_text, utc_now

NAME = "catalogue.sqlite3"
APPLICATION_ID = 0x554E4131  # "UNA1"
FORMAT = 4
BUSY_TIMEOUT_S = 60.0
# SQLite waits with ever longer sleeps, so that a batch that hardly lets go would starve all others: ask often instead.
BEGIN_TRY_MS = 30
# I/O errors of SQLite that say what a full disk says: what was to be written is not taken.
_NOT_TAKEN = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)


def catalogue_path(data: Path) -> Path:
    """Where the catalogue of a data directory lies."""
    return data / NAME


def no_archive(data: Path) -> str:
    """What a reader is told where no archive is."""
    return (
        f"{data}: no archive here; make one with `search_cli.py import PATH` or `scrapy crawl SITE`, "
        "or name another with --data"
    )


def lost_catalogue(data: Path) -> str:
    """What everybody is told where WARC files lie and no catalogue of them."""
    return (
        f"{catalogue_path(data)}: missing or empty beside WARC files; "
        "`search_cli.py verify --repair` makes it again from them"
    )


def has_bytes(data: Path) -> bool:
    """Whether WARC files lie in the data directory: an empty catalogue beside them is a loss, not a beginning."""
    return next((data / "warc").glob("*/*.warc.gz*"), None) is not None


class Catalogue:
    """One connection, with transactions that nest: the outermost commits, inner ones are savepoints."""

    def __init__(self, data: Path, *, write: bool, create: bool = False, beside_bytes: bool = False) -> None:
        """Open the catalogue of `data`; one of an older format is brought up to date.

        Args:
            data: the data directory.
            write: whether anything will be written.
            create: make it when there is none.
            beside_bytes: make it even where WARC files are; only repair does, for it takes them in.

        Raises:
            DataMissing: there is none and `create` is not set.
            NewerFormat: it was written by a later version of this program.
            DamagedData: the file is no catalogue, or torn, or gone where WARC files are.
            CannotOpen: it may not be opened or written here. OSError: the disk takes nothing more.
        """
        self._data = data
        self._beside_bytes = beside_bytes
        self.path = catalogue_path(data)
        self._write = write
        if not self.path.exists():
            if not beside_bytes and has_bytes(data):  # before an empty one is made, which would only hide the loss
                raise DamagedData(lost_catalogue(data))
            if not create:
                raise DataMissing(no_archive(data))
        with self._our_words():
            self.db = _connect(self.path, write=write, create=create)
        try:
            with self._our_words():
                self._check_format(write)
        except BaseException:
            self.db.close()
            raise

    def close(self) -> None:
        """Close the connection; a transaction that is open is rolled back.

        A writer empties the log as far as readers let it: one who closes after it cannot, and may find itself where
        nothing can be written.
        """
        if self._write:
            with suppress(sqlite3.Error):  # nothing is lost: the log stays; and closing twice is no fault
                self.db.execute("PRAGMA busy_timeout = 0")
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, committed at the end and rolled back by any exception; inside another, a savepoint."""
        self._refuse_readers()
        with self._our_words():
            if self.db.in_transaction:
                self.db.execute("SAVEPOINT inner")
                end, undo = "RELEASE inner", ["ROLLBACK TO inner", "RELEASE inner"]
            else:
                self._begin()
                end, undo = "COMMIT", ["ROLLBACK"]
            try:
                yield self.db
                self.db.execute(end)
            except BaseException:
                if self.db.in_transaction:  # a full disk makes SQLite roll back by itself
                    for statement in undo:
                        self.db.execute(statement)
                raise

    def begin(self) -> None:
        """Open a transaction that several `writing` blocks share, until `commit` or `roll_back`."""
        self._refuse_readers()
        with self._our_words():
            self._begin()

    def commit(self) -> None:
        """Make all since `begin` durable."""
        with self._our_words():
            self.db.execute("COMMIT")

    def roll_back(self) -> None:
        """Forget all since `begin`."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view that does not change while it is read; writers are not held up."""
        with self._our_words():
            if self.db.in_transaction:
                yield self.db
                return
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                self.db.execute("ROLLBACK")

    def _begin(self) -> None:
        """Begin a writing transaction, behind whoever writes now."""
        until = time.monotonic() + BUSY_TIMEOUT_S
        self.db.execute(f"PRAGMA busy_timeout = {BEGIN_TRY_MS}")
        try:
            while True:
                try:
                    self.db.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                        raise
        finally:
            self.db.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")

    def _refuse_readers(self) -> None:
        if not self._write:
            raise RuntimeError("this archive was opened for reading; open_archive(data, write=True) writes")

    @contextmanager
    def _our_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error

    def _check_format(self, write: bool) -> None:
        application, number = _format_of(self.db)
        if application not in (0, APPLICATION_ID) or (application == 0 and number):
            raise DamagedData(f"{self.path}: a SQLite file of another program; name another directory with --data")
        if number > FORMAT:
            raise NewerFormat(
                f"{self.path}: format {number}, this program reads up to {FORMAT}; update it, nothing was touched"
            )
        if number == 0 and not self._beside_bytes and has_bytes(self._data):
            raise DamagedData(lost_catalogue(self._data))
        if number == 0 and not write:  # ended in the middle of being made
            raise DataMissing(no_archive(self._data))
        if number < FORMAT and write:
            self._migrate()
        elif number < FORMAT:
            Catalogue(self._data, write=True).close()

    def _migrate(self) -> None:
        import secrets
        from importlib.resources import files

        folder = files("archive.migrations")
        for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql")):
            number = int(name[:4])
            with self.writing() as db:
                if _format_of(db)[1] >= number:  # another process was faster
                    continue
                for statement in _statements((folder / name).read_text(encoding="utf-8")):
                    db.execute(statement)
                if number == 1:
                    db.execute("INSERT INTO meta VALUES ('epoch', ?)", (secrets.token_hex(16),))
                now = to_text(utc_now())
                db.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, now))
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {number}")


def _connect(path: Path, *, write: bool, create: bool) -> sqlite3.Connection:
    if write:
        mode = "rwc" if create else "rw"
        db = sqlite3.connect(_uri(path, f"mode={mode}"), uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
        try:
            # One fsync of the log for each commit: what was said to be kept survives power loss.
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA fullfsync = ON")  # macOS; nothing elsewhere
            db.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()
            raise
        return db
    db = sqlite3.connect(_uri(path, "mode=ro"), uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        # A log needs its shared memory, which cannot be made in a folder or on media that take no writing; without a
        # log none is needed.
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or _has_log(path):
            raise
        db = sqlite3.connect(_uri(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)
    except BaseException:
        db.close()
        raise
    return db


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(NAME + "-wal").stat().st_size > 0
    except OSError:
        return False


def _uri(path: Path, options: str) -> str:
    return f"{path.resolve().as_uri()}?{options}"


def _format_of(db: sqlite3.Connection) -> tuple[int, int]:
    application: int = db.execute("PRAGMA application_id").fetchone()[0]
    number: int = db.execute("PRAGMA user_version").fetchone()[0]
    return application, number


def _statements(script: str) -> Iterator[str]:
    """The statements of a migration, one by one: executescript would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _translated(error: sqlite3.Error, path: Path) -> Exception:
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    if extended in _NOT_TAKEN:
        why = f"the disk takes no more ({error}); what was kept before is safe, the next run continues"
        return OSError(errno.EIO, why, str(path))
    if code == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, "disk full; what was kept before is safe, the next run continues", str(path))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LockHeld(f"{path}: another process has been writing for {BUSY_TIMEOUT_S:.0f} seconds; try again later")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedData(
            f"{path}: damaged ({error}); `search_cli.py verify --repair` makes a new catalogue from the WARC files"
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return CannotOpen(f"{path}: cannot be opened as asked ({error}); check the directory's owner and permissions")
    return error
