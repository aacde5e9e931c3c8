"""Pictures of an article and files that it offers for download, as data."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.records import Attachment, Image
from extraction.boxes import text_of
from extraction.density import Scores
from extraction.further_pages import find_parts as find_parts
from extraction.further_pages import numbered_parts as numbered_parts
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


def is_file(link: str) -> bool:
    """Whether a link points to a file for download."""
    return bool(_type(link.strip(), _FILES))


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
