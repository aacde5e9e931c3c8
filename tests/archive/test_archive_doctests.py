"""The examples in the docstrings of the archive are true."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["urls", "times", "warc_files"])
def test_examples_hold(name: str) -> None:
    result = doctest.testmod(import_module(f"archive.{name}"))

    assert result.attempted > 0
    assert result.failed == 0
