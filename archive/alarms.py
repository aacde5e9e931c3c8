"""The alarms of an archive, kept in its catalogue: what is open, and what people are still to be told.

What is an alarm, and who hears of it, is for the crawler to say. An alarm is known by site and kind; it is told once,
again at most once a day, and cleared with a last word. What could not be told is told later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archive.catalogue import alarms
from archive.catalogue.connection import Catalogue, catalogue_path
from archive.holdings import Alarm
from archive.times import to_text

if TYPE_CHECKING:
    import sqlite3

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


def note_alarms(data: Path, site: str, looked_at: Collection[str], found: Mapping[str, str], now: datetime) -> None:
    """Takes what a look at a site found into the catalogue.

    Args:
        data: with an archive in it.
        site: whose alarms they are; "" for those of the whole archive.
        looked_at: the kinds that this look can tell of; open alarms of other kinds stay as they are.
        found: message by kind, of what is wrong.
    """
    with _writing(data) as db:
        known = {alarm.kind: alarm for alarm in alarms.open_alarms(db) if alarm.site == site}
        for kind, message in found.items():
            if kind not in known:
                alarms.add_alarm(db, site, kind, message, to_text(now))
            elif message != known[kind].message:
                alarms.set_message(db, known[kind].id, message)
        for kind, alarm in known.items():
            if kind in looked_at and kind not in found:
                alarms.clear_alarm(db, alarm.id, to_text(now))
        alarms.forget_alarms(db, to_text(now - KEPT))


def take_news(data: Path, now: datetime, again: Collection[str] | None = None) -> list[News]:
    """What people are to be told now; it counts as told from here on, so that two processes do not tell it twice.

    Args:
        again: the sites whose lasting alarms are repeated; of one that nobody collects any more, once is enough.
    """
    with _writing(data) as db:
        found = [_news(alarm) for alarm in alarms.untold(db, to_text(now - TOLD_AGAIN_AFTER))]
        found = [one for one in found if one.what != REPEATED or again is None or one.alarm.site in again]
        for news in found:
            alarms.set_told(db, news.alarm.id, to_text(now))
    return found


def give_back(data: Path, news: Sequence[News]) -> None:
    """It could not be told: it is taken again by the next who looks."""
    with _writing(data) as db:
        for one in news:
            told_at = one.alarm.told_at
            alarms.take_back_told(db, one.alarm.id, to_text(told_at) if told_at else None)


def _news(alarm: Alarm) -> News:
    if alarm.cleared_at is not None:
        return News(CLEARED, alarm)
    return News(REPEATED if alarm.told_at else RAISED, alarm)


@contextmanager
def _writing(data: Path) -> Iterator[sqlite3.Connection]:
    catalogue = Catalogue(data, write=True)
    try:
        with catalogue.writing() as db:
            yield db
    finally:
        catalogue.close()
