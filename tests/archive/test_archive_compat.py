"""An archive of every past format still opens and says what it said. Samples are zip files in compat/.

`python tests/archive/test_archive_compat.py` makes the sample of the format of today; an old one is never made again.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("compat")
URL = "http://tw.labor.sample.example/news/1"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def make(data: Path) -> None:
    """Two versions of an article, a 304, a link not followed, a file."""
    from archive import open_archive
    from archive.records import Article, Link, Page, Role

    with open_archive(data, write=True, create=True, clock=lambda: NOW) as archive:
        for hours, text in enumerate(["勞工", "勞工權益"]):
            at = NOW + timedelta(hours=hours)
            page = Page(
                URL, text.encode("big5"), "text/html; charset=big5", at, 200, (("ETag", f'"{hours}"'),), site="tw"
            )
            capture = archive.keep(page, Role.ARTICLE, request=b"GET /news/1 HTTP/1.1\r\n\r\n")
            links = [Link("http://tw.labor.sample.example/news/2", Role.ARTICLE)]
            archive.settle(capture.id, Article(text, f"{text}。", published="2026-03-01", extractor="1"), links=links)
        page = Page(URL, b"", captured_at=NOW + timedelta(hours=9), status=304, site="tw")
        archive.settle(archive.keep(page, Role.ARTICLE).id, None)
        page = Page("urn:import:saved:7", b"{}", "application/json")
        archive.settle(archive.keep(page, Role.ARTICLE).id, Article("檔", "文"))


@pytest.mark.parametrize("sample", sorted(FOLDER.glob("format-*.zip")), ids=lambda path: path.stem)
def test_an_archive_of_every_past_format_opens(tmp_path: Path, sample: Path) -> None:
    from archive import open_archive
    from archive.records import Role
    from archive.verify import verify_archive

    with zipfile.ZipFile(sample) as packed:
        packed.extractall(tmp_path)
    with open_archive(tmp_path) as archive:
        identity = archive.article(URL).id
        assert [v.article.title for v in archive.versions(identity)] == ["勞工", "勞工權益"]
        assert archive.page(archive.captures(URL)[2]).payload == "勞工權益".encode("big5")
        known = archive.known("http://tw.labor.sample.example/news/2")
        assert known and (known.state, known.role) == ("found", Role.ARTICLE)
        assert archive.article("urn:import:saved:7").article.body == "文"
    assert verify_archive(tmp_path) == []


def test_the_format_of_today_has_a_sample() -> None:
    from archive.catalogue.connection import FORMAT

    assert (FOLDER / f"format-{FORMAT}.zip").exists()


def main() -> None:
    """Make the sample of today's format."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from archive import warc_files
    from archive.catalogue.connection import FORMAT

    warc_files.host_name = lambda: "host"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        make(data)
        with zipfile.ZipFile(FOLDER / f"format-{FORMAT}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(data.rglob("*")):
                if path.is_file() and path.name != "writer.lock":
                    info = zipfile.ZipInfo(str(path.relative_to(data)), (2026, 3, 1, 0, 0, 0))
                    packed.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
