"""The document the project began with: put in as its owner saved it, found by both scripts, shown whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def kept(shared: Path, tmp_path: Path, run_program: Run) -> Path:
    data = tmp_path / "data"
    seeds = sorted((shared / "seed").glob("*.txt"))
    done = run_program("--data", data, "import", *seeds)
    assert (done.status, done.err.count("Traceback")) == (0, 0), done.err
    assert run_program("--data", data, "index", "update").status == 0
    return data


@pytest.mark.parametrize("query", [("农民工", "精准脱贫"), ("農民工", "精準脫貧")])
def test_the_seed_is_found_first_in_either_script(kept: Path, run_program: Run, query: tuple[str, ...]) -> None:
    done = run_program("--data", kept, "--jsonl", *query)

    first = json.loads(done.out.splitlines()[0])
    assert done.status == 0
    assert "精準脫貧" in first["title"]


def test_the_seed_is_shown_whole(kept: Path, run_program: Run) -> None:
    first = json.loads(run_program("--data", kept, "--jsonl", "农民工").out.splitlines()[0])
    done = run_program("--data", kept, "show", first["id"][:12], "--json")

    rows = json.loads(done.out)
    article = rows[0] if isinstance(rows, list) else rows
    assert article["title"].startswith("湖南工會吹響農民工")
    assert article["subtitle"].startswith("以提升技能素質")
    assert article["published"] == "2016-01-06T09:58+08:00"
    assert article["published_precision"] == "minute"
    assert article["source"] == "工人日報"
    assert article["reporters"] == ["方大豐"]
    assert article["editors"] == ["閆妍", "秦華"]
    assert article["topics"] == ["地方工會報道"]
    assert article["channel"] == ""
    assert article["captured_at"] is None
    assert len(article["body"].split("\n")) == 5
    assert "字號" not in article["body"] and "全總要聞" not in article["body"]
    boxes = [r for r in article["related"] if r["kind"] == "box"]
    assert len({r["heading"] for r in boxes}) == 2
    assert len(boxes) == 15
    assert sum(r["truncated"] for r in boxes) == 5


def test_all_its_glosses_are_gone_and_its_damage_is_named(kept: Path, run_program: Run) -> None:
    first = json.loads(run_program("--data", kept, "--jsonl", "农民工").out.splitlines()[0])
    rows = json.loads(run_program("--data", kept, "show", first["id"], "--json").out)
    article = rows[0] if isinstance(rows, list) else rows

    glosses = [r for r in article["repairs"] if r["kind"] == "gloss"]
    damage = [r["found"] for r in article["repairs"] if r["kind"] == "damage"]
    assert len(glosses) == 128
    assert not re.search(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", json.dumps(article["body"], ensure_ascii=False))
    assert damage == ["!焙鲜∥睍泴O"]
    assert damage[0] in article["body"]
