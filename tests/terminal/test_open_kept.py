"""`open --archived`: what the browser gets is the page as people read it, not the coding that it was sent in."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from archive import open_archive
from archive.records import Article, Page, Role

ROOT = Path(__file__).resolve().parents[2]
URL = "https://news.example/1"
HTML = "<html><meta charset=utf-8><title>云溪工会开课</title><p>农民工免费听课。</html>"


def test_a_page_that_was_sent_compressed_is_served_unpacked(tmp_path: Path) -> None:
    page = Page(URL, gzip.compress(HTML.encode()), "text/html", site="news", status=200,
                captured_at=datetime(2026, 3, 1, 8, tzinfo=UTC), headers=(("Content-Encoding", "gzip"),))  # fmt: skip
    with open_archive(tmp_path / "data", write=True, create=True) as archive:
        archive.settle(archive.keep(page, Role.ARTICLE).id, Article(title="云溪工会开课", body="农民工免费听课。"))
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "search_cli.py"), "--data", str(tmp_path / "data"), "open", "--archived", URL],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "BROWSER": "true", "XDG_STATE_HOME": str(tmp_path)},
    )
    assert process.stdout is not None

    with urlopen(process.stdout.readline().strip(), timeout=30) as answer:
        body = answer.read()
    process.communicate(timeout=30)

    assert HTML.encode() == body
    assert process.returncode == 0
