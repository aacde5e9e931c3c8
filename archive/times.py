"""Our own times as text: aware, in UTC, of one width, so that their order as text is their order in time. Pure."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """ISO 8601 in UTC to the microsecond; a naive time is a programmer's mistake and raises ValueError.

    >>> to_text(datetime(2016, 1, 6, 9, 58, tzinfo=UTC))
    '2016-01-06T09:58:00.000000Z'
    """
    if moment.tzinfo is None:
        raise ValueError(f"time without zone: {moment!r}; our times are aware and in UTC")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def from_text(text: str) -> datetime:
    """The time that `to_text` wrote."""
    return datetime.fromisoformat(text)


def maybe_from_text(text: str | None) -> datetime | None:
    """The time that was written, or None where none was."""
    return datetime.fromisoformat(text) if text else None


def for_people(moment: datetime) -> str:
    """ISO 8601 in UTC, no more precise than the moment is.

    >>> for_people(datetime(2016, 1, 6, 9, 58, tzinfo=UTC))
    '2016-01-06T09:58:00Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
