"""Every message that the program may say, read from its source: literals and f-strings where messages are made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAYING = {"tr", "say", "tell", "said", "complain", "ValueError"}
VALUE = "\x00"


def template(node: ast.expr | None) -> str | None:
    """The text of a literal, VALUE where a value comes in; None when it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+\}", VALUE, node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else VALUE for v in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [template(node.left), template(node.right)]
        return "".join(VALUE if part is None else part for part in parts)
    return None


def is_talk(text: str) -> bool:
    """Whether a person reads words in it: two words of letters at least, or one long one, commands and flags aside."""
    plain = re.sub(r"search_cli\.py[^;·]*|--[\w-]+|[\w./]*\x00[\w./]*", " ", text)
    return bool(re.search(r"[A-Za-z]{2,}[ ,:;]+[A-Za-z]{2,}|^[a-z]{3,}\b", plain.strip()))


def spoken_in(path: Path, saying: Set[str] = frozenset(SAYING)) -> Iterator[str]:
    """The messages of one module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        raised = (
            name.endswith(("Error", "Missing", "NotFound", "Data", "Format", "Held", "Index")) and name[0].isupper()
        )
        if not (name in saying or (raised and saying >= SAYING)):
            continue
        for argument in node.args[:1]:
            for inner in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
                text = template(inner)
                if text and is_talk(text):
                    yield text


def spoken(*places: str) -> dict[str, str]:
    """Each message with the file it is in."""
    found = {}
    for place in places:
        for path in sorted(ROOT.glob(place)):
            for text in spoken_in(path):
                found[text] = str(path.relative_to(ROOT))
    return found
