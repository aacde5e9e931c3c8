"""Repairs of decoded text, each recorded: glosses of converting mirrors removed, damaged spans named and left alone.

Text comes in, text and the `Repair`s go out; repairing twice changes nothing more. Density of glosses is judged over
the page: give all fields at once to `repair_fields`. glosses.py and damage.py know what to look for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archive.records import Article, Repair
from extraction.damage import find_damage
from extraction.glosses import Gloss, are_dense, find_glosses

_NOTE = "pinyin gloss of a converting mirror"


def repair_text(text: str, field: str, page: str = "") -> tuple[str, tuple[Repair, ...]]:
    """Repair one field.

    Args:
        text: the field as decoded.
        field: its name, kept in each `Repair`.
        page: the text over which the density of glosses is judged; the field itself when empty.

    Returns:
        The repaired text and what was done; offsets count characters of the repaired text.
    """
    glosses = find_glosses(text)
    repairs: list[Repair] = []
    if glosses and (are_dense(find_glosses(page), page) if page else are_dense(glosses, text)):
        text, offsets = remove_spans(text, glosses)
        repairs = [Repair("gloss", field, o, g.found, "", _NOTE) for o, g in zip(offsets, glosses, strict=True)]
    return text, (*repairs, *name_damage(text, field))


def repair_fields(fields: Mapping[str, str], page: str = "") -> tuple[dict[str, str], tuple[Repair, ...]]:
    """Repair the fields of one page together, so that the density of glosses is that of the page."""
    whole = page or "\n".join(fields.values())
    repaired: dict[str, str] = {}
    repairs: list[Repair] = []
    for name, text in fields.items():
        repaired[name], done = repair_text(text, name, whole)
        repairs.extend(done)
    return repaired, tuple(repairs)


def repair_article(article: Article) -> Article:
    """Repair every text of an article, titles of boxes and names included; the same article when nothing is wrong.

    Fields of lists are named with their place: `topics.0`, `related.3.title`.
    """
    texts = _texts(article)
    whole = "\n".join(texts.values())
    if not dense_glosses(whole):
        texts = {name: texts[name] for name in ("title", "pretitle", "subtitle", "body")}
    repaired, repairs = repair_fields(texts, whole)
    if not repairs:
        return article

    def items(name: str, kept: Sequence[str]) -> tuple[str, ...]:
        return tuple(repaired.get(f"{name}.{number}", text) for number, text in enumerate(kept))

    return replace(
        article,
        title=repaired["title"],
        pretitle=repaired["pretitle"],
        subtitle=repaired["subtitle"],
        body=repaired["body"],
        source=repaired.get("source", article.source),
        byline=repaired.get("byline", article.byline),
        original_title=repaired.get("original_title", article.original_title),
        channel=repaired.get("channel", article.channel),
        reporters=items("reporters", article.reporters),
        correspondents=items("correspondents", article.correspondents),
        photographers=items("photographers", article.photographers),
        editors=items("editors", article.editors),
        topics=items("topics", article.topics),
        keywords=items("keywords", article.keywords),
        related=tuple(
            replace(
                item,
                heading=repaired.get(f"related.{number}.heading", item.heading),
                title=repaired.get(f"related.{number}.title", item.title),
            )
            for number, item in enumerate(article.related)
        ),
        images=tuple(
            replace(image, caption=repaired.get(f"images.{number}.caption", image.caption))
            for number, image in enumerate(article.images)
        ),
        attachments=tuple(
            replace(file, title=repaired.get(f"attachments.{number}.title", file.title))
            for number, file in enumerate(article.attachments)
        ),
        repairs=(*article.repairs, *repairs),
    )


def _texts(article: Article) -> dict[str, str]:
    """Every text of an article by the name of its field, the four that people read first."""
    names = ("title", "pretitle", "subtitle", "body", "source", "byline", "original_title", "channel")
    texts: dict[str, str] = {name: getattr(article, name) for name in names}
    for name in ("reporters", "correspondents", "photographers", "editors", "topics", "keywords"):
        texts |= {f"{name}.{number}": text for number, text in enumerate(getattr(article, name))}
    for number, item in enumerate(article.related):
        texts[f"related.{number}.heading"] = item.heading
        texts[f"related.{number}.title"] = item.title
    texts |= {f"images.{number}.caption": image.caption for number, image in enumerate(article.images)}
    texts |= {f"attachments.{number}.title": file.title for number, file in enumerate(article.attachments)}
    return texts


def dense_glosses(text: str) -> list[Gloss]:
    """The glosses to remove from a whole page, none when they are not dense."""
    glosses = find_glosses(text)
    return glosses if are_dense(glosses, text) else []


def remove_spans(text: str, glosses: list[Gloss]) -> tuple[str, list[int]]:
    """The text without the glosses, and for each the place in the new text where it stood."""
    kept: list[str] = []
    offsets: list[int] = []
    last = length = 0
    for gloss in glosses:
        kept.append(text[last : gloss.start])
        length += gloss.start - last
        offsets.append(length)
        last = gloss.end
    kept.append(text[last:])
    return "".join(kept), offsets


def name_damage(text: str, field: str) -> tuple[Repair, ...]:
    """The damaged spans of a field, each with the likeliest reading as a conjecture."""
    return tuple(
        Repair("damage", field, span.start, span.found, span.found, span.note, span.conjecture)
        for span in find_damage(text)
    )
