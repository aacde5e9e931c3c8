"""Random sequences of writing, taking away, committing, merging and beginning anew leave what a dictionary would hold.

The dictionary knows nothing of segments: it maps article ids to versions, and a search of it is Python's `in`.
"""

from __future__ import annotations

import hashlib
import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.records import Article, Version
from index.document import document_of
from index.engine import Stamp
from index.tree import Text
from index.whoosh_engine import merge
from index.whoosh_engine.engine import WhooshEngine

FIRST, SECOND = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
CHARACTERS = "工会农民员，"
Held = dict[str, list[Version]]
STEPS = (*["write"] * 8, *["take away"] * 3, *["commit"] * 8, "close", "begin anew")


def some_text(rng: random.Random) -> str:
    return "".join(rng.choices(CHARACTERS, k=rng.randrange(9)))


def some_versions(rng: random.Random, identity: str) -> list[Version]:
    """One version, or a former one and the current one."""
    ends = [SECOND, None] if rng.random() < 0.3 else [None]
    return [
        Version(
            identity,
            n,
            "u",
            "s",
            Article(some_text(rng), some_text(rng)),
            FIRST,
            FIRST,
            "",
            (FIRST, SECOND)[n - 1],
            end,
        )
        for n, end in enumerate(ends, 1)
    ]


def holds(held: Held, quoted: str) -> set[tuple[str, int]]:
    """The current versions in whose title or body the text stands."""
    every = (version for versions in held.values() for version in versions)
    return {
        (v.id, v.number)
        for v in every
        if v.valid_to is None and (quoted in v.article.title or quoted in v.article.body)
    }


def assert_same(engine: WhooshEngine, held: Held, stamp: Stamp, rng: random.Random) -> None:
    reader = engine.reader()
    assert reader.stamp == stamp
    rows = list(reader.rows())
    assert len(rows) == len(set(rows))
    assert set(rows) == {document_of(version).row for versions in held.values() for version in versions}
    for length in (1, 2, 3):
        quoted = "".join(rng.choices(CHARACTERS[:-1], k=length))
        found = reader.search(Text(None, quoted, quoted=True), limit=99)
        assert {(hit.article_id, hit.version) for hit in found.hits} == holds(held, quoted), quoted
        assert found.total == len(found.hits)
    reader.close()


def run_sequence(folder: Path, seed: int) -> None:
    """One sequence on a new index; compared after each commit."""
    rng = random.Random(seed)
    identities = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(rng.choice((3, 8, 20)))]
    merge.FAN = rng.choice((2, 2, 3))
    engine = WhooshEngine(folder)
    writer = engine.writer()
    committed: Held = {}
    held: Held = {}
    for step in range(rng.randrange(6, 14)):
        match rng.choice(STEPS) if step else "write":
            case "write":
                for identity in rng.sample(identities, rng.randrange(1, len(identities))):
                    held[identity] = some_versions(rng, identity)
                    writer.replace(identity, held[identity])
            case "take away":
                for identity in rng.sample(identities, rng.randrange(1, 3)):
                    held.pop(identity, None)
                    writer.replace(identity, [])
            case "commit":
                stamp = Stamp("e", step)
                writer.commit(stamp)
                committed = dict(held)
                assert_same(engine, committed, stamp, rng)
            case "close":  # what was not committed is forgotten
                writer.close()
                writer, held = engine.writer(), dict(committed)
            case "begin anew":
                writer.close()
                writer, held = engine.writer(fresh=True), {}
    writer.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether bytes reach the platter is test_durability's question."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(merge, "FAN", merge.FAN)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("first", range(0, 1000, 125))
def test_a_thousand_sequences_leave_what_a_dictionary_holds(tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 125):
        run_sequence(tmp_path / str(seed), seed)


@pytest.mark.soak
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("first", range(1000, 11_000, 500))
def test_ten_thousand_sequences_leave_what_a_dictionary_holds(tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 500):
        run_sequence(tmp_path / str(seed), seed)
