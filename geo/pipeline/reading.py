"""Read documents: from text to mentions with their places, uses, zones and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from geo.curate.apply import apply_corrections
from geo.errors import InputError
from geo.model.run import Reading, Run
from geo.model.text import Document, MentionKind, Skipped
from geo.model.zone import ContactLine, LineKind, LineRule, Zone
from geo.pipeline.engine import Engine
from geo.recognise.quantities import quantities
from geo.resolve.context import contexts
from geo.resolve.ranking import resolve_toponyms
from geo.resolve.statements import statements
from geo.resolve.use import with_use
from geo.resolve.zone_names import ZoneName, resolve_zones
from geo.segment.passages import passages
from geo.zones.build import build_zone
from geo.zones.lines import build_line
from geo.zones.names import line_place


def read_document(document: Document, engine: Engine) -> Reading:
    """Read one document: find its mentions, resolve them, say what each is used for."""
    dossier = engine.dossier
    sentences = passages(document)
    found = [m for r in engine.recognisers for m in r.find(document, sentences)]
    around = contexts(document, [m for m in found if m.kind is MentionKind.TOPONYM])
    toponyms = tuple(
        with_use(resolution, context, engine.gazetteer)
        for resolution, context in zip(
            resolve_toponyms(around, engine.gazetteer, dossier.preferences), around, strict=True
        )
    )
    zones = resolve_zones(document, found, toponyms, engine.phrases, _meant(document, engine))
    ordered = sorted(
        (*toponyms, *zones), key=lambda r: (r.mention.span.start, -r.mention.span.end)
    )
    known = {**engine.gazetteer.places, **engine.phrases.places}
    resolutions = apply_corrections(ordered, dossier.corrections, known)
    counted = [name for group in dossier.posts.values() for name in group.names]
    figures = tuple(quantities(document, sentences, counted))
    return Reading(
        document=document,
        passages=sentences,
        resolutions=resolutions,
        statements=statements(document, figures, resolutions, dossier.zones, dossier.posts),
    )


def run(engine: Engine, items: Iterable[Document | Skipped]) -> Run:
    """Read every document once; one whose text was read before is skipped and named."""
    readings: list[Reading] = []
    skipped: list[Skipped] = []
    first: dict[str, str] = {}
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
        elif item.id in first:
            same = f"has the same text as {first[item.id]}"
            skipped.append(Skipped(source=item.source, reason=same))
        else:
            first[item.id] = item.source
            readings.append(read_document(item, engine))
    return Run(
        readings=tuple(readings),
        skipped=tuple(skipped),
        lines=_lines(engine, [r.document for r in readings]),
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
    )


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


def _dated_rules(engine: Engine) -> Iterator[LineRule]:
    yield from (r for r in engine.dossier.lines.values() if r.kind is LineKind.CONTROL)


def _meant(document: Document, engine: Engine) -> dict[str, ZoneName]:
    """Return what a document can mean by its phrases: of the dated lines, those of its own day."""
    names = dict(engine.zone_names)
    for rule in _dated_rules(engine):
        if rule.id not in names:
            continue
        line = _line_on(rule, engine, engine.dossier.day_for(document.published_on, rule))
        if line is None:
            del names[rule.id]
        else:
            names[rule.id] = replace(names[rule.id], place=line_place(line))
    return names


def _line_on(rule: LineRule, engine: Engine, day: date | None) -> ContactLine | None:
    """Return the line of a day, None where the table has none: its phrase stays unplaced."""
    try:
        return build_line(rule, engine.ground, day)
    except InputError:
        return None


def _lines(engine: Engine, documents: Sequence[Document]) -> tuple[ContactLine, ...]:
    """Return the zones' own lines and the lines of the documents' days, each once."""
    lines = {zone.line.id: zone.line for zone in engine.zones}
    for rule in _dated_rules(engine):
        days = {engine.dossier.day_for(d.published_on, rule) for d in documents}
        for day in sorted(d for d in days if d is not None):
            line = _line_on(rule, engine, day)
            if line is not None:
                lines.setdefault(line.id, line)
    return tuple(lines[line_id] for line_id in sorted(lines))
