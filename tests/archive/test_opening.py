"""A catalogue that may not be opened or written is not a damaged one, and one that is gone is not an empty one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.catalogue import connection
from archive.catalogue.connection import NAME
from archive.errors import CannotOpen, DamagedData
from archive.records import Role
from archive.repair import repair_archive
from archive.verify import verify_archive

NOBODY = 65534


@pytest.fixture
def open_to_all(sample: Any) -> Iterator[Path]:
    """A data directory that everybody may read and nobody may write, its log emptied."""
    top = Path(tempfile.mkdtemp())
    data = top / "data"
    with open_archive(data, write=True, create=True) as archive:
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
    for place in (top, *top.rglob("*")):
        place.chmod(0o555 if place.is_dir() else 0o444)
    yield data
    for place in (top, *top.rglob("*")):
        place.chmod(0o755)
    shutil.rmtree(top)


def as_reader(what: Callable[[], object]) -> str:
    """What it gives, or its error, in a process that file permissions bind, as they do not bind root."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            told = str(what())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(into, told.encode()[:4000])
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        text = pipe.read().decode()
    os.waitpid(child, 0)
    return text


def articles_of(data: Path) -> int:
    with open_archive(data) as archive:
        return archive.counts().articles


def test_an_archive_in_a_folder_that_takes_no_writing_is_read(open_to_all: Path) -> None:
    assert as_reader(lambda: articles_of(open_to_all)) == "1"
    assert as_reader(lambda: verify_archive(open_to_all)) == "[]"


def test_a_writer_leaves_no_log_behind_though_a_reader_goes_after_it(data: Path, sample: Any) -> None:
    with open_archive(data, write=True, create=True) as archive, open_archive(data) as reader:
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
        archive.close()
        assert (data / f"{NAME}-wal").stat().st_size == 0
        assert reader.counts().articles == 1


def test_a_catalogue_that_nobody_may_read_is_neither_called_damaged_nor_set_aside(open_to_all: Path) -> None:
    (open_to_all / NAME).chmod(0)

    for judged in (verify_archive, repair_archive):
        told = as_reader(lambda judged=judged: judged(open_to_all))  # type: ignore[misc]
        assert told.startswith("CannotOpen: ")
        assert "permissions" in told
    assert [path.name for path in open_to_all.glob("catalogue*")] == [NAME]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR_READ])
def test_repair_keeps_its_hands_off_a_sound_catalogue_that_the_machine_refuses(
    data: Path, sample: Any, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    with open_archive(data, write=True, create=True) as archive:
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
    before = (data / NAME).read_bytes()

    def refuse(*_: object, **__: object) -> sqlite3.Connection:
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorcode = code
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(connection, "_connect", refuse)
        for judged in (verify_archive, repair_archive):
            with pytest.raises(CannotOpen, match="permissions"):
                judged(data)

    assert (data / NAME).read_bytes() == before


@pytest.mark.parametrize("write", [False, True])
def test_a_catalogue_gone_from_beside_its_warc_files_is_said_to_be_lost_and_none_is_made(
    data: Path, sample: Any, write: bool
) -> None:
    with open_archive(data, write=True, create=True) as archive:
        archive.keep(sample.page(), Role.ARTICLE)
    for path in data.glob("catalogue*"):
        path.unlink()

    with pytest.raises(DamagedData, match=r"beside WARC files; .*verify --repair"), open_archive(data, write, write):
        pass

    assert list(data.glob("catalogue*")) == []
    (found,) = verify_archive(data)
    assert found.what == "missing or empty beside WARC files"
