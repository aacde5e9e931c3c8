"""What the archive answers with: captures, URLs as known, outcomes settled, changes, counts. Frozen, no behaviour."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from archive.records import Outcome, Role, WarcRef
from archive.values import frozen

# Where a URL stands. `found` is known and never fetched, `fetched` is kept and not yet read.
FOUND = "found"
FETCHED = "fetched"
ARTICLE = "article"
PART = "part"
LISTED = "listed"
MOVED = "moved"
WITHDRAWN = "withdrawn"
GONE = "gone"  # 404 or 410 without ever having been an article
BLOCKED = "blocked"
REJECTED = "rejected"
FAILED = "failed"
PURGED = "purged"  # removed on purpose; archive/tombstones.py


@frozen
class Capture:
    """One response or file as it is kept."""

    id: int
    url: str
    site: str
    role: Role
    warc: WarcRef
    digest: str  # sha256:<hex> of the payload; that of the kept bytes when the server said 304
    captured_at: datetime | None
    same_as: int | None  # the capture that holds these bytes, for a revisit
    kept_at: datetime
    status: int | None = None
    outcome: Outcome = Outcome.FETCHED
    detail: str = ""
    content_type: str = ""


@frozen
class Settled:
    """What became of a capture, and the version that its article now shows for it."""

    outcome: Outcome
    article_id: str | None = None
    version_no: int | None = None


@frozen
class KnownUrl:
    """A URL of the frontier."""

    url: str
    key: str
    site: str
    role: Role
    state: str
    found_on: str
    found_at: datetime
    etag: str
    last_modified: str
    last_captured_at: datetime | None
    last_digest: str
    due_at: datetime | None
    attempts: int  # failures in a row
    moved_to: str = ""
    detail: str = ""


@frozen
class Changes:
    """What happened to articles after a change number; the index follows these."""

    epoch: str
    last: int
    article_ids: tuple[str, ...]


@frozen
class Alarm:
    """Something wrong with a site, or with the whole archive (site ""), told to people once and then at most daily."""

    id: int
    site: str
    kind: str
    message: str
    raised_at: datetime
    told_at: datetime | None = None
    cleared_at: datetime | None = None


@frozen
class SiteCounts:
    """One site at a glance."""

    site: str
    articles: int
    newest: str  # published, of the newest article
    last_captured_at: datetime | None
    urls: dict[str, int] = field(default_factory=dict)  # by state
    blocked_since: datetime | None = None
    blocked_detail: str = ""


@frozen
class Counts:
    """The archive at a glance."""

    articles: int
    versions: int
    captures: int
    unread: int
    withdrawn: int
    sites: int
    newest: str
    warc_bytes: int
