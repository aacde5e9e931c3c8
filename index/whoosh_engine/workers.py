"""Segments built in processes of their own, so that both cores invert while the writer reads the archive.

A worker ends when its writer does, however that ends: the pipe closes. Small updates never come here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path

from index.document import Document
from index.whoosh_engine.build import build_segment

Job = tuple[Path, Sequence[Document], str]
MOST = 2  # workers; each needs some 600 MB


class Builders:
    """A few workers; `build` hands a segment to an idle one, `finish` waits for all."""

    def __init__(self) -> None:
        # Spawned, not forked: a fork would hold the index lock open after the death of its writer.
        context = multiprocessing.get_context("spawn")
        self._idle: list[Connection] = []
        self._busy: list[Connection] = []
        self._workers = []
        for _ in range(max(1, min(MOST, os.cpu_count() or 1))):
            ours, theirs = context.Pipe()
            worker = context.Process(target=_serve, args=(theirs,), daemon=True)
            worker.start()
            theirs.close()
            self._workers.append(worker)
            self._idle.append(ours)

    def build(self, job: Job) -> None:
        """Returns when the job is handed over; raises what an earlier job failed with."""
        if not self._idle:
            self._collect()
        pipe = self._idle.pop()
        self._busy.append(pipe)
        pipe.send(job)

    def _collect(self) -> None:
        for pipe in wait(self._busy):
            assert isinstance(pipe, Connection)
            self._busy.remove(pipe)
            try:
                failed = pipe.recv()
            except EOFError as error:
                raise OSError("a process that built part of the index was ended; run `index update` again") from error
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
            worker.join(timeout=10)
            if worker.is_alive():
                worker.terminate()


def _serve(pipe: Connection) -> None:
    while True:
        try:
            path, documents, kind = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            build_segment(path, documents, kind)
            failed: BaseException | None = None
        except Exception as error:  # goes back to the writer, who raises it
            failed = error
        try:
            pipe.send(failed)
        except OSError:
            return
