"""Sections of a segment file: what is read is what was written, in no more bytes than it needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.whoosh_engine import container
from index.whoosh_engine.container import Container, ContainerWriter


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], "<u4"),
        ([0, 255], "|u1"),
        ([256, 3], "<u2"),
        ([65_535], "<u2"),
        ([65_536], "<u4"),
    ],
)
def test_a_section_that_may_be_narrow_takes_what_its_values_need(tmp_path: Path, values: list[int], kind: str) -> None:
    out = ContainerWriter(tmp_path / "one.seg")
    for value in values:
        out.append("narrow", np.array([value], "<u4"), narrow=True)
        out.append("wide", np.array([value], "<u4"))
    out.append("narrow", np.empty(0, "<u4"), narrow=True)
    out.append("wide", np.empty(0, "<u4"))
    out.finish()

    held = Container(tmp_path / "one.seg")

    assert held.array("narrow").dtype.str == kind
    assert held.array("wide").dtype.str == "<u4"
    assert held.array("narrow").tolist() == held.array("wide").tolist() == values
    assert held.check() == []


def test_a_section_too_large_for_memory_stays_as_wide_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "_SPILL", 100)
    out = ContainerWriter(tmp_path / "one.seg")
    for _ in range(3):
        out.append("narrow", np.arange(30, dtype="<u4"), narrow=True)
    out.finish()

    held = Container(tmp_path / "one.seg")

    assert held.array("narrow").dtype.str == "<u4"
    assert held.array("narrow").tolist() == [*range(30)] * 3
    assert held.check() == []
