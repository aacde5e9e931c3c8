"""Several crawls, each a process of its own, a few at once; a signal to us is passed on to them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

from crawler.exits import Exit

if TYPE_CHECKING:
    from crawler.schedule import Plan


class Crawls:
    """Crawls of sites that are due."""

    def __init__(
        self,
        settings: Sequence[str],
        at_once: int,
        still_due: Callable[[str], Plan | None],
        ended: Callable[[str, int], None],
    ) -> None:
        """Nothing is begun yet.

        Args:
            settings: `NAME=VALUE`, for every crawl.
            at_once: how many sites.
            still_due: the plan of a site when its turn comes; None when another process was faster.
            ended: hears the exit status of each process.
        """
        told = [*settings, "INDEX_AFTER_CRAWL=no", "TELL_ALARMS=False"]
        self.flags = [part for setting in told for part in ("-s", setting)]
        self.at_once = at_once
        self.still_due = still_due
        self.ended = ended
        self.processes: list[subprocess.Popen[bytes]] = []
        self.stopped = Event()

    def run(self, sites: Sequence[str]) -> list[Exit]:
        """Crawls each site once; the exit statuses, in the order of the sites."""
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with ThreadPoolExecutor(self.at_once) as pool:
                return list(pool.map(self.crawl, sites))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def crawl(self, site: str) -> Exit:
        """One site."""
        if self.stopped.is_set():
            return Exit.INTERRUPTED
        one = self.still_due(site)
        if one is None:
            return Exit.WELL
        command = [sys.executable, "-m", "scrapy", "crawl", site, "-a", f"budget={one.budget}", *self.flags]
        # In a session of its own: told twice to end, as by a terminal's Ctrl-C and by us, a crawl would break off.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(process)
        if self.stopped.is_set():  # the signal came between the two lines above
            process.terminate()
        status = process.wait()
        if self.stopped.is_set() and status == -signal.SIGTERM:  # before it could listen to signals; nothing was begun
            return Exit.INTERRUPTED
        self.ended(site, status)
        return Exit(status) if status in Exit.__members__.values() else Exit.FAULT

    def stop(self, *_: Any) -> None:
        """Begins no more crawls and asks those under way to end."""
        self.stopped.set()
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
