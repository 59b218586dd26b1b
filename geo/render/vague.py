"""Vague places as the page draws them: each region once, however many phrases mean it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from shapely.geometry.base import BaseGeometry

from geo.model.expression import Region
from geo.model.feature import Feature, Json

_KEYS = (
    "relation",
    "exact",
    "anchors",
    "bearings_deg",
    "distance_low_km",
    "distance_high_km",
    "distance_error_km",
    "status",
    "confidence",
    "decided_by",
    "reasons",
    "document_id",
)
Shape = Callable[["BaseGeometry | None"], Json]


def vague_places(
    features: Iterable[Feature], regions: Mapping[str, Region], geojson: Shape
) -> dict[str, Json]:
    """Return the page's ``expressions`` and the ``regions`` that they mean, by number."""
    numbers: dict[int, int] = {}
    drawn: list[Json] = []
    found: dict[str, Json] = {}
    for feature in features:
        properties = feature.properties
        mention_id = str(properties["mention_id"])
        if mention_id in found:
            continue
        region = regions.get(mention_id)
        if region is not None and id(region) not in numbers:
            numbers[id(region)] = len(drawn)
            drawn.append({"core": geojson(region.core), "extent": geojson(region.extent)})
        found[mention_id] = {
            "id": mention_id,
            **{name: properties[name] for name in _KEYS},
            "region": numbers[id(region)] if region is not None else None,
            "area_km2": properties["area_km2"],
        }
    return {"expressions": list(found.values()), "regions": drawn}
