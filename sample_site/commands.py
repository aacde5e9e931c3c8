"""Commands that the demo types: run in the project's folder, watched, never left behind.

In: a command and where its talk goes. Out: its exit status, or CommandFailed with its last words in one line.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class CommandFailed(Exception):
    """A step did not work; the message is the one line that people see."""


def run(
    what: str, command: list[str], log: Path | None, *, may_fail: bool = False, may_find_nothing: bool = False
) -> int:
    """Runs one command to its end and gives its exit status.

    Args:
        what: the step, for the message when it fails.
        command: program and arguments.
        log: where stdout and stderr are appended; None lets the command speak for itself.
        may_fail: any status will do.
        may_find_nothing: status 1 will do.

    Raises:
        CommandFailed: with the command's last words.
        KeyboardInterrupt: when the command was interrupted.
    """
    if log is None:
        with child(command) as process:
            status = process.wait()
        last = ""
    else:
        with log.open("ab") as talk:
            start = talk.tell()
            with child(command, talk.fileno()) as process:
                status = process.wait()
        last = f"{last_words(log, start)} (log: {shown(log)})"
    if status in (-signal.SIGINT, -signal.SIGTERM):
        raise KeyboardInterrupt
    if status == 0 or may_fail or (may_find_nothing and status == 1):
        return status
    raise CommandFailed(f"{what} failed (exit {status}){last}")


def last_words(log: Path, start: int) -> str:
    """The last line that was written to the log since `start`."""
    with log.open("rb") as talk:
        talk.seek(start)
        lines = [line.strip() for line in talk.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return f": {lines[-1]}" if lines else ""


@contextmanager
def child(command: list[str], output: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not outlive its block, without the settings that a person may have in the environment."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("UNION_NEWS_") and key.lower() not in ("http_proxy", "https_proxy", "all_proxy")
    }
    environment["PYTHONUTF8"] = "1"
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def typed(command: list[str]) -> str:
    """The command as a person would type it in the project's folder."""
    words = [shown(Path(word)) if word.startswith("/") else word for word in command]
    return " ".join(f"'{word}'" if re.search(r"[\s()|*<>&;]", word) or not word else word for word in words)


def shown(path: Path) -> str:
    """The path from the project's folder, where it lies there."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
