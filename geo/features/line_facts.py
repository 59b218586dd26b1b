"""A line's facts as GeoJSON and in words, with what changed hands since another day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapely.geometry import mapping

from geo.features.changes import step_features
from geo.features.lines import pockets_json, segment_feature
from geo.model.change import Balance, ChangeStep, TownChange
from geo.model.facts import LineFacts, rounded
from geo.model.feature import Feature, Json
from geo.model.line import ContactLine, Pocket
from geo.model.place import Place


def line_json(
    line: ContactLine, facts: LineFacts, step: ChangeStep | None, places: Mapping[str, Place]
) -> dict[str, Json]:
    """Return a FeatureCollection of segments and of ground that changed hands, facts beside."""
    features = [segment_feature(line, segment, places, 0) for segment in line.segments]
    changes = list(step_features(step, places, [step])) if step else []
    return {
        "type": "FeatureCollection",
        "features": [_feature(f) for f in (*features, *changes) if f.geometry is not None],
        "line": line.id,
        "title": line.rule.title,
        "valid_on": line.valid_on.isoformat() if line.valid_on else None,
        "source": line.source,
        "line_km": round(line.length_km),
        "line_unsourced_share": round(line.unsourced_share, 2),
        "greatest_half_gap_m": round(facts.widest.half_gap_m),
        "held_km2": {holder: rounded(km2) for holder, km2 in facts.held_km2},
        "pockets_left_out": pockets_json(line.pockets_left_out),
        "changes": [_sums(b, step) for b in step.balances] if step else [],
        "not_compared": list(step.left_out) if step else [],
    }


def line_words(
    line: ContactLine, facts: LineFacts, step: ChangeStep | None, places: Mapping[str, Place]
) -> Iterator[str]:
    """Yield the facts in sentences."""
    yield f"{line.rule.title}{f', {line.valid_on.isoformat()}' if line.valid_on else ''}"
    share = f"; {line.unsourced_share:.0%} of it rests on unsourced rows" if line.valid_on else ""
    yield f"  {line.length_km:.0f} km, from {line.source}{share}"
    half_gap_km = facts.widest.half_gap_m / 1000
    between = [places[p].name for p in facts.widest.places if p in places]
    if line.valid_on:
        yield f"  longest half-gap {half_gap_km:.1f} km, between {' and '.join(between)}"
    else:
        yield f"  drawn; it may lie {half_gap_km:.1f} km off"
    held = [f"{holder} about {rounded(km2):,} km²" for holder, km2 in facts.held_km2]
    if held:
        yield f"  ground as far as the table speaks: {', '.join(held)}"
    yield from (_pocket(pocket, places) for pocket in line.pockets_left_out)
    if step is not None:
        yield from _step_words(step, places)


def _step_words(step: ChangeStep, places: Mapping[str, Place]) -> Iterator[str]:
    yield f"  since {step.start.isoformat()}:"
    if not step.parts:
        yield "    nothing changed hands"
    for balance in step.balances:
        gained, lost = rounded(balance.gained_km2), rounded(balance.lost_km2)
        yield f"    {balance.holder}: gained about {gained:,} km², lost about {lost:,} km²"
    towns = sorted(
        (town for part in step.parts for town in part.towns),
        key=lambda town: (town.on or step.end, town.place_id),
    )
    yield from (_town(town, places) for town in towns)
    if step.left_out:
        named = ", ".join(places[p].name for p in step.left_out)
        yield f"    not compared, for the table speaks of them on one of the days only: {named}"


def _town(town: TownChange, places: Mapping[str, Place]) -> str:
    name = places[town.place_id].name
    source = f"{town.after.reliability}: {town.after.source}"
    if town.on is None:
        held = f"held by {town.after.holder} ({source})"
        return f"    {name}: {held}, on one of the days a pocket that is left out"
    way = f"{town.before.holder} → {town.after.holder}"
    return f"    {town.on} {name}: {way} ({source})"


def _pocket(pocket: Pocket, places: Mapping[str, Place]) -> str:
    named = ", ".join(places[p].name for p in pocket.places)
    about = f"about {rounded(pocket.area_km2)} km²"
    return f"  left out, a pocket: {named} ({pocket.holder} inside {pocket.inside}, {about})"


def _sums(balance: Balance, step: ChangeStep) -> Json:
    return {
        "since": step.start.isoformat(),
        "until": step.end.isoformat(),
        "holder": balance.holder,
        "gained_km2": rounded(balance.gained_km2),
        "lost_km2": rounded(balance.lost_km2),
    }


def _feature(feature: Feature) -> Json:
    shape: Json = mapping(feature.geometry)
    return {
        "type": "Feature",
        "id": feature.id,
        "geometry": shape,
        "properties": dict(feature.properties),
    }
