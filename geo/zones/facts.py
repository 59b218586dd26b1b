"""What a zone holds: its area as a range, by admin unit, and which places lie where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.geodesy.frame import LocalFrame
from geo.geodesy.measure import area_km2
from geo.model.evidence import Unit, Yardstick
from geo.model.facts import AreaRange, Inside, PlaceInZone, ZoneFacts
from geo.model.place import Place
from geo.model.zone import Area, Zone


def zone_facts(zone: Zone, places: Iterable[Place], units: Mapping[str, Area]) -> ZoneFacts:
    """Return the facts of a zone; places more than about 10 km outside are left out."""
    return ZoneFacts(
        area=AreaRange(
            least_km2=area_km2(zone.core),
            nominal_km2=tuple(area_km2(b.geometry) for b in zone.bands),
            greatest_km2=area_km2(zone.extent),
        ),
        by_unit_km2=_shares(zone, units),
        places=tuple(_places(zone, places)),
        line_km=zone.line.length_km,
        unsourced_share=zone.line.unsourced_share,
    )


def yardstick(zone: Zone, places: Mapping[str, Place], units: Mapping[str, Area]) -> Yardstick:
    """Return what statements about a zone are compared with."""
    return Yardstick(
        rule=zone.rule,
        line=zone.line.rule,
        units=tuple(
            Unit(place_id=u, name=places[u].name, area_km2=km2) for u, km2 in _shares(zone, units)
        ),
        area_km2=(area_km2(zone.core), area_km2(zone.extent)),
    )


def _shares(zone: Zone, units: Mapping[str, Area]) -> tuple[tuple[str, float], ...]:
    """Return the units that the zone reaches into by at least 1 km², largest share first."""
    shares = (
        (u, area_km2(shapely.intersection(zone.nominal, a.geometry))) for u, a in units.items()
    )
    return tuple(sorted(((u, km2) for u, km2 in shares if km2 >= 1), key=_largest))


def contains(zone: Zone, point: Point) -> Inside:
    """Tell whether a point in OGC:CRS84 lies in the zone."""
    steps = ((zone.core, Inside.YES), (zone.nominal, Inside.PROBABLY))
    for geometry, answer in (*steps, (zone.extent, Inside.PERHAPS)):
        if geometry.covers(point):
            return answer
    return Inside.NO


def _largest(share: tuple[str, float]) -> tuple[float, str]:
    return -share[1], share[0]


def _places(zone: Zone, places: Iterable[Place]) -> Iterable[PlaceInZone]:
    frame = LocalFrame.around(zone.line.geometry)
    pieces = [(frame.forward(s.geometry), s.half_gap_m) for s in zone.line.segments]
    nearby = shapely.buffer(zone.extent, 0.1).envelope
    found = []
    for place in places:
        point = Point(place.lon_deg, place.lat_deg)
        if not nearby.covers(point):
            continue
        metres, error_m = _nearest(frame.forward(point), pieces)
        found.append(
            PlaceInZone(
                place=place,
                inside=contains(zone, point),
                distance_km=metres / 1000,
                error_km=(error_m + place.precision_m) / 1000,
            )
        )
    return sorted(found, key=lambda p: (p.distance_km, p.place.id))


def _nearest(point: BaseGeometry, pieces: list[tuple[BaseGeometry, float]]) -> tuple[float, float]:
    return min((float(piece.distance(point)), error_m) for piece, error_m in pieces)
