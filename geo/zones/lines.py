"""Lines of a day: out of a control table, out of a file, or as a stretch of another line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.measure import length_km
from geo.model.line import ContactLine, DrawnLine, Holding, LineKind, LineRule, Segment
from geo.model.place import Place
from geo.model.zone import Area
from geo.zones.control import Control, Edge, control_on
from geo.zones.stretch import stretch_between

_Table: TypeAlias = tuple[str, str, float, date]
"""A control table, the area it is cut by, the least pocket in km², and the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lines and zones are built from: the dossier's places, tables, areas and drawings."""

    places: Mapping[str, Place]
    holdings: Mapping[str, tuple[Holding, ...]]
    areas: Mapping[str, Area]
    drawn: Mapping[str, DrawnLine]
    _controls: dict[_Table, Control] = field(default_factory=dict, repr=False)
    _lines: dict[tuple[str, date], ContactLine] = field(default_factory=dict, repr=False)
    _dated: dict[tuple[str, date], ContactLine] = field(default_factory=dict, repr=False)

    def land(self, area_id: str) -> BaseGeometry:
        """Return the ground of an area; everywhere for ""."""
        return self.areas[area_id].geometry if area_id else shapely.box(-180, -90, 180, 90)

    def control(self, rule: LineRule, day: date) -> Control:
        """Return the control of a line's table on a day, made once; raises InputError."""
        self.check_day(rule, day)
        key = (rule.control, rule.within, rule.least_pocket_km2, self.held_since(rule, day))
        if key not in self._controls:
            table, land = self.holdings[rule.control], self.land(rule.within)
            made = control_on(day, table, self.places, land, rule.least_pocket_km2)
            self._controls[key] = made
        return replace(self._controls[key], day=day)

    def held_since(self, rule: LineRule, day: date) -> date:
        """Return the first day from which nothing of a line's table has changed up to a day."""
        table = self.holdings[rule.control]
        changes = (d for h in table for d in (h.start, h.end) if d and d <= day)
        return max(changes, default=date.min)

    def line(self, rule: LineRule, day: date, make: Callable[[], ContactLine]) -> ContactLine:
        """Return the line of a table on a day; its geometry is made once between two changes."""
        key = (rule.id, day)
        if key not in self._dated:
            since = (rule.id, self.held_since(rule, day))
            if since not in self._lines:
                self._lines[since] = make()
            self._dated[key] = _dated(self._lines[since], day)
        return self._dated[key]

    def check_day(self, rule: LineRule, day: date) -> None:
        """Raise InputError for a day that a line's table says nothing of."""
        if not rule.period.contains(day):
            first, last = rule.period.start or "…", rule.period.end or "…"
            asked = f"ask for one from {first} to {last}"
            msg = f"line {rule.id}: {day} is no day of its table; {asked}"
            raise InputError(msg)
        if not any(h.covers(day) for h in self.holdings[rule.control]):
            said = f"control/{rule.control}.csv says of no place who held it on {day}"
            msg = f"line {rule.id}: {said}"
            raise InputError(msg)


def build_line(rule: LineRule, ground: Ground, day: date | None) -> ContactLine:
    """Return the line of a rule on a day; raises InputError where there is none."""
    return _BUILDERS[rule.kind](rule, ground, day)


def _control_line(rule: LineRule, ground: Ground, day: date | None) -> ContactLine:
    on = day or rule.reference_on
    if on is None:
        msg = f"line {rule.id}: it is another one every day; name the day"
        raise InputError(msg)
    ground.check_day(rule, on)
    return ground.line(rule, on, lambda: _line_between_changes(rule, ground, on))


def _dated(line: ContactLine, day: date) -> ContactLine:
    """Return a line with the ids that it and its segments have on a day."""
    line_id = f"{line.rule.id}-{day.isoformat()}"
    segments = tuple(replace(s, id=f"{line_id}~{'~'.join(s.places)}") for s in line.segments)
    return replace(line, id=line_id, segments=segments, valid_on=day)


def _line_between_changes(rule: LineRule, ground: Ground, on: date) -> ContactLine:
    control = ground.control(rule, on)
    facing = [(e, pair) for e in control.edges if (pair := _sides(e, rule)) is not None]
    if not facing:
        msg = f"line {rule.id}: {_between_words(rule)} on {on}"
        raise InputError(msg)
    segments = tuple(_segment(rule.id, e, control, pair) for e, pair in facing)
    geometry = shapely.line_merge(shapely.union_all([s.geometry for s in segments]))
    lengths = [length_km(s.geometry) for s in segments]
    open_km = sum(km for km, s in zip(lengths, segments, strict=True) if s.unsourced)
    return ContactLine(
        id=rule.id,
        rule=rule,
        geometry=geometry,
        segments=segments,
        source=f"control/{rule.control}.csv, half way between facing places",
        uncertainty_m=max(s.half_gap_m for s in segments),
        length_km=length_km(geometry),
        unsourced_share=open_km / sum(lengths),
        valid_on=on,
        pockets_left_out=control.pockets,
    )


def _sides(edge: Edge, rule: LineRule) -> tuple[Holding, Holding] | None:
    """Return an edge's rows in the order of the rule's sides, None where it parts no two of them.

    Without sides every edge belongs to the line, its rows ordered by holder.
    """
    first, second = sorted(edge.holdings, key=lambda h: h.holder)
    if rule.between == ((), ()):
        return first, second
    here, there = rule.between
    if first.holder in here and second.holder in there:
        return first, second
    if second.holder in here and first.holder in there:
        return second, first
    return None


def _between_words(rule: LineRule) -> str:
    here, there = (", ".join(side) for side in rule.between)
    return f"{here} and {there} do not face each other" if here else "one holder has everything"


def _segment(line_id: str, edge: Edge, control: Control, pair: tuple[Holding, Holding]) -> Segment:
    first, second = pair
    return Segment(
        id=f"{line_id}~{first.place_id}~{second.place_id}",
        geometry=control.frame.inverse(edge.geometry),
        places=(first.place_id, second.place_id),
        holders=(first.holder, second.holder),
        half_gap_m=edge.half_gap_m,
        unsourced=first.unsourced or second.unsourced,
        evidence=pair,
        pocket_km2=edge.pocket_km2,
    )


def _drawn_line(rule: LineRule, ground: Ground, _day: date | None) -> ContactLine:
    drawn = ground.drawn[rule.drawn]
    return _plain(rule, drawn, drawn.geometry)


def _stretch(rule: LineRule, ground: Ground, _day: date | None) -> ContactLine:
    drawn = ground.drawn[rule.drawn]
    first, second = (ground.places[place_id] for place_id in rule.ends)
    try:
        geometry = stretch_between(drawn, first, second)
    except InputError as exc:
        msg = f"line {rule.id}: {exc}"
        raise InputError(msg) from exc
    return _plain(rule, drawn, geometry)


def _plain(rule: LineRule, drawn: DrawnLine, geometry: BaseGeometry) -> ContactLine:
    here, there = (", ".join(side) for side in rule.between)
    segment = Segment(
        id=f"{rule.id}~{'~'.join(rule.ends)}" if rule.ends[0] else f"{rule.id}~0",
        geometry=geometry,
        places=rule.ends,
        holders=(here, there),
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
