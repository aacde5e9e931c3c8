"""An article as lines of the screen: heading and provenance, the text, what stood beside it, what was mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archive.records import Article, Repair, Version
from archive.times import for_people
from terminal.cells import clean, pad, wrap
from terminal.messages import said, tr
from terminal.screen import Screen

_LABEL = 10
_KIND_NAMES = {"gloss": "pinyin glosses removed", "damage": "damaged"}


def article_lines(version: Version, version_count: int, screen: Screen) -> None:
    """Writes the article whole."""
    article = version.article
    _heading(article, screen)
    for label, value in _facts(version, version_count):
        _labelled(label, value, screen)
    screen.line()
    _body(article, screen)
    _beside(article, screen)
    _mended(article.repairs, screen)


def plain_lines(version: Version, screen: Screen) -> None:
    """The text alone, unbroken, for print or another program: title, subtitle, date and source, paragraphs."""
    article = version.article
    for line in (article.pretitle, article.title, article.subtitle):
        if line:
            screen.line(clean(line))
    screen.line(
        " ".join(part for part in (clean(article.published), clean(article.source), clean(version.url)) if part)
    )
    screen.line()
    for paragraph in article.body.split("\n"):
        screen.line(clean(paragraph))


def _heading(article: Article, screen: Screen) -> None:
    for text, kind in ((article.pretitle, "dim"), (article.title, "bold"), (article.subtitle, "")):
        for line in wrap(clean(text), screen.width):
            screen.line(screen.style(line, kind) if kind else line)
    screen.line()


def _facts(version: Version, version_count: int) -> Iterable[tuple[str, str]]:
    article = version.article
    yield "published", article.published
    yield "date from", article.published_evidence
    yield "source", article.source
    yield "reporters", "、".join(article.reporters)
    yield "correspond.", "、".join(article.correspondents)
    yield "photos by", "、".join(article.photographers)
    yield "editors", "、".join(article.editors)
    yield "orig. title", article.original_title
    yield "channel", article.channel
    yield "topics", "、".join(article.topics)
    yield "kind", article.kind if article.kind != "article" else ""
    yield "status", version.status if version.status != "current" else ""
    yield "url", version.url
    captured = (
        tr("captured {time}", time=for_people(version.captured_at))
        if version.captured_at
        else tr("captured unknown; kept {time}", time=for_people(version.kept_at.replace(microsecond=0)))
    )
    yield "site", f"{version.site} · {captured}"
    which = tr("version {number} of {count}", number=version.number, count=version_count)
    if version_count < 2:
        which = tr("version {number}", number=version.number)
    yield "id", f"{version.id[:12]} · {which}"
    yield "pages", said(pages_joined(article))
    yield "read", said(read_by(version))
    if article.encoding.lost:
        encoding = article.encoding
        yield "encoding", tr("{encoding}, {count} characters lost", encoding=encoding.chosen, count=encoding.lost)


def pages_joined(article: Article) -> str:
    """How many pages the article has, and which are not kept."""
    missing = set(article.part_urls)
    if not article.pages and not missing:
        return ""
    known = [part.url for part in article.pages] or [""]
    urls = [*known, *(url for url in article.part_urls if url not in known)]
    lost = ", ".join(f"page {number} {url}" for number, url in enumerate(urls, 1) if url in missing)
    return f"{len(urls)} joined" if not lost else f"{len(urls) - len(missing)} of {len(urls)} joined; missing: {lost}"


def read_by(version: Version) -> str:
    """Which extractor and profile read a version, and whether that was a re-extraction: no edit by the site."""
    article = version.article
    profile = f"profile {article.profile}" if article.profile else "no profile"
    by = f"extractor {article.extractor or 'unknown'}, {profile}"
    if version.times_read < 2:
        return f"{by}, reading 1"
    when = f" on {for_people(version.read_at)[:10]}" if version.read_at else ""
    return f"{by}, reading {version.times_read}: re-extracted{when}, not edited by the site"


def _labelled(label: str, value: str, screen: Screen) -> None:
    if not value:
        return
    # An address stays on one line, however long: it is there to be copied.
    lines = [clean(value)] if label == "url" else wrap(clean(value), max(screen.width - _LABEL - 1, 10))
    for number, line in enumerate(lines):
        head = pad("" if number else tr(label), _LABEL)
        screen.line(f"{screen.style(head, 'dim')} {line}")


def _body(article: Article, screen: Screen) -> None:
    for paragraph in article.body.split("\n"):
        for line in wrap(clean(paragraph), screen.width):
            screen.line(line)
        screen.line()


def _beside(article: Article, screen: Screen) -> None:
    headings: dict[tuple[str, str], list[str]] = {}
    for item in article.related:
        if item.kind == "topic" and item.title in article.topics:
            continue
        title = clean(item.title) + ("…" if item.truncated and not item.title.endswith(("…", "...")) else "")
        headings.setdefault((item.kind, item.heading), []).append(title)
    for (kind, heading), titles in headings.items():
        screen.line(screen.style(clean(heading) or kind, "dim"))
        for title in titles:
            for number, line in enumerate(wrap(title, screen.width - 4)):
                screen.line(("    " if number else "  · ") + line)
        screen.line()
    for image in article.images:
        _labelled("image", " ".join(part for part in (image.caption, image.url) if part), screen)
    for attachment in article.attachments:
        _labelled("file", " ".join(part for part in (attachment.title, attachment.url) if part), screen)


def _mended(repairs: tuple[Repair, ...], screen: Screen) -> None:
    counts = Counter(repair.kind for repair in repairs)
    for kind, count in counts.items():
        if kind != "damage":
            _labelled("repaired", f"{count} {tr(_KIND_NAMES.get(kind, kind))}", screen)
    for repair in repairs:
        if repair.kind == "damage":
            likely = f"; perhaps {repair.conjecture}" if repair.conjecture else ""
            told = f"{repair.found} in {repair.field}, kept as it is{likely}"
            _labelled("damaged", said(told), screen)
