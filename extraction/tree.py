"""Markup text → element tree, within bounds: one lxml parse, a size limit, nesting flattened where libxml2 gives up."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

MAX_CHARS = 8_000_000  # the largest real news page we know of is under 2 MB
_TOO_DEEP = 250  # libxml2 stops reading at 256 levels and drops the rest of the page

# Tags that mean nothing for reading; pages that never close them nest thousands deep.
_FORMATTING = re.compile(r"</?(?:font|span|b|i|u|s|em|strong|big|small|center|tt|a|strike|nobr|ins|del)\b[^<>]*>", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_SCRIPTS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)

# libxml2 walks all attributes of an element for each one it adds: 40,000 take two seconds, 400,000 minutes.
MAX_ATTRIBUTES = 1_000
_MANY_CHARS = 250_000  # a shorter text has room for no more than costs a few seconds
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>]*+))?+"""
# Comments, elements whose content is text, tags: each character is looked at once, whatever never closes.
_TAGS = re.compile(
    r"<!--[^-]*+(?:-(?!->)[^-]*+)*+"
    rf"|<(?P<raw>script|style|textarea|title|xmp)\b(?P<in_raw>(?:{_ATTRIBUTE})*+)[^<]*+(?:<(?!/(?P=raw))[^<]*+)*+"
    rf"|<[a-z](?P<within>[^\s/>]*+(?:{_ATTRIBUTE})*+)",
    re.I | re.S,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def parse_html(text: str) -> etree._Element | None:
    """The root of the parsed page, or None when nothing in it is markup or text. Never raises."""
    text = fewer_attributes(text[:MAX_CHARS])
    root = _parse(text)
    if root is not None and _depth(root) >= _TOO_DEEP:
        flatter = _parse(_FORMATTING.sub(" ", text))
        if flatter is not None and _depth(flatter) < _TOO_DEEP:
            return flatter
        # Nothing of the structure can be trusted: keep the text, so that it is at least not lost in silence.
        plain = _ANY_TAG.sub("\n", _SCRIPTS.sub(" ", text))
        return _parse("<html><body><pre>" + plain.replace("&", "&amp;").replace("<", "&lt;") + "</pre></body></html>")
    return root


def fewer_attributes(text: str) -> str:
    """The markup with the attributes of each tag cut after the first thousand."""
    if len(text) < _MANY_CHARS:
        return text
    pieces, at = [], 0
    for tag in _TAGS.finditer(text):
        if tag.end() - tag.start() < 2 * MAX_ATTRIBUTES:
            continue
        start, end = tag.span("in_raw" if tag["raw"] else "within")
        if end - start < 2 * MAX_ATTRIBUTES:
            continue
        found = list(islice(_ATTRIBUTES.finditer(text, start, end), MAX_ATTRIBUTES + 1))
        if len(found) > MAX_ATTRIBUTES:
            pieces.append(text[at : found[-1].start()])
            at = end
    return "".join((*pieces, text[at:]))


def _parse(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _depth(root: etree._Element) -> int:
    """How deep the last-child chain goes: unclosed tags nest there."""
    depth, element = 0, root
    while len(element):
        element = element[-1]
        depth += 1
    return depth
