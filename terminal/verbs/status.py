"""Status: the archive, its size and growth, every site's health, what is open, in full."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.times import for_people
from terminal.arguments import Call
from terminal.cells import clean, pad, width
from terminal.health import archive_line, bytes_text, index_text
from terminal.messages import said
from terminal.place import data_directory
from terminal.screen import Screen
from terminal.site_health import OK, SiteHealth, healths
from terminal.verbs.runs import outcomes_text

if TYPE_CHECKING:
    from archive import Archive
    from archive.sizes import Sizes

_COVERED = timedelta(days=3)
_BASELINE = 3  # weeks, as crawler/baselines.py has it
_FAR = 100 * 365.0  # days; a disk that lasts longer needs no date


def run(call: Call, screen: Screen) -> int:
    """0; a data directory that is missing is an error."""
    from archive import open_archive
    from archive.alarms import open_alarms
    from archive.sizes import sizes_of

    data = data_directory(call.options)
    now = datetime.now(UTC)
    with open_archive(data) as archive:
        counts, sites, alarms, sizes = archive.counts(), healths(archive, now), open_alarms(data), sizes_of(data, now)
        if call.options.on("json"):
            row: dict[str, Any] = {"data": str(data), "index": index_text(archive, data), **asdict(counts)}
            row["sizes"] = {**asdict(sizes), "full_in_days": sizes.full_in_days}
            row["sites"] = [_site_row(archive, site, now) for site in sites]
            row["alarms"] = [_plain(asdict(alarm)) for alarm in alarms]
            screen.json([row], as_lines=False)
            return 0
        screen.line(archive_line(archive, data))
        screen.tell(f"data     {data}")
        screen.tell(
            f"kept     {counts.captures:,} captures · {counts.versions:,} versions · {counts.withdrawn:,} withdrawn"
        )
        screen.tell(f"size     {_size_text(sizes)}")
        screen.tell(f"growth   {_growth_text(sizes, now)}")
        cells = max((width(clean(site.site)) for site in sites), default=0) + 2
        for site in sites:
            screen.line(f"{pad(clean(site.site), cells)}{said(_state_text(site))}")
            screen.line(f"{' ' * cells}{_facts_text(archive, site, now)}")
        screen.tell(f"alarms   {len(alarms):,} open" if alarms else "alarms   none open")
        for alarm in alarms:
            named = clean(alarm.site) or "archive"
            screen.line(f"{pad(named, cells)}{said(f'since {alarm.raised_at:%Y-%m-%d %H:%M}')}: {clean(alarm.message)}")
    return 0


def _state_text(site: SiteHealth) -> str:
    """`blocked since 2026-11-20 (HTTP 412)`; the sentence of an alarm stands below."""
    if site.state == OK:
        return f"ok{'' if site.enabled else ', not enabled'}"
    since = f" since {site.since:%Y-%m-%d}" if site.since else ""
    why = "" if site.alarms or not site.why else f": {clean(site.why)}"
    return f"{site.state}{since}{why}"


def _facts_text(archive: Archive, site: SiteHealth, now: datetime) -> str:
    if site.counts is None and not site.last_run:
        return "nothing kept yet; next: scrapy probe " + clean(site.site)
    facts = []
    if site.counts is not None:
        facts.append(f"{site.counts.articles:,} articles")
    if site.last_run:
        when = str(site.last_run.get("started_at", ""))[:16].replace("T", " ")
        facts.append(f"last run {when}, {outcomes_text(site.last_run)}")
    elif site.counts is not None and site.counts.last_captured_at:
        facts.append(f"last kept {site.counts.last_captured_at:%Y-%m-%d %H:%M}")
    shown, held = archive.coverage(site.site, now - _COVERED, now)
    if shown:
        facts.append(f"{held:,} of {shown:,} kept within 24 h in three days")
    if site.last_run or site.enabled:
        new, again = archive.due_counts(site.site, now)
        facts.append(f"due {new:,} new, {again:,} to look at again")
    weeks = site.last_run.get("baseline_weeks")
    if site.enabled and weeks is not None and weeks < _BASELINE:
        facts.append(f"no baseline yet ({weeks} of {_BASELINE} weeks)")
    if site.counts is not None:
        urls = ", ".join(f"{count:,} {state}" for state, count in sorted(site.counts.urls.items()))
        facts.append(f"URLs: {urls or 'none'}")
    return " · ".join(map(said, facts))


def _size_text(sizes: Sizes) -> str:
    parts = [f"{bytes_text(sizes.warc)} in WARC files", f"{bytes_text(sizes.catalogue)} catalogue"]
    parts += [f"{bytes_text(sizes.index)} index", f"{bytes_text(sizes.other)} other"]
    return f"{bytes_text(sizes.total)}: " + " · ".join(map(said, parts))


def _growth_text(sizes: Sizes, now: datetime) -> str:
    free = said(f"{bytes_text(sizes.free)} free")
    if sizes.growth_a_day is None:
        return f"{free} · {said('crawled too little to tell how it grows')}"
    days = sizes.full_in_days
    full = "not full in a hundred years"
    if days is not None and days < _FAR:
        full = f"full in {days:,.0f} days, {(now + timedelta(days=days)):%Y-%m}"
    return f"{said(f'{bytes_text(round(sizes.growth_a_day))} a day')} · {free} · {said(full)}"


def _site_row(archive: Archive, site: SiteHealth, now: datetime) -> dict[str, Any]:
    """The counts as before; health beside them."""
    row: dict[str, Any] = _plain(asdict(site.counts)) if site.counts is not None else {"site": site.site}
    shown, held = archive.coverage(site.site, now - _COVERED, now)
    new, again = archive.due_counts(site.site, now)
    row |= {"state": site.state, "since": for_people(site.since) if site.since else None, "why": site.why}
    row |= {"enabled": site.enabled, "last_run": site.last_run or None, "coverage": {"shown": shown, "kept": held}}
    return row | {"due": {"new": new, "again": again}}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: for_people(value) if hasattr(value, "isoformat") else value for key, value in row.items()}
