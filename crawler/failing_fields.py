"""Fields that pages no longer give, and the selector that went blind. Pure.

In: reports with the counts of crawler/fields.py. Out: for every field that the newest pages tell of, whether it fails,
and a sentence. Each field has a baseline of its own: its coverage on new articles of the last eight weeks, on the same
weekday where that is lower (digests of the weekend name no reporter). Pages read again must give what they gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Any

from crawler.baselines import CHANCE, WEEKS, chance_of_coverage
from crawler.fields import FIELDS, PLACES, TEMPLATE, selectors_of

if TYPE_CHECKING:
    from extraction import Profile

Report = Mapping[str, Any]
PREFIX = "field "
LENGTH = "length"
_WINDOWS = (timedelta(0), timedelta(days=1), timedelta(days=7))  # the last run alone, a day, a week
_FEWEST_NOW, _FEWEST_BEFORE = 3, 5
_READ_AGAIN = 0.95  # of the pages that gave a field give it again, at least: edits take some away
_SHORTER = 0.25
# Where a profile names selectors for these, they find something on nearly every page, also before that is known.
_CORE, _CORE_USUAL = ("title", "published", "body"), 0.9


def failing_fields(report: Report, usual: Sequence[Report], profile: Profile) -> dict[str, tuple[bool, str]]:
    """By kind (`field body`): whether the field fails, and the sentence; fields that nobody can judge are left out."""
    runs = [*usual, report]
    verdicts: dict[str, tuple[bool, str]] = {}
    for name in (TEMPLATE, *FIELDS):
        verdict = _verdict(name, runs, profile)
        if verdict is not None:
            verdicts[PREFIX + name] = verdict
    for name in PLACES:
        verdict = _blind_place(name, runs, profile)
        if verdict is not None and not verdicts.get(PREFIX + name, (False, ""))[0]:
            verdicts[PREFIX + name] = verdict
    length = _length(runs)
    if length is not None:
        verdicts[PREFIX + LENGTH] = length
    if verdicts.get(PREFIX + TEMPLATE, (False, ""))[0]:
        # One cause, one alarm: the fields fail because the page is no longer known.
        return {kind: verdict for kind, verdict in verdicts.items() if kind == PREFIX + TEMPLATE or not verdict[0]}
    return verdicts


def _verdict(name: str, runs: Sequence[Report], profile: Profile) -> tuple[bool, str] | None:
    latest = runs[-1]
    if not _counted(latest, name):
        return None
    known = _begun(runs, PREFIX + name, lambda run: _counted(run, name))
    good = True
    for tally in ("again", "fresh"):
        now = _pair([latest], tally, name)
        if now[1] >= now[0] / 2:  # whatever is usual, this is no failure: most runs need no look at the past
            continue
        for span in _WINDOWS:
            window = list(_within(runs, latest, span))
            count, found = _pair(window, tally, name)
            expected = (_READ_AGAIN, 1.0) if tally == "again" else _usual(runs, window, name, known)
            if expected is None:
                continue
            usual, before = expected
            if now[1] < usual / 2 * now[0]:
                good = False
            if (
                count >= _FEWEST_NOW
                and found < usual / 2 * count
                and now[1] < usual / 2 * now[0]
                and chance_of_coverage(found, count, usual) <= (CHANCE if tally == "fresh" else 1e-3)
            ):
                return True, _sentence(name, before, found / count, window, runs, profile)
    return (False, "") if good else None


def _blind_place(name: str, runs: Sequence[Report], profile: Profile) -> tuple[bool, str] | None:
    """Whether the profile's selectors for a field went blind, though the generic reading may fill it meanwhile."""
    known = _begun(runs, PREFIX + name, lambda run: any(key.rpartition("/")[2] == name for key in _places(run)))
    verdict = None
    for place in sorted({key for run in runs[-1:] for key in _places(run) if key.rpartition("/")[2] == name}):
        latest = runs[-1]
        tried, found = _places(latest)[place]
        if found >= tried / 2:
            verdict = verdict or (False, "")
            continue
        first = min(filter(None, (known, _moment(latest))), default=None)
        before = [_places(run)[place] for run in runs[:-1] if place in _places(run) and _earlier(run, first)]
        count, held = sum(pair[0] for pair in before), sum(pair[1] for pair in before)
        if count < _FEWEST_BEFORE and name not in _CORE:
            continue
        usual = (held + 1) / (count + 2) if count >= _FEWEST_BEFORE else _CORE_USUAL
        verdict = verdict or (False, "")
        week = [run for run in _within(runs, latest, _WINDOWS[-1]) if known is None or not _earlier(run, known)]
        for window in ([latest], week):
            pairs = [_places(run)[place] for run in window if place in _places(run)]
            all_tried, all_found = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
            fails = usual > 0.5 and found < usual / 2 * tried and all_found < usual / 2 * all_tried
            if fails and all_tried >= _FEWEST_NOW and chance_of_coverage(all_found, all_tried, usual) <= 1e-3:
                guess = "; meanwhile the field is guessed without it" if name in FIELDS else ""
                selector, era = selectors_of(profile, place), place.rpartition("/")[0]
                said = f"{name}: selector {selector} (era {era} in {_file(profile)}) empty since {_since(place, runs)}"
                return (
                    True,
                    f"{said}; pages where it finds something fell from {usual:.2f} to {found / tried:.2f}{guess}",
                )
    return verdict


def _places(run: Report) -> Mapping[str, Sequence[int]]:
    places: Mapping[str, Sequence[int]] = run.get("readings", {}).get("places", {})
    return places


def _earlier(run: Report, moment: datetime | None) -> bool:
    at = _moment(run)
    return at is not None and moment is not None and at < moment


def _counted(run: Report, name: str) -> bool:
    readings = run.get("readings", {})
    return any(readings.get(tally, {}).get(name, (0, 0))[0] for tally in ("fresh", "again"))


def _pair(runs: Sequence[Report], tally: str, name: str) -> tuple[int, int]:
    pairs = [run.get("readings", {}).get(tally, {}).get(name, (0, 0)) for run in runs]
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)


def _within(runs: Sequence[Report], latest: Report, span: timedelta) -> Iterator[Report]:
    end = _moment(latest)
    for run in runs:
        moment = _moment(run)
        if run is latest or (moment and end and end - span <= moment <= end and span):
            yield run


def _usual(
    runs: Sequence[Report], window: Sequence[Report], name: str, known: datetime | None
) -> tuple[float, float] | None:
    """The coverage of new articles before the window and before the trouble that is known; None without enough.

    First rather too low, as a measure, then as it was.
    """
    first = min((moment for run in window if (moment := _moment(run))), default=None)
    if first is None:
        return None
    first = min(first, known) if known else first
    inside = {id(run) for run in window}
    before = [
        run
        for run in runs
        if (moment := _moment(run))
        and moment < first
        and first - moment <= timedelta(weeks=WEEKS)
        and id(run) not in inside
    ]
    count, found = _pair(before, "fresh", name)
    if count < _FEWEST_BEFORE:
        return None
    usual, was = (found + 1) / (count + 2), found / count
    weekdays = {moment.weekday() for run in window if (moment := _moment(run))}
    same = [run for run in before if (moment := _moment(run)) and moment.weekday() in weekdays]
    count, found = _pair(same, "fresh", name)
    return (min(usual, (found + 1) / (count + 2)) if count >= 2 * _FEWEST_BEFORE else usual), was


def _begun(runs: Sequence[Report], kind: str, tells: Callable[[Report], object]) -> datetime | None:
    """When the trouble began that the runs before this one found already; those that cannot tell are passed over."""
    begun = None
    for run in reversed(runs[:-1]):
        if kind in run.get("findings", {}):
            begun = _moment(run) or begun
        elif tells(run):
            break
    return begun


def _sentence(
    name: str, before: float, now: float, window: Sequence[Report], runs: Sequence[Report], profile: Profile
) -> str:
    what = f"coverage fell from {before:.2f} to {now:.2f}"
    if name == TEMPLATE:
        what = f"pages that the profile knows fell from {before:.2f} to {now:.2f}"
    place = _blind(name, window)
    if not place:
        return f"{name}: {what}; the selectors still find something: `scrapy probe {profile.name}` shows what is read"
    selector, era = selectors_of(profile, place), place.rpartition("/")[0]
    return f"{name}: selector {selector} (era {era} in {_file(profile)}) empty since {_since(place, runs)}; {what}"


def _blind(name: str, window: Sequence[Report]) -> str:
    """The place in the profile that finds nothing any more: what tells the era, else the field's own."""
    totals: dict[str, list[int]] = {}
    for run in window:
        for place, (count, found) in run.get("readings", {}).get("places", {}).items():
            total = totals.setdefault(place, [0, 0])
            total[0] += count
            total[1] += found
    blind = [place for place, (count, found) in totals.items() if found < count / 2]
    names = ("byline", "editors") if name in ("reporters", "correspondents", "photographers") else (name,)
    for wanted in ("match", *names):
        for place in blind:
            if place.rpartition("/")[2].partition(".")[0] == wanted:
                return place
    return ""


def _since(place: str, runs: Sequence[Report]) -> str:
    """The day of the first run, of the last ones in a row, in which that place was mostly empty."""
    since = ""
    for run in reversed(runs):
        count, found = run.get("readings", {}).get("places", {}).get(place, (0, 0))
        if count and found >= count / 2:
            break
        if count:
            since = str(run.get("started_at", ""))[:10]
    return since


def _file(profile: Profile) -> str:
    return (profile.file or f"{profile.name}.toml").rpartition("/")[2]


def _length(runs: Sequence[Report]) -> tuple[bool, str] | None:
    """Whether the texts of new articles became far shorter, as when only their first paragraph is found."""
    if not _chars(runs[-1]):
        return None
    told = [(run, _chars(run)) for run in runs if _chars(run)]
    known = _begun(runs, PREFIX + LENGTH, _chars)
    latest = [chars for _, chars in told[-3:]]
    before = [chars for run, chars in told[:-3] if not known or ((m := _moment(run)) and m < known)][-60:]
    if len(latest) < 3 or len(before) < 10:
        return None
    usual, now = median(before), median(latest)
    if now >= _SHORTER * usual:
        return False, ""
    return True, f"texts of new articles fell from {usual:.0f} to {now:.0f} characters; is only a part of them read?"


def _chars(run: Report) -> int:
    return int(run.get("readings", {}).get("chars", 0))


def _moment(run: Report) -> datetime | None:
    return _parsed(str(run.get("started_at")))


@lru_cache(maxsize=8192)
def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
