"""Features by where they lie: boxes in SQL, then the geometries themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geodesy.frame import LocalFrame
from geo.model.query import BBox

_TESTS: Mapping[str, Callable[[Any, Any], NDArray[np.bool_]]] = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
    "s_within": lambda features, shape: shapely.contains(shape, features),
    "s_contains": shapely.contains,
}
CONVERSE: Mapping[str, str] = {
    **{op: op for op in (*_TESTS, "s_disjoint", "s_dwithin")},
    "s_within": "s_contains",
    "s_contains": "s_within",
}
"""Each predicate with its two geometries the other way round."""
_LEAST_M_PER_DEG = 110_500.0
"""A degree of latitude at the equator, and a little less than that."""


def related(
    op: str, ids: list[int], geometries: NDArray[np.object_], shape: BaseGeometry
) -> list[int]:
    """Return the ids whose geometry stands so to a shape."""
    shapely.prepare(shape)
    return _kept(ids, _TESTS[op](geometries, shape))


def near(
    ids: list[int], geometries: NDArray[np.object_], shape: BaseGeometry, distance_m: float
) -> list[int]:
    """Return the ids of what lies within a distance of a shape; exact around a point."""
    frame = LocalFrame.around(shape)
    there = frame.forward(shape)
    if (shapely.get_type_id(geometries) == shapely.GeometryType.POINT).all():
        here = shapely.points(frame.from_degrees(shapely.get_coordinates(geometries)))
    else:
        here = np.array([frame.forward(geometry) for geometry in geometries])
    return _kept(ids, shapely.distance(here, there) <= distance_m)


def box_around(shape: BaseGeometry, distance_m: float = 0.0) -> BBox:
    """Return a box that holds all within a distance of a shape."""
    west, south, east, north = shape.bounds
    more_deg = distance_m / _LEAST_M_PER_DEG
    south, north = max(-90.0, south - more_deg), min(90.0, north + more_deg)
    narrowest = math.cos(math.radians(max(abs(south), abs(north))))
    wider_deg = more_deg / narrowest if narrowest * 360 > more_deg else 360.0
    west, east = west - wider_deg, east + wider_deg
    if west < -180 or east > 180:  # noqa: PLR2004 - the antimeridian
        west, east = -180.0, 180.0
    return BBox(west_deg=west, south_deg=south, east_deg=east, north_deg=north)


def _kept(ids: list[int], kept: NDArray[np.bool_]) -> list[int]:
    return [row for row, keep in zip(ids, kept, strict=True) if keep]
