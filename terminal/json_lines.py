"""JSON that is safe to look at: the same values, with what steers a terminal or breaks UTF-8 written as escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

SCHEMA = 1
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def json_text(row: Mapping[str, Any]) -> str:
    """One object on one line, `schema` first. What is escaped can only stand inside strings: the value is the same."""
    text = json.dumps({"schema": SCHEMA, **row}, ensure_ascii=False)
    return _STEERING.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
