"""The catalogue: formats, readers beside a writer, transactions, what a cold start loads."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.catalogue.connection import APPLICATION_ID, FORMAT, NAME, Catalogue
from archive.errors import DamagedData, DataMissing, LockHeld, NewerFormat
from archive.records import Link, Role
from archive.verify import verify_archive

ROOT = Path(__file__).resolve().parents[2]


def change_header(data: Path, pragma: str) -> None:
    db = sqlite3.connect(data / NAME, isolation_level=None)
    db.execute(pragma)
    db.close()


def test_a_new_catalogue_says_its_format_and_which_migrations_ran(data: Path, opened: Any) -> None:
    with opened():
        pass

    db = sqlite3.connect(data / NAME)
    try:
        assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert [row[0] for row in db.execute("SELECT number FROM migrations")] == list(range(1, FORMAT + 1))
    finally:
        db.close()


def test_commits_wait_for_the_disk_and_references_are_held(data: Path, opened: Any) -> None:
    with opened():
        catalogue = Catalogue(data, write=True)
        try:
            assert catalogue.db.execute("PRAGMA synchronous").fetchone() == (2,)
            assert catalogue.db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        finally:
            catalogue.close()


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_format_is_refused_and_not_touched(data: Path, opened: Any, write: bool) -> None:
    with opened():
        pass
    change_header(data, f"PRAGMA user_version = {FORMAT + 1}")
    before = (data / NAME).read_bytes()

    with pytest.raises(NewerFormat, match=f"format {FORMAT + 1}, this program reads up to {FORMAT}"):
        with open_archive(data, write=write, create=write):
            pass

    assert (data / NAME).read_bytes() == before


def test_a_file_of_another_program_is_refused(data: Path) -> None:
    data.mkdir()
    change_header(data, "PRAGMA user_version = 7")

    with pytest.raises(DamagedData, match="another program"):
        with open_archive(data, write=True, create=True):
            pass


@pytest.mark.parametrize("size", [1, 50, 99, 100, 1000, 4096, 5000])
def test_a_truncated_catalogue_is_damage_and_names_the_remedy(data: Path, opened: Any, sample: Any, size: int) -> None:
    with opened() as archive:
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
    os.truncate(data / NAME, size)

    with pytest.raises(DamagedData, match=r"verify --repair|another program") as raised:
        with open_archive(data) as archive:
            archive.article(sample.URL)

    assert "\n" not in str(raised.value)


def test_an_empty_catalogue_beside_warc_files_is_never_begun_anew(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        archive.keep(sample.page(), Role.ARTICLE)
    os.truncate(data / NAME, 0)

    with pytest.raises(DamagedData, match="verify --repair"):
        with opened():
            pass


@pytest.mark.parametrize("write", [True, False])
def test_a_missing_directory_is_said_to_be_missing_and_not_made(data: Path, write: bool) -> None:
    with pytest.raises(DataMissing, match=r"no archive here; make one with .*import"):
        with open_archive(data, write=write):
            pass

    assert not data.exists()


def test_a_reader_works_while_a_writer_writes_and_sees_what_is_committed(data: Path, opened: Any, sample: Any) -> None:
    with opened() as writer, open_archive(data) as reader:
        with writer.batch():
            capture = writer.keep(sample.page(), Role.ARTICLE)
            writer.settle(capture.id, sample.article())
            assert reader.counts().articles == 0
        assert reader.counts().articles == 1
        assert reader.page(capture.id).payload == sample.page().payload


def test_a_reader_finds_a_file_that_got_its_final_name_meanwhile(data: Path, opened: Any, sample: Any) -> None:
    with opened() as writer:
        capture = writer.keep(sample.page(), Role.ARTICLE)
        with open_archive(data) as reader:
            assert reader.page(capture.id)
            writer.close()
            assert reader.page(capture.id)
            writer._catalogue = Catalogue(data, write=True)


def test_a_reader_cannot_write(data: Path, opened: Any, sample: Any) -> None:
    with opened():
        pass

    with open_archive(data) as reader, pytest.raises(RuntimeError, match="opened for reading"):
        reader.discover("x", [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_archive_on_read_only_media_can_be_read(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
    data.chmod(0o555)
    try:
        with open_archive(data) as reader:
            assert reader.article(sample.URL).number == 1
    finally:
        data.chmod(0o755)


def test_a_second_writer_of_a_site_is_told_who_the_first_is(data: Path, opened: Any, sample: Any) -> None:
    with opened() as first, opened() as second:
        first.lock_site("workers")

        with pytest.raises(LockHeld, match=rf"process {os.getpid()} on .* \(since 20\d\d-"):
            second.keep(sample.page(), Role.ARTICLE)


def test_two_sites_are_written_at_once(opened: Any, sample: Any) -> None:
    with opened() as first, opened() as second:
        one = first.keep(sample.page("甲", site="people"), Role.ARTICLE)
        two = second.keep(sample.page("乙", site="workers", url="http://h.example/2"), Role.ARTICLE)

        assert first.page(two.id).payload != second.page(one.id).payload


def test_a_lock_ends_with_its_holder(opened: Any, sample: Any) -> None:
    for _ in range(2):
        with opened() as archive, opened() as other:
            archive.lock_site("workers")
            with pytest.raises(LockHeld):
                other.lock_site("workers")


def test_a_batch_without_end_lets_another_writer_in(data: Path, opened: Any, sample: Any) -> None:
    """SQLite's waiting alone starved the other for as long as an import lasted."""
    with opened():
        pass
    code = f"""
import sys
from archive import open_archive
from archive.records import Link, Role
with open_archive({str(data)!r}, write=True) as archive:
    print("ready", flush=True)
    for number in range(5):
        archive.discover("other", [Link(f"http://h.example/x{{number}}", Role.ARTICLE)])
"""
    other = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert other.stdout
    other.stdout.readline()
    kept = 0
    with opened() as archive, archive.batch():
        while other.poll() is None and kept < 20_000:
            archive.discover("mine", [Link(f"http://h.example/{kept}", Role.ARTICLE)])
            kept += 1
    other.stdout.close()

    assert other.wait() == 0
    assert kept < 20_000


def test_two_processes_write_two_sites_at_once_and_lose_nothing(data: Path, opened: Any, sample: Any) -> None:
    with opened():
        pass
    code = f"""
import sys
from archive import open_archive
from archive.records import Page, Role
with open_archive({str(data)!r}, write=True) as archive:
    for number in range(40):
        url = f"http://{{sys.argv[1]}}.example/{{number}}"
        archive.keep(Page(url, f"{{url}}".encode(), status=200, site=sys.argv[1]), Role.OTHER)
"""
    both = [subprocess.Popen([sys.executable, "-c", code, site], cwd=ROOT) for site in ("one", "two")]

    assert [process.wait() for process in both] == [0, 0]
    with open_archive(data) as reader:
        assert reader.counts().captures == 80
    assert verify_archive(data) == []


def test_another_epoch_for_another_catalogue(tmp_path: Path) -> None:
    epochs = set()
    for name in ("a", "b", "a"):
        with open_archive(tmp_path / name, write=True, create=True) as archive:
            epochs.add(archive.epoch)

    assert len(epochs) == 2


def test_an_exception_in_a_batch_keeps_what_was_done_before_it(data: Path, opened: Any, sample: Any) -> None:
    with pytest.raises(KeyboardInterrupt), opened() as archive, archive.batch():
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
        raise KeyboardInterrupt

    with open_archive(data) as reader:
        assert reader.article(sample.URL).number == 1


def test_a_step_that_fails_in_a_batch_leaves_nothing_of_itself(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive, archive.batch():
        capture = archive.keep(sample.page(), Role.ARTICLE)
        with pytest.raises(ValueError, match="without a reading"):
            archive.settle(capture.id, None)
        archive.keep(sample.page("乙", url="http://h.example/2"), Role.ARTICLE)

    with open_archive(data) as reader:
        assert len(list(reader.unread())) == 2


def test_reading_an_article_loads_neither_warcio_nor_scrapy(data: Path, opened: Any, sample: Any) -> None:
    with opened() as archive:
        archive.settle(archive.keep(sample.page(), Role.ARTICLE).id, sample.article())
    code = f"""
import sys
from archive import open_archive
with open_archive({str(data)!r}) as archive:
    version = archive.article({sample.URL!r})
    archive.page(archive.captures({sample.URL!r})[0])
print(sorted({{name.partition('.')[0] for name in sys.modules}} & {{'warcio', 'scrapy', 'requests', 'six', 'socket'}}))
"""

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_words_of_the_stages_load_no_database() -> None:
    code = "import sys, archive.records, archive.urls, archive.errors; print('sqlite3' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
