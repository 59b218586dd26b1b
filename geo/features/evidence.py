"""Gather what a corpus states of each zone, and where it contradicts the rule or itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from geo.features.gathering import gather
from geo.model.calendar import day_words
from geo.model.evidence import (
    Agreement,
    Contradiction,
    Days,
    Duration,
    RuleValue,
    Said,
    StatedValue,
    Statement,
    Wording,
    Yardstick,
    Yardsticks,
    ZoneEvidence,
    km_words,
)
from geo.model.facts import rounded
from geo.model.run import Run
from geo.model.zone import Citation, Parameter, PostGroup

_PARAMETERS = tuple(Parameter)
_AGREEMENTS = tuple(Agreement)


def evidence_by_zone(run: Run) -> Mapping[str, ZoneEvidence]:
    """Return the evidence of every zone and group of posts of a run, by id."""
    return evidence_from(run.yardsticks, gather(run.readings).said)


def evidence_from(
    yardsticks: Yardsticks, said: Mapping[str, Sequence[Said]]
) -> Mapping[str, ZoneEvidence]:
    """Return the evidence of every zone and group of posts, by id, from what is said of each."""
    rules: dict[str, Yardstick | PostGroup] = {**yardsticks.zones, **yardsticks.posts}
    return {zone_id: evidence_of(rule, said.get(zone_id, ())) for zone_id, rule in rules.items()}


def evidence_of(rule: Yardstick | PostGroup, said: Iterable[Said]) -> ZoneEvidence:
    """Return what is stated of one zone or group of posts, beside what its rule has."""
    if isinstance(rule, PostGroup):
        zone_id, ours = rule.id, tuple(_of_posts(rule))
    else:
        zone_id, ours = rule.rule.id, tuple(_of_zone(rule))
    values = _values(said)
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


def _values(said: Iterable[Said]) -> tuple[StatedValue, ...]:
    """Return every distinct value, with its wordings in the order of their documents' days."""
    groups: defaultdict[tuple[object, ...], list[Said]] = defaultdict(list)
    for one in sorted(said, key=_when):
        s = one.statement
        groups[s.parameter, s.value, s.agrees, s.reason, s.reading_id].append(one)
    values = [_value(group[0].statement, group) for group in groups.values()]
    return tuple(sorted(values, key=_order))


def _value(first: Statement, group: Iterable[Said]) -> StatedValue:
    return StatedValue(
        parameter=first.parameter,
        event=_event(first),
        value=first.value,
        agrees=first.agrees,
        reason=first.reason,
        reading_id=first.reading_id,
        wordings=_wordings(group),
    )


def _event(statement: Statement) -> str:
    return statement.value.event if isinstance(statement.value, Days | Duration) else ""


def _wordings(said: Iterable[Said]) -> tuple[Wording, ...]:
    """Return each sentence once, with the first place in every document that has it."""
    found: dict[str, dict[str, Said]] = {}
    for one in said:
        sentence = one.document.quote(one.statement.passage.span)
        same = found.setdefault(" ".join(sentence.casefold().split()), {})
        same.setdefault(one.document.id, one)
    return tuple(_wording(tuple(same.values())) for same in found.values())


def _wording(said: tuple[Said, ...]) -> Wording:
    first = said[0]
    return Wording(sentence=first.document.quote(first.statement.passage.span), said=said)


def _when(said: Said) -> tuple[str, str, int]:
    day = said.document.published_on
    return day.isoformat() if day else "9999", said.document.id, said.statement.span.start


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
                    yield Contradiction(stated=value, rule=ours[topic], others=agreeing)
            continue
        for earlier, value in enumerate(stated):
            others = tuple(v for v in stated[:earlier] if v.value != value.value)
            if others:
                yield Contradiction(stated=value, rule=None, others=others)
