"""A selector finds the same by the page's index of names as by XPath, and travels to another process."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extraction.selectors import Selector, _compile

TAGS = ("div", "p", "span")
NAMES = ("a", "b", "ab")


@st.composite
def pages(draw: st.DrawFn, depth: int = 0) -> str:
    """A few nested elements with ids and classes, spaces of any kind between these."""
    tag = draw(st.sampled_from(TAGS))
    classes = draw(st.lists(st.sampled_from(NAMES), max_size=3))
    attribute = f' class="{draw(st.sampled_from([" ", "  ", chr(9)])).join(classes)}"' if classes else ""
    attribute += f' id="{draw(st.sampled_from(NAMES))}"' if draw(st.booleans()) else ""
    inner = draw(st.lists(pages(depth=depth + 1), max_size=3)) if depth < 3 else []
    return f"<{tag}{attribute}>{''.join(inner)}x</{tag}>"


STEP = st.builds(
    lambda tag, identity, classes: f"{tag}{identity}{''.join(f'.{name}' for name in classes)}" or "div",
    st.sampled_from(("", *TAGS)),
    st.sampled_from(("", "", *(f"#{name}" for name in NAMES))),
    st.lists(st.sampled_from(NAMES), max_size=2),
)
SELECTORS = st.lists(st.lists(STEP, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3).map(", ".join)


@given(pages(), st.lists(SELECTORS, min_size=1, max_size=5))
def test_the_index_finds_what_xpath_finds_in_the_same_order(markup: str, texts: list[str]) -> None:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")

    found = [Selector(text).find(root) for text in texts]

    assert found == [_compile(text)(root) for text in texts]


def test_the_index_of_one_page_is_not_used_for_another() -> None:
    first, second = (html.document_fromstring(f"<div class='{name}'>x</div>") for name in ("one", "two"))

    assert [len(Selector(".one").find(tree)) for tree in (first, second, first)] == [1, 0, 1]


def test_a_selector_in_use_travels_to_another_process() -> None:
    used = Selector("div.a")
    used.compile()

    assert pickle.loads(pickle.dumps(used)) == used
