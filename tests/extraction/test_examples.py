"""The examples in the docstrings of reading modules say what the modules do."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    "bylines", "charset_labels", "credits", "date_choice", "date_forms", "dates", "language", "messages", "mojibake",
    "names",
)  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_every_example_is_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"extraction.{name}"))

    assert result.attempted > 0
    assert result.failed == 0
