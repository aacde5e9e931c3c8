"""The queries of the search benchmark: seeded, of the kinds that people ask, drawn from the texts themselves.

A query is a value that every engine translates: quoted words, whether all or any of them must stand in a text, what
must not, days, and the order. Words are stretches of Chinese characters, cut outside the engines, so that all of
them are asked the same.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.document import days_of

# The CJK characters of index/analysis.py, as a pattern: a run is what bigrams are cut from.
RUN = re.compile(
    "[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u1100-\u11ff\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\ua960-\ua97c\uac00-\ud7fb]+"
)
EACH = 12  # queries of a kind
SAMPLE = 5000  # texts that words are counted in


@dataclass(frozen=True, slots=True)
class Query:
    """`words` are quoted; of several all must stand in a text, or with `either` any. `years`: first and last, both
    included; None leaves an end open. `newest`: the newest ten instead of the best.
    """

    kind: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    either: bool = False
    years: tuple[int | None, int | None] | None = None
    newest: bool = False

    @property
    def text(self) -> str:
        """As it is typed in our query language."""
        parts = [(" OR " if self.either else " ").join(f'"{word}"' for word in self.words)]
        parts += [f'-"{word}"' for word in self.without]
        if self.years:
            low, high = ("" if year is None else str(year) for year in self.years)
            parts.append(f"date:{low}" if low == high else f"date:{low}..{high}")
        return " ".join(parts)

    @property
    def days(self) -> tuple[int, int]:
        """The days that `years` mean, from 1970-01-01."""
        low, high = self.years or (None, None)
        ends = [days_of(f"{year:04}") for year in (low or 1, high or 9999)]
        assert ends[0] is not None
        assert ends[1] is not None
        return ends[0][0], ends[1][1]


def bigrams(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def draw(texts: Sequence[str], years: Sequence[int], seed: int) -> list[Query]:
    """EACH queries of every kind, shuffled; `texts` are folded. Without years none that asks for a date."""
    rng = random.Random(seed)
    count: Counter[str] = Counter()
    for text in texts[:SAMPLE]:
        count.update({pair for run in RUN.findall(text) for pair in bigrams(run)})
    ranked = sorted(count, key=lambda pair: (-count[pair], pair))
    common, middling, rare = ranked[:40], ranked[500:3000] or ranked, ranked[20000:60000] or ranked

    def substring(length: int) -> str:
        while True:
            runs = [run for run in RUN.findall(rng.choice(texts)) if len(run) >= length]
            if runs:
                run = rng.choice(runs)
                at = rng.randrange(len(run) - length + 1)
                return str(run[at : at + length])

    def pick(words: Sequence[str]) -> str:
        return rng.choice(words)

    kinds: dict[str, Callable[[str], Query]] = {
        "common": lambda kind: Query(kind, (pick(common),)),
        "rare": lambda kind: Query(kind, (pick(rare),)),
        "common and": lambda kind: Query(kind, tuple(rng.sample(common, 2))),
        "mixed and": lambda kind: Query(kind, (pick(common), pick(middling))),
        "or": lambda kind: Query(kind, (pick(common), pick(middling), pick(middling)), either=True),
        "phrase of 3": lambda kind: Query(kind, (substring(3),)),
        "phrase of 5": lambda kind: Query(kind, (substring(5),)),
        "character": lambda kind: Query(kind, (pick(pick(common)),)),
        "not": lambda kind: (lambda two: Query(kind, (two[0],), without=(two[1],)))(rng.sample(common, 2)),
    }
    if years:
        held = sorted(years)

        def some_years() -> tuple[int | None, int | None]:
            low, high = sorted((rng.choice(held), rng.choice(held)))
            spans: list[tuple[int | None, int | None]] = [(low, low), (low, high), (None, high)]
            return rng.choice(spans)

        kinds["dated"] = lambda kind: Query(kind, (pick(common),), years=some_years())
        kinds["newest first"] = lambda kind: Query(kind, (pick(common),), newest=True)
    queries = [make(kind) for kind, make in kinds.items() for _ in range(EACH)]
    rng.shuffle(queries)
    return queries
