"""Templates into text: `{{name}}` is replaced by the value of that name, an unknown name is an error.

string.Template is not used because `$` stands in nearly every script of these pages.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"\{\{(\w+)\}\}")


@cache
def template(name: str) -> str:
    """The template's text."""
    return (TEMPLATES / f"{name}.html").read_text("utf-8")


def fill(name: str, values: dict[str, str]) -> str:
    """The template with every name replaced; raises KeyError for a name without a value."""
    return NAME.sub(lambda match: values[match[1]], template(name))


def link(title: str, href: str, rest: str = "") -> str:
    """An anchor."""
    return f'<a href="{escape(href)}"{rest}>{escape(title, quote=False)}</a>'
