"""Repair where the index, too, needs making again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.whoosh_engine import toc

Say = Callable[..., Any]


def test_repair_makes_an_index_of_another_version_again_instead_of_stopping_at_it(
    say: Say, kept: Path, tmp_path: Path
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    folder = data / "index"
    toc.write_toc(folder, replace(toc.read_toc(folder), made_with=(("analysis", -1),)))

    found = say("verify", data=data)

    assert (found.status, found.err) == (1, "")
    assert found.out.startswith("index: stale: ")
    assert found.out.endswith("made by another version of this program; search_cli.py index update\n")
    assert say("verify", "--repair", data=data).status == 0
    assert say("verify", data=data).status == 0


def test_a_file_in_the_place_of_the_index_is_named_and_no_purge_is_said_to_be_unfinished(
    say: Say, kept: Path, tmp_path: Path
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(kept, data)
    shutil.rmtree(data / "index")
    (data / "index").write_text("")

    repaired, found = say("verify", "--repair", data=data), say("verify", data=data)

    fault = f"{data}/index: no folder, as the index is; move it away, then: search_cli.py index rebuild\n"
    assert (repaired.status, repaired.err) == (2, f"verify: {fault}")
    assert (found.status, found.out.count("\n"), found.out[:15]) == (1, 1, "index: damaged:")
    (data / "index").unlink()
    assert say("verify", "--repair", data=data).status == 0
    assert say("verify", data=data).status == 0
