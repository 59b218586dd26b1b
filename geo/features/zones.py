"""The layers of zones and posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shapely import Point

from geo.features.evidence_json import evidence_json
from geo.features.gathering import Named
from geo.features.mentions import place_properties
from geo.features.parts import ZonePart, zone_parts
from geo.features.provenance import NOWHERE
from geo.geodesy.measure import area_km2
from geo.model.calendar import Period
from geo.model.feature import Feature, Json, Layer
from geo.model.place import Place
from geo.model.run import Run
from geo.model.stated import ZoneEvidence
from geo.model.zone import Citation, PostGroup, Zone

Mentioned = Mapping[str, Named]


def zone_layer(run: Run, mentioned: Mentioned, evidence: Mapping[str, ZoneEvidence]) -> Layer:
    """Return the parts of every zone, widest first: extent, bands, core."""
    return Layer(
        id="zones",
        title="Zones",
        description="Zones that texts define: core (surely inside), bands, extent (perhaps).",
        features=tuple(
            part for zone in run.zones for part in _zone_parts(zone, mentioned, evidence)
        ),
    )


def post_layer(
    run: Run,
    places: Mapping[str, Place],
    mentioned: Mentioned,
    evidence: Mapping[str, ZoneEvidence],
) -> Layer:
    """Return every post of every group."""
    return Layer(
        id="posts",
        title="Posts",
        description="Posts that texts name by kind and count.",
        features=tuple(
            _post(group, places[member], number, mentioned, evidence)
            for group in run.posts
            for number, member in enumerate(group.members, 1)
        ),
    )


def _zone_parts(
    zone: Zone, mentioned: Mentioned, evidence: Mapping[str, ZoneEvidence]
) -> Iterator[Feature]:
    rule = zone.rule
    shared: dict[str, Json] = {
        "zone_id": rule.id,
        "title": rule.title,
        "rule": rule.kind.value,
        "depth_km": list(rule.depth_km) if rule.depth_km[1] else None,
        "reach": rule.reach,
        "line_id": zone.line.id if zone.line else None,
        "line_on": zone.line.valid_on.isoformat() if zone.line and zone.line.valid_on else None,
        "line_unsourced_share": round(zone.line.unsourced_share, 3) if zone.line else None,
        "reading": rule.reading,
        "note": rule.note,
        **_in_force(rule.in_force),
        **_sources(rule.id, rule.citations, mentioned),
    }
    for part in zone_parts(zone):
        yield Feature(
            id=f"{rule.id}~{part.name}",
            geometry=None if part.geometry.is_empty else part.geometry,
            properties={
                "part": part.name,
                "certainty": part.certainty,
                "band_km": part.depth_km,
                "band": _band(zone, part),
                "chance": part.chance,
                "area_km2": round(area_km2(part.geometry)),
                **shared,
                # Once a zone, not once a part: it holds every sentence.
                "evidence": evidence_json(evidence[rule.id]) if part.name == "core" else None,
            },
            start=rule.in_force.start,
            end=rule.in_force.end,
        )


def _band(zone: Zone, part: ZonePart) -> str | None:
    """Return whether a band lies inside on every reading of the depth, or on the wider only."""
    if part.depth_km is None:
        return None
    return "narrow" if part.depth_km == zone.bands[0].depth_km else "wide"


def _post(
    group: PostGroup,
    place: Place,
    number: int,
    mentioned: Mentioned,
    evidence: Mapping[str, ZoneEvidence],
) -> Feature:
    return Feature(
        id=place.id,
        geometry=Point(place.lon_deg, place.lat_deg),
        properties={
            **place_properties(place),
            "group_id": group.id,
            "title": group.title,
            "number": number,
            "of": len(group.members),
            "group_note": group.note,
            **_in_force(group.in_force),
            **_sources(group.id, group.citations, mentioned),
            # Once a group, at its first post: it holds every sentence.
            "evidence": evidence_json(evidence[group.id]) if number == 1 else None,
        },
        start=group.in_force.start,
        end=group.in_force.end,
    )


def _in_force(period: Period) -> dict[str, Json]:
    return {
        "in_force_from": period.start.isoformat() if period.start else None,
        "in_force_to": period.end.isoformat() if period.end else None,
    }


def _sources(zone_id: str, citations: Iterable[Citation], mentioned: Mentioned) -> dict[str, Json]:
    """Return what a zone rests on: its rule's sources, and the first passage that names it."""
    found = mentioned.get(zone_id)
    return {
        "citations": [{"text": c.text, "source": c.source} for c in citations],
        "mentions": found.mentions if found else 0,
        **(found.first if found else NOWHERE),
    }
