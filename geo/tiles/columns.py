"""Properties by column, each distinct value once however many features share it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    """Gathers a property value by value; ``values[0]`` of its column is None."""

    def __init__(self) -> None:
        """Start empty."""
        self._codes = array("q")
        self._known: dict[object, int] = {None: 0}
        self._values: list[Value] = [None]

    def add(self, value: Json) -> int:
        """Take the value of the next feature, None for a list or an object; return its code."""
        kept = None if isinstance(value, list | dict) else value
        # 1, 1.0 and True are equal, and other values of a tile.
        key = kept if kept is None or isinstance(kept, str) else (type(kept), kept)
        code = self._known.setdefault(key, len(self._values))
        if code == len(self._values):
            self._values.append(kept)
        self._codes.append(code)
        return code

    def column(self) -> Column:
        """Return what was added."""
        return Column(codes=integers(self._codes), values=self._values)


def integers(numbers: Iterable[int]) -> NDArray[np.int64]:
    """Return integers that were gathered one by one."""
    return np.array(numbers, dtype=np.int64)
