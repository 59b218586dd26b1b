"""Values as bytes: what a part holds of a document, to be read again by any later build."""

from __future__ import annotations

import io
import pickle  # values of ours, as they pass between workers; see _Loader
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar

from geo.model.place import Place

_ALLOWED = (
    "geo.model.",
    "geo.store.text_rows",
    "geo.store.feature_rows",
    "geo.features.gathering",
    "geo.render.page_tallies",
)
Value = TypeVar("Value")
_DATE, _MADE = ("datetime", "date"), ("geo.pipeline.saved", "made")
_NAMED = ("geo.pipeline.saved", "named")
NO_VALUE = (
    pickle.UnpicklingError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    EOFError,
)
"""What ``loaded`` raises for bytes that are no such value."""


class Saver:
    """Makes bytes of values; how to save each kind is found once."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        """Save these places, those of the dossier, by their ids."""
        self._reducers = _Reducers(places)

    def saved(self, value: object) -> bytes:
        """Return a value as bytes."""
        out = io.BytesIO()
        pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = self._reducers
        pickler.dump(value)
        return out.getvalue()


def loaded(body: bytes, kind: type[Value], places: Mapping[str, Place]) -> Value:
    """Return a saved value; raises one of NO_VALUE for bytes that are anything else."""
    found = _Loader(body, places).load()
    if not isinstance(found, kind):
        msg = f"a {type(found).__name__} is no {kind.__name__}"
        raise pickle.UnpicklingError(msg)
    return found


def made(kind: type, *values: object) -> object:
    """Return a value of the model from its fields, in their order.

    Six times as quick as what pickle does with a frozen dataclass that has slots.
    """
    value: object = object.__new__(kind)
    for put, field_value in zip(_setters(kind), values, strict=True):
        put(value, field_value)
    return value


@cache
def _setters(kind: type) -> tuple[Callable[[object, object], None], ...]:
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


def named(place_id: str) -> Place:
    """Stand for a place of the dossier among saved values; whoever loads them has the place."""
    msg = f"{place_id} has no place without a dossier"
    raise LookupError(msg)


Reducer = Callable[[Any], "str | tuple[Any, ...]"]


class _Reducers(dict[type, Reducer]):
    """How the values of each kind are saved; pickle asks this table before it asks a value."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        """Save these places by their ids."""
        super().__init__({date: date.__reduce__})
        if places:
            self[Place] = partial(_place_reduced, places=places)

    def __missing__(self, kind: type) -> Reducer:
        """Find and keep how a kind is saved; raises KeyError for one that pickle knows best."""
        reducer = self[kind] = _reducer(kind)
        return reducer


def _place_reduced(place: Place, places: Mapping[str, Place]) -> str | tuple[Any, ...]:
    if places.get(place.id) is place:
        return named, (place.id,)
    return _reducer(Place)(place)


@cache
def _reducer(kind: type) -> Reducer:
    if issubclass(kind, Enum):  # Python before 3.11.4 would have it by getattr
        return lambda value: (kind, (value.value,))
    if not (is_dataclass(kind) and hasattr(kind, "__slots__")):
        raise KeyError(kind)
    if not kind.__module__.startswith(_ALLOWED):
        raise KeyError(kind)
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        return lambda value: (made, (kind, getattr(value, names[0])))
    getter = attrgetter(*names)
    return lambda value: (made, (kind, *getter(value)))


class _Loader(pickle.Unpickler):
    """Loads values of the model and days, and nothing that could do anything."""

    def __init__(self, saved: bytes, places: Mapping[str, Place]) -> None:
        super().__init__(io.BytesIO(saved))
        self._places = places

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as pickle has it
        if (module, name) == _NAMED:
            return self._places.__getitem__
        if (module, name) in {_DATE, _MADE}:
            return super().find_class(module, name)
        if not module.startswith(_ALLOWED):
            msg = f"{module}.{name} is no value of ours"
            raise pickle.UnpicklingError(msg)
        found = super().find_class(module, name)
        if not isinstance(found, type) or found.__module__ != module:
            msg = f"{module}.{name} is no kind of value"
            raise pickle.UnpicklingError(msg)
        return found
