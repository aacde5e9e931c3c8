"""The files of a crawl load in the real pywb, and it replays the article.

pywb brings a web framework of its own in fixed versions, so it lives in another environment: `make servers` makes it,
or $PYWB_PYTHON names the Python there. Skips where there is none.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from archive import open_archive
from sample_site.server import SampleSite

ROOT = Path(__file__).resolve().parents[2]
PYWB = os.environ.get("PYWB_PYTHON") or next(map(str, ROOT.glob(".venv-pywb/bin/python")), "")
PATIENCE_S = 60.0
START = "from gevent.monkey import patch_all; patch_all(); from pywb.apps.cli import wayback; wayback()"

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not PYWB, reason="no pywb here: `make servers` brings it, or name one: PYWB_PYTHON"),
]


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNION_NEWS", "SCRAPY"))}
    return {**{k: v for k, v in kept.items() if "proxy" not in k.lower()}, "LC_ALL": "C.UTF-8"}


def crawl(data: Path, proxy: str, *arguments: str) -> None:
    settings = (
        f"DATA_DIR={data}",
        "SITE_PROFILES=sample_site/profiles",
        f"UNION_NEWS_PROXY={proxy}",
        "INDEX_AFTER_CRAWL=no",
    )
    flags = [word for setting in settings for word in ("-s", setting)]
    command = [sys.executable, "-m", "scrapy", "crawl", "sample-people", *arguments, *flags]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def answer(url: str) -> tuple[int, bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=PATIENCE_S) as found:
            return found.status, found.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_pywb_replays_the_articles_of_a_crawl_and_of_a_second_one_that_kept_revisits(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with SampleSite(day=1) as site:
        crawl(data, site.proxy_url)
        crawl(data, site.proxy_url, "-a", "revisit=all")
    manager = [PYWB, "-c", "from pywb.manager.manager import main; main()"]
    subprocess.run([*manager, "init", "news"], cwd=tmp_path, check=True, capture_output=True)
    files = [str(path) for path in data.glob("warc/*/*.warc.gz")]
    subprocess.run([*manager, "add", "news", *files], cwd=tmp_path, check=True, capture_output=True)
    with open_archive(data) as archive:
        versions = archive.newest(5)
        captures = [
            (capture, archive.page(capture))
            for version in versions
            for capture in archive.captures(version.url)
            if capture.status in (200, 304)
        ]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PYWB, "-c", START, "-b", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=log, stderr=log)
    try:
        base = f"http://127.0.0.1:{port}/news"
        ends = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer(base)
                break
            except OSError:
                if time.monotonic() > ends or running.poll() is not None:
                    pytest.fail((tmp_path / "log").read_text(errors="replace")[-3000:])
                time.sleep(0.05)
        shown = {}
        for capture, page in captures:
            stamp = f"{capture.captured_at or capture.kept_at:%Y%m%d%H%M%S}"
            shown[capture.id] = (*answer(f"{base}/{stamp}id_/{capture.url}"), page)
        # In a frame, as a person sees it: rewritten, with its title in it.
        framed = answer(f"{base}/mp_/{versions[0].url}")
    finally:
        running.terminate()
        running.wait(timeout=30)

    assert len(shown) >= 5
    assert any(capture.same_as is not None for capture, _ in captures)
    assert {status for status, _, _ in shown.values()} == {200}
    assert all(body == _unpacked(page.payload) for _, body, page in shown.values())
    assert framed[0] == 200
    title = versions[0].article.title
    assert any(title.encode(code) in framed[1] for code in ("gb18030", "utf-8"))


def _unpacked(payload: bytes) -> bytes:
    """pywb undoes the content coding for a client that takes none."""
    import gzip

    return gzip.decompress(payload) if payload[:2] == b"\x1f\x8b" else payload
