"""Boxes in whole units of 1e-7 degrees, the grid that stored geometries lie on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.model.query import BBox
from geo.store.dialect import Dialect
from geo.store.terms import Term, joined

DIGITS_DEG = 7
UNITS_PER_DEG = 10_000_000
_NOISE = 1e-3
"""Of a unit: what a product of two floats may be off."""
_BAND_UNITS = 1_000_000
BAND = f"south / {_BAND_UNITS}"
"""The band of latitude, 11 km high, that a point lies in; both around the equator are one."""


def box_rows(geometries: NDArray[np.object_]) -> list[list[int | None]]:
    """Return for each geometry the whole units around it: west, east, south, north."""
    bounds = shapely.bounds(geometries) * UNITS_PER_DEG
    low, high = np.floor(bounds[:, :2] + _NOISE), np.ceil(bounds[:, 2:] - _NOISE)
    rows = np.column_stack((low[:, 0], high[:, 0], low[:, 1], high[:, 1]))
    nowhere = np.isnan(rows[:, 0])
    rows[nowhere] = 0
    found: list[list[int | None]] = rows.astype(np.int64).tolist()
    for number in np.flatnonzero(nowhere).tolist():
        found[number] = [None] * 4
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boxes:
    """Boxes of geometries in memory, asked as ``box_term`` asks a database; by column."""

    west: NDArray[np.float64]
    east: NDArray[np.float64]
    south: NDArray[np.float64]
    north: NDArray[np.float64]

    @classmethod
    def around(cls, geometries: NDArray[np.object_]) -> Boxes:
        """Return the boxes of geometries; that of an empty one touches nothing."""
        rows = np.array(box_rows(geometries), dtype=np.float64).reshape(-1, 4)
        west, east, south, north = rows.T
        return cls(west=west, east=east, south=south, north=north)

    def touching(self, bbox: BBox) -> NDArray[np.bool_]:
        """Tell which of them touch a box."""
        across = [
            (self.west <= _floor(east)) & (self.east >= _ceil(west)) for west, east in bbox.ranges
        ]
        level = (self.south <= _floor(bbox.north_deg)) & (self.north >= _ceil(bbox.south_deg))
        found: NDArray[np.bool_] = level & np.logical_or.reduce(across)
        return found


def box_term(bbox: BBox, table: str) -> Term:
    """Return the condition that a row of ``table`` touches a box."""
    across: list[str] = []
    values: list[object] = []
    for west, east in bbox.ranges:
        across.append(f"({table}.west <= ? AND {table}.east >= ?)")
        values += [_floor(east), _ceil(west)]
    sql = f"(({' OR '.join(across)}) AND {table}.south <= ? AND {table}.north >= ?)"
    values += [_floor(bbox.north_deg), _ceil(bbox.south_deg)]
    return Term(sql=sql, values=tuple(values), kind="boolean")


def indexed_box_term(bbox: BBox, dialect: Dialect) -> Term:
    """Return the condition that a row of ``b``, the boxes of a layer, touches a box."""
    exact = box_term(bbox, "b")
    if not dialect.near:
        return exact
    return joined("AND", [_any_of(dialect.near, bbox), exact], "boolean")


def band_terms(bbox: BBox, table: str) -> list[Term]:
    """Return the conditions, one of which holds for a point of ``table`` that lies in a box.

    They are for an index by bands; across the antimeridian there are two.
    """
    return [_band_term(west, east, bbox, table) for west, east in bbox.ranges]


def _band_term(west_deg: float, east_deg: float, bbox: BBox, table: str) -> Term:
    south, north = _ceil(bbox.south_deg), _floor(bbox.north_deg)
    bands = range(int(south / _BAND_UNITS), int(north / _BAND_UNITS) + 1)
    return Term(
        sql=f"({table}.{BAND} IN (SELECT value FROM json_each(?)) "  # noqa: S608 - ours
        f"AND {table}.west BETWEEN ? AND ? AND {table}.south BETWEEN ? AND ?)",
        values=(orjson.dumps([*bands]).decode(), _ceil(west_deg), _floor(east_deg), south, north),
        kind="boolean",
    )


def touching_term(bbox: BBox, dialect: Dialect) -> Term:
    """Return the condition that the geometry of ``a``, not only its box, touches a box."""
    return _any_of(dialect.touches, bbox)


def _any_of(one: str, bbox: BBox) -> Term:
    corners = [(west, bbox.south_deg, east, bbox.north_deg) for west, east in bbox.ranges]
    return Term(
        sql=f"({' OR '.join([one] * len(corners))})",
        values=tuple(value for corner in corners for value in corner),
        kind="boolean",
    )


def points_of(rows: Sequence[Sequence[int]]) -> NDArray[np.object_]:
    """Return the points of rows (id, west, south) in units."""
    units = np.array([row[1:3] for row in rows], dtype=np.float64).reshape(-1, 2)
    found: NDArray[np.object_] = shapely.points(units / UNITS_PER_DEG)
    return found


def _floor(deg: float) -> int:
    return math.floor(deg * UNITS_PER_DEG + _NOISE)


def _ceil(deg: float) -> int:
    return math.ceil(deg * UNITS_PER_DEG - _NOISE)
