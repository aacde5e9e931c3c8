"""A real Scrapyd takes the egg, runs a scheduled crawl of the sample site, and the article is found.

Scrapyd wants an older setuptools than the program is built with, so it lives in an environment of its own: `make
servers` makes it, or $SCRAPYD_PYTHON names the Python there. Skips where there is none.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from index.search import open_index
from sample_site.server import SampleSite

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0

SCRAPYD = os.environ.get("SCRAPYD_PYTHON") or next(map(str, ROOT.glob(".venv-scrapyd/bin/python")), "")

needs_scrapyd = pytest.mark.skipif(
    not SCRAPYD, reason="no Scrapyd here: `make servers` brings it, or SCRAPYD_PYTHON names a Python that has it"
)


class Scrapyd:
    """A Scrapyd on loopback, spoken to by its JSON interface."""

    def __init__(self, folder: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        folder.mkdir()
        settings = f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {self.port}\npoll_interval = 0.2\nmax_proc = 1\n"
        (folder / "scrapyd.conf").write_text(settings)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNION_NEWS", "SCRAPY", "PYTHON"))}
        kept = {k: v for k, v in kept.items() if "proxy" not in k.lower()}
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [SCRAPYD, "-m", "scrapyd"],
                cwd=folder,
                env={**kept, "LC_ALL": "C.UTF-8", **environment},
                stdout=log,
                stderr=log,
            )
        self.folder = folder

    def ask(self, service: str, **fields: str) -> dict[str, Any]:
        """A question without a body."""
        return self._answer(f"{service}.json?{urllib.parse.urlencode(fields)}")

    def post(self, service: str, egg: bytes = b"", **fields: str) -> dict[str, Any]:
        """A form, with a file where there is one."""
        edge = uuid.uuid4().hex
        parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
        if egg:
            parts.append(('name="egg"; filename="x.egg"\r\nContent-Type: application/octet-stream', egg))
        body = b"".join(
            f"--{edge}\r\nContent-Disposition: form-data; ".encode() + head.encode() + b"\r\n\r\n" + value + b"\r\n"
            for head, value in parts
        )
        return self._answer(
            f"{service}.json", body + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
        )

    def _answer(self, path: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", body)
        if kind:
            request.add_header("Content-Type", kind)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE_S) as answer:
            found: dict[str, Any] = json.load(answer)
        assert found["status"] == "ok", found
        return found

    def until(self, is_so: Callable[[], bool]) -> None:
        """Asks again and again; fails with the log after a while."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                if is_so():
                    return
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.05)
        pytest.fail((self.folder / "log").read_text(errors="replace")[-3000:])


@pytest.fixture
def scrapyd(tmp_path: Path) -> Iterator[Scrapyd]:
    running = Scrapyd(
        tmp_path / "scrapyd",
        UNION_NEWS_DATA=str(tmp_path / "data"),
        UNION_NEWS_SITES=str(ROOT / "sample_site" / "profiles"),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
    )
    try:
        running.until(lambda: bool(running.ask("daemonstatus")))
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=30)


@pytest.mark.server
@needs_scrapyd
def test_a_scheduled_crawl_of_the_sample_site_is_kept_and_found(scrapyd: Scrapyd, tmp_path: Path) -> None:
    egg = tmp_path / "union_news.egg"
    subprocess.run([sys.executable, str(ROOT / "deploy" / "egg.py"), str(egg)], check=True, cwd=tmp_path)

    with SampleSite(day=1) as site:
        added = scrapyd.post("addversion", egg.read_bytes(), project="union_news", version="1")
        spiders = scrapyd.ask("listspiders", project="union_news")["spiders"]
        setting = f"UNION_NEWS_PROXY={site.proxy_url}"
        scrapyd.post("schedule", project="union_news", spider="sample-people", setting=setting, jobid="first")
        scrapyd.until(lambda: [j["id"] for j in scrapyd.ask("listjobs", project="union_news")["finished"]] == ["first"])

    assert added["spiders"] == len(spiders)
    assert {"people", "sample-people"} <= set(spiders)
    with open_archive(tmp_path / "data") as archive:
        newest = archive.newest(1)[0]
    with open_index(tmp_path / "data") as index:
        assert newest.id in {hit.id for hit in index.search(f'"{newest.article.title}"').hits}
    unpacked = list((tmp_path / "cache" / "union-news" / "eggs").iterdir())
    assert [(folder / "crawler" / "settings.py").exists() for folder in unpacked] == [True]


def test_the_egg_holds_every_module_and_table_that_a_crawl_needs(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "deploy" / "egg.py"), "x.egg"], check=True, cwd=tmp_path)

    names = set(zipfile.ZipFile(tmp_path / "x.egg").namelist())
    wanted = {"crawler/settings.py", "index/lexicon.bin", "extraction/sites/people.toml", "EGG-INFO/entry_points.txt"}
    assert wanted <= names
