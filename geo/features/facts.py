"""A zone's facts as GeoJSON and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shapely.geometry import mapping

from geo.features.evidence_json import evidence_json
from geo.features.parts import ZonePart, zone_parts
from geo.model.facts import AreaRange, Inside, PlaceInZone, ReadingFacts, ZoneFacts, rounded
from geo.model.feature import Json
from geo.model.place import Place, prominence
from geo.model.stated import ZoneEvidence
from geo.model.zone import Zone

_MOST_NAMED = 12
_ORDER = list(Inside)
_OPEN = {Inside.PROBABLY, Inside.PERHAPS}
_WORDS = {
    Inside.YES: "surely inside",
    Inside.PROBABLY: "probably inside",
    Inside.PERHAPS: "perhaps inside",
}


def zone_json(
    zone: Zone, facts: ZoneFacts, places: Mapping[str, Place], evidence: ZoneEvidence | None
) -> dict[str, Json]:
    """Return a FeatureCollection of a zone's parts; facts and evidence stand beside them."""
    return {
        "type": "FeatureCollection",
        "features": [_part(zone, part) for part in zone_parts(zone)],
        **facts_json(zone, facts, places),
        "evidence": evidence_json(evidence) if evidence is not None else None,
    }


def facts_json(zone: Zone, facts: ZoneFacts, places: Mapping[str, Place]) -> dict[str, Json]:
    """Return a zone's facts, its best known places first.

    Figures are rounded, for an approximation must not look exact.
    """
    line = zone.line
    return {
        "zone": zone.rule.id,
        "title": zone.rule.title,
        "reading": zone.rule.reading,
        "note": zone.rule.note,
        "depth_km": list(zone.rule.depth_km) if zone.rule.depth_km[1] else None,
        "reach": zone.rule.reach,
        "line": line.id if line else None,
        "line_title": line.rule.title if line else None,
        "line_on": line.valid_on.isoformat() if line and line.valid_on else None,
        "line_km": round(facts.line_km) if line else None,
        "line_unsourced_share": round(facts.unsourced_share, 2) if line else None,
        "area": facts.area.words,
        "area_km2": _area(facts.area),
        "by_unit": [
            {"id": u, "name": places[u].name, "code": places[u].feature_code, **_ranged(area)}
            for u, area in facts.by_unit
        ],
        "places": [_place(p) for p in sorted(facts.places, key=lambda f: prominence(f.place))],
        "posts": [_place(p) for p in facts.posts],
        "readings": [_reading(r) for r in facts.readings],
    }


def zone_words(zone: Zone, facts: ZoneFacts, places: Mapping[str, Place]) -> Iterator[str]:
    """Yield the facts in sentences."""
    yield zone.rule.title
    yield f"  {facts.area.words}"
    yield from _line_words(zone, facts)
    for unit, area in facts.by_unit:
        if places[unit].feature_code == "ADM1":
            yield f"  {places[unit].name}: {area.words}"
    for words, found in _grouped(facts.places):
        yield f"  {words}: {_listed(found)}"
    for words, found in _grouped(facts.posts):
        yield f"  posts {words}: {_listed(found)}"
    yield f"  reading: {zone.rule.reading}"
    for other in facts.readings:
        yield f"  read otherwise, {other.reading.title}: {_changes(other)}"
    if zone.rule.note:
        yield f"  note: {zone.rule.note}"


def place_words(facts: ZoneFacts, places: Iterable[Place]) -> Iterator[str]:
    """Yield for each place whether it lies inside, how far off, and how likely."""
    known = {found.place.id: found for found in (*facts.places, *facts.posts)}
    shares = dict(facts.by_unit)
    for place in places:
        found = known.get(place.id)
        if place.is_area:
            share = shares.get(place.id)
            inside = f"{share.words} of it inside" if share else "no share of it is known"
            yield f"{place.name} ({place.feature_code}): an area, {inside}"
        elif found is None:
            yield f"{place.name} ({place.feature_code}): no, far outside"
        else:
            yield f"{place.name} ({place.feature_code}): {_answer(found)}"


def _answer(found: PlaceInZone) -> str:
    chance = f", chance {found.chance:.0%}" if found.inside in _OPEN else ""
    distance = f"{found.distance_km:.1f} ± {found.error_km:.1f} km"
    return f"{found.inside.value}{_depth(found)}{chance}; {distance} from what it is measured from"


def _grouped(
    places: Iterable[PlaceInZone],
) -> Iterator[tuple[str, list[PlaceInZone]]]:
    """Yield places that are no areas by where they lie, the surest group first."""
    groups: dict[str, list[PlaceInZone]] = {}
    for found in sorted(places, key=lambda p: (_ORDER.index(p.inside), p.band_km or 0.0)):
        if found.inside is not Inside.NO and not found.place.is_area:
            groups.setdefault(_WORDS[found.inside] + _depth(found), []).append(found)
    yield from groups.items()


def _depth(found: PlaceInZone) -> str:
    """Return in which band a place lies, where it is not sure to lie inside at all."""
    if found.inside not in _OPEN:
        return ""
    return f", {_where(found)}" if _where(found) else ""


def _where(found: PlaceInZone) -> str:
    if found.band_km is None:
        return "outside it as drawn"
    return f"within {found.band_km:g} km" if found.band_km else ""


def _line_words(zone: Zone, facts: ZoneFacts) -> Iterator[str]:
    line = zone.line
    if line is None:
        return
    day = f" on {line.valid_on.isoformat()}" if line.valid_on else ""
    unsourced = (
        f"; {facts.unsourced_share:.0%} of it rests on unsourced rows"
        if facts.unsourced_share
        else ""
    )
    yield f"  along {line.rule.title}{day}, {facts.line_km:.0f} km{unsourced}"


def _changes(other: ReadingFacts) -> str:
    said = [other.area.words]
    for places, words in ((other.gained, "also holds"), (other.lost, "leaves out")):
        if places:
            names = [p.name for p in sorted(places, key=prominence)]
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            said.append(f"{words} {', '.join(names[:_MOST_NAMED])}{more}")
    return "; ".join(said)


def _part(zone: Zone, part: ZonePart) -> Json:
    shape: Json = mapping(part.geometry)
    return {
        "type": "Feature",
        "id": f"{zone.rule.id}~{part.name}",
        "geometry": shape,
        "properties": {
            "zone_id": zone.rule.id,
            "part": part.name,
            "certainty": part.certainty,
            "chance": part.chance,
        },
    }


def _area(area: AreaRange) -> Json:
    return {
        "surely": rounded(area.least_km2),
        "stated": [rounded(km2) for km2 in area.nominal_km2],
        "perhaps": rounded(area.greatest_km2),
    }


def _ranged(area: AreaRange) -> dict[str, Json]:
    return {"area": area.words, "area_km2": _area(area)}


def _place(found: PlaceInZone) -> Json:
    return {
        "id": found.place.id,
        "name": found.place.name,
        "feature_code": found.place.feature_code,
        "area": found.place.is_area,
        "inside": found.inside.value,
        "band_km": found.band_km,
        "distance_km": round(found.distance_km, 1),
        "error_km": round(found.error_km, 1),
        "chance": round(found.chance, 2),
    }


def _reading(other: ReadingFacts) -> Json:
    return {
        "id": other.reading.id,
        "title": other.reading.title,
        "text": other.reading.text,
        "source": other.reading.source,
        **_ranged(other.area),
        "gained": [_named(p) for p in sorted(other.gained, key=prominence)],
        "lost": [_named(p) for p in sorted(other.lost, key=prominence)],
    }


def _named(place: Place) -> Json:
    return {"id": place.id, "name": place.name}


def _listed(found: Iterable[PlaceInZone]) -> str:
    ranked = sorted(found, key=lambda f: prominence(f.place))
    names = [f"{p.place.name} ({p.distance_km:.0f} ± {p.error_km:.0f} km)" for p in ranked]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
