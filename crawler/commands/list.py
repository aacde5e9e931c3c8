"""`scrapy list`: every site, its delay, and whether its profile was ever checked against the live site."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.list import Command as ListCommand
from scrapy.spiderloader import get_spider_loader

from archive.errors import NewsArchiveError
from crawler.loader import ProfileLoader
from crawler.telling import tell


class Command(ListCommand):
    """Names come first on each line, so that `scrapy list | cut -f1` is Scrapy's own list."""

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "List sites: name, delay, whether verified live, title"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the sites; profiles that cannot be used are named on stderr, exit status 2."""
        loader = get_spider_loader(self.settings)  # type: ignore[arg-type]  # set by Scrapy before run
        assert isinstance(loader, ProfileLoader)
        only_names = self.settings is not None and self.settings.getbool("LIST_NAMES_ONLY")
        tell(loader.list() if only_names else lines(loader))
        for complaint in loader.complaints:
            print(f"scrapy list: {complaint}", file=sys.stderr)
        if loader.complaints:
            self.exitcode = NewsArchiveError.exit_status


def lines(loader: ProfileLoader) -> list[str]:
    """One line a site, columns aligned by tabs."""
    found = []
    for profile in loader.profiles:
        verified = f"verified {profile.verified}" if profile.verified else "unverified"
        crawled = f"{profile.crawl.delay_s:g} s" if profile.crawl.start or profile.crawl.sitemaps else "not crawled"
        found.append(f"{profile.name}\t{crawled}\t{verified}\t{profile.title}")
    return found
