"""Indexing and queries: this engine, stock Whoosh, SQLite FTS5 and tantivy on the same articles, in one run.

Every engine gives the exact total and ten hits, and the totals must agree. Ours and FTS5 are given text that they
parse; Whoosh and tantivy are given their query objects, which costs them no parsing. Nothing is cached between
queries. All engines are open at once and take turns of a few queries, so that whatever else the machine does meets all
of them: what counts is the ratio. Asked a single query between those of others, an engine finds the processor's caches
full of theirs and pays for their appetite; `TURN = 1` measures that.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.build import Built, build_ours, build_peer
from benchmarks.grow import articles, grown, write_rows
from benchmarks.ours import TOOL, Ours, Whole, add, keep
from benchmarks.peers import PEERS, size_of
from benchmarks.queries import Query, draw
from index.fold import fold

TURN = 16  # queries that one engine answers before the next
ROUNDS = 3  # times that each query is asked; the middle one counts
COLD = 7
ADDED = 1000
FROM = 20_000  # articles that queries are drawn from
FROM_CATALOGUE = 100_000  # articles; a larger archive would take longer to import than all the rest
BARE = (sys.executable, "-c", "import whoosh.index, sqlite3")
Times = dict[str, dict[Query, float]]  # by engine, milliseconds
Clocks = dict[str, Callable[[], float]]
CLOCKS: Clocks = {"by the clock": time.perf_counter, "of CPU": time.process_time}


def compare_engines(corpus: Path, sizes: Sequence[int], keep_in: Path | None = None) -> None:
    """Prints for each size what indexing and every kind of query cost, and what that is beside each peer.

    `keep_in`: a folder where what was built stays, and is taken from in the next run.
    """
    medians: dict[str, dict[int, float]] = defaultdict(dict)
    scratch = Path(tempfile.mkdtemp(prefix="union-news-bench-"))
    try:
        for size in sizes:
            folder = (keep_in or scratch) / str(size)
            for name, median in _at_size(corpus, size, folder).items():
                medians[name][size] = median
            if keep_in is None:
                shutil.rmtree(folder)
    finally:
        shutil.rmtree(scratch)
    if len(sizes) > 1:
        more = sizes[-1] / sizes[0]
        print(
            f"growth of the median query, in CPU time; articles {sizes[0]:,} to {sizes[-1]:,}, {more:.0f} times as many"
        )
        for name, own in medians.items():
            if sizes[0] in own and sizes[-1] in own:
                print(f"  {name:13} {own[sizes[-1]] / own[sizes[0]]:6.1f} times")


def _at_size(corpus: Path, size: int, folder: Path) -> dict[str, float]:
    folder.mkdir(parents=True, exist_ok=True)
    rows, told = folder / "rows.jsonl", folder / "built.json"
    if not told.exists():
        raw = write_rows(grown(articles(corpus), size), rows)
        told.write_text(json.dumps({"bytes": raw, "built": {}}))
    said: dict[str, Any] = json.loads(told.read_text())
    print(f"\n{size:,} articles from {corpus.name}, {said['bytes'] / 1e6:.1f} MB of text")
    catalogue = size <= FROM_CATALOGUE
    for name in [Ours.name, *(peer.name for peer in PEERS if size <= peer.most)]:
        if name not in said["built"] and (made := _built(name, rows, folder, catalogue)):
            said["built"][name] = made
            told.write_text(json.dumps(said))
    built = {name: Built(*figures) for name, figures in said["built"].items()}
    _show_indexing(size, said["bytes"], built, folder, catalogue)
    engines: list[Any] = [Ours(folder), *(peer(folder) for peer in PEERS if peer.name in built)]
    if catalogue:
        engines.insert(1, Whole(folder))
    sample = _some(rows, FROM)
    years = [int(row["date"][:4]) for row in sample if row["date"][:4].isdigit()]
    texts = [fold(row["title"] + "\n" + row["body"]) for row in sample]
    for engine in engines:
        engine.open()
    times = _ask(engines, draw(texts, years, 8)[:48], draw(texts, years, 7))
    for clock, taken in times.items():
        _show_queries(clock, taken)
    if catalogue:
        _show_cold(folder, draw(texts, years, 7))
    more = ({**row, "url": f"https://added.example/{n}"} for n, row in enumerate(_some(rows, ADDED)))
    took = add(folder / "ours", more, folder / "added")
    shutil.rmtree(folder / "added")
    print(f"{ADDED:,} articles added to these and found: {took:.1f} s")
    return {name: statistics.median(own.values()) for name, own in times["of CPU"].items()}


def _some(rows: Path, count: int) -> list[dict[str, str]]:
    """The first rows of a file."""
    with rows.open(encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]


def _built(name: str, rows: Path, folder: Path, catalogue: bool) -> Built | None:
    try:
        if name != Ours.name:
            return build_peer(name, rows, folder)
        if catalogue and not (folder / "ours").exists():
            keep(rows, folder / "ours")
        return build_ours(rows, folder, catalogue)
    except SystemExit as error:
        print(f"  {name}: not built ({error})")
        return None


def _show_indexing(size: int, raw: int, built: dict[str, Built], folder: Path, catalogue: bool) -> None:
    source = "the catalogue" if catalogue else "rows"
    print(f"indexing; ours reads {source}, folds, finds words and inverts, and its process counts from its start;")
    print("the peers with the cutting of their terms, in brackets without it; times: theirs over ours")
    ours = built[Ours.name]
    for name, own in built.items():
        of = {Ours.name: "ours/index", "stock Whoosh": "whoosh", "SQLite FTS5": "fts5"}.get(name, name)
        alone = own.seconds - own.cutting
        line = f"  {name:13} {size / own.seconds:6.0f} articles/s  {own.cpu / size * 1e6:5.0f} us of CPU each"
        line += f"  size/text {size_of(folder / of) / raw:5.2f}  memory {own.memory / 1e6:5.0f} MB"
        if name != Ours.name:
            line += (
                f"  time {own.seconds / ours.seconds:5.2f} ({alone / ours.seconds:.2f})  CPU {own.cpu / ours.cpu:5.2f}"
            )
        print(line)


def _ask(engines: Sequence[Any], warm: Sequence[Query], asked: Sequence[Query]) -> dict[str, Times]:
    """The middle time of each query, by each of CLOCKS: on a busy machine CPU time tells more."""
    taken: dict[str, dict[Query, list[list[float]]]] = {engine.name: defaultdict(list) for engine in engines}
    totals: dict[Query, dict[str, int]] = defaultdict(dict)
    for query in warm:
        for engine in engines:
            engine.ask(query)
    rng = random.Random(7)
    for _ in range(ROUNDS):
        every = rng.sample(asked, len(asked))
        for batch in (every[at : at + TURN] for at in range(0, len(every), TURN)):
            for engine, query in itertools.product(rng.sample(engines, len(engines)), batch):
                began = [clock() for clock in CLOCKS.values()]
                total = engine.ask(query)
                ended = [clock() for clock in CLOCKS.values()]
                times = [(end - begin) * 1000 for begin, end in zip(began, ended, strict=True)]
                taken[engine.name][query].append(times)
                totals[query][engine.name] = total
    odd = {query: found for query, found in totals.items() if len(set(found.values())) > 1}
    print(f"{len(totals)} queries, asked {ROUNDS} times in turns of {TURN}; totals that differ: {len(odd)}")
    for query, found in list(odd.items())[:5]:
        print(f"  {query.text}: {found}")
    return {
        clock: {
            name: {query: statistics.median(times[at] for times in several) for query, several in own.items()}
            for name, own in taken.items()
        }
        for at, clock in enumerate(CLOCKS)
    }


def _figures(own: dict[Query, float]) -> dict[str, float]:
    """Median by kind, then over all queries: median, mean, p99, max."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for query, took in own.items():
        kinds[query.kind].append(took)
    every = sorted(own.values())
    whole = {"median": statistics.median(every), "mean": statistics.mean(every)}
    whole |= {"p99": every[int(0.99 * len(every))], "max": every[-1]}
    return {kind: statistics.median(took) for kind, took in sorted(kinds.items())} | whole


def _show_queries(clock: str, times: Times) -> None:
    figures = {name: _figures(own) for name, own in times.items()}
    ours = figures[Ours.name]
    print(f"milliseconds a query {clock}; in brackets: ours over theirs, below 1 where ours is faster")
    print(" " * 15 + "".join(f"{name:>20}" for name in figures))
    for kind in ours:
        cells = [f"{ours[kind]:20.3f}"]
        for own in list(figures.values())[1:]:
            cells.append(f"{own[kind]:11.3f} {f'({ours[kind] / own[kind]:.3g})':>8}")
        print(f"  {kind:13}" + "".join(cells))


def _show_cold(folder: Path, asked: Sequence[Query]) -> None:
    query = next(query for query in asked if query.kind == "common and")
    search = (*TOOL, str(folder / "ours"), "--jsonl", "--limit", "10", query.text)
    times: dict[tuple[str, ...], list[float]] = {BARE: [], search: []}
    for _ in range(COLD):
        for command, own in times.items():
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            own.append((time.perf_counter() - began) * 1000)
    bare, whole = (statistics.median(own) for own in times.values())
    print(f"one search by command: {whole:.0f} ms, {whole / bare:.2f} times `python -c 'import whoosh.index, sqlite3'`")
