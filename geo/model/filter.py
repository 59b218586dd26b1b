"""A filter as a tree: what CQL2 says, whether it was written as text or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operator or a function, by its name in lower case, and what it is applied to."""

    op: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of a feature; ``geometry`` is its geometry."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A text, a number or a truth value."""

    value: str | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A day; a time of day is dropped, for features are dated by the day."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From one end to the other, both days or properties; None leaves an end open."""

    start: Instant | Property | None
    end: Instant | Property | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A geometry in OGC:CRS84."""

    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """The values of a list."""

    items: tuple[Node, ...]


Node: TypeAlias = Operation | Property | Constant | Instant | Interval | Shape | Items
