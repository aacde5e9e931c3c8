"""Documents to a segment file. What comes in is a batch that fits in memory; larger segments come from merging."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.analysis import is_cjk
from index.document import Document
from index.engine import TEXT_FIELDS
from index.prints import fingerprints
from index.whoosh_engine.arrays import Ints, distinct, missing
from index.whoosh_engine.bounds import impacts
from index.whoosh_engine.container import Array, ContainerWriter
from index.whoosh_engine.grams import char_table, write_grams
from index.whoosh_engine.invert import Inverted, invert
from index.whoosh_engine.newest import SECTION, newest_first
from index.whoosh_engine.postings import EDGE, SHIFT, Block, FieldWriter, are_far
from index.whoosh_engine.schema import LISTED, MADE_WITH, POSTED, WHOLE


def strings(out: ContainerWriter, name: str, values: Sequence[str]) -> None:
    """A table of strings: their bytes one after another, and where each begins."""
    coded = [value.encode("utf-8", "replace") for value in values]
    out.append(f"{name}.text", np.frombuffer(b"".join(coded), np.uint8))
    out.append(f"{name}.at", np.cumsum([0, *map(len, coded)], dtype=np.uint32))


def columns(documents: Sequence[Document]) -> dict[str, Array]:
    """What a segment keeps of each document beside its postings, in order."""

    def ints(kind: str, *values: int) -> Array:
        return np.array(values, kind)

    ids = "".join(document.article_id for document in documents)
    digests = "".join(document.digest for document in documents)
    return {
        "id": np.frombuffer(bytes.fromhex(ids), np.uint8),
        "digest": np.frombuffer(bytes.fromhex(digests), np.uint8),
        "version": ints("<u4", *(d.version for d in documents)),
        "first_day": ints("<i4", *(d.first_day for d in documents)),
        "last_day": ints("<i4", *(d.last_day for d in documents)),
        "moment": ints("<i8", *(d.moment for d in documents)),
        "valid_from": ints("<i8", *(d.valid_from for d in documents)),
        "valid_to": ints("<i8", *(d.valid_to for d in documents)),
    }


def listed(out: ContainerWriter, name: str, values: Sequence[Sequence[str]]) -> None:
    """The values of a name or key field of each document."""
    values = [tuple(dict.fromkeys(own)) for own in values]  # a topic may be a keyword too, and counts once
    table = sorted({value for own in values for value in own})
    number = {value: i for i, value in enumerate(table)}
    strings(out, f"{name}.values", table)
    out.append(f"{name}.of", np.cumsum([0, *map(len, values)], dtype=np.uint32), narrow=True)
    ordinals = [number[value] for own in values for value in own]
    out.append(f"{name}.ordinals", np.array(ordinals, "<u4"), narrow=True)


def _with_others(body: Inverted, others: Sequence[Inverted], documents: int) -> Inverted:
    """`body` with the documents that hold a term only in another text field; there it counts nothing."""
    grams = distinct(np.concatenate([body.grams, *(o.grams for o in others)]))
    words = sorted({*body.words, *(w for o in others for w in o.words)})
    rank = {word: i for i, word in enumerate(words)}

    def pairs(part: Inverted) -> Ints:
        terms = np.searchsorted(grams, part.grams)
        more = np.array([rank[w] for w in part.words], np.int64) + grams.size
        every = np.concatenate((terms, more))
        return np.repeat(every, part.block.sizes) * documents + part.block.docs

    own = pairs(body)
    extra = missing(distinct(np.concatenate([pairs(o) for o in others])), own)
    at = np.searchsorted(own, extra)
    merged = np.insert(own, at, extra)
    sizes = np.bincount(merged // max(documents, 1), minlength=grams.size + len(words))
    places, counts = np.insert(body.block.places, at, 0), np.insert(body.block.counts, at, 0)
    seconds = grams & ((1 << SHIFT) - 1)
    positional = np.concatenate((seconds >= EDGE, [not is_cjk(word[0]) for word in words])).astype(np.bool_)
    block = Block(sizes, positional, merged % max(documents, 1), places, counts, body.block.positions)
    return Inverted(grams, words, block, body.lengths)


def build_segment(path: Path, documents: Sequence[Document], kind: str) -> int:
    """Writes the segment; gives its size in bytes."""
    out = ContainerWriter(path)
    held = columns(documents)
    for name, values in held.items():
        out.append(name, values, narrow=name == "version")
    out.append(SECTION, newest_first(held["first_day"], held["moment"]))
    out.append("print", fingerprints([d.texts["body"] for d in documents]).ravel())
    texts = {name: invert([d.texts[name] for d in documents]) for name in TEXT_FIELDS}
    for name, part in texts.items():
        out.append(f"{name}.length", part.lengths.astype("<u4"), narrow=True)
    lengths = {name: int(part.lengths.sum()) for name, part in texts.items()}
    fields = {name: texts.get(name) or invert([d.names[name] for d in documents]) for name in POSTED}
    fields[WHOLE] = _with_others(texts[WHOLE], [texts[n] for n in TEXT_FIELDS if n != WHOLE], len(documents))
    chars = char_table([part.grams for part in fields.values()])
    out.append("chars", chars.astype("<u4"))
    for name, part in fields.items():
        write_grams(out, name, part.grams, chars)
        strings(out, f"{name}.words", part.words)
        impact = impacts(name, part.lengths, lengths[name]) if name in TEXT_FIELDS else None
        writer = FieldWriter(out, name, len(documents), are_far(part.block.positions), impact)
        writer.add(part.block)
        writer.finish()
    for name in LISTED:
        listed(out, name, [tuple(filter(None, d.names[name].split("\n"))) for d in documents])
    return out.finish(documents=len(documents), kind=kind, lengths=lengths, made_with=MADE_WITH)
