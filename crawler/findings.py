"""What is wrong with a site after a run, in words that name the likely cause. Pure.

In: the run's report, the reports before it, the profile. Out: Findings: a sentence by kind, and which kinds this run
can tell of at all; a run that was refused says nothing about fields. What is done about them is for alarms.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from statistics import median
from typing import TYPE_CHECKING, Any

from crawler.baselines import find_lack, weeks_known
from crawler.failing_fields import failing_fields

if TYPE_CHECKING:
    from extraction import Profile

Report = Mapping[str, Any]

BLOCKED, FAILED, ROBOTS, FAULT = "blocked", "failed", "robots", "fault"
LISTING, YIELD, COVERAGE, WITHDRAWALS = "listing", "yield", "coverage", "withdrawals"
ACCESS = frozenset({BLOCKED, FAILED, ROBOTS, FAULT})
ENDED_BADLY_FOR = timedelta(hours=6)  # after which one failed run is told; a site that is down for minutes is not
_STEADY = 10  # runs whose listings tell what is usual
_COVERED = 0.8  # of the articles shown, kept within 24 h
_CAUSES = (
    (re.compile(r"CannotResolveHost|DNSLookup|name is not known", re.I), "its name is not known (DNS)"),
    (re.compile(r"certificate|ssl|tls", re.I), "no secure connection (certificate)"),
    (re.compile(r"Timeout|took longer", re.I), "it does not answer in time"),
    (re.compile(r"ConnectionRefused|ConnectError|Connection(Lost|Done)|ResponseNeverReceived", re.I), "no connection"),
    (re.compile(r"private address refused", re.I), "it leads to a private address"),
)


@dataclass(frozen=True, slots=True)
class Findings:
    """Sentences by kind, and the kinds that this run can tell of."""

    found: dict[str, str] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()

    @property
    def is_yield(self) -> bool:
        """Whether far fewer articles or fields came than this site's own past says."""
        return bool(self.found.keys() - ACCESS)


def findings_of(
    report: Report, earlier: Sequence[Report], profile: Profile, coverage: tuple[int, int] | None = None
) -> Findings:
    """What this run tells.

    Args:
        report: of the run, without its status.
        earlier: the reports before it, oldest first.
        coverage: of the articles that listings showed in the last three days: shown, kept within 24 hours.
    """
    if report.get("reason") != "finished":
        return Findings()  # stopped by a person, a full disk or a fault: that is told by its exit status
    outcomes = report.get("outcomes", {})
    if not outcomes.get("listed"):
        return _refused(report, earlier, profile)
    found: dict[str, str] = {}
    looked_at = {*ACCESS, LISTING}
    if report.get("narrow"):  # asked for some days or a few articles: no measure for what is usual
        return Findings(found, ACCESS)
    usual = [run for run in earlier if run.get("reason") == "finished" and not run.get("narrow")]
    if listing := _listing(report, usual, profile):
        found[LISTING] = listing
    else:
        looked_at.add(YIELD)
        if lack := _yield(report, usual, profile):
            found[YIELD] = lack
    for kind, (bad, sentence) in failing_fields(report, usual, profile).items():
        looked_at.add(kind)
        if bad:
            found[kind] = sentence
    read = sum(outcomes.get(word, 0) for word in ("new", "changed", "unchanged"))
    if outcomes.get("blocked", 0) >= 3 and outcomes["blocked"] > read:
        found[BLOCKED] = f"its listings answer, {outcomes['blocked']} pages were refused: {report['blocked']}"
    shown, forbidden = int(report.get("shown", 0)), outcomes.get("disallowed", 0)
    if forbidden >= 3 and 2 * forbidden > shown:
        found[ROBOTS] = (
            f"robots.txt forbids {forbidden} of the {shown} articles that its listings show; they are not asked for"
        )
    looked_at.add(WITHDRAWALS)
    gone, kept = outcomes.get("withdrawn", 0), sum(outcomes.get(word, 0) for word in ("unchanged", "changed"))
    if gone >= 10 and gone > kept:
        found[WITHDRAWALS] = (
            f"{gone} articles are gone at once, {kept} still stand; the site moved its pages, or answers with a page "
            f"in their place; look at one: search_cli.py history, then [crawl] in {_file(profile)}"
        )
    if coverage is not None and _weeks(usual) >= 1:
        looked_at.add(COVERAGE)
        shown, held = coverage
        if shown >= 20 and held < _COVERED * shown:
            found[COVERAGE] = _covered(shown, held, report)
    return Findings(found, frozenset(looked_at))


def started(report: Report) -> datetime | None:
    """When that run began."""
    try:
        return datetime.fromisoformat(str(report.get("started_at")))
    except ValueError:
        return None


def news_by_day(runs: Sequence[Report], offset: str) -> dict[date, int]:
    """New articles by the site's own day, of days on which its listings could be read."""
    zone = zone_of(offset)
    counts: dict[date, int] = {}
    for run in runs:
        moment = started(run)
        outcomes = run.get("outcomes", {})
        if moment is None or not outcomes.get("listed") or run.get("narrow"):
            continue
        day = moment.astimezone(zone).date()
        counts[day] = counts.get(day, 0) + int(run.get("fresh", outcomes.get("new", 0)))
    return counts


def weeks_of(runs: Sequence[Report], profile: Profile) -> int:
    """Weeks of baseline that these runs make, the last of them included."""
    moment = started(runs[-1])
    if moment is None:
        return 0
    return weeks_known(news_by_day(runs, profile.timezone), moment.astimezone(zone_of(profile.timezone)).date())


def zone_of(offset: str) -> tzinfo:
    """The zone of `+08:00`."""
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo or UTC
    except ValueError:
        return UTC


def _refused(report: Report, earlier: Sequence[Report], profile: Profile) -> Findings:
    """No listing could be read."""
    since = _since(earlier, report)
    if report.get("blocked"):
        why = str(report["blocked"]).partition(": ")[2] or str(report["blocked"])
        return Findings(
            {BLOCKED: f"refused: {why}, since {since}; what else can be done: docs/operations.md, When a site blocks"},
            ACCESS,
        )
    faults = [str(fault) for fault in report.get("faults", ())]
    if any("Forbidden by robots.txt" in fault for fault in faults):
        host = next((start.split("/")[2] for start in profile.crawl.start), profile.name)
        return Findings(
            {ROBOTS: f"robots.txt of {host} now disallows its listings, since {since}; they are not asked for"}, ACCESS
        )
    good = next((started(run) for run in reversed(earlier) if run.get("outcomes", {}).get("listed")), None)
    now = started(report)
    again = bool(earlier) and not earlier[-1].get("outcomes", {}).get("listed")
    if good and now and now - good < ENDED_BADLY_FOR and not again:
        return Findings()  # neither raised nor cleared: the next run will tell
    return Findings({FAILED: f"{_failure(report, faults)}, since {since}"}, ACCESS)


def _failure(report: Report, faults: list[str]) -> str:
    alone = [f"{host}: {why}" for host, why in report.get("left_alone", {}).items()]
    reasons = [fault.partition(": ")[2] or fault for fault in faults]
    if not alone and not reasons:
        return "nothing was answered"
    said = (alone or reasons)[0]
    cause = next((words for pattern, words in _CAUSES if any(map(pattern.search, (*alone, *reasons)))), "")
    said = said if len(said) <= 120 else said[:117] + "…"
    return f"{cause}: {said}" if cause else said


def _since(earlier: Sequence[Report], report: Report) -> str:
    """The day from which on no listing could be read."""
    first = report
    for run in reversed(earlier):
        if run.get("outcomes", {}).get("listed"):
            break
        if run.get("reason") == "finished":
            first = run
    return str(first.get("started_at", ""))[:10]


def _listing(report: Report, usual: Sequence[Report], profile: Profile) -> str:
    """What to say when listings show no article though they did; "" otherwise."""
    before = [run for run in usual if run.get("outcomes", {}).get("listed")]
    # While it lasts, the runs that are bad themselves are no measure.
    good = [run for run in before if LISTING not in run.get("findings", {})][-_STEADY:]
    shown = int(report.get("shown", 0))
    typical = int(median([int(run.get("shown", 0)) for run in good])) if good else 0
    pages: dict[str, list[int]] = report.get("listings", {})
    since = str(next((run for run in _streak(before, LISTING)), report).get("started_at", ""))[:10]
    if not shown and typical:
        links = max((pair[1] for pair in pages.values()), default=0)
        if links < 5:
            return f"listing empty since {since}: no links on it at all; as a rule {typical} articles are shown"
        return (
            f"no link matched since {since}: {links} links on a listing, none of them fits the article rules; as a "
            f"rule {typical} do; adapt article under [crawl] in {_file(profile)}, see `scrapy probe {profile.name}`"
        )
    silent = []
    for url, (articles, _) in pages.items():
        counts = [run["listings"][url][0] for run in good if url in run.get("listings", {})]
        if not articles and len(counts) >= 3 and median(counts) >= 3:
            silent.append(f"{url} (as a rule {median(counts):.0f})")
    if silent:
        more = f" and {len(silent) - 1} more" if len(silent) > 1 else ""
        return f"a listing shows no article any more, since {since}: {silent[0]}{more}"
    return ""


def _streak(runs: Sequence[Report], kind: str) -> list[Report]:
    """The last runs in a row that found this already, oldest first."""
    streak: list[Report] = []
    for run in reversed(runs):
        if kind not in run.get("findings", {}):
            break
        streak.insert(0, run)
    return streak


def _yield(report: Report, usual: Sequence[Report], profile: Profile) -> str:
    now = started(report)
    if now is None:
        return ""
    zone = zone_of(profile.timezone)
    begun = next((started(run) for run in _streak(usual, YIELD)), None)
    counts = news_by_day([*usual, report], profile.timezone)
    # A lack that is known began up to four weeks before it was told.
    before = begun.astimezone(zone).date() if begun else None
    lack = find_lack(counts, now.astimezone(zone).date(), before)
    if lack is None:
        return ""
    span = "1 day" if lack.days == 1 else f"{lack.days} days"
    return f"{lack.found} new articles in {span} where {lack.usual:.0f} are usual, since {lack.first}; {_cause(report)}"


def _cause(report: Report) -> str:
    outcomes = report.get("outcomes", {})
    shown = int(report.get("shown", 0))
    if report.get("blocked"):
        return f"some pages are refused: {report['blocked']}"
    if outcomes.get("failed", 0) + outcomes.get("rejected", 0) > outcomes.get("unchanged", 0) + 3:
        first = next(iter(report.get("faults", ())), "pages are read as no articles")
        return f"{outcomes.get('failed', 0)} pages failed, {outcomes.get('rejected', 0)} were no articles: {first}"
    if outcomes.get("disallowed"):
        return f"robots.txt forbids {outcomes['disallowed']} pages"
    if outcomes.get("put off"):
        return f"budget exhausted: {outcomes['put off']} requests were put off"
    return f"all known: the listings show {shown} articles and none that is new; do they stand still?"


def _covered(shown: int, held: int, report: Report) -> str:
    why = "some failed"
    if report.get("outcomes", {}).get("disallowed"):
        why = f"robots.txt forbids {report['outcomes']['disallowed']} pages"
    elif report.get("outcomes", {}).get("put off"):
        why = f"budget exhausted, {report['outcomes']['put off']} requests were put off"
    return f"of {shown} articles that listings showed in three days {held} were kept within 24 hours; {why}"


def _weeks(usual: Sequence[Report]) -> int:
    moments = [moment for run in usual if (moment := started(run))]
    return (moments[-1] - moments[0]).days // 7 if moments else 0


def _file(profile: Profile) -> str:
    return (profile.file or f"{profile.name}.toml").rpartition("/")[2]
