"""Frozen dataclasses with slots whose methods are shared instead of generated.

Python compiles six methods for each frozen dataclass, a third of a millisecond a class, and a search loads dozens of
them before it begins. What `@frozen` makes is a dataclass all the same: `fields`, `replace`, `asdict`, patterns and
pickles work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Makes the class a value: compared, hashed and shown by its fields, never changed.

    Of `field` it knows defaults, `compare` and `repr`. A method that the class has itself stays.
    """
    for name, method in _SHARED.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    return dataclass(init=False, repr=False, eq=False, slots=True)(cls)


def _init(self: Any, *given: Any, **named: Any) -> None:
    slots, count = _SLOTS.get(type(self)) or _slots(type(self)), len(given)
    if count > len(slots):
        raise TypeError(f"{type(self).__name__} takes {len(slots)} values, {count} were given")
    for (_, put, _), one in zip(slots, given, strict=False):
        put(self, one)
    used, missing = 0, []
    for name, put, default in slots[count:] if count else slots:
        if name in named:
            put(self, named[name])
            used += 1
        elif default is not MISSING:
            put(self, default)
        elif (make := self.__dataclass_fields__[name].default_factory) is not MISSING:
            put(self, make())
        else:
            missing.append(name)
    if missing:
        raise TypeError(f"{type(self).__name__} was given no value of {', '.join(missing)}")
    if used < len(named):
        names = self.__match_args__
        odd = next(name for name in named if name not in names[count:])
        raise TypeError(f"{type(self).__name__}: {odd} {'was given twice' if odd in names else 'is no field'}")


# Of each field of a class its name, what puts a value into its slot, and its default: a page of hits puts hundreds.
_SLOTS: dict[type, tuple[tuple[str, Callable[[Any, Any], None], Any], ...]] = {}


def _slots(cls: type) -> tuple[tuple[str, Callable[[Any, Any], None], Any], ...]:
    _SLOTS[cls] = tuple([(one.name, getattr(cls, one.name).__set__, one.default) for one in fields(cls)])
    return _SLOTS[cls]


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _compared(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name, one in self.__dataclass_fields__.items() if one.compare])


def _eq(self: Any, other: object) -> bool:
    return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_compared(self))


def _setattr(self: Any, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), tuple([getattr(self, name) for name in self.__match_args__])


_SHARED = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__reduce__": _reduce,
}
