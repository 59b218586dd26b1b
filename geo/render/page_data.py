"""What the page draws: places, zones, lines, posts, vague places, with counts; no texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from geo.model.dossier import Dossier
from geo.model.feature import Feature, Json, Layer
from geo.model.run import Run
from geo.model.tally import Tally
from geo.model.zone import Zone
from geo.render.page_lines import line_data
from geo.render.page_tallies import summary, tallies
from geo.render.thin import soft_ground, thin_drawing
from geo.render.vague import vague_places

_ZONE_TOLERANCE_DEG = 0.001
"""About 100 m: the line that a zone is measured from is off by kilometres."""
_PLACE_KEYS = (
    "place_id",
    "name",
    "names",
    "kind",
    "role",
    "feature_class",
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
    "reach",
    "line_id",
    "line_on",
    "line_unsourced_share",
    "reading",
    "note",
    "in_force_from",
    "in_force_to",
    "citations",
    "mentions",
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
    "evidence",
)


def page_data(
    dossier: Dossier, run: Run, layers: Iterable[Layer], tally: Tally | None = None
) -> dict[str, Json]:
    """Return the data of the page.

    With a ``tally`` it holds neither places, documents nor phrases: the page asks for those that
    it shows, and the server counts.
    """
    found = {layer.id: layer.features for layer in layers}
    places, documents, phrases = (found[n] for n in ("places", "documents", "expressions"))
    if tally is None:
        counts = tallies(run, {f.id: number for number, f in enumerate(places)})
    else:
        counts = summary(tally)
    return {
        "title": dossier.title,
        "summary": dossier.summary,
        "dossier": dossier.id,
        "view": asdict(dossier.view),
        "style": asdict(dossier.style),
        "attributions": list(dossier.attributions),
        "counts": dict(run.counts),
        "skipped": [{"source": s.source, "reason": s.reason} for s in run.skipped],
        "places": [_place(f) for f in places] if tally is None else [],
        "outlines": _outlines(dossier, places),
        "tallies": counts,
        "zones": [_zone(z, found["zones"]) for z in run.zones],
        **line_data(run, dossier.places, found["changes"]),
        "posts": [_post(f) for f in found["posts"]],
        **vague_places(phrases if tally is None else ()),
        "documents": [_document(f) for f in documents] if tally is None else [],
    }


def _outlines(dossier: Dossier, places: Iterable[Feature]) -> dict[str, Json]:
    """Return the ground of the drawn areas by place, as coarse as a selection needs it."""
    ids = sorted({str(f.properties["place_id"]) for f in places})
    return {i: soft_ground(dossier.areas[i].geometry) for i in ids if i in dossier.areas}


def _place(feature: Feature) -> Json:
    properties = feature.properties
    return {
        "id": feature.id,
        **_point(feature),
        **{name: properties[name] for name in _PLACE_KEYS},
    }


def _zone(zone: Zone, features: Iterable[Feature]) -> Json:
    parts = [f for f in features if f.properties["zone_id"] == zone.rule.id]
    properties = parts[0].properties
    return {
        "id": zone.rule.id,
        **{name: properties[name] for name in _ZONE_KEYS},
        "evidence": next((e for f in parts if (e := f.properties["evidence"])), None),
        "parts": [
            {
                "part": f.properties["part"],
                "certainty": f.properties["certainty"],
                "band_km": f.properties["band_km"],
                "chance": f.properties["chance"],
                "area_km2": f.properties["area_km2"],
                "geometry": thin_drawing(f.geometry, _ZONE_TOLERANCE_DEG),
            }
            for f in parts
        ],
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
