"""What crosses the stages: page (bytes), article (fields), version (kept), outcome, repair. Frozen, no behaviour.

Everything here is a value; reading, keeping and finding live in the stages named by docs/architecture.md.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from archive.values import frozen

Headers = tuple[tuple[str, str], ...]


class Role(StrEnum):
    """What a page was asked for."""

    ARTICLE = "article"
    PART = "part"  # a further page of an article in several pages
    LISTING = "listing"  # listings, front pages
    SITEMAP = "sitemap"
    ROBOTS = "robots"
    ATTACHMENT = "attachment"
    OTHER = "other"  # redirects and what nobody asked for


class Outcome(StrEnum):
    """What became of one capture."""

    FETCHED = "fetched"  # bytes kept, not yet read: a later run reads them from the WARC
    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    FAILED = "failed"
    LISTED = "listed"  # a listing, sitemap or robots file, read for its links or rules
    PART = "part"  # belongs to the article whose first page names it


@frozen
class Page:
    """Bytes as they came, and how they came.

    `url` is where the page lives (`urn:sha256:…` when nobody knows). `captured_at` is aware and in UTC, and None when
    nobody knows it: the mtime of a saved file is no capture time. `status` is None when the page did not come by HTTP.
    """

    url: str
    payload: bytes = field(repr=False)
    content_type: str = ""  # as declared by the server, the WARC or the manifest, charset included
    captured_at: datetime | None = None
    status: int | None = None
    headers: Headers = ()
    asked_url: str = ""  # where the request first went, before redirects; "" when it is `url`
    site: str = ""  # name of the profile, else the host, else "saved"
    charset: str = ""  # said by the person who imports; believed before any other evidence


@frozen
class Encoding:
    """The evidence for how bytes became text, and what was lost on the way."""

    chosen: str
    why: str = ""  # which evidence decided: said, bom, header, meta, hint, sniffed, validity, mixed, double
    header: str = ""
    meta: str = ""
    bom: str = ""
    sniffed: str = ""
    lost: int = 0  # characters that could not be read (U+FFFD) or lie in private-use areas


@frozen
class Repair:
    """One difference between the decoded text and the text kept, or one place known to be damaged.

    `kind` is `gloss` (a pinyin reading glued in by a converting mirror, removed) or `damage` (a span that cannot be
    what was written; left as it is, `put == found`; `conjecture` offers the likeliest reading and is never put in the
    text). `offset` counts characters in the kept text of `field`.
    """

    kind: str
    field: str
    offset: int
    found: str
    put: str = ""
    note: str = ""
    conjecture: str = ""


@frozen
class Related:
    """A pointer beside the article. `kind` is topic, box or article; `truncated` when the page cut the title."""

    kind: str
    heading: str
    title: str
    url: str = ""
    truncated: bool = False


@frozen
class Image:
    """A picture of the article, as data; the bytes are kept only when a profile asks for them."""

    url: str
    caption: str = ""
    type: str = ""


@frozen
class Attachment:
    """A file that the article links to for download."""

    url: str
    title: str = ""
    type: str = ""


@frozen
class Part:
    """One page of an article in several pages: its URL, payload digest and how many paragraphs it gave."""

    url: str
    digest: str = ""
    paragraphs: int = 0


@frozen
class Article:
    """What one page says, read by one extractor. Keys are those of the contract in docs/architecture.md.

    `published` is ISO 8601 as precise as the page (`2016`, `2016-01`, `2016-01-06`, `2016-01-06T09:58+08:00`), with the
    site's own offset; "" when the page gives none. `body` is text, one paragraph a line. `part_urls` names further
    pages of the same article that are not in `body` yet.
    """

    title: str
    body: str
    kind: str = "article"  # article, notice, transcript, gallery, video, attachment
    pretitle: str = ""
    subtitle: str = ""
    published: str = ""
    published_precision: str = ""  # year, month, day, minute, second
    published_evidence: str = ""  # which element or line, and its text
    source: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    byline: str = ""  # the raw byline or bylines, as the page has them
    original_title: str = ""  # 原标题: what the article was called where it was taken from
    channel: str = ""
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    pages: tuple[Part, ...] = ()
    part_urls: tuple[str, ...] = ()
    lang: str = ""  # zh-Hans, zh-Hant, en, …
    encoding: Encoding = Encoding("utf-8")
    repairs: tuple[Repair, ...] = ()
    extractor: str = ""  # version of the extractor that read it
    profile: str = ""  # NAME/VERSION#ERA, or "" for the generic reading


@frozen
class Rejected:
    """A page that is no article, and why: `reason` is one word for scripts, `detail` a sentence for people.

    Reasons: empty, listing, front-page, video, login, challenge, soft-404, not-text, no-article.
    """

    reason: str
    detail: str = ""
    encoding: Encoding | None = None


@frozen
class Failed:
    """A page that could not be read at all: damaged container, unknown type, a fault of ours."""

    reason: str
    detail: str = ""


Reading = Article | Rejected | Failed


@frozen
class Link:
    """A URL seen on a page, and what it is taken for."""

    url: str
    role: Role
    title: str = ""


@frozen
class WarcRef:
    """Where the bytes lie: file relative to the data directory, offset and length in bytes, payload digest."""

    file: str
    offset: int
    length: int
    digest: str  # sha256:<hex> of the payload as sent


@frozen
class Version:
    """One reading of one article as the archive keeps it: the article, its identity and its provenance."""

    id: str  # 64 hex digits
    number: int  # 1, 2, …, in capture order
    url: str
    site: str
    article: Article
    captured_at: datetime | None  # None when nobody knows
    kept_at: datetime  # when the archive took it; orders versions without captured_at
    digest: str  # sha256 hex of the text that makes a version
    valid_from: datetime
    valid_to: datetime | None  # None: the current one
    status: str = "current"  # of the article: current, withdrawn, moved
    warc: WarcRef | None = None
    times_read: int = 1  # how often its bytes were read; more than once is a re-extraction, and no edit by the site
    read_at: datetime | None = None  # when last; None when an older format did not say
