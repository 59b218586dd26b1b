"""Read the ``[[zone]]`` tables of ``zones.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geo.dossier.report import Section
from geo.dossier.zones_toml import Known, read_citations, read_kind, read_period
from geo.geodesy.compass import Part
from geo.model.line import LineRule
from geo.model.zone import BOTH_SIDES, AlternativeReading, ZoneDate, ZoneKind, ZoneRule

_PAIR = 2
_DEPTHS = "depth_km = 10, or a range, depth_km = [15, 20]"
_DEEPEST_KM = 1000.0
"""Beyond, the ground around a line is no zone any more."""
_NEEDED: dict[ZoneKind, frozenset[str]] = {
    ZoneKind.ALONG_LINE: frozenset({"line", "side", "depth_km"}),
    ZoneKind.CORRIDOR: frozenset({"line", "depth_km"}),
    ZoneKind.HELD_AREA: frozenset({"line", "holder"}),
    ZoneKind.AROUND: frozenset({"places", "depth_km"}),
    ZoneKind.BETWEEN: frozenset({"places", "depth_km"}),
    ZoneKind.UNITS: frozenset({"places"}),
}
_ALLOWED: dict[ZoneKind, frozenset[str]] = {
    ZoneKind.ALONG_LINE: frozenset({"on", "holder"}),
    ZoneKind.CORRIDOR: frozenset({"on"}),
    ZoneKind.HELD_AREA: frozenset({"on"}),
    ZoneKind.AROUND: frozenset(),
    ZoneKind.BETWEEN: frozenset(),
    ZoneKind.UNITS: frozenset({"depth_km", "part"}),
}
"""What a kind of zone needs, and what it may say besides."""


def read_zone_rules(
    root: Section, known: Known, lines: Mapping[str, LineRule]
) -> Iterator[ZoneRule]:
    """Yield the rules of ``[[zone]]``."""
    for section in root.tables("zone"):
        kind = read_kind(section, ZoneKind)
        said = _Keys(section, kind)
        rule = ZoneRule(
            id=section.text("id"),
            title=section.text("title"),
            kind=kind,
            names=section.texts("names", ..., '["buffer zone"], as texts call it'),
            anchors=section.texts("anchors", ..., '["idlib"], places that tell it is meant'),
            in_force=read_period(section, "in_force"),
            reading=section.text("reading", ..., '"One side only: the text says …"'),
            citations=read_citations(section),
            line=said.text("line", '"contact-line", the id of a line'),
            on=section.day("on") if said.may("on") else None,
            side=said.text("side", '"idlib", a place on that side, or "both"'),
            depth_km=said.depth(),
            within=section.text("within", ""),
            holder=said.text("holder", '"opposition"'),
            places=said.texts("places"),
            part=said.text("part", '"north"'),
            readings=tuple(_readings(section, known)),
            note=section.text("note", ""),
            dates=tuple(_dates(section)),
        )
        _check(section, rule, known, lines)
        section.finish()
        yield rule


class _Keys:
    """The keys that a kind of zone needs or may have; others are left, and so reported."""

    def __init__(self, section: Section, kind: ZoneKind) -> None:
        self._section, self._kind = section, kind

    def must(self, key: str) -> bool:
        return key in _NEEDED[self._kind]

    def may(self, key: str) -> bool:
        return self.must(key) or key in _ALLOWED[self._kind]

    def text(self, key: str, example: str) -> str:
        if not self.may(key):
            return ""
        return self._section.text(key, ... if self.must(key) else "", example)

    def texts(self, key: str) -> tuple[str, ...]:
        return self._section.texts(key, ...) if self.must(key) else ()

    def depth(self) -> tuple[float, float]:
        may = self.may("depth_km")
        return _depth(self._section, required=self.must("depth_km")) if may else (0.0, 0.0)


def _check(section: Section, rule: ZoneRule, known: Known, lines: Mapping[str, LineRule]) -> None:
    section.one_of("line", rule.line, lines)
    section.one_of("side", rule.side, [*known.places, BOTH_SIDES])
    section.one_of("within", rule.within, known.areas)
    section.one_of("part", rule.part, [part.value for part in Part])
    for anchor in rule.anchors:
        section.one_of("anchors", anchor, known.places)
    of_units = rule.kind is ZoneKind.UNITS
    for place in rule.places:
        section.one_of("places", place, known.areas if of_units else known.places)
    _check_places(section, rule, known)
    if rule.part and rule.depth_km[1]:
        section.problem("depth_km", "goes with whole areas only: leave it out, or leave out part")
    ids = [reading.id for reading in rule.readings]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        section.problem("alternative", f"{twice!r} is there twice; give each reading its own id")
    follows = rule.kind in {ZoneKind.ALONG_LINE, ZoneKind.CORRIDOR}
    for reading in rule.readings:
        if reading.side and not follows:
            section.problem("alternative", f"{reading.id!r} has a side, but the zone has no line")


def _check_places(section: Section, rule: ZoneRule, known: Known) -> None:
    if rule.kind.follows_line:
        return
    spots = {
        (known.places[p].lon_deg, known.places[p].lat_deg)
        for p in rule.places
        if p in known.places
    }
    if "places" in section.data and not rule.places:
        section.problem("places", 'is empty; write it like places = ["…"]')
    elif rule.kind is ZoneKind.BETWEEN and rule.places and len(spots) < _PAIR:
        section.problem("places", "must name two places or more, on spots of their own")


def _readings(section: Section, known: Known) -> Iterator[AlternativeReading]:
    for table in section.tables("alternative"):
        reading = AlternativeReading(
            id=table.text("id"),
            title=table.text("title"),
            text=table.text("text"),
            source=table.text("source"),
            side=table.text("side", ""),
            depth_km=_depth(table, required=True) if "depth_km" in table.data else None,
        )
        table.one_of("side", reading.side, [*known.places, BOTH_SIDES])
        if not reading.side and reading.depth_km is None:
            table.problem("side", "is missing, and so is depth_km: say what the reading changes")
        table.finish()
        yield reading


def _dates(section: Section) -> Iterator[ZoneDate]:
    for table in section.tables("date"):
        event, source = table.text("event"), table.text("source")
        words = table.texts("words", ...)
        on, by = table.day("on"), table.day("by")
        if (on is None) == (by is None):
            table.problem("on", "is one of two: write either on = 2018-09-17 or by = 2018-10-10")
        yield ZoneDate(event=event, source=source, words=words, on=on, by=None if on else by)
        table.finish()


def _depth(section: Section, *, required: bool) -> tuple[float, float]:
    """Return the range of a depth in km; (0, 0) where there may be none."""
    if "depth_km" not in section.data:
        if required:
            section.get("depth_km", list, ..., _DEPTHS)
        return 0.0, 0.0
    section.asked.add("depth_km")
    found = section.data["depth_km"]
    given = found if isinstance(found, list) else [found, found]
    numbers = [float(d) for d in given if isinstance(d, int | float) and not isinstance(d, bool)]
    if len(numbers) != _PAIR or len(given) != _PAIR:
        section.problem("depth_km", f"is {found!r}; write km, {_DEPTHS}")
    elif not 0 < numbers[0] <= numbers[1] <= _DEEPEST_KM:
        section.problem("depth_km", f"{found} must rise from above 0 to at most {_DEEPEST_KM:g}")
    else:
        return numbers[0], numbers[1]
    return 0.0, 0.0
