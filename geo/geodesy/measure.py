"""Lengths and areas on the ellipsoid (Karney's geodesics, WGS 84)."""

from __future__ import annotations

from pyproj import Geod
from shapely.geometry.base import BaseGeometry

_GEOD = Geod(ellps="WGS84")


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area of polygons in OGC:CRS84, whatever their winding."""
    if geometry.is_empty:
        return 0.0
    parts = getattr(geometry, "geoms", [geometry])
    return sum(abs(_GEOD.geometry_area_perimeter(part)[0]) for part in parts) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """Return the length of lines in OGC:CRS84."""
    return 0.0 if geometry.is_empty else float(_GEOD.geometry_length(geometry)) / 1000
