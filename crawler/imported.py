"""What an imported capture comes to, by its role, status and reading: at the import, and again after a lost catalogue.

In: an open archive, a capture as kept, its reading. Out: the capture settled. Captures that a crawl asked for are for
crawler/judgement.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.records import Article, Outcome, Reading, Rejected, Role

if TYPE_CHECKING:
    from archive import Archive
    from archive.holdings import Capture, Settled

_LISTS = (Role.LISTING, Role.SITEMAP, Role.ROBOTS)


def settle_imported(archive: Archive, capture: Capture, reading: Reading | None) -> Settled:
    """Settles an imported capture; its further pages, if it has any, were joined before."""
    if capture.role is Role.PART:
        return archive.settle(capture.id, None, outcome=Outcome.PART)
    if capture.role in _LISTS:
        return archive.settle(capture.id, None, outcome=Outcome.LISTED, detail="kept; its links were not followed")
    if capture.role is Role.ATTACHMENT:
        return _settle_attachment(archive, capture, reading)
    return archive.settle(capture.id, reading if capture.role is Role.ARTICLE else None)


def _settle_attachment(archive: Archive, capture: Capture, reading: Reading | None) -> Settled:
    """As a crawl takes it (crawler/judgement.py): a file is kept whatever it is, a page in its place is none."""
    if reading is None or (isinstance(reading, Article) and reading.kind == "attachment"):
        return archive.settle(capture.id, reading)
    if isinstance(reading, Rejected) and reading.reason in ("not-text", "empty"):
        return archive.settle(capture.id, None, outcome=Outcome.LISTED, detail=f"kept: {reading.detail}")
    refused = Rejected("soft-404", "a page in place of the file")
    return archive.settle(capture.id, refused, outcome=Outcome.REJECTED, detail=refused.detail)
