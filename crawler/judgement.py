"""What one answer amounts to: a listing read for its links, an article, a refusal, a page that is gone or has moved.
Pure.

In: a Page as captured, what it was asked for, and what was known before. Out: a Judgement for the archive to settle.
The same bytes judged again after a crash give the same judgement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import urlsplit

from archive.records import Article, Failed, Link, Outcome, Page, Reading, Rejected, Role
from archive.urls import canonical_url
from crawler.blocked import why_blocked
from crawler.discovery import MAX_LINKS, MAX_PLACES, Found, Places, absolute, find_in_sitemap, find_links
from crawler.payload import LIMIT_BYTES, Undecodable, decoded, header
from extraction import Profile, Profiles, read_page
from extraction.decode import decode_page

REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}
# What a page that was an article may read as, once its text was taken away; a login wall only hides it.
_GONE_FROM = {"soft-404", "empty", "no-article", "listing", "front-page"}
_TAG = re.compile(r"<[^>]*>")
_SAMPLES, _SAMPLE = 12, 10  # pieces of the old text that are looked for, and their length in characters


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to settle. `outcome` None: the archive tells it from status, reading and the versions before."""

    outcome: Outcome | None = None
    reading: Reading | None = None
    links: tuple[Link, ...] = ()
    detail: str = ""
    next_page: Link | None = None  # of a listing; followed or not, as the walk decides
    parts: tuple[str, ...] = ()  # further pages of the article, to be fetched and joined first

    @property
    def is_failure(self) -> bool:
        """Whether asking again soon makes sense."""
        return self.outcome in (Outcome.FAILED, Outcome.BLOCKED)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges answers of one site."""

    profile: Profile
    profiles: Profiles
    max_links: int = MAX_LINKS
    max_bytes: int = LIMIT_BYTES  # what a page may become when its content coding is undone
    places: Places = field(default_factory=dict, compare=False, repr=False)  # a memory, without effect on any judgement

    def judge(self, page: Page, role: Role, *, was: Article | None = None) -> Judgement:
        """What this answer amounts to.

        Args:
            page: as captured; a 304 or a repeated payload comes with the payload it stands for.
            role: what was asked for.
            was: what the archive holds of it, so that its absence is a withdrawal.
        """
        status = page.status if page.status is not None else 200
        if role is Role.ROBOTS:
            return Judgement(Outcome.LISTED, detail=f"HTTP {status}")
        if status in REDIRECTS and header(page.headers, "location"):
            return self._moved(page, role, was)
        try:
            page = decoded(page, self.max_bytes)
        except Undecodable as error:
            return Judgement(Outcome.FAILED, Failed("coding", str(error)), detail=str(error))
        if refusal := why_blocked(status, page.payload):
            return Judgement(Outcome.BLOCKED, detail=refusal)
        if status in GONE:
            return Judgement(detail=f"HTTP {status}")  # the archive knows whether something was there to be withdrawn
        if not (200 <= status < 300 or status == 304):
            return Judgement(Outcome.FAILED, detail=f"HTTP {status}")
        if role is Role.SITEMAP:
            found = find_in_sitemap(page.payload, page.url, self.profile.crawl, limit=self.max_links)
            return self._listed(found)
        if role is Role.LISTING:
            return self._listed(self._links(page))
        if role is Role.ATTACHMENT:
            return self._attachment(page)
        if role in (Role.ARTICLE, Role.PART):
            return self._read(page, was)
        return Judgement(Outcome.LISTED, detail=f"{role.value} kept")

    def _read(self, page: Page, was: Article | None) -> Judgement:
        reading = read_page(page, self.profiles)
        if isinstance(reading, Article):
            links = self._links(page).links if self.profile.crawl.follow_boxes else ()
            own = {canonical_url(url) for url in reading.part_urls}
            # Of what stands beside an article only articles are leads: its sections are known from the front page.
            links = tuple(x for x in links if x.role is Role.ARTICLE and canonical_url(x.url) not in own)
            links += self._attachments(reading)
            return Judgement(
                reading=reading,
                links=links,
                parts=tuple(url for url in reading.part_urls if self.profile.crawl.allows(url)),
            )
        if isinstance(reading, Rejected):
            if reading.reason == "challenge":
                return Judgement(Outcome.BLOCKED, detail=reading.detail or reading.reason)
            if not page.payload:
                return Judgement(
                    Outcome.FAILED if was else Outcome.REJECTED, reading, detail="an empty answer, 0 bytes"
                )
            if was and reading.reason in _GONE_FROM and not still_says(self._markup(page), was.body):
                why = f"the text is gone: {reading.detail or reading.reason}"
                return Judgement(Outcome.WITHDRAWN, reading, detail=why)
            # A section page taken for an article still leads on.
            links = self._links(page).links if reading.reason in ("listing", "front-page") else ()
            return Judgement(Outcome.REJECTED, reading, links=links, detail=reading.detail or reading.reason)
        return Judgement(Outcome.FAILED, reading, detail=reading.detail or reading.reason)

    def _markup(self, page: Page) -> str:
        return decode_page(page.payload, page.content_type, hint=self.profile.encoding)[0]

    def _attachments(self, article: Article) -> tuple[Link, ...]:
        """The files of an article, where the profile wants them and the crawl may go there."""
        rules = self.profile.crawl
        if not rules.attachments:
            return ()
        return tuple(Link(x.url, Role.ATTACHMENT, x.title) for x in article.attachments if rules.allows(x.url))

    def _attachment(self, page: Page) -> Judgement:
        """A file is kept whatever it is; the text layer of a PDF is an article of its own, found by the index."""
        reading = read_page(page, self.profiles)
        if isinstance(reading, Article) and reading.kind == "attachment":
            return Judgement(reading=reading)
        if isinstance(reading, Rejected) and reading.reason in ("not-text", "empty"):
            return Judgement(Outcome.LISTED, detail=f"kept: {reading.detail}")
        refused = Rejected("soft-404", "a page in place of the file")
        return Judgement(Outcome.REJECTED, refused, detail=refused.detail)

    def _links(self, page: Page) -> Found:
        if len(self.places) > MAX_PLACES:
            self.places.clear()
        return find_links(self._markup(page), page.url, self.profile.crawl, limit=self.max_links, places=self.places)

    def _listed(self, found: Found) -> Judgement:
        articles = sum(link.role is Role.ARTICLE for link in found.links)
        detail = f"{articles} articles, {len(found.links) - articles} listings"
        if found.over:
            detail += f", {found.over} links beyond the bound of {self.max_links} left out"
        return Judgement(Outcome.LISTED, links=found.links, detail=detail, next_page=found.next_page)

    def _moved(self, page: Page, role: Role, was: Article | None) -> Judgement:
        target = absolute(page.url, header(page.headers, "location"))
        if target is None:
            return Judgement(Outcome.FAILED, detail=f"HTTP {page.status} to no address")
        if role in (Role.ARTICLE, Role.PART) and self._is_front(target):
            why = f"HTTP {page.status} to {target}, a front page"
            return Judgement(Outcome.WITHDRAWN, detail=why) if was else Judgement(Outcome.REJECTED, detail=why)
        if not self.profile.crawl.allows(target):
            return Judgement(Outcome.MOVED, detail=target)  # outside the crawl: noted, not followed
        return Judgement(Outcome.MOVED, links=(Link(target, role),), detail=target)

    def _is_front(self, url: str) -> bool:
        rules = self.profile.crawl
        return urlsplit(url).path in ("", "/") or rules.role_of(url) is Role.LISTING or url in rules.start


def still_says(markup: str, body: str) -> bool:
    """Whether a page still holds text of the article that it was: then it is our reading that failed, not the page.

    >>> still_says("<div><p>会上通过了三项决<b>议，自下</b>月起施行。</p></div>", "会上通过了三项决议，自下月起施行。")
    True
    >>> still_says("<div><p>本页面已下线</p></div>", "会上通过了三项决议，自下月起施行。")
    False
    """
    text = "".join(unescape(_TAG.sub("", markup)).split())
    said = "".join(body.split())
    step = max(_SAMPLE, len(said) // _SAMPLES)
    pieces = [said[start : start + _SAMPLE] for start in range(0, len(said), step)]
    return any(piece in text for piece in pieces if len(piece) == _SAMPLE or len(pieces) == 1)


def with_next(judgement: Judgement, follow: bool) -> Judgement:
    """The judgement of a listing with its next page among the links, when the walk goes on; else without one."""
    if not follow:
        return replace(judgement, next_page=None)
    if judgement.next_page is not None:
        known = {canonical_url(link.url) for link in judgement.links}
        if canonical_url(judgement.next_page.url) not in known:
            return replace(judgement, links=(*judgement.links, judgement.next_page))
    return judgement
