"""What each command answers on a small archive: exit status, streams, JSON, and one clear line for each mistake."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Say = Callable[..., Any]
HIT_KEYS = ["schema", "id", "url", "title", "published", "source", "site", "score", "snippet", "copies"]


@pytest.mark.parametrize(
    ("words", "total"),
    [
        (["工会"], 5),
        (["工會"], 5),
        (["工会", "-培训"], 3),
        (["农民工", "培训"], 2),
        (["title:工会", "date:2016..2018"], 3),
        (["标题：碼頭"], 1),
        (["site:old"], 2),
        (["来源：青石日报"], 1),
        (["reporter:林海生"], 1),
        (["topic:技能提升"], 1),
        (["date:2009"], 1),
        (["date:..2010"], 1),
        (["-工会"], 1),
        (["cafe"], 1),
        (["“集體合同”"], 1),
        (["dock", "OR", "矿区"], 2),
        (["(dock", "OR", "矿区)", "site:workers"], 1),
        (["train*"], 1),
        (["reporter:*"], 3),
        (["工会", "as-of:1999"], 0),
    ],
)
def test_a_query_finds_as_many_as_there_are(say: Say, words: list[str], total: int) -> None:
    shown = say("--count", *words)

    assert (shown.out, shown.status) == (f"{total}\n", 0 if total else 1)


def test_json_lines_have_exactly_the_keys_of_the_contract(say: Say) -> None:
    shown = say("--jsonl", "工会", "--limit", "2")

    rows = [json.loads(line) for line in shown.out.splitlines()]
    assert [list(row) for row in rows] == [HIT_KEYS, HIT_KEYS]
    assert rows[0]["schema"] == 1


def test_json_is_one_array_also_of_nothing(say: Say) -> None:
    assert len(json.loads(say("--json", "工会").out)) == 5
    assert json.loads(say("--json", "无人写过的词").out) == []


def test_snippets_are_text_as_it_was_stored(say: Say) -> None:
    row = json.loads(say("--jsonl", "农民工 临时工").out.splitlines()[0])

    assert "農民工與臨時工" in row["snippet"]


def test_newest_first_and_oldest_first(say: Say) -> None:
    newest = [json.loads(line)["published"][:4] for line in say("--jsonl", "--sort", "date", "工会").out.splitlines()]
    oldest = [
        json.loads(line)["published"][:4] for line in say("--jsonl", "--sort", "date-asc", "工会").out.splitlines()
    ]

    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(newest)


def test_pages_of_hits_follow_each_other(say: Say) -> None:
    whole = say("--jsonl", "工会").out.splitlines()
    parts = [line for at in (0, 2, 4) for line in say("--jsonl", "工会", "--limit", 2, "--offset", at).out.splitlines()]

    assert parts == whole


def test_when_nothing_has_all_the_words_it_says_so_and_shows_what_has_some(say: Say) -> None:
    shown = say("集体合同", "章鱼烧")

    assert shown.status == 0
    assert shown.out.startswith("nothing has all the words; these have some of them\n")
    assert "青石矿区" in shown.out


@pytest.mark.parametrize("flag", ["--json", "--jsonl"])
def test_hits_that_have_but_some_of_the_words_carry_it_for_scripts(say: Say, flag: str) -> None:
    shown = say(flag, "集体合同", "章鱼烧")

    rows = json.loads(shown.out) if flag == "--json" else [json.loads(line) for line in shown.out.splitlines()]
    assert {row["relaxed"] for row in rows} == {True}
    assert (shown.status, shown.err) == (0, "nothing has all the words; these have some of them\n")


def test_the_count_is_of_what_was_asked_not_of_what_has_some_of_the_words(say: Say) -> None:
    shown = say("--count", "集体合同", "章鱼烧")

    assert (shown.status, shown.out, shown.err) == (1, "0\n", "nothing has all the words; 1 have some of them\n")


def test_keywords_of_relaxed_answers_stand_below_the_note(say: Say) -> None:
    shown = say("--kwic", "集体合同", "章鱼烧")

    assert shown.out.startswith("nothing has all the words; these have some of them\n")


def test_one_word_that_is_nowhere_is_not_relaxed_to_its_characters(say: Say) -> None:
    shown = say("章鱼烧")

    assert (shown.status, shown.out, shown.err) == (1, "", "nothing found\n")


def test_any_takes_every_text_and_ranks_by_any_of_its_words(say: Say) -> None:
    shown = say("--any", "--jsonl", 'title:( "集体合同 ??')

    assert shown.status == 0
    assert "集体合同" in json.loads(shown.out.splitlines()[0])["title"]


def test_a_fault_in_the_query_is_shown_with_its_place_and_the_rest_is_searched(say: Say) -> None:
    shown = say("农民工会员", "title:(")

    assert shown.status == 2
    assert "云溪工会" in shown.out
    assert shown.err == ("query: title:(\n             ^ a closing ) is missing. Searched for: 农民工会员\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["title:("], "query: title:(\n             ^ a closing ) is missing\n"),
        (["titel:工会"], 'query: titel:工会\n       ^ "titel" is no field; did you mean title: ?\n'),
        (["，。"], "query: ，。\n       ^ the query holds no word to search for\n"),
        (["--limt", "3", "工会"], "search_cli.py: --limt is no flag; did you mean --limit?; to search for it: "
            "search_cli.py -- --limt\n"),
        (["history"], "history: wants ID|URL|N; see: search_cli.py help history; to search for the word: "
            "search_cli.py search history\n"),
        (["show", "9"], "show: 9: there was no search yet whose hit that could be; search, or give an id or a URL\n"),
        (["help", "nosuch"], None),
        (["import", "nosuch.html"], "import: nosuch.html: no such file or folder; nothing was imported\n"),
        (["index", "upgrade"], "index: upgrade: choose update, rebuild or stats\n"),
        (["facets", "colour"], None),
        (["extract"], "extract: wants files or --manifest FILE; see: search_cli.py help extract\n"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_clear_line_and_status_2(say: Say, words: list[str], said: str | None) -> None:
    shown = say(*words)

    assert (shown.status, shown.out) == (2, "")
    assert said is None or shown.err == said
    assert "Traceback" not in shown.err


def test_a_query_that_is_a_verbs_name_is_asked_with_search(say: Say) -> None:
    assert say("search", "status").err == "nothing found\n"
    assert say("status").out.startswith("archive  6 articles")


def test_a_missing_data_directory_is_named(say: Say, tmp_path: Path) -> None:
    shown = say("工会", data=tmp_path / "nowhere")

    assert shown.status == 2
    assert shown.err.startswith(f"search_cli.py: no data directory {tmp_path}/nowhere; ")
    assert not (tmp_path / "nowhere").exists()


def test_a_corrupt_index_is_one_line_with_the_way_out_and_a_rebuild_mends_it(
    say: Say, kept: Path, tmp_path: Path
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    for path in (data / "index").iterdir():
        if path.is_file():
            path.write_bytes(b"\0" * 20)

    broken = say("工会", data=data)
    checked = say("verify", data=data)
    mended = say("index", "rebuild", data=data)

    assert broken.status == 2
    assert broken.err.count("\n") == 1
    assert "index rebuild" in broken.err
    assert (checked.status, "index" in checked.out) == (1, True)
    assert mended.status == 0
    assert say("工会", data=data).status == 0


def test_repair_makes_a_lost_catalogue_again_from_the_bytes(say: Say, kept: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    before = say("export", data=data).out
    for path in data.glob("catalogue.sqlite3*"):
        path.write_bytes(b"no database")

    assert say("工会", data=data).status == 2
    assert say("verify", data=data).status == 1
    assert say("verify", "--repair", data=data).status == 0

    assert say("--count", "工会", data=data).out == "5\n"
    assert sorted(say("export", data=data).out.splitlines()) == sorted(before.splitlines())


def test_a_catalogue_of_a_newer_format_is_refused_and_left_alone(say: Say, kept: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    with closing(sqlite3.connect(data / "catalogue.sqlite3")) as db:
        db.execute("PRAGMA user_version = 99")
        db.commit()
    before = (data / "catalogue.sqlite3").read_bytes()

    for words in (["工会"], [], ["status"], ["index", "update"], ["verify"], ["verify", "--repair"]):
        shown = say(*words, data=data)
        assert (shown.status, shown.out, shown.err.count("\n")) == (2, "", 1)
        assert "format 99" in shown.err
    assert (data / "catalogue.sqlite3").read_bytes() == before


def test_no_index_yet_is_said_with_the_next_step(say: Say, kept: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    shutil.rmtree(data / "index")

    shown = say("工会", data=data)

    assert shown.status == 2
    assert shown.err.endswith("index update\n")
    assert say("index", "update", data=data).status == 0
    assert say("工会", data=data).status == 0


def test_an_index_behind_is_told_and_searched(say: Say, kept: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    row = tmp_path / "one.jsonl"
    row.write_text(
        json.dumps({"url": "https://x.example/1", "title": "新到的工会消息", "body": "工会今天又有消息。" * 5})
    )
    assert say("import", "--no-index", row, data=data).status == 0

    shown = say("--count", "工会", data=data)

    assert shown.out == "5\n"
    assert "the index is 1 changes behind" in shown.err
    assert "index update" in shown.err


def test_the_third_hit_of_the_last_search_is_called_3(say: Say) -> None:
    third = json.loads(say("--jsonl", "工会").out.splitlines()[2])
    shown = json.loads(say("show", "3", "--json").out)[0]

    assert shown["id"] == third["id"]
    assert shown["title"] == third["title"]
    assert shown["schema"] == 1


def test_show_answers_to_an_address_and_to_the_beginning_of_an_id(say: Say) -> None:
    by_url = json.loads(say("show", "https://old.union.example/c1.htm", "--jsonl").out)
    by_id = json.loads(say("show", by_url["id"][:10], "--jsonl").out)

    assert by_url == by_id
    assert by_url["published"] == "2009-07"


def test_nothing_of_a_page_steers_the_terminal(say: Say) -> None:
    texts = [
        say("控制").out,
        say("show", "https://evil.example/d1.html").out,
        say("facets", "source").out,
        say().out,
        say("--jsonl", "控制").out,
    ]

    assert [t for t in texts if any(c in t for c in "\x1b\x07\x9b\u202e\u2066\u2069")] == []


def test_facets_and_timeline_count_every_article_found(say: Say) -> None:
    sites = [json.loads(line) for line in say("facets", "site", "工会", "--jsonl").out.splitlines()]
    years = [json.loads(line) for line in say("timeline", "工会", "--jsonl").out.splitlines()]

    assert {row["value"]: row["count"] for row in sites} == {"workers": 2, "labor": 1, "old": 1, "evil": 1}
    assert sum(row["count"] for row in years) == 5
    assert [row["period"] for row in years] == [str(y) for y in range(2009, 2021)]


def test_export_gives_rows_that_import_takes_back(say: Say, tmp_path: Path) -> None:
    rows = tmp_path / "all.jsonl"
    assert say("export", "--output", rows).status == 0
    assert say("import", rows, data=tmp_path / "again").status == 0

    assert say("--count", "工会", data=tmp_path / "again").out == "5\n"
    assert len(say("export", "site:old").out.splitlines()) == 2


def test_extract_writes_one_line_for_each_input_in_order(say: Say, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<html><head><title>工会</title></head><body><h1>工会</h1>" + "<p>工会今天开会，职工到场。</p>" * 20
    )
    empty = tmp_path / "b.html"
    empty.write_bytes(b"")
    manifest = tmp_path / "m.jsonl"
    rows = [
        {"file": str(page), "url": "https://x.example/1"},
        {"file": str(empty)},
        {"file": str(tmp_path / "no.html")},
    ]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))

    shown = say("extract", "--manifest", manifest)

    lines = [json.loads(line) for line in shown.out.splitlines()]
    assert [line["file"] for line in lines] == [row["file"] for row in rows]
    assert lines[1]["status"] in ("rejected", "failed")
    assert lines[2] == {
        "schema": 1, "file": str(tmp_path / "no.html"), "status": "failed", "reason": "unreadable",
        "detail": "No such file or directory",
    }  # fmt: skip
    assert shown.status == 1


def test_extract_in_several_processes_gives_the_same_lines_in_the_same_order(say: Say, tmp_path: Path) -> None:
    pages = []
    for number in range(70):
        page = tmp_path / f"{number}.txt"
        page.write_text(
            f"第{number}号工会消息\n2016年1月6日 来源：云溪工人报\n" + "工会今天开会，职工到场。" * 5, encoding="utf-8"
        )
        pages.append(page)

    one = say("extract", "--workers", 1, *pages)
    several = say("extract", "--workers", 3, *pages)

    assert one.out == several.out
    assert [json.loads(line)["file"] for line in several.out.splitlines()] == list(map(str, pages))


def test_messages_speak_chinese_where_the_locale_does(say: Say) -> None:
    shown = say("章鱼烧", LC_ALL="zh_CN.UTF-8")

    assert shown.err == "没有找到\n"


def test_verify_finds_a_sound_archive_good(say: Say) -> None:
    shown = say("verify")

    assert (shown.status, shown.out) == (0, "good: WARC files, catalogue and index agree\n")


def test_a_fault_of_the_program_is_one_line_too(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("a made-up fault")

    monkeypatch.setattr("terminal.main.do", broken)

    shown = say("工会")

    assert shown.status == 2
    assert shown.err == (
        "search_cli.py: a fault of the program: ZeroDivisionError: a made-up fault; "
        "run again with --debug and report it\n"
    )


def test_json_is_utf_8_in_any_locale(kept: Path) -> None:
    command = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(kept), "--jsonl", "工会"]
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    done = subprocess.run(command, capture_output=True, env=plain)

    assert "工会" in done.stdout.decode("utf-8")
