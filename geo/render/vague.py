"""Vague places as the page draws them: each region once, however many phrases mean it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TypeAlias

import shapely

from geo.model.feature import Feature, Json
from geo.render.thin import soft_ground

Region: TypeAlias = tuple[tuple[str, bytes], ...]
_KEYS = (
    "relation",
    "exact",
    "status",
    "decided_by",
    "reasons",
    "document_id",
)
_ANCHOR_KEYS = ("kind", "words", "place_ids", "names")


def vague_places(features: Iterable[Feature]) -> dict[str, Json]:
    """Return the page's ``expressions`` and the ``regions`` that they mean, by number."""
    numbers: dict[Region, int] = {}
    found: list[Json] = []
    for mention_id, parts in groupby(features, lambda f: str(f.properties["mention_id"])):
        own = tuple(parts)
        properties = own[0].properties
        region = _region(own)
        found.append(
            {
                "id": mention_id,
                **{name: properties[name] for name in _KEYS},
                "anchors": [_anchor(anchor) for anchor in _listed(properties["anchors"])],
                "region": numbers.setdefault(region, len(numbers)) if region else None,
                "area_km2": properties["area_km2"],
            }
        )
    drawn = [
        {part: soft_ground(shapely.from_wkb(wkb)) for part, wkb in region} for region in numbers
    ]
    return {"expressions": found, "regions": [*drawn]}


def _region(parts: Iterable[Feature]) -> Region:
    """Return the ground of a vague place, equal for all that mean the same."""
    ground = ((str(f.properties["part"]), f.geometry) for f in parts)
    return tuple(sorted((part, shapely.to_wkb(geom)) for part, geom in ground if geom is not None))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _anchor(anchor: Json) -> Json:
    return {k: anchor[k] for k in _ANCHOR_KEYS} if isinstance(anchor, dict) else anchor
