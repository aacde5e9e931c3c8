"""What became of a capture, from its status, role and reading. Pure; what it means for versions is elsewhere."""

from __future__ import annotations

from typing import NamedTuple

from archive.records import Article, Failed, Outcome, Reading, Rejected, Role

PRESENT = "present"
ABSENT = "absent"
MOVED = "moved"
SILENT = ""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
# 412 and 521 are the answers of the WAF before acftu.org and its kind; 403 is the old sign on the door.
REFUSED = frozenset({401, 403, 412, 418, 429, 451, 521})
# Reasons of a rejection that say the article is no longer there.
NO_LONGER = frozenset({"soft-404"})


class Judged(NamedTuple):
    """Outcome, a sentence for people, and what the capture says about its article."""

    outcome: Outcome
    detail: str
    says: str


def judge(
    status: int | None,
    role: Role,
    reading: Reading | None,
    *,
    target: str = "",
    was_article: bool = False,
    outcome: Outcome | None = None,
    detail: str = "",
) -> Judged:
    """The outcome of a capture as far as one capture alone can tell.

    Args:
        status: of HTTP, None for a file.
        role: what was asked for.
        reading: what the extractor made of it, None where nothing was read.
        target: where a redirect leads.
        was_article: whether this URL ever gave an article.
        outcome: what the caller knows better (blocked by a challenge page, moved by a canonical link, …).
        detail: the caller's sentence.
    """
    if outcome is not None:
        return Judged(outcome, detail or target, _SAYS.get(outcome, SILENT))
    if isinstance(reading, Article):
        if role is Role.PART:
            return Judged(Outcome.PART, detail, SILENT)
        return Judged(Outcome.NEW, detail, PRESENT)  # or unchanged, or changed: the versions will tell
    if isinstance(reading, Rejected):
        return _rejected(reading, was_article, detail)
    if isinstance(reading, Failed):
        return Judged(Outcome.FAILED, detail or _sentence(reading), SILENT)
    return _unread(status, role, target, was_article, detail)


_SAYS = {
    Outcome.NEW: PRESENT,
    Outcome.CHANGED: PRESENT,
    Outcome.UNCHANGED: PRESENT,
    Outcome.MOVED: MOVED,
    Outcome.WITHDRAWN: ABSENT,
}


def _rejected(reading: Rejected, was_article: bool, detail: str) -> Judged:
    if reading.reason == "challenge":
        return Judged(Outcome.BLOCKED, detail or _sentence(reading), SILENT)
    says = ABSENT if reading.reason in NO_LONGER else SILENT
    outcome = Outcome.WITHDRAWN if says == ABSENT and was_article else Outcome.REJECTED
    return Judged(outcome, detail or _sentence(reading), says)


def _unread(status: int | None, role: Role, target: str, was_article: bool, detail: str) -> Judged:
    if status in REDIRECTS:
        return Judged(Outcome.MOVED, detail or target, MOVED)
    if status in GONE:
        outcome = Outcome.WITHDRAWN if was_article else Outcome.FAILED
        return Judged(outcome, detail or f"HTTP {status}", ABSENT)
    if status in REFUSED:
        return Judged(Outcome.BLOCKED, detail or f"HTTP {status}", SILENT)
    if status is not None and status != 304 and not 200 <= status < 300:
        return Judged(Outcome.FAILED, detail or f"HTTP {status}", SILENT)
    if role is Role.PART:
        return Judged(Outcome.PART, detail, SILENT)
    if role is not Role.ARTICLE:
        return Judged(Outcome.LISTED, detail, SILENT)
    if status == 304:
        return Judged(Outcome.UNCHANGED, detail, PRESENT if was_article else SILENT)
    raise ValueError("an article's page was settled without a reading or an outcome")


def _sentence(reading: Rejected | Failed) -> str:
    return f"{reading.reason}: {reading.detail}" if reading.detail else reading.reason
