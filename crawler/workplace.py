"""Where a run works and as whom: data folder, profile folders, proxy, contact. Order: flag, environment, workspace
file, default.

In: Scrapy settings (the flag), the environment, union-news.toml. Out: one frozen Workplace. Raises SettingError.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.errors import SettingError
from archive.workspace import find_data_dir, load_workspace

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from extraction import Profile

# Names that can never be a live site: https://www.rfc-editor.org/rfc/rfc2606, and this machine.
_RESERVED = re.compile(r"(^|\.)(example|test|invalid|localhost)$|^127\.")


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the surroundings of a run say."""

    data: Path
    folders: tuple[Path, ...] = ()  # of profiles of your own
    proxy: str = ""
    contact: str = ""  # a role's mail address or page, for the user agent
    enabled: tuple[str, ...] = ()  # sites that are crawled on schedule
    command: tuple[str, ...] = ()  # that is given alarms
    webhook: str = ""  # that alarms are posted to
    metrics: Path | None = None

    @property
    def user_agent(self) -> str:
        """Who we say we are; the contact lets a site's keeper reach ours."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("union-news-archive")
        except PackageNotFoundError:
            number = "0"
        return f"UnionNewsArchive/{number}" + (f" (+{self.contact})" if self.contact else "")


def find_workplace(
    settings: BaseSettings, environ: Mapping[str, str] = os.environ, cwd: Path | None = None
) -> Workplace:
    """What flags, environment and workspace file say. Raises SettingError."""
    here = cwd or Path.cwd()
    workspace = load_workspace(here, environ)
    own = settings.get("SITE_PROFILES")
    folders = split_folders(own) if own else workspace.profile_folders
    proxy = settings.get("UNION_NEWS_PROXY")
    if proxy is None:
        proxy = workspace.proxy
    return Workplace(
        data=find_data_dir(settings.get("DATA_DIR") or None, environ, here),
        folders=folders,
        proxy=checked_proxy(proxy or ""),
        contact=settings.get("CONTACT") or workspace.contact,
        enabled=workspace.sites,
        command=workspace.command,
        webhook=workspace.webhook,
        metrics=workspace.metrics,
    )


def require_contact(workplace: Workplace, profile: Profile) -> None:
    """Raises SettingError before a live crawl that would not say whose it is."""
    if workplace.contact:
        return
    live = next((host for host in profile.crawl.hosts if not _RESERVED.search(host)), None)
    if live:
        raise SettingError(
            f'{profile.name}: a crawl of {live} needs a contact in its user agent; set contact = "…" in '
            "union-news.toml (`search_cli.py init` makes one), a role's address or page"
        )


def split_folders(value: str | list[str] | tuple[str, ...]) -> tuple[Path, ...]:
    """A list of folders, or one text with the system's path separator or commas between them."""
    names = value.replace(",", os.pathsep).split(os.pathsep) if isinstance(value, str) else value
    return tuple(Path(name.strip()).expanduser() for name in names if str(name).strip())


def checked_proxy(proxy: str) -> str:
    """The proxy's URL. Raises SettingError when it is none."""
    if not proxy:
        return ""
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        usable = parts.scheme == "http" and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"UNION_NEWS_PROXY: {proxy!r} is no proxy address; write http://HOST:PORT")
    return proxy if "://" in proxy else f"http://{proxy}"
