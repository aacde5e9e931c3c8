"""Messages in two languages: none stale, none with other values than its twin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terminal import messages
from terminal.messages import speak, tr

FOLDER = Path(messages.__file__).parent
TABLE: dict[str, str] = messages._ZH


@pytest.mark.parametrize("english", sorted(TABLE))
def test_a_translation_takes_the_same_values(english: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", TABLE[english])) == set(re.findall(r"\{(\w+)\}", english))


def test_every_message_that_is_said_is_translated_and_every_translation_said() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in FOLDER.rglob("*.py") if p.name != "messages.py")
    said = set(re.findall(r'tr\(\s*["\']((?:[^"\'\\]|\\.)*)["\']', code))

    assert said - set(TABLE) == set()
    assert {english for english in TABLE if english not in code} == set()


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
