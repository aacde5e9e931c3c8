"""Pages and typed words are strangers: whatever they hold, nothing that steers, hides or reverses reaches a terminal.

Every verb that shows something runs over an archive whose every text is sown with control, escape and bidi characters,
and is given such words itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import open_archive
from archive.records import Article, Attachment, Encoding, Image, Page, Part, Related, Repair, Role
from index.update import update_index
from terminal.cells import clean
from terminal.declared import VERBS

Say = Callable[..., Any]
STEERING = [
    *map(chr, [*range(0x20), *range(0x7F, 0xA0)]),
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d",
]
STEERING += [*"\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufff9\U000e0041", "\x1b[31m", "\x1b]0;x\x07", "\x9b2J"]
HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9\ud800-\udfff\U000e0041]"
)
SOWN = "".join(f"{char}工会" for char in STEERING)
URL = "https://evil.example/1"


def sown(word: str) -> str:
    return f"{word}{SOWN}{word}"


def article(number: int) -> Article:
    """An article that holds every steering character in every text."""
    return Article(
        title=sown(f"题{number}"),
        pretitle=sown("引"),
        subtitle=sown("副"),
        published="2020-01-01",
        source=sown("源"),
        reporters=(sown("记"),),
        correspondents=(sown("讯"),),
        photographers=(sown("摄"),),
        editors=(sown("编"),),
        byline=sown("署"),
        channel=sown("频"),
        topics=(sown("题"),),
        keywords=(sown("词"),),
        body=sown("正文") * 3 + f"第{number}",
        related=(Related("box", sown("框"), sown("链"), URL + "\x1b[0m"),),
        images=(Image(URL + "/\u202e.jpg", sown("图")),),
        attachments=(Attachment(URL + "/\x07.pdf", sown("件")),),
        pages=(Part(URL + "?p=\x1b2", "sha256:0", 1),),
        encoding=Encoding(chosen=sown("utf-8"), lost=3),
        repairs=(Repair("damage", "body", 0, sown("损"), conjecture=sown("猜")),),
    )


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("evil")
    with open_archive(data, write=True, create=True) as archive:
        for day in (1, 2):
            for number in range(3):
                url = f"https://evil.example/{number}"
                page = Page(url, f"{number} {day}".encode(), "text/html\x1b", site="evil", status=200,
                            captured_at=datetime(2026, 1, day, tzinfo=UTC))  # fmt: skip
                archive.settle(archive.keep(page, Role.ARTICLE).id, article(number + 10 * day))
        archive.missed("https://evil.example/%1b", "evil", Role.ARTICLE, sown("why"))
    update_index(data)
    return data


COMMANDS: list[Sequence[str]] = [
    (),
    ("工会",),
    ("工会", "--kwic"),
    ("工会", "--explain", "--copies"),
    ("工会", "--jsonl"),
    ("工会", "--json"),
    ("show", URL),
    ("show", URL, "--plain"),
    ("show", URL, "--json"),
    ("history", URL),
    ("history", URL, "--jsonl"),
    ("similar", URL),
    ("copies", URL),
    ("copies", URL, "--jsonl"),
    *(("facets", field) for field in ("source", "site", "channel", "topic", "reporter", "editor", "year")),
    ("facets", "source", "--jsonl"),
    ("timeline", "--by", "day"),
    ("timeline", "工会", "--json"),
    ("new",),
    ("why", URL, "工会 培训"),
    ("why", "https://evil.example/%1b"),
    ("export",),
    ("status",),
    ("index", "stats"),
    ("verify",),
]
QUIET = {"search", "import", "extract", "index", "verify", "backup", "restore", "purge", "init", "enable", "config"}
QUIET |= {"completions", "help", "open", "runs"}


@pytest.mark.parametrize("colour", ["never", "always"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_text_of_a_page_steers_the_terminal(say: Say, evil: Path, words: Sequence[str], colour: str) -> None:
    shown = say(*words, "--color", colour, data=evil)

    assert "a fault of the program" not in shown.err
    own = re.sub(r"\x1b\[(?:0|1|2|31|32|33|1;31)m", "", shown.out + shown.err)
    assert HARMFUL.findall(own) == []


def test_every_verb_that_shows_texts_of_pages_is_among_them() -> None:
    assert {words[0] for words in COMMANDS if words and words[0] in VERBS} == set(VERBS) - QUIET | {"index", "verify"}


@pytest.mark.parametrize(
    "words",
    [
        *((verb, sown("x")) for verb in sorted(VERBS) if verb not in ("open", "backup", "restore", "init", "enable")),
        (sown("工"),),
        (f"titel{SOWN}:工会",),
        (f"工会 title:({SOWN}",),
        (f"date:{SOWN}",),
        ("--sort", sown("x"), "工会"),
        (f"--{SOWN}",),
        ("--cursor", sown("x"), "工会"),
        ("show", URL, "--as-of", sown("x")),
        ("import", sown("nosuch") + ".html"),
        ("extract", sown("nosuch")),
        ("facets", sown("x")),
        ("timeline", "工会", "--svg", f"/nowhere/{SOWN}"),
        ("export", "--output", f"/nowhere/{SOWN}"),
        ("purge", sown("x"), "--reason", sown("x")),
    ],
    ids=lambda words: repr(words[0][:12]),
)
def test_no_word_that_was_typed_steers_it_either(say: Say, evil: Path, words: Sequence[str]) -> None:
    shown = say(*(word.replace("\0", "") for word in words), data=evil)  # no command line can hold a NUL

    assert "a fault of the program" not in shown.err
    assert HARMFUL.findall(shown.out + shown.err) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec=None) | st.sampled_from('\x1b\x9b\x07\u202e\u2066工会:()"-'), max_size=30))
def test_no_query_at_all_steers_it(say: Say, evil: Path, query: str) -> None:
    shown = say("--limit", "1", "--", query.replace("\0", ""), data=evil)

    assert "a fault of the program" not in shown.err
    assert HARMFUL.findall(shown.out + shown.err) == []


def test_an_svg_of_a_hostile_query_is_well_formed_and_inert(say: Say, evil: Path, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    file = tmp_path / "bars.svg"
    assert say("timeline", "--svg", file, '工会 "<script>alert(1)</script>工会" OR 工会', data=evil).status == 0

    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(file.read_text()).iter()}
    assert tags <= {"svg", "rect", "text", "title"}


@given(st.text())
def test_a_clean_text_is_one_line_and_stays_clean(text: str) -> None:
    assert not HARMFUL.search(clean(text))
    assert "\n" not in clean(text)
    assert clean(clean(text)) == clean(text)


def test_json_gives_back_every_character_as_an_escape(say: Say, evil: Path) -> None:
    row = json.loads(say("show", URL, "--jsonl", data=evil).out)

    assert "\x1b[31m" in row["title"] and "\u202e" in row["body"]
