"""Segments built in processes of their own, so that both cores invert while the writer reads the archive.

Each is a Python of its own with nothing of the writer's: no open files, no lock, no terminal, no `__main__` to guard.
It ends when its writer does, however that ends: the pipe closes. Small updates never come here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path

from archive.errors import NewsArchiveError
from index.document import Document

Job = tuple[Path, Sequence[Document], str]
MOST = 2  # workers; each needs some 500 MB
ROOT = Path(__file__).resolve().parents[2]
_SERVE = "import sys; sys.path.append(sys.argv[1]); from index.whoosh_engine import workers; workers.serve(sys.argv[2])"
# Arrays of some 50 MB come and go; glibc gives each back to the kernel, which fills the next with zeros again. Kept,
# building takes a fifth less time.
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "1000000000", "MALLOC_TRIM_THRESHOLD_": "300000000"}


class Builders:
    """A few workers; `build` hands a segment to an idle one, `finish` waits for all."""

    def __init__(self) -> None:
        self._idle: list[Connection] = []
        self._busy: list[Connection] = []
        self._workers = []
        for _ in range(max(1, min(MOST, os.cpu_count() or 1))):
            ours, theirs = Pipe()
            with theirs:
                self._workers.append(
                    subprocess.Popen(
                        [sys.executable, "-c", _SERVE, str(ROOT), str(theirs.fileno())],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        pass_fds=[theirs.fileno()],
                        # Ctrl-C goes to the terminal's processes; a Python that still starts would print a traceback.
                        start_new_session=True,
                        env={**os.environ, **_KEEP_MEMORY},
                    )
                )
            self._idle.append(ours)

    def build(self, job: Job) -> None:
        """Returns when the job is handed over; raises what an earlier job failed with."""
        if not self._idle:
            self._collect()
        pipe = self._idle.pop()
        self._busy.append(pipe)
        try:
            pipe.send(job)
        except OSError as error:
            raise _ended() from error

    def _collect(self) -> None:
        for pipe in wait(self._busy):
            assert isinstance(pipe, Connection)
            self._busy.remove(pipe)
            try:
                failed = pipe.recv()
            except (EOFError, OSError) as error:
                raise _ended() from error
            self._idle.append(pipe)
            if failed is not None:
                raise failed

    def finish(self) -> None:
        """Returns when every job is done."""
        while self._busy:
            self._collect()

    def close(self) -> None:
        for pipe in (*self._idle, *self._busy):
            pipe.close()
        for worker in self._workers:
            try:
                worker.wait(timeout=10)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()


class BuilderEnded(NewsArchiveError):
    """A worker is gone; what was not committed is lost, and an update makes it again."""


def _ended() -> BuilderEnded:
    return BuilderEnded(
        "a process that built part of the index was ended, as a machine short of memory does; run `index update` again"
    )


def serve(handle: str) -> None:
    """A worker's life: builds what the pipe brings, answers None or the error, until the pipe closes."""
    from index.whoosh_engine.build import build_segment

    with Connection(int(handle)) as pipe:
        while True:
            try:
                path, documents, kind = pipe.recv()
            except (EOFError, OSError):
                return
            failed: BaseException | None = None
            try:
                build_segment(path, documents, kind)
            except Exception as error:  # goes back to the writer, who raises it
                failed = error
            del documents
            try:
                pipe.send(failed)
            except OSError:
                return
