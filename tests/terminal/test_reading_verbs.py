"""The verbs that look at the archive from other sides: new, why, history, similar, keywords in context, pictures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest

from terminal.cells import width
from terminal.declared import VERBS

Say = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
PAGE = "https://old.union.example/c1.htm"


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "copy"))


def add(say: Say, data: Path, tmp_path: Path, **row: str) -> None:
    rows = tmp_path / "more.jsonl"
    rows.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert say("import", rows, data=data).status == 0


def test_new_shows_the_newest_first_and_then_only_what_came_since(say: Say, copy: Path, tmp_path: Path) -> None:
    first = say("new", data=copy)
    nothing = say("new", data=copy)
    add(say, copy, tmp_path, url="https://x.example/9", title="新来的工会消息", body="工会刚刚发布了一条消息。" * 4)
    since = say("new", data=copy)

    assert (first.status, len(first.out.splitlines())) == (0, 6)
    assert (nothing.status, nothing.out, nothing.err) == (1, "", "nothing new\n")
    assert (since.status, len(since.out.splitlines())) == (0, 1)
    assert "新来的工会消息" in since.out


def test_what_a_limit_left_out_of_the_news_is_still_news(say: Say, copy: Path, tmp_path: Path) -> None:
    say("new", data=copy)
    for number in (1, 2, 3):
        add(say, copy, tmp_path, url=f"https://x.example/{number}", title="新来的工会消息", body="工会消息。" * 9)
    some = say("new", "--limit", "2", data=copy)
    everything = say("new", data=copy, LC_ALL="zh_CN.UTF-8")

    assert len(some.out.splitlines()) == 2
    assert some.err == "2 of 3 shown; all count as new until `new` has shown them\n"
    assert len(everything.out.splitlines()) == 3
    assert " 新到 · x.example" in everything.out
    assert say("new", data=copy).err == "没有新内容\n"


def test_what_shows_nothing_leaves_the_numbers_of_the_last_hits(say: Say, copy: Path) -> None:
    say("new", data=copy)
    first = json.loads(say("工会", "--jsonl", "--limit", "1", data=copy).out)["id"]
    for words in (("new",), ("章鱼烧",)):
        assert say(*words, data=copy).status == 1

    assert json.loads(say("show", "1", "--jsonl", data=copy).out)["id"] == first


def test_an_edit_is_a_version_that_history_shows_line_by_line(say: Say, copy: Path, tmp_path: Path) -> None:
    say("new", data=copy)
    add(
        say,
        copy,
        tmp_path,
        url=PAGE,
        title="工会再送清凉",
        date="2009-07",
        source="河湾报",
        body="工会会员每人领到两顶草帽。",
    )

    shown = say("history", PAGE, data=copy)

    assert "version 1" in shown.out and "version 2" in shown.out
    assert "title: 工会送清凉 → 工会再送清凉" in shown.out
    assert "+ 工会会员每人领到两顶草帽。" in shown.out
    assert "version 2 of 2" in say("show", PAGE, data=copy).out
    assert "一顶草帽" in say("show", PAGE, "--number", "1", data=copy).out
    assert " edited · old" in say("new", data=copy).out
    rows = [json.loads(line) for line in say("history", PAGE, "--jsonl", data=copy).out.splitlines()]
    assert [(row["version"], row["status"]) for row in rows] == [(1, "current"), (2, "current")]  # of the article
    assert [row["valid_to"] for row in rows] == [rows[1]["valid_from"], None]
    assert [json.loads(say("show", PAGE, "--number", "1", "--jsonl", data=copy).out)] == rows[:1]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["https://nowhere.example/1", "工会"], 1, "never seen"),
        ([PAGE], 0, "kept and indexed, version 1"),
        ([PAGE, "工会", "培训"], 1, "meets  工会\nfails  培训\n"),
        ([PAGE, "工会", "date:2009"], 0, "found, number 1 of 1"),
    ],
)
def test_why_names_what_keeps_a_page_from_a_query(say: Say, words: list[str], status: int, said: str) -> None:
    shown = say("why", *words)

    assert shown.status == status
    assert said in shown.out


def test_why_says_that_the_index_waits(say: Say, copy: Path, tmp_path: Path) -> None:
    rows = tmp_path / "more.jsonl"
    rows.write_text(json.dumps({"url": "https://x.example/9", "title": "新", "body": "工会刚刚发布了一条消息。" * 4}))
    assert say("import", "--no-index", rows, data=copy).status == 0

    assert "index update" in say("why", "https://x.example/9", "工会", data=copy).out


def test_similar_leaves_the_article_itself_out(say: Say) -> None:
    rows = [json.loads(line) for line in say("similar", PAGE, "--jsonl").out.splitlines()]

    assert rows
    assert PAGE not in [row["url"] for row in rows]


def test_copies_are_found_across_scripts_and_small_edits(say: Say, copy: Path, tmp_path: Path) -> None:
    carried = "雲溪市總工會昨天宣布，今年繼續為農民工開辦夜間技能課堂。" + (
        "課堂設在舊紡織廠的食堂裏，每周三個晚上，農民工憑會員證免費聽課。"
    )
    add(
        say,
        copy,
        tmp_path,
        url="https://mirror.example/7",
        title="夜間課堂（轉載）",
        date="2016-01-07",
        source="鏡報",
        body=carried,
    )

    shown = say("copies", "https://mirror.example/7", "--jsonl", data=copy)

    rows = [json.loads(line) for line in shown.out.splitlines()]
    assert shown.status == 0
    assert [row["source"] for row in rows] == ["云溪工人报", "鏡報"]
    assert rows[0]["share"] > 0.8
    assert say("copies", PAGE).status == 1


def test_keywords_stand_one_below_the_other(say: Say) -> None:
    from terminal.cells import width

    lines = [line for line in say("--kwic", "工会").out.splitlines() if "【" in line]

    assert len(lines) == 7
    assert len({width(line.partition("【")[0]) for line in lines}) == 1


def test_a_timeline_is_drawn_to_a_file_that_reads_as_svg(say: Say, tmp_path: Path) -> None:
    assert say("timeline", "--by", "month", "--svg", tmp_path / "t.svg", "工会").status == 0

    root = ElementTree.parse(tmp_path / "t.svg").getroot()
    titles = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "2016-01: 1" in titles and "2016-02: 0" in titles


@pytest.mark.parametrize("words", [("facets", "source"), ("timeline",), ("timeline", "--by", "month")])
def test_counts_of_nothing_say_that_nothing_was_found(say: Say, words: tuple[str, ...]) -> None:
    shown = say(*words, "nosuchword")

    assert (shown.status, shown.out, shown.err) == (1, "", "nothing found\n")


@pytest.fixture(scope="module")
def forty_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with forty articles, each of another source."""
    folder = tmp_path_factory.mktemp("forty")
    rows = [{"id": f"r{n}", "title": f"工会通讯{n}", "body": "工会。", "source": f"报{n}"} for n in range(40)]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    program = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(folder / "data")]
    subprocess.run([*program, "import", str(folder / "rows.jsonl")], check=True, capture_output=True)
    return folder / "data"


def test_facets_that_are_cut_say_so(say: Say, forty_sources: Path) -> None:
    shown = say("facets", "source", data=forty_sources)

    assert (len(shown.out.splitlines()), shown.err) == (30, "30 of 40; all: --limit 0\n")


@pytest.mark.parametrize(
    ("flags", "count"),
    [(["--jsonl"], 40), (["--jsonl", "--limit", "3"], 3), (["--limit", "0"], 40), (["--limit", "35"], 35)],
)
def test_facets_in_json_are_all_and_a_limit_of_0_is_none(
    say: Say, forty_sources: Path, flags: list[str], count: int
) -> None:
    shown = say("facets", "source", *flags, data=forty_sources)

    assert (shown.status, len(shown.out.splitlines()), shown.err) == (0, count, "")


def test_the_picture_is_there_although_nobody_reads_the_bars(kept: Path, tmp_path: Path) -> None:
    """`timeline --svg FILE | head -1`."""
    program = [sys.executable, str(ROOT / "search_cli.py"), "--data", str(kept)]
    process = subprocess.Popen(
        [*program, "timeline", "--by", "day", "--svg", str(tmp_path / "t.svg"), "工会"], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    process.wait(timeout=30)

    assert (tmp_path / "t.svg").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_know_every_verb_and_the_shell_can_read_them(say: Say, tmp_path: Path, shell: str) -> None:
    shown = say("completions", shell)

    assert shown.status == 0
    assert [name for name in VERBS if name not in shown.out] == []
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    script = tmp_path / f"c.{shell}"
    script.write_text(shown.out)
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sho", "show"),
        ("show --pl", "--plain"),
        ("--color al", "always"),
        ("--sort date", "date date-asc"),
        ("index re", "rebuild"),
        ("facets ed", "editor"),
        ("help ti", "timeline"),
        ("timeline --by m", "month"),
        ("completions z", "zsh"),
        ("工会 --kw", "--kwic"),
    ],
)
def test_bash_offers_what_may_follow(say: Say, tmp_path: Path, typed: str, offered: str) -> None:
    script = tmp_path / "c.bash"
    script.write_text(say("completions", "bash").out, encoding="utf-8")
    words = ["search_cli.py", *typed.split()]
    line = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}"
    test = f'. {script}; {line}; _union_news; echo "${{COMPREPLY[@]}}"'

    done = subprocess.run(["bash", "-c", test], capture_output=True, encoding="utf-8")

    assert (done.stdout, done.stderr) == (f"{offered}\n", "")


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_fish_offers_what_may_follow(say: Say, tmp_path: Path) -> None:
    script = tmp_path / "c.fish"
    script.write_text(say("completions", "fish").out, encoding="utf-8")

    done = subprocess.run(
        ["fish", "-c", f"source {script}; complete -C 'search_cli.py sho'"], capture_output=True, encoding="utf-8"
    )

    assert done.stdout.startswith("show\t")


def test_what_is_shown_as_folded_reads_as_the_same_query(say: Say) -> None:
    """OR in small letters would be a word."""
    assert "folded    农民工 OR worker\n" in say("--explain", "--count", "農民工 OR Worker").err


def test_explain_shows_how_the_query_was_read_and_cut(say: Say) -> None:
    shown = say("--explain", "农民工技能培训", "标题：工会", "date:2016..")

    assert "read as   农民工技能培训 title:工会 date:2016..\n" in shown.err
    assert "农民工技能培训 → 农民工 + 技能 + 培训\n" in shown.err


def test_a_workspace_is_made_and_its_settings_are_shown_with_their_origin(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    made = say("init", folder, data=folder / "data")
    again = say("init", folder, data=folder / "data")
    rows = json.loads(say("config", "--json").out)

    assert (made.status, again.status) == (0, 2)
    assert (folder / "union-news.toml").is_file()
    assert "exists already" in again.err
    assert {row["key"]: row["origin"] for row in rows}["data_dir"] == "--data"


def test_a_site_is_enabled_in_the_workspace_file_and_comments_stay(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("init", tmp_path / "work", data=tmp_path / "work" / "data").status == 0
    monkeypatch.chdir(tmp_path / "work")

    assert say("enable", "people").status == 0
    assert say("enable", "nosuch").status == 2
    text = (tmp_path / "work" / "union-news.toml").read_text(encoding="utf-8")
    assert 'enabled = ["people"]' in text
    assert text.count("#") >= 3


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_no_line_of_news_is_wider_than_the_screen(say: Say, copy: Path, tmp_path: Path, columns: int) -> None:
    site = "workers-of-the-eastern-coast"
    add(say, copy, tmp_path, url="https://x.example/9", title="新来的工会消息", body="工会消息。" * 9, site=site)

    shown = say("new", data=copy, COLUMNS=str(columns))

    assert shown.status == 0
    assert max(map(width, shown.out.splitlines())) <= columns
    assert "新来" in shown.out


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(
    "words",
    [
        ("help",),
        ("help", "query"),
        ("help", "search"),
        ("--explain", "--limit", "1", "农民工技能培训 (夜间课堂 OR 工会会员证)"),
    ],
)
def test_help_and_explanations_fit_the_screen(say: Say, words: tuple[str, ...], columns: int) -> None:
    shown = say(*words, COLUMNS=str(columns))

    assert [line for line in (shown.out + shown.err).splitlines() if width(line) > columns] == []


def test_the_kept_page_is_served_on_loopback_in_a_sandbox(kept: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "BROWSER": "true", "XDG_STATE_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "search_cli.py"), "--data", str(kept), "open", "--archived", PAGE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()

    with urlopen(address, timeout=30) as answer:
        body, headers = answer.read().decode(), answer.headers
    _, err = process.communicate(timeout=30)

    assert address.startswith("http://127.0.0.1:")
    assert json.loads(body)["title"] == "工会送清凉"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("words", [("facets", "source"), ("timeline",), ("export",)])
def test_a_query_beside_a_verb_is_complained_about_as_in_a_search(say: Say, words: tuple[str, ...]) -> None:
    shown = say(*words, "工会", "title:(")

    assert shown.status == 2
    assert shown.out
    assert shown.err == "query: title:(\n             ^ a closing ) is missing. Searched for: 工会\n"


def test_facets_look_back_to_the_day_that_was_asked_for(say: Say) -> None:
    assert say("facets", "source", "工会 as-of:1999").status == 1
    now = say("facets", "source", "工会", "--jsonl").out
    assert sorted(say("facets", "source", "工会 as-of:today", "--jsonl").out.splitlines()) == sorted(now.splitlines())
