"""How the archive, its sites and its index stand, as the texts that the overview and `status` show."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import DataMissing, NewsArchiveError
from terminal.cells import clean, pad
from terminal.messages import tr
from terminal.place import command
from terminal.site_health import OK, SiteHealth, healths

if TYPE_CHECKING:
    from archive import Archive

_UNITS = ("B", "KB", "MB", "GB", "TB")


def archive_line(archive: Archive, data: Path) -> str:
    """48,201 articles from 6 sites · newest 2026-11-23 07:40 · 3.1 GB · index up to date."""
    counts = archive.counts()
    if not counts.captures:
        return pad(tr("archive"), 9) + tr(
            "nothing kept yet; begin with: {command}", command=command(data, "import FILE…")
        )
    head = tr("{articles} articles from {sites} sites", articles=f"{counts.articles:,}", sites=counts.sites)
    if counts.articles == 1:
        head = tr("1 article from 1 site")
    parts = [head]
    if counts.newest:
        parts.append(tr("newest {day}", day=counts.newest[:16].replace("T", " ")))
    parts += [bytes_text(counts.warc_bytes), index_text(archive, data)]
    if counts.unread:
        parts.append(tr("{count} pages not yet read", count=f"{counts.unread:,}"))
    return pad(tr("archive"), 9) + " · ".join(parts)


def index_text(archive: Archive, data: Path) -> str:
    """Whether the index follows, and what to do where it does not."""
    from index.whoosh_engine.engine import WhooshEngine

    try:
        reader = WhooshEngine(data).reader()
    except DataMissing:
        return tr("no index yet: {command}", command="index update")
    except NewsArchiveError:
        return tr("index unusable: {command}", command="index rebuild")
    stamp = reader.stamp
    reader.close()
    if stamp.epoch != archive.epoch:
        return tr("index of another catalogue: {command}", command="index rebuild")
    behind = archive.last_change - stamp.change
    if not behind:
        return tr("index up to date")
    return tr("index {changes} changes behind: {command}", changes=f"{behind:,}", command="index update")


def site_texts(archive: Archive, now: datetime | None = None) -> list[str]:
    """One text a site, those in trouble first."""
    return [site_text(site) for site in healths(archive, now)]


def site_text(site: SiteHealth) -> str:
    """people   ok, 41 articles, last 2026-11-22."""
    if site.state != OK:
        day = site.since.date().isoformat() if site.since else ""
        said = tr(f"{site.state} since {{day}}", day=day) if day else tr(site.state)
        why = site.counts.blocked_detail if site.counts and site.counts.blocked_detail else site.why
        return f"{clean(site.site)}  {said}" + (f" ({clean(why)})" if why else "")
    counts = site.counts
    assert counts is not None  # of a site that is well something is kept
    last = ""
    if counts.last_captured_at:
        last = ", " + tr("last {day}", day=counts.last_captured_at.date().isoformat())
    count = tr("1 article") if counts.articles == 1 else tr("{total} articles", total=f"{counts.articles:,}")
    return f"{clean(site.site)}  {tr('ok')}, {count}{last}"


def bytes_text(count: int) -> str:
    """3.1 GB.

    >>> bytes_text(3_100_000_000)
    '3.1 GB'
    """
    size = float(count)
    for unit in _UNITS:
        if size < 1000 or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
