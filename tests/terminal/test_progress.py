"""Long work tells how far it has come, where somebody watches, and leaves no trace."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from terminal import progress
from terminal.progress import Progress
from terminal.screen import Screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(err: io.StringIO, monkeypatch: pytest.MonkeyPatch, term: str = "xterm") -> str:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(progress, "FIRST_AFTER_S", 0.0)
    monkeypatch.setattr(progress, "EVERY_S", 0.0)
    with Progress(Screen(io.StringIO(), err, 40), "indexing articles") as one:
        one.tell(12_345, 20_000)
        one.tell(20_000)
    return err.getvalue()


def test_the_line_writes_over_itself_and_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said(Terminal(), monkeypatch).split("\r")

    assert [line.rstrip() for line in lines] == [
        "",
        "indexing articles: 12,345 of 20,000",
        "indexing articles: 20,000",
        "",
        "",
    ]
    assert {len(line) for line in lines[1:4]} == {39}


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_go_back_is_told_nothing(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    assert said(Terminal(), monkeypatch, term) == ""


def test_a_file_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(io.StringIO(), monkeypatch) == ""


def test_short_work_is_not_interrupted_by_it() -> None:
    err = Terminal()
    with Progress(Screen(io.StringIO(), err, 40), "indexing articles") as one:
        one.tell(1, 2)

    assert err.getvalue() == ""


def test_an_index_that_is_made_again_tells_each_article(kept: Path) -> None:
    from index.update import rebuild_index

    told: list[tuple[int, int]] = []
    rebuild_index(kept, lambda done, total: told.append((done, total)))

    assert told == [(n, 6) for n in range(6)]


def test_no_progress_text_steers_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(r"[\r -~]*", said(Terminal(), monkeypatch))
