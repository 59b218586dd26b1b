"""Mentions as rows and features: what ``parse`` gives, on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from geo.model.expression import Expression
from geo.model.query import StoredFeature
from geo.model.resolution import Resolution
from geo.model.run import Reading
from geo.model.text import Document, Mention


def mention_rows(reading: Reading) -> list[dict[str, object]]:
    """Return the rows of a reading as they stand in the text; a phrase before the names in it."""
    rows = [_row(reading.document, resolution) for resolution in reading.resolutions]
    rows += [_vague_row(reading.document, expression) for expression in reading.expressions]
    return sorted(rows, key=lambda row: (row["start"], -int(str(row["end"]))))


def _vague_row(document: Document, expression: Expression) -> dict[str, object]:
    """Return a vague place as a mention that no pin stands for; its code is its relation."""
    return {
        **_found(document, expression.mention),
        "feature_code": expression.relation.value,
        "confidence": expression.confidence,
        "status": expression.status.value,
        "use_reason": "; ".join([*(_measured_from(expression)), *expression.reasons]),
    }


def _measured_from(expression: Expression) -> Iterator[str]:
    for anchor in expression.anchors:
        for place in anchor.places:
            yield f"measured from {place.name} ({place.feature_code}, {place.id})"


def _row(document: Document, resolution: Resolution) -> dict[str, object]:
    place = resolution.place
    return {
        **_found(document, resolution.mention),
        "id": place.id if place else None,
        "name": place.name if place else None,
        "feature_code": place.feature_code if place else None,
        "lon": place.lon_deg if place else None,
        "lat": place.lat_deg if place else None,
        "confidence": resolution.confidence,
        "status": resolution.status.value,
        "candidates": [
            {"id": c.place.id, "name": c.place.name, "score": round(c.score, 3)}
            for c in resolution.candidates
        ],
    }


def _found(document: Document, mention: Mention) -> dict[str, object]:
    """Return all columns in their order, with what a mention knows before it has a place."""
    return {
        "document": document.source,
        "start": mention.span.start,
        "end": mention.span.end,
        "surface": mention.surface,
        "kind": mention.kind.value,
        "use": mention.use.value,
        **dict.fromkeys(("id", "name", "feature_code", "lon", "lat", "confidence", "status")),
        "sentence": document.quote(mention.passage.span),
        "candidates": [],
        "mention": mention.id,
        "use_reason": mention.use_reason,
    }


def mention_feature(row: dict[str, object]) -> StoredFeature:
    """Return a row as a feature; without a place it has no geometry."""
    point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    names = {"id": "place_id"}
    properties = {names.get(k, k): v for k, v in row.items() if k not in {"lon", "lat", "mention"}}
    return StoredFeature(
        id=str(row["mention"]),
        geometry=orjson.dumps(point if row["lon"] is not None else None),
        properties=orjson.dumps(properties),
    )
