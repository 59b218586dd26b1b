"""Find what sentences state of the number of posts, and of the ground that a zone covers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from geo.model.evidence import (
    Agreement,
    Count,
    CountKind,
    Ground,
    Length,
    Statement,
    Value,
    Yardstick,
)
from geo.model.resolution import Resolution
from geo.model.text import Measure, Quantity, Use
from geo.model.zone import Parameter, PostGroup
from geo.resolve.agreement import Judgement, area_agrees, count_agrees
from geo.resolve.scene import Scene, place_id

_KINDS = {
    Measure.COUNT: CountKind.ALL,
    Measure.SOME: CountKind.SOME,
    Measure.ORDINAL: CountKind.ORDINAL,
}
_COVERS = re.compile(
    r"^[^;]{0,40}\b(?:cover|span|compris|measur|extend|total|area\sof|territory\sof|is|of)\w*\b"
    r"[^,;]{0,25}$",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:los[st]|lose|captur|took|tak(?:e|en|ing)|seiz|retook|gain|conquer|burn)", re.IGNORECASE
)
_LEAST_AREA_KM = 200
"""No zone of a dossier is as deep: such a length after "covers" is an area without its square."""


def count_statements(
    scene: Scene, quantities: Sequence[Quantity], posts: Mapping[str, PostGroup]
) -> Iterator[Statement]:
    """Yield what a document states of the number of posts."""
    for quantity in quantities:
        kind = _KINDS.get(quantity.measure)
        named = [
            r
            for r in scene.zones.get(quantity.passage.ordinal, ())
            if place_id(r) in posts and quantity.span.overlaps(r.mention.span)
        ]
        if kind is None or not named:
            continue
        value = Count(number=int(quantity.low), kind=kind)
        group = posts[place_id(named[0])]
        others = _of_others(scene, quantity, group)
        judged = count_agrees(value, group)
        if others:
            reason = f"speaks of {others} posts, not of {group.title}"
            judged = Judgement(agrees=Agreement.OTHER, reason=reason)
        yield _statement(group.id, Parameter.COUNT, quantity, value, judged)


def _of_others(scene: Scene, quantity: Quantity, group: PostGroup) -> str:
    """Return whose posts are counted, "" where they are the group's own for all that is said."""
    for found in scene.places.get(quantity.passage.ordinal, ()):
        mention = found.mention
        inside = mention.use is Use.DEMONYM and quantity.span.covers(mention.span)
        if inside and mention.surface.casefold() not in group.title.casefold():
            return mention.surface
    return ""


def area_statements(
    scene: Scene, quantities: Sequence[Quantity], zones: Mapping[str, Yardstick]
) -> Iterator[Statement]:
    """Yield what a document states of the ground that a zone covers."""
    for quantity in quantities:
        zone = scene.nearest(quantity.span, quantity.passage, zones)
        if zone is None or not _covers(scene, quantity, zone):
            continue
        zone_id = place_id(zone)
        if quantity.measure is Measure.AREA_KM2:
            value = Ground(low_km2=quantity.low, high_km2=quantity.high)
            judged = area_agrees(value, zones[zone_id])
            yield _statement(zone_id, Parameter.AREA, quantity, value, judged)
        elif quantity.measure is Measure.LENGTH_KM and quantity.low >= _LEAST_AREA_KM:
            length = Length(low_km=quantity.low, high_km=quantity.high)
            reason = "a length is written where an area must be meant"
            judged = Judgement(agrees=Agreement.OTHER, reason=reason)
            yield _statement(zone_id, Parameter.AREA, quantity, length, judged)


def _covers(scene: Scene, quantity: Quantity, zone: Resolution) -> bool:
    """Tell whether the words from a zone to an area say that it covers it."""
    if zone.mention.span > quantity.span:
        return False
    words = scene.between(zone.mention.span, quantity.span)
    return _COVERS.search(words) is not None and _TAKEN.search(words) is None


def _statement(
    zone_id: str, parameter: Parameter, quantity: Quantity, value: Value, judged: Judgement
) -> Statement:
    return Statement(
        zone_id=zone_id,
        parameter=parameter,
        passage=quantity.passage,
        span=quantity.span,
        surface=quantity.surface,
        value=value,
        agrees=judged.agrees,
        reason=judged.reason,
    )
