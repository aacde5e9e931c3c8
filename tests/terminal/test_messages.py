"""Messages in two languages: none stale, none with other values than its twin."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from terminal import messages
from terminal.declared import FLAGS, HOME, VERBS
from terminal.messages import said, speak, tr
from terminal.verbs.why import _STATES
from tests.terminal.spoken import ROOT, VALUE, spoken, spoken_in

Say = Callable[..., Any]
TABLE: dict[str, str] = {**messages._ZH, **messages._table()}
STATES = [*_STATES.values()]
HELP = [flag.help for flag in FLAGS.values()]
HELP += [text for verb in (*VERBS.values(), HOME) for text in (verb.summary, verb.exits) if " " in text]
# What a person may meet: all that terminal says, and the errors and complaints that other stages raise for people.
SAID = spoken("terminal/**/*.py", "index/*.py", "index/whoosh_engine/*.py", "archive/*.py", "archive/catalogue/*.py")
NOT_FOR_PEOPLE = (
    "module \0 has no attribute",
    "unreachable",
    "is no lexicon",
    "segments are written by",
    "has no words",
    "different characters",
    "time without zone",
    "values, \0 were given",
    "was given no value of",
    "cannot delete field",
    "union-news \0",
    "settled without a reading",
    "this archive was opened for reading",
    "a name leads out",
    "the gzip member",
    "gzip does not unpack",
    "no WARC header",
    "Content-Length",
    "digest",
)


@pytest.fixture
def chinese() -> Iterator[None]:
    speak({}, "zh")
    yield
    speak({}, "en")


@pytest.mark.parametrize("english", sorted(TABLE))
def test_a_translation_takes_the_same_values(english: str) -> None:
    own, other = (re.findall(r"\{(\w*)\}", text) for text in (english, TABLE[english]))

    if any(name.isdecimal() for name in other):
        assert set(map(int, other)) <= set(range(len(own)))
    else:
        assert sorted(own) == sorted(other)


def test_everything_that_is_said_to_people_is_said_in_chinese_too(chinese: None) -> None:
    """Where this fails: add a line to terminal/messages_zh.tsv."""
    told = {t: p for t, p in SAID.items() if not any(part in t for part in NOT_FOR_PEOPLE)}
    untold = {
        text.replace(VALUE, "{}"): path
        for text, path in told.items()
        if not has_hanzi(said(text.replace(VALUE, "7"))) and not any(matches(text, key) for key in TABLE)
    }

    assert untold == {}
    assert [text for text in (*HELP, *STATES) if not has_hanzi(tr(text))] == []


def test_no_line_of_our_own_words_goes_past_the_translation() -> None:
    """`Screen.line` writes what it is given: our own words go through `tr` or `Screen.tell`."""
    past = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "terminal").rglob("*.py"))
        if (lines := list(spoken_in(path, {"line"})))
    }

    assert past.keys() - {"terminal/main.py"} == set()  # the name of the program is the same in both


def matches(text: str, key: str) -> bool:
    """Whether a key says it; a value in an f-string that is a key stands for any of several keys."""
    plain = re.sub(r"\{\w*\}", VALUE, key)
    return plain == text or bool(
        re.fullmatch(re.escape(re.sub(r"\{\w*\}", "\x01", text)).replace(VALUE, "[^\0]+").replace("\x01", VALUE), plain)
    )


def has_hanzi(text: str) -> bool:
    return bool(re.search("[一-鿿]", text))


def test_an_error_of_another_stage_is_known_by_its_form(chinese: None) -> None:
    assert said('"titel" is no field; did you mean title: ?') == "“titel”不是字段；是否想写 title: ？"
    assert said("/data/index: no index here; make it with `index update`") == (
        "/data/index：这里没有索引；请用 index update 建立"
    )
    assert said("what nobody ever says") == "what nobody ever says"


def test_what_was_typed_is_not_translated_and_counts_are(chinese: None) -> None:
    assert said('"change" is no field; `help query` lists the fields') == "“change”不是字段；字段列表见 help query"
    assert said("imported into /data: 13 failed, 1,028 new") == "导入到 /data：13 失败，1,028 新到"


def test_versions_and_the_figures_of_the_index_are_named_in_chinese(say: Say) -> None:
    zh = {"LC_ALL": "zh_CN.UTF-8"}
    history = say("history", "https://old.union.example/c1.htm", **zh).out.splitlines()
    figures = say("index", "stats", **zh).out.splitlines()

    assert re.fullmatch("版本 1  .* – 现在", history[3])
    assert re.fullmatch("  提取器 .*，无站点规则，第 1 次读取", history[4])
    assert [line.split()[0] for line in figures if not has_hanzi(line)] == []


def test_a_query_fault_an_error_and_help_are_chinese_where_the_locale_is(say: Say) -> None:
    zh = {"LC_ALL": "zh_CN.UTF-8"}

    assert say("titel:工会", **zh).err == "query: titel:工会\n       ^ “titel”不是字段；是否想写 title: ？\n"
    assert say("工会 titel:x", "--count", **zh).err.endswith("^ “titel”不是字段；是否想写 title: ？已搜索：工会\n")
    assert say("工会 date:2016-13", "--count", **zh).err.endswith("^ 日历上没有“2016-13”。已搜索：工会\n")
    assert say("--limt", "3", "工会", **zh).err == (
        "search_cli.py: 没有选项 --limt；是否想写 --limit？；要搜索它：search_cli.py -- --limt\n"
    )
    for words in (("help",), ("help", "query"), ("help", "show"), ("show", "https://old.union.example/c1.htm")):
        assert has_hanzi(say(*words, **zh).out)
    assert "按相关度、日期" in say("help", "search", **zh).out


@pytest.mark.parametrize(
    ("environ", "wanted", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "", "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "", "en"),
        ({"LANG": "C"}, "zh", "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "en", "en"),
        ({}, "", "en"),
    ],
)
def test_the_workspace_decides_then_the_locale(environ: dict[str, str], wanted: str, language: str) -> None:
    speak(environ, wanted)

    said = tr("nothing found")
    speak({}, "en")
    assert said == ("没有找到" if language == "zh" else "nothing found")


def test_a_flag_that_cannot_be_read_is_complained_about_in_the_readers_language() -> None:
    """Nothing is known of the call yet, of the reader something is."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "search_cli.py"), "工会", "--limit", "x"],
        env={"LC_ALL": "zh_CN.UTF-8", "PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )

    assert (done.returncode, done.stderr) == (2, "search_cli.py: --limit x：不是整数\n")
