"""Points put together by cell of the tile grid: how many there are, and where most of them lie.

A cluster stands at the position of its heaviest member, so that a pin marks a place that a text
names and never a mean somewhere in the desert. Each zoom is made from the one below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.tiling import PointColumns

CELLS = 32
"""Cells along the side of a tile. Where a tile is drawn 256 px wide, as OGC and QGIS have it, a
cell takes 8 px, the width of the smallest pin; browsers draw vector tiles 512 px wide: 16 px, the
width of a pin with its casing. Pins that are drawn apart can be told apart, and a tile holds at
most 1,024 a category. A cell is wider than the buffer around a tile (64 of 4096 units): one ring
of cells around a tile holds all that shows in the buffer."""
MAX_CLUSTER_ZOOM = 9
"""The last zoom with clusters: a cell is 2 km wide at 36 degrees north, and settlements of a
gazetteer lie further apart. From zoom 10 on only points at the very same position are one, which
makes an archive of zooms 0 to 10 complete."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """Points or groups of them; arrays of one length.

    ``x`` and ``y`` are shares of the world's width and height from its north-west corner, 0 to
    less than 1. ``member`` is the number of the heaviest point, of ``weight`` mentions with all
    that lie where it does; ``mentions`` are those of all ``count`` points.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    category: NDArray[np.int64]
    member: NDArray[np.int64]
    weight: NDArray[np.int64]
    count: NDArray[np.int64]
    mentions: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Clusters:
        """Return the clusters ``chosen``, by number or by mask."""
        return Clusters(**{name: getattr(self, name)[chosen] for name in self.__slots__})

    def cells(self, zoom: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the column and the row of the cell that each lies in."""
        scale = 2.0**zoom * CELLS
        return (self.x * scale).astype(np.int64), (self.y * scale).astype(np.int64)


def shares(
    lon_deg: NDArray[np.float64], lat_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return positions as shares of the world; ``y`` is outside 0 to 1 beyond 85.05 degrees."""
    x = (lon_deg / 360 + 0.5) % 1.0
    near_pole = np.clip(np.radians(lat_deg), -1.5707, 1.5707)
    return x, 0.5 - np.arcsinh(np.tan(near_pole)) / (2 * np.pi)


def at_positions(points: PointColumns) -> Clusters:
    """Return the points, those of one category at one position as one.

    What lies beyond 85.05 degrees is not on the grid and left out.
    """
    x, y = shares(points.lon_deg, points.lat_deg)
    mapped = np.flatnonzero((y >= 0) & (y < 1))
    each = Clusters(
        x=x,
        y=y,
        category=points.category,
        member=np.arange(len(x)),
        weight=points.weight,
        count=points.count,
        mentions=points.mentions,
    ).take(mapped)
    together = _together(each, (each.category, each.y, each.x))
    return Clusters(
        **{n: getattr(together, n) for n in together.__slots__ if n != "weight"},
        weight=together.mentions,
    )


def in_cells(finer: Clusters, zoom: int) -> Clusters:
    """Return the clusters of a zoom, made from those of a higher one or from positions."""
    column, row = finer.cells(zoom)
    return _together(finer, (finer.category, row, column))


def at_zooms(points: PointColumns, deepest: int) -> Iterator[tuple[int, Clusters]]:
    """Yield the clusters of every zoom from ``deepest`` up to 0."""
    level = at_positions(points)
    for zoom in range(deepest, -1, -1):
        if zoom <= MAX_CLUSTER_ZOOM:
            level = in_cells(level, zoom)
        yield zoom, level


def at_zoom(points: PointColumns, zoom: int) -> Clusters:
    """Return the clusters of one zoom."""
    positions = at_positions(points)
    return in_cells(positions, zoom) if zoom <= MAX_CLUSTER_ZOOM else positions


def _together(clusters: Clusters, keys: tuple[NDArray[np.generic], ...]) -> Clusters:
    """Return one cluster for all with the same keys; of equal members the first stands for all."""
    if not len(clusters.x):
        return clusters
    order = np.lexsort((clusters.member, -clusters.weight, *keys))
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for key in keys:
        ordered = key[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    first = np.flatnonzero(new)
    leading = clusters.take(order[first])
    return Clusters(
        x=leading.x,
        y=leading.y,
        category=leading.category,
        member=leading.member,
        weight=leading.weight,
        count=np.add.reduceat(clusters.count[order], first),
        mentions=np.add.reduceat(clusters.mentions[order], first),
    )
