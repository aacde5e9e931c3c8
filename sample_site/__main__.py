"""`python -m sample_site serve` and `python -m sample_site render URL`: the sample site by hand.

Serving goes on until interrupted; rendering writes the page's bytes as served to stdout.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from sample_site.server import SampleSite
from sample_site.site import site


def main(arguments: list[str] | None = None) -> int:
    """Runs one of the two commands; 0 well, 1 no such page, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m sample_site", description="A small invented union news site.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve all hosts on a loopback port, as proxy and as origin")
    serve.add_argument("--port", type=int, default=0, help="set the port; 0 takes a free one")
    serve.add_argument("--port-file", type=Path, help="write the port number to this file")
    render = commands.add_parser("render", help="write one page, as served, to stdout")
    render.add_argument("url", help="name the page, for example http://city.union.sample.example/")
    for command in (serve, render):
        command.add_argument("--day", type=int, default=1, help="choose the simulated day, 1 to 14")
        command.add_argument("--extra", type=int, default=0, help="add that many filler stories")
    chosen = parser.parse_args(arguments)
    if chosen.command == "render":
        return render_page(chosen.url, chosen.day, chosen.extra)
    return serve_site(chosen.port, chosen.port_file, chosen.day, chosen.extra)


def render_page(url: str, day: int, extra: int) -> int:
    """Writes one page; 1 when the site has no such host or page."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    answer = site(day, extra).answer(parts.hostname or "", target)
    if answer is None:
        print(f"{url}: the sample site has no host {parts.hostname}; see sample_site/hosts.toml", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(answer.body)
    if answer.status != 200:
        print(f"{url}: status {answer.status} {answer.headers.get('Location', '')}".rstrip(), file=sys.stderr)
    return 0 if answer.status == 200 else 1


def serve_site(port: int, port_file: Path | None, day: int, extra: int) -> int:
    """Serves until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with SampleSite(day, extra, port) as sample:
        if port_file:
            unfinished = port_file.with_name(f"{port_file.name}.{os.getpid()}")
            unfinished.write_text(f"{sample.port}\n", "utf-8")
            unfinished.replace(port_file)
        print(f"sample site, day {day}: HTTP proxy at {sample.proxy_url}", file=sys.stderr)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
