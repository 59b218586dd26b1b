"""Who held which ground on a day, from who held which place.

Every point belongs to its nearest place (Voronoi cells in a metric frame, cut by the land). Cells
dissolved by holder are the held areas; an edge between cells of two holders is a segment of the
line between them: it runs half way, and half the gap is how far it may be off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons
from geo.geodesy.frame import LocalFrame
from geo.model.place import Place
from geo.model.zone import Holding

_REACH_M = 25_000
"""How far beyond the outermost places of a table its word is taken."""
_GRID_M = 0.01
_SHORTEST_M = 1.0
"""Four places on one circle touch in a point, which rounding makes an edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The line between two facing places of two holders, in metres of the frame."""

    geometry: BaseGeometry
    holdings: tuple[Holding, Holding]
    half_gap_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The ground on one day: cells and edges in metres of the frame."""

    frame: LocalFrame
    holdings: tuple[Holding, ...]
    cells: tuple[BaseGeometry, ...]
    edges: tuple[Edge, ...]

    def holder_of(self, place_id: str) -> str:
        """Return who held the place, "" where the table does not say."""
        return next((h.holder for h in self.holdings if h.place_id == place_id), "")

    def area(self, holder: str) -> BaseGeometry:
        """Return the ground of one holder, in metres of the frame."""
        mine = [c for c, h in zip(self.cells, self.holdings, strict=True) if h.holder == holder]
        return polygons(shapely.union_all(mine))


def control_on(
    day: date, holdings: Iterable[Holding], places: Mapping[str, Place], land: BaseGeometry
) -> Control:
    """Return the ground on a day; ``land`` in OGC:CRS84, at least two places held that day."""
    held = tuple(h for h in holdings if h.covers(day))
    spots = [places[h.place_id] for h in held]
    degrees = shapely.MultiPoint([(p.lon_deg, p.lat_deg) for p in spots])
    frame = LocalFrame.around(degrees)
    points = shapely.get_parts(frame.forward(degrees))
    ground = _ground(points, land, frame)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=ground, ordered=True)
    )
    # On one grid, so that neighbours share their vertices to the last digit.
    cells = shapely.set_precision(cells, _GRID_M)
    return Control(
        frame=frame,
        holdings=held,
        cells=tuple(shapely.intersection(cells, ground)),
        edges=tuple(_edges(cells, points, held, ground)),
    )


def _ground(points: Sequence[BaseGeometry], land: BaseGeometry, frame: LocalFrame) -> BaseGeometry:
    hull = shapely.buffer(shapely.MultiPoint(points).convex_hull, _REACH_M)
    near = shapely.clip_by_rect(land, *frame.inverse(hull).bounds)
    ground = polygons(shapely.intersection(frame.forward(near), hull))
    shapely.prepare(ground)
    return ground


def _edges(
    cells: Sequence[BaseGeometry],
    points: Sequence[BaseGeometry],
    held: Sequence[Holding],
    ground: BaseGeometry,
) -> Iterable[Edge]:
    left, right = shapely.STRtree(cells).query(cells, predicate="intersects")
    holders = np.array([h.holder for h in held])
    facing = (left < right) & (holders[left] != holders[right])
    order = np.lexsort((right[facing], left[facing]))
    left, right = left[facing][order], right[facing][order]
    all_cells = np.asarray(cells, dtype=object)
    shared = shapely.intersection(shapely.intersection(all_cells[left], all_cells[right]), ground)
    for i, j, both in zip(left, right, shared, strict=True):
        line = _linework(both)
        if shapely.length(line) > _SHORTEST_M:
            yield Edge(
                geometry=line,
                holdings=(held[i], held[j]),
                half_gap_m=float(points[i].distance(points[j])) / 2,
            )


def _linework(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(geometry)
    lines = [p for p in parts if p.geom_type == "LineString" and p.length > 0]
    return shapely.line_merge(shapely.MultiLineString(lines))
