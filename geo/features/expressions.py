"""The layer of vague places: core and extent of each, and what its figures came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.features.provenance import provenance
from geo.geodesy.measure import area_km2
from geo.model.expression import Anchor, AnchorKind, Clause, Expression, Region
from geo.model.facts import rounded
from geo.model.feature import Feature, Json, Layer, Stream
from geo.model.run import Reading, Run

EXTENT, CORE = "extent", "core"
_CERTAINTY = {EXTENT: "as far as somebody may mean", CORE: "as most readers would mean"}


def expression_layer(run: Run) -> Layer:
    """Return the parts of every vague place, the extent first; one without ground has none."""
    return Layer(
        id="expressions",
        title="Vague places",
        description="Ground that phrases mean (“20 km south of Idlib”): core and extent.",
        features=Stream(lambda: expression_features(run.readings.vague(), run.regions.get, {})),
    )


def expression_features(
    readings: Iterable[Reading],
    region_of: Callable[[str], Region | None],
    areas_km2: dict[int, float],
) -> Iterator[Feature]:
    """Yield the features of the vague places of documents, in reading order.

    ``areas_km2`` keeps what was measured, by the ids of geometries that live as long as it does.
    """
    for reading in readings:
        for expression in reading.expressions:
            region = region_of(expression.mention.id)
            yield from _features(reading, expression, region, areas_km2)


def _area_km2(geometry: BaseGeometry, known_km2: dict[int, float]) -> float:
    """Return an area, measured once: many phrases mean one region, which the run holds."""
    found = known_km2.get(id(geometry))
    if found is None:
        found = known_km2[id(geometry)] = round(area_km2(geometry), 1)
    return found


def _features(
    reading: Reading,
    expression: Expression,
    region: Region | None,
    areas_km2: dict[int, float],
) -> Iterator[Feature]:
    day = reading.document.published_on
    shared = _shared(reading, expression, region)
    parts = [(EXTENT, region.extent), (CORE, region.core)] if region else [("", None)]
    for part, geometry in parts:
        if geometry is not None and geometry.is_empty:
            continue
        yield Feature(
            id=f"{expression.mention.id}~{part}" if part else expression.mention.id,
            geometry=geometry,
            properties={
                "part": part or None,
                "certainty": _CERTAINTY.get(part),
                "area_km2": _area_km2(geometry, areas_km2) if geometry is not None else None,
                **shared,
            },
            start=day,
            end=day,
        )


def _shared(reading: Reading, expression: Expression, region: Region | None) -> dict[str, Json]:
    mention = expression.mention
    distance = next((c.distance for c in expression.clauses if c.distance), None)
    return {
        "mention_id": mention.id,
        "relation": expression.relation.value,
        "anchors": [_anchor(anchor) for anchor in expression.anchors],
        "bearings_deg": [b for c in expression.clauses for b in c.bearings_deg],
        "distance_low_km": distance.low_km if distance else None,
        "distance_high_km": distance.high_km if distance else None,
        "distance_error_km": distance.error_km if distance else None,
        "clauses": [_clause(clause) for clause in expression.clauses],
        "status": expression.status.value,
        "confidence": expression.confidence,
        "decided_by": expression.decided_by,
        "reasons": [*expression.reasons, *(region.reasons if region else ())],
        "sentence": reading.document.quote(mention.passage.span),
        "passage_id": mention.passage.id,
        **provenance(reading.document, mention.span),
    }


def _clause(clause: Clause) -> Json:
    return {"relation": clause.relation.value, "of": clause.facet.value}


def _anchor(anchor: Anchor) -> Json:
    """Return what an anchor is: its words, its mentions, and the places that they mean here."""
    return {
        "kind": anchor.kind.value,
        "words": [m.surface for m in anchor.mentions],
        "mention_ids": [m.id for m in anchor.mentions],
        "place_ids": [p.id for p in anchor.places],
        "names": [p.name for p in anchor.places],
        "feature_codes": [p.feature_code for p in anchor.places],
    }


def expression_words(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what a vague place is and why; ``parts`` are the properties of its features."""
    said = parts[0]
    yield f"Vague place: {said['relation']}{_figures(said)}. Status: {said['status']}."
    if said["decided_by"]:
        yield f"Decided by {said['decided_by']}."
    for anchor in said["anchors"]:
        yield f"Measured from {_named(anchor)}."
    for part in parts:
        if part["part"]:
            yield f"{part['part']}, {part['certainty']}: about {rounded(part['area_km2']):,} km²"
    if not said["part"]:
        yield "It has no ground on the map."
    for reason in said["reasons"]:
        yield f"  - {reason}"
    yield (
        "To decide it yourself, press r in the page, or add to corrections.csv: "
        f"{said['mention_id']},not-a-place or unknown,NAME,TIME,REASON,one,,"
    )


def _figures(said: Mapping[str, Any]) -> str:
    low, high = said["distance_low_km"], said["distance_high_km"]
    words = "".join(f", {bearing:g}°" for bearing in said["bearings_deg"])
    if low is not None or high is not None:
        bounds = f"{low:g}" if low == high else f"{_bound(low)} to {_bound(high)}"
        words += f", {bounds} km ± {said['distance_error_km']:g} km"
    return words


def _bound(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"


def _named(anchor: Mapping[str, Any]) -> str:
    known = zip(anchor["names"], anchor["feature_codes"], anchor["place_ids"], strict=True)
    places = " and ".join(f"{name} ({code}, {place_id})" for name, code, place_id in known)
    kind = "the border of " if anchor["kind"] == AnchorKind.BORDER else ""
    words = "” and “".join(anchor["words"])
    return f"{kind}{places or 'no place'}, “{words}” in the text"
