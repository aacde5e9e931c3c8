"""The article that a page carries in a script, a textarea or a template, where its markup shows nothing.

__NEXT_DATA__, __INITIAL_STATE__, __NUXT__ and their like differ in everything but this: somewhere a key called content
holds a long string, with a title and a time near it. In: root element. Out: HeadFacts with body, or None.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

from lxml import etree

from extraction.head import HeadFacts
from extraction.layout import lay_out
from extraction.tree import parse_html

_MAX = 1_500_000  # characters of one script
_LEAST = 60  # letters; a shorter string is a summary or a label
_STRING = r"""(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)')"""
_CONTENT = re.compile(
    rf"""["']?\b(?:article_?|news_?|detail_?|post_?|info_?)?(?:content|body|html|text|articlebody|contenthtml|txt|neirong|zhengwen)s?["']?\s*[:=]\s*{_STRING}""",
    re.I,
)
_TITLE = re.compile(
    rf"""["']?\b(?:article_?|news_?|info_?)?(?:title|headline|biaoti|subject)["']?\s*[:=]\s*{_STRING}""", re.I
)
_TIME = re.compile(
    r"""["']?\b(?:publish\w{0,8}|pub_?(?:date|time)|release\w{0,5}|create\w{0,5}|time|date|fabu\w{0,6}|posted\w{0,5})["']?\s*[:=]\s*"""
    rf"""(?:{_STRING}|(\d{{10}}(?:\d{{3}})?)\b)""",
    re.I,
)
_SOURCE = re.compile(rf"""["']?\b(?:source(?:_?name)?|laiyuan|media(?:_?name)?)["']?\s*[:=]\s*{_STRING}""", re.I)
_HIDDEN = ("textarea", "template", "xmp", "noscript")
_SENTENCE = re.compile(r"[。！？]|[.!?]\s")


def read_scripts(root: etree._Element, facts: HeadFacts) -> HeadFacts | None:
    """The facts with the article that scripts or hidden elements hold; None when they hold none."""
    best: tuple[int, str, str, int] | None = None  # letters, paragraphs, script, place of the string in it
    for element in root.iter("script", *_HIDDEN):
        if element.tag != "script":
            said = _inner(element)
            found = _paragraphs(said) if _SENTENCE.search(said[:100_000]) else ""
            if len(found) >= _LEAST and (best is None or len(found) > best[0]):
                best = len(found), found, "", 0
            continue
        script = element.text or ""
        kind = (element.get("type") or "").lower()
        if not 2 * _LEAST <= len(script) <= _MAX or "ld+json" in kind:
            continue
        if kind in ("text/html", "text/plain", "text/template", "text/x-template"):
            found = _paragraphs(script) if _SENTENCE.search(script[:100_000]) else ""
            if len(found) >= _LEAST and (best is None or len(found) > best[0]):
                best = len(found), found, "", 0
            continue
        for match in _CONTENT.finditer(script):
            raw = match[1] if match[1] is not None else match[2]
            if len(raw) < _LEAST or (best is not None and len(raw) < best[0]):
                continue
            found = _paragraphs(_unescaped(raw))
            if len(found) >= _LEAST and _SENTENCE.search(found) and (best is None or len(found) > best[0]):
                best = len(found), found, script, match.start()
    if best is None:
        return None
    _, body, script, at = best
    if not script:
        return replace(facts, body=body)
    time = _nearest(_TIME, script, at)
    return replace(
        facts,
        body=body,
        headline=facts.headline or _nearest(_TITLE, script, at),
        dates=(*facts.dates, *([("script", time)] if time else [])),
        publisher=_nearest(_SOURCE, script, at) or facts.publisher,
    )


def _inner(element: etree._Element) -> str:
    """What a hidden element holds: text that is markup, or markup itself."""
    if len(element) == 0:
        return (element.text or "")[:_MAX]
    return etree.tostring(element, encoding="unicode", method="html")[:_MAX]


def _nearest(pattern: re.Pattern[str], script: str, at: int) -> str:
    """The value of the key that stands closest to a place in the script."""
    around = script[max(0, at - 20_000) : at], script[at : at + 400_000]
    before = list(pattern.finditer(around[0]))[-1:]
    after = next((match for match in pattern.finditer(around[1]) if match.start()), None)
    behind = [(match.start(), match) for match in [after] if match is not None]
    ahead = [(len(around[0]) - match.end(), match) for match in before]
    if not ahead and not behind:
        return ""
    # What follows a long string stands as close to it as what goes before.
    length = _length_of_string(around[1])
    nearest = min([*ahead, *((max(0, place - length), match) for place, match in behind)], key=lambda pair: pair[0])[1]
    value = next((group for group in nearest.groups() if group is not None), "")
    return " ".join(_unescaped(value).split())[:300]


def _length_of_string(text: str) -> int:
    match = _CONTENT.match(text)
    return match.end() if match else 0


def _unescaped(raw: str) -> str:
    """A string of JavaScript as text."""
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), raw)
        return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t", "r": ""}.get(match[1], match[1]), plain)


def _paragraphs(said: str) -> str:
    """The paragraphs of a piece of markup or text, one a line."""
    if "<" not in said and "&lt;" in said:
        said = html.unescape(said)
    said = said.encode("utf-8", "replace").decode("utf-8")
    if "<" not in said:
        return "\n".join(line for text in said.splitlines() if (line := " ".join(text.split())))
    root = parse_html(f"<html><body><div>{said}</div></body></html>")
    if root is None:
        return ""
    for hidden in root.iter(*_HIDDEN):
        hidden.tag = "div"
    return "\n".join(block.text for block in lay_out(root).blocks if block.link < 0.65)
