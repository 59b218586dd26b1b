"""Gather what a corpus states of each zone, and where it contradicts the rule or itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from geo.features.gathering import gather
from geo.features.stated import Stated
from geo.model.calendar import day_words
from geo.model.evidence import Agreement, Yardstick, Yardsticks, km_words
from geo.model.facts import rounded
from geo.model.run import Run
from geo.model.stated import Contradiction, RuleValue, StatedValue, ZoneEvidence
from geo.model.zone import Citation, Parameter, PostGroup

_PARAMETERS = tuple(Parameter)
_AGREEMENTS = tuple(Agreement)
_MOST_OTHERS = 20
"""Values beside one that they contradict, the most frequent first; every one stands alone, too."""


def evidence_by_zone(run: Run) -> Mapping[str, ZoneEvidence]:
    """Return the evidence of every zone and group of posts of a run, by id."""
    return evidence_from(run.yardsticks, gather(run.readings).said)


def evidence_from(
    yardsticks: Yardsticks, said: Mapping[str, Stated]
) -> Mapping[str, ZoneEvidence]:
    """Return the evidence of every zone and group of posts, by id, from what is said of each."""
    rules: dict[str, Yardstick | PostGroup] = {**yardsticks.zones, **yardsticks.posts}
    return {
        zone_id: evidence_of(rule, said.get(zone_id, Stated())) for zone_id, rule in rules.items()
    }


def evidence_of(rule: Yardstick | PostGroup, said: Stated) -> ZoneEvidence:
    """Return what is stated of one zone or group of posts, beside what its rule has."""
    if isinstance(rule, PostGroup):
        zone_id, ours = rule.id, tuple(_of_posts(rule))
    else:
        zone_id, ours = rule.rule.id, tuple(_of_zone(rule))
    values = tuple(sorted(said.values(), key=_order))
    return ZoneEvidence(
        zone_id=zone_id,
        rule=ours,
        values=values,
        contradictions=tuple(_contradictions(ours, values)),
    )


def _of_zone(yardstick: Yardstick) -> Iterator[RuleValue]:
    rule = yardstick.rule
    labels = {
        Parameter.DEPTH: km_words(*rule.depth_km) if rule.depth_km[1] else "",
        Parameter.ANCHOR: f"along {yardstick.line.title}" if yardstick.line else "",
        Parameter.PROVINCES: ", ".join(
            f"{u.name} (about {rounded(u.area_km2):,} km² as drawn)" for u in yardstick.units
        ),
        Parameter.AREA: "as drawn: surely {:,}, perhaps {:,} km²".format(
            *map(rounded, yardstick.area_km2)
        ),
    }
    for parameter, label in labels.items():
        if label:
            yield _rule_value(parameter, label, rule.citations)
    for one in rule.dates:
        label = f"{'by ' if one.by else ''}{day_words(one.day)}"
        source = Citation(text=one.event, source=one.source)
        yield RuleValue(
            parameter=Parameter.DATES, event=one.event, label=label, citations=(source,)
        )


def _of_posts(group: PostGroup) -> Iterator[RuleValue]:
    yield _rule_value(Parameter.COUNT, f"{len(group.members)}", group.citations)


def _rule_value(parameter: Parameter, label: str, citations: Sequence[Citation]) -> RuleValue:
    """Return a value with its sources; what is measured on the drawing has none of its own."""
    drawn = parameter in {Parameter.PROVINCES, Parameter.AREA}
    spoken = tuple(c for c in citations if parameter in c.states or not (c.states or drawn))
    return RuleValue(parameter=parameter, event="", label=label, citations=spoken)


def _order(value: StatedValue) -> tuple[int, str, int, int, str]:
    return (
        _PARAMETERS.index(value.parameter),
        value.event,
        _AGREEMENTS.index(value.agrees),
        -value.documents,
        value.value.label,
    )


def _contradictions(
    rule: Sequence[RuleValue], values: Sequence[StatedValue]
) -> Iterator[Contradiction]:
    """Yield each value that disagrees with the rule or, where it is silent, with another value."""
    ours = {(r.parameter, r.event): r for r in rule}
    by_topic: defaultdict[tuple[Parameter, str], list[StatedValue]] = defaultdict(list)
    for value in values:
        by_topic[value.parameter, value.event].append(value)
    for topic, stated in by_topic.items():
        if topic in ours:
            agreeing = tuple(v for v in stated if v.agrees is Agreement.YES)
            for value in stated:
                if value.agrees is Agreement.NO:
                    yield _contradiction(value, ours[topic], agreeing)
            continue
        for earlier, value in enumerate(stated):
            others = [v for v in stated[:earlier] if v.value != value.value]
            if others:
                yield _contradiction(value, None, others)


def _contradiction(
    stated: StatedValue, rule: RuleValue | None, others: Sequence[StatedValue]
) -> Contradiction:
    return Contradiction(
        stated=stated,
        rule=rule,
        others=tuple(others[:_MOST_OTHERS]),
        others_left_out=len(others[_MOST_OTHERS:]),
    )
