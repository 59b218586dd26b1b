"""What each relation makes of its footprints: core and extent, and the figures behind them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy.sector import beside, cone
from geo.model.expression import (
    CORE_HALF_WIDTH_DEG,
    EXTENT_HALF_WIDTH_DEG,
    Clause,
    Distance,
    Facet,
    Relation,
)
from geo.zones.region_parts import part_of
from geo.zones.region_reach import along_m, direction_m, near_m, side_m
from geo.zones.region_site import Foot, Pair, Site, filled, joined, km, ring, wider

_FAR_M = 3_000_000.0
_EIGHTH_DEG = 45.0
_OPEN_CORE, _OPEN_EXTENT = 1.3, 2.0
"""How far "more than 20 km" reaches, as a multiple: who means much more says so."""
_WIDER = 1.5
"""The extent allows a figure half as much error again."""
_CORRIDOR = {Facet.WHOLE: (0.12, 0.3), Facet.ROAD: (0.08, 0.2)}
"""Half-width of the ground between two places, as a share of their distance; of a road less,
which yet bends off the straight line by a fifth of it at times."""
_INNER = 0.5
"""Share of a town's radius that no direction from the town means."""
_LEAST_CORRIDOR_M = (1500.0, 3000.0)
_AREAS_APART = (0.1, 0.3)
"""How deep the ground between two areas reaches into each, as a share of the lesser's radius."""


def _at_distance(site: Site) -> Pair:
    assert site.clause.distance is not None  # noqa: S101 - the grammar gives one
    return joined(_far(foot, site.clause, site.clause.distance) for foot in site.feet)


def _far(foot: Foot, clause: Clause, distance: Distance) -> Pair:
    error_m = 1000 * distance.error_km
    low_m = 1000 * (distance.low_km or 0.0)
    high_m = 1000 * distance.high_km if distance.high_km is not None else low_m * _OPEN_CORE
    most_m = high_m + _WIDER * error_m if distance.high_km is not None else low_m * _OPEN_EXTENT
    core_from_m = low_m - error_m if distance.low_km else 0.0
    extent_from_m = low_m - _WIDER * error_m if distance.low_km else 0.0
    core_to_m = high_m + (error_m if distance.low_km and distance.high_km else 0.0)
    # A town's distance may be taken from its centre or from its edge.
    core = ring(foot.geometry, core_from_m, core_to_m)
    extent = ring(foot.geometry, extent_from_m, most_m + (foot.radius_m if foot.is_town else 0.0))
    pair = Pair(
        core=core,
        extent=extent,
        reasons=(f"said: {_said(distance)}, taken to be off by up to {km(error_m)}",),
    )
    if not clause.bearings_deg:
        return pair
    return _towards(foot, clause.bearings_deg, pair)


def _said(distance: Distance) -> str:
    low, high = distance.low_km, distance.high_km
    if low is None:
        return f"at most {high:g} km"
    if high is None:
        return f"at least {low:g} km"
    return f"{low:g} km" if low == high else f"{low:g} to {high:g} km"


def _towards(foot: Foot, bearings_deg: Sequence[float], pair: Pair) -> Pair:
    """Return what of a pair lies in one of the directions."""
    if foot.is_line:
        sides = [_swept(foot, b, _FAR_M / 30, _FAR_M / 30) for b in bearings_deg]
    else:
        sides = [_cones(foot, b, (_FAR_M, _FAR_M), 1.0) for b in bearings_deg]
    side = joined(sides)
    return Pair(
        core=shapely.intersection(pair.core, side.core),
        extent=shapely.intersection(pair.extent, side.extent),
        reasons=(*pair.reasons, *side.reasons),
    )


def _in_direction(site: Site) -> Pair:
    # Along a road that bends, a direction only says which way.
    wide = 2.0 if site.narrows else 1.0
    return joined(
        _beyond(foot, bearing_deg, wide)
        for foot in site.feet
        for bearing_deg in filled(site.clause.bearings_deg)
    )


def _beyond(foot: Foot, bearing_deg: float, wide: float) -> Pair:
    core_m, extent_m = direction_m(foot)
    pair = _cones(foot, bearing_deg, (core_m, extent_m), wide)
    ground = foot.ground
    within = wider(ground, core_m), wider(ground, extent_m)
    inner = wider(foot.centre, _INNER * foot.radius_m) if foot.is_town else ground
    return Pair(
        core=shapely.difference(shapely.intersection(pair.core, within[0]), ground),
        extent=shapely.difference(shapely.intersection(pair.extent, within[1]), inner),
        reasons=(
            *pair.reasons,
            f"no distance said: {km(core_m)} beyond {foot.footprint.name}, up to {km(extent_m)}",
        ),
    )


def _cones(foot: Foot, bearing_deg: float, reach_m: tuple[float, float], wide: float) -> Pair:
    # "south-south-east" is said of sixteen directions, each half as wide as those of eight.
    fine = 1.0 if bearing_deg % _EIGHTH_DEG == 0 else 0.5
    core_deg, extent_deg = (w * wide * fine for w in (CORE_HALF_WIDTH_DEG, EXTENT_HALF_WIDTH_DEG))
    more_m = 2 * foot.radius_m
    return Pair(
        core=cone(foot.centre, bearing_deg, core_deg, reach_m[0] + more_m),
        extent=cone(foot.centre, bearing_deg, extent_deg, reach_m[1] + more_m),
        reasons=(f"bearing {bearing_deg:g}° ± {core_deg:g}°, at most ± {extent_deg:g}°",),
    )


def _at_side(site: Site) -> Pair:
    core_m, extent_m = side_m(site.clause.facet)
    return joined(
        _swept(foot, bearing_deg, core_m, extent_m)
        for foot in site.feet
        for bearing_deg in site.clause.bearings_deg
    )


def _swept(foot: Foot, bearing_deg: float, core_m: float, extent_m: float) -> Pair:
    doubt = wider(foot.geometry, foot.error_m)
    wide = beside(foot.geometry, bearing_deg, extent_m)
    return Pair(
        core=shapely.difference(beside(foot.geometry, bearing_deg, core_m), doubt),
        extent=shapely.union(wide, doubt),
        reasons=(f"the side at {bearing_deg:g}°: {km(core_m)} deep, up to {km(extent_m)}",),
    )


def _between(site: Site) -> Pair:
    if all(not foot.is_town for foot in site.feet):
        return _between_areas(site.feet)
    centres = shapely.MultiPoint([foot.centre for foot in site.feet])
    hull = centres.convex_hull
    west, south, east, north = hull.bounds
    apart_m = math.hypot(east - west, north - south)
    core_m, extent_m = (
        max(least, share * apart_m)
        for share, least in zip(_CORRIDOR[site.clause.facet], _LEAST_CORRIDOR_M, strict=True)
    )
    if site.narrows:
        core_m = extent_m = apart_m
    towns = shapely.union_all([foot.ground for foot in site.feet])
    core, extent = (shapely.buffer(hull, by, cap_style="flat") for by in (core_m, extent_m))
    outside = shapely.difference(core, towns)
    return Pair(
        core=core if site.narrows or outside.is_empty else outside,
        extent=extent,
        reasons=(f"{km(apart_m)} apart: {km(core_m)} to either side, up to {km(extent_m)}",),
    )


def _between_areas(feet: Sequence[Foot]) -> Pair:
    grounds = [foot.ground for foot in feet]
    gap_m = max(float(a.distance(b)) for a in grounds for b in grounds)
    least_m = min(foot.radius_m for foot in feet) or gap_m
    core, extent = (
        shapely.intersection_all([wider(g, gap_m / 2 + share * least_m) for g in grounds])
        for share in _AREAS_APART
    )
    return Pair(
        core=core,
        extent=extent,
        reasons=(f"where the two come near: {km(gap_m)} apart",),
    )


def _along(site: Site) -> Pair:
    pairs = []
    for foot in site.feet:
        line = foot.geometry if foot.is_line else foot.ground.boundary
        core_m, extent_m = along_m(foot)
        pairs.append(
            Pair(
                core=wider(line, core_m),
                extent=wider(line, extent_m),
                reasons=(f"within {km(core_m)} of the line, up to {km(extent_m)}",),
            )
        )
    return joined(pairs)


def _near(site: Site) -> Pair:
    if site.clause.facet is Facet.OUTSKIRTS:
        return part_of(site)
    return joined(_around(foot) for foot in site.feet)


def _around(foot: Foot) -> Pair:
    core_m, extent_m = near_m(foot)
    ground: BaseGeometry = foot.ground if not foot.is_line else foot.geometry
    outside = wider(ground, core_m)
    return Pair(
        core=outside if foot.is_line else shapely.difference(outside, ground),
        extent=wider(ground, extent_m),
        reasons=(f"near: {km(core_m)} around {foot.footprint.name}, up to {km(extent_m)}",),
    )


Shaper: TypeAlias = "Callable[[Site], Pair]"
SHAPES: Mapping[Relation, Shaper] = {
    Relation.DISTANCE: _at_distance,
    Relation.DIRECTION: _in_direction,
    Relation.SIDE: _at_side,
    Relation.BETWEEN: _between,
    Relation.ALONG: _along,
    Relation.NEAR: _near,
    Relation.PART_OF: part_of,
}
