"""Values as bytes: what a part holds of a document, to be read again by any later build."""

from __future__ import annotations

import io
import pickle  # values of ours, as they pass between workers; see _Loader
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
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
NO_VALUE = (
    pickle.UnpicklingError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    EOFError,
)
"""What ``loaded`` raises for bytes that are no such value."""


def saved(value: object, places: Mapping[str, Place]) -> bytes:
    """Return a value as bytes; ``places`` are those of the dossier, kept by their ids.

    Without any it takes half the time, for what holds none.
    """
    out = io.BytesIO()
    (_PlaceSaver(out, places) if places else _Saver(out, pickle.HIGHEST_PROTOCOL)).dump(value)
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


@cache
def _getter(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what gives the fields of a value, None for a kind that pickle knows best."""
    if not is_dataclass(kind) or not hasattr(kind, "__slots__"):
        return None
    names = [field.name for field in fields(kind)]
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


class _Saver(pickle.Pickler):
    """Saves values by their fields."""

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - as pickle has it
        kind: Any = type(value)
        if isinstance(value, Enum):  # Python before 3.11.4 would have it by getattr
            return kind, (value.value,)
        getter = _getter(kind) if kind.__module__.startswith(_ALLOWED) else None
        return NotImplemented if getter is None else (made, (kind, *getter(value)))


class _PlaceSaver(_Saver):
    """Saves the places of the dossier by their ids: every mention of one is the same."""

    def __init__(self, out: io.BytesIO, places: Mapping[str, Place]) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._places = places

    def persistent_id(self, value: object) -> str | None:
        known = isinstance(value, Place) and self._places.get(value.id) is value
        return value.id if known and isinstance(value, Place) else None


class _Loader(pickle.Unpickler):
    """Loads values of the model and days, and nothing that could do anything."""

    def __init__(self, saved: bytes, places: Mapping[str, Place]) -> None:
        super().__init__(io.BytesIO(saved))
        self._places = places

    def persistent_load(self, pid: str) -> Place:
        return self._places[pid]

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as pickle has it
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
