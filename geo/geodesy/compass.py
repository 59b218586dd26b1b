"""The compass parts of an area: "the north of it", "its south-western part"."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry


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
    angle = math.radians(part.bearing_deg)
    ahead = np.array([math.sin(angle), math.cos(angle)])
    aside = np.array([ahead[1], -ahead[0]])
    corners = shapely.get_coordinates(area)
    along, across = corners @ ahead, corners @ aside
    middle = (along.min() + along.max()) / 2
    cut = [middle * ahead + b * aside for b in (across.min(), across.max())]
    far = [along.max() * ahead + b * aside for b in (across.max(), across.min())]
    half = shapely.intersection(area, shapely.Polygon([*cut, *far]))
    return half, LineString(cut), float(along.max() - along.min())
