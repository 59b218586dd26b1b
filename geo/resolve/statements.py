"""Tie quantities to the zone or the posts that they measure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geo.model.resolution import Resolution, Status
from geo.model.run import Statement
from geo.model.text import Document, Measure, MentionKind, Quantity
from geo.model.zone import PostGroup, ZoneRule

_TOLERANCE_KM = 0.5
"""Miles in a text are rounded: 9–12 miles are 14.5–19.3 km, said of 15–20 km."""


_NO_DEPTH = re.compile(
    r"\s?(?:away|off|long|outside|(?:to\sthe\s)?(?:north|south|east|west)|"
    r"from\s(?:the\s)?(?:[A-Z]|border|frontier|coast|city|town|village))"
)
"""What follows a length that says how far off something is."""


def statements(
    document: Document,
    quantities: Sequence[Quantity],
    resolutions: Sequence[Resolution],
    zones: Mapping[str, ZoneRule],
    posts: Mapping[str, PostGroup],
) -> tuple[Statement, ...]:
    """Return the statements of one document: a length is the depth of the zone named with it."""
    named = [
        r
        for r in resolutions
        if r.mention.kind is MentionKind.ZONE and r.status is Status.RESOLVED and r.candidates
    ]
    found = []
    for quantity in quantities:
        if quantity.measure is Measure.COUNT:
            found += _counted(quantity, named, posts)
        elif quantity.measure is Measure.LENGTH_KM and not _NO_DEPTH.match(
            document.text, quantity.span.end
        ):
            found += _deep(quantity, named, zones)
    return tuple(found)


def _counted(
    quantity: Quantity, named: Sequence[Resolution], posts: Mapping[str, PostGroup]
) -> list[Statement]:
    for resolution in named:
        group = posts.get(resolution.candidates[0].place.id)
        if group is not None and quantity.span.overlaps(resolution.mention.span):
            if quantity.low < len(group.members):
                return []  # "two observation posts were shelled" counts some of them
            agrees = quantity.low == len(group.members)
            return [Statement(zone_id=group.id, quantity=quantity, agrees=agrees)]
    return []


def _deep(
    quantity: Quantity, named: Sequence[Resolution], zones: Mapping[str, ZoneRule]
) -> list[Statement]:
    nearby = [
        r
        for r in named
        if r.candidates[0].place.id in zones and r.mention.passage.id == quantity.passage.id
    ]
    if not nearby:
        return []
    nearest = min(nearby, key=lambda r: abs(r.mention.span.start - quantity.span.start))
    rule = zones[nearest.candidates[0].place.id]
    low, high = rule.depth_km
    if high == 0:
        return []
    agrees = abs(quantity.low - low) <= _TOLERANCE_KM + low * 0.05 and (
        abs(quantity.high - high) <= _TOLERANCE_KM + high * 0.05
    )
    return [Statement(zone_id=rule.id, quantity=quantity, agrees=agrees)]
