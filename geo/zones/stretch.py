"""A stretch of a drawn line, from where it faces one place to where it faces another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.errors import InputError
from geo.geodesy.frame import LocalFrame
from geo.model.line import DrawnLine
from geo.model.place import Place

_FARTHEST_KM = 50
"""A place farther from a line marks no spot of it: a slip of the id, or of the file."""
_SHORTEST_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Middle:
    """Half way between the two ends: longitudes run on from there, over the antimeridian too."""

    lon_deg: float
    lat_deg: float

    @classmethod
    def between(cls, first: Place, second: Place) -> _Middle:
        """Return the middle of two places, on the shorter way between their meridians."""
        east_deg = (second.lon_deg - first.lon_deg + 180) % 360 - 180
        return cls(
            lon_deg=first.lon_deg + east_deg / 2,
            lat_deg=(first.lat_deg + second.lat_deg) / 2,
        )

    def unwrapped(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry with longitudes at most half a turn from the middle."""

        def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            off_deg = xy[:, 0] - self.lon_deg
            return np.column_stack([xy[:, 0] - 360 * np.round(off_deg / 360), xy[:, 1]])

        return shapely.transform(geometry, turn)


def stretch_between(drawn: DrawnLine, first: Place, second: Place) -> BaseGeometry:
    """Return the stretch in OGC:CRS84, with the vertices of the line; raises InputError.

    What is near is told in metres: degrees of longitude shrink towards the poles. A line that is
    cut at the antimeridian counts as one.
    """
    middle = _Middle.between(first, second)
    line = shapely.line_merge(middle.unwrapped(drawn.geometry))
    if not isinstance(line, LineString):
        msg = f"{drawn.id} comes in {len(line.geoms)} pieces; join them first"
        raise InputError(msg)
    # A whole turn more or less makes no difference to a frame's centre.
    frame = LocalFrame(middle.lon_deg, middle.lat_deg)
    flat = frame.forward(line)
    at_m = sorted(_facing(flat, place, frame, drawn.id) for place in (first, second))
    if at_m[1] - at_m[0] < _SHORTEST_M:
        msg = f"{first.id} and {second.id} face one point of {drawn.id}"
        raise InputError(msg)
    spots = [middle.unwrapped(frame.inverse(flat.interpolate(m))) for m in at_m]
    return _wrapped(substring(line, *sorted(line.project(spot) for spot in spots)))


def _facing(flat: LineString, place: Place, frame: LocalFrame, line_id: str) -> float:
    """Return how far along a line it comes nearest to a place, in metres."""
    point = frame.forward(Point(place.lon_deg, place.lat_deg))
    off_km = flat.distance(point) / 1000
    if off_km > _FARTHEST_KM:
        msg = (
            f"{place.id} lies {math.floor(off_km):,} km from {line_id}: "
            f"an end of a stretch lies at most {_FARTHEST_KM} km from its line"
        )
        raise InputError(msg)
    return float(flat.project(point))


def _wrapped(line: BaseGeometry) -> BaseGeometry:
    """Return a line with longitudes from -180 to 180, cut at the antimeridian (RFC 7946)."""
    west, south, east, north = line.bounds
    parts = []
    for turn_deg in (-360.0, 0.0, 360.0):
        if west < turn_deg + 180 and east > turn_deg - 180:
            box = shapely.box(turn_deg - 180, south - 1, turn_deg + 180, north + 1)
            inside = line if box.contains_properly(line) else line.intersection(box)
            parts.append(shapely.transform(inside, lambda xy, t=turn_deg: xy - [t, 0.0]))
    return parts[0] if len(parts) == 1 else shapely.line_merge(shapely.union_all(parts))
