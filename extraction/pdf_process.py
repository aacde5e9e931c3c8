"""The process in which PDF files are drawn: a file that takes its time, its memory or its life takes nothing of ours.

In: bytes of a PDF. Out: its TextLayer, whatever the file does. One process serves all files of a run, is made anew when
it dies, and ends with the run. Frames on the pipes: eight bytes of length, then a PDF, or JSON.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import IO

from extraction.pdf import Enough, TextLayer, draw

CPU_S = 6.0  # of drawing; what was read until then is kept
WALL_S = 30.0  # after so long the process itself is ended
MEMORY = 2_000_000_000
_ROOT = str(Path(__file__).resolve().parents[1])
# -I: nothing of the folder it begins in, or of the environment, comes in between.
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from extraction.pdf_process import serve; serve()"

_process: subprocess.Popen[bytes] | None = None
_owner = 0
_one_at_a_time = Lock()


def drawn_aside(payload: bytes) -> TextLayer:
    """The text layer of a PDF, drawn by the process aside; a fault in words when that dies or takes too long."""
    with _one_at_a_time:
        return _drawn(payload)


def _drawn(payload: bytes) -> TextLayer:
    process = _begun()
    assert process.stdin is not None and process.stdout is not None
    until = time.monotonic() + WALL_S
    try:
        process.stdin.write(len(payload).to_bytes(8, "big") + payload)
        process.stdin.flush()
        size = int.from_bytes(_got(process.stdout, 8, until), "big")
        return TextLayer(**json.loads(_got(process.stdout, size, until)))
    except TimeoutError:
        end()
        return TextLayer(fault="a PDF that takes too long to read; it is kept")
    except (OSError, EOFError):
        end()
        return TextLayer(fault="a PDF that its reader did not survive; it is kept")
    except BaseException:  # stopped in between: the answer that comes belongs to nobody
        end()
        raise


def end() -> None:
    """Ends the process, if there is one; the next file has another."""
    global _process
    if _process is not None and _owner == os.getpid():
        _process.kill()
        _process.wait()
        for pipe in (_process.stdin, _process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass
    _process = None


def _begun() -> subprocess.Popen[bytes]:
    global _process, _owner
    if _process is None or _owner != os.getpid() or _process.poll() is not None:
        end()
        command = [sys.executable, "-I", "-c", _BEGIN, _ROOT]
        _process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        _owner = os.getpid()
        atexit.register(end)
    return _process


def _got(pipe: IO[bytes], count: int, until: float) -> bytes:
    """So many bytes of a pipe. Raises TimeoutError, EOFError."""
    number = pipe.fileno()  # read below its buffer, which knows no time
    found = bytearray()
    while len(found) < count:
        ready, _, _ = select.select([number], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        chunk = os.read(number, min(count - len(found), 1 << 16))
        if not chunk:
            raise EOFError
        found += chunk
    return bytes(found)


def serve() -> None:
    """The process itself: draws what comes until nobody is there to send more."""
    signal.signal(signal.SIGPROF, _enough)
    _bound_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(8)) == 8:
        payload = source.read(int.from_bytes(head, "big"))
        answer = json.dumps(asdict(_drawn_in_time(payload))).encode()
        sink.write(len(answer).to_bytes(8, "big") + answer)
        sink.flush()


def _drawn_in_time(payload: bytes) -> TextLayer:
    try:
        signal.setitimer(signal.ITIMER_PROF, CPU_S, 1.0)
        try:
            return draw(payload)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except Enough:  # between the two
        return TextLayer(fault="a PDF that takes too long to read; it is kept")


def _enough(*_: object) -> None:
    raise Enough


def _bound_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):  # where a system has no such bound, time alone bounds it
        pass
