"""The parts of a zone as they are served: from the widest to the surest, then the contours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.model.zone import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePart:
    """One ground of a zone, what it is called and how sure it is."""

    name: str
    certainty: str
    geometry: BaseGeometry
    depth_km: float | None = None
    chance: float | None = None


def zone_parts(zone: Zone) -> Iterator[ZonePart]:
    """Yield extent, bands (widest first), core, then contours (likeliest last)."""
    yield ZonePart(name="extent", certainty="perhaps inside", geometry=zone.extent)
    for band in reversed(zone.bands):
        yield ZonePart(
            name=f"band-{band.depth_km:g}" if band.depth_km else "held",
            certainty="inside as stated",
            geometry=band.geometry,
            depth_km=band.depth_km or None,
        )
    yield ZonePart(name="core", certainty="surely inside", geometry=zone.core)
    for contour in reversed(zone.contours):
        percent = round(100 * contour.probability)
        yield ZonePart(
            name=f"chance-{percent}",
            certainty=f"inside with a chance of {percent} % or more",
            geometry=contour.geometry,
            chance=contour.probability,
        )
