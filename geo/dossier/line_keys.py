"""Read the keys of ``[[line]]`` that take holders or days."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from geo.dossier.report import Section
from geo.model.line import Holding, LineKind, LineRule, Sides

_EXAMPLE = 'between = ["north", "south"] or between = [["north"], ["south", "west"]]'
_TWO = 2
_LARGEST_POCKET_KM2 = 100_000


def read_sides(section: Section) -> Sides:
    """Return the holders on the two sides of a line; none where ``between`` is left out."""
    found: Any = section.get("between", list, [], _EXAMPLE)
    if not found:
        return ((), ())
    sides = [_side(item) for item in found]
    if len(sides) != _TWO:
        section.problem("between", f"must name two sides, not {len(sides)}: {_EXAMPLE}")
        return ((), ())
    here, there = sides
    if not here or not there:
        section.problem("between", f"is {found}; write it like {_EXAMPLE}")
        return ((), ())
    return here, there


def _side(item: object) -> tuple[str, ...]:
    """Return the holders of one side, none where they are not written as they should."""
    holders = [h for h in (item if isinstance(item, list) else [item]) if isinstance(h, str) and h]
    whole = isinstance(item, str) or (isinstance(item, list) and len(item) == len(holders))
    return tuple(holders) if whole else ()


def read_least_pocket_km2(section: Section) -> float:
    """Return below which area an enclave is no front."""
    return section.number_in("least_pocket_km2", 0.0, 0, _LARGEST_POCKET_KM2)


def read_change_days(section: Section) -> tuple[date, ...]:
    """Return the days between which changes are told; note days that do not follow each other."""
    example = "changes = [2018-09-17, 2019-05-31]"
    found: Any = section.get("changes", list, [], example)
    if any(type(day) is not date for day in found):
        section.problem("changes", f"must be dates without quotes: {example}")
        return ()
    if len(found) == 1:
        section.problem("changes", f"needs two days or more: {example}")
    if any(later <= day for day, later in pairwise(found)):
        section.problem("changes", f"must be days in order, each once: {example}")
        return ()
    return tuple(found)


def check_line(section: Section, rule: LineRule, holdings: tuple[Holding, ...]) -> None:
    """Note holders that no row has or that stand on both sides, and days outside the period."""
    here, there = rule.between
    known = {h.holder for h in holdings}
    for holder in (*here, *there) if known else ():
        section.one_of("between", holder, known)
    for holder in sorted({*here} & {*there}):
        section.problem("between", f"has {holder!r} on both sides: a holder faces others")
    for day in (day for day in rule.changes if not rule.period.contains(day)):
        first, last = rule.period.start or "…", rule.period.end or "…"
        section.problem("changes", f"{day} is outside the period, {first} to {last}")
    for key in ("changes", "least_pocket_km2"):
        if key in section.data and rule.kind is not LineKind.CONTROL:
            section.problem(key, "is a key of lines that come from a control table")
