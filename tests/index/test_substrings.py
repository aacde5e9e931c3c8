"""The law: every substring of a CJK run of a stored text, one character included, finds its article, in either
script.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Article, Version
from index.engine import Stamp
from index.fold import fold
from index.tree import Text
from index.whoosh_engine.engine import WhooshEngine

NOW = datetime(2020, 1, 1, tzinfo=UTC)
# Each character with its forms: what is stored takes one of them, what is asked another.
FORMS = [
    "工",
    "会會",
    "农農",
    "发發髮",
    "后後",
    "干乾幹",
    "台臺檯",
    "里裏裡",
    "复復複覆",
    "着著",
    "历歷曆",
    "カ",
    "が",
    "한",
    "々",
    "𠮷",
]


def version(number: int, title: str, body: str) -> Version:
    url = f"https://law.example/{number}"
    identity = hashlib.sha256(url.encode()).hexdigest()
    return Version(identity, 1, url, "law", Article(title, body), NOW, NOW, "1", NOW, None)


@st.composite
def runs(draw: st.DrawFn) -> tuple[str, str]:
    """A run, and the same run in other forms of its characters."""
    chosen = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=12))
    return "".join(draw(st.sampled_from(form)) for form in chosen), "".join(
        draw(st.sampled_from(form)) for form in chosen
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(runs(), min_size=1, max_size=6), st.sampled_from(["，", " ", "\n", "a", "2016", "“"]), st.data())
def test_every_substring_finds_its_article(listed: list[tuple[str, str]], between: str, data: st.DataObject) -> None:
    stored = [between.join([run, run[::-1], "甲" + run]) for run, _ in listed]
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        writer = engine.writer()
        for number, text in enumerate(stored):
            one = version(number, text if number % 2 else "", "" if number % 2 else text)
            writer.replace(one.id, [one])
        writer.commit(Stamp("law", 1))
        writer.close()
        reader = engine.reader()
        for number, (run, other) in enumerate(listed):
            wanted = version(number, "", "").id
            for asked in (run, other, fold(run)):
                start = data.draw(st.integers(0, len(asked) - 1))
                end = data.draw(st.integers(start + 1, len(asked)))
                hits = reader.search(Text(None, asked[start:end], quoted=True), limit=99).hits

                assert wanted in {hit.article_id for hit in hits}
        reader.close()
