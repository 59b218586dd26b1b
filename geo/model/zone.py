"""Zones that texts define: their rules, and the ground that is made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.model.calendar import Period
from geo.model.line import ContactLine

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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

    @property
    def reach(self) -> str:
        """Return in words how far the zone reaches, "" for one that is its ground alone."""
        if not self.depth_km[1]:
            return ""
        km = "–".join(f"{depth:g}" for depth in dict.fromkeys(self.depth_km)) + " km"
        if self.side == BOTH_SIDES or self.kind is ZoneKind.CORRIDOR:
            return f"{km} on each side"
        return f"{km} deep" if self.kind is ZoneKind.ALONG_LINE else f"within {km}"

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
    ``extent`` perhaps inside (greatest depth, and that error). ``error_m`` is the largest of
    those errors, ``line`` None for a zone that follows no line. ``contours`` go from the
    likeliest to the widest; none where nobody asked.
    """

    rule: ZoneRule
    core: BaseGeometry
    bands: tuple[Band, ...]
    extent: BaseGeometry
    error_m: float
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
