"""What a line parts: its widest gap, and the ground of every holder of that day."""

from __future__ import annotations

from geo.geodesy.measure import area_km2
from geo.model.facts import LineFacts
from geo.model.line import ContactLine
from geo.zones.control import Control
from geo.zones.lines import Ground


def line_facts(line: ContactLine, ground: Ground) -> LineFacts:
    """Return the figures of a line, holders by the size of their ground."""
    held = _held(ground.control(line.rule, line.valid_on)) if line.valid_on else []
    return LineFacts(
        widest=max(line.segments, key=lambda s: (s.half_gap_m, s.id)),
        held_km2=tuple(held),
    )


def _held(control: Control) -> list[tuple[str, float]]:
    areas = (
        (holder, area_km2(control.frame.inverse(control.area(holder))))
        for holder in set(control.holders)
    )
    return sorted(areas, key=lambda found: (-found[1], found[0]))
