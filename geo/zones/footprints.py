"""The ground that a place covers, as far as the dossier knows it: a line, an area, or a disc."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.geodesy.measure import area_km2
from geo.model.expression import Anchor, AnchorKind
from geo.model.line import ContactLine
from geo.model.place import Place
from geo.model.zone import Zone
from geo.zones.lines import Ground

_PEOPLE_PER_KM2 = 6000.0
"""A dense town: between the 4,000 of a sprawling and the 10,000 of a crowded one."""
_RADIUS_M = {"PPLC": 8000.0, "PPLA": 4000.0, "PPLA2": 2000.0, "PPLA3": 1500.0}
"""Built-up radius by rank where no population is known: as of 1.2 million people, 300,000, 75,000
and 40,000 at that density, which fits Damascus, Hama, Ariha and Saraqib; a village has 1 km."""
_VILLAGE_M = 1000.0
_CITIES = frozenset({"PPLC", "PPLA"})
"""Ranks whose ``precision_m`` says how large the city is, for its position is well known."""
_SHARED_DEG = 0.002
"""Some 200 m: outlines from one source share their edge to less than that."""


class Shape(StrEnum):
    """What stands in for a place."""

    TOWN = "town"
    AREA = "area"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What a place covers, in OGC:CRS84; ``geometry`` is its centre where ``shape`` is a town.

    ``radius_m`` is how large it is, of a line 0; ``source`` says in a clause what it rests on.
    """

    name: str
    shape: Shape
    geometry: BaseGeometry
    radius_m: float
    error_m: float
    source: str
    country: str = ""
    seat: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Where footprints come from: the dossier's ground, and what was built on it."""

    ground: Ground
    zones: Mapping[str, Zone]
    lines: Mapping[str, ContactLine]
    seats: Mapping[str, Place]

    def of(self, anchor: Anchor) -> Footprint | None:
        """Return an anchor's footprint, None for a line that is not drawn."""
        if anchor.kind is AnchorKind.BORDER:
            return self._border(anchor)
        place = anchor.places[0]
        return self._line(place) or self._zone(place) or self._area(place) or _disc(place)

    def _line(self, place: Place) -> Footprint | None:
        line = self.lines.get(place.id)
        if line is not None:
            error_m = median(s.half_gap_m for s in line.segments)
            return _of_line(line.rule.title, line.geometry, error_m, line.source)
        own = (d for d in self.ground.drawn.values() if d.place_id == place.id)
        drawn = next(own, None)
        if drawn is None:
            return None
        return _of_line(place.name, drawn.geometry, drawn.uncertainty_m, drawn.source)

    def _border(self, anchor: Anchor) -> Footprint | None:
        sides = {p.id for p in anchor.places}
        name = f"border of {' and '.join(p.name for p in anchor.places)}"
        fit = (d for d in self.ground.drawn.values() if d.between and sides <= set(d.between))
        drawn = next(fit, None)
        if drawn is not None:
            return _of_line(name, drawn.geometry, drawn.uncertainty_m, drawn.source)
        areas = [self.ground.areas[side] for side in sorted(sides) if side in self.ground.areas]
        if len(areas) < 2:  # noqa: PLR2004 - a border has two sides
            return None
        first, second = (a.geometry for a in areas)
        shared = shapely.intersection(first.boundary, shapely.buffer(second, _SHARED_DEG))
        if shared.is_empty:
            return None
        error_m = max(a.uncertainty_m for a in areas)
        return _of_line(name, shared, error_m, f"the outlines of both, {areas[0].source}")

    def _zone(self, place: Place) -> Footprint | None:
        zone = self.zones.get(place.id)
        if zone is None:
            return None
        return Footprint(
            name=zone.rule.title,
            shape=Shape.AREA,
            geometry=zone.nominal,
            radius_m=_radius_m(zone.nominal),
            error_m=zone.error_m,
            source=f"as built on the line {zone.line.id}" if zone.line else "as built",
        )

    def _area(self, place: Place) -> Footprint | None:
        area = self.ground.areas.get(place.id)
        if area is None:
            return None
        return Footprint(
            name=place.name,
            shape=Shape.AREA,
            geometry=area.geometry,
            radius_m=_radius_m(area.geometry),
            error_m=area.uncertainty_m,
            source=f"outline from {area.source}",
            country=place.country_code.lower(),
            seat=self.seats.get(place.id),
        )


def seats_of(places: Mapping[str, Place]) -> dict[str, Place]:
    """Return the seat of each first-level unit by the unit's id."""
    found: dict[str, Place] = {}
    for place in sorted(places.values(), key=lambda p: (p.feature_code != "PPLC", p.id)):
        if place.feature_code in {"PPLC", "PPLA"} and place.admin1:
            found.setdefault(place.admin1, place)
    return found


def town_radius_m(place: Place) -> float:
    """Return how far a town is built up from its centre: by its people, or else by its rank."""
    if place.population:
        return max(300.0, 1000 * math.sqrt(place.population / _PEOPLE_PER_KM2 / math.pi))
    by_rank_m = _RADIUS_M.get(place.feature_code, _VILLAGE_M)
    return max(by_rank_m, place.precision_m) if place.feature_code in _CITIES else by_rank_m


def _disc(place: Place) -> Footprint:
    """Return a town's centre, or the disc that stands in for an area without an outline."""
    at = Point(place.lon_deg, place.lat_deg)
    if not place.is_area:
        radius_m = town_radius_m(place)
        by = "its people" if place.population else f"its rank {place.feature_code}"
        source = f"centre from {place.source}; built up to {radius_m / 1000:.1f} km, by {by}"
    else:
        radius_m = place.precision_m
        source = f"no outline in the dossier: a disc of {radius_m / 1000:.0f} km stands in"
    return Footprint(
        name=place.name,
        shape=Shape.AREA if place.is_area else Shape.TOWN,
        geometry=at,
        radius_m=radius_m,
        error_m=0.0 if place.is_area else min(place.precision_m, radius_m),
        source=source,
        country=place.country_code.lower(),
    )


def _of_line(name: str, geometry: BaseGeometry, error_m: float, source: str) -> Footprint:
    return Footprint(
        name=name,
        shape=Shape.LINE,
        geometry=geometry,
        radius_m=0.0,
        error_m=error_m,
        source=f"line from {source}, off by {error_m / 1000:.1f} km",
    )


def _radius_m(area: BaseGeometry) -> float:
    return 1000 * math.sqrt(area_km2(area) / math.pi)
