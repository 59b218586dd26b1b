"""Geometry as the page draws it: downloads keep every vertex, the drawing need not."""

from __future__ import annotations

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.model.feature import Json
from geo.render.packed import packed

_DIGITS_DEG = 4
_TOLERANCE_DEG = 0.0003
"""About 30 m, a pixel at zoom 12."""


_SOFT_SHARE, _SOFT_DIGITS_DEG = 0.02, 3
"""Of its own size: ground without an edge needs no finer one."""


def thin(geometry: BaseGeometry, tolerance_deg: float = _TOLERANCE_DEG) -> BaseGeometry:
    """Return a geometry without what a screen cannot show."""
    few = shapely.simplify(geometry, tolerance_deg)
    return shapely.transform(few, lambda xy: xy.round(_DIGITS_DEG))


def soft_ground(geometry: BaseGeometry) -> Json:
    """Return ground without an edge, packed, None where nothing of it is left."""
    west, south, east, north = geometry.bounds
    few = shapely.simplify(geometry, _SOFT_SHARE * max(east - west, north - south))
    rough = shapely.set_precision(few, 10**-_SOFT_DIGITS_DEG)
    shape: Json = mapping(shapely.transform(rough, lambda xy: xy.round(_SOFT_DIGITS_DEG)))
    return None if rough.is_empty else packed(shape)


def thin_drawing(geometry: BaseGeometry | None, tolerance_deg: float = _TOLERANCE_DEG) -> Json:
    """Return a thin geometry, packed, None for an empty one."""
    if geometry is None or geometry.is_empty:
        return None
    shape: Json = mapping(thin(geometry, tolerance_deg))
    return packed(shape)
