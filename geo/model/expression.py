"""Vague places: what a phrase says of the ground around the names in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.model.place import Place
from geo.model.resolution import Status
from geo.model.text import Mention, Passage, Span

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CORE_HALF_WIDTH_DEG = 22.5
EXTENT_HALF_WIDTH_DEG = 45.0
"""Half-widths of a direction: of eight that divide the circle, and of four (the cone models of
A. U. Frank, Qualitative spatial reasoning: cardinal directions as an example, 1996)."""


class Relation(StrEnum):
    """How the ground that is meant lies to its anchors."""

    DIRECTION = "direction"
    DISTANCE = "distance"
    BETWEEN = "between"
    ALONG = "along"
    NEAR = "near"
    PART_OF = "part-of"
    SIDE = "side"


class Facet(StrEnum):
    """Which ground of an anchor its words speak of."""

    WHOLE = "whole"
    COUNTRYSIDE = "countryside"
    OUTSKIRTS = "outskirts"
    CENTRE = "centre"
    SURROUNDINGS = "surroundings"
    EDGE = "edge"
    ROAD = "road"
    ON = "on"


class AnchorKind(StrEnum):
    """What an anchor's words name."""

    NAME = "name"
    BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a phrase is measured from: a name, or a border by the name of one or two neighbours.

    ``called`` is the class word beside the name ("province"). ``places`` are what the mentions
    mean here, one each and in their order, which can differ from what the bare name means;
    ``reason`` says why. They are empty before resolution, and where a name has no place.
    """

    mentions: tuple[Mention, ...]
    kind: AnchorKind = AnchorKind.NAME
    called: str = ""
    places: tuple[Place, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A stated distance; None is open. ``error_km`` is how far a figure so said may be off."""

    low_km: float | None
    high_km: float | None
    error_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One relation with its anchors and figures; bearings are clockwise from north.

    Several bearings ("northern and western") are alternatives, and so are several anchors, but
    for those of ``BETWEEN``.
    """

    relation: Relation
    span: Span
    anchors: tuple[Anchor, ...]
    bearings_deg: tuple[float, ...] = ()
    distance: Distance | None = None
    facet: Facet = Facet.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """An expression as found; each clause narrows those before it."""

    passage: Passage
    clauses: tuple[Clause, ...]

    @property
    def span(self) -> Span:
        """Return the range from the first clause's start to the last one's end."""
        return Span(self.clauses[0].span.start, self.clauses[-1].span.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A vague place in a text; ``reasons`` say how its anchors were understood.

    ``read_as`` is what it was before a curator decided; None where nobody did.
    """

    mention: Mention
    clauses: tuple[Clause, ...]
    status: Status
    confidence: float
    reasons: tuple[str, ...] = ()
    decided_by: str = ""
    read_as: Expression | None = None

    @property
    def relation(self) -> Relation:
        """Return the first clause's relation."""
        return self.clauses[0].relation

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Return the anchors of all clauses, in the order of the text."""
        found = (anchor for clause in self.clauses for anchor in clause.anchors)
        return tuple(sorted(found, key=lambda a: a.mentions[0].span))


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The ground that an expression may mean, in OGC:CRS84: ``core`` within ``extent``.

    ``core`` is what most readers would take it for, ``extent`` as far as somebody may;
    ``reasons`` say where each figure comes from.
    """

    core: BaseGeometry
    extent: BaseGeometry
    reasons: tuple[str, ...]
