"""The report of a probe: every answer as WARC beside the findings, for somebody who cannot reach the site.

In: exchanges as they come, the findings at the end. Out: a folder with pages.warc.gz, findings.txt, findings.json and
the profile that was tried. `make golden SITE=NAME FROM=FOLDER` makes golden pages of the articles in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import SettingError
from archive.records import Page, Role
from archive.warc_records import page_member, request_member, warcinfo_member
from crawler.exchange import page_of, request_bytes, response_head

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from extraction import Profile

PAGES, FINDINGS, LINES, PROFILE = "pages.warc.gz", "findings.json", "findings.txt", "profile.toml"


@dataclass
class Report:
    """What a probe was answered, kept until its folder is written."""

    folder: Path
    members: list[bytes] = field(default_factory=list)
    answers: list[dict[str, object]] = field(default_factory=list)

    def begin(self) -> Report:
        """Makes the folder. Raises SettingError for one that holds a report, OSError for one that cannot be made."""
        if (self.folder / PAGES).exists():
            raise SettingError(f"{self.folder}: a report is in it already; name another folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def take(self, request: Request, response: Response, role: Role, site: str, now: datetime) -> None:
        """Remembers one exchange, the payload as sent."""
        page = page_of(request, response, site, now)
        digest = "sha256:" + hashlib.sha256(page.payload).hexdigest()
        answer, record_id = page_member(page, role, now, digest, response_head(response))
        self.members += [answer, request_member(page.url, now, request_bytes(request), record_id)]
        told: dict[str, object] = {
            "url": page.url,
            "role": role.value,
            "status": page.status,
            "bytes": len(page.payload),
            "digest": digest,
        }
        self.answers.append(told)

    def write(self, url: str, profile: Profile, findings: Sequence[tuple[bool | None, str]], now: datetime) -> Path:
        """Writes the folder, the WARC file last: where that stands, the rest stands too. Raises OSError."""
        lines = [f"{'pass' if passed else 'note' if passed is None else 'FAIL'}  {text}" for passed, text in findings]
        (self.folder / LINES).write_text("\n".join(lines) + "\n", encoding="utf-8")
        row: dict[str, object] = {
            "schema": 1,
            "site": profile.name,
            "url": url,
            "probed_at": now.isoformat(timespec="seconds"),
            "profile_version": profile.version,
            "answers": self.answers,
            "findings": [{"passed": passed, "text": text.strip()} for passed, text in findings],
        }
        text = json.dumps(row, ensure_ascii=False, indent=1) + "\n"
        (self.folder / FINDINGS).write_text(text, encoding="utf-8")
        if profile.file:
            (self.folder / PROFILE).write_bytes(Path(profile.file).read_bytes())
        info = {"software": "union-news-archive", "format": "WARC File Format 1.1", "description": f"probe of {url}"}
        opening = warcinfo_member(PAGES, now, info)
        (self.folder / PAGES).write_bytes(b"".join([opening, *self.members]))
        return self.folder


def article_pages(folder: Path) -> list[Page]:
    """The pages of a report that the profile takes for articles, as they were sent.

    Raises:
        SettingError: there is no whole report in the folder.
    """
    from crawler.saved_files import SavedPage
    from crawler.saved_warcs import pages_of_warc

    try:
        row = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
        wanted = {answer["url"] for answer in row["answers"] if answer["role"] == Role.ARTICLE.value}
        saved = list(pages_of_warc(folder / PAGES))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{folder}: no report of `scrapy probe --report`: {error}") from error
    return [one.page for one in saved if isinstance(one, SavedPage) and one.page.url in wanted]
