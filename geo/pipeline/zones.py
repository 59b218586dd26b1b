"""Zones with everything that is told of them: contours, facts, other readings."""

from __future__ import annotations

from datetime import date

from geo.errors import InputError
from geo.features.facts import facts_json
from geo.model.facts import ZoneReport
from geo.model.line import LineKind, LineRule
from geo.model.run import ToldZone
from geo.model.zone import ZoneRule
from geo.pipeline.engine import Engine
from geo.pipeline.zone_cache import keep, kept
from geo.zones.build import build_zone, zone_of
from geo.zones.facts import zone_facts
from geo.zones.figure import figure_of


def told_zones(engine: Engine, digest: str) -> tuple[ToldZone, ...]:
    """Return what is told of every zone of a dossier; made anew where the digest is a new one."""
    root = engine.dossier.root
    known = kept(root, digest, engine.zones)
    if known is not None:
        return known
    reports = [zone_report(engine, zone_id) for zone_id in engine.dossier.zones]
    places = engine.dossier.places
    told = tuple(ToldZone(zone=r.zone, facts=facts_json(r.zone, r.facts, places)) for r in reports)
    keep(root, digest, told)
    return told


def zone_report(engine: Engine, zone_id: str, on: date | None = None) -> ZoneReport:
    """Return a zone and its facts, on the line of another day if one is given.

    Raises InputError for a zone that the dossier does not have, or a day without a line.
    """
    rule, line = _rule_on(engine, zone_id, on)
    dossier, ground = engine.dossier, engine.ground
    figure = figure_of(rule, line, ground, on)
    zone = zone_of(rule, figure, with_contours=True)
    facts = zone_facts(
        zone,
        figure,
        dossier.places.values(),
        {k: a for k, a in dossier.areas.items() if k in dossier.places},
        frozenset(member for group in dossier.posts.values() for member in group.members),
        [(r, build_zone(rule.read_as(r), line, ground, on)) for r in rule.readings],
    )
    return ZoneReport(zone=zone, facts=facts)


def _rule_on(engine: Engine, zone_id: str, on: date | None) -> tuple[ZoneRule, LineRule | None]:
    rule = engine.dossier.zones.get(zone_id)
    if rule is None:
        known = ", ".join(sorted(engine.dossier.zones)) or "none"
        msg = f"there is no zone {zone_id!r} in {engine.dossier.id}; it has: {known}"
        raise InputError(msg)
    line = engine.dossier.lines.get(rule.line)
    if on is not None and (line is None or line.kind is not LineKind.CONTROL):
        what = f"line {line.id} is drawn once" if line else f"{zone_id} follows no line"
        msg = f"{what} and has no day: ask for {zone_id} without one"
        raise InputError(msg)
    return rule, line
