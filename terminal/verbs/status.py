"""Status: the archive, every site and the index, in full."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive.times import for_people
from terminal.arguments import Call
from terminal.cells import clean, pad, width
from terminal.health import archive_line, bytes_text, index_text
from terminal.place import data_directory
from terminal.screen import Screen


def run(call: Call, screen: Screen) -> int:
    """0; a data directory that is missing is an error."""
    from archive import open_archive

    data = data_directory(call.options)
    with open_archive(data) as archive:
        counts, sites = archive.counts(), archive.sites()
        if call.options.on("json"):
            index = index_text(archive, data)
            row: dict[str, Any] = {"data": str(data), "index": index, **asdict(counts)}
            row["sites"] = [_site_row(asdict(site)) for site in sites]
            screen.json([row], as_lines=False)
            return 0
        screen.line(archive_line(archive, data))
        screen.line(f"data     {data} · {bytes_text(counts.warc_bytes)} in WARC files")
        screen.line(
            f"kept     {counts.captures:,} captures · {counts.versions:,} versions · {counts.withdrawn:,} withdrawn"
        )
        cells = max((width(site.site) for site in sites), default=0) + 2
        for site in sites:
            urls = ", ".join(f"{count:,} {state}" for state, count in sorted(site.urls.items()))
            state = "ok"
            if site.blocked_since:
                state = f"blocked since {for_people(site.blocked_since)} {clean(site.blocked_detail)}".rstrip()
            last = f" · last {for_people(site.last_captured_at)}" if site.last_captured_at else ""
            screen.line(
                f"{pad(clean(site.site), cells)}{state} · {site.articles:,} articles{last} · URLs: {urls or 'none'}"
            )
    return 0


def _site_row(row: dict[str, Any]) -> dict[str, Any]:
    return {key: for_people(value) if hasattr(value, "isoformat") else value for key, value in row.items()}
