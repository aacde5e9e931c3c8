"""Reading a page without site knowledge: layout, text, heading, imprint, and the reasons why a page is none.

In: a parsed page with its address, capture time and zone. Out: Article without encoding and repairs, or Rejected.
Linear in the page's size; the steps live in layout, density, trimming, heading, imprint, boxes, media and rejections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from archive.records import Article, Rejected
from extraction.around import Around
from extraction.boxes import find_channel, find_related, find_topics
from extraction.bylines import Bylines, merge_bylines, people_named, read_bylines, read_source, reporters_in_body
from extraction.captions import credit_of
from extraction.date_choice import best_date
from extraction.datelines import date_candidates, last_candidates
from extraction.dates import zone_of_text
from extraction.density import Scores, choose, place_without_prose
from extraction.further_pages import find_parts
from extraction.head import HeadFacts, read_head
from extraction.heading import Heading, find_heading, find_title
from extraction.imprint import Imprint, credit_blocks
from extraction.language import detect_language
from extraction.layout import Block, Layout, Node, lay_out
from extraction.media import find_attachments, find_images, is_file
from extraction.rejections import is_video, reject
from extraction.script_data import read_scripts
from extraction.trimming import keep

_NOTICE = re.compile(
    r"(?:通知|公告|公示|启事|啟事|通报|通報|声明|聲明|讣告|訃告|决定|決定|布告|通告|"
    r"名单|名單|倡议书|倡議書|公开信|公開信|简章|簡章|须知|須知)"
    r"(?:（.{0,20}）)?$|^(?:关于|關於).{4,60}的"
)
_SPEAKER = re.compile(
    r"(?:【([^】]{1,16})】|\[([^\]]{1,24})\]|([一-鿿·]{2,12}|[问問答])[:：]|([QA]|[A-Z][A-Za-z .'-]{1,30})[:：])\s*\S"
)
_TALK = re.compile(
    r"访谈|訪談|[实實][录錄]|[对對][话話]|答[记記]者[问問]|[专專][访訪]|interview|transcript|Q\s?&\s?A", re.I
)
_EDITION = re.compile(
    r"(?<=[\w)）])\s*[(（][一-鿿]{2,4}[)）]$"
)  # 某某日报(上海): where it is printed, not who printed it


@dataclass(frozen=True, slots=True)
class Source:
    """What the reader of a page is told besides its markup."""

    root: etree._Element
    url: str = ""
    captured_at: datetime | None = None
    offset: str = "+08:00"
    site_known: bool = False  # the zone is that of a profile

    def zone_of(self, wide: int, size: int) -> str:
        """The zone of times that name none, as dates.py has it."""
        return zone_of_text(self.offset, wide, size, self.site_known)


@dataclass(slots=True)
class Findings:
    """One page as the generic reading sees it; profiled.py takes from it what a profile leaves out."""

    source: Source
    facts: HeadFacts
    layout: Layout
    scores: Scores
    title: Node | None
    body: Node | None
    kept: list[Block]


def look_at(source: Source) -> Findings:
    """The layout of a page and its likeliest text."""
    facts = read_head(source.root, source.url)
    layout = lay_out(source.root)
    scores = Scores(layout)
    title = find_title(layout, facts)
    last = title.end - 1 if title is not None else -1
    body = choose(scores, last)
    kept = keep(scores, body) if body is not None else []
    if title is not None and not any(b.ends for b in kept) and sum(b.size for b in kept if b.stops) < 16:
        body, kept = _without_prose(scores, body, kept, last)
    return Findings(source, facts, layout, scores, title, body, kept)


def _without_prose(scores: Scores, body: Node | None, kept: list[Block], title: int) -> tuple[Node | None, list[Block]]:
    """The place of a text that holds no sentence, where there is one with more than what was chosen."""
    files = [a for a in scores.layout.anchors if a.at > title and is_file(a.element.get("href") or "")]
    place = place_without_prose(scores, title) or next((a.node for a in files if a.node not in scores.away), None)
    if place is None or (body is not None and body.start <= place.start <= place.end <= body.end and kept):
        return body, kept
    texts = keep(scores, place)
    if not texts and any(place.start <= anchor.at < place.end for anchor in files):
        texts = scores.layout.blocks[place.start : place.end]
    return (place, texts) if sum(b.size for b in texts) > sum(b.size for b in kept) else (body, kept)


def read_generic(source: Source) -> Article | Rejected:
    """The article of a page nobody wrote a profile for."""
    found = look_at(source)
    heading = find_heading(found.layout, found.facts, found.title, found.body)
    refused = reject(found.scores, found.body, found.kept, heading, found.facts, source.url)
    if refused is not None and refused.reason in _SHOWS_NOTHING:
        facts = found.facts if len(found.facts.body) >= 80 else read_scripts(source.root, found.facts)
        if facts is not None:
            return _out_of_sight(replace(found, facts=facts), heading)
    if refused is not None or found.body is None:
        return refused or Rejected("no-article", "no part of the page reads like the text of an article")
    after = [block for block in found.kept if block.index > heading.last]
    begins = heading.first >= 0 and found.kept[:1] and found.kept[0].index >= heading.first - 2
    if sum(block.size for block in after) > 0.5 * sum(block.size for block in found.kept) or (
        begins and any(block.ends for block in after)
    ):
        found.kept = after  # the title and what stands over it are not text
    first = found.kept[0] if len(found.kept) > 1 and heading.subtitle else None
    if first and first.index == heading.last + 1 and first.node.tag in _LOWER and heading.subtitle in first.text:
        found.kept = found.kept[1:]
    return assemble(found, heading, found.body)


_LOWER = ("h2", "h3", "h4", "h5")
_SHOWS_NOTHING = frozenset({"empty", "no-article"})


def _out_of_sight(found: Findings, heading: Heading) -> Article:
    """The article that a page carries for search engines or scripts, where a script is to show it and has not."""
    facts, source = found.facts, found.source
    lines = [
        line for text in facts.body.splitlines() if (line := " ".join(re.sub(r"<[^<>]{0,500}>", " ", text).split()))
    ]
    body = "\n".join(lines)
    offset = source.zone_of(sum(1 for letter in body[:600] if letter >= "\u2e80"), len(body[:600]))
    places = date_candidates(Around(found.scores, heading, []), [], facts)
    date = best_date(places, source.captured_at, offset, source.url)
    return Article(
        title=facts.headline or heading.title,
        kind=kind_of(facts.headline or heading.title, body, 0),
        body=body,
        published=date[0].published if date else "",
        published_precision=date[0].precision if date else "",
        published_evidence=date[1] if date else "",
        source=facts.publisher,
        reporters=people_named(facts.authors, facts.site_name),
        byline=", ".join((*facts.authors, *facts.bodies)),
        keywords=facts.keywords,
        lang=detect_language(body[:1500]),
    )


def assemble(found: Findings, heading: Heading, node: Node) -> Article:
    """The article that the findings make, every key that can be read without a profile."""
    source, base = found.source, found.facts.base
    around = Around(found.scores, heading, found.kept)
    credits = credit_blocks(found.kept)
    text = [block for block in found.kept if block.index not in credits] or found.kept
    body = body_text(text)
    credited = [block.text for block in found.kept if block.index in credits]
    names = read_names(Imprint(around), credited, text, found.facts)
    offset = source.zone_of(sum(b.wide for b in text), len(body))
    date = best_date(date_candidates(around, found.kept, found.facts), source.captured_at, offset, source.url)
    if date is None:
        date = best_date(last_candidates(found.scores, heading, source.captured_at), source.captured_at, offset)
    images = find_images(found.scores, node, found.kept, heading.title, base)
    if not names.photographers:  # a reporter who also took the pictures stays a reporter
        taken = read_bylines([credit for image in images if (credit := credit_of(image.caption))]).photographers
        names = replace(
            names, photographers=tuple(n for n in taken if n not in (*names.reporters, *names.correspondents))
        )
    topics, pointers = find_topics(found.layout, node, base)
    within = {block.index for block in found.kept}
    return Article(
        title=heading.title,
        body=body,
        kind="video" if is_video(heading.title, found.facts) else kind_of(heading.title, body, len(images)),
        pretitle=heading.pretitle,
        subtitle=heading.subtitle,
        published=date[0].published if date else "",
        published_precision=date[0].precision if date else "",
        published_evidence=date[1] if date else "",
        source=names.source,
        reporters=names.reporters,
        correspondents=names.correspondents,
        photographers=names.photographers,
        editors=names.editors,
        byline=names.byline,
        original_title=names.original_title,
        channel=find_channel(found.layout, text[0].index, heading.title) if text else "",
        topics=topics,
        keywords=found.facts.keywords,
        related=pointers + find_related(found.layout, within, node, base),
        images=images,
        attachments=find_attachments(found.layout, node, base),
        part_urls=find_parts(found.layout, node, source.url, base),
        lang=detect_language(body[:600]),
    )


def body_text(blocks: list[Block]) -> str:
    """One paragraph a line; the cells of one table row share a line."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and _same_row(before, block):
            lines[-1] += " | " + block.text
        else:
            lines.append(block.text)
        before = block
    return "\n".join(lines)


def _same_row(before: Block, block: Block) -> bool:
    """Two short cells of one row of figures; the cells of a layout table hold paragraphs."""
    one, other = before.node, block.node
    if one.tag not in ("td", "th") or other.tag not in ("td", "th") or one is other or one.parent is not other.parent:
        return False
    return before.size < 40 and block.size < 40


def read_names(imprint: Imprint, taken: list[str], text: list[Block], facts: HeadFacts) -> Bylines:
    """Names by role: credit lines first, then bylines inside the text, then what the page says out of sight.

    Args:
        imprint: the lines around the text.
        taken: credit lines that were taken out of the text.
        text: what is left of it.
        facts: what the page says of itself.
    """
    paragraphs = [block.text for block in text]
    lines = imprint.credit_lines() + taken
    names = merge_bylines([read_bylines(lines), reporters_in_body(paragraphs[:3], paragraphs[-2:])])
    wide = any(block.wide > 10 for block in text)
    reporters, byline = names.reporters, names.byline
    if not reporters and not names.correspondents:
        shown = [text for text in imprint.authors() if people_named([text], facts.site_name)]
        reporters = tuple(name for name in people_named(shown, facts.site_name) if name not in names.editors)
        byline = "\n".join([*([byline] if byline else []), *(shown if reporters else [])])
    if not reporters and not names.correspondents and not (wide and names.editors):
        # A Chinese page names its editor there as often as the writer: only where it names no editor is it believed.
        metas = () if wide else (facts.meta("author", "article:author", "byl", "parsely-author", "dc.creator"),)
        reporters = people_named(facts.authors or metas, facts.site_name)
    source = imprint.source(names.source) or (read_source(facts.source) if facts.source else "")
    if not source and not wide:
        source = facts.site_name
    return replace(names, reporters=reporters, source=_EDITION.sub("", source), byline=byline)


def kind_of(title: str, body: str, images: int) -> str:
    """article, notice, transcript or gallery, by the form of title and text."""
    lines = body.split("\n")
    said = [match[match.lastindex or 0] for line in lines if (match := _SPEAKER.match(line))]
    # Speakers come again; the labels of a notice (时间：, 地点：) stand once each.
    again = len(said) >= 2 * len(set(said))
    if again and ((len(said) >= 6 and len(said) >= 0.5 * len(lines)) or (len(said) >= 4 and _TALK.search(title))):
        return "transcript"
    if images >= 4 and len(body) < 120 * images:
        return "gallery"
    return "notice" if _NOTICE.search(title) else "article"
