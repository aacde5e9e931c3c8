"""The alarms of an archive, kept in its catalogue: what is open, and what a look at a site changes about it.

What is an alarm, and who hears of it, is for the crawler to say. An alarm is known by site and kind; it is raised once,
told again at most once a day, and cleared with a last word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.catalogue import alarms
from archive.catalogue.connection import Catalogue, catalogue_path
from archive.holdings import Alarm
from archive.times import to_text

TOLD_AGAIN_AFTER = timedelta(hours=24)
KEPT = timedelta(days=400)
RAISED, REPEATED, CLEARED = "raised", "repeated", "cleared"


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell people: an alarm, and whether it was raised, repeated or cleared."""

    what: str
    alarm: Alarm


def open_alarms(data: Path) -> list[Alarm]:
    """The alarms that are open; none where there is no archive."""
    if not catalogue_path(data).exists():
        return []
    catalogue = Catalogue(data, write=False)
    try:
        with catalogue.reading() as db:
            return alarms.open_alarms(db)
    finally:
        catalogue.close()


def settle_alarms(
    data: Path, site: str, looked_at: Collection[str], found: Mapping[str, str], now: datetime
) -> list[News]:
    """Takes what a look at a site found into the catalogue; gives what people are to be told, in one transaction.

    Args:
        data: with an archive in it.
        site: whose alarms they are; "" for those of the whole archive.
        looked_at: the kinds that this look can tell of; open alarms of other kinds stay as they are.
        found: message by kind, of what is wrong.
    """
    catalogue = Catalogue(data, write=True)
    news = []
    try:
        with catalogue.writing() as db:
            known = {alarm.kind: alarm for alarm in alarms.open_alarms(db) if alarm.site == site}
            for kind, message in found.items():
                if kind not in known:
                    alarms.add_alarm(db, site, kind, message, to_text(now))
                    news.append(News(RAISED, Alarm(0, site, kind, message, now, now)))
                elif now - known[kind].told_at >= TOLD_AGAIN_AFTER:
                    alarms.tell_again(db, known[kind].id, message, to_text(now))
                    news.append(News(REPEATED, Alarm(0, site, kind, message, known[kind].raised_at, now)))
                elif message != known[kind].message:
                    alarms.tell_again(db, known[kind].id, message, to_text(known[kind].told_at))
            for kind, alarm in known.items():
                if kind in looked_at and kind not in found:
                    alarms.clear_alarm(db, alarm.id, to_text(now))
                    said = Alarm(alarm.id, site, kind, alarm.message, alarm.raised_at, alarm.told_at, now)
                    news.append(News(CLEARED, said))
            alarms.forget_alarms(db, to_text(now - KEPT))
    finally:
        catalogue.close()
    return news
