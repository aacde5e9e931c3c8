"""An article in several pages made one, in order, with provenance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from archive.records import Article, Page, Part, Repair
from archive.urls import canonical_url


def join_parts(first: Article, others: Sequence[tuple[Page, Article]]) -> Article:
    """The first page's article with the bodies of the further pages appended; `pages` says what came from where.

    A page that the first one names and that is not here keeps its place there, without digest and paragraphs, and stays
    in `part_urls`. Repairs of the further pages are moved to their place in the joined body.
    """
    body = first.body
    pages = [Part("", "", len(body.splitlines()))] if not first.pages else list(first.pages)
    repairs, images, attachments = list(first.repairs), list(first.images), list(first.attachments)
    editors, reporters = first.editors, first.reporters
    named = {canonical_url(url): url for url in first.part_urls}
    came: dict[str, None] = {}
    bodies = {body}
    for page, article in others:
        pages += _missing(named, came, canonical_url(page.url))
        came[canonical_url(page.url)] = None
        digest = "sha256:" + sha256(page.payload).hexdigest()
        if article.body in bodies:  # the site ignores the number and answers with the same page
            pages.append(Part(page.url, digest, 0))
            continue
        bodies.add(article.body)
        offset = len(body) + 1 if body else 0
        body = f"{body}\n{article.body}" if body and article.body else body or article.body
        repairs += [_moved(repair, offset) for repair in article.repairs if repair.field == "body"]
        images += [image for image in article.images if image not in images]
        attachments += [attachment for attachment in article.attachments if attachment not in attachments]
        editors = editors or article.editors
        reporters = reporters or article.reporters
        pages.append(Part(page.url, digest, len(article.body.splitlines())))
    pages += _missing(named, came, "")
    return replace(
        first,
        body=body,
        pages=tuple(pages),
        part_urls=tuple(url for key, url in named.items() if key not in came),
        repairs=tuple(repairs),
        images=tuple(images),
        attachments=tuple(attachments),
        editors=editors,
        reporters=reporters,
    )


def _missing(named: dict[str, str], came: dict[str, None], until: str) -> Iterator[Part]:
    """The pages named before this one and after the last that came; all that are left when it is none of them."""
    if until and until not in named:
        return
    keys = list(named)
    reached = [keys.index(key) for key in came if key in named]
    start = max(reached) + 1 if reached else 0
    end = keys.index(until) if until else len(keys)
    for key in keys[start:end]:
        yield Part(named[key])


def _moved(repair: Repair, by: int) -> Repair:
    return replace(repair, offset=repair.offset + by)
