"""Extract: reads files, keeps nothing; one JSON line for each input, in its order, as soon as it is read."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.json_lines import json_text
from terminal.said_of_files import check_said
from terminal.screen import Screen

Entry = Mapping[str, Any]
ALL, SOME = 0, 1
# Below so many inputs a second process costs more than it saves.
_PARALLEL_FROM = 64
_CHUNK = 8


def run(call: Call, screen: Screen) -> int:
    """0 when every input is an article, 1 when some are not; SettingError for a manifest that cannot be read."""
    entries = list(_entries(call))
    if not entries:
        raise SettingError("wants files or --manifest FILE; see: search_cli.py help extract")
    folders = _profile_folders()
    status = ALL
    for line in _read_all(entries, folders, call.options.number("workers", 0)):
        screen.out.write(line + "\n")
        screen.out.flush()
        # Our own lines, so the status stands where json_text put it.
        if not line.startswith('{"schema": 1, "file": ') or '"status": "article"' not in line:
            status = SOME
    return status


def read_entry(entry: Entry, folders: tuple[Path, ...] = ()) -> str:
    """One input read: the JSON line for it. Never raises for what the file holds."""
    from terminal.reading import read_file

    return json_text({"file": entry["file"], **read_file(entry, folders)})


def _entries(call: Call) -> Iterator[Entry]:
    options = call.options
    moment = check_said(options)
    said = {key: value for key in ("url", "charset") if (value := options.text(key))}
    if moment is not None:
        said["captured_at"] = moment.isoformat()
    if said.get("url") and len(call.words) != 1:
        raise SettingError("--url names one file's address; give one file, or a manifest")
    for word in call.words:
        yield {"file": word, **said}
    manifest = options.text("manifest")
    if manifest is None:
        return
    try:
        codecs.lookup("utf-8-sig")  # before the file is open, which may wait: Ctrl-C amid an import may be lost
        with open(manifest, encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield {**said, **_manifest_line(line, f"{manifest}:{number}")}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{manifest}: {getattr(error, 'strerror', None) or error}; --manifest wants JSON lines"
        ) from None


def _manifest_line(line: str, where: str) -> Entry:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise SettingError(f'{where}: no JSON; write one object a line, with "file"') from None
    if not isinstance(row, dict) or not isinstance(row.get("file"), str):
        raise SettingError(f'{where}: wants an object with "file", and perhaps url, captured_at, content_type')
    for key in ("url", "captured_at", "content_type", "charset"):
        if row.get(key) is not None and not isinstance(row[key], str):
            raise SettingError(f"{where}: {key} must be a text")
    if row.get("captured_at"):
        try:
            datetime.fromisoformat(row["captured_at"]).astimezone(UTC)
        except (ValueError, OverflowError):
            raise SettingError(f"{where}: captured_at {row['captured_at']!r} is no ISO 8601 time") from None
    return row


def _read_all(entries: list[Entry], folders: tuple[Path, ...], workers: int) -> Iterator[str]:
    workers = workers or (min(os.cpu_count() or 1, 8) if len(entries) >= _PARALLEL_FROM else 1)
    if workers <= 1:
        for entry in entries:
            yield read_entry(entry, folders)
        return
    yield from _in_processes(entries, folders, workers)


def _in_processes(entries: list[Entry], folders: tuple[Path, ...], workers: int) -> Iterator[str]:
    import signal
    from functools import partial
    from multiprocessing import get_context

    # The first is read here: what that loads is shared by the children that fork. Ctrl-C is the parent's to answer.
    yield read_entry(entries[0], folders)
    # Fork is safe here: one thread, and macOS is given spawn.
    method = "fork" if os.name == "posix" and os.uname().sysname == "Linux" else "spawn"
    with get_context(method).Pool(workers, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        yield from pool.imap(partial(read_entry, folders=folders), entries[1:], chunksize=_CHUNK)


def _profile_folders() -> tuple[Path, ...]:
    from archive.workspace import load_workspace

    return load_workspace(Path.cwd()).profile_folders
