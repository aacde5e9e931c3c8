"""What we know about a site: hosts, crawl rules, and per template era the selectors of an article. All of it is TOML.

In: TOML text. Out: frozen Profile values, or ProfileError naming file, line and key. Reading pages with them is left to
profiled.py, crawling with them to the crawler. Loading is cheap: selectors of shipped files compile on first use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import ProfileError
from archive.records import Role
from extraction.selectors import Selector, UrlRule

SHIPPED = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """How a site is walked. Patterns are searched in the whole URL; empty `start` and `sitemaps` mean: not crawled."""

    start: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # the crawl stays on these; patterns as in Profile.hosts
    delay_s: float = 5.0  # between two requests to one host
    listing: tuple[UrlRule, ...] = ()
    article: tuple[UrlRule, ...] = ()
    part: tuple[UrlRule, ...] = ()  # a further page of an article in several pages
    ignore: tuple[UrlRule, ...] = ()
    follow_boxes: bool = True  # links in boxes beside an article are leads to articles too
    attachments: bool = False  # fetch and keep the files that articles offer for download
    sitemaps: tuple[str, ...] = ()
    max_listing_pages: int = 50
    dated_listings: tuple[str, ...] = ()  # listings of one day, month or year, by {year} {month} {day}; for backfill
    window: str = ""  # hours of scheduled crawls, "22:00-06:00" by the site's own clock; "" means any
    next_page: tuple[Selector, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the crawl may go there."""
        host = urlsplit(url).hostname or ""
        return any(host_matches(pattern, host) for pattern in self.hosts)

    def role_of(self, url: str) -> Role | None:
        """What a URL is taken for by its form alone; None when no rule knows it."""
        if any(rule.search(url) for rule in self.ignore):
            return None
        for role, rules in ((Role.PART, self.part), (Role.ARTICLE, self.article), (Role.LISTING, self.listing)):
            if any(rule.search(url) for rule in rules):
                return role
        return Role.LISTING if url in self.start else None


@dataclass(frozen=True, slots=True)
class BoxRule:
    """Where pointers stand beside an article: each element of `box` has a heading and links."""

    box: Selector
    kind: str = "box"  # topic, box or article
    heading: tuple[Selector, ...] = ()
    title: str = ""  # the heading, when the page does not write one
    links: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class Era:
    """The selectors of one page template. Of each tuple the first that finds text decides; all of `drop` apply."""

    name: str
    match: tuple[Selector, ...]  # all must find something
    since: str = ""  # ISO dates of use, as far as known: they break a tie between two eras that match
    until: str = ""
    title: tuple[Selector, ...] = ()
    pretitle: tuple[Selector, ...] = ()
    subtitle: tuple[Selector, ...] = ()
    published: tuple[Selector, ...] = ()
    source: tuple[Selector, ...] = ()
    byline: tuple[Selector, ...] = ()
    editors: tuple[Selector, ...] = ()
    channel: tuple[Selector, ...] = ()
    topics: tuple[Selector, ...] = ()
    body: tuple[Selector, ...] = ()
    drop: tuple[Selector, ...] = ()
    images: tuple[Selector, ...] = ()
    parts: tuple[Selector, ...] = ()  # links to the further pages of the article
    part_count: tuple[Selector, ...] = ()  # where the number of pages stands, when script makes the links
    related: tuple[BoxRule, ...] = ()
    url_date: UrlRule | None = None  # named groups year, month, day, hour, minute


@dataclass(frozen=True, slots=True)
class Profile:
    """One site. `hosts` are exact, or `*.example.org` for a domain and all below it."""

    name: str
    hosts: tuple[str, ...]
    title: str = ""
    version: int = 1
    like: str = ""
    verified: str = ""  # day of the last check against the live site; "" means unverified
    timezone: str = "+08:00"
    encoding: str = ""  # a hint, believed after the page's own evidence
    source_default: str = ""
    crawl: CrawlRules = field(default_factory=CrawlRules)
    eras: tuple[Era, ...] = ()
    file: str = ""

    def specificity(self, host: str) -> int:
        """How closely one of our host patterns fits; 0 when none does."""
        fits = [pattern for pattern in self.hosts if host_matches(pattern, host)]
        return max((len(pattern) + (0 if pattern.startswith("*") else 1000) for pattern in fits), default=0)


def host_matches(pattern: str, host: str) -> bool:
    """Whether a host is meant by a pattern.

    >>> host_matches("*.people.com.cn", "acftu.people.com.cn"), host_matches("*.people.com.cn", "people.com.cn")
    (True, True)
    >>> host_matches("people.com.cn", "acftu.people.com.cn")
    False
    """
    host = host.lower().rstrip(".")
    if pattern.startswith("*."):
        return host == pattern[2:] or host.endswith(pattern[1:])
    return host == pattern


class Profiles:
    """All profiles of a run, by name and by host."""

    def __init__(self, profiles: Sequence[Profile] = ()) -> None:
        self._by_name = {profile.name: profile for profile in profiles}

    def for_url(self, url: str) -> Profile | None:
        """The profile whose host pattern fits the URL most closely."""
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return None
        if not host:
            return None
        best, fit = None, 0
        for profile in self._by_name.values():
            closeness = profile.specificity(host)
            if closeness > fit:
                best, fit = profile, closeness
        return best

    def by_name(self, name: str) -> Profile | None:
        """The profile of that name."""
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Profile]:
        return iter(sorted(self._by_name.values(), key=lambda profile: profile.name))

    def __len__(self) -> int:
        return len(self._by_name)


def load_profiles(folders: Sequence[Path] = ()) -> Profiles:
    """The shipped profiles and those of your own folders; yours wins where the names are equal.

    Raises ProfileError for the first file that breaks a rule.
    """
    from extraction.profile_toml import Draft, build_profile, draft_profile

    drafts: dict[str, Draft] = {}
    for folder in (SHIPPED, *folders):
        if not folder.is_dir():
            raise ProfileError(f"{folder}: no such folder of site profiles; create it or take it out of SITE_PROFILES")
        for path in sorted(folder.glob("*.toml")):
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise ProfileError(f"{path}: a profile is a readable UTF-8 file: {error}") from error
            draft = draft_profile(text, str(path))
            drafts[draft.name] = draft
    built: dict[str, Profile] = {}

    def build(name: str, asked_by: Draft | None, chain: tuple[str, ...]) -> Profile:
        if name in built:
            return built[name]
        if name not in drafts:
            assert asked_by is not None
            raise asked_by.error("like", f'no profile is named "{name}"', sorted(drafts))
        draft = drafts[name]
        if name in chain:
            raise draft.error("like", "profiles must not inherit in a circle: " + " → ".join((*chain, name)))
        base = build(draft.like, draft, (*chain, name)) if draft.like else None
        built[name] = build_profile(draft, base, check=not draft.file.startswith(str(SHIPPED)))
        return built[name]

    return Profiles([build(name, None, ()) for name in drafts])


def parse_profile(text: str, file: str = "", base: Profile | None = None) -> Profile:
    """The profile a TOML text describes, every key, selector and pattern checked; `base` is the one named by `like`.

    Raises ProfileError with file, line and key.
    """
    from extraction.profile_toml import build_profile, draft_profile

    draft = draft_profile(text, file)
    if draft.like and base is None:
        base = load_profiles().by_name(draft.like)
        if base is None:
            raise draft.error("like", f'no shipped profile is named "{draft.like}"', [p.name for p in load_profiles()])
    return build_profile(draft, base, check=True)
