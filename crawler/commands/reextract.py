"""`scrapy reextract [SITE] [--dry-run]`: reads what is kept again with today's extractor, without network."""

from __future__ import annotations

import argparse
import shutil
import sys

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from archive import open_archive
from archive.errors import NewsArchiveError, SettingError
from crawler.comparison import Bounds
from crawler.exits import Exit
from crawler.jobs import follow_with_index
from crawler.loader import ProfileLoader
from crawler.reextract import Rewritten, compare, refuse_unread, settle_again
from crawler.telling import tell

SHOWN = 40  # lines about articles, of each kind


class Command(ScrapyCommand):
    """Exit status: 0 done, 1 refused (or, dry, would be) because a field loses too much, 2 wrong configuration,
    8 stopped by a signal.
    """

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """As in `scrapy reextract -h`."""
        return "[SITE] [--dry-run] [--all] [--max-loss SHARE | FIELD=SHARE,…]"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Read kept pages again with the extractor of today"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our own options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, write nothing")
        parser.add_argument("--all", action="store_true", help="tell every difference, not the first forty")
        parser.add_argument(
            "--max-loss",
            default="",
            metavar="SHARE",
            help="refuse to write when a field of a site loses more (0.02); also by field, editors=0.5,body=0.1",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Compares first, then settles."""
        settings = self.settings
        assert settings is not None
        loader = get_spider_loader(settings)
        assert isinstance(loader, ProfileLoader)
        try:
            self.exitcode = int(self._reextract(loader, args, opts, str(settings["INDEX_AFTER_CRAWL"])))
        except NewsArchiveError as error:
            print(f"scrapy reextract: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
        except KeyboardInterrupt:
            print("scrapy reextract: stopped; the same command goes on from here", file=sys.stderr)
            self.exitcode = int(Exit.INTERRUPTED)

    def _reextract(self, loader: ProfileLoader, args: list[str], opts: argparse.Namespace, index: str) -> Exit:
        if loader.complaints or loader.workplace is None:
            raise loader.complaints[0]
        if len(args) > 1:
            raise SettingError("name one site, or none for all of them")
        bounds = Bounds.parsed(opts.max_loss)
        data, site = loader.workplace.data, args[0] if args else ""
        with open_archive(data) as archive:
            refuse_unread(archive, loader.profiles, site)
            comparison = compare(archive, loader.profiles, site)
        width = shutil.get_terminal_size((120, 24)).columns
        tell(comparison.lines(width, None if opts.all else SHOWN))
        losses = comparison.losses(bounds)
        if losses:
            print(f"scrapy reextract: {'; '.join(losses)}", file=sys.stderr)
        if opts.dry_run:
            return Exit.FAULT if losses else Exit.WELL
        if losses:
            print(
                "scrapy reextract: nothing was changed; mend the profile, or allow it: --max-loss 1, or by field, "
                "--max-loss editors=1",
                file=sys.stderr,
            )
            return Exit.FAULT
        with open_archive(data, write=True) as archive:
            written = settle_again(archive, loader.profiles, site)
        print(_told(written), file=sys.stderr)
        follow_with_index(data, index)
        return Exit.WELL


def _told(written: Rewritten) -> str:
    line = f"{written.done} articles re-extracted, {written.same} as before"
    if written.left:
        line += f", {written.left} left as they were: their bytes are no article to the extractor of today"
    return line
