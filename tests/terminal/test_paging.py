"""Following the cursors of pages as a script does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Say = Callable[..., Any]


def test_behind_the_last_page_there_is_nothing(say: Say) -> None:
    """A script that follows the cursor of the last row came to the first page again."""
    last = json.loads(say("--jsonl", "工会", "--cursor", "start").out.splitlines()[-1])["cursor"]

    shown = say("--jsonl", "工会", "--cursor", last)

    assert last == ""
    assert (shown.status, shown.out, shown.err) == (1, "", "nothing more: the page before was the last\n")
