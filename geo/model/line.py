"""Lines that part ground: contact lines by day, drawn lines, and the rows that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from geo.model.calendar import ALWAYS, Period

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
    period: Period = ALWAYS
    drawn: str = ""
    ends: tuple[str, str] = ("", "")
    least_pocket_km2: float = 0.0
    changes: tuple[date, ...] = ()


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
