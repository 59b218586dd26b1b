"""The lines of a run, and one line with its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from geo.errors import InputError
from geo.model.change import ChangeStep
from geo.model.facts import LineFacts
from geo.model.line import ContactLine, LineKind, LineRule
from geo.pipeline.engine import Engine
from geo.pipeline.reading import dated_rules, line_on
from geo.zones.change import change_step
from geo.zones.line_facts import line_facts
from geo.zones.lines import build_line


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReport:
    """A line with its facts, and what changed hands since an earlier day if one was asked for."""

    line: ContactLine
    facts: LineFacts
    step: ChangeStep | None


def lines_of(engine: Engine, published: Iterable[date | None]) -> tuple[ContactLine, ...]:
    """Return the zones' own lines, drawn ones, and those of the days of documents, each once."""
    lines = {zone.line.id: zone.line for zone in engine.zones if zone.line is not None}
    for rule in engine.dossier.lines.values():
        if rule.kind is not LineKind.CONTROL and rule.id not in lines:
            lines[rule.id] = build_line(rule, engine.ground, None)
    for rule in dated_rules(engine):
        days = {engine.dossier.day_for(day, rule) for day in published}
        for day in sorted(d for d in days if d is not None):
            line = line_on(rule, engine, day)
            if line is not None:
                lines.setdefault(line.id, line)
    return tuple(lines[line_id] for line_id in sorted(lines))


def changes_of(engine: Engine) -> tuple[ChangeStep, ...]:
    """Return the steps between the days that the rules of lines name."""
    return tuple(
        change_step(rule, engine.ground, start, end)
        for rule in dated_rules(engine)
        for start, end in pairwise(rule.changes)
    )


def line_report(engine: Engine, line_id: str, on: date | None, since: date | None) -> LineReport:
    """Return a line on a day, its reference day unless one is given; raises InputError."""
    rule = engine.dossier.lines.get(line_id)
    if rule is None:
        known = ", ".join(sorted(engine.dossier.lines)) or "none"
        msg = f"there is no line {line_id!r} in {engine.dossier.id}; it has: {known}"
        raise InputError(msg)
    if rule.kind is not LineKind.CONTROL and (on or since):
        msg = f"line {line_id} is drawn once and has no day: ask for it without one"
        raise InputError(msg)
    line = build_line(rule, engine.ground, on)
    step = _step(rule, engine, since, line.valid_on) if since and line.valid_on else None
    return LineReport(line=line, facts=line_facts(line, engine.ground), step=step)


def _step(rule: LineRule, engine: Engine, since: date, until: date) -> ChangeStep:
    if since >= until:
        msg = f"--since {since} is not before the line's day, {until}: turn the two round"
        raise InputError(msg)
    return change_step(rule, engine.ground, since, until)
