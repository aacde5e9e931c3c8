"""Rows of a JSONL import: one JSON object in, an article out, or `Failed` with the reason in words a person can act on.

Keys: `url` or `id`, `title`, `body`, `date` (any form that dates.py reads), `source`, any article key of the contract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace

from archive.records import Article, Attachment, Encoding, Failed, Image, Page, Reading, Rejected, Related, Repair
from archive.visible import visible
from extraction.bylines import Bylines, merge_bylines, read_bylines, read_source, reporters_in_body, split_names
from extraction.dates import read_date, zone_of_text
from extraction.language import detect_language
from extraction.repair import repair_article

_TEXTS = ("title", "pretitle", "subtitle", "original_title", "body", "source", "byline", "channel", "lang")
_LISTS = ("topics", "keywords")
KINDS = ("article", "notice", "transcript", "gallery", "video", "attachment")
_BREAKS = re.compile(r"[ \t\u3000\u00a0]*(?:\r\n|[\r\n\u2028\u2029])[\s\u3000]*")


class _BadRow(Exception):
    """A row that breaks a rule; its message names key and rule. Never leaves this module."""


def read_row(page: Page, text: str, encoding: Encoding, offset: str = "+08:00", site_known: bool = False) -> Reading:
    """Read one row.

    Args:
        page: the row as a page; its capture time is that of the row.
        text: the row as JSON text.
        encoding: the evidence of decoding, kept with the article.
        offset: the zone of times that name none, in Chinese texts and those of a known site.
        site_known: the zone is that of a profile.
    """
    try:
        row = parse_row(text)
        article = repair_article(_article(row, page, offset, site_known))
        article = replace(article, repairs=_new(_repairs(row), article.repairs), encoding=_encoding(row) or encoding)
    except _BadRow as why:
        return Failed("bad-row", str(why))
    if not article.body.strip():
        return Rejected("empty", "The row has no text under `body`.", encoding)
    return article


def row_url(text: str, site: str) -> str:
    """The URL a row lives at: its `url`, else `urn:import:SITE:ID`, "" when it has neither or is no JSON object."""
    try:
        row = parse_row(text)
        url, identity = _text(row, "url").strip(), _identity(row)
    except _BadRow:
        return ""
    return url or (f"urn:import:{site}:{identity}" if identity else "")


def parse_row(text: str) -> dict[str, object]:
    """The object a row holds."""
    try:
        row = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as why:
        place = f" at character {why.pos + 1}" if isinstance(why, json.JSONDecodeError) else ""
        raise _BadRow(f"The row is no JSON{place}; write one object a line.") from None
    if not isinstance(row, dict):
        raise _BadRow('The row is no JSON object; write {"url": …, "title": …, "body": …}.')
    return row


def known_kind(row: Mapping[str, object]) -> str:
    """The kind of article that a row names, "" for none and for words of other people: every row that is kept reads."""
    kind = str(row.get("kind") or "").strip().lower()
    return kind if kind in KINDS else ""


def _article(row: Mapping[str, object], page: Page, offset: str, site_known: bool) -> Article:
    if not _says_where(row):
        raise _BadRow("The row has neither `url` nor `id`; one of them must say what it is.")
    texts = {key: _text(row, key).strip() for key in _TEXTS}
    texts["body"] = _BREAKS.sub("\n", texts["body"])
    for key in ("title", "pretitle", "subtitle", "original_title"):
        texts[key] = " ".join(texts[key].split())
    paragraphs = texts["body"].split("\n")
    bylines = _bylines(row, texts, paragraphs)
    own = _text(row, "published").strip()
    evidence = _text(row, "published_evidence") if isinstance(row.get("published_evidence"), str) else ""
    date = own or _text(row, "date").strip()
    text = f"{texts['title']}\n{texts['body'][:600]}"
    zone = zone_of_text(offset, sum(letter >= "\u2e80" for letter in text), len(text), site_known)
    found = read_date(date, page.captured_at, zone) if date else None
    return Article(
        title=texts["title"],
        pretitle=texts["pretitle"],
        subtitle=texts["subtitle"],
        body=texts["body"],
        channel=texts["channel"],
        kind=known_kind(row) or "article",
        published=_published(found.published, own if evidence else "") if found else "",
        published_precision=found.precision if found else "",
        published_evidence=evidence or (f"row: {date[:80]}" if date else ""),
        source=read_source(texts["source"]) or bylines.source,
        reporters=bylines.reporters,
        correspondents=bylines.correspondents,
        photographers=bylines.photographers,
        editors=bylines.editors,
        byline=texts["byline"] or bylines.byline,
        original_title=texts["original_title"] or bylines.original_title,
        topics=_list(row, "topics"),
        keywords=_list(row, "keywords"),
        related=_related(row),
        images=tuple(Image(_text(i, "url"), _text(i, "caption"), _text(i, "type")) for i in _objects(row, "images")),
        attachments=tuple(
            Attachment(_text(a, "url"), _text(a, "title"), _text(a, "type")) for a in _objects(row, "attachments")
        ),
        lang=texts["lang"] or detect_language(f"{texts['title']}\n{texts['body']}"),
    )


def _published(read: str, exported: str) -> str:
    """The date as it was read. A row of our own export tells its evidence: left without a zone there, it stays so."""
    return exported if "T" in exported and read[: -len("+08:00")] == exported else read


def _bylines(row: Mapping[str, object], texts: Mapping[str, str], paragraphs: list[str]) -> Bylines:
    """What the row says by key stands; what it leaves out is read from its byline and body."""
    read = merge_bylines([read_bylines([texts["byline"]]), reporters_in_body(paragraphs[:3], paragraphs[-3:])])

    def told(key: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        return otherwise if row.get(key) is None else _names(row, key)

    return replace(
        read,
        reporters=told("reporters", read.reporters),
        correspondents=told("correspondents", read.correspondents),
        photographers=told("photographers", read.photographers),
        editors=told("editors", read.editors),
    )


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        # JSON may hold lone surrogates; nothing else may.
        return visible(value.encode("utf-8", "replace").decode("utf-8"))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _BadRow(f"`{key}` must be text, not {_kind(value)}.")
    return str(value)


def _says_where(row: Mapping[str, object]) -> bool:
    """Whether it says what it is; an address that is none is no harm beside an id, nor the other way round."""
    told = [value for key in ("url", "id") if not isinstance(value := row.get(key), bool)]
    return any(isinstance(value, int | float) or (isinstance(value, str) and value.strip()) for value in told)


def _identity(row: Mapping[str, object]) -> str:
    return _text(row, "id").strip()


def _list(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part for part in (p.strip() for p in re.split(r"[、，,;；|\n]", value)) if part)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(text for item in value if (text := _text({key: item}, key).strip()))
    raise _BadRow(f"`{key}` must be text or a list of texts, not {_kind(value)}.")


def _names(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if isinstance(value, str):
        return split_names(value) or _list(row, key)
    return _list(row, key)


def _objects(row: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = row.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _BadRow(f"`{key}` must be a list, not {_kind(value)}.")
    objects: list[Mapping[str, object]] = []
    for item in value:
        if isinstance(item, str):
            objects.append({"url": item, "title": item})
        elif isinstance(item, dict):
            objects.append(item)
        else:
            raise _BadRow(f"`{key}` must hold objects, not {_kind(item)}.")
    return objects


def _related(row: Mapping[str, object]) -> tuple[Related, ...]:
    return tuple(
        Related(
            kind=_text(item, "kind") or "article",
            heading=_text(item, "heading"),
            title=_text(item, "title"),
            url=_text(item, "url"),
            truncated=item.get("truncated") is True,
        )
        for item in _objects(row, "related")
    )


def _repairs(row: Mapping[str, object]) -> tuple[Repair, ...]:
    """What was repaired before the row was written: an exported article keeps its record."""
    return tuple(
        Repair(
            kind=_text(item, "kind"),
            field=_text(item, "field"),
            offset=offset if isinstance(offset := item.get("offset"), int) else 0,
            **{key: _text(item, key) for key in ("found", "put", "note", "conjecture")},
        )
        for item in _objects(row, "repairs")
        if _text(item, "kind") and _text(item, "field")
    )


def _new(told: tuple[Repair, ...], found: tuple[Repair, ...]) -> tuple[Repair, ...]:
    return (*told, *(repair for repair in found if repair not in told))


def _encoding(row: Mapping[str, object]) -> Encoding | None:
    """The evidence of decoding that the row carries, of the page it was once read from."""
    told = row.get("encoding")
    if not isinstance(told, dict) or not isinstance(told.get("chosen"), str):
        return None
    texts = {f.name: _text(told, f.name) for f in fields(Encoding) if f.name != "lost"}
    lost = told.get("lost")
    return Encoding(**{**texts, "why": texts["why"] or "said"}, lost=lost if isinstance(lost, int) else 0)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
