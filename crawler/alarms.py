"""From findings to people: noted in the catalogue, told to the owner's command or webhook, once and then daily.

In: what a run found. Out: lines on stderr where telling fails. Nothing here ever harms a crawl, which is over by then.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.alarms import CLEARED, RAISED, News, give_back, note_alarms, take_news
from archive.errors import NewsArchiveError
from archive.holdings import Alarm
from crawler.findings import ACCESS

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.notify import Notice
    from crawler.workplace import Workplace

DISK, CONFIGURATION = "disk", "configuration"
NEARLY_FULL_BYTES = 500 * 1024 * 1024  # five times what a crawl needs to begin


def note(data: Path, site: str, looked_at: Collection[str], found: Mapping[str, str], now: datetime) -> None:
    """Takes findings into the catalogue, as far as it can be written."""
    if not (looked_at or found):
        return
    try:
        note_alarms(data, site, looked_at, found, now)
    except (NewsArchiveError, OSError) as error:
        _say(f"not noted: {error}")


def tell(workplace: Workplace, now: datetime) -> None:
    """Tells what is to be told; what could not be told is told by the next run."""
    try:
        news = _without_replaced(take_news(workplace.data, now, {"", *workplace.enabled}))
        if not news:
            return
        from crawler.notify import notice_of, send  # with an HTTP client, which most runs do without

        troubles = send(notice_of(news, os.uname().nodename), workplace.command, workplace.webhook)
        for trouble in troubles:
            _say(trouble)
        ways = bool(workplace.command) + bool(workplace.webhook)
        if troubles and len(troubles) == ways:
            give_back(workplace.data, news)
    except (NewsArchiveError, OSError) as error:
        _say(f"not told: {error}")


def _without_replaced(news: list[News]) -> list[News]:
    """A site that is refused instead of down is not well again; of the old alarm nothing more is told."""
    out = {one.alarm.site for one in news if one.what == RAISED and one.alarm.kind in ACCESS}
    return [one for one in news if one.what != CLEARED or one.alarm.kind not in ACCESS or one.alarm.site not in out]


def trial(workplace: Workplace, now: datetime) -> tuple[Notice, list[str]]:
    """Sends an alarm that is none; gives it and what went wrong."""
    from crawler.notify import notice_of, send

    alarm = Alarm(0, "", "trial", "this is a trial; alarms would come this way", now)
    notice = notice_of([News(RAISED, alarm)], os.uname().nodename)
    return notice, send(notice, workplace.command, workplace.webhook, (0.0,))


def disk_finding(data: Path) -> str:
    """What to say when the disk is nearly full; "" otherwise."""
    place = next((folder for folder in (data, *data.absolute().parents) if folder.exists()), None)
    free = shutil.disk_usage(place).free if place else NEARLY_FULL_BYTES
    if free >= NEARLY_FULL_BYTES:
        return ""
    return (
        f"the disk of {data} is nearly full, {free // 1024 // 1024} MB are free; a crawl begins only with 100 MB: "
        "docs/operations.md, A full disk"
    )


def _say(what: str) -> None:
    print(f"alarms: {what}", file=sys.stderr)
