"""`scrapy due`: crawls every enabled site whose time has come, for cron and systemd; one process a site, a few at once.

Cheap to run every ten minutes: without a due site it reads a few reports and ends. What was missed while the machine
slept is caught up once. `--dry-run` tells budgets, backlogs and when they will be done, and asks for nothing.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from archive import open_archive
from archive.errors import DataMissing, NewsArchiveError, SettingError
from archive.holdings import FOUND
from archive.records import Role
from archive.workspace import load_workspace
from crawler.exits import Exit, worst
from crawler.jobs import follow_with_index, for_duration, is_crawled, reports
from crawler.loader import ProfileLoader
from crawler.run import clock_shift
from crawler.schedule import Backlog, Plan, plan
from crawler.telling import tell
from crawler.workplace import Workplace, require_contact
from extraction import Profile


class Command(ScrapyCommand):
    """Crawls what is due."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """As in `scrapy due -h`."""
        return "[--dry-run] [--at-once N] [SITE ...]"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Crawl every enabled site whose time has come (for cron and systemd)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our own options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="tell what is due and what waits, fetch nothing")
        parser.add_argument("--at-once", type=int, default=2, metavar="N", help="crawl up to N sites at once")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Plans, then crawls; the exit status is that of the worst run."""
        if opts.at_once < 1:
            raise UsageError("--at-once: write a number from 1")
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        assert isinstance(loader, ProfileLoader)
        now = datetime.now(UTC) + clock_shift(self.settings.get("CLOCK") or "")
        try:
            workplace, profiles = self.chosen(loader, args)
        except NewsArchiveError as error:
            print(f"scrapy due: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
            return
        if not profiles and not loader.complaints:
            print("scrapy due: no site is enabled; next: search_cli.py enable SITE", file=sys.stderr)
        for complaint in loader.complaints:
            print(f"scrapy due: {complaint}", file=sys.stderr)
        statuses = [Exit.CONFIGURATION] if loader.complaints else []
        if opts.dry_run:
            for profile in profiles:
                plan = planned(workplace, profile, now, count=True)
                tell([told(plan, now, is_crawled(workplace.data, profile.name))])
        else:
            plans = [planned(workplace, profile, now) for profile in profiles]
            due = [one for one in plans if one.is_due(now) and not is_crawled(workplace.data, one.site)]
            statuses += Crawls(opts.set, opts.at_once).run(due)
            if due:
                follow_with_index(workplace.data, str(self.settings["INDEX_AFTER_CRAWL"]))
        self.exitcode = int(worst(statuses))

    def chosen(self, loader: ProfileLoader, names: list[str]) -> tuple[Workplace, list[Profile]]:
        """The sites to look at. Raises SettingError for one that does not exist."""
        if loader.workplace is None:
            raise loader.complaints[0]
        wanted = names or load_workspace().sites
        profiles = []
        for name in wanted:
            profile = loader.profiles.by_name(name)
            if profile is None:
                if loader.complaint_about(name):
                    continue  # told once, below; the other sites are crawled
                raise SettingError(f"{name}: enabled, but no such site; `scrapy list` shows them")
            require_contact(loader.workplace, profile)
            profiles.append(profile)
        return loader.workplace, profiles


class Crawls:
    """Crawls under way, each a process of its own; a signal to us is passed on to them."""

    def __init__(self, settings: list[str], at_once: int) -> None:
        self.flags = [part for setting in settings for part in ("-s", setting)] + ["-s", "INDEX_AFTER_CRAWL=no"]
        self.at_once = at_once
        self.processes: list[subprocess.Popen[bytes]] = []
        self.stopped = False

    def run(self, plans: list[Plan]) -> list[Exit]:
        """Crawls each site once; the exit statuses, in the order of the plans."""
        if not plans:
            return []
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with ThreadPoolExecutor(self.at_once) as pool:
                return list(pool.map(self.crawl, plans))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def crawl(self, one: Plan) -> Exit:
        """One site."""
        if self.stopped:
            return Exit.INTERRUPTED
        command = [sys.executable, "-m", "scrapy", "crawl", one.site, "-a", f"budget={one.budget}", *self.flags]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        status = process.wait()
        return Exit(status) if status in Exit.__members__.values() else Exit.FAULT

    def stop(self, *_: Any) -> None:
        """Begins no more crawls and asks those under way to end."""
        self.stopped = True
        for process in self.processes:
            if process.poll() is None:
                process.terminate()


def planned(workplace: Workplace, profile: Profile, now: datetime, *, count: bool = False) -> Plan:
    """The plan of one site; its backlog is counted only when asked for, since it may be long."""
    backlog = counted(workplace, profile.name, now) if count else Backlog()
    return plan(profile.name, profile.crawl.delay_s, reports(workplace.data, profile.name), backlog, now)


def counted(workplace: Workplace, site: str, now: datetime) -> Backlog:
    """What waits for this site."""
    new = revisits = 0
    try:
        with open_archive(workplace.data) as archive:
            for known in archive.due(site, now):
                if known.state == FOUND:
                    new += 1
                elif known.role is Role.ARTICLE:
                    revisits += 1
    except DataMissing:
        pass
    return Backlog(new, revisits)


def told(one: Plan, now: datetime, crawled: bool) -> str:
    """One line of `--dry-run`."""
    when = "being crawled" if crawled else "due now" if one.is_due(now) else f"due in {for_duration(one.due_at - now)}"
    if not crawled and one.budget == 0:
        when = "budget spent"
    backlog = f"backlog {one.backlog.new} new, {one.backlog.revisits} revisits"
    done = f", done in {one.days_left:.1f} days" if one.backlog.total else ""
    return (
        f"{one.site}\t{when}\tevery {for_duration(one.interval)} ({one.why})\t"
        f"budget {one.budget} of {one.budget_day} a day, {one.spent} spent\t{backlog}{done}"
    )
