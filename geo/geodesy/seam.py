"""The antimeridian: geometries that cross it, whole while they are worked on, split when served.

RFC 7946, section 3.1.9: what crosses the antimeridian is written in parts that meet on it.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_TURN_DEG = 360.0
_HALF_TURN_DEG = 180.0


def unwrapped(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry without a jump at the antimeridian: longitudes may leave ±180°.

    Parts that meet on the antimeridian become neighbours; what spans less than half the globe
    comes back as it is.
    """
    west, _, east, _ = geometry.bounds
    if geometry.is_empty or east - west <= _HALF_TURN_DEG:
        return geometry
    parts = [shapely.transform(part, _without_jumps) for part in shapely.get_parts(geometry)]
    first = parts[0].bounds[0]
    near = [_shifted(p, _TURN_DEG * round((first - p.bounds[0]) / _TURN_DEG)) for p in parts]
    return near[0] if len(near) == 1 else shapely.union_all(near)


def split(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry with longitudes within ±180°, cut on the antimeridian."""
    west, _, east, _ = geometry.bounds
    if geometry.is_empty or (west >= -_HALF_TURN_DEG and east <= _HALF_TURN_DEG):
        return geometry
    return clipped(geometry, -_HALF_TURN_DEG, -90, _HALF_TURN_DEG, 90)


def clipped(
    geometry: BaseGeometry, west: float, south: float, east: float, north: float
) -> BaseGeometry:
    """Return what lies in a box in degrees; box and geometry may reach beyond ±180°."""
    found = [
        shapely.clip_by_rect(_shifted(geometry, turn), west, south, east, north)
        for turn in (-_TURN_DEG, 0.0, _TURN_DEG)
    ]
    kept = [part for part in found if not part.is_empty]
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)


def _without_jumps(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.unwrap(xy[:, 0], period=_TURN_DEG), xy[:, 1]])


def _shifted(geometry: BaseGeometry, by_deg: float) -> BaseGeometry:
    if by_deg == 0:
        return geometry
    return shapely.transform(geometry, lambda xy: xy + np.array([by_deg, 0.0]))
