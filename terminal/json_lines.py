"""JSON that is safe to look at: the same values, with what steers a terminal or breaks UTF-8 written as escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

SCHEMA = 1
_STEERING = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)


def json_text(row: Mapping[str, Any]) -> str:
    """One object on one line, `schema` first. What is escaped can only stand inside strings: the value is the same."""
    text = json.dumps({"schema": SCHEMA, **row}, ensure_ascii=False)
    return _STEERING.sub(lambda found: json.dumps(found.group())[1:-1], text)
