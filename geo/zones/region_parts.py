"""Parts of places: a direction inside, the countryside, the outskirts, the centre."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy.sector import cone, part_towards
from geo.model.expression import Facet
from geo.zones.region_reach import near_m
from geo.zones.region_site import Foot, Pair, Site, joined, km, ring, wider

_CORE_SHARE, _EXTENT_SHARE = 2 / 3, 1 / 2
"""The north of a place is surely its northern third, and nobody means its southern half."""
_CORE_DEG, _EXTENT_DEG = 45.0, 75.0
"""Half-widths around a town: four directions share its surroundings, and overlap."""
_CENTRE_CORE, _CENTRE_EXTENT = 0.5, 0.8
_SKIRT_CORE, _SKIRT_EXTENT = (0.75, 1.5), (0.5, 2.5)
"""Shares of a town's radius: the built-up rim and as much again."""
_TOWN_EDGE = 1.5
_RURAL = ((5000.0, 2.0), (10000.0, 4.0))
"""Land around a town: so many metres, and so much of its radius besides."""


def part_of(site: Site) -> Pair:
    """Return the part of each anchor that a clause speaks of."""
    return joined(_PARTS[site.clause.facet](foot, site.clause.bearings_deg) for foot in site.feet)


def _whole(foot: Foot, bearings_deg: Sequence[float]) -> Pair:
    ground = foot.ground
    pairs = [
        Pair(
            core=part_towards(ground, b, _CORE_SHARE),
            extent=part_towards(ground, b, _EXTENT_SHARE),
            reasons=(f"its last third towards {b:g}°, or as far as its middle",),
        )
        for b in bearings_deg
    ]
    return joined(pairs) if pairs else Pair(core=ground, extent=ground)


def _countryside(foot: Foot, bearings_deg: Sequence[float]) -> Pair:
    """Return a province without its town, or the land around a town; then the sides of it."""
    if foot.is_town:
        core_m, extent_m = (least + share * foot.radius_m for least, share in _RURAL)
        pair = Pair(
            core=shapely.difference(wider(foot.ground, core_m), foot.ground),
            extent=shapely.difference(wider(foot.ground, extent_m), foot.ground),
            reasons=(f"the land {km(core_m)} around the town, up to {km(extent_m)}",),
        )
        return _sides(pair, foot.centre, bearings_deg)
    if foot.seat is None:
        whole = Pair(core=foot.ground, extent=foot.ground, reasons=("all of it, no town known",))
        return _sides(whole, foot.centre, bearings_deg)
    radius_m = foot.seat_radius_m
    land = shapely.difference(foot.ground, wider(foot.seat, radius_m))
    pair = Pair(
        core=shapely.difference(land, wider(foot.seat, _TOWN_EDGE * radius_m)),
        extent=land,
        reasons=(f"the province without its town, {km(radius_m)} around the centre",),
    )
    return _sides(pair, foot.seat, bearings_deg)


def _outskirts(foot: Foot, bearings_deg: Sequence[float]) -> Pair:
    core, extent = (
        ring(foot.centre, inner * foot.radius_m, outer * foot.radius_m)
        for inner, outer in (_SKIRT_CORE, _SKIRT_EXTENT)
    )
    low, high = (share * foot.radius_m for share in _SKIRT_CORE)
    said = f"the rim of {foot.footprint.name}: {km(low)} to {km(high)} from its centre"
    return _sides(Pair(core=core, extent=extent, reasons=(said,)), foot.centre, bearings_deg)


def _centre(foot: Foot, bearings_deg: Sequence[float]) -> Pair:
    core, extent = (
        shapely.intersection(foot.ground, wider(foot.centre, share * foot.radius_m))
        for share in (_CENTRE_CORE, _CENTRE_EXTENT)
    )
    said = f"the middle, {km(_CENTRE_CORE * foot.radius_m)} around"
    return _sides(Pair(core=core, extent=extent, reasons=(said,)), foot.centre, bearings_deg)


def _surroundings(foot: Foot, bearings_deg: Sequence[float]) -> Pair:
    core_m, extent_m = near_m(foot)
    pair = Pair(
        core=wider(foot.ground, core_m),
        extent=wider(foot.ground, extent_m),
        reasons=(f"with {km(core_m)} around it, up to {km(extent_m)}",),
    )
    return _sides(pair, foot.centre, bearings_deg)


def _sides(pair: Pair, centre: BaseGeometry, bearings_deg: Sequence[float]) -> Pair:
    """Return what of a pair lies in one of the directions from a centre; all without one."""
    if not bearings_deg:
        return pair
    return joined(
        Pair(
            core=shapely.intersection(pair.core, cone(centre, b, _CORE_DEG, _reach(pair))),
            extent=shapely.intersection(pair.extent, cone(centre, b, _EXTENT_DEG, _reach(pair))),
            reasons=(
                *pair.reasons,
                f"at {b:g}° ± {_CORE_DEG:g}°, at most ± {_EXTENT_DEG:g}°",
            ),
        )
        for b in bearings_deg
    )


def _reach(pair: Pair) -> float:
    west, south, east, north = pair.extent.bounds
    return 2 * math.hypot(east - west, north - south)


Part: TypeAlias = "Callable[[Foot, Sequence[float]], Pair]"
_PARTS: Mapping[Facet, Part] = {
    Facet.WHOLE: _whole,
    Facet.COUNTRYSIDE: _countryside,
    Facet.OUTSKIRTS: _outskirts,
    Facet.CENTRE: _centre,
    Facet.SURROUNDINGS: _surroundings,
}
