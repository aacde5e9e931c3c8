"""Long results and the pager that a person has set."""

from __future__ import annotations

from io import StringIO

import pytest

from terminal.pager import paged
from terminal.screen import Screen


@pytest.mark.parametrize("pager", ['"x', "", "cat", "no-such-pager --of-mine"])
def test_without_a_pager_that_can_be_run_the_result_is_shown(pager: str) -> None:
    screen = Screen(StringIO(), StringIO())

    def show(held: Screen) -> int:
        held.line("工会\n" * 500)
        return 0

    assert paged(show, screen, {"PAGER": pager}) == 0

    assert screen.out.getvalue().count("工会") == 500  # type: ignore[attr-defined]  # a StringIO, see above
