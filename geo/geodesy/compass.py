"""The compass parts of an area: "the north of it", "its south-western part"."""

from __future__ import annotations

from enum import StrEnum

import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons
from geo.geodesy.sector import half_plane, reach_along


class Part(StrEnum):
    """A part of an area by the direction in which it lies from the middle."""

    NORTH = "north"
    NORTH_EAST = "north-east"
    EAST = "east"
    SOUTH_EAST = "south-east"
    SOUTH = "south"
    SOUTH_WEST = "south-west"
    WEST = "west"
    NORTH_WEST = "north-west"

    @property
    def bearing_deg(self) -> float:
        """Return the direction, clockwise from north."""
        return 45.0 * list(Part).index(self)


def halved(area: BaseGeometry, part: Part) -> tuple[BaseGeometry, LineString, float]:
    """Return the half of an area that is its part, the cut, and the area's width across the cut.

    Everything in metres of a frame; the width is measured in the direction of the part.
    """
    start, end = reach_along(area, part.bearing_deg)
    beyond = half_plane(area, part.bearing_deg, (start + end) / 2)
    cut = LineString(shapely.get_coordinates(beyond)[:2])
    return polygons(shapely.intersection(area, beyond)), cut, end - start
