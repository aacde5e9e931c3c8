"""Builds one engine's index in a process of its own, so that its memory and time are its own, and tells both.

`python -m benchmarks.build ENGINE ROWS.jsonl FOLDER` prints the seconds it took as JSON: `seconds` from the first
article to the end of the commit, `cutting` of them spent reading rows and cutting their terms.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from benchmarks.ours import TOOL, feed
from benchmarks.peers import PEERS, Cut, cut


class Built(NamedTuple):
    """`cutting` seconds of `seconds` are the benchmark's work, not the engine's; `cpu` seconds are those of all cores,
    which tell more on a busy machine; memory in bytes, 0 where the system does not tell.
    """

    seconds: float
    cutting: float
    memory: int
    cpu: float


class Cutting:
    """The terms of every row, and how long reading and cutting them took."""

    def __init__(self, rows: Path) -> None:
        self.rows, self.seconds = rows, 0.0

    def __iter__(self) -> Iterator[Cut]:
        with self.rows.open(encoding="utf-8") as lines:
            began = time.perf_counter()
            for number, line in enumerate(lines, 1):
                made = cut(number, json.loads(line))
                self.seconds += time.perf_counter() - began
                yield made
                began = time.perf_counter()


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found + [below for child in found for below in _children(child)]


def _most(pid: int) -> int:
    """The largest resident size that a process had, in bytes; mapped files count."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def measured(command: list[str]) -> tuple[float, str, int, float]:
    """Runs a command: seconds, its output, the most memory that it and its children had, added up, and CPU seconds."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = 0
    with TemporaryFile("w+") as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as run:
            while run.poll() is None:
                try:
                    memory = max(memory, sum(_most(pid) for pid in (run.pid, *_children(run.pid))))
                except OSError:
                    pass  # one of them ended meanwhile, or there is no /proc here
                time.sleep(0.05)
            took = time.perf_counter() - began
            told = run.stdout.read() if run.stdout else ""
        said.seek(0)
        if run.returncode:
            raise SystemExit(f"exit {run.returncode}: {(said.read().strip().splitlines() or ['no word'])[-1]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, told, memory, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build_peer(name: str, rows: Path, folder: Path) -> Built:
    """One peer's index of these rows."""
    _, told, memory, cpu = measured([sys.executable, "-m", "benchmarks.build", name, str(rows), str(folder)])
    seconds, cutting = json.loads(told)
    return Built(seconds, cutting, memory, cpu)


def build_ours(rows: Path, folder: Path, catalogue: bool) -> Built:
    """Our index, the whole process counted: from the catalogue of an archive that holds these rows, or from them."""
    if catalogue:
        took, _, memory, cpu = measured([*TOOL, str(folder / "ours"), "index", "rebuild"])
    else:
        took, _, memory, cpu = measured([sys.executable, "-m", "benchmarks.build", "ours", str(rows), str(folder)])
    return Built(took, 0.0, memory, cpu)


def main(name: str, rows: Path, folder: Path) -> None:
    if name == "ours":
        feed(rows, folder / "ours")
        return
    engine = next(peer for peer in PEERS if peer.name == name)(folder)
    articles = Cutting(rows)
    began = time.perf_counter()
    engine.build(articles)
    print(json.dumps([time.perf_counter() - began, articles.seconds]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
