"""`scrapy probe SITE|URL`: at most five polite requests; which rule matched, every field; nothing is stored.

`--profile FILE` tries a profile before it lies in any folder; `--save FOLDER` puts the article pages there, as golden
pages whose readings `make golden` writes; `--report FOLDER` puts every answer there as WARC beside the findings, for
somebody who cannot reach the site. The archive is never touched.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import NewsArchiveError, SettingError
from crawler.exits import Exit
from crawler.loader import ProfileLoader, with_profile
from crawler.probe_report import Report
from crawler.probing import MAX_REQUESTS, Probe, ProbeSpider
from crawler.telling import tell
from crawler.workplace import require_contact
from extraction import Profile


class Command(ScrapyCommand):
    """Looks at a site, keeps nothing. Exit status: 0 all passed, 1 something failed, 2 wrong configuration."""

    requires_project = True

    def syntax(self) -> str:
        """As in `scrapy probe -h`."""
        return "[--profile FILE] [--save FOLDER] [--report FOLDER] SITE|URL"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Try a site's profile with five requests at most; store nothing"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The flags of this command beside Scrapy's."""
        super().add_options(parser)
        # Scrapy's own --profile writes a cProfile dump into FILE; it gives way here, or it would overwrite the profile.
        parser.add_argument(
            "--profile", dest="site_profile", type=Path, metavar="FILE", help="try this profile, wherever it lies"
        )
        parser.set_defaults(profile=None)
        parser.add_argument("--save", type=Path, metavar="FOLDER", help="keep the article pages there as golden pages")
        parser.add_argument("--report", type=Path, metavar="FOLDER", help="write all answers (WARC) and findings there")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Asks, then prints the findings."""
        if len(args) != 1:
            raise UsageError("name one site or URL; `scrapy list` shows the sites")
        try:
            probe = self.begin(args[0], opts.site_profile, opts.save, opts.report)
        except (NewsArchiveError, OSError) as error:
            print(f"scrapy probe: {error}", file=sys.stderr)
            self.exitcode = int(Exit.CONFIGURATION)
            return
        assert self.crawler_process is not None
        spider = type("ProbeOne", (ProbeSpider,), {"probe": probe})
        self.crawler_process.crawl(spider)
        self.crawler_process.start()
        verified = f"verified {probe.profile.verified}" if probe.profile.verified else "never verified live"
        kept = f"{len(probe.saved)} pages saved in {probe.save}" if probe.save else "nothing was stored"
        told = f"{probe.profile.name}: {verified}; {probe.requests} of {MAX_REQUESTS} requests used; {kept}"
        if probe.report is not None:
            try:
                findings = [(finding.passed, finding.text) for finding in probe.findings]
                told += f"; report in {probe.report.write(probe.url, probe.profile, findings, probe.now())}"
            except OSError as error:
                told += f"; the report could not be written: {error}"
                self.exitcode = int(Exit.CONFIGURATION)
        tell([*map(str, probe.findings), told])
        self.exitcode = max(self.exitcode or 0, probe.exit_status)

    def begin(
        self, named: str, file: Path | None = None, save: Path | None = None, report: Path | None = None
    ) -> Probe:
        """The probe. Raises NewsArchiveError for what is wrong before the first request, OSError for a bad folder."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        assert isinstance(loader, ProfileLoader)
        if loader.workplace is None:
            raise loader.complaints[0]
        profiles = loader.profiles
        if file is not None:
            profile, profiles = with_profile(profiles, file)
            url = named if "://" in named else self.start_of(profile)
            if (reads := profiles.for_url(url)) is not profile:
                other = f"; {reads.file} reads it more closely" if reads else ""
                raise SettingError(f"{file}: no pattern of hosts covers {url}{other}")
        else:
            profile, url = self.known(loader, named)
        require_contact(loader.workplace, profile)
        if save is not None:
            save.mkdir(parents=True, exist_ok=True)
        kept = Report(report).begin() if report is not None else None
        return Probe(loader.workplace, profile, profiles, url, save=save, report=kept)

    def known(self, loader: ProfileLoader, named: str) -> tuple[Profile, str]:
        """The profile of a site's name or of a URL, and the URL to begin with. Raises NewsArchiveError."""
        if complaint := loader.complaint_about(named):
            raise complaint
        is_url = "://" in named
        profile = loader.profiles.for_url(named) if is_url else loader.profiles.by_name(named)
        if profile is None:
            what = "no profile reads this address" if is_url else "no such site"
            raise SettingError(f"{named}: {what}; `scrapy list` shows the sites, --profile FILE tries one of your own")
        return profile, named if is_url else self.start_of(profile)

    def start_of(self, profile: Profile) -> str:
        """Where a site's crawl begins. Raises SettingError when the profile does not say."""
        starts = (*profile.crawl.start, *profile.crawl.sitemaps)
        if not starts:
            raise SettingError(
                f"{profile.name}: the profile names no start page; add start under [crawl] in {profile.file}"
            )
        return starts[0]
