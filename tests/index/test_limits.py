"""What stands at the edges of the format: very many characters, words of one beginning, postings."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from archive.records import Article, Version
from index.analysis import is_cjk
from index.engine import Stamp
from index.fold import fold
from index.tree import Prefix, Text
from index.whoosh_engine import merge
from index.whoosh_engine.arrays import Array, Ints
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.field_merge import Source
from index.whoosh_engine.reader import WhooshReader

NOW = datetime(2020, 1, 1, tzinfo=UTC)


def version(number: int, body: str, title: str = "") -> Version:
    identity = sha256(str(number).encode()).hexdigest()
    url = f"https://news.example/{number}"
    return Version(identity, 1, url, "s", Article(title=title, body=body), NOW, NOW, "1", NOW, None)


def indexed(data: Path, commits: list[list[Version]]) -> WhooshReader:
    engine = WhooshEngine(data)
    writer = engine.writer()
    for change, versions in enumerate(commits, 1):
        for one in versions:
            writer.replace(one.id, [one])
        writer.commit(Stamp("e", change))
    writer.close()
    return engine.reader()


def every_character() -> list[str]:
    """Each Chinese, Japanese and Korean character that folding leaves as it is."""
    return [char for point in range(0x2E80, 0x323B0) if is_cjk(char := chr(point)) and fold(char) == char]


@pytest.mark.parametrize("pages", [1, 2])
def test_tables_of_all_characters_are_indexed_like_any_page(
    tmp_path: Path, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than sixteen bits can number, on one page, or on two that are merged."""
    monkeypatch.setattr(merge, "FAN", 2)
    chars = every_character()
    size = -(-len(chars) // pages)
    texts = ["".join(chars[at : at + size]) for at in range(0, len(chars), size)]
    reader = indexed(tmp_path, [[version(number, text)] for number, text in enumerate(texts)])
    rng = random.Random(1)
    places = [(number, rng.randrange(len(text) - 1)) for number, text in enumerate(texts) for _ in range(100)]

    assert len(chars) > 1 << 16
    assert len(reader.segments) == 1
    for number, at in places:
        for piece in (texts[number][at], texts[number][at : at + 2], texts[number][at : at + 3]):
            found = reader.search(Text(None, piece, True))
            assert [hit.article_id for hit in found.hits] == [version(number, "").id], piece
    assert reader.search(Text(None, texts[0][1] + texts[-1][-1], True)).total == 0


@pytest.mark.parametrize("parts", [1, 3])
def test_a_beginning_finds_every_word_that_has_it_in_however_many_segments(tmp_path: Path, parts: int) -> None:
    """Each article holds one word of its own; the last two hold one in the title, and one that is not meant."""
    versions = [version(number, f"word{number:04}") for number in range(1500)]
    versions += [version(2000, "none", title="word9999"), version(2001, "wore worl wor")]
    reader = indexed(tmp_path, [versions[at::parts] for at in range(parts)])

    assert reader.search(Prefix(None, "word")).total == 1501
    assert reader.search(Prefix("body", "word")).total == 1500
    assert reader.search(Prefix("title", "word")).total == 1
    assert reader.search(Prefix(None, "word12")).total == 100
    assert reader.search(Prefix(None, "wor")).total == 1502
    assert reader.search(Prefix(None, "words")).total == 0


def test_segments_that_one_segment_cannot_hold_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places in a segment have 32 bits; smaller ones still become one."""
    monkeypatch.setattr(merge, "FAN", 2)
    monkeypatch.setattr(merge, "MOST_POSTINGS", 400)
    commits = [[version(number, f"工会送清凉{number}农民工培训" * 4)] for number in range(24)]
    reader = indexed(tmp_path, commits)

    assert 1 < len(reader.segments) < 24
    assert reader.search(Text(None, "农民工培训", True)).total == 24
    assert all(segment.field("body").postings.lists.ends <= 400 for segment in reader.segments)


def test_a_merge_has_the_pages_of_one_source_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is mapped of hundreds of segments would come to more than all that the merge holds itself."""
    monkeypatch.setattr(merge, "FAN", 4)
    read, release = Source.read, Source.release
    mapped, most = set[Source](), list[int]()

    def watched(source: Source, low: int, high: int) -> tuple[Ints, Array, Ints, Ints, Ints]:
        mapped.add(source)
        most.append(len(mapped))
        return read(source, low, high)

    def let_go(source: Source) -> None:
        mapped.discard(source)
        release(source)

    monkeypatch.setattr(Source, "read", watched)
    monkeypatch.setattr(Source, "release", let_go)
    reader = indexed(tmp_path, [[version(number, f"工会第{number}次培训")] for number in range(4)])

    assert len(reader.segments) == 1
    assert max(most) == 1
    assert not mapped
