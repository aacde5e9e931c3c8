"""Exit statuses of `scrapy crawl` and `scrapy due`: what a cron job may ask of a run."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """0 is well; the others say what to look at."""

    WELL = 0
    FAULT = 1  # a fault of ours or of the machine; the traceback is in the log
    CONFIGURATION = 2  # a wrong setting, profile, workspace or argument; nothing was fetched
    FAILED = 3  # the site failed: nothing it answered could be used, or it was left alone after failures in a row
    BLOCKED = 4  # the site refused us
    YIELD = 5  # far fewer new articles, or fields, or coverage, than this site's own past says
    DISK = 6  # the disk is full or nearly so
    BUSY = 7  # another crawl of the site is under way; nothing was done
    INTERRUPTED = 8  # stopped by a signal; the next run goes on from here


# What a cron job must hear of first, when several sites ended differently; a site already under way is no trouble.
_ORDER = (Exit.CONFIGURATION, Exit.DISK, Exit.FAULT, Exit.FAILED, Exit.BLOCKED, Exit.YIELD, Exit.INTERRUPTED)


def worst(statuses: list[Exit]) -> Exit:
    """The status to end with after several runs."""
    return next((status for status in _ORDER if status in statuses), Exit.WELL)
