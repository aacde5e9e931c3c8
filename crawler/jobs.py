"""What surrounds a crawl of one site: the report kept of it, the line people read, the index update that follows.

In: the data folder and a site's name. Reports are lines of JSON in DATA/runs/SITE.jsonl. The lock of a site is the
archive's.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.locks import is_locked, lock_owner

# Counted by outcome, in the order of the summary line; those without a word of their own show when they are not 0.
ALWAYS_TOLD = ("new", "changed", "withdrawn", "unchanged", "failed")
ROTATE_BYTES = 32 * 1024 * 1024  # of reports: a year of looking every half hour
SOMETIMES_TOLD = ("moved", "blocked", "rejected", "disallowed")


def is_crawled(data: Path, site: str) -> bool:
    """Whether something writes this site's part of the archive now: a crawl, or an import into it."""
    return is_locked(data / "warc" / site)


def crawled_by(data: Path, site: str) -> str:
    """Who crawls it now, and since when; "" when nobody does."""
    return lock_owner(data / "warc" / site)


def add_report(data: Path, site: str, report: Mapping[str, Any]) -> None:
    """Appends one run to the site's reports; a line is written at once and whole."""
    folder = data / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{site}.jsonl", "a", encoding="utf-8") as file:
        file.write(json.dumps(report, ensure_ascii=False, sort_keys=True) + "\n")
        size = file.tell()
    if size > ROTATE_BYTES:
        _put_away(folder / f"{site}.jsonl")


def add_broken_off(data: Path, site: str, now: datetime, findings: Mapping[str, str]) -> None:
    """Appends a run that was killed before it could tell of itself."""
    at = now.isoformat(timespec="seconds")
    row = {"schema": 1, "site": site, "started_at": at, "ended_at": at, "reason": "killed", "status": 1}
    try:
        add_report(data, site, {**row, "outcomes": {}, "findings": dict(findings)})
    except OSError as error:
        print(f"{site}: that its crawl broke off could not be kept: {error}", file=sys.stderr)


def report_size(data: Path, site: str) -> int:
    """Bytes of the site's reports: more of them is a run told."""
    try:
        return (data / "runs" / f"{site}.jsonl").stat().st_size
    except OSError:
        return 0


def _put_away(path: Path) -> None:
    """The older half of the reports goes to a gzip file beside them; what is compared with is in the newer one."""
    lines = path.read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    name = f"{path.stem}-until-{datetime.now(UTC):%Y%m%dT%H%M%S}.jsonl.gz"
    with open(path.with_name(name), "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb") as packed:
        packed.writelines(lines[:half])
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(b"".join(lines[half:]))
    os.replace(part, path)


def reports(data: Path, site: str, last: int | None = None) -> list[dict[str, Any]]:
    """The runs of a site, oldest first; a line torn by a crash is left out.

    Args:
        last: how many are wanted; the file of years is then not read whole.
    """
    found = []
    for line in _last_lines(data / "runs" / f"{site}.jsonl", last):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            found.append(row)
    return found


_BLOCK = 1 << 16


def _last_lines(path: Path, last: int | None) -> list[bytes]:
    """The last lines of a file, all of them without a number; none where there is no file."""
    try:
        with open(path, "rb") as file:
            if last is None:
                return file.read().splitlines()
            place, held = file.seek(0, os.SEEK_END), b""
            while place and held.count(b"\n") <= last:
                step = min(max(_BLOCK, len(held)), place)
                place -= step
                file.seek(place)
                held = file.read(step) + held
            lines = held.splitlines()
            return lines[-last:] if last else []
    except OSError:
        return []


def summary_line(counts: Mapping[str, int], bytes_kept: int) -> str:
    """What a run came to, in one line.

    >>> summary_line({"new": 12, "changed": 3, "withdrawn": 1, "unchanged": 240}, 5_242_880)
    '12 new, 3 changed, 1 withdrawn, 240 unchanged, 0 failed; 5.2 MB kept'
    """
    told = [f"{counts.get(word, 0)} {word}" for word in ALWAYS_TOLD]
    told += [f"{counts[word]} {word}" for word in SOMETIMES_TOLD if counts.get(word)]
    return f"{', '.join(told)}; {for_people(bytes_kept)} kept"


def for_people(size: int) -> str:
    """A number of bytes in the unit people would choose."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"


def for_duration(span: timedelta) -> str:
    """A span of time in the unit people would choose.

    >>> for_duration(timedelta(minutes=90)), for_duration(timedelta(days=1)), for_duration(timedelta(seconds=20))
    ('1.5 h', '24 h', '1 min')
    """
    minutes = span.total_seconds() / 60
    return (
        f"{minutes / 60:.2g} h"
        if 60 <= minutes < 600
        else f"{minutes / 60:.0f} h"
        if minutes >= 600
        else f"{max(1, minutes):.0f} min"
    )


def follow_with_index(data: Path, mode: str) -> None:
    """Brings the index up to date in a process of its own; whatever happens there, the crawl is kept and over.

    Args:
        mode: `wait` until it is done, `start` it and leave, or `no`.
    """
    if mode == "no":
        return
    # The crawl is over: a signal may end this process at once; the update has a session of its own and goes on.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_project()), os.environ.get("PYTHONPATH", "")])),
    }
    command = [sys.executable, "-m", "index.update", str(data)]
    try:
        if mode == "start":
            subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            return
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True, check=False
        )
        status = done.returncode
    except OSError as error:
        print(f"index: the update could not start: {error}; the archive is whole", file=sys.stderr)
        return
    if status:
        print(
            f"index: the update ended with status {status}; the archive is whole; next: search_cli.py index update",
            file=sys.stderr,
        )


def _project() -> Path:
    return Path(__file__).resolve().parents[1]


def as_counts(counter: Counter[str]) -> dict[str, int]:
    """Counts with plain words as keys, in order."""
    return {key: counter[key] for key in sorted(counter)}
