"""Reading a page by its site's profile: the era whose selectors match says where fields stand, generic.py helps out.

In: a parsed page and a Profile. Out: Article, Rejected, or None when no era of the profile knows the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from lxml import etree

from archive.records import Article, Rejected, Related
from extraction.boxes import clean_crumb, link_title, text_of
from extraction.bylines import Bylines, merge_bylines, read_bylines, read_editors, read_source, reporters_in_body
from extraction.date_choice import Candidate, best_date
from extraction.density import Scores
from extraction.further_pages import numbered_parts
from extraction.generic import Findings, Source, assemble, kind_of, look_at
from extraction.head import absolute
from extraction.heading import Heading, find_heading
from extraction.layout import Block, Layout, Node, lay_out
from extraction.profiles import Era, Profile
from extraction.rejections import reject
from extraction.selectors import Selector
from extraction.trimming import keep

_CORE = ("title", "published", "body", "source", "editors")


def read_profiled(source: Source, profile: Profile) -> Article | Rejected | None:
    """The article as the profile's era reads it."""
    era = choose_era(source, profile)
    if era is None:
        return None
    found = look_at(source)
    body = _body_blocks(source.root, era)
    if body:
        found = _placed(found, body)
    heading = _heading(source.root, era, find_heading(found.layout, found.facts, found.title, found.body))
    refused = reject(found.scores, found.body, found.kept, heading, found.facts, source.url)
    nothing = found.body is None or not found.kept or (not body and _is_emptied(source.root, era))
    if nothing or (refused is not None and (not body or refused.reason in _CERTAIN)):
        return refused or Rejected("no-article", f"the place of the text is empty (era {era.name})")
    assert found.body is not None
    article = assemble(found, heading, found.body)
    return _completed(article, found, source, profile, era)


_CERTAIN = frozenset({"soft-404", "challenge"})
_SHOWN = ".//img | .//video | .//audio | .//iframe | .//embed | .//object"


def _is_emptied(root: etree._Element, era: Era) -> bool:
    """Whether the place of the text is there and holds nothing: what else is on the page is no article then."""
    places = [element for selector in era.body for element in selector.elements(root)]
    return bool(places) and not any(text_of(place).strip() or place.xpath(_SHOWN) for place in places)


def choose_era(source: Source, profile: Profile) -> Era | None:
    """The era whose selectors match the page and find most; a tie goes to the one whose years fit the page's date."""
    matching = [era for era in profile.eras if all(selector.find(source.root) for selector in era.match)]
    if len(matching) < 2:
        return matching[0] if matching else None
    found = {era.name: sum(1 for key in _CORE if _first_text(source.root, getattr(era, key))) for era in matching}
    best = max(found.values())
    tied = [era for era in matching if found[era.name] == best]
    if len(tied) > 1:
        day = _day_of(source, tied[0])
        fitting = [era for era in tied if (not era.since or era.since <= day) and (not era.until or day < era.until)]
        if day and fitting:
            return fitting[0]
    return tied[0]


def _day_of(source: Source, era: Era) -> str:
    texts = [Candidate("", text) for text in _texts(source.root, era.published)]
    date = best_date(texts, source.captured_at, source.offset, source.url)
    return date[0].published if date else ""


def _texts(root: etree._Element, selectors: Sequence[Selector]) -> list[str]:
    """The texts found by the first selector that finds any."""
    for selector in selectors:
        found = [text for item in selector.find(root) if (text := _text(item))]
        if found:
            return found
    return []


def _text(item: etree._Element | str) -> str:
    if isinstance(item, str):
        return " ".join(item.split())
    if item.find(".//br") is None:
        return text_of(item)
    return " ".join(
        " ".join(cast("Iterator[str]", item.itertext())).split()
    )  # a title broken over two lines keeps a blank between them


def _first_text(root: etree._Element, selectors: Sequence[Selector]) -> str:
    return next(iter(_texts(root, selectors)), "")


def _body_blocks(root: etree._Element, era: Era) -> list[Block]:
    """The blocks of the text, without what the era drops and without boxes and calls to action inside it."""
    dropped = {element for selector in era.drop for element in selector.elements(root)}
    for selector in era.body:
        for element in selector.elements(root):
            layout = lay_out(element, dropped)
            # The element was named by the profile: whatever its own class hints at, it is the text.
            layout.top.hint = layout.nodes[min(1, len(layout.nodes) - 1)].hint = layout.top.hint.BODY
            kept = keep(Scores(layout), layout.top)
            if kept:
                return kept
    return []


def _placed(found: Findings, body: list[Block]) -> Findings:
    """The findings with the profile's text in place of the guessed one, looked up in the layout of the whole page."""
    blocks = found.layout.blocks
    kept: list[Block] = []
    at = _beginning(found.layout, body)
    for block in body:
        for index in range(at, len(blocks)):
            if blocks[index].text == block.text:
                kept.append(blocks[index])
                at = index + 1
                break
    if not kept:
        return found
    node: Node = kept[0].node
    while node.parent is not None and node.end <= kept[-1].index:
        node = node.parent
    return Findings(found.source, found.facts, found.layout, found.scores, found.title, node, kept)


def _beginning(layout: Layout, body: list[Block]) -> int:
    """Where the first two blocks of the text stand one after the other: a summary may repeat the first."""
    blocks = layout.blocks
    firsts = [index for index, block in enumerate(blocks) if block.text == body[0].text]
    if len(body) > 1:
        for index in firsts:
            if any(block.text == body[1].text for block in blocks[index + 1 : index + 8]):
                return index
    return firsts[-1] if firsts else 0


def _heading(root: etree._Element, era: Era, seen: Heading) -> Heading:
    title = _first_text(root, era.title) or seen.title
    pretitle = _first_text(root, era.pretitle) if era.pretitle else seen.pretitle
    subtitle = _first_text(root, era.subtitle) if era.subtitle else seen.subtitle
    return Heading(
        title, seen.first, seen.last, pretitle if pretitle != title else "", subtitle if subtitle != title else ""
    )


def _completed(article: Article, found: Findings, source: Source, profile: Profile, era: Era) -> Article:
    """The generic article with the fields that the era's selectors give."""
    root, base = source.root, found.facts.base
    names = _names(article, root, era)
    published = [Candidate(f"{era.published[0].text}: {text[:80]}", text) for text in _texts(root, era.published)]
    in_url = era.url_date.search(source.url) if era.url_date else None
    if in_url is not None:
        published.append(Candidate("url", _written(in_url.groupdict())))
    date = best_date(published, source.captured_at, source.offset, source.url) if published else None
    if date is not None:
        article = replace(
            article, published=date[0].published, published_precision=date[0].precision, published_evidence=date[1]
        )
    channel = clean_crumb(_first_text(root, era.channel), article.title) if era.channel else article.channel
    topics, related = _pointers(root, era, base)
    parts = _parts(root, era, source.url, base)
    return replace(
        article,
        source=names.source or profile.source_default,
        reporters=names.reporters,
        correspondents=names.correspondents,
        photographers=names.photographers,
        editors=names.editors,
        byline=names.byline,
        original_title=names.original_title,
        channel=channel,
        topics=topics or article.topics,
        related=related
        if era.related
        else related + tuple(r for r in article.related if r.kind != "topic" or not topics),
        part_urls=parts or article.part_urls,
        kind=article.kind if article.kind == "video" else kind_of(article.title, article.body, len(article.images)),
        profile=f"{profile.name}/{profile.version}#{era.name}",
    )


def _names(article: Article, root: etree._Element, era: Era) -> Bylines:
    """Names from the era's places; a role they do not fill keeps what the generic reading saw."""
    source = read_source(_first_text(root, era.source)) if era.source else ""
    lines = _texts(root, era.byline) + _texts(root, era.editors)
    said = merge_bylines([read_bylines(lines), Bylines(editors=read_editors(_first_text(root, era.editors)))])
    paragraphs = article.body.split("\n")
    inside = reporters_in_body(paragraphs[:3], paragraphs[-2:])
    merged = merge_bylines([said, inside])
    raw = "\n".join(
        dict.fromkeys(line for text in (merged.byline, article.byline) for line in text.split("\n") if line)
    )
    return Bylines(
        reporters=merged.reporters or article.reporters,
        correspondents=merged.correspondents or article.correspondents,
        photographers=merged.photographers or article.photographers,
        editors=merged.editors or article.editors,
        source=source or merged.source or article.source,
        original_title=merged.original_title or article.original_title,
        byline=raw,
    )


def _written(parts: dict[str, str | None]) -> str:
    """The date in a URL as text: 2016-01-06 09:58."""
    year, month, day = (parts.get(key) for key in ("year", "month", "day"))
    hour, minute = parts.get("hour"), parts.get("minute")
    text = (f"20{year}" if year and len(year) == 2 else year or "") + "".join(
        f"-{part}" for part in (month, day) if part
    )
    return f"{text} {hour}:{minute or '00'}" if day and hour else text


def _pointers(root: etree._Element, era: Era, base: str) -> tuple[tuple[str, ...], tuple[Related, ...]]:
    topics: dict[str, None] = {}
    related: dict[Related, None] = {}
    for selector in era.topics:
        for element in selector.elements(root):
            title, cut = link_title(text_of(element), element.get("title") or "")
            if title:
                topics.setdefault(title)
                related.setdefault(Related("topic", "相关专题", title, absolute(base, element.get("href") or ""), cut))
        if topics:
            break
    for rule in era.related:
        for box in rule.box.elements(root):
            heading = _first_text(box, rule.heading) or rule.title
            links = [element for selector in rule.links for element in selector.elements(box) if element.tag == "a"]
            for element in links[:60]:
                title, cut = link_title(text_of(element), element.get("title") or "")
                if len(title) < 4 or title == heading:
                    continue
                if rule.kind == "topic":
                    topics.setdefault(title)
                related.setdefault(Related(rule.kind, heading, title, absolute(base, element.get("href") or ""), cut))
    return tuple(topics), tuple(related)


def _parts(root: etree._Element, era: Era, url: str, base: str) -> tuple[str, ...]:
    count = _first_text(root, era.part_count)
    if count.isdecimal() and len(count) < 4:
        return numbered_parts(url, int(count))
    found: dict[str, None] = {}
    for selector in era.parts:
        for item in selector.find(root):
            link = item if isinstance(item, str) else item.get("href") or ""
            target = absolute(base, link).partition("#")[0]
            if target and target != url and not link.lower().startswith("javascript"):
                found.setdefault(target)
    return tuple(found)
