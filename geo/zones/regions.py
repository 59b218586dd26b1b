"""Regions of vague places: what most readers would mean, and as far as somebody may.

The figures here are judgements, made for newspaper reports about towns some 10 to 50 km apart and
tried on the cases in ``tests/cases/expressions``; each region says which of them it used. Metric
work is done in a frame around the anchors.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons
from geo.geodesy.frame import EDGE_M, LocalFrame
from geo.model.expression import Clause, Expression, Region, Relation
from geo.model.resolution import Status
from geo.model.zone import Area
from geo.zones.footprints import Footprint, Grounds
from geo.zones.region_shapes import SHAPES
from geo.zones.region_site import Foot, Pair, Site

_EDGE_SHARE = 0.01
"""Longest edge of a region as a share of its width: half of China needs no vertex every 500 m."""
_GRID_DEG = 1e-7
"""About 1 cm."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """Builds regions, each once: expressions with the same anchors and figures share one."""

    grounds: Grounds
    built: MutableMapping[Key, Region | None]

    def of(self, expression: Expression) -> Region | None:
        """Return an expression's region; None without a place or line, or where it is empty."""
        if expression.status in {Status.UNPLACED, Status.REJECTED}:
            return None
        key = tuple(_key(clause) for clause in expression.clauses)
        if key not in self.built:
            self.built[key] = _build(expression.clauses, self.grounds)
        return self.built[key]


def _key(clause: Clause) -> Key:
    anchors = tuple((a.kind, *(p.id for p in a.places)) for a in clause.anchors)
    return clause.relation, clause.facet, clause.bearings_deg, clause.distance, anchors


def _build(clauses: tuple[Clause, ...], grounds: Grounds) -> Region | None:
    feet = [[grounds.of(anchor) for anchor in clause.anchors] for clause in clauses]
    known = [foot for group in feet for foot in group if foot is not None]
    if len(known) < sum(len(group) for group in feet):
        return None
    frame = LocalFrame.around(shapely.union_all([_near(f) for f in known]))
    sites = [
        Site(
            clause=clause,
            feet=tuple(_flat(f, frame) for f in group if f is not None),
            narrows=any(c.relation is Relation.ALONG for c in clauses if c is not clause),
        )
        for clause, group in zip(clauses, feet, strict=True)
    ]
    pairs = [SHAPES[site.clause.relation](site) for site in sites]
    pair, notes = _narrowed(pairs)
    if any(c.relation is Relation.PART_OF for c in clauses):
        pair = _inside_country(pair, known, frame, grounds.ground.areas)
    extent = _out(pair.extent, frame)
    if extent.is_empty:
        return None
    # Cut again in degrees: long edges that both share are split at other points by the way back.
    core = shapely.intersection(_out(pair.core, frame), extent, grid_size=_GRID_DEG)
    inner = shapely.orient_polygons(polygons(core))
    if inner.is_empty:
        return None
    sources = (f"{f.name}: {f.source}" for f in known)
    return Region(
        core=inner,
        extent=extent,
        reasons=tuple(dict.fromkeys((*sources, *(r for p in pairs for r in p.reasons), *notes))),
    )


def _narrowed(pairs: list[Pair]) -> tuple[Pair, tuple[str, ...]]:
    """Return what the clauses have in common; the first alone where that is nothing."""
    first, *rest = pairs
    core, extent = first.core, first.extent
    for other in rest:
        core = shapely.intersection(core, other.core)
        extent = shapely.intersection(extent, other.extent)
    if polygons(extent).is_empty:
        return first, ("its parts have no ground in common: the first alone is drawn",)
    return Pair(core=polygons(core), extent=polygons(extent)), ()


def _near(footprint: Footprint) -> BaseGeometry:
    return footprint.geometry.envelope


def _flat(footprint: Footprint, frame: LocalFrame) -> Foot:
    seat = footprint.seat
    return Foot(
        footprint=footprint,
        geometry=frame.forward(footprint.geometry),
        seat=None if seat is None else frame.forward(shapely.Point(seat.lon_deg, seat.lat_deg)),
    )


def _inside_country(
    pair: Pair, known: list[Footprint], frame: LocalFrame, areas: Mapping[str, Area]
) -> Pair:
    """Return the pair inside the country of its anchor: a part of a place lies in its country."""
    outline = areas.get(known[0].country)
    if outline is None:
        return pair
    west, south, east, north = frame.inverse(pair.extent).bounds
    land = frame.forward(shapely.clip_by_rect(outline.geometry, west, south, east, north))
    core, extent = (polygons(shapely.intersection(g, land)) for g in (pair.core, pair.extent))
    return pair if extent.is_empty else Pair(core=core, extent=extent)


def _out(geometry: BaseGeometry, frame: LocalFrame) -> BaseGeometry:
    found = polygons(geometry)
    west, south, east, north = found.bounds if not found.is_empty else (0.0, 0.0, 0.0, 0.0)
    edge_m = max(EDGE_M, _EDGE_SHARE * max(east - west, north - south))
    return shapely.orient_polygons(polygons(frame.inverse(found, edge_m)))
