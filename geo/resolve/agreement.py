"""Compare what a text states with what the rule has, and say why in a clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geo.model.evidence import (
    Agreement,
    Bound,
    Count,
    CountKind,
    Ground,
    Length,
    Provinces,
    Sense,
    Yardstick,
    km_words,
)
from geo.model.facts import rounded
from geo.model.zone import BOTH_SIDES, PostGroup, ZoneKind, ZoneRule

_TOLERANCE_KM = 0.5
_TOLERANCE_SHARE = 0.05
"""Miles in a text are rounded: 9–12 miles are 14.5–19.3 km, said of 15–20 km."""
_TWO_SIDES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether a statement agrees, and why; ``reading_id`` is another reading that it fits."""

    agrees: Agreement
    reason: str
    reading_id: str = ""


def depth_agrees(value: Length, rule: ZoneRule, *, denied: bool) -> Judgement:
    """Compare a depth or a width with the rule's own, then with its other readings."""
    if rule.depth_km[1] == 0:
        return Judgement(agrees=Agreement.OTHER, reason="the rule sets no depth")
    sides = "each side" if _on_both_sides(rule) else "one side"
    ours = f"the rule has {km_words(*rule.depth_km)} on {sides} of the line"
    if not rule.kind.follows_line:
        ours = f"the rule has {km_words(*rule.depth_km)}"
    if denied:
        reason = f"the passage denies it or only supposes it; {ours}"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    if _fits_rule(value, rule):
        return Judgement(agrees=Agreement.YES, reason=ours)
    for reading in rule.readings:
        if _fits_rule(value, rule.read_as(reading)):
            reason = f"fits the reading “{reading.title}”, not the drawn one: {ours}"
            return Judgement(agrees=Agreement.NO, reason=reason, reading_id=reading.id)
    if value.sense is not Sense.DEPTH and _fits_rule(value, replace(rule, side=BOTH_SIDES)):
        reason = f"the same depth on both sides of the line; {ours}"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    return Judgement(agrees=Agreement.NO, reason=f"says {value.label}; {ours}")


def _on_both_sides(rule: ZoneRule) -> bool:
    return rule.side == BOTH_SIDES or rule.kind is ZoneKind.CORRIDOR


def _fits_rule(value: Length, rule: ZoneRule) -> bool:
    """Tell whether a length says a rule's depth; a strip on both sides is twice as wide."""
    low, high = rule.depth_km
    if value.sense is Sense.EACH_SIDE:
        return _on_both_sides(rule) and _fits(value, (low, high))
    sides = _TWO_SIDES if value.sense is Sense.WIDTH and _on_both_sides(rule) else 1
    return _fits(value, (low * sides, high * sides))


def _fits(value: Length, depth_km: tuple[float, float]) -> bool:
    low, high = depth_km
    checks = {
        Bound.EXACT: _close(value.low_km, low) and _close(value.high_km, high),
        Bound.AT_MOST: _close(value.high_km, high),
        Bound.AT_LEAST: _close(value.low_km, low),
    }
    return checks[value.bound]


def _close(stated_km: float, rule_km: float) -> bool:
    return abs(stated_km - rule_km) <= _TOLERANCE_KM + rule_km * _TOLERANCE_SHARE


def area_agrees(value: Ground, yardstick: Yardstick) -> Judgement:
    """Compare an area with the one that is drawn: no rule states any."""
    least, greatest = yardstick.area_km2
    ours = f"as drawn it has surely {rounded(least):,}, perhaps {rounded(greatest):,} km²"
    if value.high_km2 >= least and value.low_km2 <= greatest:
        return Judgement(agrees=Agreement.YES, reason=ours)
    return Judgement(agrees=Agreement.NO, reason=f"says {value.label}; {ours}")


def count_agrees(value: Count, group: PostGroup) -> Judgement:
    """Compare a count of posts with those that the dossier lists."""
    total = len(group.members)
    ours = f"the dossier lists {total}"
    if value.number > total:
        return Judgement(agrees=Agreement.NO, reason=f"says {value.label}; {ours}")
    if value.kind is CountKind.ORDINAL:
        return Judgement(agrees=Agreement.OTHER, reason=f"speaks of one of them; {ours}")
    if value.kind is CountKind.SOME or value.number < total:
        reason = f"counts some of them; {ours}"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    return Judgement(agrees=Agreement.YES, reason=ours)


def provinces_agree(value: Provinces, yardstick: Yardstick, known: frozenset[str]) -> Judgement:
    """Compare listed first-level units with those that the zone as drawn reaches into."""
    drawn = {u.place_id: u for u in yardstick.units}
    names: Mapping[str, str] = dict(zip(value.place_ids, value.names, strict=True))
    outside = [names[p] for p in names if p not in drawn and p in known]
    unknown = [names[p] for p in names if p not in drawn and p not in known]
    missing = [u for u in yardstick.units if u.place_id not in names]
    if outside:
        reason = f"the zone as drawn has no ground in {' and '.join(outside)}"
        return Judgement(agrees=Agreement.NO, reason=reason)
    if unknown:
        reason = f"the dossier does not have the ground of {' and '.join(unknown)}"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    if missing:
        left = " and ".join(f"{u.name} (about {rounded(u.area_km2):,} km²)" for u in missing)
        reason = f"leaves out {left}, where the zone as drawn reaches too"
        return Judgement(agrees=Agreement.OTHER, reason=reason)
    return Judgement(agrees=Agreement.YES, reason="the zone as drawn reaches into each of them")
