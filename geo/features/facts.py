"""A zone's facts as GeoJSON and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.features.evidence_json import evidence_json
from geo.model.evidence import ZoneEvidence
from geo.model.facts import Inside, PlaceInZone, ZoneFacts, rounded
from geo.model.feature import Json
from geo.model.place import Place
from geo.model.zone import Zone

_MOST_NAMED = 12
_RANKS = ("PPLC", "PPLA", "PPLA2", "PPLA3", "OBPT", "PPL")


def zone_json(zone: Zone, facts: ZoneFacts, evidence: ZoneEvidence | None) -> dict[str, Json]:
    """Return a FeatureCollection of a zone's parts; facts and evidence stand beside them."""
    bands = [(f"band-{b.depth_km:g}" if b.depth_km else "held", b.geometry) for b in zone.bands]
    parts = [("extent", zone.extent), *reversed(bands), ("core", zone.core)]
    line = zone.line
    return {
        "type": "FeatureCollection",
        "features": [_part(zone, part, geometry) for part, geometry in parts],
        "zone": zone.rule.id,
        "title": zone.rule.title,
        "reading": zone.rule.reading,
        "note": zone.rule.note,
        "line": line.id,
        "line_on": line.valid_on.isoformat() if line.valid_on else None,
        "line_km": round(line.length_km),
        "line_unsourced_share": round(line.unsourced_share, 2),
        "area": facts.area.words,
        "area_km2": {
            "surely": rounded(facts.area.least_km2),
            "stated": [rounded(km2) for km2 in facts.area.nominal_km2],
            "perhaps": rounded(facts.area.greatest_km2),
        },
        "by_unit_km2": {unit: rounded(km2) for unit, km2 in facts.by_unit_km2},
        "places": [
            {
                "id": p.place.id,
                "name": p.place.name,
                "inside": p.inside.value,
                "distance_km": round(p.distance_km, 1),
                "error_km": round(p.error_km, 1),
            }
            for p in facts.places
        ],
        "evidence": evidence_json(evidence) if evidence is not None else None,
    }


def zone_words(zone: Zone, facts: ZoneFacts, places: Mapping[str, Place]) -> Iterator[str]:
    """Yield the facts in sentences."""
    line = zone.line
    day = f" on {line.valid_on.isoformat()}" if line.valid_on else ""
    yield f"{zone.rule.title}"
    yield f"  {facts.area.words}"
    yield (
        f"  along {line.rule.title}{day}, {facts.line_km:.0f} km; "
        f"{facts.unsourced_share:.0%} of it rests on unsourced rows"
    )
    for unit, km2 in facts.by_unit_km2:
        if places[unit].feature_code == "ADM1":
            yield f"  {places[unit].name}: about {rounded(km2):,} km²"
    for inside, words in (
        (Inside.YES, "surely inside"),
        (Inside.PROBABLY, "inside as stated"),
        (Inside.PERHAPS, "too close to call"),
    ):
        named = [p for p in facts.places if p.inside is inside and not p.place.is_area]
        if named:
            yield f"  {words}: {_listed(named)}"
    yield f"  reading: {zone.rule.reading}"
    if zone.rule.note:
        yield f"  note: {zone.rule.note}"


def _part(zone: Zone, part: str, geometry: BaseGeometry) -> Json:
    shape: Json = mapping(geometry)
    return {
        "type": "Feature",
        "id": f"{zone.rule.id}~{part}",
        "geometry": shape,
        "properties": {"zone_id": zone.rule.id, "part": part},
    }


def _prominence(found: PlaceInZone) -> tuple[int, int, str]:
    """Order by what a place is, then by how many spellings it goes by: news made those."""
    code = found.place.feature_code
    rank = _RANKS.index(code) if code in _RANKS else len(_RANKS)
    return rank, -len(found.place.names), found.place.id


def _listed(found: Iterable[PlaceInZone]) -> str:
    ranked = sorted(found, key=_prominence)
    names = [f"{p.place.name} ({p.distance_km:.0f} ± {p.error_km:.0f} km)" for p in ranked]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
