"""Lines and areas by column: the same outline and the same words stand once for all features."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.model.feature import Json
from geo.model.query import TileFeature
from geo.model.tiling import COUNT, ID, TileColumns
from geo.tiles.columns import Column, ColumnMaker, in_order_met, integers, numbering
from geo.tiles.ragged import starts

_NO_VALUE = 0
"""The code of None in every column that was gathered."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TileShapes:
    """The lines and areas that tiles may show, in the order of their numbers in the store.

    Feature i has the geometry ``geometries[shape[i]]``. Features of one ``group`` say the same in
    all that joined lines have in common.
    """

    number: NDArray[np.int64]
    shape: NDArray[np.int64]
    group: NDArray[np.int64]
    geometries: NDArray[np.object_]
    columns: Mapping[str, Column]

    def take(self, chosen: NDArray[np.int64]) -> TileShapes:
        """Return the features ``chosen``, with all geometries."""
        return TileShapes(
            number=self.number[chosen],
            shape=self.shape[chosen],
            group=self.group[chosen],
            geometries=self.geometries,
            columns={name: column.take(chosen) for name, column in self.columns.items()},
        )

    def of_shapes(self, shown: NDArray[np.bool_]) -> TileShapes:
        """Return the features with one of the geometries that are ``shown``."""
        return self.take(np.flatnonzero(shown[self.shape]))


class ShapeGatherer:
    """Gathers features; memory grows with what is distinct, and little with their number."""

    def __init__(self, wanted: TileColumns) -> None:
        """Gather the columns ``wanted``."""
        self._number, self._shape, self._group = array("q"), array("q"), array("q")
        self._shapes, self._groups = numbering(), numbering()
        self._columns = {name: ColumnMaker() for name in wanted.fields}
        self._joined = [name for name in wanted.fields if name in wanted.joined]

    def add(self, features: Sequence[TileFeature]) -> None:
        """Take the features that follow, their numbers in the store rising."""
        self._number.extend([one.number for one in features])
        self._shape.extend([self._shapes[one.wkb] for one in features])
        said = [orjson.loads(one.properties) for one in features]
        codes = {}
        for name, column in self._columns.items():
            if name == ID:
                values: list[Json] = [one.id for one in features]
            else:
                values = [1] * len(said) if name == COUNT else [one.get(name) for one in said]
            codes[name] = column.add(values)
        said_alike = zip(*(codes[name] for name in self._joined), strict=True)
        keys = said_alike if self._joined else repeat((), len(features))
        self._group.extend(map(self._groups.__getitem__, keys))

    def gathered(self) -> TileShapes:
        """Return what was added."""
        return TileShapes(
            number=integers(self._number),
            shape=integers(self._shape),
            group=integers(self._group),
            geometries=shapely.from_wkb(list(self._shapes)),
            columns={name: maker.column() for name, maker in self._columns.items()},
        )


def joined(shapes: TileShapes, wanted: TileColumns) -> TileShapes:
    """Return lines that say the same joined end to end: short ones alone would vanish.

    Those made of the same ones, as on all days on which nothing changed, are joined once.
    """
    groups, first = in_order_met(shapes.group, int(shapes.group.max(initial=-1)) + 1)
    rank = np.empty(int(groups.max(initial=-1)) + 1, dtype=np.int64)
    rank[groups] = np.arange(len(groups))
    place = rank[shapes.group]
    counts = np.bincount(place, minlength=len(groups))
    shape, geometries = _joined(
        shapes.geometries, shapes.shape[np.argsort(place, kind="stable")], counts
    )
    firsts = shapes.take(first)
    several = counts > 1
    columns = {
        name: column if name in wanted.joined else _only(column, several)
        for name, column in firsts.columns.items()
    }
    distinct, codes = np.unique(counts, return_inverse=True)
    return TileShapes(
        number=firsts.number,
        shape=shape,
        group=firsts.group,
        geometries=geometries,
        columns=columns | {COUNT: Column(codes=codes, values=distinct.tolist())},
    )


def _only(column: Column, several: NDArray[np.bool_]) -> Column:
    """Return a property without its values where it may be another in each of several."""
    return Column(codes=np.where(several, _NO_VALUE, column.codes), values=column.values)


def _joined(
    geometries: NDArray[np.object_], members: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return which distinct joined line each group has, and these lines.

    ``members`` are the geometries of the groups, one group after the other.
    """
    known = numbering()
    bounds = np.append(starts(counts), len(members)).tolist()
    shape = array("q", [known[members[a:b].tobytes()] for a, b in pairwise(bounds)])
    sets = [np.frombuffer(key, dtype=np.int64) for key in known]
    owner = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    parts, part = shapely.get_parts(geometries[np.concatenate(sets)], return_index=True)
    lines = shapely.multilinestrings(parts, indices=owner[part])
    return integers(shape), shapely.line_merge(lines)
