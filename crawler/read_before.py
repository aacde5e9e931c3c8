"""A backfill taken up again reads listings of the last days from the archive, not from the site.

Walking back to 2010 takes days at a polite pace; killed or out of budget, it begins anew at the first page, and what
was walked before costs no request. A middleware in front of the network.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.http import Response

from archive.errors import DamagedData
from archive.records import Outcome, Role
from crawler.middlewares import Component

if TYPE_CHECKING:
    from scrapy import Request

FRESH = timedelta(days=7)


class ReadBefore(Component):
    """Answers for listings whose pages were read in the last days; a backfill's first page is always asked for."""

    def process_request(self, request: Request) -> Response | None:
        """The answer of the archive; None lets the request go on."""
        run = self.run
        if not run.wanted.is_backfill or request.meta.get("role") is not Role.LISTING:
            return None
        if request.url in run.profile.crawl.start:
            return None
        known = run.archive.known(request.url)
        if known is None or known.last_captured_at is None or run.now() - known.last_captured_at > FRESH:
            return None
        captures = [c for c in run.archive.captures(request.url) if c.outcome is Outcome.LISTED]
        if not captures:
            return None
        try:
            page = run.archive.page(captures[-1])
        except DamagedData:
            return None
        request.meta["capture"], request.meta["page"] = captures[-1], page
        request.meta["read_before"] = True
        return Response(request.url, status=200, body=b"")
