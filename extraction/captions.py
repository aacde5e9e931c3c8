"""Which lines under or beside a picture are its caption, and which pictures are pictures of the article at all.

In: the layout and the element of the text. Out: block numbers by picture. A caption begins like one (图为…, ▲), ends
with who took the picture (…摄), is centred under it, or stands in one small element with it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from extraction.hints import Hint
from extraction.layout import Block, Layout, Node

_SOURCES = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "original",
    "data-url",
    "data-echo",
    "file",
    "src",
)
_ORNAMENT = re.compile(
    r"(?:^|[/_.-])(?:icon|logo|blank|spacer|pixel|loading|sprite|btn|button|arrow|dot|line|bg|share|avatar|qr|"
    r"erweima|ewm|qrcode|"
    r"weixin|space|clear|grey|count|ad|adv|advert|advertisement|banner|guanggao|placeholder|1x1|px)s?(?:[/_.-]|\d|$)|"
    r"\.svg(?:$|\?)|^data:|/c\.gif|count|stat[./]",
    re.I,
)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif)(?:$|[?!@])", re.I)
_WIDTH = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?\s*px", re.I)
_SMALL = 60  # pixels

_CUE = re.compile(
    r"\W{0,3}(?:[图圖](?:[为為：:]|[一二三四五六七八九十\d①-⑩]{1,2}\W|(?:片)?(?:[说說]明)|片[:：])|[上下左右以][面方]?[图圖](?:[为為：:，,]|是)|"
    r"[▲△▼↑↓◀▶]|(?:photo|picture|caption|image)s?\s*(?:\d{1,2})?\s*:|pictured\b)",
    re.I,
)
_TAKEN = re.compile(
    r"(?:[摄攝]|供[图圖]|[图圖]/\S{2,8}|[摄攝]影[:：]?\s*\S{2,8}|"
    r"photo(?:graph)?(?:\s+by|:)\s+.{3,30}|/\s?(?:AP|AFP|Reuters|Xinhua))\W{0,3}$",
    re.I,
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_FRAME = re.compile(r"(?:^|[\s_-])(?:photo|image|img|pic|picture|figure|media)", re.I)
_PROSE_TAGS = frozenset({"p", "td", "li", "blockquote"})
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST = 120


def picture_link(element: etree._Element) -> str:
    """The address of a picture, also where it is loaded late; "" for icons, pixels and advertisements."""
    if _is_small(element):
        return ""
    links = [value for name in _SOURCES if (value := element.get(name))]
    links += _of_srcset(element)
    links += [
        str(value) for key, value in element.items() if str(key).startswith("data-") and _IMAGE_FILE.search(str(value))
    ]
    return next(
        (link.strip() for link in links if not link.startswith("data:") and not _ORNAMENT.search(path_of(link))), ""
    )


def _of_srcset(element: etree._Element) -> list[str]:
    """The largest of the alternatives, of the image itself or of the <picture> that holds it."""
    sets = [element.get("data-srcset"), element.get("srcset")]
    parent = element.getparent()
    for _ in range(4):  # libxml2 does not know <source>, and nests what follows in it
        if parent is not None and parent.tag == "source":
            sets.append(parent.get("srcset") or parent.get("data-srcset"))
            parent = parent.getparent()
    found: list[tuple[float, str]] = []
    for said in sets:
        for number, part in enumerate((said or "")[:4000].split(", ")):
            link, _, size = part.strip().strip(",").partition(" ")
            figures = re.match(r"\d+(?:\.\d+)?", size.strip())
            if link:
                found.append((float(figures[0]) if figures else -number, link))
    return [max(found)[1]] if found else []


def _is_small(element: etree._Element) -> bool:
    for key in ("width", "height"):
        match = re.match(r"\s*(\d+)\s*(?:px)?\s*$", element.get(key) or "")
        if match is not None and int(match[1]) < _SMALL:
            return True
    return any(int(match[1]) < _SMALL for match in _WIDTH.finditer(element.get("style") or ""))


def path_of(link: str) -> str:
    """The path of a link, the link itself when it cannot be split."""
    try:
        return urlsplit(link).path or link
    except ValueError:
        return link


def find_captions(layout: Layout, body: Node) -> dict[int, list[int]]:
    """The numbers of the blocks that caption a picture, by its place in `layout.pictures`."""
    found: dict[int, list[int]] = {}
    last: dict[int, int] = {}  # of pictures before one block the last is captioned by it
    for number, picture in enumerate(layout.pictures):
        if not body.start <= picture.at <= body.end:
            continue
        if blocks := _in_frame(layout, picture.node, body):
            found[number] = blocks
        elif picture.at < body.end:
            last[picture.at] = number
    for at, number in last.items():
        picture, block = layout.pictures[number], layout.blocks[at]
        alone = picture.node.end - picture.node.start <= (1 if block.node is picture.node else 0)
        if _is_caption(block, block.node is picture.node, alone) and picture_link(picture.element):
            found[number] = [at]
            if (
                at + 1 < body.end
                and at + 1 not in last
                and layout.blocks[at + 1].size < 20
                and _TAKEN.search(layout.blocks[at + 1].text)
            ):
                found[number].append(at + 1)
    return found


def credit_of(caption: str) -> str:
    """The end of a caption that says who took the picture, "" when it does not."""
    english = _ENGLISH_CREDIT.search(caption)
    if english:
        return f"Photo: {english[1]}"
    match = _CREDIT.search(caption)
    return match[1] if match else ""


_ENGLISH_CREDIT = re.compile(
    r"\b(?:[Pp]hoto(?:graph)?s?|[Pp]icture|[Ii]mage|PHOTO)\s*(?:[Cc]redit\s*)?(?:[:©]|[Bb]y)\s*"
    r"([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})\W{0,3}$"
)
_CREDIT = re.compile(r"(?:^|[。！？；，,\s（(])([^。！？；，,（()）]{2,24}(?:[摄攝]|供[图圖]))[)）]?\W{0,2}$")


def _in_frame(layout: Layout, holder: Node, body: Node) -> list[int]:
    """Blocks that stand in one small element with a picture."""
    node: Node | None = holder
    best: Node | None = None
    for _ in range(5):
        if node is None or node is body or node.tag in ("body", "article", "section"):
            break
        blocks = layout.blocks[node.start : node.end]
        framed = node.tag == "figure" or _FRAME.search(node.name) is not None
        if len(blocks) > 3 or sum(block.size for block in blocks) > (160 if framed else 80):
            break
        if not framed and any(block.ends and (node.tag in _PROSE_TAGS or block.size > 40) for block in blocks):
            break  # a paragraph that holds a picture, not a picture that has a caption
        best = node
        node = node.parent
    return list(range(best.start, best.end)) if best is not None else []


def _is_caption(block: Block, together: bool, alone: bool) -> bool:
    """Whether the line behind a picture is about it; `together`: it shares the picture's element."""
    if block.size > _LONGEST or block.link > 0.5 or block.node.tag in _HEADS:
        return False
    if _CUE.match(block.text) or block.node.hint is Hint.CAPTION:
        return True
    if _TAKEN.search(block.text) and block.size <= 90:
        return True
    if not alone or block.size > 60 or block.ends > 1:
        return False
    return (_is_centred(block.node) and not _is_bold(block.node)) or (together and _is_centred(block.node))


def _is_centred(node: Node) -> bool:
    element = node.element
    if (element.get("align") or "").lower() == "center" or _CENTRED.search(element.get("style") or ""):
        return True
    return node.tag == "center" or (node.parent is not None and node.parent.tag == "center")


def _is_bold(node: Node) -> bool:
    """A heading between paragraphs, made by bold letters."""
    element = node.element
    while len(element) == 1 and not (element.text or "").strip():
        element = element[0]
        if element.tag in ("b", "strong"):
            return True
    return False
