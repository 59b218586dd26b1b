"""The ground on one side of a line, chosen by a place and never by digitising direction."""

from __future__ import annotations

import math

import shapely
from shapely import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from geo.errors import InputError
from geo.geodesy.frame import LocalFrame

_TWO_SIDES = 2


def ground_beside(
    line: BaseGeometry, seed: Point, reach_m: float, frame: LocalFrame
) -> BaseGeometry:
    """Return the ground within reach of a drawn line, on the side where ``seed`` lies.

    Everything in metres of ``frame``, which only says in degrees where something is wrong. The
    ends of the line are lengthened straight on. Raises InputError where the line has no such
    side: it curls over itself, or comes in pieces.
    """
    single = _single(line)
    hull = shapely.union_all([single.convex_hull, seed]).convex_hull
    disc = shapely.buffer(hull, reach_m * 1.1)
    whole = _lengthened(single, disc.length)
    _refuse_curl(whole, frame)
    parts = [p for p in split(disc, whole).geoms if isinstance(p, Polygon)]
    if len(parts) != _TWO_SIDES:
        msg = f"the line cuts the ground into {len(parts)} parts, not 2: lengthen its ends"
        raise InputError(msg)
    chosen = next((p for p in parts if p.intersects(seed)), None)
    if chosen is None or single.distance(seed) == 0:
        msg = "the place that marks the side lies on the line: name one that is clearly beside it"
        raise InputError(msg)
    return chosen


def _single(line: BaseGeometry) -> LineString:
    merged = shapely.line_merge(line) if isinstance(line, MultiLineString) else line
    if not isinstance(merged, LineString):
        msg = f"the line comes in {len(merged.geoms)} pieces: join them, or split it in two files"
        raise InputError(msg)
    return merged


def _refuse_curl(line: LineString, frame: LocalFrame) -> None:
    if line.is_simple:
        return
    doubled = shapely.node(line)
    counts: dict[tuple[float, float], int] = {}
    for part in getattr(doubled, "geoms", [doubled]):
        for end in (part.coords[0], part.coords[-1]):
            counts[end[:2]] = counts.get(end[:2], 0) + 1
    crossing = max(counts, key=lambda end: (counts[end], end))
    where = frame.inverse(Point(crossing))
    msg = (
        f"the line curls over itself near {where.x:.4f} E, {where.y:.4f} N: "
        "it has no sides there; redraw that stretch or shorten the line"
    )
    raise InputError(msg)


def _lengthened(line: LineString, by_m: float) -> LineString:
    first, second, *_ = line.coords
    *_, penultimate, last = line.coords
    return LineString(
        [_beyond(second, first, by_m), *line.coords, _beyond(penultimate, last, by_m)]
    )


def _beyond(a: tuple[float, ...], b: tuple[float, ...], by_m: float) -> tuple[float, float]:
    scale = by_m / math.dist(a, b)
    return b[0] + (b[0] - a[0]) * scale, b[1] + (b[1] - a[1]) * scale
