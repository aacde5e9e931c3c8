"""One spider a profile: what `scrapy list` and `scrapy crawl NAME` choose from.

In: the profile folders that the settings name. Out: spider classes. A broken profile of your own takes no other site
down: it is kept as a complaint, and told to the command that needs it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from archive.errors import NewsArchiveError, ProfileError
from crawler.spiders.site import SiteSpider
from crawler.workplace import Workplace, find_workplace
from extraction import Profile, Profiles, load_profiles, parse_profile

if TYPE_CHECKING:
    import builtins

    from scrapy import Request
    from scrapy.settings import BaseSettings


class ProfileLoader:
    """Scrapy's spider loader over site profiles."""

    def __init__(self, profiles: Profiles, complaints: Sequence[NewsArchiveError], workplace: Workplace | None) -> None:
        self.profiles = profiles
        self.complaints = tuple(complaints)
        self.workplace = workplace

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> ProfileLoader:
        """The loader for these settings. Never raises for a wrong workspace or profile: see `complaints`."""
        try:
            workplace = find_workplace(settings)
        except NewsArchiveError as error:
            return cls(load_profiles(), [error], None)
        profiles, complaints = load_leniently(workplace.folders)
        return cls(profiles, complaints, workplace)

    def load(self, spider_name: str) -> type[SiteSpider]:
        """The spider for that profile. Raises KeyError, as Scrapy wants, when there is none."""
        profile = self.profiles.by_name(spider_name)
        if profile is None:
            raise KeyError(f"Spider not found: {spider_name}")
        return spider_class(profile, self.profiles, self.workplace)

    def list(self) -> list[str]:
        """Names of all profiles."""
        return [profile.name for profile in self.profiles]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The profile that reads this URL, if any."""
        profile = self.profiles.for_url(request.url)
        return [profile.name] if profile else []

    def complaint_about(self, name: str) -> NewsArchiveError | None:
        """The complaint that explains why there is no profile of that name, else the only complaint there is."""
        mine = [c for c in self.complaints if getattr(c, "profile_name", "") == name or f"{name}.toml" in str(c)]
        return mine[0] if mine else None


def spider_class(profile: Profile, profiles: Profiles, workplace: Workplace | None) -> type[SiteSpider]:
    """A spider class for one profile; Scrapy wants a class, with a name."""
    body = {"name": profile.name, "profile": profile, "profiles": profiles, "workplace": workplace}
    return cast(
        "type[SiteSpider]", type(f"Spider_{profile.name}", (SiteSpider,), {**body, "__module__": SiteSpider.__module__})
    )


def with_profile(profiles: Profiles, file: Path) -> tuple[Profile, Profiles]:
    """A profile that lies anywhere, and all profiles with it in place of the one of its name. Raises ProfileError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{file}: a profile is a readable UTF-8 file: {error}") from error
    try:
        like = str(tomllib.loads(text).get("like", ""))
    except tomllib.TOMLDecodeError:
        like = ""  # parse_profile says what is wrong, and where
    profile = parse_profile(text, str(file), profiles.by_name(like) if like else None)
    return profile, Profiles([*(other for other in profiles if other.name != profile.name), profile])


def load_leniently(folders: Sequence[Path]) -> tuple[Profiles, list[NewsArchiveError]]:
    """All profiles that can be used, and a complaint for each file and folder that cannot."""
    try:
        return load_profiles(folders), []
    except ProfileError:
        pass  # find out which files are to blame, one by one
    complaints: list[NewsArchiveError] = []
    texts: dict[str, tuple[str, str]] = {}  # name → (text, file)
    likes: dict[str, str] = {}
    for folder in folders:
        if not folder.is_dir():
            complaints.append(
                ProfileError(f"{folder}: no such folder of site profiles; create it or take it out of SITE_PROFILES")
            )
            continue
        for path in sorted(folder.glob("*.toml")):
            try:
                text = path.read_text(encoding="utf-8")
                table = tomllib.loads(text)
                name, like = str(table.get("name", path.stem)), str(table.get("like", ""))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
                name, like = path.stem, ""
                text = _told(path, complaints)
            if text:
                texts[name], likes[name] = (text, str(path)), like
    built = {profile.name: profile for profile in load_profiles()}
    refused: set[str] = set()

    def build(name: str, chain: tuple[str, ...]) -> Profile | None:
        if name not in texts or name in chain:
            return built.get(name)
        if name in refused:
            return None
        text, file = texts[name]
        base = build(likes[name], (*chain, name)) if likes[name] else None
        try:
            profile = parse_profile(text, file, base)
        except ProfileError as error:
            refused.add(name)
            complaints.append(error)
            return None
        built[name] = profile
        del texts[name]
        return profile

    for name in list(texts):
        build(name, ())
    for name in refused:
        built.pop(name, None)
    return Profiles(list(built.values())), complaints


def _told(path: Path, complaints: list[NewsArchiveError]) -> str:
    """ "" after adding the complaint that the reader of profiles makes of this file."""
    try:
        parse_profile(path.read_text(encoding="utf-8"), str(path))
    except ProfileError as error:
        complaints.append(error)
    except (OSError, UnicodeDecodeError) as error:
        complaints.append(ProfileError(f"{path}: a profile is a readable UTF-8 file: {error}"))
    return ""
