"""What listings bring: how often each shows an article that nobody knew, and how soon what they showed was kept."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from archive.revisits import Pace
from archive.times import from_text, to_text


def look(db: sqlite3.Connection, url_id: int, at: datetime, news: int) -> Pace:
    """Note a look at a listing that brought so many new articles; gives what all its looks together say.

    A capture that is not younger than the last look (settled again, imported late) teaches nothing.
    """
    row = db.execute("SELECT looked_at, news, hours FROM listings WHERE url_id = ?", (url_id,)).fetchone()
    if row is not None and at <= from_text(row[0]):
        return Pace(row[1], row[2])
    # Everything on a page is new at the first look; that is no rate.
    pace = Pace(row[1], row[2]).after(at - from_text(row[0]), news) if row else Pace()
    db.execute(
        """INSERT INTO listings (url_id, looked_at, news, hours) VALUES (?, ?, ?, ?)
           ON CONFLICT (url_id) DO UPDATE SET looked_at = excluded.looked_at, news = excluded.news,
                                              hours = excluded.hours""",
        (url_id, to_text(at), pace.news, pace.hours),
    )
    return pace


def coverage(db: sqlite3.Connection, site: str, since: datetime, now: datetime, within: timedelta) -> tuple[int, int]:
    """Of the articles that listings of a site showed first after `since`: how many, and how many were kept in time.

    One that was shown less than `within` ago and is not kept yet is not counted; nor is what was no article after all.
    An address that moved counts as kept: its article stands at the other one.
    """
    shown, kept = db.execute(
        """SELECT count(*), coalesce(sum(in_time), 0) FROM
             (SELECT u.shown_at, EXISTS
                (SELECT 1 FROM captures c WHERE c.url_id = u.id AND c.says IN ('present', 'moved')
                 AND julianday(c.kept_at) <= julianday(u.shown_at) + ?) AS in_time
              FROM urls u WHERE u.site = ? AND u.shown_at >= ? AND u.role = 'article'
                            AND u.state NOT IN ('rejected', 'purged'))
           WHERE in_time OR shown_at <= ?""",
        (within / timedelta(days=1), site, to_text(since), to_text(now - within)),
    ).fetchone()
    return shown, kept
