"""A site on a loopback port that costs its askers as little as can be: every answer is made before the first request.

In: a sample site with so many filler stories. Out: a process that answers as an HTTP proxy, knows 304, and tells over a
pipe when the first and the last request came and how many there were.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from dataclasses import dataclass, field
from http.client import responses
from multiprocessing.connection import Connection
from types import TracebackType

from sample_site.filler import FILLER_HOST
from sample_site.server import tag, zipped
from sample_site.site import site

FRONT = f"http://{FILLER_HOST}/"


@dataclass(frozen=True)
class Served:
    """What was asked since the last time."""

    requests: int = 0
    stories: int = 0  # of them, pages of articles
    not_modified: int = 0
    seconds: float = 0.0  # from the first request to the end of the last answer
    bytes: int = 0  # of the stories' bodies before compression


@dataclass
class Loopback:
    """The running site; `proxy` is where it listens."""

    stories: int
    proxy: str = ""
    process: multiprocessing.process.BaseProcess | None = field(default=None, repr=False)
    pipe: Connection | None = field(default=None, repr=False)

    def __enter__(self) -> Loopback:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.stories), daemon=True)
        self.process.start()
        self.proxy = f"http://127.0.0.1:{self.pipe.recv()}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.join()

    def served(self) -> Served:
        """What was asked since this was asked last."""
        assert self.pipe is not None
        self.pipe.send(None)
        found: Served = self.pipe.recv()
        return found


class Site(asyncio.Protocol):
    """One connection; requests come one after the other, as Scrapy sends them."""

    def __init__(self, answers: dict[bytes, tuple[bytes, bytes, int]], log: list[tuple[float, int, bool]]) -> None:
        self.answers = answers
        self.log = log
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps where answers go."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers every whole request that came."""
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, _, self.rest = self.rest.partition(b"\r\n\r\n")
            whole, mark, size = self.answers.get(head.split(b" ", 2)[1], MISSING)
            has_it = bool(mark) and b"\nif-none-match: " + mark in head.lower()
            self.transport.write(NOT_MODIFIED if has_it else whole)  # type: ignore[attr-defined]  # of a socket
            self.log.append((time.perf_counter(), size, has_it))


MISSING = (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"", 0)
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n\r\n"


def _serve(pipe: Connection, stories: int) -> None:
    """The process: makes every page, then answers."""
    answers = {}
    for path, make in site(1, stories).pages[FILLER_HOST].items():
        answer = make()
        lines = [f"HTTP/1.1 {answer.status} {responses[answer.status]}", f"Content-Type: {answer.content_type}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        body, mark = answer.body, tag(answer.body)
        if len(body) > 1024:
            body = zipped(body)
            lines.append("Content-Encoding: gzip")
        head = "\r\n".join([*lines, f"ETag: {mark}", f"Content-Length: {len(body)}", "", ""])
        size = len(answer.body) if path.startswith("/n1/") and answer.status == 200 else 0
        answers[FRONT[:-1].encode() + path.encode()] = (head.encode() + body, mark.encode(), size)
    robots = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
    answers[FRONT.encode() + b"robots.txt"] = (robots, b"", 0)
    asyncio.run(_run(pipe, answers))


async def _run(pipe: Connection, answers: dict[bytes, tuple[bytes, bytes, int]]) -> None:
    log: list[tuple[float, int, bool]] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Site(answers, log), "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])

    def tell() -> None:
        pipe.recv()
        stories = [size for _, size, has_it in log if size and not has_it]
        seconds = log[-1][0] - log[0][0] if log else 0.0
        pipe.send(Served(len(log), len(stories), sum(has_it for *_, has_it in log), seconds, sum(stories)))
        log.clear()

    loop.add_reader(pipe.fileno(), tell)
    await asyncio.Event().wait()
