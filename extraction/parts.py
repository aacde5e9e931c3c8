"""An article in several pages made one, in order, with provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from archive.records import Article, Page, Part, Repair


def join_parts(first: Article, others: Sequence[tuple[Page, Article]]) -> Article:
    """The first page's article with the bodies of the further pages appended; `pages` says what came from where.

    Repairs of the further pages are moved to their place in the joined body.
    """
    body = first.body
    pages = [Part("", "", len(body.splitlines()))] if not first.pages else list(first.pages)
    repairs, images, attachments = list(first.repairs), list(first.images), list(first.attachments)
    editors, reporters = first.editors, first.reporters
    seen = {url for url in (part.url for part in pages) if url}
    for page, article in others:
        offset = len(body) + 1 if body else 0
        body = f"{body}\n{article.body}" if body and article.body else body or article.body
        repairs += [_moved(repair, offset) for repair in article.repairs if repair.field == "body"]
        images += [image for image in article.images if image not in images]
        attachments += [attachment for attachment in article.attachments if attachment not in attachments]
        editors = editors or article.editors
        reporters = reporters or article.reporters
        seen.add(page.url)
        digest = "sha256:" + sha256(page.payload).hexdigest()
        pages.append(Part(page.url, digest, len(article.body.splitlines())))
    return replace(
        first,
        body=body,
        pages=tuple(pages),
        part_urls=tuple(url for url in first.part_urls if url not in seen),
        repairs=tuple(repairs),
        images=tuple(images),
        attachments=tuple(attachments),
        editors=editors,
        reporters=reporters,
    )


def _moved(repair: Repair, by: int) -> Repair:
    return replace(repair, offset=repair.offset + by)
