"""The WARC files of one site: names, the file being written, rotation, durability, and what a crash left behind.

Bytes enter here only whole records; the catalogue's `committed` says how many of them belong to the archive.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from archive.errors import NewsArchiveError
from archive.locks import FolderLock
from archive.times import for_people, utc_now

OPEN = ".open"
SUFFIX = ".warc.gz"
ASIDE = "aside"
ROTATE_AT = 1_000_000_000  # bytes; the usual size of WARC files

_OTHER = re.compile(r"[^A-Za-z0-9._-]+")


def folder_name(site: str) -> str:
    """A site's name as a folder: plain ASCII, never hidden, never a way out of `warc/`, never that of another site.

    >>> folder_name("people"), folder_name("中工网")
    ('people', 'site-4dd8b985')
    """
    plain = _OTHER.sub("", site.lower()).lstrip("._")
    if plain == site:
        return plain
    # File systems that do not tell A from a would give two sites one folder, and one lock.
    return f"{plain or 'site'}-{hashlib.sha256(site.encode('utf-8', 'replace')).hexdigest()[:8]}"


def warc_folder(data: Path, site: str) -> Path:
    """Where the WARC files of a site lie."""
    return data / "warc" / folder_name(site)


def existing_path(data: Path, name: str) -> Path:
    """The file of that final name, still open or not; the final path when there is neither."""
    final = data / name
    # The writer renames while we look: open, then final, then open again sees every order.
    for path in (final, final.with_name(final.name + OPEN)):
        if path.exists():
            return path
    return final


class SiteWriter:
    """The one writer of one site's folder. Append, then `sync`, then commit; a crash at any point leaves only a tail.

    `committed(name)` asks the catalogue how many bytes of a file belong to the archive.
    """

    def __init__(
        self,
        data: Path,
        site: str,
        committed: Callable[[str], int],
        info: Mapping[str, str],
        rotate_at: int = ROTATE_AT,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the folder's lock and put in order what the last writer left.

        Raises:
            LockHeld: another process writes this site.
        """
        self.site = site
        self.folder = warc_folder(data, site)
        self._data = data
        self._info = info
        self._rotate_at = rotate_at
        self._now = now
        self._committed = committed
        self._file = -1
        self._unsynced = False
        self._opening = 0  # length of the record that opens the file
        self.name = ""  # of the file being written, relative to the data directory
        self.end = 0  # where the next record goes
        make_folder(self.folder)
        self._lock = FolderLock(self.folder)
        try:
            self.recover()
        except BaseException:
            self._lock.release()
            raise

    @property
    def full(self) -> bool:
        """Whether the file has reached the size at which the next one begins."""
        return self._file >= 0 and self.end >= self._rotate_at

    def append(self, members: list[bytes]) -> int:
        """Write whole records at the end of the file, opening one where needed; gives the offset of the first.

        A write that fails is taken back, so that no file holds half a record.
        """
        if self._file < 0:
            self._begin()
        offset = self.end
        try:
            for member in members:
                write_at(self._file, member, self.end)
                self.end += len(member)
        except BaseException:
            self.end = offset
            os.ftruncate(self._file, offset)
            raise
        self._unsynced = True
        return offset

    def sync(self) -> None:
        """Bring what was appended to the disk; only then may the catalogue speak of it."""
        if self._unsynced:
            sync_file(self._file)
            self._unsynced = False

    def finish_file(self) -> None:
        """Give the file its final name; the next append begins another."""
        if self._file < 0:
            return
        self.sync()
        os.ftruncate(self._file, self.end)  # a failed write that could not be taken back then
        os.close(self._file)
        self._file = -1
        final = self._data / self.name
        path = final.with_name(final.name + OPEN)
        if self.end == self._opening:
            path.unlink()  # its first record never came to be kept
        else:
            os.rename(path, final)
        sync_folder(self.folder)

    def abandon(self) -> None:
        """Leave the file as it is, after a commit that failed, and put it in order as after a crash."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            self._unsynced = False
        try:
            self.recover()
        except (OSError, NewsArchiveError):
            pass  # the cause is being raised already; the next writer puts the file in order

    def take_back(self, offset: int) -> None:
        """Cut off what was appended from that byte on: the catalogue did not take it."""
        os.ftruncate(self._file, offset)
        self.end = offset

    def recover(self) -> None:
        """Close what the last writer left open: its uncommitted tail goes to `aside/`, the rest gets its final name."""
        for path in sorted(self.folder.glob("*" + SUFFIX + OPEN)):
            final = path.with_name(path.name.removesuffix(OPEN))
            settle_leftover(path, self._committed(str(final.relative_to(self._data))))

    def close(self) -> None:
        """Finish the file, put in order what could not be before, and let the next writer in."""
        try:
            self.finish_file()
            self.recover()
        finally:
            self.release()

    def release(self) -> None:
        """Let the next writer in without finishing the file, as a crash would."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._lock.release()

    def _begin(self) -> None:
        from archive.warc_records import warcinfo_member

        now = self._now()
        stamp = now.strftime("%Y%m%d%H%M%S")
        host = host_name()
        serial = 0
        while True:
            final = self.folder / f"{folder_name(self.site)}-{stamp}-{serial:05d}-{host}{SUFFIX}"
            if not final.exists() and not final.with_name(final.name + OPEN).exists():
                name = str(final.relative_to(self._data))
                if not self._committed(name):
                    break
            serial += 1
        path = final.with_name(final.name + OPEN)
        member = warcinfo_member(final.name, now, self._info)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            write_at(self._file, member, 0)
            sync_folder(self.folder)
        except OSError:
            os.close(self._file)
            self._file = -1
            path.unlink()  # it holds nothing yet
            raise
        self.name, self.end, self._unsynced = name, len(member), True
        self._opening = self.end


def settle_leftover(path: Path, committed: int) -> Path | None:
    """Put a file without writer in order.

    The bytes past `committed` are copied to `aside/` with a note, then cut off; an `.open` file gets its final name.
    Gives the path of the tail kept aside, None when there was no tail.
    """
    size = path.stat().st_size
    aside = None
    if size > committed:
        aside = keep_aside(path, committed, "left by a writer that ended before the catalogue knew of these bytes")
        if committed == 0:
            path.unlink()  # all of it is aside
            sync_folder(path.parent)
            return aside
        with path.open("r+b") as file:
            file.truncate(committed)
            sync_file(file.fileno())
    os.rename(path, path.with_name(path.name.removesuffix(OPEN)))
    sync_folder(path.parent)
    return aside


def keep_aside(path: Path, start: int, why: str) -> Path:
    """Copy the bytes of a file from `start` on to `aside/`, durably, with a note that says whence and why."""
    folder = path.parent / ASIDE
    make_folder(folder)
    name = path.name.removesuffix(OPEN).removesuffix(SUFFIX)
    serial = 0
    while (tail := folder / f"{name}-{start}-{serial}.tail").exists():
        serial += 1
    with path.open("rb") as source, tail.open("xb") as copy:
        source.seek(start)
        shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        sync_file(copy.fileno())
    size = tail.stat().st_size
    note = f"{size} bytes of {path.name} from byte {start} on, moved here {for_people(utc_now())}: {why}\n"
    tail.with_suffix(".txt").write_text(note, encoding="utf-8")
    sync_folder(folder)
    return tail


def make_folder(folder: Path) -> None:
    """Make a folder so that it survives power loss."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Bring names made or changed in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(file: int) -> None:
    """Bring a file's bytes to the disk itself; fsync alone leaves them in the drive's memory on macOS."""
    if sys.platform == "darwin":
        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)


def write_synced(path: Path, content: bytes) -> None:
    """Write a small file whole and bring its bytes to the disk; its name is the caller's to sync (`sync_folder`)."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        sync_file(file.fileno())


def host_name() -> str:
    """This machine's name as a part of a file name."""
    return _OTHER.sub("-", os.uname().nodename) or "host"


def write_at(file: int, content: bytes, offset: int) -> None:
    """Write all of it at that place; the one spot where bytes of the archive meet the disk."""
    view = memoryview(content)
    while view:
        written = os.pwrite(file, view, offset)
        view, offset = view[written:], offset + written
