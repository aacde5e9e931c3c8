"""`scrapy due`: crawls every enabled site whose time has come, for cron and systemd; one process a site, a few at once.

Cheap to run every ten minutes: without a due site it reads a few reports and ends. What was missed while the machine
slept is caught up once. `--dry-run` tells budgets, backlogs and when they will be done, and asks for nothing. Alarms of
all crawls are told together.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from archive import open_archive
from archive.alarms import open_alarms
from archive.errors import DataMissing, NewsArchiveError, SettingError
from archive.workspace import FILE, load_workspace
from crawler.alarms import CONFIGURATION, DISK, disk_finding, note, tell, trial
from crawler.crawls import Crawls
from crawler.exits import Exit, worst
from crawler.findings import FAULT
from crawler.jobs import add_broken_off, crawled_by, follow_with_index, for_duration, is_crawled, report_size, reports
from crawler.loader import ProfileLoader
from crawler.metrics import write_metrics
from crawler.run import clock_shift
from crawler.schedule import Backlog, Plan, plan
from crawler.telling import tell as print_lines
from crawler.workplace import Workplace, require_contact
from extraction import Profile

_PLANNED_RUNS = 200


class Command(ScrapyCommand):
    """Crawls what is due."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """As in `scrapy due -h`."""
        return "[--dry-run] [--at-once N] [--test-notify] [SITE ...]"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Crawl every enabled site whose time has come (for cron and systemd)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our own options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="tell what is due and what waits, fetch nothing")
        parser.add_argument("--at-once", type=int, default=2, metavar="N", help="crawl up to N sites at once")
        parser.add_argument("--test-notify", action="store_true", help="send a trial alarm and end")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Plans, then crawls; the exit status is that of the worst run."""
        if opts.at_once < 1:
            raise UsageError("--at-once: write a number from 1")
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        assert isinstance(loader, ProfileLoader)
        try:
            shift = clock_shift(self.settings.get("CLOCK") or "")
            workplace, profiles, complaints = self.chosen(loader, args)
            now = datetime.now(UTC) + shift
            self.exitcode = int(self.look(workplace, profiles, complaints, now, opts, named=bool(args)))
        except NewsArchiveError as error:
            print(f"scrapy due: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)

    def look(
        self,
        workplace: Workplace,
        profiles: list[Profile],
        complaints: dict[str, str],
        now: datetime,
        opts: argparse.Namespace,
        *,
        named: bool = False,
    ) -> Exit:
        """What the options ask for; the status to end with. `named`: by a person, so that it is no look at them all."""
        assert self.settings is not None
        if opts.test_notify:
            return tried(workplace, now)
        if not profiles and not complaints:
            print("scrapy due: no site is enabled; next: search_cli.py enable SITE", file=sys.stderr)
        for complaint in complaints.values():
            print(f"scrapy due: {complaint}", file=sys.stderr)
        statuses = [Exit.CONFIGURATION] if complaints else []
        if opts.dry_run:
            for profile in profiles:
                one = planned(workplace, profile, now, count=True)
                print_lines([told(one, now, crawled_by(workplace.data, profile.name))])
            return worst(statuses)
        statuses += noted_before(workplace, profiles, None if named else complaints, now)
        due = [one for profile in profiles if (one := planned(workplace, profile, now)).is_due(now)]
        due = [one for one in due if not is_crawled(workplace.data, one.site)]
        if due:
            statuses += self.crawl(due, workplace, {profile.name: profile for profile in profiles}, opts)
            follow_with_index(workplace.data, str(self.settings["INDEX_AFTER_CRAWL"]))
        elif open_alarms(workplace.data):
            tell(workplace, now)
        write_metrics(workplace, [profile.name for profile in profiles], now, always=bool(due))
        return worst(statuses)

    def crawl(
        self, due: list[Plan], workplace: Workplace, profiles: dict[str, Profile], opts: argparse.Namespace
    ) -> list[Exit]:
        """Crawls the sites that are due and are so still when their turn comes, and tells what is wrong."""
        assert self.settings is not None
        shift = clock_shift(self.settings.get("CLOCK") or "")

        reported: dict[str, int] = {}

        def still_due(site: str) -> Plan | None:
            now = datetime.now(UTC) + shift
            one = planned(workplace, profiles[site], now)
            reported[site] = report_size(workplace.data, site)
            return one if one.is_due(now) and not is_crawled(workplace.data, site) else None

        def ended(site: str, status: int) -> None:
            now = datetime.now(UTC) + shift
            if status not in Exit.__members__.values() or status == Exit.FAULT:
                said = f"its crawl broke off with status {status}; see the log"
                note(workplace.data, site, (), {FAULT: said}, now)
                if report_size(workplace.data, site) == reported[site]:
                    # A crawl that dies each time is begun ever more seldom, as one that fails.
                    add_broken_off(workplace.data, site, now, {FAULT: said})

        busy = sum(is_crawled(workplace.data, name) for name in profiles)
        crawls = Crawls(opts.set, max(1, opts.at_once - busy), still_due, ended)
        statuses = crawls.run([one.site for one in due])
        tell(workplace, datetime.now(UTC) + shift)
        return statuses

    def chosen(self, loader: ProfileLoader, names: list[str]) -> tuple[Workplace, list[Profile], dict[str, str]]:
        """The sites to look at, and complaints by site. Raises SettingError for what stops all of them."""
        if loader.workplace is None:
            raise loader.complaints[0]
        profiles, complaints = [], {}
        workspace = load_workspace()
        if not names and workspace.file is None:
            raise SettingError(
                f"no {FILE} in {Path.cwd()} or above it, so no site is enabled; next: search_cli.py init"
            )
        for name in names or workspace.sites:
            profile = loader.profiles.by_name(name)
            if profile is not None:
                try:
                    require_contact(loader.workplace, profile)
                    profiles.append(profile)
                except SettingError as error:
                    complaints[name] = str(error)
            elif complaint := loader.complaint_about(name):
                complaints[name] = str(complaint)
            else:
                enabled = "enabled, but " if name in workspace.sites else ""
                complaints[name] = f"{name}: {enabled}no such site; `scrapy list` shows them"
        for complaint in loader.complaints if not names else []:
            if str(complaint) not in complaints.values():
                complaints[str(complaint).partition(":")[0]] = str(complaint)
        return loader.workplace, profiles, complaints


def tried(workplace: Workplace, now: datetime) -> Exit:
    """Sends a trial alarm, and says what came of it."""
    if not (workplace.command or workplace.webhook):
        print("scrapy due: no [notify] command or webhook in union-news.toml; nothing was sent", file=sys.stderr)
        return Exit.CONFIGURATION
    _, troubles = trial(workplace, now)
    for trouble in troubles:
        print(f"scrapy due: {trouble}", file=sys.stderr)
    if not troubles:
        print_lines(["the trial alarm was taken"])
    return Exit.CONFIGURATION if troubles else Exit.WELL


def noted_before(
    workplace: Workplace, profiles: list[Profile], complaints: dict[str, str] | None, now: datetime
) -> list[Exit]:
    """What is wrong before anything is crawled, as alarms; the catalogue is written only where that changed.

    Complaints are None where only some sites were looked at: those of others still hold.
    """
    if not workplace.data.is_dir():
        return []
    full = disk_finding(workplace.data)
    if full:
        print(f"scrapy due: {full}", file=sys.stderr)
    wanted = {("", DISK): full} if full else {}
    wanted |= {(site, CONFIGURATION): said for site, said in (complaints or {}).items()}
    known = {(alarm.site, alarm.kind): alarm.message for alarm in open_alarms(workplace.data)}
    ours = {key for key in known if key[1] == DISK or (key[1] == CONFIGURATION and complaints is not None)}
    for site, kind in ours | wanted.keys():
        if known.get((site, kind)) != wanted.get((site, kind)):
            found = {kind: wanted[site, kind]} if (site, kind) in wanted else {}
            note(workplace.data, site, [kind], found, now)
    return [Exit.DISK] if full else []


def planned(workplace: Workplace, profile: Profile, now: datetime, *, count: bool = False) -> Plan:
    """The plan of one site; its backlog is counted only when asked for, since it may be long."""
    backlog = counted(workplace, profile.name, now) if count else Backlog()
    past = reports(workplace.data, profile.name, _PLANNED_RUNS)
    return plan(profile.name, profile.crawl.delay_s, past, backlog, now, profile.crawl.window, profile.timezone)


def counted(workplace: Workplace, site: str, now: datetime) -> Backlog:
    """What waits for this site."""
    try:
        with open_archive(workplace.data) as archive:
            return Backlog(*archive.due_counts(site, now))
    except DataMissing:
        return Backlog()


def told(one: Plan, now: datetime, crawled: str) -> str:
    """One line of `--dry-run`."""
    when = "due now" if one.is_due(now) else f"due in {for_duration(one.due_at - now)}"
    if crawled:
        when = f"being crawled by {crawled}"
    if not crawled and one.budget == 0:
        when = "budget spent"
    backlog = f"backlog {one.backlog.new} new, {one.backlog.revisits} revisits"
    done = f", done in {one.days_left:.1f} days" if one.backlog.total else ""
    return (
        f"{one.site}\t{when}\tevery {for_duration(one.interval)} ({one.why})\t"
        f"budget {one.budget} of {one.budget_day} a day, {one.spent} spent\t{backlog}{done}"
    )
