"""A corpus grown to any size: the articles of a JSONL corpus first, then as many made from their sentences as are asked
for, the same ones for the same seed.

`python -m benchmarks.grow CORPUS.jsonl COUNT OUT.jsonl [SEED]`. Each grown article takes its length, source and about
its date from one article of the corpus and its sentences from a few, so that words keep the company they keep in news;
its title is one of theirs, or halves of two.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
SOURCES = 4  # articles whose sentences one grown article takes
SPREAD = 90  # days by which its date may lie beside that of its first source
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』]?|\n+")
_HALF = re.compile(r"[\s，：:、！？]+")


def articles(corpus: Path, limit: int = sys.maxsize) -> list[Row]:
    """The first `limit` rows of a corpus: JSONL, also .gz or .xz, with `title`, `body`, perhaps `date`, `source`."""
    openers: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open}
    opener = openers.get(corpus.suffix, open)
    rows: list[Row] = []
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            if len(rows) >= limit:
                break
            row = json.loads(line)
            rows.append({key: str(row.get(key) or "") for key in ("title", "body", "date", "source")})
    return rows


def grown(corpus: Sequence[Row], count: int, seed: int = 1) -> Iterator[Row]:
    """`count` articles; each has `url`, `title`, `body`, `date`, `source`. A larger count begins with a smaller one."""
    rng = random.Random(seed)
    bodies = [_SENTENCE.findall(row["body"]) for row in corpus]
    days = sorted(row["date"][:10] for row in corpus if len(row["date"]) >= 10)
    for number in range(count):
        if number < len(corpus):
            row = corpus[number]
        else:
            row = _recombined(rng, corpus, bodies, (days[0], days[-1]) if days else None)
        yield {**row, "url": f"https://corpus.example/{number}"}


def _recombined(
    rng: random.Random, corpus: Sequence[Row], bodies: Sequence[Sequence[str]], span: tuple[str, str] | None
) -> Row:
    chosen = [int(rng.random() * len(corpus)) for _ in range(SOURCES)]
    first, other = corpus[chosen[0]], corpus[chosen[1]]
    pool = [sentence for at in chosen for sentence in bodies[at]] or [first["body"]]
    wanted, parts, size = len(first["body"]), list[str](), 0
    while size < wanted:
        sentence = pool[int(rng.random() * len(pool))]
        parts.append(sentence)
        size += len(sentence)
    body = "".join(parts).strip()
    return {"title": _title(rng, first["title"], other["title"]), "body": body, **_when(rng, first, span)}


def _title(rng: random.Random, one: str, other: str) -> str:
    if rng.random() < 0.5:
        return one
    halves = (_HALF.split(title.strip()) for title in (one, other))
    return " ".join((next(halves)[0], next(halves)[-1])).strip() or one


def _when(rng: random.Random, row: Row, span: tuple[str, str] | None) -> Row:
    published = row["date"]
    if span is not None and len(published) >= 10:
        moved = date.fromisoformat(published[:10]) + timedelta(days=rng.randrange(-SPREAD, SPREAD + 1))
        published = min(max(moved.isoformat(), span[0]), span[1])
    return {"date": published, "source": row["source"]}


def write_rows(rows: Iterator[Row], out: Path) -> int:
    """Writes rows as JSONL; gives the bytes of UTF-8 text in titles and bodies."""
    size = 0
    with out.open("w", encoding="utf-8") as file:
        for row in rows:
            size += len(row["title"].encode()) + len(row["body"].encode())
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return size


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit("use: python -m benchmarks.grow CORPUS.jsonl COUNT OUT.jsonl [SEED]")
    write_rows(grown(articles(Path(sys.argv[1])), int(sys.argv[2]), int([*sys.argv, "1"][4])), Path(sys.argv[3]))
