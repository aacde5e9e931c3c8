"""Pictures, files for download, and further pages of an article, as data."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.records import Attachment, Image
from extraction.boxes import text_of
from extraction.density import Scores
from extraction.head import absolute
from extraction.hints import Hint
from extraction.layout import Block, Layout, Node

_FILES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "ofd": "application/ofd",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}
_PICTURES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
}
_SOURCES = ("data-original", "data-src", "data-lazy-src", "data-actualsrc", "original", "src")
_ORNAMENT = re.compile(
    r"(?:^|[/_-])(?:icon|logo|blank|spacer|pixel|loading|sprite|btn|button|arrow|dot|line|bg|share|avatar|qr|erweima|ewm|"
    r"weixin|space|clear|grey|count)s?(?:[/_.-]|\d|$)|\.svg(?:$|\?)|^data:|/c\.gif|count|stat[./]",
    re.I,
)
_PAGE_NUMBER = re.compile(r"[\[［【]?\s*(\d{1,2})\s*[\]］】]?")
_PAGE_QUERY = re.compile(r"(?:.*&)?p(?:age|n|g)?=(\d{1,2})")
_PAGE_SUFFIX = re.compile(r"[-_/](\d{1,2})/?")
_TOTAL = re.compile(r"_*total_?pages?|page_?count|_*pagecount", re.I)
_NEXT = re.compile(r"下一[页頁]|next(?: page)?\s*[>»]*", re.I)


def find_images(scores: Scores, body: Node, kept: list[Block], title: str, base: str) -> tuple[Image, ...]:
    """The pictures between head and end of the text, with their captions; icons and pixels are left out."""
    layout = scores.layout
    end = max(kept[-1].index + 1, body.end) if kept else body.end
    texts = {block.index for block in kept}
    found: dict[str, Image] = {}
    for picture in layout.pictures:
        if not body.start <= picture.at <= end or picture.node in scores.away or len(found) >= 100:
            continue
        element = picture.element
        link = next((value for name in _SOURCES if (value := element.get(name)) and not value.startswith("data:")), "")
        if (
            not link
            or _ORNAMENT.search(urlsplit_path(link))
            or _small(element.get("width"))
            or _small(element.get("height"))
        ):
            continue
        url = absolute(base, link)
        caption = _caption(layout, picture.at, picture.node, texts)
        alt = " ".join((element.get("alt") or "").split())
        if not caption and len(alt) > 6 and alt != title and not re.search(r"\.\w{3,4}$", alt):
            caption = alt[:300]
        found.setdefault(url, Image(url, caption, _type(url, _PICTURES)))
    return tuple(found.values())


def urlsplit_path(link: str) -> str:
    """The path of a link, the link itself when it cannot be split."""
    try:
        return urlsplit(link).path or link
    except ValueError:
        return link


def _small(value: str | None) -> bool:
    match = re.match(r"\s*(\d+)", value or "")
    return match is not None and int(match[1]) < 60


def _type(url: str, types: dict[str, str]) -> str:
    return types.get(urlsplit_path(url).rpartition(".")[2].lower(), "")


def _caption(layout: Layout, at: int, node: Node, texts: set[int]) -> str:
    """The caption: a block that is called one, or stands alone in one element with the picture, and is not body."""
    holder: Node | None = node
    for _ in range(3):
        if holder is None or holder.end - holder.start > 3:
            break
        for block in layout.blocks[holder.start : holder.end]:
            if block.index not in texts and block.size <= 120 and block.index >= at - 1:
                return block.text
        holder = holder.parent
    if at < len(layout.blocks):
        block = layout.blocks[at]
        if block.index not in texts and block.node.hint is Hint.CAPTION:
            return block.text
    return ""


def find_attachments(layout: Layout, body: Node, base: str) -> tuple[Attachment, ...]:
    """The files that links in or just after the text offer for download."""
    found: dict[str, Attachment] = {}
    for anchor in layout.anchors:
        if not body.start <= anchor.at <= body.end + 8 or len(found) >= 50:
            continue
        link = (anchor.element.get("href") or "").strip()
        kind = _type(link, _FILES)
        if kind:
            url = absolute(base, link)
            found.setdefault(url, Attachment(url, text_of(anchor.element)[:300], kind))
    return tuple(found.values())


def find_parts(layout: Layout, body: Node, url: str, base: str) -> tuple[str, ...]:
    """The further pages of the article that numbered links below the text point to, in order."""
    own = urlsplit_path(url)
    if not own or not url.startswith("http"):
        return ()
    stem, dot, ending = own.rpartition(".")
    if not dot or "/" in ending:
        stem, ending = own.rstrip("/"), ""
    name = stem.rpartition("/")[2]
    found: dict[int, str] = {}
    for anchor in layout.anchors:
        if not body.start <= anchor.at <= body.end + 40:
            continue
        link = anchor.element.get("href") or ""
        if name not in link and "?" not in link:
            continue
        text = text_of(anchor.element)
        if not _PAGE_NUMBER.fullmatch(text) and not _NEXT.match(text):
            continue
        target = absolute(base, link)
        try:
            split = urlsplit(target)
        except ValueError:
            continue
        number = _number_of(split.path, split.query, stem, ending)
        if number and split.hostname == urlsplit(url).hostname:
            found.setdefault(number, target.partition("#")[0])
    return tuple(link for _, link in sorted(found.items()) if link != url) or numbered_parts(url, _said_count(layout))


def _number_of(path: str, query: str, stem: str, ending: str) -> int:
    """Which page of the article a path names: stem-2.html, stem_2.html, stem/2, stem.html?page=2; 0 when none."""
    if not path.startswith(stem):
        return 0
    rest = path[len(stem) :]
    if query:
        match = _PAGE_QUERY.fullmatch(query) if rest == (f".{ending}" if ending else "") else None
    else:
        match = _PAGE_SUFFIX.fullmatch(rest.removesuffix(f".{ending}") if ending else rest)
    return int(match[1]) if match else 0


def _said_count(layout: Layout) -> int:
    """The number of pages in a hidden field, where a script makes the links."""
    for element in layout.root.iter("input"):
        if _TOTAL.fullmatch(element.get("name") or element.get("id") or "") and (element.get("value") or "").isdigit():
            return int(element.get("value") or 0)
    return 0


def numbered_parts(url: str, count: int) -> tuple[str, ...]:
    """The further pages of a site that names them stem_2.shtml to stem_N.shtml and links them by script only.

    >>> numbered_parts("http://x.example/a/1.shtml", 3)
    ('http://x.example/a/1_2.shtml', 'http://x.example/a/1_3.shtml')
    """
    stem, dot, ending = url.rpartition(".")
    if not dot or "/" in ending or not 1 < count <= 50:
        return ()
    return tuple(f"{stem}_{number}.{ending}" for number in range(2, count + 1))
