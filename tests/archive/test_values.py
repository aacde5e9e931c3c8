"""A frozen value behaves as the frozen dataclass that it stands for."""

from __future__ import annotations

import pickle
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace

import pytest

from archive.values import frozen


@frozen
class Leaflet:
    """A value with every kind of field."""

    title: str
    pages: int = 2
    tags: list[str] = field(default_factory=list)
    ink: bytes = field(default=b"black", repr=False)
    shelf: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Generated:
    """The same with Python's own methods."""

    title: str
    pages: int = 2
    tags: list[str] = field(default_factory=list)
    ink: bytes = field(default=b"black", repr=False)
    shelf: str = field(default="", compare=False)


@frozen
class Empty:
    """A value without fields."""


@frozen
class Other:
    """Another one."""


@frozen
class Pair:
    """A value that can be hashed."""

    left: str
    right: str = ""


def test_it_is_shown_and_listed_as_a_dataclass_is() -> None:
    mine, theirs = Leaflet("调休", pages=4), Generated("调休", pages=4)

    assert (
        repr(mine)
        == repr(theirs).replace("Generated", "Leaflet")
        == "Leaflet(title='调休', pages=4, tags=[], shelf='')"
    )
    assert asdict(mine) == asdict(theirs)
    assert [one.name for one in fields(mine)] == [one.name for one in fields(theirs)]


def test_it_equals_its_like_alone() -> None:
    assert Leaflet("a", shelf="one") == Leaflet("a", shelf="two")
    assert Leaflet("a") != Leaflet("b")
    assert Leaflet("a") != Generated("a")
    assert Empty() == Empty() != Other()
    assert Pair("a") != ("a", "")
    assert {Pair("a"): 1}[Pair("a", "")] == 1
    assert hash(Pair("a", "b")) == hash(("a", "b"))


def test_it_cannot_be_changed() -> None:
    pair = Pair("a")

    for name in ("left", "unheard_of"):
        with pytest.raises(FrozenInstanceError):
            setattr(pair, name, "b")
    with pytest.raises(FrozenInstanceError):
        del pair.left  # type: ignore[misc]
    assert not hasattr(pair, "__dict__")


def test_defaults_are_made_anew_for_each() -> None:
    Leaflet("a").tags.append("x")

    assert Leaflet("a").tags == []


def test_it_can_be_replaced_copied_pickled_and_matched() -> None:
    leaflet = Leaflet("a", 3, ["x"], shelf="one")

    assert replace(leaflet, title="b") == Leaflet("b", 3, ["x"])
    for again in (copy(leaflet), deepcopy(leaflet), pickle.loads(pickle.dumps(leaflet))):
        assert again == leaflet and again.shelf == "one"
    match leaflet:
        case Leaflet("a", pages=3):
            pass
        case _:
            pytest.fail("the pattern did not match")


@pytest.mark.parametrize(
    ("given", "named", "told"),
    [
        ((), {}, "Pair was given no value of left"),
        (("a", "b", "c"), {}, "Pair takes 2 values, 3 were given"),
        (("a",), {"left": "b"}, "Pair: left was given twice"),
        (("a",), {"middle": "b"}, "Pair: middle is no field"),
    ],
)
def test_values_that_do_not_fit_are_a_type_error(given: tuple[str, ...], named: dict[str, str], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Pair(*given, **named)
