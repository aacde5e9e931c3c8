"""Searching through the door that programs use: whole hits, exact totals, relaxed and plain-text searches."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import DataMissing, QueryError
from index import Index, open_index
from index.query import parse_query
from index.query_text import query_text
from index.search import any_of_words

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
_BLOCKS = re.findall(
    r"(?<=```query\n).*?(?=^```)", (ROOT / "docs/query-language.md").read_text(encoding="utf-8"), re.S | re.M
)
GUIDE = [re.split(r"\s{2,}#", row)[0] for block in _BLOCKS for row in block.splitlines() if row.strip()]
ROWS = [
    {
        "url": f"https://news.example/{n}",
        "title": title,
        "date": day,
        "source": source,
        "site": site,
        "body": body,
    }
    for n, (title, day, source, site, body) in enumerate(
        [
            ("云溪工会开办夜间课堂", "2016-01-06", "云溪工人报", "workers", "农民工凭会员证免费听课，学习焊接技能。"),
            ("港灣碼頭工會要求改善照明", "2018-09-03", "港灣週報", "labor", "農民工與臨時工同樣應當領到防護裝備。"),
            ("河湾县送清凉", "2009-07", "河湾报", "old", "工会把绿豆汤送到工地。"),
            ("Dock workers win a café", "2019-02-11", "Harbour Post", "old", "The union has won rest rooms."),
        ]
    )
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    rows = folder / "rows.jsonl"
    rows.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    command = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(folder / "data"), "import", str(rows)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "data"


@pytest.fixture(scope="module")
def index(data: Path) -> Iterator[Index]:
    with open_index(str(data)) as opened:
        yield opened


def test_a_hit_is_whole(index: Index) -> None:
    results = index.search("农民工 技能", limit=10)

    hit = results.hits[0]
    assert (results.total, results.relaxed, results.complaints) == (1, False, ())
    assert (hit.url, hit.title, hit.published) == ("https://news.example/0", "云溪工会开办夜间课堂", "2016-01-06")
    assert (hit.source, hit.site, len(hit.id)) == ("云溪工人报", "workers", 64)
    assert hit.score > 0
    assert [hit.snippet[a:b] for a, b in hit.snippet_marks] == ["农民工", "技能"]


def test_the_total_is_exact_whatever_the_page(index: Index) -> None:
    pages = [index.search("工会", limit=1, offset=at) for at in range(4)]

    assert [page.total for page in pages] == [3, 3, 3, 3]
    assert [len(page.hits) for page in pages] == [1, 1, 1, 0]
    assert len({hit.id for page in pages for hit in page.hits}) == 3


def test_relaxed_finds_what_has_some_words_and_says_so(index: Index) -> None:
    results = index.search("焊接 章鱼烧", today=TODAY)

    assert (results.total, results.relaxed) == (1, True)


def test_what_is_fielded_or_excluded_stays_as_asked_when_relaxed(index: Index) -> None:
    assert index.search("焊接 章鱼烧 site:old").total == 0
    assert index.search("工会 章鱼烧 -site:old").total == 2


def test_plain_text_never_raises_and_ranks_by_any_of_its_words(index: Index) -> None:
    results = index.search('title:( 焊接技能：……"??', match="any")

    assert results.hits[0].url == "https://news.example/0"
    assert index.search("", match="any").total == 0
    assert index.search("(((", match="any").hits == ()
    assert index.search("工会\ud800" * 20_000, match="any").total >= 1


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\ud800",
        "\udfff\ud800工会",
        "😀👨‍👩‍👧",
        "\u202eنقابة العمال",
        "ועד עובדים",
        "工" * 1_000_000,
        "a " * 500_000,
        "\n" * 9999,
        "e\u0301" * 5000,
        "\x1b[31m工会",
        "".join(map(chr, range(0x300))),
        "𠮷野家𠮷",
        "ｶﾞｷﾞ한국노총",
        "\U0010ffff",
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_no_plain_text_raises_or_takes_long(index: Index, text: str) -> None:
    began = time.process_time()

    results = index.search(text, match="any")

    assert len(results.hits) == min(10, results.total)
    assert time.process_time() - began < 1


def test_nothing_to_search_for_is_an_error_with_its_place(index: Index) -> None:
    with pytest.raises(QueryError) as error:
        index.search("title:(")

    assert (error.value.query, error.value.offset) == ("title:(", 6)


def test_no_data_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataMissing):
        open_index(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("query", "loose"),
    [
        ("工会 培训", "工会 OR 培训"),
        ("农民工技能", "农民工 OR 技能"),
        ("工会 培训 site:old -旧", "(工会 OR 培训) site:old -旧"),
        ('工会 培训 "主席"', '(工会 OR 培训) "主席"'),
        ("工会", None),
        ('"工会" "培训"', None),
        ("date:2016", None),
        ("方 禾", None),
        (" ".join(f"word{n}" for n in range(70)), None),
    ],
)
def test_relaxing_makes_plain_words_optional_and_nothing_else(query: str, loose: str | None) -> None:
    relaxed = any_of_words(parse_query(query).tree)

    assert (query_text(relaxed).replace('"', "") if relaxed else None) == (loose.replace('"', "") if loose else None)


def test_searching_loads_neither_crawler_nor_dictionary_nor_screen_library(data: Path) -> None:
    program = (
        "import sys; sys.argv = ['search_cli.py', '--data', sys.argv[1], '--jsonl', '工会']\n"
        "from terminal.main import main; status = main()\n"
        "heavy = {'scrapy', 'twisted', 'rjieba', 'opencc', 'rich', 'warcio', 'lxml', 'extraction', 'crawler',\n"
        "  'argparse', 'wcwidth', 'logging', 'whoosh', 'tomllib', 'calendar', 'locale', 'shlex', 'tempfile',\n"
        "  'subprocess', 'multiprocessing', 'concurrent', 'socket'}\n"
        "print(status, sorted({m.split('.')[0] for m in sys.modules} & heavy), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(data)], capture_output=True, encoding="utf-8", cwd=ROOT, timeout=60
    )

    assert done.stderr == "0 []\n"


def test_searching_loads_what_a_search_uses_and_compiles_no_methods(data: Path) -> None:
    program = (
        "import dataclasses, sys; sys.argv = ['search_cli.py', '--data', sys.argv[1], '--jsonl', '工会']\n"
        "from terminal.main import main; status = main()\n"
        "ours = {n: m for n, m in sys.modules.items() if n.split('.')[0] in ('archive', 'index', 'terminal')}\n"
        "unused = {'archive.archive', 'archive.holdings', 'archive.settling', 'archive.catalogue.captures',\n"
        "  'archive.catalogue.urls', 'index.update', 'index.date_words', 'index.field_names', 'index.similar',\n"
        "  'index.lock', 'index.whoosh_engine.writer', 'index.whoosh_engine.codec', 'index.whoosh_engine.invert',\n"
        "  'terminal.cells', 'terminal.hit_lines', 'terminal.explain', 'terminal.faults', 'terminal.progress'}\n"
        "kinds = {k for m in ours.values() for k in vars(m).values() if dataclasses.is_dataclass(k)}\n"
        "generated = sorted(k.__qualname__ for k in kinds if k.__dataclass_params__.init)\n"
        "print(status, sorted(unused & set(ours)), generated, file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(data)], capture_output=True, encoding="utf-8", cwd=ROOT, timeout=60
    )

    assert done.stderr == "0 [] []\n"  # what is generated should be @frozen, see archive/values.py


PIECES = st.sampled_from(
    [
        *' ()（）"“”「」*-:：~.,，?',
        *(
            "工会",
            "農民工",
            "会",
            "OR",
            "AND",
            "NOT",
            "且",
            "或",
            "非",
            "2016",
            "2015..2018",
            "worker*",
            "union",
            "近7天",
        ),
        *("title:", "标题：", "source:", "date:", "site:", "is:", "url:", "as-of:", "reporter:*", "\ud800", "\0", "😀"),
    ]
)


@settings(max_examples=250, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(PIECES, max_size=20).map("".join), st.text(max_size=40)))
def test_any_text_gives_clean_results_or_a_clean_error(index: Index, query: str) -> None:
    try:
        results = index.search(query, limit=3, today=TODAY)
    except QueryError:
        return

    assert len(results.hits) == min(3, results.total) <= len(ROWS)


@pytest.mark.parametrize("query", GUIDE)
def test_every_example_of_the_guide_is_searched_without_complaint(index: Index, query: str) -> None:
    results = index.search(query, today=TODAY)

    assert results.complaints == ()
    assert len(results.hits) == results.total


@pytest.mark.parametrize(
    "query",
    [
        "工会 AND " + "职工D " * 600,
        "channel:" + "nnel:" * 600,
        "url:" + "p:" * 1500,
        '"' + "gdp工会 " * 450 + '"',
        "「“é-培" * 500,
        "-".join(["工"] * 1500),
    ],
    ids=lambda query: query[:12],
)
def test_a_text_as_long_as_a_query_may_be_is_answered_at_once(index: Index, query: str) -> None:
    """Patterns of a thousand words took half a minute to make."""
    began = time.process_time()
    for match in ("all", "any"):
        index.search(query, match=match)  # type: ignore[arg-type]

    assert time.process_time() - began < 1


def mutated(rng: random.Random) -> str:
    """A query of the guide, a few times cut, doubled, shuffled, joined with another or sown with signs."""
    query = rng.choice(GUIDE)
    for _ in range(rng.randint(1, 6)):
        at, to = sorted(rng.choices(range(len(query) + 1), k=2))
        signs = "".join(rng.choices('()（）"“”「」*-:：~.，? \ud800\0😀工0aé\u0301', k=rng.randint(1, 3)))
        query = rng.choice(
            [
                query[:at] + query[to:],
                query[:to] + query[at:],
                query[:at] + signs + query[at:],
                query[:at] + rng.choice(GUIDE) + query[to:],
                query[:at] + query[at:to][::-1] + query[to:],
                query[:at] + query[at:to] * rng.randint(2, 30) + query[to:],
            ]
        )[:5000]
    return query


def ask_mutated(index: Index, seed: int, count: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        query = mutated(rng)
        began = time.process_time()
        try:
            results = index.search(query, limit=3, today=TODAY)
            assert len(results.hits) == min(3, results.total) <= len(ROWS), query
        except QueryError as error:
            assert str(error), query
        assert index.search(query, limit=3, match="any").complaints == ()
        assert time.process_time() - began < 2, query


def test_mutated_queries_give_clean_results_or_clean_errors(index: Index) -> None:
    ask_mutated(index, 7, 1500)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_twenty_thousand_mutated_queries_give_clean_results_or_clean_errors(index: Index, part: int) -> None:
    ask_mutated(index, 100 + part, 5000)


@pytest.mark.soak
def test_twenty_thousand_random_texts_give_clean_results_or_clean_errors(index: Index) -> None:
    settings(max_examples=20_000, deadline=2000, suppress_health_check=list(HealthCheck))(
        given(st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=60)))(
            lambda query: test_any_text_gives_clean_results_or_a_clean_error.hypothesis.inner_test(index, query)  # type: ignore[attr-defined]
        )
    )()
