"""Ground within a distance of lines, points and areas, measured on the ellipsoid.

A frame measures truly from its centre only. Between points beside each other at r from the
centre, an azimuthal equidistant frame is off by up to r² d / (6 R²) over a distance d (the first
term of its series on the sphere). So what lies too far out is cut in stretches, each buffered in
a frame of its own and taken back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.geodesy.frame import EARTH_M, LocalFrame

_TOLERANCE_M = 2.0
"""For each of the three things that are not exact: frame, arcs, straightened lines."""
_THIN_M = _TOLERANCE_M / 2
_LEAST_SEGS = 16
_MOST_VERTICES = 100
"""A strip around more is slower to make than strips around stretches of it and their union."""
_SHALLOW_M, _MOST_IF_SHALLOW = 1_000.0, 20
"""A narrow strip follows every bend: on a jagged line of 100,000 vertices shorter stretches halve
the time for 100 m, and double it for 15 km."""
_EDGE_M = 2_000.0
"""Longest edge of a buffer that is taken from one frame to another."""


def ground_within(
    pieces: Sequence[BaseGeometry],
    reach_m: Sequence[float],
    frame: LocalFrame,
    deepest_m: float = 0.0,
) -> BaseGeometry:
    """Return the ground within each piece's own reach of it, in metres of ``frame``.

    Pieces are points, lines or areas in the frame; an area counts itself, and a reach below 0
    takes its rim away. Points and lines need a reach above 0 to give ground. ``deepest_m`` is the
    deepest reach of a family of grounds: with the same one, a deeper ground covers a shallower.
    """
    segs = quad_segs(max([deepest_m, *reach_m, 1.0]))
    given = _by_reach(pieces, reach_m)
    areas = [p for reach, group in given for p in group if _is_area(p) and reach >= 0]
    rims = [(reach, _thinned([_rim(p) for p in group])) for reach, group in given if reach > 0]
    found = [*areas, *(g for reach, rim in rims for g in _around(rim, reach, frame, segs))]
    for reach, group in given:
        worn = [p for p in group if _is_area(p)] if reach < 0 else []
        for area in worn:
            rim = shapely.union_all(list(_around(_rim(area), -reach, frame, segs)))
            found.append(shapely.difference(area, rim))
    return polygons(found[0] if len(found) == 1 else shapely.union_all(found))


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygonal part, maybe empty: edges that an overlay leaves are dropped."""
    if isinstance(geometry, Polygon) and geometry.area > 0:
        return geometry
    parts = shapely.get_parts(geometry, return_index=False)
    kept = [p for p in parts if p.geom_type in {"Polygon", "MultiPolygon"} and p.area > 0]
    if not kept:
        return shapely.Polygon()
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)


def true_within_m(distance_m: float) -> float:
    """Return how far from a frame's centre a distance is still true to ``_TOLERANCE_M``."""
    return EARTH_M * math.sqrt(6 * _TOLERANCE_M / distance_m)


def quad_segs(reach_m: float) -> int:
    """Return the vertices to a quarter circle that keep an arc's chords within tolerance."""
    half_step = math.acos(max(0.0, 1 - _TOLERANCE_M / max(reach_m, _TOLERANCE_M)))
    return max(_LEAST_SEGS, math.ceil(math.pi / 4 / half_step))


def _by_reach(
    pieces: Sequence[BaseGeometry], reach_m: Sequence[float]
) -> list[tuple[float, list[BaseGeometry]]]:
    groups: dict[float, list[BaseGeometry]] = {}
    for piece, reach in zip(pieces, reach_m, strict=True):
        groups.setdefault(reach, []).append(piece)
    return list(groups.items())


def _is_area(piece: BaseGeometry) -> bool:
    return piece.geom_type in {"Polygon", "MultiPolygon"}


def _rim(piece: BaseGeometry) -> BaseGeometry:
    return piece.boundary if _is_area(piece) else piece


def _thinned(rims: Sequence[BaseGeometry]) -> BaseGeometry:
    parts = shapely.get_parts(list(rims))
    lines = [part for part in parts if part.geom_type == "LineString"]
    if len(lines) == len(parts):
        return shapely.simplify(shapely.line_merge(shapely.multilinestrings(lines)), _THIN_M)
    return shapely.simplify(shapely.geometrycollections(parts), _THIN_M)


def _around(
    rim: BaseGeometry, reach_m: float, frame: LocalFrame, segs: int
) -> Iterator[BaseGeometry]:
    """Yield discs and strips around points and lines, in metres of the frame."""
    true_m = true_within_m(reach_m)
    if rim.is_empty:
        return
    if float(np.abs(shapely.get_coordinates(rim)).max()) <= true_m / math.sqrt(2):
        yield _strip(rim, reach_m, segs)
        return
    for stretch in _stretches(rim, true_m):
        own = LocalFrame.around(frame.inverse(stretch))
        strip = _strip(_moved(stretch, frame, own), reach_m, segs)
        yield _moved(shapely.segmentize(strip, _EDGE_M), own, frame)


def _strip(rim: BaseGeometry, reach_m: float, segs: int) -> BaseGeometry:
    most = _MOST_IF_SHALLOW if reach_m < _SHALLOW_M else _MOST_VERTICES
    pieces = [piece for part in shapely.get_parts(rim) for piece in _cut(part, most)]
    return shapely.union_all(shapely.buffer(pieces, reach_m, quad_segs=segs))


def _moved(geometry: BaseGeometry, there: LocalFrame, here: LocalFrame) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: here.from_degrees(there.to_degrees(xy)))


def _cut(part: BaseGeometry, most: int) -> Iterator[BaseGeometry]:
    """Yield a point, or a line in stretches of at most so many edges."""
    xy = shapely.get_coordinates(part)
    if len(xy) <= most:
        yield part
        return
    for start in range(0, len(xy) - 1, most):
        yield LineString(xy[start : start + most + 1])


def _stretches(rim: BaseGeometry, longest_m: float) -> Iterator[BaseGeometry]:
    """Yield points, and lines in stretches of bounded length."""
    for part in shapely.get_parts(rim):
        xy = shapely.get_coordinates(shapely.segmentize(part, longest_m / 4))
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        starts = np.flatnonzero(np.diff(np.floor(along / longest_m), prepend=-1.0))
        for start, end in zip(starts, [*starts[1:], len(xy) - 1], strict=True):
            if end > start:
                yield LineString(xy[start : end + 1])
        if len(xy) == 1:
            yield part
