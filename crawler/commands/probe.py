"""`scrapy probe SITE|URL`: at most five polite requests; which rule matched, every field; nothing is stored."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import NewsArchiveError, SettingError
from crawler.exits import Exit
from crawler.loader import ProfileLoader
from crawler.probing import MAX_REQUESTS, Probe, ProbeSpider
from crawler.workplace import require_contact


class Command(ScrapyCommand):
    """Looks at a site, keeps nothing. Exit status: 0 all passed, 1 something failed, 2 wrong configuration."""

    requires_project = True

    def syntax(self) -> str:
        """As in `scrapy probe -h`."""
        return "SITE|URL"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Try a site's profile with five requests at most; store nothing"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Asks, then prints the findings."""
        if len(args) != 1:
            raise UsageError("name one site or URL; `scrapy list` shows the sites")
        try:
            probe = self.begin(args[0])
        except NewsArchiveError as error:
            print(f"scrapy probe: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
            return
        assert self.crawler_process is not None
        spider = type("ProbeOne", (ProbeSpider,), {"probe": probe})
        self.crawler_process.crawl(spider)
        self.crawler_process.start()
        for finding in probe.findings:
            print(finding)
        verified = f"verified {probe.profile.verified}" if probe.profile.verified else "never verified live"
        print(f"{probe.profile.name}: {verified}; {probe.requests} of {MAX_REQUESTS} requests used; nothing was stored")
        self.exitcode = probe.exit_status

    def begin(self, named: str) -> Probe:
        """The probe. Raises NewsArchiveError for what is wrong before the first request."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        assert isinstance(loader, ProfileLoader)
        if loader.workplace is None:
            raise loader.complaints[0]
        if complaint := loader.complaint_about(named):
            raise complaint
        is_url = "://" in named
        profile = loader.profiles.for_url(named) if is_url else loader.profiles.by_name(named)
        if profile is None:
            what = "no profile reads this address" if is_url else "no such site"
            raise SettingError(f"{named}: {what}; `scrapy list` shows the sites")
        starts = (*profile.crawl.start, *profile.crawl.sitemaps)
        if not is_url and not starts:
            raise SettingError(f"{named}: the profile names no start page; add start under [crawl] in {profile.file}")
        require_contact(loader.workplace, profile)
        return Probe(loader.workplace, profile, loader.profiles, named if is_url else starts[0])
