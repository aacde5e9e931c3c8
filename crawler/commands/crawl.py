"""`scrapy crawl SITE`: Scrapy's command, with one clear line for what is wrong, and an exit status for scripts.

The index is brought up to date afterwards, in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from archive.errors import LockHeld, NewsArchiveError, SettingError
from crawler.alarms import note, tell
from crawler.arguments import NAMES, parse_wanted
from crawler.exits import Exit
from crawler.findings import ACCESS
from crawler.jobs import follow_with_index
from crawler.loader import ProfileLoader
from crawler.report import exit_of
from crawler.run import Run, open_run
from crawler.stopping import is_disk_full
from crawler.workplace import require_contact

NO_PDF = "PDF files are kept, and not read; pip install 'union-news-archive[pdf]' lets their text be found"


class Command(CrawlCommand):
    """Crawls one site."""

    def syntax(self) -> str:
        """As in `scrapy crawl -h`."""
        return "[options] [-a since=DATE] [-a until=DATE] [-a limit=N] [-a revisit=due|all|none] [-a budget=N] SITE"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Crawl a site into the archive, by its profile's name"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawls, then updates the index."""
        if len(args) != 1:
            raise UsageError("name one site; `scrapy list` shows them")
        try:
            run = self.begin(args[0], opts.spargs)
        except LockHeld as error:
            self.end(Exit.BUSY, str(error))
            return
        except NewsArchiveError as error:
            self.end(Exit.CONFIGURATION, str(error))
            return
        except OSError as error:
            status = Exit.DISK if is_disk_full(error) else Exit.CONFIGURATION
            self.end(status, f"the archive cannot be opened: {error}")
            return
        assert self.crawler_process is not None and self.settings is not None
        try:
            self.crawler_process.crawl(self._create_crawler(args[0]), run=run)
            self.crawler_process.start()
        finally:
            run.close("shutdown")
        status = exit_of(run.reason, run.counts, run.findings, run.blocked, run.left_alone)
        self.exitcode = Exit.FAULT if self.crawler_process.bootstrap_failed else status
        for kind in sorted(run.findings.found.keys() - ACCESS):  # how access failed stands in the summary line
            print(f"{args[0]}: {run.findings.found[kind]}", file=sys.stderr)
        note(run.workplace.data, args[0], run.findings.looked_at, run.findings.found, run.now())
        if self.settings.getbool("TELL_ALARMS"):
            tell(run.workplace, run.now())
        follow_with_index(run.workplace.data, str(self.settings["INDEX_AFTER_CRAWL"]))

    def begin(self, site: str, arguments: dict[str, str]) -> Run:
        """The opened run. Raises NewsArchiveError for everything that is wrong before the first request."""
        assert self.crawler_process is not None and self.settings is not None
        loader = self.crawler_process.spider_loader
        assert isinstance(loader, ProfileLoader)
        # Scrapyd adds arguments of its own, _job and _version.
        if unknown := sorted(name for name in set(arguments) - set(NAMES) if not name.startswith("_")):
            raise SettingError(f"-a {unknown[0]}=…: not an argument of a crawl; there are {', '.join(NAMES)}")
        if loader.workplace is None:
            raise loader.complaints[0]
        if complaint := loader.complaint_about(site):
            raise complaint
        profile = loader.profiles.by_name(site)
        if profile is None:
            raise SettingError(f"{site}: no such site; `scrapy list` shows them")
        require_contact(loader.workplace, profile)
        wanted = parse_wanted(**{name: arguments.get(name, "") for name in NAMES})
        mode = str(self.settings["INDEX_AFTER_CRAWL"])
        if mode not in ("wait", "start", "no"):
            raise SettingError(f"INDEX_AFTER_CRAWL={mode}: write wait, start or no")
        for other in loader.complaints:
            print(f"scrapy crawl: {other} (not needed for {site})", file=sys.stderr)
        if profile.crawl.attachments and find_spec("pypdf") is None:
            print(f"scrapy crawl: {site}: {NO_PDF}", file=sys.stderr)
        return open_run(
            loader.workplace,
            profile,
            loader.profiles,
            wanted,
            max_links=self.settings.getint("MAX_LINKS_PER_PAGE"),
            max_bytes=self.settings.getint("DOWNLOAD_MAXSIZE"),
            clock=self.settings.get("CLOCK") or "",
        )

    def end(self, status: Exit, message: str) -> None:
        """One line for people, a number for scripts."""
        print(f"scrapy crawl: {message}", file=sys.stderr)
        self.exitcode = int(status)
