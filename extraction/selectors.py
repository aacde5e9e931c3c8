"""The two small languages of a profile: selectors (CSS, or XPath when they begin with / or a bracket) and URL patterns.

Both keep their source text and compile on first use, so that a command which needs one profile does not pay for all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<hash>#[A-Za-z_][\w-]*)?(?P<dots>(?:\.[A-Za-z_][\w-]*)*)\Z")


class Selector:
    """Finds elements, attributes or text in a parsed page."""

    __slots__ = ("_xpath", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._xpath: XPath | None = None

    def __repr__(self) -> str:
        return f"Selector({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selector) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def compile(self) -> XPath:
        """The compiled form. Raises ValueError, saying what is wrong, when the text is no selector."""
        if self._xpath is None:
            self._xpath = _compile(self.text)
        return self._xpath

    def find(self, tree: _Element) -> list[_Element | str]:
        """Everything it finds below `tree`, in page order; a string or number result counts as one text."""
        found = self.compile()(tree)
        if isinstance(found, list):
            return [item for item in found if not isinstance(item, tuple | bytes)]  # tuples are namespace nodes
        return [str(found)] if found not in ("", False) else []

    def elements(self, tree: _Element) -> list[_Element]:
        """The elements among what it finds."""
        return [item for item in self.find(tree) if not isinstance(item, str)]


class UrlRule:
    """A regular expression searched in a URL."""

    __slots__ = ("_pattern", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return f"UrlRule({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UrlRule) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def compile(self) -> re.Pattern[str]:
        """The compiled form. Raises ValueError when the text is no regular expression."""
        if self._pattern is None:
            try:
                self._pattern = re.compile(self.text)
            except re.error as error:
                raise ValueError(f"not a regular expression: {error}") from error
        return self._pattern

    def search(self, url: str) -> re.Match[str] | None:
        """The first place where the URL fits."""
        return self.compile().search(url)


@lru_cache(maxsize=512)
def _compile(text: str) -> XPath:
    from lxml.etree import XPath, XPathError, XPathSyntaxError

    expression = text if text.startswith(("/", "(", "./", "string(")) else _from_css(text)
    try:
        return XPath(expression, smart_strings=False)
    except (XPathError, XPathSyntaxError) as error:
        raise ValueError(f"not an XPath: {error}") from error


def _from_css(text: str) -> str:
    """CSS as XPath. The commonest forms (tags, ids, classes, descent) need no library; cssselect does the rest."""
    steps = [_SIMPLE.match(step) for step in text.split()]
    if steps and all(steps) and text.strip():
        return "descendant-or-self::" + "/descendant::".join(_step(match) for match in steps if match)
    from cssselect import HTMLTranslator, SelectorError

    try:
        return HTMLTranslator().css_to_xpath(text, prefix="descendant-or-self::")
    except SelectorError as error:
        raise ValueError(f"not a CSS selector: {error}") from error


def _step(match: re.Match[str]) -> str:
    step = match["tag"] or "*"
    if match["hash"]:
        step += f"[@id = '{match['hash'][1:]}']"
    for name in match["dots"].split(".")[1:]:
        step += f"[@class and contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    return step
