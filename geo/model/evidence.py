"""What passages state of a zone or of a group of posts, and how that fits its rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from geo.model.calendar import days_words
from geo.model.line import LineRule
from geo.model.text import Passage, Span
from geo.model.zone import Parameter, PostGroup, ZoneRule


class Agreement(StrEnum):
    """Whether a statement agrees with the rule; OTHER neither confirms nor contradicts it."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


class Sense(StrEnum):
    """What a length measures: one side of the line, the whole strip, or each of two sides."""

    DEPTH = "deep"
    WIDTH = "wide"
    EACH_SIDE = "on each side"


class Bound(StrEnum):
    """Whether a figure is the figure itself or a limit."""

    EXACT = ""
    AT_MOST = "at most"
    AT_LEAST = "at least"


class CountKind(StrEnum):
    """What a number of posts counts."""

    ALL = "all"
    SOME = "some"
    ORDINAL = "ordinal"


class DateRole(StrEnum):
    """What a date is said to be."""

    ON = "on"
    BY = "by"
    FROM = "from"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How far a zone is said to reach."""

    low_km: float
    high_km: float
    sense: Sense = Sense.DEPTH
    bound: Bound = Bound.EXACT

    @property
    def label(self) -> str:
        """Return the length in words; depth goes without saying."""
        sense = "" if self.sense is Sense.DEPTH else self.sense.value
        return " ".join(filter(None, (self.bound, km_words(self.low_km, self.high_km), sense)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """How much ground a zone is said to cover."""

    low_km2: float
    high_km2: float

    @property
    def label(self) -> str:
        """Return the area in words."""
        return f"{_range(round(self.low_km2), round(self.high_km2))} km²"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many posts there are said to be, or which one of them is meant."""

    number: int
    kind: CountKind = CountKind.ALL

    @property
    def label(self) -> str:
        """Return the count in words."""
        named = {CountKind.ORDINAL: f"no. {self.number}", CountKind.SOME: f"{self.number} of them"}
        return named.get(self.kind, f"{self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provinces:
    """Which first-level units a zone is said to lie in, by id."""

    place_ids: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the names in words."""
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Which line a zone is said to follow; ``line_id`` is empty where the dossier lacks it."""

    line_id: str
    title: str

    @property
    def label(self) -> str:
        """Return the line in words."""
        return f"along {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When something of the rule is said to happen; a month is its first to its last day."""

    start: date
    end: date
    role: DateRole
    event: str

    @property
    def label(self) -> str:
        """Return the event and its days in words."""
        before = {DateRole.BY: "by ", DateRole.FROM: "from ", DateRole.END: "ends "}
        return f"{self.event}: {before.get(self.role, '')}{days_words(self.start, self.end)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long ago something of the rule is said to be."""

    number: float
    unit: str
    event: str

    @property
    def label(self) -> str:
        """Return the duration in words."""
        plural = "" if self.number == 1 else "s"
        return f"{self.event}: {self.number:g} {self.unit}{plural} before the text"


Value: TypeAlias = Length | Ground | Count | Provinces | Anchor | Days | Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is said of a zone, in whatever sentence: a value, and how it fits the rule."""

    zone_id: str
    parameter: Parameter
    value: Value
    agrees: Agreement
    reason: str
    reading_id: str

    @property
    def event(self) -> str:
        """Return what of the rule is said to happen, "" where no date is stated."""
        return self.value.event if isinstance(self.value, Days | Duration) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A passage that states a parameter of a zone or a group of posts.

    ``reason`` says why it agrees or not; ``reading_id`` names an alternative reading that it fits.
    """

    zone_id: str
    parameter: Parameter
    passage: Passage
    span: Span
    surface: str
    value: Value
    agrees: Agreement
    reason: str
    reading_id: str = ""

    @property
    def claim(self) -> Claim:
        """Return what is stated, apart from where."""
        return Claim(
            zone_id=self.zone_id,
            parameter=self.parameter,
            value=self.value,
            agrees=self.agrees,
            reason=self.reason,
            reading_id=self.reading_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A first-level unit and how much of a zone, taken as drawn, lies in it."""

    place_id: str
    name: str
    area_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What statements about a zone are compared with: its rule, and what was built from it.

    ``line`` is None where the rule follows none; ``area_km2`` is surely and perhaps covered.
    """

    rule: ZoneRule
    line: LineRule | None
    units: tuple[Unit, ...]
    area_km2: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardsticks:
    """What the statements of a corpus are compared with; ``units`` have ground in the dossier."""

    zones: Mapping[str, Yardstick] = field(default_factory=dict)
    posts: Mapping[str, PostGroup] = field(default_factory=dict)
    lines: Mapping[str, LineRule] = field(default_factory=dict)
    units: frozenset[str] = frozenset()


def km_words(low_km: float, high_km: float) -> str:
    """Return a length or a range of lengths in words."""
    return f"{_range(round(low_km, 1), round(high_km, 1))} km"


def _range(low: float, high: float) -> str:
    return f"{low:,.10g}" if low == high else f"{low:,.10g}–{high:,.10g}"
