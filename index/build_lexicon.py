"""Makes index/lexicon.bin from jieba's word list, folded: python -m index.build_lexicon JIEBA/dict.txt.

Run by hand when the word list or the fold table moves. The layout is told in lexicon.py, which reads it.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from index.analysis import is_hanzi
from index.fold import FOLD_VERSION, fold
from index.lexicon import LEXICON_FORMAT, LEXICON_VERSION, LONGEST, MAGIC, SCALE

TARGET = Path(__file__).with_name("lexicon.bin")
NOTE = "Words and counts of jieba 0.42.1 (MIT, Copyright (c) 2013 Sun Junyi, https://github.com/fxsjy/jieba), folded."


def build(word_list: Path) -> bytes:
    """The bytes of the lexicon; `word_list` is jieba's dict.txt."""
    counts: Counter[str] = Counter()
    known = set()
    for line in word_list.read_text(encoding="utf-8").splitlines():
        word, count, _ = line.split(" ")
        if len(word) <= LONGEST and all(is_hanzi(c) and ord(c) < 0x10000 for c in word):
            known.add(word)
            counts[fold(word)] += int(count)
    total = sum(counts.values())
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in counts:
        by_length[len(word)].append(word)
    tables, parts, offset = {}, [], 0
    for length, words in sorted(by_length.items()):
        words.sort(key=lambda w: w.encode("utf-16-be"))
        tables[str(length)] = [offset, len(words)]
        for word in words:
            cost = min(65535, round(-math.log2(max(counts[word], 1) / total) * SCALE))
            parts.append(word.encode("utf-16-be") + cost.to_bytes(2, "big"))
        offset += len(words) * (2 * length + 2)
    taught = "\n".join(f"{w} {counts[w]}" for w in sorted(counts) if w not in known and len(w) > 1).encode()
    head = {
        "format": LEXICON_FORMAT,
        "version": LEXICON_VERSION,
        "fold": FOLD_VERSION,
        "total": total,
        "tables": tables,
        "taught": [offset, len(taught)],
        "note": NOTE,
    }
    header = json.dumps(head).encode()
    return MAGIC + len(header).to_bytes(4, "big") + header + b"".join(parts) + taught


if __name__ == "__main__":
    TARGET.write_bytes(build(Path(sys.argv[1])))
