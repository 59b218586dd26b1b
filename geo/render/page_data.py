"""What the page draws: places, zones, lines, posts, vague places, with counts; no texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from statistics import median

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.model.dossier import Dossier
from geo.model.feature import Feature, Json, Layer
from geo.model.run import Run
from geo.model.zone import ContactLine, Segment, Zone
from geo.render.vague import vague_places

_DIGITS_DEG = 4
_TOLERANCE_DEG = 0.0003
"""About 30 m, a pixel at zoom 12: downloads keep every vertex, the drawing need not."""
_PLACE_KEYS = (
    "place_id",
    "name",
    "names",
    "kind",
    "role",
    "feature_code",
    "country_code",
    "mentions",
    "doubtful",
    "confidence",
    "precision_m",
    "source",
    "source_id",
    "licence",
    "note",
    "population",
    "population_year",
)
_ZONE_KEYS = (
    "title",
    "rule",
    "depth_km",
    "line_id",
    "line_on",
    "line_unsourced_share",
    "reading",
    "note",
    "in_force_from",
    "in_force_to",
    "citations",
    "mentions",
    "stated",
)
_POST_KEYS = (
    "name",
    "number",
    "of",
    "group_id",
    "title",
    "group_note",
    "precision_m",
    "source",
    "source_id",
    "licence",
    "note",
    "in_force_from",
    "in_force_to",
    "citations",
    "mentions",
    "stated",
)


def page_data(dossier: Dossier, run: Run, layers: Iterable[Layer]) -> dict[str, Json]:
    """Return the data of the page."""
    found = {layer.id: layer.features for layer in layers}
    by_document = _by_document(run)
    return {
        "title": dossier.title,
        "summary": dossier.summary,
        "dossier": dossier.id,
        "view": asdict(dossier.view),
        "style": asdict(dossier.style),
        "attributions": list(dossier.attributions),
        "counts": dict(run.counts),
        "skipped": [{"source": s.source, "reason": s.reason} for s in run.skipped],
        "places": [_place(f, by_document) for f in found["places"]],
        "zones": [_zone(z, found["zones"], by_document) for z in run.zones],
        "lines": [_line(line, by_document) for line in run.lines],
        "posts": [_post(f) for f in found["posts"]],
        **vague_places(found["expressions"], run.regions),
        "documents": [_document(f) for f in found["documents"]],
    }


def _by_document(run: Run) -> Mapping[tuple[str, str], Counter[str]]:
    """Return how often each document names each (place, role)."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for reading in run.readings:
        for resolution in reading.resolutions:
            if resolution.place is not None:
                role = "literal" if resolution.mention.use.is_place else "associative"
                counts[resolution.place.id, role][reading.document.id] += 1
    return counts


def _place(feature: Feature, by_document: Mapping[tuple[str, str], Counter[str]]) -> Json:
    properties = feature.properties
    key = (str(properties["place_id"]), str(properties["role"]))
    return {
        "id": feature.id,
        **_point(feature),
        **{name: properties[name] for name in _PLACE_KEYS},
        "documents": dict(by_document[key]),
    }


def _zone(
    zone: Zone,
    features: Iterable[Feature],
    by_document: Mapping[tuple[str, str], Counter[str]],
) -> Json:
    parts = [f for f in features if f.properties["zone_id"] == zone.rule.id]
    properties = parts[0].properties
    return {
        "id": zone.rule.id,
        **{name: properties[name] for name in _ZONE_KEYS},
        "documents": dict(by_document.get((zone.rule.id, "literal"), {})),
        "parts": [
            {
                "part": f.properties["part"],
                "certainty": f.properties["certainty"],
                "band_km": f.properties["band_km"],
                "area_km2": f.properties["area_km2"],
                "geometry": _geojson(f.geometry),
            }
            for f in parts
        ],
    }


def _line(line: ContactLine, by_document: Mapping[tuple[str, str], Counter[str]]) -> Json:
    return {
        "id": line.id,
        "rule": line.rule.id,
        "kind": line.rule.kind.value,
        "title": line.rule.title,
        "valid_on": line.valid_on.isoformat() if line.valid_on else None,
        "source": line.source,
        "length_km": round(line.length_km),
        "half_gap_m": round(median(s.half_gap_m for s in line.segments)),
        "greatest_half_gap_m": round(line.uncertainty_m),
        "unsourced_share": round(line.unsourced_share, 2),
        "documents": dict(by_document.get((line.id, "literal"), {})),
        "sourced": _geojson(_merged(s for s in line.segments if not s.unsourced)),
        "unsourced": _geojson(_merged(s for s in line.segments if s.unsourced)),
    }


def _post(feature: Feature) -> Json:
    properties = feature.properties
    return {
        "id": feature.id,
        **_point(feature),
        **{name: properties[name] for name in _POST_KEYS},
    }


def _document(feature: Feature) -> Json:
    keys = ("title", "publisher", "published_on", "dated_by", "language", "source", "mentions")
    return {"id": feature.id, **{name: feature.properties[name] for name in keys}}


def _point(feature: Feature) -> dict[str, Json]:
    west, south, _, _ = feature.geometry.bounds if feature.geometry else (0.0, 0.0, 0.0, 0.0)
    return {"lon": round(west, 5), "lat": round(south, 5)}


def _merged(segments: Iterable[Segment]) -> BaseGeometry:
    return shapely.line_merge(shapely.union_all([s.geometry for s in segments]))


def _geojson(geometry: BaseGeometry | None) -> Json:
    if geometry is None or geometry.is_empty:
        return None
    thin = shapely.simplify(geometry, _TOLERANCE_DEG)
    rounded = shapely.transform(thin, lambda xy: xy.round(_DIGITS_DEG))
    shape: Json = mapping(rounded)
    return shape
