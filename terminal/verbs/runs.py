"""Runs: the crawls of every site or of one, the newest first, each with what it came to and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive.errors import NotFound
from terminal.arguments import Call
from terminal.cells import clean, clip, pad, width
from terminal.place import data_directory
from terminal.screen import Screen

LISTED, NONE = 0, 1
_LIMIT = 20
_WORDS = ("new", "changed", "moved", "withdrawn", "unchanged", "rejected", "blocked", "failed")


def run(call: Call, screen: Screen) -> int:
    """0 listed, 1 no run yet; NotFound for a site that never ran."""
    from crawler.jobs import reports

    options = call.options
    data = data_directory(options)
    limit = options.number("limit", _LIMIT)
    known = sorted(path.stem for path in (data / "runs").glob("*.jsonl"))
    if call.words and call.words[0] not in known:
        raise NotFound(f"{call.words[0]}: no run of it is recorded; recorded are {', '.join(known) or 'none'}")
    found = [report for site in (call.words or known) for report in reports(data, site, limit)]
    found = sorted(found, key=lambda report: str(report.get("started_at", "")), reverse=True)[:limit]
    if options.on("json") or options.on("jsonl"):
        screen.json(found, options.on("jsonl"))
    else:
        cells = max((width(clean(str(report.get("site", "")))) for report in found), default=0)
        for report in found:
            _line(report, cells, screen)
        if not found:
            screen.say("no run yet; `scrapy crawl SITE` makes one")
    return LISTED if found else NONE


def ended(report: Mapping[str, Any]) -> str:
    """How a run ended, in one word.

    >>> ended({"status": 4, "reason": "finished"}), ended({"reason": "shutdown"}), ended({"status": 0})
    ('blocked', 'shutdown', 'well')
    """
    from crawler.exits import Exit

    status = report.get("status", -1)
    if status in Exit.__members__.values():
        return Exit(status).name.lower()
    reason = str(report.get("reason", ""))
    return "well" if reason == "finished" else reason or "unknown"


def outcomes_text(report: Mapping[str, Any]) -> str:
    """`12 new, 3 changed`: what pages came to, as far as people care."""
    outcomes = report.get("outcomes", {})
    return ", ".join(f"{outcomes[word]:,} {word}" for word in _WORDS if outcomes.get(word)) or "nothing"


def duration_text(seconds: float) -> str:
    """`4 min`.

    >>> duration_text(3.2), duration_text(250), duration_text(9000)
    ('3 s', '4 min', '2.5 h')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _line(report: Mapping[str, Any], cells: int, screen: Screen) -> None:
    when = str(report.get("started_at", ""))[:16].replace("T", " ")
    end = ended(report)
    requests = int(report.get("requests", 0))
    told = f"{outcomes_text(report)} · {requests:,} requests, {duration_text(float(report.get('seconds', 0)))}"
    head = f"{pad(when, 16)}  {pad(clean(str(report.get('site', ''))), cells)}  {pad(end, 11)} "
    room = max(10, screen.width - width(head))
    screen.line(f"{screen.style(head, 'dim') if end == 'well' else head}{clip(clean(told), room)}")
    for finding in report.get("findings", {}).values():
        screen.line(f"{' ' * 18}{clip(clean(str(finding)), max(10, screen.width - 18))}")
