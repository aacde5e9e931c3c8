"""The title of an article and what stands over and under it: 引题, 副题. Blocks in, Heading out.

The title is the visible block that the title element, og:title or the JSON-LD headline agree with; without such a
block, what they say, less the name of the site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.head import HeadFacts
from extraction.hints import AWAY, Hint
from extraction.layout import Block, Layout, Node
from extraction.phrases import IMPRINT

_LETTERS = re.compile(r"\W+")
_PARTS = re.compile(r"\s*(?:[_|｜»›]|\s[-–—·•:]\s|--|——(?=[^—]{1,12}$)|-(?=[^-\s]*[㐀-鿿][^-]{0,14}$))\s*")
_NO_PRETITLE = re.compile(
    r"\d{4}\s*[-年/.]|来源|來源|[发發]布|首[页頁]|位置|[记記]者|作者|[责責][编編]|字[号號體体]|分享|打印|正文|"
    r"[>»›]|当前|您|[视視][频頻]|[图圖]片|专题|频道|新[闻聞]中心$"
)


_SUB = re.compile(r"(?:^|[\s_-])(?:sub|subtitle|sub-?title|title-sub|futi|deck|standfirst)(?:$|[\s_-])", re.I)
_KICKER = re.compile(r"(?:^|[\s_-])(?:pre|pretitle|kicker|shoulder|yinti|eyebrow|overline)(?:$|[\s_-])", re.I)


@dataclass(frozen=True, slots=True)
class Heading:
    """`first` and `last` number the title's blocks; both -1 when the title stands nowhere in the page's text."""

    title: str
    first: int = -1
    last: int = -1
    pretitle: str = ""
    subtitle: str = ""


def letters(text: str) -> str:
    """The letters and digits of a text, for comparing titles."""
    return _LETTERS.sub("", text).lower()


def find_title(layout: Layout, facts: HeadFacts) -> Node | None:
    """The element that shows the title; None when no line of the page agrees with what the page says of itself."""
    said = (facts.title, facts.meta("og:title", "twitter:title"), facts.headline, facts.meta("articletitle"))
    claims = list(dict.fromkeys(letters(claim) for claim in said if claim))
    agreements: dict[tuple[int, int], tuple[int, float]] = {}
    beginnings: dict[int, bool] = {}
    best: tuple[float, Node] | None = None
    texts: dict[str, Node] = {}
    for node in layout.nodes:
        if not 1 <= node.end - node.start <= 4 or node.hidden:
            continue
        if node.tag in ("li", "nav", "footer") or (node.hint in AWAY and node.tag not in ("h1", "h2")):
            continue
        if node.hint is not Hint.TITLE and node.tag not in _MARKED:
            if node.start not in beginnings:
                begin = letters(layout.blocks[node.start].text[:12])[:3]
                beginnings[node.start] = any(claim.startswith(begin) for claim in claims)
            if not beginnings[node.start]:
                continue
        span = node.start, node.end
        if span not in agreements:
            text = letters("".join(block.text for block in layout.blocks[node.start : node.end]))
            agreements[span] = len(text), max((_agreement(text, claim) for claim in claims), default=0.0)
            if node.tag in _LEVELS or node.hint is Hint.TITLE:
                texts.setdefault(text, node)
        score = _score(node, layout.blocks[node.start], *agreements[span], bool(claims))
        if score > 0 and (best is None or score > best[0]):
            best = score, node
    if best is None:
        return None
    # "Name of the site: title of the article" begins with a line that many pages show in large letters.
    said_best = letters("".join(block.text for block in layout.blocks[best[1].start : best[1].end]))
    rest = (claim.removeprefix(said_best) for claim in claims if claim != said_best and claim.startswith(said_best))
    return next((texts[other] for other in rest if len(other) > len(said_best) and other in texts), best[1])


def find_heading(layout: Layout, facts: HeadFacts, title: Node | None, body: Node | None) -> Heading:
    """The heading of the article whose text lies in `body`; `title` is what find_title found."""
    if title is None or (body is not None and title.start >= body.end):
        weak = len(letters(_said_title(facts))) < 8 or letters(facts.site_name) == letters(_said_title(facts))
        loud = _loud_line(layout, body, weak)
        return Heading(loud.text, loud.index, loud.index) if loud is not None else Heading(_said_title(facts))
    text = " ".join(block.text for block in layout.blocks[title.start : title.end])
    pretitle, subtitle = _pretitle(layout, title), _subtitle(layout, title, body)
    return Heading(text, title.start, title.end - 1, pretitle, subtitle)


_MARKED = ("h1", "h2", "h3")
_HEADS = ("h2", "h3", "h4")
_LEVELS = ("h1", "h2", "h3", "h4")


def _loud_line(layout: Layout, body: Node | None, weak: bool) -> Block | None:
    """A line in large or bold letters over the text, where the title element names the site and not the article.

    When the title element says next to nothing (`weak`), the line over that of date and source will do.
    """
    if body is None:
        return None
    loud = set()
    for element in layout.root.iter("font", "b", "strong", "big"):
        size = (element.get("size") or "").lstrip("+")
        least = 1 if "+" in (element.get("size") or "") else 4
        if element.tag != "font" or (size.isdecimal() and int(size) >= least):
            loud.add(letters("".join(str(text) for text in element.itertext())))
    before: Block | None = None
    for block in layout.blocks[max(0, body.start - 6) : min(body.end, body.start + 20)]:
        if block.ends and block.size > 30:
            break
        if before is not None and weak and IMPRINT.search(block.text):
            return before
        before = block if 5 <= block.size <= 45 and block.link < 0.3 and not block.ends else None
        if not 5 <= block.size <= 45 or block.link > 0.3 or block.text.endswith("。") or block.node.hint in AWAY:
            continue
        if block.node.hint is Hint.TITLE or block.node.tag in _HEADS or letters(block.text) in loud:
            return block
    return None


def _score(node: Node, block: Block, size: int, agreed: float, claimed: bool) -> float:
    """How likely an element of `size` letters is the title; 0 when it is none. `block` is its first."""
    if not 2 <= size <= 300:
        return 0.0
    heads = node.tag in ("h1", "h2", "h3")
    if agreed < 0.5 and not (node.tag == "h1" and (not claimed or size >= 6) and block.link < 0.5):
        return 0.0
    if not heads and node.hint is not Hint.TITLE and agreed < 0.9:
        return 0.0
    score = 10 * agreed + {"h1": 3.0, "h2": 1.5, "h3": 0.7}.get(node.tag, 0.0)
    score += 1.0 if node.hint is Hint.TITLE else 0.0
    score -= 3 * block.link + 0.001 * block.index  # of two equal lines the upper one
    return score if heads else score - 0.01 * node.depth


def _agreement(text: str, claim: str) -> float:
    """1 when the claim begins with the text, or the text with a cut claim; less for other overlaps."""
    if not text or not claim:
        return 0.0
    if text == claim:
        return 1.15
    if claim.startswith(text):
        # A site name or channel also begins some title elements; the longer the match, the surer.
        return min(1.0, 0.6 + len(text) / max(20, len(claim)))
    if text.startswith(claim):
        return 0.95 if len(claim) >= 0.5 * len(text) else 0.5
    if text in claim:
        return min(0.9, 0.4 + len(text) / len(claim))
    if claim in text and len(claim) >= 6:
        return 0.6 * len(claim) / len(text)
    common = 0
    for one, other in zip(text, claim, strict=False):
        if one != other:
            break
        common += 1
    return common / max(len(text), 1) if common >= 8 else 0.0


def _said_title(facts: HeadFacts) -> str:
    said = facts.headline or facts.meta("og:title") or facts.title
    return without_site_name(said, facts.site_name)


def without_site_name(title: str, site: str = "") -> str:
    """A title element without the names of channel and site that follow the title.

    >>> without_site_name("某市总工会举办培训班_某某新闻网"), without_site_name("A day at work - The Example Times")
    ('某市总工会举办培训班', 'A day at work')
    """
    parts = [part for part in _PARTS.split(title) if part]
    if len(parts) < 2:
        return title.strip()
    if site and letters(parts[0]) == letters(site):
        parts = parts[1:]
    longest = max(parts, key=len)
    return (parts[0] if len(parts[0]) >= 0.4 * len(longest) else longest).strip()


def _plain(block: Block) -> bool:
    return block.link < 0.3 and 1.5 <= block.size <= 60 and not _NO_PRETITLE.search(block.text)


def _pretitle(layout: Layout, title: Node) -> str:
    """The line over the title: in the title's own element, or called a kicker; no link, date or crumb."""
    if title.start == 0:
        return ""
    block = layout.blocks[title.start - 1]
    if not _plain(block) or block.wide < 4 or block.text.endswith(("。", "！", "：")) or block.node.hidden:
        return ""
    above = title.parent if title.tag in ("h1", "h2", "h3") or title.parent is None else title.parent.parent
    named = _KICKER.search(block.node.name) is not None
    if not named and block.size < 6:
        return ""
    beside = named or (block.node.parent is not None and block.node.parent in (title.parent, above))
    if not beside or block.node.hint in AWAY or block.node.tag in ("li", "td", "a"):
        return ""
    # A title is repeated over itself by some templates.
    text = "".join(b.text for b in layout.blocks[title.start : title.end])
    return "" if letters(block.text) in letters(text) or letters(text) in letters(block.text) else block.text


def _subtitle(layout: Layout, title: Node, body: Node | None) -> str:
    """The line under the title: a lower heading, or one that begins with a dash."""
    if title.end >= len(layout.blocks) or (body is not None and title.end >= body.end):
        return ""
    block = layout.blocks[title.end]
    if not _plain(block) or block.node.hint in AWAY:
        return ""
    low = (
        block.node.tag in ("h2", "h3", "h4", "h5")
        or block.node.hint is Hint.SUMMARY
        or _SUB.search(block.node.name) is not None
    )
    first = body.start if body is not None else block.index
    lower = low and (block.index <= first or block.index <= title.end)
    dashed = block.text.startswith(("——", "--", "―"))
    return block.text.lstrip("—-― ") if dashed else (block.text if lower and block.ends <= 1 else "")
