"""What a zone holds: its area as a range, by admin unit, and which places lie where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.geodesy.measure import area_km2
from geo.model.evidence import Unit, Yardstick
from geo.model.facts import AreaRange, Inside, PlaceInZone, ReadingFacts, ZoneFacts
from geo.model.place import Place
from geo.model.zone import AlternativeReading, Area, Zone
from geo.zones.chance import chances
from geo.zones.contours import EVEN
from geo.zones.figure import Figure

_NEARBY_M = 10_000.0
"""Places that far outside are still told of: they are what a reader asks about."""
_LEAST_KM2 = 1.0
_AROUND, _RING = 6, 0.8
"""A place is weighed where it stands and at so many points around it, at that share of its
precision: half of a disc lies beyond 0.7 of its radius."""

Reals = NDArray[np.float64]


def zone_facts(
    zone: Zone,
    figure: Figure,
    places: Iterable[Place],
    units: Mapping[str, Area],
    posts: Collection[str] = (),
    readings: Sequence[tuple[AlternativeReading, Zone]] = (),
) -> ZoneFacts:
    """Return the facts of a zone and of its alternative readings.

    Places more than ``_NEARBY_M`` outside the extent are left out. ``posts`` are ids of places.
    """
    given = sorted(places, key=lambda p: p.id)
    found = _places(zone, figure, given)
    return ZoneFacts(
        area=_area(zone),
        by_unit=_by_unit(zone, units),
        places=tuple(p for p in found if p.place.id not in posts),
        posts=tuple(p for p in found if p.place.id in posts),
        readings=tuple(_reading(zone, other, reading, given) for reading, other in readings),
        line_km=zone.line.length_km if zone.line else 0.0,
        unsourced_share=zone.line.unsourced_share if zone.line else 0.0,
    )


def yardstick(zone: Zone, places: Mapping[str, Place], units: Mapping[str, Area]) -> Yardstick:
    """Return what statements about a zone are compared with; ``units`` are first-level ones."""
    shares = {
        u: area_km2(shapely.intersection(zone.nominal, a.geometry)) for u, a in units.items()
    }
    held = [
        Unit(place_id=u, name=places[u].name, area_km2=km2)
        for u, km2 in shares.items()
        if km2 >= _LEAST_KM2
    ]
    return Yardstick(
        rule=zone.rule,
        line=zone.line.rule if zone.line else None,
        units=tuple(sorted(held, key=lambda u: (-u.area_km2, u.place_id))),
        area_km2=(area_km2(zone.core), area_km2(zone.extent)),
    )


def contains(zone: Zone, point: Point) -> Inside:
    """Tell whether a point in OGC:CRS84 lies in a zone that has contours.

    Yes: in the core. Probably: more likely inside than not. Perhaps: in the extent.
    """
    likely = next(c.geometry for c in zone.contours if c.probability == EVEN)
    parts = ((zone.core, Inside.YES), (likely, Inside.PROBABLY), (zone.extent, Inside.PERHAPS))
    return next((answer for ground, answer in parts if ground.covers(point)), Inside.NO)


def _band_km(zone: Zone, point: Point) -> float | None:
    return next((b.depth_km for b in zone.bands if b.geometry.covers(point)), None)


def _area(zone: Zone, unit: BaseGeometry | None = None) -> AreaRange:
    def km2(geometry: BaseGeometry) -> float:
        return area_km2(geometry if unit is None else shapely.intersection(geometry, unit))

    return AreaRange(
        least_km2=km2(zone.core),
        nominal_km2=tuple(km2(b.geometry) for b in zone.bands),
        greatest_km2=km2(zone.extent),
    )


def _by_unit(zone: Zone, units: Mapping[str, Area]) -> tuple[tuple[str, AreaRange], ...]:
    near = {u: a for u, a in units.items() if a.geometry.intersects(zone.extent)}
    shares = [(u, _area(zone, a.geometry)) for u, a in near.items()]
    kept = [(u, area) for u, area in shares if area.nominal_km2[-1] >= _LEAST_KM2]
    return tuple(sorted(kept, key=lambda share: (-share[1].nominal_km2[-1], share[0])))


def _places(zone: Zone, figure: Figure, places: Sequence[Place]) -> list[PlaceInZone]:
    degrees = np.array([(p.lon_deg, p.lat_deg) for p in places]).reshape(-1, 2)
    flat = shapely.points(figure.frame.from_degrees(degrees))
    extent = figure.frame.forward(zone.extent)
    shapely.prepare(extent)
    close = shapely.dwithin(extent, flat, _NEARBY_M)
    near = [place for place, is_close in zip(places, close, strict=True) if is_close]
    spots = flat[close]
    discs = shapely.buffer(spots, [p.precision_m for p in near])
    surely = shapely.covers(figure.frame.forward(zone.core), discs)
    perhaps = shapely.intersects(extent, discs)
    chance = _chances(figure, spots, near)
    piece, metres = shapely.STRtree(list(figure.pieces)).query_nearest(
        spots, return_distance=True, all_matches=False
    )
    error_m = np.asarray(figure.errors_m)[piece[1]]
    found = [
        PlaceInZone(
            place=place,
            inside=_inside(surely[i], perhaps[i], chance[i]),
            band_km=_band_km(zone, Point(place.lon_deg, place.lat_deg)),
            distance_km=float(metres[i]) / 1000,
            error_km=(float(error_m[i]) + place.precision_m) / 1000,
            # The bounds are exact; a realisation is off by what lies between its samples.
            chance=1.0 if surely[i] else (float(chance[i]) if perhaps[i] else 0.0),
        )
        for i, place in enumerate(near)
    ]
    return sorted(found, key=lambda p: (p.distance_km, p.place.id))


def _chances(figure: Figure, spots: NDArray[np.object_], places: Sequence[Place]) -> Reals:
    """Return the chance of each place, which may stand anywhere within its precision."""
    if not places:
        return np.zeros(0)
    angles = np.arange(_AROUND) * 2 * np.pi / _AROUND
    steps = np.column_stack([np.cos(angles), np.sin(angles)]) * _RING
    around = np.concatenate([[(0.0, 0.0)], steps])
    reach_m = np.array([p.precision_m for p in places])
    at = shapely.get_coordinates(spots)[:, None, :] + around * reach_m[:, None, None]
    found: Reals = chances(figure, at.reshape(-1, 2)).reshape(len(places), -1).mean(axis=1)
    return found


def _inside(surely: np.bool_, perhaps: np.bool_, chance: float) -> Inside:
    if surely:
        return Inside.YES
    if not perhaps:
        return Inside.NO
    return Inside.PROBABLY if chance >= EVEN else Inside.PERHAPS


def _reading(
    zone: Zone, other: Zone, reading: AlternativeReading, places: Sequence[Place]
) -> ReadingFacts:
    return ReadingFacts(
        reading=reading,
        area=_area(other),
        gained=tuple(_only_in(other, zone, places)),
        lost=tuple(_only_in(zone, other, places)),
    )


def _only_in(zone: Zone, other: Zone, places: Sequence[Place]) -> Iterator[Place]:
    points = shapely.points([(p.lon_deg, p.lat_deg) for p in places])
    only = shapely.covers(zone.nominal, points) & ~shapely.covers(other.nominal, points)
    yield from (p for p, is_only in zip(places, only, strict=True) if is_only and not p.is_area)
