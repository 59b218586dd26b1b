"""What can be wrong with a drawn line: parts, ends, heights, the antimeridian."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

_HALF_TURN_DEG = 180.0


def line_problem(geometry: BaseGeometry) -> str:
    """Return what keeps a valid line in OGC:CRS84 from having two ends and two sides, or ""."""
    if geometry.has_z:
        return "has heights, a third coordinate: save it without (QGIS: Drop M/Z values)"
    jump = _jump(geometry)
    if jump:
        return jump
    line = shapely.line_merge(_unwrapped(geometry))
    if not isinstance(line, LineString):
        count = len(line.geoms)
        return (
            f"comes in {count} parts that do not meet end to end: "
            "join them, or write each into a file of its own"
        )
    if line.is_closed:
        return "begins and ends on the same spot: a line has two ends, so cut the ring open"
    return ""


def _jump(geometry: BaseGeometry) -> str:
    """Return where a part runs around the globe: it was not cut at the antimeridian."""
    for part in shapely.get_parts(geometry):
        lons = shapely.get_coordinates(part)[:, 0]
        at = np.flatnonzero(np.abs(np.diff(lons)) > _HALF_TURN_DEG)
        if at.size:
            before, after = lons[at[0]], lons[at[0] + 1]
            return (
                f"jumps from lon {before:g} to {after:g}: cut it at the antimeridian, "
                "in two parts that end at 180 and at -180 (RFC 7946)"
            )
    return ""


def _unwrapped(geometry: BaseGeometry) -> BaseGeometry:
    """Return a line that is cut at the antimeridian with longitudes that run on there."""
    west, _, east, _ = geometry.bounds
    if west > -_HALF_TURN_DEG or east < _HALF_TURN_DEG:
        return geometry
    return shapely.transform(geometry, lambda xy: np.column_stack([xy[:, 0] % 360, xy[:, 1]]))
