"""Keep neighbouring areas edge to edge: cut what lies between them, name what they share."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-5
"""About 1 m: the last decimal of the sources and of what is written."""

_STEP_DEG = 0.005


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry; the lines and points of a repair fall away."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.union_all([p for p in parts if p.geom_type == "Polygon"])


def merged(lines: list[BaseGeometry]) -> BaseGeometry:
    """Return the lines among some geometries, joined where two of them meet."""
    parts = shapely.get_parts(shapely.get_parts(shapely.union_all(lines)))
    return shapely.line_merge(shapely.union_all([p for p in parts if p.length > 0]))


def as_coverage(units: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Give neighbours the same vertices along their common edge, as coverage_simplify asks.

    Ground of two units goes to the first; a sliver between units goes to the one it touches most.
    """
    names, shapes = list(units), list(units.values())
    edges = shapely.union_all([shape.boundary for shape in shapes], grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    points = shapely.point_on_surface(faces)
    owners: dict[int, int] = {}
    for face, unit in sorted(zip(*shapely.STRtree(shapes).query(points, "within"), strict=True)):
        owners.setdefault(int(face), int(unit))
    owned: dict[str, list[BaseGeometry]] = defaultdict(list)
    for face, unit in owners.items():
        owned[names[unit]].append(faces[face])
    for face in sorted(set(range(len(faces))) - set(owners)):
        owned[_most_touching(faces[face], owned)].append(faces[face])
    return {name: shapely.union_all(owned[name]) for name in names if name in owned}


def _most_touching(face: BaseGeometry, owned: Mapping[str, list[BaseGeometry]]) -> str:
    near = {n: [f for f in faces if f.intersects(face)] for n, faces in owned.items()}
    shared = {n: sum(f.intersection(face).length for f in faces) for n, faces in near.items()}
    return max(shared, key=lambda name: float(shared[name]))


def shared_line(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry:
    """Return the common edge of two members of a coverage, merged; empty if they don't touch."""
    if not first.intersects(second):
        return shapely.LineString()
    return merged([first.boundary.intersection(second.boundary)])


def neighbours(units: Mapping[str, BaseGeometry]) -> dict[tuple[str, str], BaseGeometry]:
    """Return the common edge of every pair of units that has one."""
    lines = {pair: shared_line(units[pair[0]], units[pair[1]]) for pair in combinations(units, 2)}
    return {pair: line for pair, line in lines.items() if not line.is_empty}


def nearest_parts(
    area: BaseGeometry, sites: Mapping[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Cut an area into the parts that lie nearest to the outline of each site.

    Nearest is counted in degrees: good enough for slivers a few kilometres wide.
    """
    where: dict[tuple[float, float], str] = {}
    for name, site in sites.items():
        line = shapely.segmentize(site.boundary if site.area else site, _STEP_DEG)
        for lon, lat in np.round(shapely.get_coordinates(line), 6):
            where.setdefault((float(lon), float(lat)), name)
    cells = shapely.voronoi_polygons(
        shapely.multipoints(list(where)), extend_to=area.envelope, ordered=True
    )
    grouped: dict[str, list[BaseGeometry]] = defaultdict(list)
    for cell, name in zip(shapely.get_parts(cells), where.values(), strict=True):
        grouped[name].append(cell)
    return {
        name: polygonal(shapely.intersection(area, shapely.union_all(mine), grid_size=GRID_DEG))
        for name, mine in grouped.items()
    }
