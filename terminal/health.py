"""How the archive, its sites and its index stand, as the texts that the overview and `status` show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import DataMissing, NewsArchiveError
from terminal.cells import pad
from terminal.messages import tr
from terminal.place import command

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import SiteCounts

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
    sites = sorted(archive.sites(), key=lambda s: (s.blocked_since is None, s.site))
    return [site_text(site, now or datetime.now(UTC)) for site in sites]


def site_text(site: SiteCounts, now: datetime) -> str:
    """people   ok, 41 articles, last 2026-11-22."""
    if site.blocked_since is not None:
        why = f" ({site.blocked_detail})" if site.blocked_detail else ""
        return f"{site.site}  " + tr("blocked since {day}", day=site.blocked_since.date().isoformat()) + why
    last = ""
    if site.last_captured_at:
        last = ", " + tr("last {day}", day=site.last_captured_at.date().isoformat())
    count = tr("1 article") if site.articles == 1 else tr("{total} articles", total=f"{site.articles:,}")
    return f"{site.site}  {tr('ok')}, {count}{last}"


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
