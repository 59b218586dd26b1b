"""What filters may be made of: operators with their arguments, shapes, days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.reference import Crs, from_crs
from geo.model.filter import Instant, Interval, Node, Operation, Property, Shape

MAX_DEPTH = 32
_MANY = 10_000
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "like", "in")
_SPATIAL = "intersects equals disjoint touches within overlaps crosses contains".split()
_TEMPORAL = (
    "after before contains disjoint during equals finishedby finishes intersects meets metby "
    "overlappedby overlaps startedby starts"
).split()
ARITY: Mapping[str, tuple[int, int]] = {
    "and": (1, _MANY),
    "or": (1, _MANY),
    "not": (1, 1),
    "isnull": (1, 1),
    "between": (3, 3),
    **dict.fromkeys(_COMPARISONS, (2, 2)),
    "casei": (1, 1),
    "accenti": (1, 1),
    **{f"s_{name}": (2, 2) for name in _SPATIAL},
    "s_dwithin": (3, 4),
    **{f"t_{name}": (2, 2) for name in _TEMPORAL},
}
"""How many arguments each operator takes, at least and at most."""
FUNCTIONS = tuple(name.upper() for name in ARITY if name[:2] in {"s_", "t_", "ca", "ac"})
_FARTHEST = 5e7
"""In metres or degrees more than the way around the Earth: arithmetic overflows far beyond it."""
_FINEST = 256
"""Pieces of an edge of a shape in a metric system, straight there and bent in degrees: an edge
of 1,000 km is off by 0.3 m at most between two of them."""


def operation(op: str, args: Sequence[Node]) -> Operation:
    """Return an operation; raises InputError for one that is not known or short of arguments."""
    arity = ARITY.get(op.casefold())
    if arity is None:
        msg = f"filter: unknown function or operator {op[:40]!r}; known: {', '.join(FUNCTIONS)}"
        raise InputError(msg)
    least, most = arity
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        msg = f"filter: {op.upper()} takes {wanted} arguments, not {len(args)}"
        raise InputError(msg)
    return Operation(op=op.casefold(), args=tuple(args))


def deeper(depth: int) -> int:
    """Return the depth of what lies inside; raises InputError beyond the greatest."""
    if depth >= MAX_DEPTH:
        msg = f"filter: nested deeper than {MAX_DEPTH}; write it flatter"
        raise InputError(msg)
    return depth + 1


def shape(read: Callable[[], BaseGeometry], crs: Crs) -> Shape:
    """Return the shape that ``read`` gives, as it lies in OGC:CRS84; raises InputError."""
    try:
        geometry = read()
    except (shapely.errors.ShapelyError, ValueError, TypeError) as exc:
        msg = f"filter: not a geometry ({str(exc)[:80]}); write one like POINT(36.6 35.9)"
        raise InputError(msg) from exc
    empty = geometry is None or geometry.is_empty
    if not empty and not (np.abs(shapely.get_coordinates(geometry)) <= _FARTHEST).all():
        msg = "filter: a coordinate lies off the globe"
        raise InputError(msg)
    if empty or not geometry.is_valid:
        why = "it is empty" if empty else shapely.is_valid_reason(geometry)
        msg = f"filter: a geometry is not valid: {why}"
        raise InputError(msg)
    return Shape(geometry=placed(geometry, crs, "filter"))


def placed(geometry: BaseGeometry, crs: Crs, parameter: str) -> BaseGeometry:
    """Return a geometry of a system in OGC:CRS84; raises InputError for one off the globe."""
    if crs.metric:
        west, south, east, north = geometry.bounds
        geometry = shapely.segmentize(geometry, max(east - west, north - south, 1.0) / _FINEST)
    found = from_crs(shapely.force_2d(geometry), crs)
    west, south, east, north = found.bounds if found is not None else (999.0,) * 4
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:  # noqa: PLR2004 - the globe
        order = "metres east and north" if crs.metric else "longitude first"
        order = "latitude first" if crs.latitude_first else order
        msg = f"{parameter}: a coordinate lies off the globe; {crs.code} has {order}"
        raise InputError(msg)
    return found if found is not None else geometry


def box(corners: Sequence[float], crs: Crs) -> BaseGeometry:
    """Return a box of four numbers (six with heights) as ``crs`` orders them.

    West greater than east crosses the antimeridian; raises ValueError for what is no box.
    """
    if len(corners) not in {4, 6}:
        msg = "a box is four numbers, or six with heights"
        raise ValueError(msg)
    if not all(abs(corner) <= _FARTHEST for corner in corners):
        msg = "a corner lies beyond the Earth"
        raise ValueError(msg)
    half = len(corners) // 2
    west, south, east, north = (*corners[:2], *corners[half : half + 2])
    if crs.latitude_first:
        west, south, east, north = south, west, north, east
    if south > north or (crs.metric and west > east):
        msg = "the second corner of a box lies north of its first"
        raise ValueError(msg)
    ranges = ((west, east),) if west <= east else ((west, 180.0), (-180.0, east))
    drawn = shapely.union_all([_corner_to_corner(w, south, e, north) for w, e in ranges])
    return shapely.transform(drawn, lambda xy: xy[:, ::-1]) if crs.latitude_first else drawn


def _corner_to_corner(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return a box, or the line or the point that is left of one without width or height."""
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def instant(text: object) -> Instant:
    """Return the day of a date or a time; raises InputError."""
    try:
        return Instant(day=_day(str(text)))
    except ValueError:
        msg = (
            f"filter: {str(text)[:40]!r} is no date; write DATE('2018-09-17') "
            "or TIMESTAMP('2018-09-17T12:00:00Z')"
        )
        raise InputError(msg) from None


def interval(ends: Sequence[object]) -> Interval:
    """Return the interval between two days or properties, ``..`` for an open end."""
    if len(ends) != 2:  # noqa: PLR2004 - two ends
        msg = "filter: INTERVAL takes two ends, like INTERVAL('2018-09-17', '..')"
        raise InputError(msg)
    start, end = (_end(end) for end in ends)
    if isinstance(start, Instant) and isinstance(end, Instant) and start.day > end.day:
        msg = f"filter: an interval ends on {end.day} before it starts on {start.day}"
        raise InputError(msg)
    return Interval(start=start, end=end)


def _end(value: object) -> Instant | Property | None:
    if isinstance(value, Property | Instant):
        return value
    return None if value == ".." else instant(value)


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()
