"""Ground by bearing: cones, bands beside lines, and parts of areas, in metres of one frame.

Bearings are degrees clockwise from the frame's north.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons

_STEP_DEG = 2.0
_SIMPLER_M = 100.0
"""A band 15 km wide need not follow each bend of the line that it lies beside."""


def cone(apex: Point, bearing_deg: float, half_width_deg: float, reach_m: float) -> Polygon:
    """Return the ground within a reach of a point, in a direction give or take a half-width."""
    steps = max(2, round(2 * half_width_deg / _STEP_DEG))
    angles = np.radians(
        np.linspace(bearing_deg - half_width_deg, bearing_deg + half_width_deg, steps + 1)
    )
    tip = np.array([apex.x, apex.y])
    arc = tip + reach_m * np.column_stack([np.sin(angles), np.cos(angles)])
    return Polygon(np.vstack([tip, arc]))


def beside(line: BaseGeometry, bearing_deg: float, reach_m: float) -> BaseGeometry:
    """Return the ground that a line sweeps when it is moved by a reach in a direction."""
    dx, dy = _step(bearing_deg, reach_m)
    hulls = []
    for part in shapely.get_parts(shapely.simplify(line, _SIMPLER_M)):
        xy = shapely.get_coordinates(part)
        moved = xy + np.array([dx, dy])
        corners = np.stack([xy[:-1], xy[1:], moved[1:], moved[:-1]], axis=1)
        hulls += list(shapely.convex_hull(shapely.multipoints(corners)))
    return polygons(shapely.union_all(hulls))


def part_towards(area: BaseGeometry, bearing_deg: float, share: float) -> BaseGeometry:
    """Return what of an area lies beyond a share of its length in a direction."""
    low, high = reach_along(area, bearing_deg)
    return polygons(
        shapely.intersection(area, half_plane(area, bearing_deg, low + share * (high - low)))
    )


def reach_along(area: BaseGeometry, bearing_deg: float) -> tuple[float, float]:
    """Return where an area begins and ends along a direction, in metres from the origin."""
    along = shapely.get_coordinates(area) @ np.array(_step(bearing_deg, 1.0))
    return float(along.min()), float(along.max())


def half_plane(area: BaseGeometry, bearing_deg: float, from_m: float) -> Polygon:
    """Return the ground beyond ``from_m`` along a direction, as far as an area reaches."""
    west, south, east, north = area.bounds
    size_m = 2 * math.hypot(east - west, north - south) + 1
    ahead = np.array(_step(bearing_deg, 1.0))
    aside = np.array([-ahead[1], ahead[0]]) * size_m
    middle = np.array([west + east, south + north]) / 2
    foot = middle + (from_m - middle @ ahead) * ahead
    far = foot + size_m * ahead
    return Polygon([foot + aside, foot - aside, far - aside, far + aside])


def _step(bearing_deg: float, length_m: float) -> tuple[float, float]:
    angle = math.radians(bearing_deg)
    return length_m * math.sin(angle), length_m * math.cos(angle)
