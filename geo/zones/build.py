"""Make a zone out of its rule: surely inside, inside as stated, perhaps inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.buffer import ground_within, polygons
from geo.geodesy.frame import HALF_GLOBE_M, LocalFrame
from geo.geodesy.side import ground_beside
from geo.model.zone import Band, ContactLine, LineKind, LineRule, Zone, ZoneKind, ZoneRule
from geo.zones.lines import Ground, build_line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """One zone's building site, in metres of its frame."""

    frame: LocalFrame
    pieces: tuple[BaseGeometry, ...]
    errors_m: tuple[float, ...]
    side: BaseGeometry

    doubt: BaseGeometry
    """The ground that the line's error may take from the side or add to it."""

    @property
    def sure_side(self) -> BaseGeometry:
        """Return the side without the doubtful ground."""
        return shapely.difference(self.side, self.doubt)

    @property
    def possible_side(self) -> BaseGeometry:
        """Return the side with the doubtful ground."""
        return shapely.union(self.side, self.doubt)


def build_zone(rule: ZoneRule, line: LineRule, ground: Ground, on: date | None = None) -> Zone:
    """Return the zone of a rule, on its own day unless another is given.

    Raises InputError where the line has no side, or there is no line that day.
    """
    try:
        return _BUILDERS[rule.kind](rule, build_line(line, ground, on or rule.on), ground)
    except InputError as exc:
        msg = f"zone {rule.id}: {exc}"
        raise InputError(msg) from exc


def _along_line(rule: ZoneRule, line: ContactLine, ground: Ground) -> Zone:
    site = _site(rule, line, ground)
    low_m, high_m = (depth * 1000 for depth in rule.depth_km)
    core = _within(site, [low_m - e for e in site.errors_m], site.sure_side)
    extent = _within(site, [high_m + e for e in site.errors_m], site.possible_side)
    depths_km = sorted(set(rule.depth_km))
    reaches_m = [[depth * 1000] * len(site.pieces) for depth in depths_km]
    return Zone(
        rule=rule,
        line=line,
        core=_out(site, core),
        bands=tuple(
            Band(depth_km=d, geometry=_out(site, _within(site, r, site.side)))
            for d, r in zip(depths_km, reaches_m, strict=True)
        ),
        extent=_out(site, extent),
    )


def _held_area(rule: ZoneRule, line: ContactLine, ground: Ground) -> Zone:
    site = _site(rule, line, ground)
    return Zone(
        rule=rule,
        line=line,
        core=_out(site, site.sure_side),
        bands=(Band(depth_km=0.0, geometry=_out(site, site.side)),),
        extent=_out(site, site.possible_side),
    )


def _site(rule: ZoneRule, line: ContactLine, ground: Ground) -> _Site:
    frame = LocalFrame.around(line.geometry)
    west, south, east, north = line.geometry.bounds
    around = shapely.box(west - 1.5, south - 1.5, east + 1.5, north + 1.5)
    land = shapely.intersection(ground.land(rule.within), around)
    # Normalised: a line digitised the other way gives the same zone to the last digit.
    pieces = [shapely.normalize(frame.forward(s.geometry)) for s in line.segments]
    errors_m = [s.half_gap_m for s in line.segments]
    flat_land = frame.forward(land)
    side = shapely.intersection(_side(rule, line, ground, frame), flat_land)
    return _Site(
        frame=frame,
        pieces=tuple(pieces),
        errors_m=tuple(errors_m),
        side=side,
        doubt=ground_within(pieces, errors_m, flat_land),
    )


def _side(rule: ZoneRule, line: ContactLine, ground: Ground, frame: LocalFrame) -> BaseGeometry:
    """Return the ground of the zone's side, in metres of the frame."""
    if line.rule.kind is LineKind.CONTROL and line.valid_on is not None:
        control = ground.control(line.rule, line.valid_on)
        holder = rule.holder or control.holder_of(rule.side)
        if not holder:
            msg = f"the table {line.rule.control} does not say who held {rule.side!r}"
            raise InputError(msg)
        return frame.forward(control.frame.inverse(control.area(holder)))
    if not rule.side:
        msg = "ground that somebody held needs the line of a control table, not a drawn one"
        raise InputError(msg)
    seed = ground.places[rule.side]
    at = Point(seed.lon_deg, seed.lat_deg)
    if line.rule.within and ground.land(line.rule.within).contains(at):
        return shapely.box(-HALF_GLOBE_M, -HALF_GLOBE_M, HALF_GLOBE_M, HALF_GLOBE_M)
    flat = shapely.normalize(frame.forward(line.geometry))
    return ground_beside(flat, frame.forward(at), rule.depth_km[1] * 1000, frame)


def _within(site: _Site, reach_m: Sequence[float], side: BaseGeometry) -> BaseGeometry:
    return ground_within(site.pieces, reach_m, side)


def _out(site: _Site, geometry: BaseGeometry) -> BaseGeometry:
    return shapely.orient_polygons(polygons(site.frame.inverse(geometry)))


_BUILDERS: dict[ZoneKind, Callable[[ZoneRule, ContactLine, Ground], Zone]] = {
    ZoneKind.ALONG_LINE: _along_line,
    ZoneKind.HELD_AREA: _held_area,
}
