"""A query tree as text in the query language: what `--explain` shows; reading it again gives the same tree."""

from __future__ import annotations

import re

from index.tree import All, And, Filter, Loose, Near, Not, Nothing, Or, Prefix, Present, Range, Text, Tree

_PAIRS = (('"', '"', '"＂'), ("「", "」", "」"), ("“", "”", "”“"), ("『", "』", "』"), ("｢", "｣", "｣"))
_NAMES = ("source", "reporter", "editor", "channel", "topic")
_SIMPLE_ADDRESS = re.compile(r"[\w./?&=%#@+~-]+", re.ASCII)


def query_text(tree: Tree) -> str:
    """The tree as a query.

    >>> query_text(And((Text(None, "工会"), Not(Text("title", "培训")))))
    '工会 -title:培训'
    """
    match tree:
        case And(children):
            return " ".join(f"({query_text(c)})" if isinstance(c, Or) else query_text(c) for c in children)
        case Or(children):
            return " OR ".join(f"({query_text(c)})" if isinstance(c, And) else query_text(c) for c in children)
        case Not(child):
            return f"-({query_text(child)})" if isinstance(child, And | Or) else f"-{query_text(child)}"
        case Text(field, text, is_quoted):
            if field == "url":
                return f"url:{text if _SIMPLE_ADDRESS.fullmatch(text) else quoted(text)}"
            # A name is matched as it stands, quoted or not.
            is_plain = not is_quoted or (field in _NAMES and text.isalnum())
            return _fielded(field, text if is_plain else quoted(text))
        case Prefix(field, text):
            return _fielded(field, text + "*")
        case Near(field, texts, distance):
            return _fielded(field, f"{quoted(' '.join(texts))}~{distance}")
        case Filter(field, value):
            return _fielded(field, value if value.replace("-", "").isalnum() else quoted(value))
        case Range(field, low, high):
            return _fielded(field, low if low and low == high else f"{low or ''}..{high or ''}")
        case Present("changed"):
            return "is:edited"
        case Present(field):
            return f"{field}:*"
        case Loose(field, text):
            return _fielded(field, f"any({text})")
        case All():
            return "*"
        case Nothing():
            return "-*"


def quoted(text: str) -> str:
    """The text between the first pair of quotation marks that does not end inside it."""
    for opening, closing, ends in _PAIRS:
        if not any(end in text for end in ends):
            return f"{opening}{text}{closing}"
    return '"' + text.replace('"', " ").replace("＂", " ") + '"'


def _fielded(field: str | None, value: str) -> str:
    return f"{field}:{value}" if field else value
