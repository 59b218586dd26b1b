"""Who held which ground on a day, from who held which place.

Every point belongs to its nearest place (Voronoi cells in a metric frame, cut by the land). Cells
dissolved by holder are the held areas; an edge between cells of two holders is a segment of the
line between them: it runs half way, and half the gap is how far it may be off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons
from geo.geodesy.frame import LocalFrame
from geo.model.line import Holding, Pocket
from geo.model.place import Place
from geo.zones.pockets import CellGraph, connected

_REACH_M = 25_000
"""How far beyond the outermost places of a table its word is taken."""
_GRID_M = 0.01
_SHORTEST_M = 1.0
"""Four places on one circle touch in a point, which rounding makes an edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The line between two facing places of two holders, in metres of the frame.

    ``pocket_km2`` is the ground of the enclave that it closes in, 0 where it is a front.
    """

    geometry: BaseGeometry
    holdings: tuple[Holding, Holding]
    half_gap_m: float
    pocket_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The ground on one day: cells and edges in metres of the frame, by the places' ids.

    ``holders`` have the cells: as the table says, but for ``pockets``, which are left out.
    """

    day: date
    frame: LocalFrame
    holdings: tuple[Holding, ...]
    holders: tuple[str, ...]
    cells: tuple[BaseGeometry, ...]
    neighbours: tuple[tuple[int, int], ...]
    edges: tuple[Edge, ...]
    pockets: tuple[Pocket, ...]

    def holder_of(self, place_id: str) -> str:
        """Return who has the place's ground, "" where the table does not say."""
        held = zip(self.holdings, self.holders, strict=True)
        return next((holder for h, holder in held if h.place_id == place_id), "")

    def area(self, *holders: str) -> BaseGeometry:
        """Return the ground of holders taken together, in metres of the frame."""
        mine = [c for c, h in zip(self.cells, self.holders, strict=True) if h in holders]
        return polygons(shapely.union_all(mine))


def control_on(
    day: date,
    holdings: Iterable[Holding],
    places: Mapping[str, Place],
    land: BaseGeometry,
    least_pocket_km2: float = 0.0,
) -> Control:
    """Return the ground on a day, the same whatever the order of the table.

    ``land`` in OGC:CRS84. All days of a table share one frame, so that they can be compared.
    """
    table = sorted(holdings, key=lambda h: h.place_id)
    frame = LocalFrame.around(_points(table, places))
    held = tuple(h for h in table if h.covers(day))
    points = shapely.get_parts(frame.forward(_points(held, places)))
    ground = _ground(points, land, frame)
    whole = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=ground, ordered=True)
    pairs, lines = _shared_edges(shapely.get_parts(whole), ground)
    # On one grid, so that neighbours share their vertices to the last digit.
    cells = shapely.set_precision(shapely.get_parts(whole), _GRID_M)
    inland = shapely.covers(ground, cells)
    cells[~inland] = shapely.intersection(cells[~inland], ground)
    graph = CellGraph(
        neighbours=pairs,
        areas_km2=tuple((shapely.area(cells) / 1e6).tolist()),
        inland=tuple(inland.tolist()),
    )
    holders = graph.without_pockets([h.holder for h in held], least_pocket_km2)
    return Control(
        day=day,
        frame=frame,
        holdings=held,
        holders=holders,
        cells=tuple(cells),
        neighbours=pairs,
        edges=tuple(_edges(graph, lines, points, held, holders)),
        pockets=tuple(_left_out(graph, held, holders)),
    )


def _points(held: Iterable[Holding], places: Mapping[str, Place]) -> BaseGeometry:
    spots = [places[h.place_id] for h in held]
    return shapely.MultiPoint([(p.lon_deg, p.lat_deg) for p in spots])


def _ground(points: Sequence[BaseGeometry], land: BaseGeometry, frame: LocalFrame) -> BaseGeometry:
    hull = shapely.buffer(shapely.MultiPoint(points).convex_hull, _REACH_M)
    near = shapely.clip_by_rect(land, *frame.inverse(hull).bounds)
    ground = polygons(shapely.intersection(frame.forward(near), hull))
    shapely.prepare(ground)
    return ground


def _shared_edges(
    cells: Sequence[BaseGeometry], ground: BaseGeometry
) -> tuple[tuple[tuple[int, int], ...], tuple[BaseGeometry, ...]]:
    """Return the pairs of cells that touch on the ground, in order, and where they do.

    Cells are convex: what two of them share is one side, with the same ends in both.
    """
    xy, owner = shapely.get_coordinates(cells, return_index=True)
    ends = np.rint(xy / _GRID_M).astype(np.int64)
    along = owner[1:] == owner[:-1]
    sides = np.stack([ends[:-1], ends[1:]], axis=1)[along]
    sides = np.array([sorted(side) for side in sides.tolist()], dtype=np.int64).reshape(-1, 4)
    order = np.lexsort((owner[1:][along], *sides.T[::-1]))
    sides, owner = sides[order], owner[1:][along][order]
    twice = (sides[1:] == sides[:-1]).all(axis=1)
    pairs = np.column_stack([owner[:-1], owner[1:]])[twice]
    lines = shapely.linestrings((sides[1:][twice] * _GRID_M).reshape(-1, 2, 2))
    outside = ~shapely.covers(ground, lines)
    lines[outside] = _linework(shapely.intersection(lines[outside], ground))
    long = shapely.length(lines) > _SHORTEST_M
    by_pair = np.lexsort((pairs[long][:, 1], pairs[long][:, 0]))
    kept = pairs[long][by_pair].tolist()
    return tuple((i, j) for i, j in kept), tuple(lines[long][by_pair])


def _linework(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the lines among what an overlay leaves; it leaves points too."""
    lines = []
    for geometry in geometries:
        parts = [p for p in shapely.get_parts(geometry) if p.length > 0]
        lines.append(shapely.MultiLineString(parts))
    merged: NDArray[np.object_] = shapely.line_merge(np.array(lines, dtype=object))
    return merged


def _edges(
    graph: CellGraph,
    lines: Sequence[BaseGeometry],
    points: Sequence[BaseGeometry],
    held: Sequence[Holding],
    holders: Sequence[str],
) -> Iterator[Edge]:
    closed_in = {c: e.area_km2 for e in graph.enclaves(holders) for c in e.cells}
    for (i, j), line in zip(graph.neighbours, lines, strict=True):
        if holders[i] != holders[j]:
            rings_km2 = [closed_in[c] for c in (i, j) if c in closed_in]
            yield Edge(
                geometry=line,
                holdings=(held[i], held[j]),
                half_gap_m=float(points[i].distance(points[j])) / 2,
                pocket_km2=min(rings_km2, default=0.0),
            )


def _left_out(
    graph: CellGraph, held: Sequence[Holding], holders: Sequence[str]
) -> Iterator[Pocket]:
    """Yield the enclaves whose ground was given away."""
    given = [c for c, h in enumerate(held) if h.holder != holders[c]]
    alike = ((i, j) for i, j in graph.neighbours if held[i].holder == held[j].holder)
    for cells in connected(given, alike):
        yield Pocket(
            places=tuple(held[c].place_id for c in cells),
            holder=held[cells[0]].holder,
            inside=holders[cells[0]],
            area_km2=sum(graph.areas_km2[c] for c in cells),
        )
