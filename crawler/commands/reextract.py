"""`scrapy reextract [SITE] [--dry-run]`: reads what is kept again with today's extractor, without network."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from archive import open_archive
from archive.errors import NewsArchiveError, SettingError
from crawler.exits import Exit
from crawler.jobs import follow_with_index
from crawler.loader import ProfileLoader
from crawler.reextract import compare, refuse_unread, settle_again
from crawler.telling import tell


class Command(ScrapyCommand):
    """Exit status: 0 done, 1 refused because a field would lose too much, 2 wrong configuration."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """As in `scrapy reextract -h`."""
        return "[SITE] [--dry-run] [--max-loss SHARE]"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Read kept pages again with the extractor of today"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our own options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, field by field")
        parser.add_argument(
            "--max-loss", type=float, default=0.02, metavar="SHARE", help="refuse when a field loses more (0.02)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Compares first, then settles."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        assert isinstance(loader, ProfileLoader)
        try:
            if loader.complaints or loader.workplace is None:
                raise loader.complaints[0]
            data, site = loader.workplace.data, args[0] if args else ""
            if len(args) > 1:
                raise SettingError("name one site, or none for all of them")
            with open_archive(data) as archive:
                refuse_unread(archive, loader.profiles, site)
                comparison = compare(archive, loader.profiles, site)
            tell(comparison.lines())
            if opts.dry_run:
                return
            if losses := comparison.losses(opts.max_loss):
                print(f"scrapy reextract: nothing was changed; {'; '.join(losses)}", file=sys.stderr)
                print("scrapy reextract: mend the profile, or allow it with --max-loss 1", file=sys.stderr)
                self.exitcode = int(Exit.FAULT)
                return
            with open_archive(data, write=True) as archive:
                done = settle_again(archive, loader.profiles, site)
            print(f"{done} readings settled", file=sys.stderr)
            follow_with_index(data, str(self.settings["INDEX_AFTER_CRAWL"]))
        except NewsArchiveError as error:
            print(f"scrapy reextract: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
