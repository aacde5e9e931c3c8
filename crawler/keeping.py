"""Group commit: what a fast crawl keeps within some milliseconds goes to the disk together, in one sync and one commit.

In: the run's archive. A page goes on to be read only when its bytes are durable; so the group is what is in flight, a
kill loses no more than a kill without groups would have to fetch again, and a polite crawl has groups of one.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from crawler.stopping import is_disk_full

if TYPE_CHECKING:
    from archive import Archive

SHORTEST_S, LONGEST_S = 0.002, 0.05
MOST = 16  # pages that wait for one sync


class Keeping:
    """The group under way. A sync that takes long gathers more for the next one."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.waiting: list[asyncio.Future[None]] = []
        self.timer: asyncio.TimerHandle | None = None
        self.window_s = SHORTEST_S
        self.disk_is_full = False

    def begin(self) -> None:
        """From now on there are groups; what is written reaches the disk shortly, also where nobody waits for it."""
        self.archive.group(self.soon)

    async def durable(self) -> None:
        """Waits until what was kept so far is on the disk. Raises OSError where the disk does not take it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(done)
        self.soon()
        if len(self.waiting) >= MOST:
            self.flush()
        await done

    def soon(self) -> None:
        """Sees to it that what was kept or settled reaches the disk shortly; nobody waits for it."""
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(self.window_s, self.flush)

    def flush(self) -> None:
        """Brings the group to the disk, and tells all who wait how that went."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        waiting, self.waiting = self.waiting, []
        began = monotonic()
        try:
            self.archive.flush()
        except Exception as error:  # each of the waiting is told the same, as if it had kept alone
            self.disk_is_full = self.disk_is_full or (isinstance(error, OSError) and is_disk_full(error))
            for done in waiting:
                if not done.done():
                    done.set_exception(error)
            return
        self.window_s = min(LONGEST_S, max(SHORTEST_S, monotonic() - began))
        for done in waiting:
            if not done.done():
                done.set_result(None)
