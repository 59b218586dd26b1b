"""What a zone is measured from, in metres: lines, places or areas, and on which side of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.buffer import ground_within, polygons
from geo.geodesy.compass import Part, halved
from geo.geodesy.frame import LocalFrame
from geo.geodesy.measure import geodesic
from geo.geodesy.seam import clipped, unwrapped
from geo.geodesy.side import ground_beside
from geo.model.line import ContactLine, LineKind, LineRule
from geo.model.zone import BOTH_SIDES, ZoneKind, ZoneRule
from geo.zones.lines import Ground, build_line

_GRID_M = 0.01
_MARGIN = 1.2
_DEG_M = 111_000.0
_PAIR = 2
_VAGUE_SHARE = 1 / 6
"""How far, of an area's width, "the north of it" may begin off the middle: the last third surely
is its north, the first third surely is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The ground surely, as drawn and perhaps on a zone's side; None is no bound."""

    surely: BaseGeometry | None = None
    drawn: BaseGeometry | None = None
    perhaps: BaseGeometry | None = None


EVERYWHERE = Sides()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a zone is measured from, in metres of ``frame``.

    ``pieces`` are lines, points or areas, each surely within its ``errors_m`` of where it is
    drawn; the zone reaches ``depth_m`` from them (None: as far as its side). ``sides`` are the
    ground that it keeps to, and ``edges`` are where that ends and may be off. ``land`` is what
    nothing leaves (None: everywhere).
    """

    frame: LocalFrame
    pieces: tuple[BaseGeometry, ...]
    errors_m: tuple[float, ...]
    depth_m: tuple[float, float] | None
    land: BaseGeometry | None = None
    sides: Sides = EVERYWHERE
    edges: tuple[BaseGeometry, ...] = ()
    edge_errors_m: tuple[float, ...] = ()
    line: ContactLine | None = None

    def kept(self, ground: BaseGeometry | None, limit: BaseGeometry | None) -> BaseGeometry:
        """Return what of the ground lies within a limit and within the land; None is no bound."""
        given = [g for g in (ground, limit, self.land) if g is not None]
        whole = given[0]
        for other in given[1:]:
            whole = polygons(shapely.intersection(whole, other, grid_size=_GRID_M))
        return whole


def figure_of(rule: ZoneRule, lines: LineRule | None, ground: Ground, on: date | None) -> Figure:
    """Return what the zone of a rule is measured from; raises InputError for a line of no day."""
    if lines is not None and rule.kind.follows_line:
        return _beside_line(rule, build_line(lines, ground, on or rule.on), ground)
    return _PLACED[rule.kind](rule, ground)


def _beside_line(rule: ZoneRule, line: ContactLine, ground: Ground) -> Figure:
    frame = LocalFrame.around(line.geometry)
    # Normalised: a line digitised the other way gives the same zone to the last digit.
    pieces = [shapely.normalize(frame.forward(s.geometry)) for s in line.segments]
    errors_m = [s.half_gap_m for s in line.segments]
    depth_m = None if rule.kind is ZoneKind.HELD_AREA else _metres(rule)
    land = _land(rule, ground, frame, pieces, _metres(rule)[1] + max(errors_m))
    figure = Figure(
        frame=frame,
        pieces=tuple(pieces),
        errors_m=tuple(errors_m),
        depth_m=depth_m,
        land=land,
        line=line,
    )
    if rule.side == BOTH_SIDES or rule.kind is ZoneKind.CORRIDOR:
        return figure
    return _kept_to(figure, _side(rule, line, ground, frame), figure.pieces, figure.errors_m)


def _kept_to(
    figure: Figure,
    side: BaseGeometry,
    edges: tuple[BaseGeometry, ...],
    errors_m: tuple[float, ...],
) -> Figure:
    """Return the figure of a zone that keeps to a side, whose edges may be off."""
    doubt = ground_within(edges, errors_m, figure.frame)
    sides = Sides(
        surely=shapely.difference(side, doubt, grid_size=_GRID_M),
        drawn=side,
        perhaps=shapely.union(side, doubt, grid_size=_GRID_M),
    )
    return replace(figure, sides=sides, edges=edges, edge_errors_m=errors_m)


def _side(rule: ZoneRule, line: ContactLine, ground: Ground, frame: LocalFrame) -> BaseGeometry:
    """Return the ground of the zone's side, in metres of the frame."""
    if line.rule.kind is LineKind.CONTROL and line.valid_on is not None:
        control = ground.control(line.rule, line.valid_on)
        holder = rule.holder or control.holder_of(rule.side)
        if not holder:
            msg = f"the table {line.rule.control} does not say who held {rule.side!r}"
            raise InputError(msg)
        allies = next((s for s in line.rule.between if holder in s), (holder,))
        return frame.forward(control.frame.inverse(control.area(*allies)))
    if not rule.side:
        msg = "ground that somebody held needs the line of a control table, not a drawn one"
        raise InputError(msg)
    seed = ground.places[rule.side]
    at = Point(seed.lon_deg, seed.lat_deg)
    rim = line.rule.within
    if rim and ground.land(rim).contains(at):
        return frame.forward(_near(ground.land(rim), line.geometry, 2 * rule.depth_km[1] * 1000))
    flat = shapely.normalize(frame.forward(line.geometry))
    return ground_beside(flat, frame.forward(at), rule.depth_km[1] * 1000, frame)


def _around(rule: ZoneRule, ground: Ground) -> Figure:
    found = [_footprint(place_id, ground) for place_id in rule.places]
    return _placed(rule, ground, [f for f, _ in found], [error for _, error in found])


def _between(rule: ZoneRule, ground: Ground) -> Figure:
    places = [ground.places[place_id] for place_id in rule.places]
    error_m = max(p.precision_m for p in places)
    spots = [(p.lon_deg, p.lat_deg) for p in places]
    if len(spots) == _PAIR:
        return _placed(rule, ground, [geodesic(spots[0], spots[1])], [error_m])
    return _placed(rule, ground, [unwrapped(shapely.MultiPoint(spots)).convex_hull], [error_m])


def _units(rule: ZoneRule, ground: Ground) -> Figure:
    areas = [ground.areas[place_id] for place_id in rule.places]
    whole = shapely.union_all([a.geometry for a in areas])
    figure = _placed(rule, ground, [whole], [max(a.uncertainty_m for a in areas)])
    if not rule.part:
        return figure
    half, cut, width_m = halved(figure.pieces[0], Part(rule.part))
    return _kept_to(figure, half, (cut,), (_VAGUE_SHARE * width_m,))


def _placed(
    rule: ZoneRule, ground: Ground, geometries: Sequence[BaseGeometry], errors_m: Sequence[float]
) -> Figure:
    """Return the figure of geometries in OGC:CRS84."""
    frame = LocalFrame.around(shapely.GeometryCollection(list(geometries)))
    pieces = [shapely.normalize(frame.forward(g)) for g in geometries]
    depth_m = _metres(rule)
    return Figure(
        frame=frame,
        pieces=tuple(pieces),
        errors_m=tuple(errors_m),
        depth_m=depth_m,
        land=_land(rule, ground, frame, pieces, depth_m[1] + max(errors_m)),
    )


def _footprint(place_id: str, ground: Ground) -> tuple[BaseGeometry, float]:
    area = ground.areas.get(place_id)
    if area is not None:
        return area.geometry, area.uncertainty_m
    place = ground.places[place_id]
    return Point(place.lon_deg, place.lat_deg), place.precision_m


def _metres(rule: ZoneRule) -> tuple[float, float]:
    return rule.depth_km[0] * 1000, rule.depth_km[1] * 1000


def _land(
    rule: ZoneRule,
    ground: Ground,
    frame: LocalFrame,
    pieces: Sequence[BaseGeometry],
    reach_m: float,
) -> BaseGeometry | None:
    if not rule.within:
        return None
    around = frame.inverse(shapely.GeometryCollection(list(pieces)).envelope)
    return frame.forward(_near(ground.land(rule.within), around, reach_m))


def _near(land: BaseGeometry, geometry: BaseGeometry, reach_m: float) -> BaseGeometry:
    """Return what of the land lies within reach of the geometry, and some more."""
    west, south, east, north = unwrapped(geometry).bounds
    lat_deg = _MARGIN * reach_m / _DEG_M
    lon_deg = lat_deg / max(0.05, math.cos(math.radians(max(abs(south), abs(north)) + lat_deg)))
    return clipped(land, west - lon_deg, south - lat_deg, east + lon_deg, north + lat_deg)


_PLACED: dict[ZoneKind, Callable[[ZoneRule, Ground], Figure]] = {
    ZoneKind.AROUND: _around,
    ZoneKind.BETWEEN: _between,
    ZoneKind.UNITS: _units,
}
