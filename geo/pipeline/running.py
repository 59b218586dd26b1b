"""One run: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from geo.errors import InputError
from geo.model.expression import Region
from geo.model.run import Reading, Run
from geo.model.text import Document, Skipped
from geo.model.zone import ContactLine, LineKind, Zone
from geo.pipeline.engine import Engine
from geo.pipeline.parallel import read_by_workers
from geo.pipeline.reading import dated_rules, line_on
from geo.zones.build import build_zone
from geo.zones.footprints import Grounds, seats_of
from geo.zones.lines import build_line
from geo.zones.regions import Regions


def run(engine: Engine, items: Iterable[Document | Skipped], workers: int = 1) -> Run:
    """Read every document once; one whose text was read before is skipped and named."""
    skipped: list[Skipped] = []
    readings = tuple(read_by_workers(_new(items, skipped), engine, workers))
    lines = _lines(engine, [r.document for r in readings])
    return Run(
        readings=readings,
        skipped=tuple(skipped),
        lines=lines,
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
        regions=_regions(engine, readings, lines),
    )


def regions_of(engine: Engine, lines: Iterable[ContactLine]) -> Regions:
    """Return what builds the regions of a run's expressions; ``lines`` are those of its days."""
    rules = (
        r for r in engine.dossier.lines.values() if r.names and r.kind is not LineKind.CONTROL
    )
    fixed = {rule.id: build_line(rule, engine.ground, None) for rule in rules}
    grounds = Grounds(
        ground=engine.ground,
        zones={zone.rule.id: zone for zone in engine.zones},
        lines={**fixed, **{line.id: line for line in lines}},
        seats=seats_of(engine.dossier.places),
    )
    return Regions(grounds=grounds, built={})


def _regions(
    engine: Engine, readings: Sequence[Reading], lines: Iterable[ContactLine]
) -> dict[str, Region]:
    """Return the regions of all expressions that have one, by the expression's id."""
    found = [expression for reading in readings for expression in reading.expressions]
    if not found:
        return {}
    regions = regions_of(engine, lines)
    built = ((expression.mention.id, regions.of(expression)) for expression in found)
    return {mention_id: region for mention_id, region in built if region is not None}


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


def zone_on(engine: Engine, zone_id: str, on: date | None) -> Zone:
    """Return a zone, built on the line of another day if one is given; raises InputError."""
    rule = engine.dossier.zones.get(zone_id)
    if rule is None:
        known = ", ".join(sorted(engine.dossier.zones)) or "none"
        msg = f"there is no zone {zone_id!r} in {engine.dossier.id}; it has: {known}"
        raise InputError(msg)
    line = engine.dossier.lines[rule.line]
    if on is not None and line.kind is not LineKind.CONTROL:
        msg = f"line {line.id} is drawn once and has no day: ask for {zone_id} without one"
        raise InputError(msg)
    return build_zone(rule, line, engine.ground, on)


def _lines(engine: Engine, documents: Sequence[Document]) -> tuple[ContactLine, ...]:
    """Return the zones' own lines and the lines of the documents' days, each once."""
    lines = {zone.line.id: zone.line for zone in engine.zones}
    for rule in dated_rules(engine):
        days = {engine.dossier.day_for(d.published_on, rule) for d in documents}
        for day in sorted(d for d in days if d is not None):
            line = line_on(rule, engine, day)
            if line is not None:
                lines.setdefault(line.id, line)
    return tuple(lines[line_id] for line_id in sorted(lines))
