"""Read ``zones.toml``: lines and groups of posts; its zones are read in ``zone_rules``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from geo.dossier.line_keys import (
    check_line,
    read_change_days,
    read_least_pocket_km2,
    read_sides,
)
from geo.dossier.report import Section
from geo.model.calendar import Period
from geo.model.line import DrawnLine, Holding, LineKind, LineRule
from geo.model.place import Place
from geo.model.zone import Area, Citation, Parameter, PostGroup

_Kind = TypeVar("_Kind", bound=StrEnum)
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rules may refer to."""

    places: Mapping[str, Place]
    holdings: Mapping[str, tuple[Holding, ...]]
    areas: Mapping[str, Area]
    drawn: Mapping[str, DrawnLine]


def read_line_rules(root: Section, known: Known) -> Iterator[LineRule]:
    """Yield the rules of ``[[line]]``."""
    for section in root.tables("line"):
        kind = read_kind(section, LineKind)
        rule = LineRule(
            id=section.text("id"),
            title=section.text("title"),
            kind=kind,
            names=section.texts("names"),
            control=section.text("control", ... if kind is LineKind.CONTROL else ""),
            between=read_sides(section),
            within=section.text("within", ""),
            reference_on=section.day("reference_on"),
            period=read_period(section, "period"),
            drawn=section.text("drawn", ... if kind is not LineKind.CONTROL else ""),
            ends=_pair(section, "ends", required=kind is LineKind.STRETCH),
            least_pocket_km2=read_least_pocket_km2(section),
            changes=read_change_days(section),
        )
        section.one_of("control", rule.control, known.holdings)
        section.one_of("drawn", rule.drawn, known.drawn)
        section.one_of("within", rule.within, known.areas)
        for end in rule.ends:
            section.one_of("ends", end, known.places)
        if kind is LineKind.CONTROL and rule.reference_on is None:
            section.problem("reference_on", "is missing; write a date, reference_on = 2018-09-17")
        if rule.ends[0] and rule.ends[0] == rule.ends[1]:
            section.problem("ends", f"names {rule.ends[0]!r} twice: a stretch has two ends")
        check_line(section, rule, known.holdings.get(rule.control, ()))
        section.finish()
        yield rule


def read_post_groups(root: Section, known: Known) -> Iterator[PostGroup]:
    """Yield the groups of ``[[posts]]``."""
    for section in root.tables("posts"):
        group = PostGroup(
            id=section.text("id"),
            title=section.text("title"),
            names=section.texts("names", ...),
            members=section.texts("members", ...),
            in_force=read_period(section, "in_force"),
            citations=read_citations(section),
            note=section.text("note", ""),
        )
        for member in group.members:
            section.one_of("members", member, known.places)
        section.finish()
        yield group


def read_kind(section: Section, kinds: type[_Kind]) -> _Kind:
    """Return the kind that a table names; note one that does not exist."""
    options = [kind.value for kind in kinds]
    value = section.text("kind", ..., " or ".join(f'"{o}"' for o in options))
    section.one_of("kind", value, options)
    return kinds(value) if value in options else next(iter(kinds))


def _pair(section: Section, key: str, *, required: bool) -> tuple[str, str]:
    found = section.texts(key, ... if required else ())
    if found and len(found) != _PAIR:
        section.problem(key, f"must name two, not {len(found)}")
    return (found[0], found[1]) if len(found) == _PAIR else ("", "")


def read_period(section: Section, key: str) -> Period:
    """Return the days from ``from`` to ``to`` of a sub-table; note an end before its start."""
    table = section.table(key)
    period = Period(start=table.day("from"), end=table.day("to"))
    if period.start and period.end and period.start > period.end:
        table.problem("from", f"{period.start} is after to {period.end}")
    table.finish()
    return period


def read_citations(section: Section) -> tuple[Citation, ...]:
    """Return the ``[[citation]]`` tables of a section."""
    found = []
    known = [p.value for p in Parameter]
    for table in section.tables("citation"):
        states = [p for p in table.texts("states") if table.one_of("states", p, known)]
        found.append(
            Citation(
                text=table.text("text"),
                source=table.text("source"),
                states=tuple(Parameter(p) for p in states),
            )
        )
        table.finish()
    return tuple(found)
