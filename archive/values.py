"""Frozen dataclasses with slots whose methods are shared instead of generated.

Python compiles six methods for each frozen dataclass, a third of a millisecond a class, and a search loads dozens of
them before it begins. What `@frozen` makes is a dataclass all the same: `fields`, `replace`, `asdict`, patterns and
pickles work.
"""

from __future__ import annotations

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
    put, names = object.__setattr__, self.__match_args__
    if len(given) > len(names):
        raise TypeError(f"{type(self).__name__} takes {len(names)} values, {len(given)} were given")
    for name, one in zip(names, given, strict=False):
        put(self, name, one)
    missing = []
    for name in names[len(given) :]:
        if name in named:
            put(self, name, named.pop(name))
            continue
        known = self.__dataclass_fields__[name]
        if known.default is not MISSING:
            put(self, name, known.default)
        elif known.default_factory is not MISSING:
            put(self, name, known.default_factory())
        else:
            missing.append(name)
    if missing:
        raise TypeError(f"{type(self).__name__} was given no value of {', '.join(missing)}")
    if named:
        fault = "was given twice" if next(iter(named)) in names else "is no field"
        raise TypeError(f"{type(self).__name__}: {next(iter(named))} {fault}")


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
