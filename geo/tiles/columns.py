"""Properties by column, each distinct value once however many features share it."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.model.feature import Json
from geo.tiles.values import Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A property of features: feature i has ``values[codes[i]]``."""

    codes: NDArray[np.int64]
    values: Sequence[Value]

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self.codes)

    def take(self, chosen: NDArray[np.int64]) -> Column:
        """Return the property of the features ``chosen``."""
        return Column(codes=self.codes[chosen], values=self.values)


def in_order_met(codes: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], ...]:
    """Return the distinct codes in the order in which they come, and where each comes first.

    Codes are 0 to below ``most``.
    """
    first = np.full(most, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # of those of one code, the last one stays
    met = np.flatnonzero(first >= 0)
    met = met[np.argsort(first[met])]
    return met, first[met]


class ColumnMaker:
    """Gathers a property of features; ``values[0]`` of its column is None."""

    def __init__(self) -> None:
        """Start empty."""
        self._codes = array("q")
        self._known = numbering()
        self._known[None] = 0

    def add(self, values: Sequence[Json]) -> array[int]:
        """Take the values of the features that follow; return their codes.

        A list or an object is no value.
        """
        plain = set(map(type, values)) <= {str, NoneType}
        keys = values if plain else map(_key, values)
        codes = array("q", map(self._known.__getitem__, keys))
        self._codes += codes
        return codes

    def column(self) -> Column:
        """Return what was added."""
        values = [key[1] if isinstance(key, tuple) else key for key in self._known]
        return Column(codes=integers(self._codes), values=values)


def numbering() -> defaultdict[Any, int]:
    """Return what gives every key that it is asked for the next number, the same to the same."""
    numbers: defaultdict[Any, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def integers(numbers: array[int]) -> NDArray[np.int64]:
    """Return integers that were gathered."""
    return np.array(numbers, dtype=np.int64)


def _key(value: Json) -> object:
    """Return what tells a value from others: 1, 1.0 and True are equal, and are not the same."""
    if value is None or isinstance(value, str):
        return value
    return None if isinstance(value, list | dict) else (type(value), value)
