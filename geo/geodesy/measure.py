"""Lengths and areas on the ellipsoid (Karney's geodesics, WGS 84)."""

from __future__ import annotations

import math

import shapely
from pyproj import Geod
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

_GEOD = Geod(ellps="WGS84")
_STEP_M = 1_000.0


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area of polygons in OGC:CRS84, whatever their winding."""
    parts = (p for p in shapely.get_parts(geometry) if isinstance(p, Polygon))
    return sum(abs(_signed_area_m2(polygon)) for polygon in parts) / 1e6


def _signed_area_m2(polygon: Polygon) -> float:
    """Return the area of a polygon; holes are wound against its outside, and count against it."""
    whole = shapely.get_num_interior_rings(polygon) == 0
    rings = map(shapely.get_coordinates, [polygon] if whole else shapely.get_rings(polygon))
    return sum(_GEOD.polygon_area_perimeter(xy[:, 0], xy[:, 1])[0] for xy in rings)


def length_km(geometry: BaseGeometry) -> float:
    """Return the length of lines in OGC:CRS84."""
    return 0.0 if geometry.is_empty else float(_GEOD.geometry_length(geometry)) / 1000


def geodesic(start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """Return the shortest line between two points (lon, lat), a vertex each kilometre."""
    _, _, metres = _GEOD.inv(*start, *end)
    between = _GEOD.npts(*start, *end, max(0, math.ceil(metres / _STEP_M) - 1))
    return LineString([start, *between, end])
