"""Pictures of an article and files that it offers for download, as data."""

from __future__ import annotations

import re

from archive.records import Attachment, Image
from extraction.boxes import text_of
from extraction.captions import find_captions, path_of, picture_link
from extraction.density import Scores
from extraction.head import absolute
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


def find_images(scores: Scores, body: Node, kept: list[Block], title: str, base: str) -> tuple[Image, ...]:
    """The pictures between head and end of the text, with their captions; icons and pixels are left out."""
    layout = scores.layout
    end = max(kept[-1].index + 1, body.end) if kept else body.end
    captions = find_captions(layout, body) if layout.pictures else {}
    found: dict[str, Image] = {}
    for number, picture in enumerate(layout.pictures):
        if not body.start <= picture.at <= end or picture.node in scores.away or len(found) >= 100:
            continue
        link = picture_link(picture.element)
        if not link:
            continue
        url = absolute(base, link)
        lines = [layout.blocks[index] for index in captions.get(number, [])]
        caption = " ".join(line.text for line in lines if line.size <= 120)
        alt = " ".join((picture.element.get("alt") or "").split())
        if not caption and len(alt) > 6 and alt != title and not re.search(r"\.\w{3,4}$", alt):
            caption = alt[:300]
        found.setdefault(url, Image(url, caption, _type(url, _PICTURES)))
    return tuple(found.values())


def _type(url: str, types: dict[str, str]) -> str:
    return types.get(path_of(url).rpartition(".")[2].lower(), "")


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
