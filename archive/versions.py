"""When a reading is a new version: text digests, capture order, spans of validity. Pure.

In come the readings of one article in any order, out come its versions, always the same ones. Order is that of capture,
not of insertion: an old page may be imported long after a young one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from archive.records import Article
from archive.values import frozen


@frozen
class ReadCapture:
    """One capture of one article, and the digest of what it was read to say."""

    capture_id: int
    at: datetime  # captured_at, else kept_at
    evidence: str  # digest of the bytes it was read from, further pages included
    text: str  # `text_digest` of the article
    read_no: int = 0  # counts readings; of equal evidence the last reading holds


@frozen
class Span:
    """A version: the captures that say the same, one after the other."""

    number: int
    text: str
    capture_id: int  # the first that says so, the one that people are shown
    reading_id: int  # the capture whose reading holds for these bytes
    valid_from: datetime
    valid_to: datetime | None  # None: the current one
    capture_ids: tuple[int, ...]


def text_digest(article: Article) -> str:
    """SHA-256 hex over what makes a version: title, pretitle, subtitle, published, bylines, body. Boxes never count."""
    said = [
        article.title,
        article.pretitle,
        article.subtitle,
        article.published,
        article.reporters,
        article.correspondents,
        article.photographers,
        article.editors,
        article.byline,
        article.body,
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def evidence_digest(payload_digest: str, article: Article) -> str:
    """Digest of all bytes an article was read from: its page, and its further pages where it has some."""
    parts = [part.digest for part in article.pages if part.digest and part.digest != payload_digest]
    if not parts:
        return payload_digest
    return "sha256:" + hashlib.sha256("\n".join([payload_digest, *parts]).encode()).hexdigest()


def arrange_versions(readings: Iterable[ReadCapture]) -> list[Span]:
    """The versions of one article, numbered in capture order.

    A version begins where the text differs from the capture before. Equal bytes are no edit: they were read by another
    extractor then, and the last reading holds for all captures of these bytes.
    """
    by_capture = {reading.capture_id: reading for reading in readings}
    last_word: dict[str, ReadCapture] = {}
    for reading in by_capture.values():
        held = last_word.get(reading.evidence)
        # Equal readings have one holder, whichever came first.
        if held is None or (reading.read_no, reading.text, -reading.capture_id) > (
            held.read_no,
            held.text,
            -held.capture_id,
        ):
            last_word[reading.evidence] = reading
    # Two captures of one moment stand in the order of their bytes, so that insertion decides nothing.
    ordered = sorted(by_capture.values(), key=lambda r: (r.at, r.evidence, r.capture_id))
    runs: list[tuple[str, list[ReadCapture]]] = []
    for reading in ordered:
        text = last_word[reading.evidence].text
        if runs and runs[-1][0] == text:
            runs[-1][1].append(reading)
        else:
            runs.append((text, [reading]))
    ends = [*(run[0].at for _, run in runs[1:]), None]
    return [
        Span(
            number=number,
            text=text,
            capture_id=run[0].capture_id,
            reading_id=last_word[run[0].evidence].capture_id,
            valid_from=run[0].at,
            valid_to=end,
            capture_ids=tuple(r.capture_id for r in run),
        )
        for number, ((text, run), end) in enumerate(zip(runs, ends, strict=False), start=1)
    ]
