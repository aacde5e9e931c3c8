"""An article as a JSON object: the lossless form of the catalogue, and the contract's form that people script against.

Keys of the contract are those of docs/architecture.md; the lossless form leaves out what equals its default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from archive.records import Article, Attachment, Encoding, Image, Page, Part, Related, Repair, Version, WarcRef
from archive.times import for_people
from archive.urls import article_id

SCHEMA = 1
Json = dict[str, Any]

_PARTS: dict[str, type] = {
    "related": Related,
    "images": Image,
    "attachments": Attachment,
    "pages": Part,
    "repairs": Repair,
}


def article_to_dict(article: Article) -> Json:
    """Every field that differs from its default, as JSON values; `article_from_dict` gives the same article back."""
    return _to_dict(article)


def article_from_dict(row: Mapping[str, Any]) -> Article:
    """The article that `article_to_dict` wrote; keys unknown to this version are left out."""
    known = _DEFAULTS[Article]
    values: Json = {key: value for key, value in row.items() if key in known}
    for key, value in values.items():
        if key in _PARTS:
            values[key] = tuple(_from_dict(_PARTS[key], item) for item in value)
        elif key == "encoding":
            values[key] = encoding_from_dict(value)
        elif isinstance(value, list):
            values[key] = tuple(value)
    return Article(**values)


def article_to_json(article: Article) -> str:
    """The lossless form as one line of JSON; equal articles give equal lines."""
    return _storable(_to_dict(article), (",", ":"))


def article_from_json(text: str) -> Article:
    """The article that `article_to_json` wrote."""
    return article_from_dict(json.loads(text))


def encoding_to_dict(encoding: Encoding) -> Json:
    """The evidence for an encoding, as JSON values."""
    return _to_dict(encoding)


def encoding_to_json(encoding: Encoding) -> str:
    """The evidence for an encoding, as one line of JSON."""
    return json.dumps(_to_dict(encoding), ensure_ascii=True, separators=(",", ":"))


def encoding_from_dict(row: Mapping[str, Any]) -> Encoding:
    """The evidence that `encoding_to_dict` wrote."""
    encoding: Encoding = _from_dict(Encoding, row)
    return encoding


def contract_dict(version: Version | None, article: Article, page: Page | None = None) -> Json:
    """The article with exactly the contract's keys, `schema` first.

    Args:
        version: as the archive keeps it; None for an article read but not kept (`extract`).
        article: what the page says.
        page: where it came from, for an article that is not kept.
    """
    url = version.url if version else page.url if page else ""
    captured_at = version.captured_at if version else page.captured_at if page else None
    warc = version.warc if version else None
    return {
        "schema": SCHEMA,
        "id": version.id if version else article_id(url) if url else "",
        "url": url,
        "site": version.site if version else page.site if page else "",
        "kind": article.kind,
        "title": article.title,
        "pretitle": article.pretitle,
        "subtitle": article.subtitle,
        "original_title": article.original_title,
        "published": article.published,
        "published_precision": article.published_precision,
        "published_evidence": article.published_evidence,
        "captured_at": for_people(captured_at) if captured_at else None,
        "source": article.source,
        "reporters": list(article.reporters),
        "correspondents": list(article.correspondents),
        "photographers": list(article.photographers),
        "editors": list(article.editors),
        "byline": article.byline,
        "channel": article.channel,
        "topics": list(article.topics),
        "keywords": list(article.keywords),
        "body": article.body,
        "related": [_full(item) for item in article.related],
        "images": [_full(item) for item in article.images],
        "attachments": [_full(item) for item in article.attachments],
        "pages": [_full(item) for item in article.pages],
        "lang": article.lang,
        "encoding": _full(article.encoding),
        "repairs": [_full(item) for item in article.repairs],
        "version": version.number if version else None,
        "status": version.status if version else None,
        "warc": _full(warc) if warc else None,
    }


def version_dict(version: Version) -> Json:
    """The contract's keys of one version, and the span in which it was the current one: `valid_to` None still is."""
    return {
        **contract_dict(version, version.article),
        "valid_from": for_people(version.valid_from),
        "valid_to": for_people(version.valid_to) if version.valid_to else None,
    }


# Each field of a record with its default, or MISSING where it must always be written.
_DEFAULTS: dict[type, dict[str, object]] = {
    kind: {f.name: f.default for f in fields(kind)}
    for kind in (Article, Attachment, Encoding, Image, Part, Related, Repair, WarcRef)
}


def contract_line(version: Version | None, article: Article, page: Page | None = None) -> str:
    """`contract_dict` as one line of JSON that any stream of UTF-8 takes, without line end."""
    return _storable(contract_dict(version, article, page), (", ", ": "))


def _storable(row: Json, separators: tuple[str, str]) -> str:
    text = json.dumps(row, ensure_ascii=False, separators=separators)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, as JSON rows may carry; as an escape it can be stored
        return json.dumps(row, ensure_ascii=True, separators=separators)
    return text


def _to_dict(record: object) -> Json:
    row: Json = {}
    for name, default in _DEFAULTS[type(record)].items():
        value = getattr(record, name)
        if default is MISSING or value != default:
            row[name] = _to_json_value(value)
    return row


def _to_json_value(value: object) -> object:
    if isinstance(value, tuple):
        return [_to_json_value(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return _to_dict(value)


def _full(record: object) -> Json:
    return {name: getattr(record, name) for name in _DEFAULTS[type(record)]}


def _from_dict(kind: type, row: Mapping[str, Any]) -> Any:
    known = _DEFAULTS[kind]
    return kind(**{key: value for key, value in row.items() if key in known})
