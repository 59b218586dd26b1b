"""Lengths and areas on the ellipsoid (Karney's geodesics, WGS 84)."""

from __future__ import annotations

import math

from pyproj import Geod
from shapely import LineString
from shapely.geometry.base import BaseGeometry

_GEOD = Geod(ellps="WGS84")
_STEP_M = 1_000.0


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area of polygons in OGC:CRS84, whatever their winding."""
    if geometry.is_empty:
        return 0.0
    parts = getattr(geometry, "geoms", [geometry])
    return sum(abs(_GEOD.geometry_area_perimeter(part)[0]) for part in parts) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """Return the length of lines in OGC:CRS84."""
    return 0.0 if geometry.is_empty else float(_GEOD.geometry_length(geometry)) / 1000


def geodesic(start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """Return the shortest line between two points (lon, lat), a vertex each kilometre."""
    _, _, metres = _GEOD.inv(*start, *end)
    between = _GEOD.npts(*start, *end, max(0, math.ceil(metres / _STEP_M) - 1))
    return LineString([start, *between, end])
