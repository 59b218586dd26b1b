"""One clause of a vague place with its footprints, in metres of one frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.geodesy.buffer import polygons, quad_segs
from geo.model.expression import Clause
from geo.zones.footprints import Footprint, Shape, town_radius_m

_RIGHT_DEG = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """An anchor's footprint in metres; ``seat`` is the town that an area is ruled from."""

    footprint: Footprint
    geometry: BaseGeometry
    seat: BaseGeometry | None = None

    @property
    def centre(self) -> Point:
        """Return the point that bearings are taken from."""
        return self.geometry.centroid

    @property
    def radius_m(self) -> float:
        """Return how large it is."""
        return self.footprint.radius_m

    @property
    def error_m(self) -> float:
        """Return how far it may lie off."""
        return self.footprint.error_m

    @property
    def is_line(self) -> bool:
        """Tell whether it is a line."""
        return self.footprint.shape is Shape.LINE

    @property
    def is_town(self) -> bool:
        """Tell whether it is a town."""
        return self.footprint.shape is Shape.TOWN

    @property
    def ground(self) -> BaseGeometry:
        """Return what it covers: of a town, or an area without outline, a disc."""
        if self.geometry.geom_type == "Point":
            return wider(self.geometry, self.radius_m)
        return self.geometry

    @property
    def seat_radius_m(self) -> float:
        """Return how large the town is that an area is ruled from."""
        seat = self.footprint.seat
        return town_radius_m(seat) if seat is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One clause with its footprints; ``narrows``: another clause goes along a line."""

    clause: Clause
    feet: tuple[Foot, ...]
    narrows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Core and extent in metres, and what their figures are, in clauses."""

    core: BaseGeometry
    extent: BaseGeometry
    reasons: tuple[str, ...] = ()


def wider(geometry: BaseGeometry, by_m: float) -> BaseGeometry:
    """Return the ground within a distance; none for a negative one around a point or a line."""
    return shapely.buffer(geometry, by_m, quad_segs=quad_segs(abs(by_m)))


def ring(geometry: BaseGeometry, from_m: float, to_m: float) -> BaseGeometry:
    """Return the ground that lies between two distances; from within where the first is 0."""
    outer = wider(geometry, to_m)
    return outer if from_m <= 0 else shapely.difference(outer, wider(geometry, from_m))


def joined(pairs: Iterable[Pair]) -> Pair:
    """Return what any of several pairs covers."""
    found = list(pairs)
    return Pair(
        core=polygons(shapely.union_all([p.core for p in found])),
        extent=polygons(shapely.union_all([p.extent for p in found])),
        reasons=tuple(dict.fromkeys(reason for p in found for reason in p.reasons)),
    )


def filled(bearings_deg: Sequence[float]) -> tuple[float, ...]:
    """Return the bearings with what lies between two at a right angle: "north and west"."""
    found = list(bearings_deg)
    for a, b in pairwise(bearings_deg):
        turn_deg = (b - a + 180) % 360 - 180
        if abs(turn_deg) == _RIGHT_DEG:
            found.append((a + turn_deg / 2) % 360)
    return tuple(found)


def km(metres: float) -> str:
    """Return metres as kilometres that look no more exact than they are."""
    value = metres / 1000
    return f"{value:.0f} km" if value >= 10 else f"{value:.1f} km"  # noqa: PLR2004 - two digits
