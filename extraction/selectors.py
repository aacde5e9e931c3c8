"""The two small languages of a profile: selectors (CSS, or XPath when they begin with / or a bracket) and URL patterns.

Both keep their source text and compile on first use, so that a command which needs one profile does not pay for all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<hash>#[A-Za-z_][\w-]*)?(?P<dots>(?:\.[A-Za-z_][\w-]*)*)\Z")


class Selector:
    """Finds elements, attributes or text in a parsed page."""

    __slots__ = ("_steps", "_xpath", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._xpath: XPath | None = None
        self._steps = _steps_of(text)

    def __reduce__(self) -> tuple[type[Selector], tuple[str]]:
        return Selector, (self.text,)  # a compiled XPath does not travel to another process

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
        """Everything it finds below `tree`, in page order; a string or number result counts as one text.

        A page is asked with dozens of selectors, most of them names that it has not: an index of its ids and classes
        answers these, four times as fast as XPath.
        """
        if len(self._steps) == 1 and (self._steps[0][-1].names or len(self._steps[0]) > 1) and tree.getparent() is None:
            return list(_found_by(self._steps[0], tree, _index_of(tree)))
        if len(self._steps) > 1 and tree.getparent() is None:
            index = _index_of(tree)
            if not any(all(name in index for step in steps for name in step.names) for steps in self._steps):
                return []
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
            except (re.error, OverflowError, RecursionError) as error:
                raise ValueError(f"not a regular expression: {error}") from error
        return self._pattern

    def search(self, url: str) -> re.Match[str] | None:
        """The first place where the URL fits."""
        return self.compile().search(url)


class _Step(NamedTuple):
    """One simple step of a selector: `div#main.wide`."""

    tag: str  # "" for any
    names: tuple[str, ...]  # `#main`, `.wide`

    def fits(self, element: _Element, index: dict[str, dict[_Element, None]]) -> bool:
        return (not self.tag or element.tag == self.tag) and all(element in index[name] for name in self.names)


def _steps_of(text: str) -> tuple[tuple[_Step, ...], ...]:
    """The steps of each alternative of a plain CSS selector; () for every other selector.

    >>> _steps_of("div.box #main, h1")
    ((_Step(tag='div', names=('.box',)), _Step(tag='', names=('#main',))), (_Step(tag='h1', names=()),))
    """
    found = []
    for alternative in text.split(","):
        matches = [_SIMPLE.match(step) for step in alternative.split()]
        if not matches or not all(matches):
            return ()
        found.append(tuple(_Step(match["tag"] or "", tuple(_NAME.findall(match[0]))) for match in matches if match))
    return tuple(found)


_NAME = re.compile(r"[#.][A-Za-z_][\w-]*")
_WORD = re.compile(r"[A-Za-z][\w-]*", re.A)
_XPATH_SPACE = re.compile(r"[ \t\r\n]+")
_last: tuple[_Element, dict[str, dict[_Element, None]]] | None = None  # of the page that is being read


def _index_of(root: _Element) -> dict[str, dict[_Element, None]]:
    """Which elements of a page carry each id and class, in page order. A page is not changed while it is read."""
    from lxml import etree

    global _last
    if _last is None or _last[0] is not root:
        index: dict[str, dict[_Element, None]] = defaultdict(dict)
        for element in root.iter(etree.Element):
            if name := element.get("id"):
                index[f"#{name}"][element] = None
            for name in _XPATH_SPACE.split(element.get("class") or ""):
                index[f".{name}"][element] = None
        _last = root, dict(index)
    return _last[1]


def _found_by(steps: tuple[_Step, ...], root: _Element, index: dict[str, dict[_Element, None]]) -> list[_Element]:
    """What a chain of steps, each below the one before, finds in a page."""
    *above, last = steps
    if any(name not in index for step in steps for name in step.names):
        return []
    candidates = min((index[name] for name in last.names), key=len) if last.names else root.iter(last.tag)
    return [x for x in candidates if last.fits(x, index) and _stands_below(x, above, index)]


def _stands_below(element: _Element, above: list[_Step], index: dict[str, dict[_Element, None]]) -> bool:
    # The nearest ancestor that fits is as good as any: what fits the steps before it stands above it too.
    ancestors = element.iterancestors()
    return all(any(step.fits(ancestor, index) for ancestor in ancestors) for step in reversed(above))


@lru_cache(maxsize=512)
def _compile(text: str) -> XPath:
    from lxml.etree import XPath, XPathError, XPathSyntaxError

    expression = text if text.startswith(("/", "(", "./", "string(")) else _from_css(text)
    try:
        made = XPath(expression, smart_strings=False)
        made(_page_of_its_words(expression))  # unknown functions and prefixes are found out only when it is asked
    except (XPathError, XPathSyntaxError) as error:
        raise ValueError(f"not an XPath: {error}") from error
    return made


def _page_of_its_words(expression: str) -> _Element:
    """A small page with an element for each name in an expression, so that its conditions are tried."""
    from lxml.etree import Element, SubElement

    page = Element("html")
    for name in dict.fromkeys(_WORD.findall(expression)):
        SubElement(page, name, {"class": "a", "id": "a", "href": "a"}).text = "a"
    return page


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
