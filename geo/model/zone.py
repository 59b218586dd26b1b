"""Contact lines, and the zones that texts define beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words of a source that a zone, a line or a count rests on."""

    text: str
    source: str


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


class LineKind(StrEnum):
    """Where a line comes from."""

    CONTROL = "control"
    DRAWN = "drawn"
    STRETCH = "stretch"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """How a line is made: from a control table, from a file, or as a stretch of another."""

    id: str
    title: str
    kind: LineKind
    names: tuple[str, ...] = ()
    control: str = ""
    between: tuple[str, str] = ("", "")
    within: str = ""
    reference_on: date | None = None
    period: Period = Period()
    drawn: str = ""
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line of a GeoJSON file, as one source drew it.

    ``place_id`` is the road or river that it shows, ``between`` the two places whose border.
    """

    id: str
    geometry: BaseGeometry
    source: str
    licence: str
    uncertainty_m: float
    place_id: str = ""
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a contact line between one pair of facing places.

    The line runs half way between the two; ``half_gap_m`` is how far it may lie off.
    """

    geometry: BaseGeometry
    places: tuple[str, str]
    holders: tuple[str, str]
    half_gap_m: float
    unsourced: bool


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


class ZoneKind(StrEnum):
    """How a zone is made."""

    ALONG_LINE = "along-line"
    HELD_AREA = "held-area"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRule:
    """A clause of a text that defines a zone, before any geometry exists."""

    id: str
    title: str
    kind: ZoneKind
    names: tuple[str, ...]
    anchors: tuple[str, ...]
    in_force: Period
    reading: str
    citations: tuple[Citation, ...]
    line: str
    on: date | None = None
    side: str = ""
    depth_km: tuple[float, float] = (0.0, 0.0)
    within: str = ""
    holder: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The ground within one stated depth, the line taken as drawn."""

    depth_km: float
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A rule made geometry, in OGC:CRS84: ``core`` within ``bands`` within ``extent``.

    ``core`` is surely inside (least depth, less the line's error), ``extent`` perhaps inside
    (greatest depth, and the line's error).
    """

    rule: ZoneRule
    line: ContactLine
    core: BaseGeometry
    bands: tuple[Band, ...]
    extent: BaseGeometry

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
