"""One run: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geo.errors import InputError
from geo.model.facts import ZoneFacts
from geo.model.run import Run
from geo.model.text import Document, Skipped
from geo.model.zone import ContactLine, LineKind, LineRule, Zone, ZoneRule
from geo.pipeline.engine import Engine
from geo.pipeline.parallel import read_by_workers
from geo.pipeline.reading import dated_rules, line_on
from geo.zones.build import build_zone, zone_of
from geo.zones.facts import zone_facts
from geo.zones.figure import figure_of


def run(engine: Engine, items: Iterable[Document | Skipped], workers: int = 1) -> Run:
    """Read every document once; one whose text was read before is skipped and named."""
    skipped: list[Skipped] = []
    readings = tuple(read_by_workers(_new(items, skipped), engine, workers))
    return Run(
        readings=readings,
        skipped=tuple(skipped),
        lines=_lines(engine, [r.document for r in readings]),
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
    )


def _new(items: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    """Yield each text once; note the others in ``skipped``."""
    first: dict[str, str] = {}
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
        elif item.id in first:
            same = f"has the same text as {first[item.id]}"
            skipped.append(Skipped(source=item.source, reason=same))
        else:
            first[item.id] = item.source
            yield item


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneReport:
    """A zone, with contours, and its facts."""

    zone: Zone
    facts: ZoneFacts


def zone_report(engine: Engine, zone_id: str, on: date | None = None) -> ZoneReport:
    """Return a zone and its facts, on the line of another day if one is given.

    Raises InputError for a zone that the dossier does not have, or a day without a line.
    """
    rule, line = _rule_on(engine, zone_id, on)
    figure = figure_of(rule, line, engine.ground, on)
    zone = zone_of(rule, figure, with_contours=True)
    dossier = engine.dossier
    readings = [(r, build_zone(rule.read_as(r), line, engine.ground, on)) for r in rule.readings]
    facts = zone_facts(
        zone,
        figure,
        dossier.places.values(),
        {k: a for k, a in dossier.areas.items() if k in dossier.places},
        frozenset(member for group in dossier.posts.values() for member in group.members),
        readings,
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


def _lines(engine: Engine, documents: Sequence[Document]) -> tuple[ContactLine, ...]:
    """Return the zones' own lines and the lines of the documents' days, each once."""
    lines = {zone.line.id: zone.line for zone in engine.zones if zone.line is not None}
    for rule in dated_rules(engine):
        days = {engine.dossier.day_for(d.published_on, rule) for d in documents}
        for day in sorted(d for d in days if d is not None):
            line = line_on(rule, engine, day)
            if line is not None:
                lines.setdefault(line.id, line)
    return tuple(lines[line_id] for line_id in sorted(lines))
