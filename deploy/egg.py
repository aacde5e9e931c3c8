"""Makes the egg that Scrapyd is given: `python deploy/egg.py union_news.egg`.

Scrapyd runs an egg without unpacking it, and the program reads tables and profiles as files. So the settings module of
this egg first unpacks it, once for each content, into the cache folder of the user ($XDG_CACHE_HOME). Packages that
the program needs are installed on each machine, from requirements.lock.
"""

from __future__ import annotations

import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("archive", "crawler", "extraction", "index")
LEFT_OUT = {".pyc", ".pyo"}
SETTINGS = "union_news_egg"  # the module that Scrapyd is told to take the settings from

UNPACK = '''"""The settings of the project, after unpacking the egg that this module came in."""

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path


def _unpacked():
    egg = Path(__loader__.archive)
    with egg.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "union-news" / "eggs"
    folder = cache / name
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = tempfile.mkdtemp(dir=cache)
        with zipfile.ZipFile(egg) as packed:
            packed.extractall(part)
        try:
            os.rename(part, folder)
        except OSError:  # another process was faster
            shutil.rmtree(part)
    return folder


sys.path.insert(0, str(_unpacked()))

from crawler.settings import *  # noqa: E402, F403

LIST_NAMES_ONLY = True
'''


def make_egg(target: Path) -> int:
    """Writes the egg; gives how many files are in it. Equal sources give equal bytes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    files = {
        "EGG-INFO/PKG-INFO": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        "EGG-INFO/entry_points.txt": f"[scrapy]\nsettings = {SETTINGS}\n",
        "EGG-INFO/not-zip-safe": "\n",
        f"{SETTINGS}.py": UNPACK,
    }
    for stage in STAGES:
        for path in (ROOT / stage).rglob("*"):
            if path.is_file() and path.suffix not in LEFT_OUT:
                files[str(path.relative_to(ROOT))] = ""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as egg:
        for name in sorted(files):
            content = files[name] or (ROOT / name).read_bytes()
            egg.writestr(zipfile.ZipInfo(name, (2016, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return len(files)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("use: python deploy/egg.py EGG")
    print(f"{sys.argv[1]}: {make_egg(Path(sys.argv[1]))} files", file=sys.stderr)
