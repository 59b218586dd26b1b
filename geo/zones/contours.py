"""The probability surface of a zone, as the ground inside at least as likely as three chances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons
from geo.zones.chance import REALISATIONS, chances
from geo.zones.figure import Figure

EVEN = 0.5
LEVELS = (0.95, EVEN, 0.05)
"""Their grounds end where the side surely, as drawn and perhaps ends."""
_CELLS = 4_000
"""How many points of the grid are in doubt, about: 900 m apart for the Idlib zone, whose line may
be some 2.5 km off."""
_MOST_CELLS = 4_000_000
_RIM_CELLS = 3
_SPECK_CELLS = 3.0
"""Smaller parts and holes come from the sampling."""

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    x: Reals
    y: Reals
    step_m: float

    @property
    def points(self) -> Reals:
        """Return every point of the grid, row by row."""
        across, up = np.meshgrid(self.x, self.y)
        return np.column_stack([across.ravel(), up.ravel()])


def contours(
    figure: Figure, core: BaseGeometry, extent: BaseGeometry, count: int = REALISATIONS
) -> list[tuple[float, BaseGeometry]]:
    """Return chance and ground of each contour, likeliest first, in metres of the frame.

    All of them hold the core, and the extent holds them, but for what the land cuts away.
    ``core`` and ``extent`` are the zone's surest and widest ground, not cut by the land.
    """
    grid = _grid(core, extent)
    chance = _surface(figure, core, extent, grid, count)
    found: list[tuple[float, BaseGeometry]] = []
    sides = (figure.sides.perhaps, figure.sides.drawn, figure.sides.surely)
    for level, side in zip(LEVELS[::-1], sides, strict=True):
        above = shapely.union(_above(grid, chance, level), core)
        wider = found[-1][1] if found else extent
        found.append((level, figure.kept(polygons(shapely.intersection(above, wider)), side)))
    return found[::-1]


def _grid(core: BaseGeometry, extent: BaseGeometry) -> _Grid:
    west, south, east, north = extent.bounds
    box_m2 = (east - west) * (north - south)
    doubtful_m2 = max(extent.area - core.area, extent.area / 100)
    step_m = math.sqrt(max(doubtful_m2 / _CELLS, box_m2 / _MOST_CELLS))
    margin = _RIM_CELLS * step_m
    return _Grid(
        x=np.arange(west - margin, east + margin + step_m, step_m),
        y=np.arange(south - margin, north + margin + step_m, step_m),
        step_m=step_m,
    )


def _surface(
    figure: Figure, core: BaseGeometry, extent: BaseGeometry, grid: _Grid, count: int
) -> Reals:
    """Return the chance at every point of the grid, (rows, columns)."""
    points = grid.points
    for ground in (core, extent):
        shapely.prepare(ground)
    surely = shapely.contains_xy(core, points[:, 0], points[:, 1])
    perhaps = shapely.contains_xy(extent, points[:, 0], points[:, 1])
    chance = surely.astype(float)
    open_ = perhaps & ~surely
    chance[open_] = chances(figure, points[open_], count)
    shape = len(grid.y), len(grid.x)
    return _carried_on(chance.reshape(shape), perhaps.reshape(shape))


def _carried_on(chance: Reals, known: NDArray[np.bool_]) -> Reals:
    """Carry the surface on over its rim, so that a cut there is as sharp as the ground is."""
    for _ in range(_RIM_CELLS - 1):
        around = np.pad(np.where(known, chance, 0.0), 1)
        there = np.pad(known, 1)
        shifts = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2)]
        rows, columns = chance.shape
        total = sum(around[i : i + rows, j : j + columns] for i, j in shifts)
        number = sum(there[i : i + rows, j : j + columns].astype(float) for i, j in shifts)
        fresh = ~known & (number > 0)
        chance = np.where(fresh, total / np.maximum(number, 1), chance)
        known = known | fresh
    chance = chance.copy()
    chance[[0, -1], :] = 0
    chance[:, [0, -1]] = 0
    return chance


def _above(grid: _Grid, chance: Reals, level: float) -> BaseGeometry:
    traced = contourpy.contour_generator(
        grid.x, grid.y, chance, fill_type=contourpy.FillType.OuterOffset
    ).filled(level, np.inf)
    least_m2 = _SPECK_CELLS * grid.step_m**2
    found = []
    for xy, offsets in zip(*traced, strict=True):
        rings = [xy[a:b] for a, b in pairwise(offsets)]
        holes = [r for r in rings[1:] if shapely.Polygon(r).area > least_m2]
        found.append(shapely.make_valid(shapely.Polygon(rings[0], holes)))
    return shapely.union_all([p for p in found if p.area > least_m2])
