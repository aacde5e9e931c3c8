"""Body text and title of saved pages: ours, trafilatura, readability-lxml and newspaper4k, side by side in one run.

Input: a gold.jsonl whose lines name `set`, `file` and the right `body` (`optional_lines` may stand or be missing).
Score: precision and recall over 4-grams of hanzi and Latin words, means over pages, as article-extraction-benchmark
computes them (github.com/scrapinghub/article-extraction-benchmark). Speed: pages a second, and
as a share of parsing alone.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOKEN = re.compile(r"[㐀-鿿]|[A-Za-z0-9]+")
Read = Callable[[bytes, str], tuple[str, str]]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = [t.lower() for t in TOKEN.findall(text)]
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(len(tokens) - 3, 1))) if tokens else Counter()


def letters(text: str | None) -> str:
    return re.sub(r"\W+", "", text or "")


def without(text: str, optional: list[str]) -> str:
    drop = {letters(line) for line in optional}
    return "\n".join(line for line in text.split("\n") if letters(line) not in drop)


def ours() -> Read:
    from archive.records import Article, Page
    from extraction import load_profiles, read_page

    profiles = load_profiles()

    def read(payload: bytes, url: str) -> tuple[str, str]:
        reading = read_page(Page(url=url, payload=payload, content_type="text/html"), profiles)
        return (reading.title, reading.body) if isinstance(reading, Article) else ("", "")

    return read


def trafilatura() -> Read:
    import trafilatura as peer

    def read(payload: bytes, url: str) -> tuple[str, str]:
        found = peer.bare_extraction(payload, url=url or None, include_comments=False)
        return (found.title or "", found.text or "") if found else ("", "")

    return read


def readability() -> Read:
    from lxml.html import fromstring
    from readability import Document

    from extraction.decode import decode_page

    def read(payload: bytes, url: str) -> tuple[str, str]:
        document = Document(decode_page(payload)[0])
        return document.short_title(), "\n".join(fromstring(document.summary()).itertext())

    return read


def newspaper4k() -> Read:
    import newspaper

    from extraction.decode import decode_page

    def read(payload: bytes, url: str) -> tuple[str, str]:
        text = decode_page(payload)[0]
        language = "zh" if len(re.findall(r"[一-鿿]", text)) > 200 else "en"
        article = newspaper.Article(url or "http://page.example/", language=language, fetch_images=False)
        article.download(input_html=text)
        article.parse()
        return article.title or "", article.text or ""

    return read


def score(rows: list[dict[str, Any]], found: list[tuple[str, str]]) -> str:
    precisions, recalls, titles, asked = [], [], 0, 0
    for row, (title, body) in zip(rows, found, strict=True):
        optional = row.get("optional_lines") or []
        gold, ours = shingles(without(row["body"], optional)), shingles(without(body, optional))
        common = sum((gold & ours).values())
        if ours:
            precisions.append(common / sum(ours.values()))
        recalls.append(common / max(sum(gold.values()), 1))
        if row.get("title"):
            asked += 1
            titles += letters(title) == letters(row["title"])
    p, r = sum(precisions) / max(len(precisions), 1), sum(recalls) / max(len(recalls), 1)
    return f"F1 {2 * p * r / (p + r) if p + r else 0:.3f}  p {p:.3f}  r {r:.3f}" + (
        f"  title {titles}/{asked}" if asked else ""
    )


def compare_extractors(gold: Path) -> None:
    """Print one line for each set and extractor, then the speeds."""
    warnings.simplefilter("ignore")
    import lxml.html

    rows = [row for row in map(json.loads, gold.open(encoding="utf-8")) if not row.get("reject")]
    pages = []
    for row in rows:
        data = (gold.parent / row["file"]).read_bytes()
        pages.append(gzip.decompress(data) if row["file"].endswith(".gz") else data)
    began = time.perf_counter()
    for page in pages:
        lxml.html.fromstring(page)
    parse = time.perf_counter() - began
    speeds = [f"parsing with lxml alone: {len(pages) / parse:.0f} pages/s"]
    print(f"extraction: {gold.name}, {len(pages)} pages, Python {sys.version.split()[0]}")
    for make in (ours, trafilatura, readability, newspaper4k):
        try:
            read = make()
        except ImportError as error:
            print(f"  {make.__name__:12} not installed ({error})")
            continue
        found, faults, began = [], Counter[str](), time.perf_counter()
        for row, page in zip(rows, pages, strict=True):
            try:
                found.append(read(page, row.get("url") or ""))
            except Exception as error:  # a peer that fails on a page has found nothing there, and it is told
                found.append(("", ""))
                faults[f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:80]}"] += 1
        took = time.perf_counter() - began
        speeds.append(f"{make.__name__}: {len(pages) / took:.1f} pages/s, {parse / took:.3f} of parsing alone")
        for fault, times in faults.most_common(3):
            print(f"  {make.__name__:12} raised on {times} pages: {fault}")
        for name in dict.fromkeys(row["set"] for row in rows):
            chosen = [i for i, row in enumerate(rows) if row["set"] == name]
            print(f"  {name:8} {make.__name__:12} {score([rows[i] for i in chosen], [found[i] for i in chosen])}")
    print("  " + "\n  ".join(speeds))
