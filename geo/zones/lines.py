"""Lines of a day: out of a control table, out of a file, or as a stretch of another line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.errors import InputError
from geo.geodesy.measure import length_km
from geo.model.place import Place
from geo.model.zone import Area, ContactLine, DrawnLine, Holding, LineKind, LineRule, Segment
from geo.zones.control import Control, Edge, control_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lines and zones are built from: the dossier's places, tables, areas and drawings."""

    places: Mapping[str, Place]
    holdings: Mapping[str, tuple[Holding, ...]]
    areas: Mapping[str, Area]
    drawn: Mapping[str, DrawnLine]
    _controls: dict[tuple[str, str, date], Control] = field(default_factory=dict, repr=False)

    def land(self, area_id: str) -> BaseGeometry:
        """Return the ground of an area; everywhere for ""."""
        return self.areas[area_id].geometry if area_id else shapely.box(-180, -90, 180, 90)

    def control(self, rule: LineRule, day: date) -> Control:
        """Return the control of a line's table on a day; made once for each."""
        key = (rule.control, rule.within, day)
        if key not in self._controls:
            table, land = self.holdings[rule.control], self.land(rule.within)
            self._controls[key] = control_on(day, table, self.places, land)
        return self._controls[key]


def build_line(rule: LineRule, ground: Ground, day: date | None) -> ContactLine:
    """Return the line of a rule on a day; raises InputError where there is none."""
    return _BUILDERS[rule.kind](rule, ground, day)


def _control_line(rule: LineRule, ground: Ground, day: date | None) -> ContactLine:
    on = day or rule.reference_on
    if on is None or not rule.period.contains(on):
        first, last = rule.period.start or "…", rule.period.end or "…"
        msg = f"line {rule.id}: {on} is no day of its table; ask for one from {first} to {last}"
        raise InputError(msg)
    if not any(h.covers(on) for h in ground.holdings[rule.control]):
        msg = f"line {rule.id}: control/{rule.control}.csv says of no place who held it on {on}"
        raise InputError(msg)
    control = ground.control(rule, on)
    edges = [e for e in control.edges if {h.holder for h in e.holdings} == set(rule.between)]
    if not edges:
        msg = f"line {rule.id}: {' and '.join(rule.between)} do not face each other on {on}"
        raise InputError(msg)
    segments = tuple(_segment(e, control, rule.between) for e in edges)
    geometry = shapely.line_merge(shapely.union_all([s.geometry for s in segments]))
    lengths = [length_km(s.geometry) for s in segments]
    open_km = sum(km for km, s in zip(lengths, segments, strict=True) if s.unsourced)
    return ContactLine(
        id=f"{rule.id}-{on.isoformat()}",
        rule=rule,
        geometry=geometry,
        segments=segments,
        source=f"control/{rule.control}.csv, half way between facing places",
        uncertainty_m=max(s.half_gap_m for s in segments),
        length_km=length_km(geometry),
        unsourced_share=open_km / sum(lengths),
        valid_on=on,
    )


def _segment(edge: Edge, control: Control, between: tuple[str, str]) -> Segment:
    first, second = sorted(edge.holdings, key=lambda h: between.index(h.holder))
    return Segment(
        geometry=control.frame.inverse(edge.geometry),
        places=(first.place_id, second.place_id),
        holders=(first.holder, second.holder),
        half_gap_m=edge.half_gap_m,
        unsourced=first.unsourced or second.unsourced,
    )


def _drawn_line(rule: LineRule, ground: Ground, _day: date | None) -> ContactLine:
    drawn = ground.drawn[rule.drawn]
    return _plain(rule, drawn, drawn.geometry, ("", ""))


def _stretch(rule: LineRule, ground: Ground, _day: date | None) -> ContactLine:
    drawn = ground.drawn[rule.drawn]
    line = shapely.line_merge(drawn.geometry)
    if line.geom_type != "LineString":
        msg = f"line {rule.id}: {rule.drawn} comes in {len(line.geoms)} pieces; join them first"
        raise InputError(msg)
    ends = [ground.places[place_id] for place_id in rule.ends]
    at = sorted(line.project(Point(p.lon_deg, p.lat_deg)) for p in ends)
    if at[0] == at[1]:
        msg = f"line {rule.id}: {rule.ends[0]} and {rule.ends[1]} face one point of {rule.drawn}"
        raise InputError(msg)
    return _plain(rule, drawn, substring(line, *at), rule.ends)


def _plain(
    rule: LineRule,
    drawn: DrawnLine,
    geometry: BaseGeometry,
    ends: tuple[str, str],
) -> ContactLine:
    segment = Segment(
        geometry=geometry,
        places=ends,
        holders=rule.between,
        half_gap_m=drawn.uncertainty_m,
        unsourced=False,
    )
    return ContactLine(
        id=rule.id,
        rule=rule,
        geometry=geometry,
        segments=(segment,),
        source=drawn.source,
        uncertainty_m=drawn.uncertainty_m,
        length_km=length_km(geometry),
        unsourced_share=0.0,
    )


_BUILDERS: dict[LineKind, Callable[[LineRule, Ground, date | None], ContactLine]] = {
    LineKind.CONTROL: _control_line,
    LineKind.DRAWN: _drawn_line,
    LineKind.STRETCH: _stretch,
}
