"""Features of mentions with the answers that were decided since the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from geo.model.answer import Answer
from geo.model.query import Page, Query, StoredFeature
from geo.store.database import Database
from geo.store.features import FeatureStore

_LAYER = "mentions"
_DIGITS_DEG = 7


class DecidedFeatures(FeatureStore):
    """Layers and their features; filters, counts, tiles and downloads are those of the build."""

    def __init__(self, connections: Database, answers: Callable[[], Mapping[str, Answer]]) -> None:
        """Read through ``connections``; ``answers`` are those that the build lacks, by mention."""
        super().__init__(connections)
        self._answers = answers

    def item(self, layer: str, fid: str) -> StoredFeature:
        """Return one feature; raises NotFoundError."""
        feature = super().item(layer, fid)
        return _told(feature, self._answers()) if layer == _LAYER else feature

    def items(self, layer: str, query: Query) -> Page:
        """Return the features that a query asks for."""
        page = super().items(layer, query)
        if layer != _LAYER:
            return page
        answers = self._answers()
        return replace(page, features=tuple(_told(f, answers) for f in page.features))


def _told(feature: StoredFeature, answers: Mapping[str, Answer]) -> StoredFeature:
    answer = answers.get(feature.id)
    return feature if answer is None else _decided(feature, answer)


def _decided(feature: StoredFeature, answer: Answer) -> StoredFeature:
    """Return a feature with an answer; what a candidate does not tell of a place is null."""
    candidates = orjson.loads(answer.candidates)
    place: dict[str, Any] | None = candidates[0] if answer.place_id is not None else None
    before = orjson.loads(feature.properties)
    same_place = before["place_id"] == answer.place_id
    told = {
        "use": answer.use,
        "use_reason": answer.use_reason,
        "status": answer.status,
        "confidence": answer.confidence,
        "decided_by": answer.decided_by,
        "place_id": answer.place_id,
        "name": place["name"] if place else None,
        "feature_code": place["feature_code"] if place else None,
        "country_code": before["country_code"] if same_place else None,
        "precision_m": before["precision_m"] if same_place else None,
        "candidates": len(candidates),
    }
    at = [round(place[axis], _DIGITS_DEG) for axis in ("lon", "lat")] if place else None
    return replace(
        feature,
        geometry=orjson.dumps({"type": "Point", "coordinates": at} if at else None),
        properties=orjson.dumps({**before, **told}),
    )
