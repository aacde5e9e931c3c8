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
from archive.catalogue import articles, captures, listings, urls
from archive.holdings import Capture, Settled
from archive.outcomes import ABSENT, MOVED, PRESENT, REDIRECTS, SILENT, Judged, judge
from archive.records import Article, Failed, Link, Outcome, Reading, Rejected, Role
from archive.revisits import Pace, next_due
from archive.times import from_text, to_text
from archive.urls import article_id, canonical_url, host_of
from archive.versions import ReadCapture, Span, arrange_versions, evidence_digest, text_digest

if TYPE_CHECKING:
    from archive.archive import Archive

# Reads a capture again with the extractor of today, further pages of the article joined.
Reader = Callable[["Archive", Capture], Reading]

# The status of an article by the last word of its captures.
STATUS = {PRESENT: "current", ABSENT: "withdrawn", MOVED: "moved"}
_READ = (Outcome.NEW, Outcome.UNCHANGED, Outcome.CHANGED)
_LISTS = (Role.LISTING, Role.SITEMAP)
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
    subject = urls.subject_of(db, capture.id)
    identity = article_id(subject.key)
    if isinstance(reading, Failed) and subject.says == PRESENT:
        return Settled(Outcome.FAILED, identity, None)  # a fault of ours takes no reading away
    target = _target(capture, outcome, detail)
    judged = judge(
        capture.status,
        capture.role,
        reading,
        target=target,
        was_article=bool(subject.status),
        outcome=outcome,
        detail=detail,
    )
    if judged.says == MOVED and target and canonical_url(target) == subject.key:
        judged = judged._replace(says=SILENT)  # http to https and the like: the same page to us
    seen = articles.shown(db, subject.url_id) if subject.status else []
    if isinstance(reading, Article) and judged.outcome in _READ:
        _put(db, subject.url_id, capture, reading, bool(subject.status), now)
    elif reading is None and judged.outcome is Outcome.UNCHANGED:
        judged = _as_before(db, capture, judged)
    elif subject.says == PRESENT:
        articles.drop_reading(db, capture.id)  # read again, and found to be no article
    elif judged.says == PRESENT:
        judged = judged._replace(says=SILENT)  # there is no reading to show for it
    readings = articles.readings_of(db, subject.url_id)
    spans = arrange_versions(readings)
    if reread and len(spans) > 1 and isinstance(reading, Article):
        spans = _comparable_spans(db, subject.url_id, capture.id, readings, spans, reread, now)
    if judged.outcome in _READ and spans:
        judged = judged._replace(outcome=_by_versions(capture.id, seen, spans, bool(subject.says)))
    captures.set_outcome(db, capture.id, judged.outcome, judged.detail, judged.says, _encoding_of(reading))
    first_at = min((known.at for known in readings), default=None)
    if spans:
        last_at = max(known.at for known in readings)
        again = judged.outcome is Outcome.UNCHANGED
        _put_article(db, subject, identity, spans, seen, first_at or last_at, last_at, to_text(now), again)
    elif seen:
        articles.remove_article(db, subject.url_id)
        articles.add_change(db, identity, "removed", to_text(now))
    news = _put_links(db, capture, links, target if judged.outcome is Outcome.MOVED else "", to_text(now))
    pace = None
    if judged.outcome is Outcome.LISTED and capture.role in _LISTS and capture.captured_at is not None:
        pace = listings.look(db, subject.url_id, capture.captured_at, news)
    _put_state(db, subject, capture, judged, target, first_at, pace)
    number = next((span.number for span in spans if capture.id in span.capture_ids), None)
    return Settled(judged.outcome, identity if spans else None, number)


def settle_rereadings(db: sqlite3.Connection, rereadings: Sequence[tuple[Capture, Article]], now: datetime) -> None:
    """Puts the new readings of captures of one article in the place of the old ones, all or none of them.

    Captures, outcomes and the URL's state stay as they were: nothing came from the site.
    """
    subject = urls.subject_of(db, rereadings[0][0].id)
    seen = articles.shown(db, subject.url_id)
    for capture, article in rereadings:
        _put(db, subject.url_id, capture, article, True, now)
    readings = articles.readings_of(db, subject.url_id)
    ats = [known.at for known in readings]
    spans = arrange_versions(readings)
    _put_article(db, subject, article_id(subject.key), spans, seen, min(ats), max(ats), to_text(now), True)


def _target(capture: Capture, outcome: Outcome | None, detail: str) -> str:
    """Where a capture leads: its Location header, kept in `detail` until it is settled, or what the caller says."""
    if outcome is Outcome.MOVED and detail:
        return detail
    return capture.detail if capture.status in REDIRECTS else ""


def _put(db: sqlite3.Connection, url_id: int, capture: Capture, article: Article, known: bool, now: datetime) -> None:
    articles.put_reading(
        db,
        url_id,
        capture.id,
        article,
        article_to_json(article),
        evidence_digest(capture.digest, article),
        text_digest(article),
        known,
        to_text(now),
    )


def _comparable_spans(
    db: sqlite3.Connection,
    url_id: int,
    capture_id: int,
    readings: list[ReadCapture],
    spans: list[Span],
    reread: Callable[[Capture], Reading],
    now: datetime,
) -> list[Span]:
    """The versions, once a difference between two extractors is ruled out: old bytes are read again first."""
    extractors = articles.extractors_of(db, url_id)
    ours = extractors[capture_id]
    others = {known.evidence: known.capture_id for known in readings if extractors[known.capture_id] != ours}
    if not others:
        return spans
    for other in others.values():
        held = captures.capture_by_id(db, other)
        assert held is not None
        again = reread(held)
        if isinstance(again, Article):
            _put(db, url_id, held, again, True, now)
    return arrange_versions(articles.readings_of(db, url_id))


def _as_before(db: sqlite3.Connection, capture: Capture, judged: Judged) -> Judged:
    """A capture of bytes known before (a 304, say) says what the capture said that holds them."""
    silent = judged._replace(says=SILENT)
    if capture.same_as is None or capture.role is not Role.ARTICLE:
        return silent
    if articles.copy_reading(db, capture.same_as, capture.id):
        return judged._replace(says=PRESENT)
    first = captures.capture_by_id(db, capture.same_as)
    if first is None or first.outcome is Outcome.FETCHED:
        return silent
    return Judged(first.outcome, first.detail, urls.subject_of(db, first.id).says)


def _by_versions(capture_id: int, before: list[articles.Shown], spans: list[Span], settled_before: bool) -> Outcome:
    """New, changed or unchanged: only a capture that was not read before can be news."""
    if not before:
        return Outcome.NEW
    if settled_before or [span.text for span in spans] == [shown.text for shown in before]:
        return Outcome.UNCHANGED
    own = next(span for span in spans if capture_id in span.capture_ids)
    return Outcome.CHANGED if len(own.capture_ids) == 1 else Outcome.UNCHANGED


def _put_article(
    db: sqlite3.Connection,
    subject: urls.Subject,
    identity: str,
    spans: list[Span],
    seen: list[articles.Shown],
    first_at: datetime,
    last_at: datetime,
    now: str,
    again: bool,
) -> None:
    """`again`: no capture brought news, so what differs comes from reading."""
    status = STATUS.get(captures.last_word(db, subject.url_id), "current")
    articles.put_article(db, subject.url_id, identity, status, spans, first_at, last_at)
    if not seen:
        articles.add_change(db, identity, "added", now)
        return
    kind = _change_kind(seen, articles.shown(db, subject.url_id), subject.status or "", status, again)
    if kind:
        articles.add_change(db, identity, kind, now)


def _change_kind(before: list[articles.Shown], after: list[articles.Shown], was: str, status: str, again: bool) -> str:
    """What those who follow the archive must know; "" when nothing that they see is different.

    `reread`: old bytes say something else to another extractor or profile; the site edited nothing.
    """
    other_text = [shown.text for shown in before] != [shown.text for shown in after]
    if other_text and not again:
        return "version"
    if was != status:
        return "restored" if status == "current" else status
    said = {shown.capture_id: shown.content_id for shown in before}
    if other_text or any(said.get(shown.capture_id, shown.content_id) != shown.content_id for shown in after):
        return "reread"
    return "rearranged" if before != after else ""


def _put_links(db: sqlite3.Connection, capture: Capture, links: Sequence[Link], target: str, now: str) -> int:
    """Gives how many articles nobody knew of."""
    found = [link for link in links if link.role is not Role.ARTICLE]
    # In the same transaction, so that a kill before the redirect is followed forgets nothing. Other hosts are for the
    # crawler to judge: it passes them as links.
    if target and host_of(target) == host_of(capture.url):
        found.append(Link(target, capture.role))
    if found:
        urls.add_links(db, capture.site, found, capture.url, now)
    leads = [link for link in links if link.role is Role.ARTICLE]
    if not leads:
        return 0
    return urls.add_links(db, capture.site, leads, capture.url, now, shown=capture.role is Role.LISTING)


def _put_state(
    db: sqlite3.Connection,
    subject: urls.Subject,
    capture: Capture,
    judged: Judged,
    target: str,
    first_at: datetime | None,
    pace: Pace | None,
) -> None:
    """Where the URL stands: decided by its latest capture, which need not be this one."""
    latest = captures.latest_settled(db, subject.url_id)
    assert latest is not None
    ours = latest.id == capture.id
    good = latest.outcome in _GOOD
    attempts = subject.attempts
    if ours:
        attempts = 0 if good or latest.outcome is Outcome.MOVED else attempts + 1
    at = from_text(latest.at)
    due_at = subject.due_at
    if latest.status is not None:
        due = next_due(subject.role, latest.outcome, first_at or at, at, attempts, pace)
        due_at = to_text(due) if due else None
    state = urls.STATES[latest.outcome]
    if latest.says == ABSENT:  # whether it was an article may become known later than that it is gone
        state = holdings.WITHDRAWN if first_at else holdings.GONE
    moved_to = canonical_url(target) if ours and judged.says == MOVED and target else ""
    urls.set_state(
        db,
        subject.url_id,
        state,
        due_at=due_at,
        attempts=attempts,
        tried_at=latest.at,
        detail=latest.detail,
        moved_to=moved_to,
        last_capture=latest.id if good else None,
    )


def _encoding_of(reading: Reading | None) -> str | None:
    # That of an article stands in its reading.
    return encoding_to_json(reading.encoding) if isinstance(reading, Rejected) and reading.encoding else None
