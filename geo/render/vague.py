"""Vague places as the page draws them: each region once, however many phrases mean it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.model.expression import Region
from geo.model.feature import Feature, Json
from geo.render.thin import soft_ground

_KEYS = (
    "relation",
    "exact",
    "status",
    "decided_by",
    "reasons",
    "document_id",
)
_ANCHOR_KEYS = ("kind", "words", "place_ids", "names")


def vague_places(features: Iterable[Feature], regions: Mapping[str, Region]) -> dict[str, Json]:
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
            drawn.append({"core": soft_ground(region.core), "extent": soft_ground(region.extent)})
        found[mention_id] = {
            "id": mention_id,
            **{name: properties[name] for name in _KEYS},
            "anchors": [_anchor(anchor) for anchor in _listed(properties["anchors"])],
            "region": numbers[id(region)] if region is not None else None,
            "area_km2": properties["area_km2"],
        }
    return {"expressions": list(found.values()), "regions": drawn}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _anchor(anchor: Json) -> Json:
    return {k: anchor[k] for k in _ANCHOR_KEYS} if isinstance(anchor, dict) else anchor
