"""A dossier made ready to read documents: zones built, names indexed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from geo.curate.standing import Rulings, rulings
from geo.errors import InputError, Problem, Problems
from geo.gazetteer.cache import open_layers
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.layered import LayeredGazetteer
from geo.gazetteer.sounds import SoundIndex
from geo.model.calendar import Period
from geo.model.dossier import Dossier, Preference
from geo.model.evidence import Yardsticks
from geo.model.line import LineKind, LineRule
from geo.model.place import Place
from geo.model.protocols import Recogniser
from geo.model.zone import Zone
from geo.pipeline.world import WorldReader, world_reader
from geo.recognise.matcher import Sort
from geo.recognise.mentions import NameRecogniser
from geo.resolve.expressions import Drawn
from geo.resolve.ranking import preferred_names
from geo.resolve.zone_names import ZoneName
from geo.zones.build import build_zone
from geo.zones.facts import yardstick
from geo.zones.lines import Ground, build_line
from geo.zones.names import line_place, line_rule_place, post_group_place, zone_place

_GEONAMES = re.compile(r"gn-\d+")
RECOGNISERS: tuple[Callable[..., Recogniser], ...] = (NameRecogniser,)
"""How mentions are found; each is made with the names and the phrases of a dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A dossier made ready; ``phrases`` holds the names of zones, lines and posts.

    ``curated`` holds the dossier's own places, ``gazetteer`` those below them too. ``world`` reads
    names by trained models over the compiled gazetteers, where the dossier has any; ``known`` are
    the places that a curator can decide for; ``sounds`` finds Arabic names in other spellings;
    ``preferences`` go by the names that they are for; ``rulings`` are the curators' decisions;
    ``yardsticks`` is what passages about zones and posts are compared with; ``drawn`` says which
    places have an outline or a line. ``names_on`` keeps the ``zone_names`` of the days that
    documents are of, each made once: the lines among them are others every day.
    """

    dossier: Dossier
    ground: Ground
    curated: MemoryGazetteer
    gazetteer: MemoryGazetteer | LayeredGazetteer
    phrases: MemoryGazetteer
    recognisers: tuple[Recogniser, ...]
    zones: tuple[Zone, ...]
    zone_names: Mapping[str, ZoneName]
    known: Mapping[str, Place]
    sounds: SoundIndex
    preferences: Mapping[str, Preference]
    rulings: Rulings
    yardsticks: Yardsticks
    drawn: Drawn
    world: WorldReader | None = None
    names_on: dict[date | None, Mapping[str, ZoneName]] = field(default_factory=dict, repr=False)

    @property
    def tells_a_story(self) -> bool:
        """Tell whether the dossier says more than where places are: zones, lines, preferences."""
        dossier = self.dossier
        return bool(self.phrases.places or dossier.preferences or dossier.organisations)


def prepare(dossier: Dossier) -> Engine:
    """Build a dossier's zones and index its names; raises Problems for rules that give none."""
    ground = Ground(
        places=dossier.places,
        holdings=dossier.holdings,
        areas=dossier.areas,
        drawn=dossier.drawn,
    )
    zones = _build_zones(dossier, ground)
    zone_names = _zone_names(dossier, zones, ground)
    curated = MemoryGazetteer(dossier.places.values())
    phrases = MemoryGazetteer([z.place for z in zone_names.values()])
    layered = LayeredGazetteer(curated, open_layers(dossier)) if dossier.compiled else None
    sorts = _phrases(dossier)
    return Engine(
        dossier=dossier,
        ground=ground,
        curated=curated,
        gazetteer=layered or curated,
        phrases=phrases,
        recognisers=tuple(make(curated.names(), sorts) for make in RECOGNISERS),
        zones=zones,
        zone_names=zone_names,
        known={**curated.places, **phrases.places, **_decided(dossier, layered)},
        sounds=SoundIndex(curated.places.values()),
        preferences=preferred_names(dossier.preferences, curated),
        rulings=rulings(dossier.corrections),
        yardsticks=_yardsticks(dossier, zones),
        drawn=_drawn(dossier),
        world=world_reader(layered) if layered else None,
    )


def _drawn(dossier: Dossier) -> Drawn:
    """Return what the dossier draws, as vague places may be measured from it."""
    lines = dossier.drawn.values()
    return Drawn(
        lines=frozenset(line.place_id for line in lines if line.place_id),
        borders=frozenset(frozenset(line.between) for line in lines if line.between),
        areas=frozenset(dossier.areas),
    )


def _decided(dossier: Dossier, layered: LayeredGazetteer | None) -> dict[str, Place]:
    """Return the places of compiled gazetteers that a correction names; raises Problems."""
    if layered is None:
        return {}
    wanted = {c.decision for c in dossier.corrections if _GEONAMES.fullmatch(c.decision)}
    found = {place_id: layered.place(place_id) for place_id in sorted(wanted)}
    path = dossier.root / "corrections.csv"
    problems = [
        Problem(path, f"decision {place_id}", "is no id of a place of any gazetteer")
        for place_id, place in found.items()
        if place is None
    ]
    if problems:
        raise Problems(problems)
    return {place_id: place for place_id, place in found.items() if place is not None}


def _line_problems(dossier: Dossier, ground: Ground) -> list[Problem]:
    """Build the lines that no zone follows, and check the days of changes."""
    followed = {rule.line for rule in dossier.zones.values()}
    problems: list[Problem] = []
    for rule in dossier.lines.values():
        try:
            if rule.id not in followed:
                build_line(rule, ground, None)
            for day in rule.changes:
                ground.check_day(rule, day)
        except InputError as exc:
            problems.append(Problem(dossier.root / "zones.toml", "", str(exc)))
    return problems


def _build_zones(dossier: Dossier, ground: Ground) -> tuple[Zone, ...]:
    built: list[Zone] = []
    problems = _line_problems(dossier, ground)
    for rule in dossier.zones.values():
        try:
            built.append(build_zone(rule, dossier.lines.get(rule.line), ground))
        except InputError as exc:
            problems.append(Problem(dossier.root / "zones.toml", "", str(exc)))
    if problems:
        raise Problems(problems)
    return tuple(built)


def _yardsticks(dossier: Dossier, zones: tuple[Zone, ...]) -> Yardsticks:
    known = {k: a for k, a in dossier.areas.items() if k in dossier.places}
    units = {k: a for k, a in known.items() if dossier.places[k].feature_code == "ADM1"}
    return Yardsticks(
        zones={z.rule.id: yardstick(z, dossier.places, units) for z in zones},
        posts=dossier.posts,
        lines=dossier.lines,
        units=frozenset(units),
    )


def _zone_names(dossier: Dossier, zones: tuple[Zone, ...], ground: Ground) -> dict[str, ZoneName]:
    def name(place: Place, in_force: Period, anchors: Iterable[str]) -> ZoneName:
        known = frozenset(anchors)
        countries = frozenset(dossier.places[a].country_code for a in known if a in dossier.places)
        return ZoneName(place=place, in_force=in_force, anchors=known, countries=countries)

    names = {z.rule.id: name(zone_place(z), z.rule.in_force, z.rule.anchors) for z in zones}
    for group in dossier.posts.values():
        members = [dossier.places[m] for m in group.members]
        anchors = {*group.members, *(p.admin1 for p in members)}
        names[group.id] = name(post_group_place(group, members), group.in_force, anchors)
    for rule in dossier.lines.values():
        if rule.names:
            dated = rule.kind is LineKind.CONTROL
            place = line_rule_place(rule) if dated else line_place(build_line(rule, ground, None))
            names[rule.id] = name(place, rule.period, _beside(dossier, rule))
    return names


def _beside(dossier: Dossier, rule: LineRule) -> frozenset[str]:
    """Return the places of a line's table and the units they lie in."""
    held = {h.place_id for h in dossier.holdings.get(rule.control, ())}
    return frozenset(held | {dossier.places[p].admin1 for p in held})


def _phrases(dossier: Dossier) -> dict[str, Sort]:
    sorts = dict.fromkeys(dossier.organisations, Sort.ORGANISATION)
    for line in dossier.lines.values():
        sorts.update(dict.fromkeys(line.names, Sort.LINE))
    for rule in dossier.zones.values():
        sorts.update(dict.fromkeys(rule.names, Sort.ZONE))
    for group in dossier.posts.values():
        sorts.update(dict.fromkeys(group.names, Sort.ZONE))
    return sorts
