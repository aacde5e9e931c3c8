"""One capture's outcome becomes versions, status, changes and the URL's state, inside the caller's transaction.

Everything is computed from all captures of the URL in capture order, so that the order of insertion decides nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from archive import holdings
from archive.article_json import article_to_json, encoding_to_json
from archive.catalogue import articles, captures, urls
from archive.holdings import Capture, Settled
from archive.outcomes import ABSENT, MOVED, PRESENT, REDIRECTS, SILENT, Judged, judge
from archive.records import Article, Link, Outcome, Reading, Rejected, Role
from archive.revisits import next_due
from archive.times import from_text, to_text
from archive.urls import article_id, canonical_url, host_of
from archive.versions import Span, arrange_versions, evidence_digest, text_digest

if TYPE_CHECKING:
    from archive.archive import Archive

# Reads a capture again with the extractor of today, further pages of the article joined.
Reader = Callable[["Archive", Capture], Reading]

_STATUS = {PRESENT: "current", ABSENT: "withdrawn", MOVED: "moved"}
_READ = (Outcome.NEW, Outcome.UNCHANGED, Outcome.CHANGED)
_GOOD = (*_READ, Outcome.LISTED, Outcome.PART)


def settle_capture(
    db: sqlite3.Connection,
    capture: Capture,
    reading: Reading | None,
    *,
    links: Sequence[Link],
    outcome: Outcome | None,
    detail: str,
    now: datetime,
    reread: Callable[[Capture], Reading] | None = None,
) -> Settled:
    """Record what became of a capture; see `Archive.settle`."""
    row = captures.row_of(db, capture.id)
    key = urls.key_of(db, row.url_id)
    before = articles.status_of(db, row.url_id)
    target = _target(capture, outcome, detail)
    judged = judge(
        capture.status,
        capture.role,
        reading,
        target=target,
        was_article=before is not None,
        outcome=outcome,
        detail=detail,
    )
    if judged.says == MOVED and target and canonical_url(target) == key:
        judged = judged._replace(says=SILENT)  # http to https and the like: the same page to us
    seen_before = articles.shown(db, row.url_id)
    if isinstance(reading, Article) and judged.outcome in _READ:
        _put(db, row.url_id, capture.id, capture.digest, reading)
        spans = _comparable_spans(db, row.url_id, capture.id, reread)
    elif reading is None and outcome is None and capture.status == 304:
        judged = _as_before(db, capture, judged)
        spans = arrange_versions(articles.readings_of(db, row.url_id))
    else:
        spans = arrange_versions(articles.readings_of(db, row.url_id)) if before else []
    if judged.outcome in _READ:
        judged = judged._replace(outcome=_by_versions(capture.id, seen_before, spans, bool(row.says)))
    encoding = _encoding_of(reading)
    captures.set_outcome(db, capture.id, judged.outcome, judged.detail, judged.says, encoding)
    identity = article_id(key)
    if spans:
        _put_article(db, row.url_id, identity, spans, seen_before, before, to_text(now))
    _put_links(db, capture, links, target if judged.outcome is Outcome.MOVED else "", to_text(now))
    _put_state(db, row.url_id, capture, judged, target, before)
    number = next((span.number for span in spans if capture.id in span.capture_ids), None)
    return Settled(judged.outcome, identity if spans else None, number)


def _target(capture: Capture, outcome: Outcome | None, detail: str) -> str:
    """Where a capture leads: its Location header, kept in `detail` until it is settled, or what the caller says."""
    if outcome is Outcome.MOVED and detail:
        return detail
    return capture.detail if capture.status in REDIRECTS else ""


def _put(db: sqlite3.Connection, url_id: int, capture_id: int, digest: str, article: Article) -> None:
    evidence = evidence_digest(digest, article)
    articles.put_reading(db, url_id, capture_id, article, article_to_json(article), evidence, text_digest(article))


def _comparable_spans(
    db: sqlite3.Connection, url_id: int, capture_id: int, reread: Callable[[Capture], Reading] | None
) -> list[Span]:
    """The versions, once a difference between two extractors is ruled out: old bytes are read again first."""
    readings = articles.readings_of(db, url_id)
    spans = arrange_versions(readings)
    if reread is None or len(spans) < 2:
        return spans
    extractors = articles.extractors_of(db, url_id)
    ours = extractors[capture_id]
    others = {r.evidence: r.capture_id for r in readings if extractors[r.capture_id] != ours}
    if not others:
        return spans
    for other in others.values():
        held = captures.capture_by_id(db, other)
        assert held is not None
        again = reread(held)
        if isinstance(again, Article):
            _put(db, url_id, other, held.digest, again)
    return arrange_versions(articles.readings_of(db, url_id))


def _as_before(db: sqlite3.Connection, capture: Capture, judged: Judged) -> Judged:
    """A 304 says what the capture said whose bytes it speaks of."""
    if capture.same_as is None or capture.role is not Role.ARTICLE:
        return judged
    if articles.copy_reading(db, capture.same_as, capture.id):
        return judged._replace(says=PRESENT)
    first = captures.capture_by_id(db, capture.same_as)
    says = captures.row_of(db, capture.same_as).says
    if first is None or first.outcome is Outcome.FETCHED:
        return judged
    return Judged(first.outcome, first.detail, says)


def _by_versions(capture_id: int, before: list[articles.Shown], spans: list[Span], settled_before: bool) -> Outcome:
    """New, changed or unchanged: only a capture that was not read before can be news."""
    if not before:
        return Outcome.NEW
    texts = [span.text for span in spans]
    if settled_before or texts == [shown.text for shown in before]:
        return Outcome.UNCHANGED
    own = next(span for span in spans if capture_id in span.capture_ids)
    return Outcome.CHANGED if len(own.capture_ids) == 1 else Outcome.UNCHANGED


def _put_article(
    db: sqlite3.Connection,
    url_id: int,
    identity: str,
    spans: list[Span],
    seen_before: list[articles.Shown],
    before: tuple[str, str] | None,
    now: str,
) -> None:
    word = captures.last_word(db, url_id)
    status = _STATUS[word] if word else "current"
    articles.put_article(db, url_id, identity, status, spans)
    kind = _change_kind(seen_before, articles.shown(db, url_id), before[0] if before else "", status)
    if kind:
        articles.add_change(db, identity, kind, now)


def _change_kind(before: list[articles.Shown], after: list[articles.Shown], was: str, status: str) -> str:
    """What those who follow the archive must know; "" when nothing that they see is different."""
    if not before:
        return "added"
    if [shown.text for shown in before] != [shown.text for shown in after]:
        return "version"
    if was != status:
        return "restored" if status == "current" else status
    return "rearranged" if before != after else ""


def _put_links(db: sqlite3.Connection, capture: Capture, links: Sequence[Link], target: str, now: str) -> None:
    found = list(links)
    # In the same transaction, so that a kill before the redirect is followed forgets nothing. Other hosts are for the
    # crawler to judge: it passes them as links.
    if target and host_of(target) == host_of(capture.url):
        found.append(Link(target, capture.role))
    if found:
        urls.add_links(db, capture.site, found, capture.url, now)


def _put_state(
    db: sqlite3.Connection, url_id: int, capture: Capture, judged: Judged, target: str, before: tuple[str, str] | None
) -> None:
    """Where the URL stands: decided by its latest capture, which need not be this one."""
    latest = captures.latest_settled(db, url_id)
    assert latest is not None
    standing = urls.standing(db, url_id)
    ours = latest.id == capture.id
    good = latest.outcome in _GOOD
    attempts = standing.attempts
    if ours:
        attempts = 0 if good or latest.outcome is Outcome.MOVED else attempts + 1
    known = articles.status_of(db, url_id)
    at = from_text(latest.at)
    first_at = from_text(known[1]) if known else at
    due_at = standing.due_at
    if latest.status is not None:
        due = next_due(standing.role, latest.outcome, first_at, at, attempts)
        due_at = to_text(due) if due else None
    state = urls.STATES[latest.outcome]
    if latest.outcome is Outcome.FAILED and latest.says == ABSENT:
        state = holdings.GONE
    urls.set_state(
        db,
        url_id,
        state,
        due_at=due_at,
        attempts=attempts,
        tried_at=latest.at,
        detail=latest.detail,
        moved_to=canonical_url(target) if ours and judged.says == MOVED and target else "",
        last_capture=latest.id if good else None,
    )


def _encoding_of(reading: Reading | None) -> str | None:
    encoding = reading.encoding if isinstance(reading, Article | Rejected) else None
    return encoding_to_json(encoding) if encoding else None
