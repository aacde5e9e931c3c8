"""Command lines: where a verb is a verb, where a flag is a flag, and what is said of a wrong one."""

from __future__ import annotations

import pytest

from archive.errors import SettingError
from terminal.arguments import first_verb, read_arguments
from terminal.declared import EVERYWHERE, FLAGS, HOME, VERBS

LINES = [
    ([], "", (), {}),
    (["工会"], "search", ("工会",), {}),
    (["工会", "-培训"], "search", ("工会", "-培训"), {}),
    (["status"], "status", (), {}),
    (["search", "status"], "search", ("status",), {}),
    (["--", "status"], "search", ("status",), {}),
    (["工会", "status"], "search", ("工会", "status"), {}),
    (["工会", "--limit", "3"], "search", ("工会",), {"limit": "3"}),
    (["--limit=3", "工会"], "search", ("工会",), {"limit": "3"}),
    (["--data", "d", "show", "3"], "show", ("3",), {"data": "d"}),
    (["show", "3", "--data", "d"], "show", ("3",), {"data": "d"}),
    (["工会", "--", "--limit"], "search", ("工会", "--limit"), {}),
    (["-h"], "", (), {"help": ""}),
    (["show", "-h"], "show", (), {"help": ""}),
    (["工会", "-h"], "search", ("工会", "-h"), {}),
    (["--jsonl", "工会"], "search", ("工会",), {"jsonl": ""}),
]


@pytest.mark.parametrize(("line", "verb", "words", "flags"), LINES)
def test_a_line_is_a_verb_its_words_and_its_flags(
    line: list[str], verb: str, words: tuple[str, ...], flags: dict[str, str]
) -> None:
    call = read_arguments(line)

    assert (call.verb.name, call.words, call.options.given) == (verb, words, flags)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["--limt", "3"], "did you mean --limit?"),
        (["--limit"], "--limit wants a value"),
        (["--limit", "-3", "x"], "not a whole number"),
        (["--cursor", "start", "--offset", "3", "x"], "exclude each other"),
        (["--limit", "99999999999999999999", "x"], "too large; write at most 999999999"),
        (["--sort", "up", "x"], "choose from relevance, date, date-asc"),
        (["--json=1", "x"], "--json takes no value"),
        (["--json", "--jsonl", "x"], "exclude each other"),
        (["--by", "day", "x"], "has no meaning for search"),
        (["show"], "search_cli.py search show"),
        (["config", "x"], "takes no words"),
        (["import", ""], "PATH…: an empty name is no path"),
        (["import", "a.html", ""], "PATH…: an empty name is no path"),
        (["backup", ""], "DEST: an empty name is no path"),
        (["restore", ""], "an empty name is no path"),
        (["init", ""], "[DIR]: an empty name is no path"),
        (["--data", "", "status"], "--data: an empty name is no path"),
        (["export", "--output="], "--output: an empty name is no path"),
    ],
)
def test_a_wrong_line_is_refused_with_the_way_out(line: list[str], said: str) -> None:
    with pytest.raises(SettingError) as error:
        read_arguments(line)

    assert said in str(error.value)


@pytest.mark.parametrize(
    ("line", "verb"), [(["--data", "import", "show"], "show"), (["--data=x", "import"], "import"), (["--", "show"], "")]
)
def test_the_verb_of_a_line_is_known_even_when_the_line_is_wrong(line: list[str], verb: str) -> None:
    assert first_verb(line) == verb


def test_every_flag_is_used_and_every_flag_used_is_declared() -> None:
    used = {name for verb in (*VERBS.values(), HOME) for name in verb.flags} | set(EVERYWHERE)

    assert used == set(FLAGS)


def test_every_flag_and_verb_is_helped_by_a_phrase_that_begins_small_and_ends_open() -> None:
    texts = [flag.help for flag in FLAGS.values()] + [verb.summary for verb in VERBS.values()]

    assert [t for t in texts if not t[0].islower() or t.endswith(".")] == []
