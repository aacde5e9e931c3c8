"""The one pipeline: what a page was judged to be is settled in the archive; articles go on as items for `-o FILE`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from archive.article_json import contract_dict
from archive.errors import LockHeld
from archive.records import Outcome
from crawler.judgement import Judgement
from crawler.middlewares import Component
from crawler.stopping import end_crawl, is_disk_full

if TYPE_CHECKING:
    from archive.holdings import Capture

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judged:
    """A capture and what it amounts to: the item that spiders yield."""

    capture: Capture
    judgement: Judgement


class Settle(Component):
    """Settles judged captures."""

    def process_item(self, item: Any) -> dict[str, Any]:
        """One transaction: outcome, version, links, state of the URL. New and changed articles become items."""
        if not isinstance(item, Judged):
            raise DropItem("not one of ours")
        run, judgement = self.run, item.judgement
        try:
            settled = run.archive.settle(
                item.capture.id,
                judgement.reading,
                links=judgement.links,
                outcome=judgement.outcome,
                detail=judgement.detail,
            )
        except LockHeld as error:
            log.warning("%s is kept, and read by the next run: %s", item.capture.url, error)
            raise DropItem(f"kept, not settled: {error}") from error
        except OSError as error:
            if is_disk_full(error):
                end_crawl(self.crawler, "disk_full")
            raise DropItem(f"kept, not settled: {error}") from error  # the next run reads it from the archive
        run.count(settled.outcome, item.capture.url, judgement.detail)
        self.crawler.stats.inc_value(f"union_news/{settled.outcome.value}")
        if settled.outcome not in (Outcome.NEW, Outcome.CHANGED) or settled.article_id is None:
            raise DropItem(settled.outcome.value)
        version = run.archive.article(settled.article_id)
        run.outside += run.wanted.leaves_out(version.article.published)
        return contract_dict(version, version.article)
