"""Contact lines, and the zones that texts define beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from ``start`` to ``end``, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def contains(self, day: date) -> bool:
        """Tell whether ``day`` lies inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def days_from(self, day: date) -> int:
        """Return how many days ``day`` lies outside; 0 inside."""
        if self.start is not None and day < self.start:
            return (self.start - day).days
        if self.end is not None and day > self.end:
            return (day - self.end).days
        return 0


class Parameter(StrEnum):
    """What texts state of a zone or of a group of posts."""

    DEPTH = "depth"
    ANCHOR = "anchor"
    PROVINCES = "provinces"
    DATES = "dates"
    COUNT = "count"
    AREA = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words of a source that a zone, a line or a count rests on.

    ``states`` are the parameters that it settles; empty: all of them.
    """

    text: str
    source: str
    states: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDate:
    """A day that a rule's text sets: something is done ``on`` it, or is due ``by`` it.

    ``words`` are phrases by which passages speak of it; a sentence holds all words of a phrase,
    the first one nearest to its date.
    """

    event: str
    source: str
    words: tuple[str, ...]
    on: date | None = None
    by: date | None = None

    @property
    def day(self) -> date:
        """Return the day, whichever it is."""
        return self.on or self.by or date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who held a place: from ``start`` (None: before the table begins) up to, not on, ``end``."""

    place_id: str
    holder: str
    start: date | None
    end: date | None
    source: str
    reliability: str

    @property
    def unsourced(self) -> bool:
        """Tell whether the row rests on general knowledge only."""
        return self.reliability == "unsourced"

    def covers(self, day: date) -> bool:
        """Tell whether the place was so held on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


Sides: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""The holders on the two sides of a line; none: every front of the table."""


class LineKind(StrEnum):
    """Where a line comes from."""

    CONTROL = "control"
    DRAWN = "drawn"
    STRETCH = "stretch"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """How a line is made: from a control table, from a file, or as a stretch of another.

    Enclaves below ``least_pocket_km2`` are left out. ``changes`` are days, in order: from each to
    the next one, ground that changed hands is a step of the layer of changes.
    """

    id: str
    title: str
    kind: LineKind
    names: tuple[str, ...] = ()
    control: str = ""
    between: Sides = ((), ())
    within: str = ""
    reference_on: date | None = None
    period: Period = Period()
    drawn: str = ""
    ends: tuple[str, str] = ("", "")
    least_pocket_km2: float = 0.0
    changes: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line of a GeoJSON file, as one source drew it."""

    id: str
    geometry: BaseGeometry
    source: str
    licence: str
    uncertainty_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a contact line between one pair of facing places.

    The line runs half way between the two; ``half_gap_m`` is how far it may lie off. ``evidence``
    are the two rows of the control table, none for a drawn line. ``pocket_km2`` is the ground of
    the enclave that the segment closes in, 0 where it is a front.
    """

    id: str
    geometry: BaseGeometry
    places: tuple[str, str]
    holders: tuple[str, str]
    half_gap_m: float
    unsourced: bool
    evidence: tuple[Holding, ...] = ()
    pocket_km2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """Ground of one holder, wholly inside the ground of another."""

    places: tuple[str, ...]
    holder: str
    inside: str
    area_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A line on one day; ``geometry`` and every segment in OGC:CRS84."""

    id: str
    rule: LineRule
    geometry: BaseGeometry
    segments: tuple[Segment, ...]
    source: str
    uncertainty_m: float
    length_km: float
    unsourced_share: float
    valid_on: date | None = None
    pockets_left_out: tuple[Pocket, ...] = ()


class ZoneKind(StrEnum):
    """How a zone is made."""

    ALONG_LINE = "along-line"
    CORRIDOR = "corridor"
    HELD_AREA = "held-area"
    AROUND = "around"
    BETWEEN = "between"
    UNITS = "units"

    @property
    def follows_line(self) -> bool:
        """Tell whether the zone is made from a line."""
        return self in {ZoneKind.ALONG_LINE, ZoneKind.CORRIDOR, ZoneKind.HELD_AREA}


BOTH_SIDES = "both"
"""The ``side`` of a zone that lies on both sides of its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeReading:
    """Another way to read a zone's clause; what it leaves out is as in the rule."""

    id: str
    title: str
    text: str
    source: str
    side: str = ""
    depth_km: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRule:
    """A clause of a text that defines a zone, before any geometry exists.

    ``side`` is a place on the zone's side of the line, or ``BOTH_SIDES``; ``places`` are what a
    zone lies around or between, or the units that it is made of; ``part`` is the compass part
    ("north") of those units.
    """

    id: str
    title: str
    kind: ZoneKind
    names: tuple[str, ...]
    anchors: tuple[str, ...]
    in_force: Period
    reading: str
    citations: tuple[Citation, ...]
    line: str = ""
    on: date | None = None
    side: str = ""
    depth_km: tuple[float, float] = (0.0, 0.0)
    within: str = ""
    holder: str = ""
    places: tuple[str, ...] = ()
    part: str = ""
    readings: tuple[AlternativeReading, ...] = ()
    note: str = ""
    dates: tuple[ZoneDate, ...] = ()

    def read_as(self, reading: AlternativeReading) -> ZoneRule:
        """Return the rule with a reading's side and depth in place of its own."""
        return replace(
            self,
            side=reading.side or self.side,
            depth_km=reading.depth_km or self.depth_km,
            reading=reading.text,
            readings=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The ground within one stated depth, the line taken as drawn."""

    depth_km: float
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """The ground that lies inside with at least this probability, in OGC:CRS84."""

    probability: float
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A rule made geometry, in OGC:CRS84: ``core`` within ``bands`` within ``extent``.

    ``core`` is surely inside (least depth, less the error of what it is measured from),
    ``extent`` perhaps inside (greatest depth, and that error). ``line`` is None for a zone that
    follows no line. ``contours`` go from the likeliest to the widest; none where nobody asked.
    """

    rule: ZoneRule
    core: BaseGeometry
    bands: tuple[Band, ...]
    extent: BaseGeometry
    line: ContactLine | None = None
    contours: tuple[Contour, ...] = ()

    @property
    def nominal(self) -> BaseGeometry:
        """Return the widest band."""
        return self.bands[-1].geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class PostGroup:
    """Posts that texts name by kind and count ("12 observation posts")."""

    id: str
    title: str
    names: tuple[str, ...]
    members: tuple[str, ...]
    in_force: Period
    citations: tuple[Citation, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The ground that a place covers, in OGC:CRS84."""

    place_id: str
    geometry: BaseGeometry
    source: str
    licence: str
    uncertainty_m: float
